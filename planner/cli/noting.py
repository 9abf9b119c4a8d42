"""Noting in the plan what the command line wrote, where its marking asks for it."""

from pathlib import Path

import click

from planner.cli.options import opened
from planner.domain.errors import KnownError
from planner.domain.vocabulary import Marking, ShareKind


def note_written(
    plan: Path,
    out: Path,
    content: bytes,
    marking: Marking,
    *,
    what: str,
    audience: str = "police",
    kind: ShareKind = ShareKind.PRINT,
    operation_id: str = "",
    partner_id: str = "",
    command_key: Path | None = None,
) -> None:
    """Note a file that was written, if it is OFFICIAL-SENSITIVE; a line on standard error when it cannot be.

    The plan is opened for writing only then: a paper that needs no note never touches the planning file.
    """
    if marking is not Marking.OFFICIAL_SENSITIVE:
        return
    from planner.document.share_log import NOT_NOTED, note_paper

    try:
        with opened(plan, command_key=command_key, writing=True) as document:
            said = note_paper(
                document, what=what, marking=marking, data=content, file_name=out.name, kind=kind,
                audience=audience, operation_id=operation_id, partner_id=partner_id,
            )  # fmt: skip
    except KnownError:
        said = NOT_NOTED
    if said:
        click.echo(said, err=True)

"""The import command: other programs' files into a plan, each row accounted for."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import AUTHOR, COMMAND, JSON, PLAN, TODAY, opened, say_json
from planner.domain.errors import InvalidInput

if TYPE_CHECKING:
    from planner.document.command import Command
    from planner.document.commands.return_import import ImportReport
    from planner.document.document import Document

KINDS = ("wards", "places", "calendar", "returns", "tasks")
_Work = list[tuple["Command", "ImportReport"]]


@click.command("import")
@PLAN
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "kind", type=click.Choice(KINDS), help="What the files hold; else guessed.")
@click.option("--layer", default="", help="Which layer of a GeoPackage with several; else the likely one.")
@COMMAND
@AUTHOR
@TODAY
@JSON
def import_(plan: Path, files: tuple[Path, ...], kind: str | None, layer: str,
            command_key: Path | None, author: str, today: date,
            as_json: bool) -> int:  # fmt: skip
    """Take in other programs' files: wards, places, calendars (.ics), returns (CSV), task sheets of partners.

    All files of one command are of one kind, are taken in together and can be undone together.
    """
    from planner.document.backups import back_up_now
    from planner.document.importing.kinds import guessed_kind
    from planner.exchange.reading import refuse_no_file

    for file in files:
        refuse_no_file(file)
    kinds = {kind or guessed_kind(file, layer) for file in files}
    if len(kinds) > 1:
        raise InvalidInput(f"These are {' and '.join(sorted(kinds))}. Import them one kind after the other.")
    (what,) = kinds
    if layer and what in _READ_AT_ONCE:
        raise InvalidInput("Only wards and places lie in layers of a map file. Leave --layer out.")
    work = _READ_AT_ONCE[what](files, today) if what in _READ_AT_ONCE else []
    with opened(plan, author=author, command_key=command_key, writing=True) as document:
        work = work or _compared(document, files, what, today, layer)
        back_up_now(document, "Before an import")
        for command, _report in work:
            document.run(command)
    _say([report for _command, report in work], as_json=as_json)
    return 1 if any(report.rejected for _command, report in work) else 0


def _compared(document: "Document", files: tuple[Path, ...], kind: str, today: date, layer: str) -> _Work:
    from planner.document.importing.intake import take_in
    from planner.document.importing.kinds import read_files

    imported = read_files(document.read, files, kind, today=today, layer=layer)
    return [take_in(imported.label, imported.compare)]


def _returns(files: tuple[Path, ...], _today: date) -> _Work:
    from planner.document.commands.return_import import import_returns
    from planner.exchange.returns_csv import Rejected, ReturnRow, read_returns

    rows: list[ReturnRow] = []
    rejected: list[Rejected] = []
    for file in files:
        good, bad = read_returns(file)
        rows += good
        rejected += bad
    return [import_returns(rows=rows, rejected=rejected)]


def _tasks(files: tuple[Path, ...], today: date) -> _Work:
    from planner.document.taking_answers import take_answers
    from planner.exchange.task_answers_file import read_answers

    return [take_answers(file=read_answers(file), today=today) for file in files]


_READ_AT_ONCE = {"returns": _returns, "tasks": _tasks}
"""Kinds that are read without looking at the plan."""


def _say(reports: "list[ImportReport]", *, as_json: bool) -> None:
    counts = {name: sum(getattr(r, name) for r in reports) for name in ("added", "updated", "unchanged")}
    rejected = [row for report in reports for row in report.rejected]
    notes = [note for report in reports for note in report.notes]
    if as_json:
        reasons = [{"file": r.file, "line": r.line, "reason": r.reason} for r in rejected]
        say_json({**counts, "rejected": len(reasons), "reasons": reasons, "notes": notes})
        return
    words = ", ".join(f"{count} {name}" for name, count in counts.items())
    click.echo(f"{words}, {len(rejected)} rejected.")
    for note in notes:
        click.echo(note)
    for row in rejected:
        click.echo(f"{row.where}: {row.reason}")


COMMANDS = (import_,)

"""The import command: other programs' files into a plan, each row accounted for."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import AUTHOR, COMMAND, JSON, OUTSIDE, PLAN, opened, say_json
from planner.domain.errors import InvalidInput

if TYPE_CHECKING:
    from planner.document.commands.return_import import ImportReport

KINDS = ("returns",)


@click.command("import")
@PLAN
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "kind", type=click.Choice(KINDS), help="What the files hold; else guessed.")
@COMMAND
@AUTHOR
@OUTSIDE
@JSON
def import_(plan: Path, files: tuple[Path, ...], kind: str | None,
            command_key: Path | None, author: str, accept_outside_changes: bool,
            as_json: bool) -> int:  # fmt: skip
    """Take in other programs' files: returns as CSV, one row for each visit."""
    from planner.document.commands.return_import import import_returns
    from planner.exchange.returns_csv import Rejected, ReturnRow, read_returns

    rows: list[ReturnRow] = []
    rejected: list[Rejected] = []
    for file in files:
        _refuse_other(file, kind)
        good, bad = read_returns(file)
        rows += good
        rejected += bad
    with opened(plan, author=author, command_key=command_key, writing=True,
                accept_outside_changes=accept_outside_changes) as document:  # fmt: skip
        command, report = import_returns(rows=rows, rejected=rejected)
        document.run(command)
    _say(report, as_json=as_json)
    return 1 if report.rejected else 0


def _refuse_other(file: Path, kind: str | None) -> None:
    from planner.exchange.returns_csv import looks_like_returns

    if not file.is_file():
        raise InvalidInput(f"There is no file {file.name}. Check its name and folder.")
    if kind is None and not looks_like_returns(file):
        raise InvalidInput(f"{file.name} is not a list that can be taken in. Say what it is with --as.")


def _say(report: "ImportReport", *, as_json: bool) -> None:
    counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
    if as_json:
        reasons = [{"line": r.line, "reason": r.reason} for r in report.rejected]
        say_json({**counts, "rejected": len(reasons), "reasons": reasons})
        return
    words = ", ".join(f"{count} {name}" for name, count in counts.items())
    click.echo(f"{words}, {len(report.rejected)} rejected.")
    for row in report.rejected:
        click.echo(f"Line {row.line}: {row.reason}")


COMMANDS = (import_,)

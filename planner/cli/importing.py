"""The import command: other programs' files into a plan, each row accounted for."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import AUTHOR, COMMAND, JSON, OUTSIDE, PLAN, TODAY, opened, say_json
from planner.domain.errors import InvalidInput

if TYPE_CHECKING:
    from planner.document.command import Command
    from planner.document.commands.return_import import ImportReport

KINDS = ("returns", "tasks")


@click.command("import")
@PLAN
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "kind", type=click.Choice(KINDS), help="What the files hold; else guessed.")
@COMMAND
@AUTHOR
@OUTSIDE
@TODAY
@JSON
def import_(plan: Path, files: tuple[Path, ...], kind: str | None,
            command_key: Path | None, author: str, accept_outside_changes: bool, today: date,
            as_json: bool) -> int:  # fmt: skip
    """Take in other programs' files: returns as CSV, one row for each visit; task sheets of partners."""
    from planner.document.backups import back_up_now

    kinds = {kind or _guessed(file) for file in files if _is_there(file)}
    if len(kinds) > 1:
        raise InvalidInput("These are returns and task sheets. Import them one kind after the other.")
    commands = _tasks(files, today) if kinds == {"tasks"} else [_returns(files)]
    with opened(plan, author=author, command_key=command_key, writing=True,
                accept_outside_changes=accept_outside_changes) as document:  # fmt: skip
        back_up_now(document, "Before an import")
        for command, _report in commands:
            document.run(command)
    _say([report for _command, report in commands], as_json=as_json)
    return 1 if any(report.rejected for _command, report in commands) else 0


def _is_there(file: Path) -> bool:
    if not file.is_file():
        raise InvalidInput(f"There is no file {file.name}. Check its name and folder.")
    return True


def _guessed(file: Path) -> str:
    from planner.exchange.returns_csv import looks_like_returns
    from planner.exchange.task_answers_file import looks_like_tasks

    if looks_like_tasks(file):
        return "tasks"
    if not looks_like_returns(file):
        raise InvalidInput(f"{file.name} is not a list that can be taken in. Say what it is with --as.")
    return "returns"


def _returns(files: tuple[Path, ...]) -> "tuple[Command, ImportReport]":
    from planner.document.commands.return_import import import_returns
    from planner.exchange.returns_csv import Rejected, ReturnRow, read_returns

    rows: list[ReturnRow] = []
    rejected: list[Rejected] = []
    for file in files:
        good, bad = read_returns(file)
        rows += good
        rejected += bad
    return import_returns(rows=rows, rejected=rejected)


def _tasks(files: tuple[Path, ...], today: date) -> "list[tuple[Command, ImportReport]]":
    from planner.document.taking_answers import take_answers
    from planner.exchange.task_answers_file import read_answers

    return [take_answers(file=read_answers(file), today=today) for file in files]


def _say(reports: "list[ImportReport]", *, as_json: bool) -> None:
    counts = {name: sum(getattr(r, name) for r in reports) for name in ("added", "updated", "unchanged")}
    rejected = [row for report in reports for row in report.rejected]
    if as_json:
        reasons = [{"file": r.file, "line": r.line, "reason": r.reason} for r in rejected]
        say_json({**counts, "rejected": len(reasons), "reasons": reasons})
        return
    words = ", ".join(f"{count} {name}" for name, count in counts.items())
    click.echo(f"{words}, {len(rejected)} rejected.")
    for row in rejected:
        click.echo(f"{row.where}: {row.reason}")


COMMANDS = (import_,)

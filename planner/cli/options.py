"""What several commands share: options, opening a plan, and printing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from planner.domain.errors import Ambiguous, InvalidInput, NotFound
from planner.domain.vocabulary import COMMAND_LINE

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.domain.records.operation import Operation

F = TypeVar("F", bound=Callable[..., Any])

PLAN = click.argument("plan", type=click.Path(path_type=Path))
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
TODAY = click.option(
    "--today", callback=lambda _c, _p, v: parse_day(v) if v else date.today(), help="Today's date."
)
AUTHOR = click.option("--author", default=COMMAND_LINE, show_default=True, help="Who is recorded by.")
COMMAND = click.option(
    "--command",
    "command_key",
    type=click.Path(path_type=Path),
    help="Open the command file: file with its passphrase.",
)
OUTSIDE = click.option(
    "--accept-outside-changes", is_flag=True, help="Take what another program changed in wards and places."
)


def parse_day(text: str) -> date:
    """Return the date of ISO text; InvalidInput if it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f'"{text}" is not a date. Write it as 2026-06-02.') from None


def parse_moment(text: str) -> datetime:
    """Return the local time of ISO text with or without a time of day."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime.combine(parse_day(text), time(0))
    if moment.tzinfo is not None:
        raise InvalidInput(f'"{text}" names a time zone. Give local time, such as 2026-06-02T10:00.')
    return moment


def read_passphrase(path: Path) -> str:
    """Return the first line of a passphrase file; InvalidInput if there is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InvalidInput("The passphrase file cannot be read. Check its path.") from None
    if not lines or not lines[0].strip():
        raise InvalidInput("The passphrase file is empty. Put the passphrase on its first line.")
    return lines[0]


def say_json(value: object) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def opened(
    plan: Path,
    *,
    author: str = COMMAND_LINE,
    command_key: Path | None = None,
    writing: bool = False,
    accept_outside_changes: bool = False,
) -> Iterator["Document"]:
    """Open a plan, and the command file when asked; publish at the end of a writing command.

    What the user should be told of the opening goes to standard error, a line each.
    """
    from planner.document.opening import open_command_file, open_plan

    document = open_plan(
        plan,
        author=author,
        read_only=not writing,
        accept_outside_changes=accept_outside_changes,
        hold_lock=writing,
    )
    try:
        if command_key is not None:
            open_command_file(document, plan.with_suffix(".command.wardplan"), read_passphrase(command_key))
        yield document
        if writing:
            document.publish()
        for note in document.notes:
            click.echo(" ".join(note.split()), err=True)
    finally:
        document.close()


def find_operation(document: "Document", reference_or_id: str) -> "Operation":
    """Return the operation with this id or reference."""
    from planner.domain.records.operation import Operation

    if found := document.read.get(Operation, reference_or_id):
        return found
    wanted = reference_or_id.strip().upper()
    matches = document.read.all(Operation, reference=wanted)
    if not matches:
        raise NotFound(f'No operation is called "{reference_or_id}". See: list PLAN operations.')
    if len(matches) > 1:
        ids = ", ".join(o.id for o in matches)
        raise Ambiguous(f"{wanted} is the reference of several operations. Use an id: {ids}.")
    return matches[0]


def find_wards(document: "Document", names: tuple[str, ...]) -> list[str]:
    """Return ward ids for names or codes; capitals, "&" and "and" do not matter."""
    from planner.domain.records.ground import Ward

    wards = document.read.all(Ward)
    by_name = {plain(w.name): w.id for w in wards} | {w.code.casefold(): w.id for w in wards}
    ids = []
    for name in names:
        if (found := by_name.get(plain(name))) is None:
            listed = ", ".join(sorted(w.name for w in wards)[:40])
            raise NotFound(f'The plan has no ward "{name}". Its wards are: {listed}.')
        ids.append(found)
    return ids


def plain(name: str) -> str:
    """Return a name for comparison: folded, "&" as "and", straight apostrophes, single spaces."""
    return " ".join(name.casefold().replace("&", " and ").replace("’", "'").split())

"""What several commands share: options, opening a plan, and printing."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from planner.domain.errors import (
    Ambiguous,
    DamagedFile,
    InvalidInput,
    NotFound,
    PassphraseNeeded,
    WrongPassphrase,
)
from planner.domain.phrases import plain_name
from planner.domain.vocabulary import COMMAND_LINE

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.domain.records.operation import Operation

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_PASSPHRASE = "planner.cli.passphrase"
_TYPED = "planner.cli.typed_passphrase"
_OUTSIDE = "planner.cli.accept_outside_changes"
_TRIES = 3


def _plan_argument(flag: str) -> Callable[[F], F]:
    """Return a decorator that adds the plan, and the option with which an encrypted one is opened."""

    def note(context: click.Context, _parameter: click.Parameter, path: Path | None) -> None:
        context.meta[_PASSPHRASE] = path

    def add(function: F) -> F:
        option = click.option(
            flag,
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=note,
            help="Open an encrypted plan: file with its passphrase. Without it, a terminal is asked.",
        )
        return NEW_PLAN(option(function))

    return add


def _with_outside(add: Callable[[F], F]) -> Callable[[F], F]:
    """Return a decorator of a command that opens the plan: it may take what another program changed."""

    def note(context: click.Context, _parameter: click.Parameter, accepted: bool) -> None:
        context.meta[_OUTSIDE] = accepted

    option = click.option(
        "--accept-outside-changes",
        is_flag=True,
        expose_value=False,
        callback=note,
        help="Take what another program changed in wards and places.",
    )
    return lambda function: add(option(function))


NEW_PLAN = click.argument("plan", type=click.Path(path_type=Path))
PLAN_FILE = _plan_argument("--passphrase-file")
"""For commands that look at the file as it is, and do not open it to work on."""
PLAN = _with_outside(PLAN_FILE)
PLAN_BESIDE = _with_outside(_plan_argument("--plan-passphrase-file"))
"""For commands whose own --passphrase-file is that of another file."""
PLAN_REKEYED = _with_outside(NEW_PLAN)
"""For the command that sets the passphrase: it has options of its own for the one the plan has."""
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


def takes_outside() -> bool:
    """Return whether this command was told to take what another program changed."""
    return bool(click.get_current_context().meta.get(_OUTSIDE, False))


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


def with_passphrase(work: Callable[[str | None], T]) -> T:
    """Do something that an encrypted plan needs its passphrase for: from the file named, or typed."""
    context = click.get_current_context()
    named = context.meta.get(_PASSPHRASE)
    if named is not None:
        return work(read_passphrase(named))
    try:
        return work(context.meta.get(_TYPED))
    except PassphraseNeeded as problem:
        if not sys.stdin.isatty():
            raise InvalidInput(f"{problem} Give --passphrase-file F.") from None
    for tries_left in reversed(range(_TRIES)):
        typed = ask_passphrase("Passphrase")
        try:
            done = work(typed)
        except WrongPassphrase as problem:
            if not tries_left:
                raise
            click.echo(str(problem), err=True)
        else:
            context.meta[_TYPED] = typed  # for what this one command opens again: asked once is enough
            return done
    raise AssertionError("the last try returns or raises")


def _backups_kept(plan: Path) -> str:
    from planner.document.backups import has_backups

    if not has_backups(plan):
        return " What can still be read: salvage PLAN -o OUT."
    return " This computer has some: backups PLAN, restore PLAN --backup N -o COPY."


def ask_passphrase(words: str, *, twice: bool = False) -> str:
    """Return a passphrase typed at the terminal, unseen; InvalidInput when there is no terminal."""
    if not sys.stdin.isatty():
        raise InvalidInput("There is no terminal to type a passphrase at. Give it in a file.")
    typed: str = click.prompt(words, hide_input=True, confirmation_prompt=twice, err=True)
    return typed


def passphrases_given(command_key: Path | None) -> list[str]:
    """Return the passphrases given to this command, the plan's first: another copy may have the same."""
    context = click.get_current_context()
    files = [path for path in (context.meta.get(_PASSPHRASE), command_key) if path is not None]
    typed = context.meta.get(_TYPED)
    return [*([typed] if typed else []), *(read_passphrase(path) for path in files)]


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
) -> Iterator["Document"]:
    """Open a plan, and the command file when asked; publish at the end of a writing command.

    What the user should be told of the opening goes to standard error, a line each.
    """
    from planner.document.opening import open_command_file, open_plan

    try:
        document = with_passphrase(
            lambda passphrase: open_plan(
                plan,
                author=author,
                read_only=not writing,
                accept_outside_changes=takes_outside(),
                hold_lock=writing,
                passphrase=passphrase,
            )
        )
    except DamagedFile as problem:
        raise DamagedFile(f"{problem}{_backups_kept(plan)}") from None
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
    """Return ward ids for names or codes; capitals, "&" and "and" do not matter.

    A name means the current ward of that name before a former one, which a code always tells apart.
    """
    from planner.document.wards_offered import every_ward, offered_wards
    from planner.domain.ward_sets import ward_words

    wards = every_ward(document.read)  # former ones last
    by_name = {plain_name(name): w.id for w in reversed(wards) for name in (ward_words(w), w.name)}
    by_name |= {w.code.casefold(): w.id for w in wards}
    ids = []
    for name in names:
        if (found := by_name.get(plain_name(name))) is None:
            listed = ", ".join([w.name for w in offered_wards(document.read)][:40])
            raise NotFound(f'The plan has no ward "{name}". Its wards are: {listed}.')
        ids.append(found)
    return ids

"""One way to add, edit and delete the rows of the plan's typed lists."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from planner.document.command import Command
from planner.document.commands.base import changed
from planner.domain.errors import InvalidInput
from planner.domain.records.base import Record, field_names
from planner.storage.pair import Pair
from planner.storage.reader import Reader

R = TypeVar("R", bound=Record)
Check = Callable[[Pair, R], None]
_NAMES: Final = ("name", "title", "label", "text")


def add_row(word: str, make: Callable[[], R], check: Check[R]) -> Command:
    """Return the command that adds a row to a list; word names what it is."""

    def apply(pair: Pair) -> None:
        row = make()
        check_named(row, word)
        check(pair, row)
        pair.add(row)

    return Command(f"Add {word}", apply)


def edit_row(
    word: str, kind: type[R], row_id: str, changes: Mapping[str, object], check: Check[R]
) -> Command:
    """Return the command that changes fields of a row; any field but its id and its owner."""
    allowed = [n for n in field_names(kind) if n not in {"id", kind.OWNER}]

    def apply(pair: Pair) -> None:
        after = changed(pair.require(kind, row_id), changes, allowed)
        check_named(after, word)
        check(pair, after)
        pair.put(after)

    return Command(f"Edit {word}", apply, f"{kind.TABLE}/{row_id}/{','.join(sorted(changes))}")


def delete_row(
    word: str, kind: type[R], row_id: str, uses: Mapping[str, Callable[[Reader], int]] | None = None
) -> Command:
    """Return the command that deletes a row; refused while it is used, and by how many of what.

    uses: what uses it, in the plural, and how many of them do.
    """

    def apply(pair: Pair) -> None:
        row = pair.require(kind, row_id)
        for user, count in (uses or {}).items():
            if number := count(pair):
                raise InvalidInput(f"{row_name(row)} is used by {number} {user}; change those first.")
        pair.drop(kind, row_id)

    return Command(f"Delete {word}", apply)


def row_name(record: Record) -> str:
    """Return what a row is called: its name, title, label or text."""
    return next((str(v) for n in _NAMES if (v := getattr(record, n, ""))), "This")


def check_named(record: Record, word: str) -> None:
    """Refuse a row whose name, title or label is empty."""
    for name in _NAMES:
        if name in field_names(type(record)) and not str(getattr(record, name)).strip():
            raise InvalidInput(f"The {name} of the {word} may not be empty; type one.")


def unchecked(_pair: Pair, _row: Record) -> None:
    """Accept any row."""

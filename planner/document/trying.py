"""What a command would do: run in its transaction and taken back, so that nothing is changed or told."""

from typing import TYPE_CHECKING

from planner.document.command import Command

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.storage.pair import Pair


class _OnlyTrying(Exception):
    """Ends a trial run, so that everything it wrote is rolled back."""


def try_out(document: "Document", command: Command) -> None:
    """Run a command and roll it back; whatever report it fills says what it would do."""

    def apply(pair: "Pair") -> None:
        command.apply(pair)
        raise _OnlyTrying

    try:
        document.run(Command(command.label, apply))
    except _OnlyTrying:
        return

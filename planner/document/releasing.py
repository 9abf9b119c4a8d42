"""Release: a need-to-know operation whose time has come moves from the command file into the plan."""

from planner.document.command import Command
from planner.domain.errors import InvalidInput
from planner.domain.records.operation_type import OperationType
from planner.storage.pair import Pair


def release_operation(*, operation_id: str, type_id: str) -> Command:
    """Move an operation, with all it owns, from the command file into the plan, under an open type.

    There is no way back, and undo leaves it out: from then on the plan's own log holds the operation, so that
    whatever took it back would leave all of it among the deleted rows that every copy of the plan carries.
    KnownError when the operation is not in the command file or the type is a need-to-know one.
    """

    def apply(pair: Pair) -> None:
        kind = pair.require(OperationType, type_id)
        if kind.need_to_know or pair.is_hidden(OperationType, type_id):
            raise InvalidInput("A released operation needs an open type. Choose one that everybody may see.")
        pair.release(operation_id, type_id)

    return Command("Release an operation", apply, stays=True)

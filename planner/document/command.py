"""What a user's action is: a label for the Edit menu and a function that writes it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from planner.domain.frozen import dataclass

if TYPE_CHECKING:
    from planner.storage.pair import Pair
    from planner.storage.reader import Reader


@dataclass(frozen=True, slots=True)
class Command:
    """One action, undone as one step. apply gets the write side: reads of both files, put, add, drop.

    merge_key: repeated commands with the same key within some seconds become one undo step (typing, nudging).
    subject: finds the name of what is acted on when the command runs, to stand after the label's verb.
    stays: written down for good, such as that a copy was handed on; undo passes it over.
    """

    label: str
    apply: Callable[["Pair"], None]
    merge_key: str = ""
    subject: Callable[["Reader"], str] | None = None
    stays: bool = False

    def full_label(self, read: "Reader") -> str:
        """Return the label with its subject, as it reads after "Undo": "Move Street Week"."""
        return self.label if self.subject is None else f"{self.label} {self.subject(read)}"

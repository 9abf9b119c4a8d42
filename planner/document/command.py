"""What a user's action is: a label for the Edit menu and a function that writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.storage.pair import Pair


@dataclass(frozen=True, slots=True)
class Command:
    """One action, undone as one step. apply gets the write side: reads of both files, put, add, drop.

    merge_key: repeated commands with the same key within some seconds become one undo step (typing, nudging).
    """

    label: str
    apply: Callable[["Pair"], None]
    merge_key: str = ""

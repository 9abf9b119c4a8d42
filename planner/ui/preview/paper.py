"""What a preview shows: a title, a file name, and a function that makes the PDF."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from planner.domain.frozen import dataclass
from planner.domain.records.operation import Operation

if TYPE_CHECKING:
    from planner.storage.reader import Reader

A4_POINTS = 595.0
_LENGTHS = (("full", "Full", "With its annexes"), ("two-page", "Two pages", ""), ("one-page", "One page", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a paper is made for: the local moment, the choice in hand, audience and wording of the plan."""

    now: datetime
    choice: str
    audience: str
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One kind of paper. make may run on a worker thread, with a reader of its own.

    choices: (value, words, tip) to choose from above the pages, or none; choice: the first one. width: of a
    page in points. is_there: whether what it is about still exists. audience: whom it is for, if not for
    whoever looks at the plan; what that audience may not see is looked for in it. operation_id: the one
    operation that it is about, or empty.
    """

    title: str
    file_name: str
    make: "Callable[[Reader, Asked], bytes]"
    is_there: "Callable[[Reader], bool]" = lambda _read: True
    choices: tuple[tuple[str, str, str], ...] = ()
    choice: str = ""
    width: float = A4_POINTS
    audience: str = ""
    operation_id: str = ""


def order_paper(read: "Reader", operation_id: str) -> Paper:
    """Return the order of an operation, in the length that suits its type."""
    from planner.briefing.order import default_length, order_file_name

    operation = read.require(Operation, operation_id)

    def make(own: "Reader", asked: Asked) -> bytes:
        from planner.briefing.order import order_pdf

        return order_pdf(
            own,
            operation_id,
            now=asked.now,
            length=asked.choice,
            wording=asked.wording,
            audience=asked.audience,
        )

    return Paper(
        title=f"{operation.reference} {operation.title}",
        file_name=order_file_name(operation),
        make=make,
        is_there=lambda now: now.get(Operation, operation_id) is not None,
        choices=_LENGTHS,
        choice=default_length(read, operation_id),
        operation_id=operation_id,
    )

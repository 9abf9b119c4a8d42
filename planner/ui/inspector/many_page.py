"""What the inspector shows of several operations: the list, and what can be done with all of them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from planner.document.commands.lifecycle import next_statuses, set_status
from planner.document.commands.operation import delete_operations, move_operations
from planner.domain.phrases import count_text, day_range, last_day
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import Status
from planner.ui.bridge import Bridge
from planner.ui.calendar.edits import joined
from planner.ui.inspector.header import STEP_WORDS, status_words
from planner.ui.state import Selection, ViewState
from planner.ui.widgets.build import button, column, emptied, hairline, holder, label, row, scrolled
from planner.ui.widgets.shortened import ShortenedLink

_MOST_LINES = 30
_MOVES = (("A week earlier", -7), ("A day earlier", -1), ("A day later", 1), ("A week later", 7))


class ManyPage(QWidget):
    """Acts on every selected operation as one step; pack_wished() asks for their briefing pack."""

    pack_wished = Signal()

    def __init__(self, bridge: Bridge, state: ViewState) -> None:
        super().__init__()
        self._bridge, self._state = bridge, state
        self._ids: tuple[str, ...] = ()
        page = QWidget()
        page.setObjectName("panel_page")
        self._page = column(spacing=4, margins=(14, 12, 14, 16))
        page.setLayout(self._page)
        self.setLayout(column(scrolled(page), spacing=0))

    def show_operations(self, operations: Sequence[Operation]) -> None:
        """List operations, earliest first, over what can be done with them."""
        emptied(self._page)
        self._ids = tuple(o.id for o in operations)
        if not operations:
            return
        add = self._page.addWidget
        add(label(f"{count_text(len(operations), 'operation')} selected", "heading", wrap=True))
        for operation in sorted(operations, key=lambda o: o.start)[:_MOST_LINES]:
            add(self._line(operation))
            add(label(self._facts(operation), "small", wrap=True))
            add(hairline())
        if len(operations) > _MOST_LINES:
            add(label(f"and {len(operations) - _MOST_LINES} more", "muted"))
        self._page.addSpacing(8)
        add(label("Move all", "section"))
        for pair in (_MOVES[:2], _MOVES[2:]):
            made = [button(words, partial(self._move, days)) for words, days in pair]
            add(holder(row(*made, None)))
        self._add_statuses(operations)
        self._page.addSpacing(8)
        add(
            holder(
                row(button("Brief these", self.pack_wished.emit), button("Delete all", self._delete), None)
            )
        )
        self._page.addStretch(1)

    def _line(self, operation: Operation) -> ShortenedLink:
        def choose() -> None:
            self._state.select(Selection(operation_ids=(operation.id,)))

        return ShortenedLink(operation.title, choose, f"{operation.reference} {operation.title}")

    def _facts(self, operation: Operation) -> str:
        start, end = self._bridge.document.read.span_of(operation.id)
        days = day_range(start.date(), last_day(start, end), short=True)
        return f"{operation.reference} · {days} · {status_words(operation)}"

    def _add_statuses(self, operations: Sequence[Operation]) -> None:
        """Offer the steps that all can take; authorising is done one by one, by name and time."""
        shared = [set(next_statuses(o.status)) - {Status.IDEA, Status.AUTHORISED} for o in operations]
        steps = [s for s in Status if all(s in one for one in shared)]
        self._page.addSpacing(4)
        self._page.addWidget(label("Status of all", "section"))
        if not steps:
            words = "No step that all of these can take together. Authorise each one by itself."
            self._page.addWidget(label(words, "muted", wrap=True))
            return
        made = [button(STEP_WORDS[step], partial(self._set_status, step)) for step in steps]
        self._page.addWidget(holder(row(*made, None)))

    def _move(self, days: int) -> None:
        self._bridge.run(move_operations(operation_ids=self._ids, days=days), self)

    def _set_status(self, status: Status) -> None:
        commands = [set_status(operation_id=i, status=status) for i in self._ids]
        what = f"{STEP_WORDS[status]}: {count_text(len(self._ids), 'operation')}"
        self._bridge.run(joined(commands, what), self)

    def _delete(self) -> None:
        if self._bridge.run(delete_operations(operation_ids=self._ids), self) is not None:
            self._state.select(Selection())

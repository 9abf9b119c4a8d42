"""The head of the inspector: title, reference, dates, status and the next step of the lifecycle."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from planner.document.commands.lifecycle import authorise, earlier_statuses, next_statuses, set_status
from planner.document.commands.operation import edit_operation
from planner.document.typed_dates import read_date
from planner.domain.errors import InvalidInput
from planner.domain.phrases import date_text, day_range, last_day, time_text
from planner.domain.records.operation import Operation
from planner.domain.timespan import to_utc
from planner.domain.vocabulary import Status
from planner.ui.bridge import Bridge
from planner.ui.widgets.build import button, column, emptied, holder, label, row
from planner.ui.widgets.fields import Choice, CommitText
from planner.ui.widgets.flow import FlowLayout
from planner.ui.widgets.popover import Popover
from planner.ui.widgets.table_model import read_time

STEP_WORDS = {
    Status.IDEA: "Back to idea", Status.DRAFT: "Make a draft", Status.AUTHORISED: "Authorise…",
    Status.BRIEFED: "Mark as briefed", Status.LIVE: "Go live", Status.STOOD_DOWN: "Stand down",
    Status.DEBRIEFED: "Mark as debriefed",
}  # fmt: skip
_EDGE, _GAP = 14, 8  # pixels


def _typed_moment(text: str, now: datetime) -> datetime:
    """Return the local moment typed as a date and a time; InvalidInput when it is none."""
    day, _space, clock = text.strip().casefold().rpartition(" ")
    return datetime.combine(read_date(day, now.date()), read_time(clock))


class Header(QWidget):
    """Shows one operation's head; its buttons move the operation along its lifecycle."""

    history_wished = Signal(str)  # operation id

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._operation_id = ""
        self._title = CommitText(lines=1, one_paragraph=True)
        self._title.document().setDocumentMargin(0)
        self._title.setProperty("look", "title")
        self._title.setAccessibleName("Title")
        self._title.committed.connect(self._rename)
        self._facts = label("", "muted", wrap=True)
        self._history = button(
            "History",
            lambda: self.history_wished.emit(self._operation_id),
            "link",
            tip="Who changed what in this operation",
        )
        top = row(self._facts, spacing=_GAP)
        top.setStretch(0, 1)
        top.addWidget(self._history, 0, Qt.AlignmentFlag.AlignTop)
        self._steps = FlowLayout(8)
        self._steps_of: tuple[str, Status] | None = None
        self._buttons = holder(self._steps)
        self.setLayout(
            column(self._title, holder(top), self._buttons, spacing=4, margins=(_EDGE, 12, _EDGE, 6))
        )

    def commit(self) -> None:
        """Hand over a title that is being typed."""
        self._title.commit()

    def show_operation(self, operation: Operation) -> None:
        """Show an operation."""
        if operation.id != self._operation_id:
            self._title.commit()
            self._title.clearFocus()
        self._operation_id = operation.id
        self._title.show_value(operation.title)
        self._title.setToolTip(operation.title)
        start, end = self._bridge.document.read.span_of(operation.id)
        days = day_range(start.date(), last_day(start, end), short=True)
        self._facts.setText(f"{operation.reference} · {days} · {status_words(operation)}")
        self._fit()
        self._show_steps(operation)

    def set_reading(self, *, only: bool) -> None:
        """Offer nothing but words where the operation can only be read."""
        self._title.setReadOnly(only)
        self._buttons.setHidden(only)
        self._history.setHidden(only)
        self._fit()

    def forget(self) -> None:
        """Keep no word of the operation shown."""
        self._operation_id = ""
        self._title.show_value("")
        self._title.setToolTip("")
        self._facts.setText("")
        self._fit()
        self._steps_of = None
        emptied(self._steps)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the facts the height that they need at the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside = 0 if self._history.isHidden() else self._history.sizeHint().width() + _GAP
        width = self.width() - 2 * _EDGE - beside
        if width > 0:
            self._facts.setFixedHeight(max(0, self._facts.heightForWidth(width)))  # -1 without words
        self._buttons.setFixedHeight(self._steps.heightForWidth(max(1, self.width() - 2 * _EDGE)))

    def _rename(self, title: str) -> None:
        if self._bridge.run(edit_operation(operation_id=self._operation_id, title=title), self) is None:
            self._title.clearFocus()
            self.show_operation(self._bridge.document.read.require(Operation, self._operation_id))

    def _show_steps(self, operation: Operation) -> None:
        if self._steps_of == (operation.id, operation.status):
            return  # new buttons would lay out and paint the whole panel again
        self._steps_of = operation.id, operation.status
        emptied(self._steps)
        steps = [s for s in next_statuses(operation.status) if s not in (Status.IDEA,)]
        for index, status in enumerate(steps[:2]):
            made = button(STEP_WORDS[status], look="primary" if index == 0 and _is_due(status) else "")
            made.clicked.connect(lambda _checked=False, status=status, made=made: self._step(status, made))
            self._steps.addWidget(made)
        if earlier_statuses(operation.status):
            back = button("Take back…", look="link")
            back.clicked.connect(lambda _checked=False: self._ask_back(operation, back))
            self._steps.addWidget(back)
        self._fit()

    def _step(self, status: Status, anchor: QPushButton) -> None:
        if status is Status.AUTHORISED:
            self.ask_authorise(anchor)
        else:
            self._bridge.run(set_status(operation_id=self._operation_id, status=status), self)

    def ask_authorise(self, anchor: QWidget | None = None) -> None:
        """Ask who authorises, by rank or post and number, and when; now is filled in."""
        now = datetime.now()
        who, when = QLineEdit(), QLineEdit(f"{date_text(now.date())} {time_text(now)}")
        who.setPlaceholderText("Rank or post, and number: Ch Insp X101")
        who.setAccessibleName("Authorised by")
        when.setAccessibleName("Date and time")
        problem = label("", "alert", wrap=True)
        problem.hide()
        popover: Popover

        def go() -> None:
            try:
                at = _typed_moment(when.text(), now)
            except InvalidInput:
                problem.setText("Type the time as 2 June 2026 14:30.")
                problem.show()
                popover.adjustSize()
                return
            zone = self._bridge.document.plan.zone
            command = authorise(
                operation_id=self._operation_id, authorised_by=who.text(), authorised_at=to_utc(at, zone)
            )
            if self._bridge.run(command, self) is not None:
                popover.close()

        ok = button("Authorise", go, "primary")
        who.returnPressed.connect(go)
        when.returnPressed.connect(go)
        popover = Popover(
            self,
            column(
                label("Authorised by", "section"), who, label("At", "section"), when, problem,
                label("Recorded, not signed: print the order and sign it.", "small", wrap=True),
                holder(row(None, ok)), spacing=6,
            ),
        )  # fmt: skip
        popover.setObjectName("authorise")
        popover.show_below(anchor or self._facts, 330)
        who.setFocus()

    def _ask_back(self, operation: Operation, anchor: QPushButton) -> None:
        choice = Choice([(s, s.value.capitalize()) for s in earlier_statuses(operation.status)])
        reason = QLineEdit()
        reason.setPlaceholderText("Why")
        popover: Popover

        def go() -> None:
            status = choice.value
            if isinstance(status, str):
                command = set_status(operation_id=operation.id, status=Status(status), reason=reason.text())
                if self._bridge.run(command, self) is not None:
                    popover.close()

        reason.returnPressed.connect(go)
        popover = Popover(
            self,
            column(
                label("Take back to", "section"), choice, label("Reason", "section"), reason,
                holder(row(None, button("Take back", go))), spacing=6,
            ),
        )  # fmt: skip
        popover.show_below(anchor, 280)
        reason.setFocus()


def _is_due(status: Status) -> bool:
    return status in (Status.AUTHORISED, Status.DEBRIEFED)


def status_words(operation: Operation) -> str:
    """Return the status as the inspector says it, and the version if it was authorised before."""
    words = operation.status.value.capitalize()
    if operation.status is Status.DRAFT and operation.authorised_version:
        return f"Draft of version {operation.version}"
    return words

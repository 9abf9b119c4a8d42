"""One change set: each field before and after, the way to its operation, and the way back."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from planner.document.looking_back import MOST_DETAILS, ChangeDetail, HistoryLine
from planner.ui.history.model import when_words
from planner.ui.widgets.build import button, column, emptied, holder, label, row, scrolled

_NOTHING = "Choose a line to see what it changed."


class DetailsPane(QWidget):
    """Shows what a change set did; the signals ask for what its buttons say."""

    revert_wished = Signal(str, str)  # change set id, change id or ""
    operation_wished = Signal(str)  # operation id

    def __init__(self) -> None:
        super().__init__()
        self._line: HistoryLine | None = None
        self._operation_id = ""
        self._head = label(_NOTHING, "strong", wrap=True)
        self._facts = label("", "muted", wrap=True)
        self._list = column(spacing=6, margins=(10, 8, 10, 8))
        self.show_button = button("Show the operation", self._show)
        self.revert_button = button("Revert this change", self._revert)
        layout = column(self._head, self._facts, spacing=4, margins=(14, 0, 0, 0))
        layout.addWidget(scrolled(holder(self._list, "panel_page")), 1)
        layout.addLayout(row(self.show_button, None, self.revert_button))
        self.setLayout(layout)
        self.show_change(None, [], can_write=False)

    def show_change(self, line: HistoryLine | None, details: list[ChangeDetail], *, can_write: bool) -> None:
        """Show a change set, or nothing."""
        self._line = line
        about = {d.operation_id for d in details}
        self._operation_id = about.pop() if len(about) == 1 else ""
        emptied(self._list)
        self._head.setText(line.label if line else _NOTHING)
        self._facts.setText(_facts(line) if line else "")
        for detail in details:
            self._list.addWidget(self._card(detail, can_write=can_write and len(details) > 1))
        if line is not None and not details:
            self._list.addWidget(label("What it changed has been purged.", "muted", wrap=True))
        if len(details) >= MOST_DETAILS:
            self._list.addWidget(label(f"Only the first {MOST_DETAILS} fields are shown.", "muted"))
        self._list.addStretch(1)
        self.show_button.setEnabled(bool(self._operation_id))
        self.revert_button.setEnabled(line is not None and bool(details) and can_write)

    def _card(self, detail: ChangeDetail, *, can_write: bool) -> QWidget:
        card = QFrame()
        card.setProperty("look", "card")
        page = column(label(detail.about, "section", wrap=True), spacing=2, margins=(10, 6, 10, 6))
        if detail.what == "changed":
            field = detail.field[:1].upper() + detail.field[1:]
            page.addWidget(label(field, "strong"))
            page.addWidget(label(f"Before: {detail.before}", "muted", wrap=True))
            page.addWidget(label(f"After: {detail.after}", wrap=True))
        else:
            page.addWidget(label(f"{detail.kind} {detail.what}", wrap=True))
        if detail.what == "changed" and not detail.is_newest:
            page.addWidget(label("Changed again since", "small"))
        elif detail.what == "changed" and can_write:
            page.addLayout(row(button("Revert this field", partial(self._revert, detail.id), "link"), None))
        card.setLayout(page)
        return card

    def _show(self) -> None:
        if self._operation_id:
            self.operation_wished.emit(self._operation_id)

    def _revert(self, change_id: str = "") -> None:
        if self._line is not None:
            self.revert_wished.emit(self._line.id, change_id)


def _facts(line: HistoryLine) -> str:
    parts = [when_words(line), f"recorded by {line.author} {line.copy_words}".rstrip()]
    if line.in_command_file:
        parts.append("in the command file")
    return " · ".join(parts)

"""The preview of a merge and the list of decisions that wait: one table, nothing touched before Apply."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from planner.domain.frozen import dataclass
from planner.domain.merging import Choice, Decision, MergeItem, MergePreview
from planner.ui.dialogs.base import PlainDialog
from planner.ui.merge.listing import MergeList
from planner.ui.merge.words import (
    BEGINNING,
    NOTHING_YET,
    Viewer,
    apply_words,
    can_apply,
    origin_words,
    summary,
    theirs_words,
    waiting_words,
)
from planner.ui.widgets.build import button, label, row

_BAR = 220, 8
DECISIONS_HINT = "Both sides changed the same thing. Until it is decided, one side stands; nothing is lost."


@dataclass(frozen=True, slots=True)
class Applied:
    """What the user asked Apply to do: decisions by key, what else becomes of decisions, what is left out.

    take: what is ticked and decided; of a copy of unknown origin nothing else is taken.
    """

    choices: dict[str, Decision]
    default: Choice
    leave_out: tuple[str, ...]
    take: tuple[str, ...]
    number: int


class MergePreviewDialog(PlainDialog):
    """Shows what another copy would change; apply_wished(Applied). Esc closes and nothing was touched."""

    apply_wished = Signal(object)

    def __init__(self, parent: QWidget, preview: MergePreview, viewer: Viewer) -> None:
        super().__init__(parent, preview.title)
        self.setObjectName("merge_preview")
        self.preview = preview
        viewer = replace(viewer, other=preview.origin or viewer.other)
        self.summary = label("", "muted", wrap=True)
        state = label(NOTHING_YET, "small")
        head = row(self.summary, state, spacing=12)
        head.setStretch(0, 1)
        self.page.addLayout(head)
        if origin := origin_words(preview):
            self.page.addWidget(label(origin, "muted", wrap=True))
        self.list = MergeList(preview, viewer)
        self.page.addWidget(self.list, 1)
        self.apply = button("", self.ask_apply, "primary", tip="Ctrl+Enter")
        self.apply_theirs = button("", self.ask_apply_theirs)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Taking in")
        self.bar.setFixedSize(*_BAR)
        self.bar.hide()
        self.working = label("", "muted")
        self.foot.insertWidget(0, self.apply)
        self.foot.insertWidget(1, self.apply_theirs)
        self.foot.insertWidget(2, self.bar)
        self.foot.insertWidget(3, self.working)
        self.add_close("Cancel")
        self.list.changed.connect(self._name_buttons)
        self.list.apply_wished.connect(self.ask_apply)
        self._name_buttons()
        self.fit(1240, 640)

    def _name_buttons(self) -> None:
        choices = self.list.choices
        self.summary.setText(summary(self.preview, choices.decided))
        self.apply.setText(apply_words(choices))
        self.apply.setEnabled(can_apply(choices))
        self.apply_theirs.setText(theirs_words(choices))
        self.apply_theirs.setVisible(bool(choices.decided + choices.undecided))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the table, so that keys work at once."""
        super().showEvent(event)
        self.list.focus_table()

    def ask_apply(self) -> None:
        """Ask for what is ticked and decided; what is not decided is put off."""
        choices = self.list.choices
        if self.apply.isEnabled():
            take = choices.taking(all_decisions=False)
            self._wish(Applied(choices.chosen, Choice.LATER, choices.left_out, take, len(take)))

    def ask_apply_theirs(self) -> None:
        """Ask for what is ticked, and for their side in every decision."""
        choices = self.list.choices
        take = choices.taking(all_decisions=True)
        self._wish(Applied({}, Choice.THEIRS, choices.left_out, take, len(take)))

    def _wish(self, applied: Applied) -> None:
        self.apply.setEnabled(False)
        self.apply_theirs.setEnabled(False)
        self.list.freeze(True)
        self.working.setText(BEGINNING)
        self.bar.setValue(0)
        self.bar.show()
        self.apply_wished.emit(applied)

    def show_progress(self, percent: int, words: str) -> None:
        """Show how far Apply is."""
        self.bar.setValue(percent)
        self.working.setText(words)

    def end(self, *, applied: bool) -> None:
        """Close after Apply, or let the user try again when it was refused."""
        if applied:
            self.accept()
        else:
            self._name_buttons()
            self.bar.hide()
            self.working.setText("")
            self.apply_theirs.setEnabled(True)
            self.list.freeze(False)
            self.list.focus_table()


class DecisionsDialog(PlainDialog):
    """The decisions that wait, in the same table; what is decided is one step that can be undone."""

    def __init__(
        self,
        parent: QWidget,
        items: Sequence[MergeItem],
        viewer: Viewer,
        decide: Callable[[dict[str, Decision]], bool],
    ) -> None:
        super().__init__(parent, "Decisions that wait", DECISIONS_HINT)
        self.setObjectName("decisions")
        self._decide = decide
        self.list = MergeList(_as_preview(items), viewer)
        self.page.addWidget(self.list, 1)
        self.count = label("", "muted")
        self.apply = button("", self.ask_apply, "primary", tip="Ctrl+Enter")
        self.foot.insertWidget(0, self.apply)
        self.foot.insertWidget(1, self.count)
        self.add_close()
        self.list.changed.connect(self._name_button)
        self.list.apply_wished.connect(self.ask_apply)
        self._name_button()
        self.fit(1240, 560)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the table, so that keys work at once."""
        super().showEvent(event)
        self.list.focus_table()

    def show_items(self, items: Sequence[MergeItem]) -> None:
        """Show what still waits; close when nothing does."""
        known = {i.key for i in self.list.choices.preview.items}
        if not items:
            self.accept()
        elif {i.key for i in items} != known:
            self.list.show_preview(_as_preview(items))
            self._name_button()

    def show_operation(self, operation_id: str) -> None:
        """Take the first decision of an operation in hand."""
        for row_number, line in enumerate(self.list.model.lines):
            if isinstance(line, MergeItem) and line.operation_id == operation_id:
                self.list.table.go_to(row_number)
                return

    def _name_button(self) -> None:
        choices = self.list.choices
        self.apply.setText(f"Decide {choices.decided}" if choices.decided else "Decide")
        self.apply.setEnabled(bool(choices.decided))
        self.count.setText(waiting_words(choices.undecided) if choices.undecided else "")

    def ask_apply(self) -> None:
        """Take the decisions that were chosen."""
        chosen = self.list.choices.chosen
        if chosen:
            self._decide(chosen)


def _as_preview(items: Sequence[MergeItem]) -> MergePreview:
    return MergePreview(source="", title="", items=tuple(items))

"""The table of differences with its filter, its bulk choices and the strip that has the values in full."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from planner.domain.merging import Choice, MergePreview, MergeState, Pick
from planner.ui.merge.choices import Choices
from planner.ui.merge.detail import DetailStrip
from planner.ui.merge.model import MergeModel
from planner.ui.merge.table import MergeTable
from planner.ui.merge.words import KEYS, KEYS_DECIDE, KEYS_FURTHER, Viewer, author_of_theirs
from planner.ui.widgets.build import button, column, holder, label, row

EVERYBODY = "everybody"


class MergeList(QWidget):
    """Shows one preview and keeps the choices; changed() after each choice, apply_wished() on Ctrl+Enter."""

    changed = Signal()
    apply_wished = Signal()

    def __init__(self, preview: MergePreview, viewer: Viewer) -> None:
        super().__init__()
        self.choices = Choices(preview)
        self.model = MergeModel(self.choices, viewer)
        self.table = MergeTable(self.model)
        self.detail = DetailStrip(viewer)
        self.authors = QComboBox()
        self.authors.setAccessibleName("Show changes by")
        self._by = label("By", "muted")
        self._by.setBuddy(self.authors)
        self.all_mine = button("All mine", lambda: self.table.choose_all(Choice.MINE), "link", tip="Shift+M")
        self.all_theirs = button(
            "All theirs", lambda: self.table.choose_all(Choice.THEIRS), "link", tip="Shift+T"
        )
        self.all_declined = button("All that was declined", self.table.take_declined, "link")
        self._shown = label("", "muted")
        self._keys = label("", "small")
        self._bar = holder(row(self._by, self.authors, self._shown, None, self.all_declined, self.all_mine,
                               self.all_theirs, spacing=10))  # fmt: skip
        layout = column(self._bar, self.table, self.detail, self._keys, spacing=8)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.authors.currentIndexChanged.connect(lambda _index: self._on_author())
        self.table.moved.connect(self._show_detail)
        self.table.changed.connect(self._on_changed)
        self.table.apply_wished.connect(self.apply_wished)
        self.detail.choice_wished.connect(self._on_choice)
        self.detail.toggle_wished.connect(self.table.toggle)
        self.detail.fit()
        self._fill()

    def show_preview(self, preview: MergePreview) -> None:
        """Show another list; choices begin anew."""
        self.choices = Choices(preview)
        self.model.show_choices(self.choices)
        self._fill()

    def _fill(self) -> None:
        names = self.model.authors()
        self.authors.blockSignals(True)
        self.authors.clear()
        self.authors.addItem(EVERYBODY, "")
        for name in names:
            self.authors.addItem(author_of_theirs(name, self.model.viewer), name)
        self.authors.blockSignals(False)
        self.model.author = ""
        for part in (self._by, self.authors):
            part.setVisible(len(names) > 1)
        decisions = bool(self.choices.undecided + self.choices.decided)
        self.all_mine.setVisible(decisions)
        self.all_theirs.setVisible(decisions)
        declined = bool(self.choices.preview.of(MergeState.DECLINED))
        self.all_declined.setVisible(declined)
        self._bar.setVisible(decisions or declined or len(names) > 1)
        self._shown.setText("")
        self._keys.setText(_keys_words(self.choices.preview))
        self.table.go_to_first()
        self._show_detail()

    def _on_author(self) -> None:
        self.model.show_author(str(self.authors.currentData() or ""))
        total = len(self.choices.preview.items)
        shown = sum(len(group.items) for group in self.model.groups)
        self._shown.setText(f"{shown} of {total} shown; Apply counts all" if shown < total else "")
        self.table.go_to_first()
        self._show_detail()

    def _on_choice(self, choice: object) -> None:
        self.table.choose(choice if isinstance(choice, Pick) else Choice(str(choice)))

    def _on_changed(self) -> None:
        self._show_detail()
        self.changed.emit()

    def _show_detail(self) -> None:
        self.detail.show_line(self.table.line, self.choices)

    def freeze(self, frozen: bool) -> None:
        """Keep the choices as they are, while they are being applied."""
        self.table.is_frozen = frozen
        self.detail.setEnabled(not frozen)
        self.all_mine.setEnabled(not frozen)
        self.all_theirs.setEnabled(not frozen)
        self.all_declined.setEnabled(not frozen)

    def focus_table(self) -> None:
        """Give the keys to the table."""
        self.table.setFocus()


def _keys_words(preview: MergePreview) -> str:
    """Return which keys do what in this list."""
    only_decisions = all(i.state is MergeState.DECIDE for i in preview.items)
    words = KEYS_DECIDE if only_decisions else KEYS
    return f"{words} · {KEYS_FURTHER}" if any(i.further for i in preview.items) else words

"""The row under the menus: new, undo, the period, find, share, brief; narrow, it gives up words."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from planner.domain.phrases import date_text, day_range, day_text, month_name
from planner.ui.icons import icon
from planner.ui.state import Period, Scale
from planner.ui.theme import tokens_for
from planner.ui.widgets.build import button, label
from planner.ui.widgets.segmented import Segmented

_MOST_UNDO_LETTERS = 34


class Toolbar(QWidget):
    """Shows state and sends wishes; the main window carries them out."""

    wished = Signal(str)  # the name of an action
    scale_chosen = Signal(object)  # Scale

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("toolbar")
        self._undo_words = self._period_words = self._month = ""
        self._is_open: bool | None = None
        self.new = button(
            "New operation",
            tip="New operation (Ctrl+N)",
            on_click=lambda: self.wished.emit("new_operation"),
            look="primary",
        )
        self.undo = button("", lambda: self.wished.emit("undo"))
        self.redo = button("", lambda: self.wished.emit("redo"), tip="Redo")
        self.back = button("", lambda: self.wished.emit("earlier"), tip="Earlier")
        self.forward = button("", lambda: self.wished.emit("later"), tip="Later")
        self.period = label("", "strong")
        self.today = button("Today", lambda: self.wished.emit("today"))
        self.scales = Segmented([(s, s.value.capitalize(), "") for s in Scale], Scale.MONTH)
        self.scales.chosen.connect(self.scale_chosen)
        self.finder = button("Find or do anything  Ctrl+K", lambda: self.wished.emit("find"))
        self.share = button("Share ▾")
        self.brief = button("Brief ▾", look="primary")
        self._share_menu, self._brief_menu = QMenu(self), QMenu(self)
        self.share.setMenu(self._share_menu)
        self.brief.setMenu(self._brief_menu)
        self._lay_out()
        self.dress()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        for left in (self.new, self.undo, self.redo):
            layout.addWidget(left)
        layout.addSpacing(16)
        for middle in (self.back, self.period, self.forward, self.today, self.scales):
            layout.addWidget(middle)
        layout.addStretch(1)
        for right in (self.finder, self.share, self.brief):
            layout.addWidget(right)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def dress(self) -> None:
        """Paint the icons in the colours in force."""
        tokens = tokens_for(self.palette())
        for widget, name in (
            (self.undo, "undo-2"), (self.redo, "redo-2"), (self.back, "chevron-left"),
            (self.forward, "chevron-right"), (self.finder, "search"),
        ):  # fmt: skip
            widget.setIcon(icon(name, tokens.text))
            widget.setIconSize(QSize(self.fontMetrics().height(), self.fontMetrics().height()))
        self._fit()

    def fill_menus(self, actions: dict[str, QAction]) -> None:
        """Hang the Share and Brief menus under their buttons."""
        share, brief = self._share_menu, self._brief_menu
        for name in ("share_copy", "merge_copy", "", "send_tasks", "take_answers", "",
                     "export_calendar", "save_copy"):  # fmt: skip
            if name:
                share.addAction(actions[name])
            else:
                share.addSeparator()
        for name in ("brief_tonight", "brief_day", "brief_week", "", "brief", "print", "brief_chosen",
                     "brief_sheets", "", "wall_month", "wall_week"):  # fmt: skip
            if name:
                brief.addAction(actions[name])
            else:
                brief.addSeparator()

    def show_period(self, period: Period) -> None:
        """Name the period shown."""
        self._period_words, self._month = period_text(period), month_name(period.last)
        if period.scale in (Scale.MONTH, Scale.AGENDA):
            self._month = month_name(period.anchor)
        self.scales.show_value(period.scale)
        self._fit()

    def show_history(self, undo_label: str, redo_label: str) -> None:
        """Name what undo and redo would do."""
        short = (
            undo_label
            if len(undo_label) <= _MOST_UNDO_LETTERS
            else undo_label[: _MOST_UNDO_LETTERS - 1] + "…"
        )
        before, self._undo_words = self._undo_words, f"Undo “{short}”" if undo_label else "Undo"
        self.undo.setToolTip(f"Undo: {undo_label} (Ctrl+Z)" if undo_label else "Nothing to undo")
        self.undo.setAccessibleName(self._undo_words)
        self.undo.setEnabled(bool(undo_label))
        self.redo.setToolTip(f"Redo: {redo_label} (Ctrl+Y)" if redo_label else "Nothing to redo")
        self.redo.setEnabled(bool(redo_label))
        if self._undo_words != before:  # else the row, which fits, would be measured and painted again
            self._fit()

    def set_plan_open(self, is_open: bool) -> None:
        """Show only what can be done."""
        if is_open is self._is_open:
            return  # what is shown stays, as far as there is room
        self._is_open = is_open
        for widget in (self.new, self.undo, self.redo, self.back, self.forward, self.today, self.scales,
                       self.period, self.finder, self.share, self.brief):  # fmt: skip
            widget.setVisible(is_open)
        self._fit()

    def _fit(self) -> None:
        """Drop words from the least needed button on until the row fits; measured when it is seen."""
        if not self.isVisible():
            return
        self._say_all()
        for drop in self._drops():
            if self._needed() <= self.width():
                return
            drop()

    def _say_all(self) -> None:
        """Show every button with all its words."""
        _set(self.undo, self._undo_words.replace("&", "&&"))
        _set(self.finder, "Find or do anything  Ctrl+K")
        _set(self.new, "New operation")
        _set(self.share, "Share ▾")
        _set(self.brief, "Brief ▾")
        self.period.setText(self._period_words)
        self.scales.show_initials(False)
        for widget in (self.redo, self.today):
            widget.setVisible(bool(self._is_open))

    def _drops(self) -> Sequence[Callable[[], object]]:
        """Return what the row gives up, the least needed first; all of it stands in the menus too."""
        short_month = self._period_words.replace(self._month, self._month[:3])
        return (
            lambda: _set(self.undo, "Undo"),
            lambda: _set(self.undo, ""),
            lambda: _set(self.finder, "Find"),
            lambda: _set(self.new, "New"),
            lambda: _set(self.finder, ""),
            lambda: _set(self.new, "+"),
            lambda: self.period.setText(short_month),
            self.redo.hide,
            lambda: self.scales.show_initials(True),
            self.today.hide,
            lambda: self.period.setText(""),
        )

    def _needed(self) -> int:
        layout = self.layout()
        if layout is None:
            return 0
        layout.invalidate()
        return layout.sizeHint().width()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the words before the row is first painted."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words to the new width."""
        super().resizeEvent(event)
        self._fit()


def _set(widget: QPushButton, words: str) -> None:
    if widget.text() != words:
        widget.setText(words)


def period_text(period: Period) -> str:
    """Return the words for a period: "September 2026", "7 to 13 September 2026" or one day."""
    if period.scale is Scale.DAY:
        return day_text(period.anchor)
    if period.scale is Scale.WEEK:
        first, last = period.first, period.last
        if first.month == last.month:
            return f"{first.day} to {date_text(last)}"
        return day_range(first, last, short=True)
    return f"{month_name(period.anchor)} {period.anchor.year}"

"""The quiet line under an operation's head: what waits for a decision, with the way to it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from planner.domain.merging import MergeItem
from planner.domain.phrases import and_list, count_text
from planner.ui.widgets.build import button, label, row

_MOST_NAMED = 2


class DecisionLine(QWidget):
    """Shown only when something waits; decide_wished() when its link is pressed."""

    decide_wished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = label("", "muted", wrap=True)
        self.link = button("Decide", self.decide_wished.emit, "link")
        line = row(self._words, self.link, margins=(14, 0, 14, 6))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.hide()

    @property
    def text(self) -> str:
        """What the line says."""
        return self._words.text()

    def show_items(self, items: Sequence[MergeItem]) -> None:
        """Say how many decisions wait, and of what."""
        waiting = count_text(len(items), "decision waits", "decisions wait")
        self._words.setText(f"{waiting}: {_named(items)}" if items else "")
        self.setVisible(bool(items))


def _named(items: Sequence[MergeItem]) -> str:
    return and_list(list(dict.fromkeys(item.field or item.about for item in items)), most=_MOST_NAMED)

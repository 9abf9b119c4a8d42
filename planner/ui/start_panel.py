"""What the window shows before a plan is open: three ways to begin, and the plans opened lately."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from planner.ui.widgets.build import button, column, hairline, label


class StartPanel(QWidget):
    """Open, new from a ward file, explore the demo district."""

    open_wished = Signal()
    new_wished = Signal()
    demo_wished = Signal()
    recent_chosen = Signal(object)  # Path

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        card = QFrame()
        card.setProperty("look", "card")
        self._first = button("Explore the demo district", self.demo_wished.emit, "primary")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        layout = column(
            label("Wardplan", "heading"),
            label(
                "Plan operations ward by ward, on a map and a calendar, and print the briefing.",
                "muted",
                wrap=True,
            ),
            hairline(),
            self._first,
            label(
                "Colchester with a year of made-up operations; nothing in it is real work.",
                "small",
                wrap=True,
            ),
            button("Open a plan…", self.open_wished.emit),
            button("New plan from a ward file…", self.new_wished.emit),
            margins=(28, 24, 28, 24),
        )
        layout.addLayout(self._recent)
        card.setLayout(layout)
        self._words = layout
        self._card, self._opening = card, label("", "muted")
        self._opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._opening.hide()
        outer = column(None, card, self._opening, None)
        outer.setAlignment(card, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(outer)
        self._fit()

    def _fit(self) -> None:
        """Give the card the height that its wrapped words need at its width, at any text size."""
        width = round(420 * max(1.0, self.fontMetrics().height() / 17))
        self._card.setFixedSize(width, self._words.totalHeightForWidth(width))

    def showEvent(self, event: QShowEvent) -> None:
        """Measure again with the style sheet's fonts."""
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again at another text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_card"):
            QTimer.singleShot(0, self, self._fit)

    def announce(self, words: str) -> None:
        """Show one quiet line instead of the choices, while a plan is opened; empty words bring them back."""
        self._card.setVisible(not words)
        self._opening.setText(words)
        self._opening.setVisible(bool(words))
        if not words:
            self._fit()
            QTimer.singleShot(0, self, self._fit)
            self._first.setFocus()

    def show_recent(self, paths: Sequence[Path]) -> None:
        """List plans opened lately."""
        from planner.ui.widgets.build import emptied

        emptied(self._recent)
        if paths:
            self._recent.addSpacing(8)
            self._recent.addWidget(label("Opened lately", "section"))
        for path in paths:
            item = button(path.stem, partial(self.recent_chosen.emit, path), "link", tip=str(path))
            self._recent.addWidget(item)
        self._fit()
        QTimer.singleShot(0, self, self._fit)  # what was just added counts once Qt has shown it

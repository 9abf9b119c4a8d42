"""How far long work is: a bar, and below it what is being done."""

from PySide6.QtWidgets import QProgressBar, QWidget

from planner.ui.widgets.build import column, label


class ProgressLines(QWidget):
    """Shown while work is under way; name: what a screen reader calls the bar."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(name)
        self._doing = label("", "muted")
        self.setLayout(column(self._bar, self._doing, spacing=4))

    def begin(self) -> None:
        """Show that nothing is done yet."""
        self.show_progress(0, "")

    def show_progress(self, percent: int, words: str) -> None:
        """Show how far it is, and what is being done."""
        self._bar.setValue(percent)
        self._doing.setText(words)

"""Panels around the middle that can leave the window for a second screen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget


class Panel(QDockWidget):
    """A dock without a title while it is in the window, and an ordinary window when it floats."""

    def __init__(self, name: str, title: str, parent: QMainWindow) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setWidget(QWidget())
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetFloatable
            | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._no_title = QWidget()
        self._no_title.setFixedHeight(0)
        self.setTitleBarWidget(self._no_title)
        self.topLevelChanged.connect(self._on_floating)

    def fill(self, content: QWidget) -> None:
        """Put in what the panel holds; until then it is empty, and as wide as that will be."""
        empty = self.widget()
        content.setMinimumWidth(empty.minimumWidth() or content.minimumWidth())
        self.setWidget(content)
        empty.deleteLater()

    def _on_floating(self, floating: bool) -> None:
        self.setTitleBarWidget(None if floating else self._no_title)  # type: ignore[arg-type]  # None: Qt's own

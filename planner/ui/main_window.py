"""The one window: marking strip, menus, toolbar, three linked views, palette, inspector, status."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenuBar, QSizePolicy, QStackedWidget

from planner.domain.errors import KnownError
from planner.ui.jobs import Jobs
from planner.ui.marking_strip import MarkingStrip
from planner.ui.menu_bar import build_bar
from planner.ui.plan_files import PlanFiles
from planner.ui.settings import Settings
from planner.ui.status_bar import StatusBar
from planner.ui.style import Appearance
from planner.ui.toolbar import Toolbar
from planner.ui.widgets.build import column, holder
from planner.ui.widgets.message_bar import MessageBar

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from planner.document.document import Document
    from planner.ui.start_panel import StartPanel
    from planner.ui.workspace import Workspace

_FRAME = 40
"""Pixels that the title bar of any of the three systems may take."""
_NARROW = 900
"""Pixels of a window with no room for panels beside map and month; F6, F8 and a search show them."""


class MainWindow(QMainWindow):
    """Owns the frame; a Workspace inside it owns the views of the open plan."""

    def __init__(
        self, appearance: Appearance, settings: Settings, jobs: Jobs, today: Callable[[], date]
    ) -> None:
        super().__init__()
        self.appearance, self.settings, self.jobs, self.today = appearance, settings, jobs, today
        self.workspace: Workspace | None = None
        self._made_room = False
        self._is_closed = self._is_left = False
        self.files = PlanFiles(self)
        self.marking = MarkingStrip()
        self.toolbar = Toolbar()
        self.messages = MessageBar()
        self.status = StatusBar()
        self._start: StartPanel | None = None
        self._stack = QStackedWidget()
        middle = column(self.messages, self._stack, spacing=0)
        middle.setStretch(1, 1)
        self.setCentralWidget(holder(middle))
        self.setStatusBar(self.status)
        self.menu_bar = menu_bar = QMenuBar()
        menu_bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._menus = build_bar(menu_bar)
        self._actions: dict[str, QAction] = {}
        self.setMenuWidget(holder(column(self.marking, menu_bar, self.toolbar, spacing=0)))
        self._connect()
        self.setWindowTitle("Wardplan")
        room = self.screen().availableSize()
        self.setMinimumSize(min(960, room.width()), min(600, room.height() - _FRAME))
        self.setAcceptDrops(True)
        self.resize(1366, 768)
        self.restoreGeometry(settings.layout("window"))
        self.refresh()

    # Made when first needed ---------------------------------------------------------------------------

    @property
    def start(self) -> "StartPanel":
        """The panel that is shown without a plan."""
        if self._start is None:
            from planner.ui.start_panel import StartPanel

            self._start = start = StartPanel()
            self._stack.addWidget(start)
            start.open_wished.connect(self.files.ask_open)
            start.new_wished.connect(self.files.ask_new)
            start.demo_wished.connect(self.files.open_demo)
            start.recent_chosen.connect(self.files.open)
            self._show_recent()
        return self._start

    @property
    def actions_by_name(self) -> "dict[str, QAction]":
        """Everything that can be done, by its name in the table of actions."""
        if not self._actions:
            self.make_actions()
        return self._actions

    @property
    def has_actions(self) -> bool:
        """Whether the menus are filled; shortly after the first painting they are."""
        return bool(self._actions)

    def make_actions(self) -> None:
        """Fill the menus; with their shortcuts they are there before the window takes its first key."""
        if self._actions:
            return
        from planner.ui.actions import build_menus
        from planner.ui.commands_table import handlers

        self._actions = build_menus(self._menus, self, handlers(self))
        self.files.build_recent_menu(self._actions["recent"])
        self.toolbar.fill_menus(self._actions)
        self.refresh_actions()
        if self.workspace is not None:
            self.workspace.check_panels()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the start panel unless there is a plan to show."""
        super().showEvent(event)
        if self.workspace is None:
            self._stack.setCurrentWidget(self.start)
            QTimer.singleShot(0, self, self.make_actions)

    def show_fitting(self) -> None:
        """Show the window, filling a screen that is too small for it and its frame."""
        room = self.screen().availableGeometry()
        if room.width() <= self.width() or room.height() < self.height() + _FRAME:
            self.showMaximized()
        else:
            self.show()

    def _connect(self) -> None:
        self.toolbar.wished.connect(self.trigger)
        self.appearance.changed.connect(self._on_appearance_changed)
        QApplication.instance().applicationStateChanged.connect(self._on_application_state)  # type: ignore[union-attr]  # a window has its application

    def trigger(self, name: str) -> None:
        """Do what a menu entry does, if it can be done now."""
        self.actions_by_name[name].trigger()

    def say(self, sentence: str) -> None:
        """Show one sentence in the message bar."""
        self.messages.say(sentence)

    def show_document(self, document: "Document") -> None:
        """Show a plan, instead of the one shown before, which is closed."""
        self.messages.clear()
        if self.workspace is None:
            from planner.ui.workspace import Workspace

            self.workspace = Workspace(self, document)
            self._stack.addWidget(self.workspace)
            self._stack.setCurrentWidget(self.workspace)
            self.workspace.connect_frame()
            self._make_room()
        else:
            before = self.workspace.bridge.document
            self.jobs.wait()
            self._is_left = False
            self._stack.setCurrentWidget(self.workspace)
            self.workspace.replace_document(document)
            before.close()
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for map and month where the screen is narrow."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Begin without the panels beside map and month in a window that has no room for them."""
        if self.workspace is None or self._made_room or self.width() >= _NARROW:
            return
        self._made_room = True
        for name in ("palette", "inspector"):
            self.workspace.panels[name].hide()

    def leave_document(self) -> None:
        """Go back to the start panel from a plan that turned out not to be sound; nothing of it stays."""
        self.close_dialogs()
        self.messages.clear()
        self._is_left = True
        self._stack.setCurrentWidget(self.start)
        self.status.show_counts([])
        self.setWindowTitle("Wardplan")

    def close_dialogs(self) -> None:
        """Close every dialog and paper: they show the plan as it was before."""
        for dialog in self.findChildren(QDialog):
            dialog.close()

    @property
    def document(self) -> "Document | None":
        """The open plan, or None at the start panel."""
        if self.workspace is None or self._is_closed or self._is_left:
            return None
        return self.workspace.bridge.document

    def refresh(self) -> None:
        """Make frame, menus and title agree with the plan that is open."""
        document = self.document
        is_open = document is not None
        self.toolbar.set_plan_open(is_open)
        self._show_recent()
        self.marking.show_document(document)
        self.files.show_published()
        if document is not None:
            self.setWindowTitle(f"{self.files.shown_name(document)} – Wardplan")
            self._dress(document)
        self.refresh_actions()

    def _show_recent(self) -> None:
        if self._start is not None:
            self._start.show_recent([p for p in self.settings.recent if p.exists()])

    def _dress(self, document: "Document") -> None:
        """Show a partner's copy as one; nothing of that is loaded for other plans."""
        if document.is_partner_copy or self.property("is_partner_copy"):
            from planner.ui.sharing.partner_view import dress

            dress(self, document)

    def refresh_actions(self) -> None:
        """Enable what can be done now."""
        if not self._actions:
            return  # made later, and enabled then
        from planner.ui.commands_table import enabled

        for name, can in enabled(self).items():
            self._actions[name].setEnabled(can)
        if self.workspace is not None and self.document is not None:
            self._actions["delete"].setText(self.workspace.operations.delete_words())
        for percent in (100, 125, 150, 200):
            self._actions[f"text_{percent}"].setChecked(percent == self.appearance.text_percent)

    def set_text_percent(self, percent: int) -> None:
        """Scale all text and remember it."""
        self.settings.text_percent = percent
        self.appearance.set_text_percent(percent)

    def _on_appearance_changed(self) -> None:
        self.toolbar.dress()
        self.refresh_actions()

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.files.publisher.publish_soon()

    def changeEvent(self, event: QEvent) -> None:
        """Dress the toolbar anew when the palette changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "toolbar"):
            QTimer.singleShot(0, self.toolbar, self.toolbar.dress)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a planning file."""
        if self.workspace is not None and self.workspace.make_droppable():
            QApplication.sendEvent(self, event)  # what takes task sheets looks before this window does
            return
        if self.files.dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a planning file, or ask whether to merge it."""
        path = self.files.dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: self.files.take_dropped(path))

    def begin(self, path: Path | None, *, demo: bool) -> None:
        """Show the window at its start: with the plan asked for if this computer knows it, which is then
        checked; else with one line while that is checked, or with the start panel."""
        wanted = self.files.demo_path() if demo else path
        if wanted is not None and self.files.open_known(wanted):
            self._stack.setFocus()  # on no button: Qt would give it to the first
            self.show_fitting()
            return
        if demo or path is not None:
            self.announce("Opening the demo district…" if path is None else f"Opening {path.stem}…")
        self.show_fitting()
        QTimer.singleShot(0, self, lambda: self.open_at_start(path, demo=demo))

    def announce(self, words: str) -> None:
        """Show that a plan is being opened, in the place of the start panel."""
        self.start.announce(words)

    def open_at_start(self, path: Path | None, *, demo: bool) -> None:
        """Open what the command line asked for; called once the first frame is on the screen."""
        if demo:
            self.files.open_demo()
        elif path is not None:
            self.files.open(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Publish, keep the layout, close the plan; a window that is closed already just goes."""
        if self._is_closed:
            super().closeEvent(event)
            return
        try:
            self.files.close_plan()
        except KnownError as error:
            # Raised out of this function it would close the window with the plan still open.
            self.say(str(error))
            event.ignore()
            return
        self.settings.note_layout("window", self.saveGeometry())
        if self.workspace is not None:
            self.workspace.keep_layout()
        self.settings.flush()
        self.jobs.wait()
        self._is_closed = True
        super().closeEvent(event)

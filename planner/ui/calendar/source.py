"""The reading behind a view: loaded when shown, kept fresh from changes, stale while hidden."""

from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from planner.document.agenda import Agenda
from planner.domain.changes import ChangeSet
from planner.ui.bridge import Bridge
from planner.ui.state import ViewState

if TYPE_CHECKING:
    from planner.document.agenda_bars import Mark

_MARKS_AFTER_MS = 120


class Source(QObject):
    """Owns the agenda of one view and says when to show it again.

    span: what to read now. show: paint what the agenda holds. needs_people: whether posts are read too.
    is_patient: the first reading waits until the window has been painted once.
    """

    def __init__(
        self,
        bridge: Bridge,
        state: ViewState,
        view: QWidget,
        *,
        span: Callable[[], tuple[datetime, datetime]],
        show: Callable[[], None],
        needs_people: Callable[[], bool],
        is_patient: bool = False,
    ) -> None:
        super().__init__(view)
        self._bridge, self._state, self._view = bridge, state, view
        self._span, self._show, self._needs_people = span, show, needs_people
        self._is_stale = True
        self._is_patient = is_patient
        self._first_timer = QTimer(self)
        self._first_timer.setSingleShot(True)
        self._first_timer.setInterval(0)
        self._first_timer.timeout.connect(self.reload_if_visible)
        self._loaded: tuple[datetime, datetime] | None = None
        self._with_people: bool | None = None
        self.agenda = Agenda(bridge.document.read)
        self._marks_timer = QTimer(self)
        self._marks_timer.setSingleShot(True)
        self._marks_timer.setInterval(_MARKS_AFTER_MS)
        self._marks_timer.timeout.connect(self.refresh_marks)
        bridge.changed.connect(self._on_changed)
        bridge.document_replaced.connect(self._on_replaced)
        state.statuses_changed.connect(lambda _statuses: self._show_if_visible())
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Read what was missed while the view was hidden."""
        if event.type() == QEvent.Type.Show and self._is_stale:
            if self._is_patient and self._loaded is None:
                self._first_timer.start()
            else:
                self.reload()
        return bool(super().eventFilter(watched, event))

    def reload_if_visible(self) -> None:
        """Read the span again, or remember to when the view is shown."""
        self._is_stale = True
        if self._view.isVisible():
            self.reload()

    def reload(self) -> None:
        """Read the span and show it; does nothing twice for the same span of an unchanged plan."""
        span, people = self._span(), self._needs_people()
        marks: dict[str, Mark] = {}
        if people != self._with_people:
            self.agenda = Agenda(self._bridge.document.read, people=people)
            self._with_people, self._loaded = people, None
        if self._is_stale or span != self._loaded:
            self.agenda.load(*span)
            self.agenda.marks = marks
            self._loaded = span
            self._marks_timer.start()
        self._is_stale = False
        self._show()

    def refresh_marks(self) -> None:
        """Ask the rules about the span and show what they say, if the view can be seen."""
        from planner.ui.calendar.marks import marks_of

        if self._loaded is None or not self._view.isVisible():
            return
        now = datetime.combine(self._state.today, time(7))
        marks = marks_of(self._bridge.document.read, self.agenda, now, *self._loaded)
        if marks != self.agenda.marks:
            self.agenda.marks = marks
            self._show()

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if not self._view.isVisible() or self._loaded is None:
            self._is_stale = True
            return
        if self.agenda.update(changes):
            self._show()
            self._marks_timer.start()

    def _on_replaced(self) -> None:
        self._with_people = None
        self.reload_if_visible()

    def _show_if_visible(self) -> None:
        if self._view.isVisible() and self._loaded is not None:
            self._show()

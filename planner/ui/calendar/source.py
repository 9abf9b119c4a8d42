"""The reading behind a view: loaded when shown, kept fresh from changes, stale while hidden."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from planner.document.agenda import Agenda
from planner.domain.changes import ChangeSet
from planner.ui.bridge import Bridge
from planner.ui.checks import Checks
from planner.ui.state import ViewState


class Source(QObject):
    """Owns the agenda of one view and says when to show it again.

    span: what to read now. show: paint what the agenda holds. needs_people: whether posts are read too.
    checks: whose findings mark the bars, if any. is_patient: the first reading waits until the
    window has been painted once.
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
        checks: Checks | None = None,
        is_patient: bool = False,
    ) -> None:
        super().__init__(view)
        self._bridge, self._state, self._view = bridge, state, view
        self._span, self._show, self._needs_people = span, show, needs_people
        self._checks = checks
        self._is_stale, self._is_marked_anew = True, False
        self._is_patient = is_patient
        self._first_timer = QTimer(self)
        self._first_timer.setSingleShot(True)
        self._first_timer.setInterval(0)
        self._first_timer.timeout.connect(self.reload_if_visible)
        self._loaded: tuple[datetime, datetime] | None = None
        self._with_people: bool | None = None
        self.agenda = Agenda(bridge.document.read)
        if checks is not None:
            checks.answered.connect(self._on_answered)
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
        if people != self._with_people:
            self.agenda = Agenda(self._bridge.document.read, people=people)
            self._with_people, self._loaded = people, None
        if self._is_stale or span != self._loaded:
            self.agenda.load(*span)
            self._loaded = span
            if self._checks is not None:
                self.agenda.marks = self._checks.marks
                self._checks.reach(span[1])
        self._is_stale = False
        self._show_bars()

    def _on_answered(self, ids: frozenset[str] | None) -> None:
        """Mark the bars of some records anew, or of all; a change under way shows them with its own."""
        if self._checks is None or self._loaded is None:
            return
        if ids is None:
            self.agenda.marks = self._checks.marks
            self._is_marked_anew = True
        elif self.agenda.mark_anew(ids):
            self._is_marked_anew = True
        if self._is_marked_anew and not self._checks.is_hearing:
            self._show_if_visible()

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        if not self._view.isVisible() or self._loaded is None:
            self._is_stale = True
            return
        if self.agenda.update(changes) or self._is_marked_anew:
            self._show_bars()

    def _show_bars(self) -> None:
        self._is_marked_anew = False
        self._show()

    def _on_replaced(self) -> None:
        self._with_people = None
        self.reload_if_visible()

    def _show_if_visible(self) -> None:
        if self._view.isVisible() and self._loaded is not None:
            self._show_bars()

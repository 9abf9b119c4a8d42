"""The keyboard of calendar and lanes: cursor, next bar, nudging, lengthening, scales."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from planner.document.agenda_bars import Bar
from planner.document.agenda_words import day_words, spoken
from planner.ui.calendar.drag import Grip
from planner.ui.state import Scale

_K = Qt.Key
_M = Qt.KeyboardModifier
ARROWS: Final = {_K.Key_Left: -1, _K.Key_Right: 1, _K.Key_Up: -7, _K.Key_Down: 7}
_SCALES: Final = {
    _K.Key_M: Scale.MONTH,
    _K.Key_W: Scale.WEEK,
    _K.Key_D: Scale.DAY,
    _K.Key_A: Scale.AGENDA,
}
_PLAIN: Final = (_K.Key_Delete, _K.Key_PageUp, _K.Key_PageDown, _K.Key_Return, _K.Key_Enter, _K.Key_Escape)


class SurfaceKeys(QWidget):
    """What keys do on a surface of bars, and the signals through which surfaces ask for things."""

    activated = Signal(str)
    new_operation = Signal(object)  # date or datetime
    type_dropped = Signal(str, object)  # type id, date or datetime
    menu_asked = Signal(object, object, object)  # Bar or None, date or datetime or None, global QPoint
    moved = Signal(object, object, object, bool)  # bars, timedelta, (old, new) row or None, whether by key
    resized = Signal(object, object, object, bool)  # bars, Grip, timedelta, whether by key
    deleted = Signal()
    scale_asked = Signal(object)
    step_asked = Signal(int)
    today_asked = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: list[Bar] = []
        self.said_of: Callable[[Bar], str] = lambda _bar: ""
        self.cursor_key: object = None
        self.cursor_day = today

    def selected_bars(self) -> list[Bar]:
        """Return the selected bars."""
        raise NotImplementedError

    def select_bars(self, bars: Sequence[Bar]) -> None:
        """Make these bars the selection."""
        raise NotImplementedError

    def describe(self, text: str) -> None:
        """Tell assistive technology what is current."""
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def cancel_drag(self) -> bool:
        """Give a drag up; returns whether there was one."""
        raise NotImplementedError

    def cursor_moved(self) -> None:
        """Bring the day of the cursor into view."""

    def wants(self, event: QKeyEvent) -> bool:
        """Return whether a key is ours before it is a shortcut of the window."""
        key, held = _K(event.key()), event.modifiers()
        if held & _M.AltModifier:
            return key in ARROWS and bool(self.selected_bars())
        if held & _M.ControlModifier:
            return key == _K.Key_A
        return key in _PLAIN or key in ARROWS or key in _SCALES or key in {_K.Key_T, _K.Key_N}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key says; keys that are not ours go on to the window."""
        key, held = _K(event.key()), event.modifiers()
        done = self._alt(key, held) if held & _M.AltModifier else self._plain(key, held)
        event.setAccepted(done)

    def _alt(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        chosen = self.selected_bars()
        if key not in ARROWS or not chosen:
            return False
        by = self.key_step(key, is_resizing=bool(held & _M.ShiftModifier))
        if held & _M.ShiftModifier:
            self.resized.emit(chosen, Grip.END, by, True)
        else:
            self.moved.emit(chosen, by, None, True)
        return True

    def key_step(self, key: Qt.Key, *, is_resizing: bool) -> timedelta:
        """Return how far Alt and an arrow move a bar, or its end: a day or a week."""
        return timedelta(days=ARROWS[key])

    def _plain(self, key: Qt.Key, held: Qt.KeyboardModifier) -> bool:
        if held & _M.ControlModifier:
            if key == _K.Key_A:
                self.select_bars(self.bars)
            return key == _K.Key_A
        if key in ARROWS:
            self.move_cursor(ARROWS[key])
            return True
        if key in _SCALES:
            self.scale_asked.emit(_SCALES[key])
            return True
        return self._word_key(key)

    def _word_key(self, key: Qt.Key) -> bool:
        if key in {_K.Key_PageUp, _K.Key_PageDown}:
            self.step_asked.emit(-1 if key == _K.Key_PageUp else 1)
        elif key == _K.Key_T:
            self.today_asked.emit()
        elif key == _K.Key_N:
            self.next_bar(1)
        elif key == _K.Key_Delete:
            self.deleted.emit()
        elif key in {_K.Key_Return, _K.Key_Enter}:
            self._open_cursor()
        else:
            return key == _K.Key_Escape and self.cancel_drag()
        return True

    def _open_cursor(self) -> None:
        bar = self.cursor_bar() or next(iter(self.selected_bars()), None)
        if bar is not None:
            self.activated.emit(bar.operation_id)
        else:
            self.new_operation.emit(self.cursor_day)

    def cursor_bar(self) -> Bar | None:
        """Return the bar that has the keyboard."""
        return next((b for b in self.bars if b.key == self.cursor_key), None)

    def move_cursor(self, days: int) -> None:
        """Move the day cursor."""
        self.cursor_day += timedelta(days=days)
        self.cursor_key = None
        self.cursor_moved()
        on_day = [b for b in self.bars if b.first <= self.cursor_day <= b.last]
        names = "; ".join(b.title for b in on_day[:5]) or "nothing planned"
        self.describe(f"{day_words(self.cursor_day, year=True)}: {names}")
        self.update()

    def next_bar(self, step: int) -> bool:
        """Select the next or the previous bar; False when there is none left that way."""
        order = sorted(self.bars, key=lambda b: (b.start, b.reference))
        if not order:
            return False
        at = next((i for i, b in enumerate(order) if b.key == self.cursor_key), None)
        if at is None:
            later = [i for i, b in enumerate(order) if b.last >= self.cursor_day]
            at = (later[0] if later else 0) if step > 0 else len(order) - 1
        else:
            at += step
        if not 0 <= at < len(order):
            return False
        bar = order[at]
        self.cursor_key, self.cursor_day = bar.key, max(bar.first, min(self.cursor_day, bar.last))
        self.select_bars([bar])
        self.describe(spoken(bar, self.said_of(bar)))
        self.cursor_moved()
        return True

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from bar to bar, and on to the next widget after the last one."""
        if self.next_bar(1 if forward else -1):
            return True
        return bool(super().focusNextPrevChild(forward))

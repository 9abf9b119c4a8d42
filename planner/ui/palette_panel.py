"""The left panel: operation types to drag onto a ward or a day, what colours the wards, what is shown."""

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from planner.document.map_view import DAYS_SINCE_SEEN, PLANNED_HOURS
from planner.domain.records.operation_type import OperationType
from planner.domain.records.returns import Return
from planner.domain.vocabulary import Status, TypeState
from planner.ui.bridge import Bridge
from planner.ui.icons import colour_square
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, column, emptied, label, scrolled
from planner.ui.widgets.fields import Choice

TYPE_MIME = "application/x-wardplan-type"
_COLOURINGS = (
    ("", "Nothing"),
    (PLANNED_HOURS, "Planned hours"),
    (DAYS_SINCE_SEEN, "Days since seen"),
)
_SHOWN = (
    ("Authorised", frozenset({Status.AUTHORISED, Status.BRIEFED, Status.LIVE}), True),
    ("Draft", frozenset({Status.IDEA, Status.DRAFT}), True),
    ("Debriefed", frozenset({Status.STOOD_DOWN, Status.DEBRIEFED}), True),
)


class TypeChip(QPushButton):
    """One operation type: dragged onto map or calendar; a click or Enter asks where and when."""

    def __init__(self, kind: OperationType) -> None:
        super().__init__()
        self.setObjectName("chip")
        self.type_id = kind.id
        self.setAutoDefault(False)
        self.setAccessibleName(f"{kind.name}, {kind.unit}")
        self.setToolTip(
            kind.summary or f"Drag {kind.name} onto a ward or a day, or press to type where and when."
        )
        square = label()
        square.setPixmap(colour_square(kind.colour).pixmap(QSize(12, 12)))
        name, unit = label(kind.name, wrap=True), label(kind.unit, "small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(square, 0)
        layout.addSpacing(2)
        layout.addWidget(name, 1)
        layout.addWidget(unit, 0)
        for child in (square, name, unit):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._pressed_at: QPoint | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As tall as the name needs at the width there is."""
        layout = self.layout()
        height = layout.heightForWidth(max(self.width(), 120)) if layout is not None else 32
        return QSize(120, max(height, self.fontMetrics().height() + 14))

    def minimumSizeHint(self) -> QSize:
        """Never lower than its name."""
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the name needs at the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note where a drag may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin the drag once the mouse has gone far enough."""
        if self._pressed_at is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (
            event.position().toPoint() - self._pressed_at
        ).manhattanLength() < QApplication.startDragDistance():
            return
        self._pressed_at = None
        self.setDown(False)
        drag = QDrag(self)
        data = QMimeData()
        data.setData(TYPE_MIME, QByteArray(self.type_id.encode()))
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.setHotSpot(QPoint(14, self.height() // 2))
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the chip as space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class PalettePanel(QWidget):
    """Owns the chips and the two groups under them; type_pressed(type_id) when one is clicked."""

    type_pressed = Signal(str)
    more_types_wished = Signal()

    def __init__(self, bridge: Bridge, state: ViewState) -> None:
        super().__init__()
        self._bridge, self._state = bridge, state
        self._chips = QVBoxLayout()
        self._chips.setSpacing(6)
        self._colouring = colouring = Choice(_COLOURINGS, "")
        colouring.setAccessibleName("Colour wards by")
        colouring.chosen.connect(lambda value: state.colour_wards_by(str(value)))
        state.colouring_changed.connect(colouring.show_value)
        self._boxes = [(self._box(words, on), statuses) for words, statuses, on in _SHOWN]
        page = QWidget()
        page.setObjectName("side")
        layout = column(label("Drag onto a ward or a day", "section", wrap=True), margins=(12, 12, 12, 12))
        layout.addLayout(self._chips)
        layout.addWidget(button("More types…", self.more_types_wished.emit, "link"))
        layout.addSpacing(12)
        layout.addWidget(label("Colour wards by", "section"))
        layout.addWidget(colouring)
        layout.addSpacing(12)
        layout.addWidget(label("Show", "section"))
        for box, _statuses in self._boxes:
            layout.addWidget(box)
        layout.addStretch(1)
        page.setLayout(layout)
        outer = column(scrolled(page), spacing=0)
        self.setLayout(outer)
        self.setMinimumWidth(168)
        bridge.changed.connect(self._on_changed)
        bridge.document_replaced.connect(self.reload)
        self._is_filled = False
        self._on_boxes()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the chips when the panel is first seen."""
        super().showEvent(event)
        if not self._is_filled:
            self.reload()

    def _box(self, words: str, on: bool) -> QCheckBox:
        box = QCheckBox(words)
        box.setChecked(on)
        box.toggled.connect(lambda _on: self._on_boxes())
        return box

    def _on_boxes(self) -> None:
        hidden: frozenset[str] = frozenset()
        for box, statuses in self._boxes:
            if not box.isChecked():
                hidden |= frozenset(str(s) for s in statuses)
        self._state.hide_statuses(hidden)

    def _on_changed(self, changes: object, _initiator: object) -> None:
        from planner.domain.changes import ChangeSet

        if isinstance(changes, ChangeSet) and changes.touches(OperationType):
            self.reload()
        elif isinstance(changes, ChangeSet) and changes.touches(Return):
            self._offer_colourings()

    def _offer_colourings(self) -> None:
        """Offer days since seen where there are returns to count them from: without any, all were "never"."""
        has_returns = self._bridge.document.read.count(Return) > 0
        if not has_returns and self._state.colouring == DAYS_SINCE_SEEN:
            self._state.colour_wards_by("")
        offered = [c for c in _COLOURINGS if has_returns or c[0] != DAYS_SINCE_SEEN]
        self._colouring.offer(offered, self._state.colouring)

    def reload(self) -> None:
        """Show the pinned types that may be used."""
        self._is_filled = True
        # Chips find their heights in several rounds of layout: none is painted before the last.
        self.setUpdatesEnabled(False)
        QTimer.singleShot(0, self, lambda: self.setUpdatesEnabled(True))
        self._offer_colourings()
        emptied(self._chips)
        for kind in self._bridge.document.read.all(OperationType, pinned=True):
            if kind.state is TypeState.ACTIVE:
                chip = TypeChip(kind)
                chip.clicked.connect(lambda _checked=False, type_id=kind.id: self.type_pressed.emit(type_id))
                self._chips.addWidget(chip)

"""The bottom line: which plan, when published and where, and at most three counts of what needs attention."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QStatusBar, QWidget

from planner.domain.frozen import dataclass
from planner.domain.phrases import time_text
from planner.domain.timespan import to_local
from planner.ui.widgets.build import button, column, emptied, holder, label, row, set_look

if TYPE_CHECKING:
    from planner.document.document import Document

MOST_COUNTS = 3


@dataclass(frozen=True, slots=True)
class AttentionLine:
    """One thing that needs attention: its sentence, and the operation to go to."""

    sentence: str
    operation_id: str = ""


@dataclass(frozen=True, slots=True)
class AttentionCount:
    """A count that opens a list; is_urgent draws it as a decision that is due.

    opens: the action whose window is the list; without one the lines are shown in place.
    """

    words: str
    lines: tuple[AttentionLine, ...] = ()
    is_urgent: bool = False
    opens: str = ""


class StatusBar(QStatusBar):
    """Shows the plan's name and the counts; operation_wished(id) when a line of a list is chosen."""

    operation_wished = Signal(str)
    action_wished = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setMinimumWidth(1)  # else its words would make it wider than the window, which cuts them
        self._plan = label("", "muted")
        self._counts = row(spacing=16)
        self._shown: tuple[AttentionCount, ...] = ()
        self._buttons: list[QPushButton] = []
        self._author = label("", "muted")
        self.addWidget(holder(row(self._plan, _as_high_as_a_count(), spacing=0, margins=(8, 0, 8, 0))))
        self.addWidget(holder(self._counts))
        self.addPermanentWidget(holder(row(self._author, margins=(0, 0, 8, 0))))

    @property
    def plan_text(self) -> str:
        """What the bar says of the plan."""
        return self._plan.text()

    def show_document(self, document: "Document | None", *, is_kept_back: bool = False) -> None:
        """Name the plan and its last publishing. is_kept_back: what is newer could not be published."""
        if document is None:
            self._plan.setText("")
            self._author.setText("")
            return
        self._plan.setText(_published_text(document, is_kept_back=is_kept_back))
        self._plan.setToolTip(str(document.target))
        self._author.setText(f"recorded by {document.author}")

    def show_opening(self, name: str) -> None:
        """Say that a plan is being checked."""
        self._plan.setText(f"Opening {name}…")

    def show_counts(self, counts: Sequence[AttentionCount]) -> None:
        """Show at most three counts, worst first; none when nothing is owed."""
        before, self._shown = self._shown, tuple(counts)[:MOST_COUNTS]
        if len(before) != len(self._shown):
            emptied(self._counts)
            self._buttons = [self._count_button(number) for number in range(len(self._shown))]
            for made in self._buttons:
                self._counts.addWidget(made)
        for made, count in zip(self._buttons, self._shown, strict=True):
            made.setText(count.words.replace("&", "&&"))
            set_look(made, "alert_link" if count.is_urgent else "link")
        self._make_room()

    def _count_button(self, number: int) -> QPushButton:
        """Return the button of one place, which is kept while the words of its count change."""
        made = button("", look="link")
        made.setToolTip("Show the list")
        made.clicked.connect(lambda _checked=False: self._open_list(made, self._shown[number]))
        return made

    def _make_room(self) -> None:
        """Leave out who records, then the last counts, when the width is not enough; nothing is cut."""
        items = [self._counts.itemAt(i) for i in range(self._counts.count())]
        widgets = [item.widget() for item in items if item is not None]
        room = self.width() - 48 - self._plan.sizeHint().width()
        for number, made in enumerate(w for w in widgets if w is not None):
            made.ensurePolished()  # a new button does not know its font yet
            room -= made.sizeHint().width() + self._counts.spacing()
            made.setVisible(number == 0 or room >= 0)
        self._author.setVisible(room >= self._author.sizeHint().width() + 16)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the line to the new width."""
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the line to text of another size, once its words have it too."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self, self._make_room)

    def _open_list(self, anchor: QWidget, count: AttentionCount) -> None:
        if count.opens:
            self.action_wished.emit(count.opens)
            return
        from PySide6.QtWidgets import QListWidget, QListWidgetItem

        from planner.ui.widgets.popover import Popover

        listing = QListWidget()
        listing.setObjectName("bare")
        listing.setWordWrap(True)
        for line in count.lines:
            item = QListWidgetItem(line.sentence)
            item.setData(256, line.operation_id)
            listing.addItem(item)
        popover = Popover(self, column(label(count.words, "strong"), listing))

        def choose(item: QListWidgetItem) -> None:
            popover.close()
            if item.data(256):
                self.operation_wished.emit(item.data(256))

        listing.itemActivated.connect(choose)
        listing.itemClicked.connect(choose)
        listing.setMinimumSize(420, min(320, 34 * max(2, len(count.lines))))
        top = anchor.mapToGlobal(anchor.rect().topLeft())
        popover.adjustSize()
        top.setY(top.y() - popover.height() - 6)
        popover.show_at(top)
        listing.setFocus()


def _as_high_as_a_count() -> QWidget:
    """Return what keeps the bar's height while there are no counts, so that nothing moves when they come."""
    made = button("", look="link")
    policy = made.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    made.setSizePolicy(policy)
    made.setFixedWidth(0)
    made.hide()
    return made


def _published_text(document: "Document", *, is_kept_back: bool) -> str:
    name, folder = document.target.name, document.target.parent.name
    if document.is_opening:
        return f"{name} — opening…"
    if document.is_read_only:
        return f"{name} — opened for reading only"
    if document.published_at is None:
        return f"{name} — not published yet"
    at = to_local(document.published_at, document.plan.zone)
    if is_kept_back:
        return f"{name} — not published since {time_text(at)}: kept on this computer"
    return f"{name} — published {time_text(at)} to {folder}"

"""Reviews and holds: what is due for review, what is on hold, what was decided."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.document.retention import open_holds, reviews_due
from planner.domain.phrases import count_text
from planner.domain.records.operation import Operation
from planner.ui.dialogs.base import PlainDialog
from planner.ui.keeping.card import KeepingCard
from planner.ui.widgets.build import column, emptied, holder, label, row, scrolled
from planner.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from planner.domain.changes import ChangeSet
    from planner.ui.workspace import Workspace

_MOST_SHOWN = 60
_SHOWN = (("due", "Due for review", ""), ("held", "On hold", ""), ("decided", "Decided", ""))
_HINT = "The schedule is in Plan settings. A hold keeps an operation whatever its review date."
_NOTHING = {
    "due": "Nothing is due for review.",
    "held": "Nothing is on hold.",
    "decided": "No review has decided that something may go.",
}


class KeepingDialog(PlainDialog):
    """One list of cards; or the card of one operation, whether it is due or not."""

    def __init__(self, parent: QWidget, work: "Workspace", operation_id: str = "") -> None:
        super().__init__(parent, "Reviews and holds", _HINT)
        self._work, self._only, self._shown = work, operation_id, "due"
        self.kinds = Segmented(_SHOWN, self._shown)
        self.kinds.chosen.connect(self._on_kind)
        self.count = label("", "strong")
        self._list: QVBoxLayout = column(spacing=8, margins=(2, 2, 10, 2))
        head = holder(row(self.kinds, None, self.count))
        head.setVisible(not operation_id)
        self.page.addWidget(head)
        self.page.addWidget(scrolled(holder(self._list, "page")), 1)
        self.add_close()
        work.bridge.changed.connect(self._on_changed)
        work.bridge.document_replaced.connect(self.close)
        self.fit(760, 320 if operation_id else 560)
        self.reload()

    @property
    def cards(self) -> list[KeepingCard]:
        """The cards shown, in order."""
        items = (self._list.itemAt(i) for i in range(self._list.count()))
        return [w for item in items if item is not None and isinstance(w := item.widget(), KeepingCard)]

    def show_kind(self, kind: str) -> None:
        """Show what is "due", "held" or "decided"."""
        self._shown = kind
        self.reload()

    def _on_kind(self, kind: object) -> None:
        self.show_kind(str(kind))

    def _on_changed(self, _changes: "ChangeSet", _initiator: object) -> None:
        if self.isVisible():
            self.reload()

    def _ids(self) -> list[str]:
        read = self._work.bridge.document.read
        if self._only:
            return [self._only] if read.get(Operation, self._only) is not None else []
        if self._shown == "held":
            return list(dict.fromkeys(h.operation_id for h in open_holds(read)))
        due = reviews_due(read, datetime.combine(self._work.state.today, time(12)))
        return [d.operation_id for d in due if d.is_decided == (self._shown == "decided")]

    def reload(self) -> None:
        """Read the list again."""
        emptied(self._list)
        ids = self._ids()
        for operation_id in ids[:_MOST_SHOWN]:
            self._list.addWidget(KeepingCard(operation_id, self._work))
        if len(ids) > _MOST_SHOWN:
            self._list.addWidget(label(f"and {len(ids) - _MOST_SHOWN} more", "muted"))
        if not ids:
            self._list.addWidget(label(_NOTHING[self._shown], "muted"))
        self._list.addStretch(1)
        self.count.setText(count_text(len(ids), "operation") if ids else "")

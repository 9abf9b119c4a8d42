"""Unseen work by ward and quarter: counts are typed here; what others may be shown stands below them."""

from datetime import datetime, time
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from planner.document.commands.strategy import set_unseen
from planner.document.promise_standing import recent_quarters
from planner.document.promises import period_name
from planner.document.unseen import FEWEST, OLD_DAYS, UnseenRow, is_old_enough, unseen_work
from planner.document.wards_offered import every_ward_choice, ward_choices, ward_names
from planner.domain.records.review import UnseenWork
from planner.domain.vocabulary import PromisePeriod, UnseenKind
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, holder, label, row
from planner.ui.widgets.fields import Choice
from planner.ui.widgets.table_editor import ListSpec, TableEditor
from planner.ui.widgets.table_model import Column

if TYPE_CHECKING:
    from datetime import date

    from planner.document.command import Command
    from planner.storage.reader import Reader
    from planner.ui.workspace import Workspace

_HINT = (
    f"Beside what was seen, never counted as seen. Others are shown a quarter {OLD_DAYS} days after its end, "
    f"and no count under {FEWEST}. A count of 0 takes a line off."
)
_KINDS = tuple((k, k.value.capitalize()) for k in UnseenKind)


class UnseenDialog(PlainDialog):
    """The counts of one quarter, and a line to set another."""

    def __init__(self, parent: QWidget, work: "Workspace", ward_id: str = "") -> None:
        super().__init__(parent, "Unseen work", _HINT)
        self._work = work
        quarters = [(q, period_name(PromisePeriod.QUARTER, q)) for q in recent_quarters(work.state.today)]
        self.quarter = Choice(quarters, self._newest())
        self.quarter.setAccessibleName("Quarter")
        self.quarter.chosen.connect(lambda _quarter: self._reload())
        self.shown = label("", "muted", wrap=True)
        self.editor = TableEditor(work.bridge, self._spec(), "Unseen work")
        self.page.addWidget(self.quarter)
        self.page.addWidget(self.shown)
        self.page.addWidget(self.editor, 1)
        self._add_line(ward_id)
        self.add_close()
        self.follow(work.bridge, self._show)
        work.bridge.document_replaced.connect(self.close)
        self.fit(720, 560)
        self._show()

    @property
    def _read(self) -> "Reader":
        return self._work.bridge.document.read

    @property
    def _quarter(self) -> "date":
        value = self.quarter.value
        return next(q for q in recent_quarters(self._work.state.today) if q == value)

    def _newest(self) -> "date":
        """Return the last quarter with counts, or the one that ended last."""
        quarters = recent_quarters(self._work.state.today)
        with_counts = {u.quarter for u in self._read.all(UnseenWork)}
        return next((q for q in quarters if q in with_counts), quarters[1])

    def _spec(self) -> ListSpec:
        wards = every_ward_choice(self._read)
        columns = (
            Column("ward_id", "Ward", "choice", wards, wide=True, read_only=True),
            Column("kind", "Kind", "choice", _KINDS, read_only=True),
            Column("count", "Count", "number"),
            Column("source", "Source", wide=True),
        )
        return ListSpec(UnseenWork, columns, self._rows, self._edited)

    def _rows(self) -> list[UnseenWork]:
        names = ward_names(self._read)
        found = self._read.all(UnseenWork, quarter=self._quarter)
        return sorted(found, key=lambda u: (names.get(u.ward_id, ""), list(UnseenKind).index(u.kind)))

    def _edited(self, row_id: str, name: str, value: object) -> "Command":
        before = self._read.require(UnseenWork, row_id)
        count = int(str(value)) if name == "count" else before.count
        source = str(value) if name == "source" else before.source
        return set_unseen(
            ward_id=before.ward_id, kind=before.kind, quarter=before.quarter, count=count, source=source
        )

    def _add_line(self, ward_id: str) -> None:
        wards = ward_choices(self._read, {ward_id})
        self.ward = Choice(wards, ward_id or wards[0][0])
        self.kind = Choice(_KINDS)
        self.count, self.source = QLineEdit(), QLineEdit()
        fields = (self.ward, self.kind, self.count, self.source)
        for field, words in zip(fields, ("Ward", "Kind", "Count", "Source"), strict=True):
            field.setAccessibleName(words)
        self.count.setPlaceholderText("Count")
        self.count.setMaximumWidth(self.fontMetrics().averageCharWidth() * 12)
        self.source.setPlaceholderText("Source")
        self.count.returnPressed.connect(self.set_count)
        self.source.returnPressed.connect(self.set_count)
        line = row(*fields, button("Set", self.set_count), spacing=6)
        line.setStretch(0, 2)
        line.setStretch(1, 1)
        line.setStretch(3, 1)
        self.page.addWidget(holder(line))
        self._problem = label("", "alert", wrap=True)
        self.page.addWidget(self._problem)

    def set_count(self) -> None:
        """Set the count of the ward and kind chosen, in the quarter shown."""
        text = self.count.text().strip()
        self._problem.setText("" if text.isdigit() else "Type the count as a whole number, such as 12.")
        if text.isdigit():
            command = set_unseen(
                ward_id=str(self.ward.value),
                kind=UnseenKind(str(self.kind.value)),
                quarter=self._quarter,
                count=int(text),
                source=self.source.text(),
            )
            if self.editor.run(command):
                self.count.clear()

    def _reload(self) -> None:
        self.editor.reload()
        self._show()

    def _show(self) -> None:
        """Say what others are shown of this quarter."""
        if not is_old_enough(self._quarter, self._work.state.today):
            self.shown.setText(f"Not shown to others yet: {OLD_DAYS} days must pass after the quarter.")
            return
        now = datetime.combine(self._work.state.today, time(12))
        rows = [r for r in unseen_work(self._read, now) if r.quarter == self._quarter]
        self.shown.setText("Shown to others: " + ("; ".join(map(shown_words, rows)) or "nothing") + ".")


def shown_words(shown: UnseenRow) -> str:
    """Return "Greenstead: warrants 6, arrests 22, enquiries 88"."""
    counts = ", ".join(f"{kind.value} {shown.words(kind)}" for kind in UnseenKind)
    return f"{shown.ward}: {counts}"

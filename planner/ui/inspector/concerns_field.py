"""Which concerns an operation answers: a field in the Plan tab that opens a list of its wards' concerns."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QPushButton

from planner.document.commands.concern_links import set_concerns
from planner.document.wards_offered import ward_names
from planner.domain.phrases import count_text
from planner.domain.records.operation import OperationConcern
from planner.domain.records.people import Concern
from planner.ui.widgets.build import button, column, holder, label, row, scrolled
from planner.ui.widgets.popover import Popover

if TYPE_CHECKING:
    from planner.ui.inspector.plan_tab import PlanTab

_MOST_HIGH = 320


class ConcernsField:
    """Shows what is linked, and asks; nothing is added where no concern is recorded for the wards."""

    def __init__(self, tab: "PlanTab") -> None:
        self._tab = tab
        self.boxes: dict[str, QCheckBox] = {}

    def linked(self) -> list[str]:
        """Return the ids of the concerns that the operation is linked to."""
        rows = self._tab.bridge.document.read.all(OperationConcern, operation_id=self._tab.operation_id)
        return [r.concern_id for r in rows]

    def offered(self) -> list[Concern]:
        """Return the concerns of the operation's wards, and those linked already, by ward and rank."""
        read = self._tab.bridge.document.read
        found = {c.id: c for c in read.among(Concern, "ward_id", self._tab.ward_ids())}
        found |= {c.id: c for c in read.among(Concern, "id", self.linked())}
        return sorted(found.values(), key=lambda c: (c.ward_id, c.rank, c.text))

    def add(self) -> None:
        """Put the field on the tab's page."""
        if not self.offered():
            return
        field = QPushButton()
        field.setObjectName("field")
        field.setAutoDefault(False)
        field.setToolTip("Choose what residents said that this work answers")
        field.clicked.connect(lambda _checked=False: self.ask(field))
        self._tab.bind(lambda: self._show(field))
        self._tab.add_field("Answers what residents said", field)

    def _show(self, field: QPushButton) -> None:
        known = self._tab.bridge.document.read.among(Concern, "id", self.linked())
        words = known[0].text if len(known) == 1 else count_text(len(known), "concern")
        field.setText((words if known else "Nothing chosen").replace("&", "&&"))
        field.setAccessibleName(f"Concerns answered: {words if known else 'none'}")

    def ask(self, anchor: QPushButton) -> Popover:
        """Ask which concerns are answered."""
        chosen, read = set(self.linked()), self._tab.bridge.document.read
        wards = ward_names(read)
        listing, last = column(spacing=6, margins=(4, 4, 4, 4)), ""
        self.boxes = {}
        for concern in self.offered():
            if concern.ward_id != last:
                last = concern.ward_id
                listing.addWidget(label(wards.get(last, ""), "section"))
            box = QCheckBox(concern.text.replace("&", "&&"))
            box.setChecked(concern.id in chosen)
            self.boxes[concern.id] = box
            listing.addWidget(box)
        listing.addStretch(1)
        popover: Popover

        def go() -> None:
            popover.close()
            picked = [i for i, box in self.boxes.items() if box.isChecked()]
            self._tab.run(set_concerns(operation_id=self._tab.operation_id, concern_ids=picked))

        area = scrolled(holder(listing))
        area.setMinimumHeight(min(_MOST_HIGH, 30 * (len(self.boxes) + 2)))
        foot = holder(row(None, button("Use these concerns", go, "primary")))
        popover = Popover(self._tab, column(area, foot))
        popover.show_below(anchor, 420)
        return popover

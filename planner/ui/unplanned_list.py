"""Villages with nothing planned in 28 days, longest unseen first, with "Plan a visit" beside each."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from planner.document.visibility import UNPLANNED_DAYS
from planner.domain.phrases import count_text
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.village.card import LONG_UNSEEN_DAYS
from planner.ui.village.figures import Figures, seen_words
from planner.ui.widgets.build import button, emptied, label, scrolled

_HINT = "Police only. Days since seen come from submitted returns."


class UnplannedDialog(PlainDialog):
    """The worklist; go(place id) shows a village's card, plan(place id) plans a visit in one step."""

    def __init__(
        self,
        parent: QWidget,
        bridge: Bridge,
        figures: Figures,
        go: Callable[[str], object],
        plan: Callable[[str], object],
    ) -> None:
        super().__init__(parent, f"Nothing planned in {UNPLANNED_DAYS} days", _HINT)
        self._figures, self._go, self._plan = figures, go, plan
        self.count = label("", "strong")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setContentsMargins(12, 8, 12, 8)
        inside = QWidget()
        inside.setObjectName("panel_page")
        inside.setLayout(self._grid)
        self.page.addWidget(self.count)
        self.page.addWidget(scrolled(inside), 1)
        self.add_close()
        self.follow(bridge, self.reload)
        bridge.document_replaced.connect(self.close)
        self.fit(660, 520)
        self.reload()

    def reload(self) -> None:
        """Read the list again."""
        emptied(self._grid)
        rows = self._figures.ledger.unplanned()
        self.count.setText(
            f"{count_text(len(rows), 'village')}, longest unseen first"
            if rows
            else "Every village has a visit planned"
        )
        for at, row in enumerate(rows):
            days = row.days_since_seen
            look = "alert" if days is None or days > LONG_UNSEEN_DAYS else "muted"
            words = seen_words(days)
            self._grid.addWidget(button(row.place, partial(self._go, row.place_id), "link"), at, 0)
            self._grid.addWidget(label(row.ward, "muted", wrap=True), at, 1)
            self._grid.addWidget(label(words[:1].upper() + words[1:], look), at, 2)
            plan = button("Plan a visit", partial(self._plan, row.place_id))
            plan.setAccessibleName(f"Plan a visit to {row.place}")
            self._grid.addWidget(plan, at, 3)
        self._grid.setRowStretch(len(rows), 1)

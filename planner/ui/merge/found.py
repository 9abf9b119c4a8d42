"""What the rules found that only the merge brought about: two good changes that do not go together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.document.acknowledged import checked
from planner.domain.phrases import count_text
from planner.rules.finding import Finding
from planner.ui.dialogs.base import PlainDialog
from planner.ui.findings_list import FindingCard
from planner.ui.widgets.build import column, emptied, holder, label, scrolled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from planner.ui.workspace import Workspace

_HINT = "Neither copy had these before. Each is settled by its link, or may stand with a reason."


class MergeFindingsDialog(PlainDialog):
    """Lists the findings of one merge, as they were found then."""

    def __init__(self, parent: "QWidget", work: "Workspace", found: Sequence[Finding]) -> None:
        super().__init__(parent, "Found after the merge", _HINT)
        self.setObjectName("merge_findings")
        self._work, self.found = work, found
        self.count = label(count_text(len(found), "finding"), "strong")
        self._list = column(spacing=8, margins=(10, 10, 10, 10))
        self.page.addWidget(self.count)
        self.page.addWidget(scrolled(holder(self._list, "panel_page")), 1)
        self.add_close()
        self.follow(work.bridge, self.reload)
        work.bridge.document_replaced.connect(self.close)
        self.fit(720, 460)
        self.reload()

    def reload(self) -> None:
        """Show each finding with the reason why it may stand, if somebody gave one."""
        emptied(self._list)
        for item in checked(self._work.bridge.document.read, self.found):
            self._list.addWidget(FindingCard(item, self._work))
        self._list.addStretch(1)

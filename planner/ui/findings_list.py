"""Everything the rules have found, worst first: go there, settle it, or let it stand with a reason."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout
from shiboken6 import isValid

from planner.document.acknowledged import Checked, checked
from planner.document.commands.review import acknowledge, withdraw_acknowledgement
from planner.document.findings import findings
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation, Task
from planner.domain.timespan import now_on
from planner.rules.finding import Finding, Fix, Severity
from planner.ui.dialogs.base import PlainDialog
from planner.ui.jobs import Progress
from planner.ui.widgets.build import button, column, emptied, holder, label, row, scrolled
from planner.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_MOST_SHOWN = 60
_SHOWN = (("stop", "Stop and look", ""), ("all", "All", ""), ("acknowledged", "Acknowledged", ""))


class FindingsDialog(PlainDialog):
    """One list of findings: those that stop first, all, or those that somebody let stand."""

    def __init__(self, parent: "MainWindow", work: "Workspace", shown: str = "stop") -> None:
        super().__init__(parent, "Findings", "The next 14 days, and what is overdue.")
        self._work, self._shown = work, shown
        self._jobs = parent.jobs
        self._is_asking = self._ask_again = False
        self.found: list[Checked] | None = None
        self.count = label("Asking the rules…", "strong")
        kinds = Segmented(_SHOWN, shown)
        kinds.chosen.connect(self._on_kind)
        self.list: QVBoxLayout = column(spacing=8, margins=(10, 10, 10, 10))
        inside = holder(self.list, "panel_page")
        self.page.addLayout(row(kinds, None, self.count))
        self.page.addWidget(scrolled(inside), 1)
        self.add_close()
        self.follow(work.bridge, self.reload)
        work.bridge.document_replaced.connect(self.close)
        self.fit(720, 560)
        self.reload()

    def _on_kind(self, kind: object) -> None:
        self._shown = str(kind)
        if self.found is not None:
            self._show_found(self.found)

    def reload(self) -> None:
        """Ask the rules again, on a worker thread; what is listed stays until they have answered."""
        if self._is_asking:
            self._ask_again = True
            return
        document, now = self._work.bridge.document, now_on(self._work.state.today)

        def work(_progress: Progress) -> list[Checked]:
            with document.reading_elsewhere() as read:
                return checked(read, findings(read, now=now))

        def done(found: list[Checked]) -> None:
            if isValid(self) and document is self._work.bridge.document:
                self.found = found
                self._show_found(found)

        self._is_asking, self._ask_again = True, False
        self._jobs.start(work, done=done, failed=self._work.bridge.failed.emit, ended=self._on_ended)

    def _on_ended(self) -> None:
        if isValid(self):
            self._is_asking = False
            if self._ask_again:
                self.reload()

    def _show_found(self, every: list[Checked]) -> None:
        found = [c for c in every if self._is_shown(c)]
        emptied(self.list)
        for item in found[:_MOST_SHOWN]:
            self.list.addWidget(FindingCard(item, self._work))
        if len(found) > _MOST_SHOWN:
            self.list.addWidget(label(f"and {len(found) - _MOST_SHOWN} more", "muted"))
        self.list.addStretch(1)
        self.count.setText(f"{len(found)} found" if found else "Nothing here")

    def _is_shown(self, item: Checked) -> bool:
        if self._shown == "acknowledged":
            return not item.is_open
        return item.is_open and (self._shown == "all" or item.finding.severity is Severity.STOP)


class FindingCard(QFrame):
    """One finding with its links, and a line for the reason why it may stand."""

    def __init__(self, item: Checked, work: "Workspace") -> None:
        super().__init__()
        self.item, self._work = item, work
        finding = item.finding
        self.setProperty("look", "warning" if finding.severity is Severity.STOP else "card")
        about = " · ".join(p for p in (finding.severity.value.capitalize(), finding.about) if p)
        page = column(label(about, "section"), label(finding.message, wrap=True), spacing=3,
                      margins=(10, 8, 10, 8))  # fmt: skip
        links = row(spacing=14)
        for fix in finding.fixes:
            links.addWidget(button(fix.words, partial(self._settle, fix), "link"))
        links.addWidget(button("Show it", self._show, "link"))
        links.addStretch(1)
        page.addLayout(links)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Why it may stand, then Enter")
        self.reason.setAccessibleName("Reason for acknowledging")
        self.reason.returnPressed.connect(self._acknowledge)
        if item.acknowledgement is None:
            page.addLayout(row(self.reason, button("Acknowledge", self._acknowledge)))
        else:
            known = item.acknowledgement
            page.addWidget(label(f"{known.reason} (recorded by {known.by})", "muted", wrap=True))
            links.addWidget(button("Withdraw", self._withdraw, "link"))
        self.setLayout(page)

    def _acknowledge(self) -> None:
        self._work.bridge.run(acknowledge(finding=self.item.finding, reason=self.reason.text()), self)

    def _withdraw(self) -> None:
        if self.item.acknowledgement is not None:
            self._work.bridge.run(
                withdraw_acknowledgement(acknowledgement_id=self.item.acknowledgement.id), self
            )

    def _settle(self, fix: Fix) -> None:
        settle(self._work, fix, self.item.finding)

    def _show(self) -> None:
        show_finding(self._work, self.item.finding)


def settle(work: "Workspace", fix: Fix, finding: Finding) -> None:
    """Do what a link of a finding says, or go to where it is done."""
    from planner.document.commands.leave_ward import leave_ward
    from planner.document.commands.posts import unassign
    from planner.document.commands.renumber import renumber
    from planner.document.commands.tasks import set_task_status
    from planner.domain.vocabulary import TaskStatus

    first = fix.ids[0] if fix.ids else ""
    if fix.action == "unassign":
        work.bridge.run(unassign(assignment_id=first))
    elif fix.action == "task_done":
        work.bridge.run(set_task_status(task_id=first, status=TaskStatus.DONE))
    elif fix.action == "renumber":
        work.bridge.run(renumber(row_id=first))
    elif fix.action == "leave_ward":
        operation_id, ward_id, to = fix.ids
        work.bridge.run(leave_ward(operation_id=operation_id, ward_id=ward_id, to=to))
    elif fix.action == "write_return":
        work.weekly.open_returns(first)
    elif fix.action == "show_operation":
        work.operations.show_operation(first)
    elif fix.action == "plan_visit":
        work.weekly.plan_visit(first)
    else:
        show_finding(work, finding)
        tabs = {"fill_post": "People", "edit_powers": "Brief", "edit_operation": "Plan"}
        if fix.action in tabs:
            work.inspector.show_tab(tabs[fix.action])


def show_finding(work: "Workspace", finding: Finding) -> None:
    """Select what a finding is about."""
    read = work.bridge.document.read
    for item in finding.items:
        if item.kind is Operation and read.get(Operation, item.id):
            work.operations.show_operation(item.id)
            return
        deployment = read.get(Deployment, item.id) if item.kind is Deployment else None
        task = read.get(Task, item.id) if item.kind is Task else None
        owner = deployment or task
        if owner is not None:
            work.operations.show_operation(owner.operation_id)
            return
        if item.kind is Place and read.get(Place, item.id):
            work.weekly.show_place(item.id)
            return

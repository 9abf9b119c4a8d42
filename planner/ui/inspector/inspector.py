"""The right panel: the operation, ward or village that is selected, and everything that can be changed."""

from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from planner.document.commands.deployment import add_deployment
from planner.document.commands.template import NewDeployment
from planner.domain.changes import ChangeSet
from planner.domain.records.operation import Operation
from planner.ui.bridge import Bridge
from planner.ui.inspector.brief_tab import BriefTab
from planner.ui.inspector.ground_card import GroundCard
from planner.ui.inspector.header import Header
from planner.ui.inspector.many_page import ManyPage
from planner.ui.inspector.people_tab import PeopleTab
from planner.ui.inspector.plan_tab import PlanTab
from planner.ui.inspector.results_tab import ResultsTab
from planner.ui.inspector.tab import Tab
from planner.ui.inspector.tasks_tab import TasksTab
from planner.ui.jobs import Jobs
from planner.ui.state import Selection, ViewState
from planner.ui.village.figures import Figures
from planner.ui.widgets.build import column, holder, label

HINT = "Select an operation, a ward or a village to see it here, or drag a type onto a ward or a day."


class Inspector(QWidget):
    """Follows the selection; operation_wished(id) when a line about an operation is pressed."""

    brief_wished = Signal()
    operation_wished = Signal(str)
    repeat_wished = Signal(str)  # deployment id

    def __init__(self, bridge: Bridge, state: ViewState, figures: Figures, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("panel_page")
        self._bridge, self._state = bridge, state
        self.header = Header(bridge)
        self.plan = PlanTab(bridge, state, jobs)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
        self._tabs: list[Tab] = []
        self._add_tabs()
        self._stack = QStackedWidget()
        self._operation_page = holder(column(self.header, self.tabs, spacing=0))
        self._stack.addWidget(holder(column(label(HINT, "muted", wrap=True), None, margins=(14, 16, 14, 16))))
        self._stack.addWidget(self._operation_page)
        self.ground = GroundCard(bridge, state, figures)
        self.ground.operation_wished.connect(self.operation_wished)
        self.ground.place_wished.connect(lambda place_id: state.select(Selection(place_id=place_id)))
        self._stack.addWidget(self.ground)
        self.many = ManyPage(bridge, state)
        self._stack.addWidget(self.many)
        self.setLayout(column(self._stack, spacing=0))
        self.setMinimumWidth(300)
        state.selection_changed.connect(self._on_selected)
        bridge.changed.connect(self._on_changed)
        bridge.document_replaced.connect(self._on_replaced)
        self._on_selected(state.selection)

    def _add_tabs(self) -> None:
        for words, tab in (
            ("Plan", self.plan),
            ("People", PeopleTab(self._bridge, self._state)),
            ("Brief", BriefTab(self._bridge, self._state)),
            ("Tasks", TasksTab(self._bridge, self._state)),
            ("Results", ResultsTab(self._bridge, self._state)),
        ):
            self.tabs.addTab(tab, words)
            self._tabs.append(tab)
        self.plan.brief_wished.connect(self.brief_wished)
        self.plan.add_day_wished.connect(self.add_deployment)
        self.plan.tab_wished.connect(self.show_tab)
        self.plan.repeat_wished.connect(self.repeat_wished)

    def _on_selected(self, selection: Selection) -> None:
        read = self._bridge.document.read
        operation = read.get(Operation, selection.operation_id) if selection.operation_id else None
        if operation is not None:
            self._show_operation(operation)
        elif selection.ward_id or selection.place_id:
            self.ground.show_ground(selection.ward_id, selection.place_id)
            self._stack.setCurrentWidget(self.ground)
        elif len(selection.operation_ids) > 1:
            self.many.show_operations(read.among(Operation, "id", selection.operation_ids))
            self._stack.setCurrentWidget(self.many)
        else:
            self._stack.setCurrentIndex(0)

    def _on_replaced(self) -> None:
        """Keep no word of what was shown before: it may be need-to-know, or of another plan."""
        self.header.forget()
        for tab in self._tabs:
            tab.forget()
        self.many.show_operations(())
        self.ground.show_ground("", "")
        self._on_selected(self._state.selection)

    def _show_operation(self, operation: Operation) -> None:
        self.header.show_operation(operation)
        for tab in self._tabs:
            if tab.operation_id != operation.id:
                tab.show_operation(operation.id)
        self._stack.setCurrentWidget(self._operation_page)

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        selection, read = self._state.selection, self._bridge.document.read
        if selection.operation_id:
            operation = read.get(Operation, selection.operation_id)
            if operation is None:
                self._state.select(Selection())
                return
            self.header.show_operation(operation)
            for tab in self._tabs:
                tab.on_changed(changes)
        elif selection.ward_id or selection.place_id:
            self.ground.reload()
        elif len(selection.operation_ids) > 1:
            self._on_selected(selection)

    def show_tab(self, words: str) -> None:
        """Show the tab of this name."""
        for index in range(self.tabs.count()):
            if self.tabs.tabText(index) == words:
                self.tabs.setCurrentIndex(index)
                self.tabs.currentWidget().setFocus()

    def commit(self) -> None:
        """Hand over whatever is being typed."""
        self.header.commit()
        for tab in self._tabs:
            tab.commit()

    def ask_authorise(self) -> None:
        """Ask who authorises the operation shown."""
        if self._state.selection.operation_id:
            self.header.ask_authorise()

    def add_deployment(self) -> None:
        """Add a day after the last one, with the same hours and the type's posts."""
        self.commit()
        days = self.plan.deployments() if self._state.selection.operation_id else []
        if not days:
            return
        last = days[-1]
        step = timedelta(days=1)
        new = NewDeployment(start=last.start + step, end=last.end + step, lead=last.lead)
        self._bridge.run(add_deployment(operation_id=last.operation_id, new=new), self)

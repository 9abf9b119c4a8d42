"""The page about one operation, header and five tabs; made when an operation is first shown."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from planner.domain.changes import ChangeSet
from planner.domain.records.operation import Operation
from planner.ui.bridge import Bridge
from planner.ui.checks import Checks
from planner.ui.inspector.brief_tab import BriefTab
from planner.ui.inspector.decision_line import DecisionLine
from planner.ui.inspector.header import Header
from planner.ui.inspector.people_tab import PeopleTab
from planner.ui.inspector.plan_tab import PlanTab
from planner.ui.inspector.results_tab import ResultsTab
from planner.ui.inspector.tab import Tab
from planner.ui.inspector.tasks_tab import TasksTab
from planner.ui.state import ViewState
from planner.ui.widgets.build import column


class OperationPage(QWidget):
    """Shows one operation; the signals are those of the plan tab."""

    brief_wished = Signal()
    add_day_wished = Signal()
    repeat_wished = Signal(str)  # deployment id
    route_wished = Signal(str)  # deployment id
    return_wished = Signal(str)  # deployment id
    decide_wished = Signal()
    history_wished = Signal(str)  # operation id
    keeping_wished = Signal(str)  # operation id

    def __init__(self, bridge: Bridge, state: ViewState, checks: Checks) -> None:
        super().__init__()
        self.header = Header(bridge)
        self.decisions = DecisionLine()
        self.decisions.decide_wished.connect(self.decide_wished)
        self.plan = PlanTab(bridge, state, checks)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
        self._tabs: list[Tab] = []
        results = ResultsTab(bridge, state)
        results.return_wished.connect(self.return_wished)
        self.header.history_wished.connect(self.history_wished)
        results.keeping_wished.connect(self.keeping_wished)
        for words, tab in (
            ("Plan", self.plan),
            ("People", PeopleTab(bridge, state)),
            ("Brief", BriefTab(bridge, state)),
            ("Tasks", TasksTab(bridge, state)),
            ("Results", results),
        ):
            self.tabs.addTab(tab, words)
            self._tabs.append(tab)
        self.plan.brief_wished.connect(self.brief_wished)
        self.plan.add_day_wished.connect(self.add_day_wished)
        self.plan.tab_wished.connect(self.show_tab)
        self.plan.repeat_wished.connect(self.repeat_wished)
        self.plan.route_wished.connect(self.route_wished)
        self.setLayout(column(self.header, self.decisions, self.tabs, spacing=0))

    def show_operation(self, operation: Operation) -> None:
        """Show an operation; a tab that shows it already keeps what is being typed."""
        self.header.show_operation(operation)
        for tab in self._tabs:
            if tab.operation_id != operation.id:
                tab.show_operation(operation.id)

    def on_changed(self, operation: Operation, changes: ChangeSet) -> None:
        """Show what changed of the operation in hand."""
        self.header.show_operation(operation)
        for tab in self._tabs:
            tab.on_changed(changes)

    def forget(self) -> None:
        """Keep no word of what was shown."""
        self.header.forget()
        self.decisions.show_items(())
        for tab in self._tabs:
            tab.forget()

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

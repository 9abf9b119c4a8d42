"""The right panel: the operation, ward or village that is selected, and everything that can be changed."""

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from planner.domain.changes import ChangeSet
from planner.domain.records.operation import Operation
from planner.ui.bridge import Bridge
from planner.ui.checks import Checks
from planner.ui.state import Selection, ViewState
from planner.ui.village.figures import Figures
from planner.ui.widgets.build import column, holder, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.domain.merging import MergeItem
    from planner.ui.inspector.ground_card import GroundCard
    from planner.ui.inspector.header import Header
    from planner.ui.inspector.many_page import ManyPage
    from planner.ui.inspector.operation_page import OperationPage
    from planner.ui.inspector.plan_tab import PlanTab

HINT = "Select an operation, a ward or a village to see it here, or drag a type onto a ward or a day."
_WARM_UP_MS = 400


class Inspector(QWidget):
    """Follows the selection; operation_wished(id) when a line about an operation is pressed.

    Its pages are made when they are first shown, or shortly after the window stands, so that the first
    painting does not wait for them.
    """

    brief_wished = Signal()
    operation_wished = Signal(str)
    repeat_wished = Signal(str)  # deployment id
    route_wished = Signal(str)  # deployment id
    keeping_wished = Signal(str)  # operation id
    return_wished = Signal(str)  # deployment id
    history_wished = Signal(str)  # operation id
    pack_wished = Signal()
    visit_wished = Signal(str)  # place id: plan a visit there
    print_wished = Signal(str)  # place id: its parish report
    list_wished = Signal(str)  # the action whose list holds more
    decide_wished = Signal()  # what waits for a decision in the operation shown

    def __init__(self, bridge: Bridge, state: ViewState, figures: Figures, checks: Checks) -> None:
        super().__init__()
        self.setObjectName("panel_page")
        self._bridge, self._state, self._figures, self._checks = bridge, state, figures, checks
        self._page: OperationPage | None = None
        self._ground: GroundCard | None = None
        self._many: ManyPage | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(column(label(HINT, "muted", wrap=True), None, margins=(14, 16, 14, 16))))
        self.setLayout(column(self._stack, spacing=0))
        self.setMinimumWidth(300)
        self._warm_up = QTimer(self, singleShot=True, interval=_WARM_UP_MS)
        self._warm_up.timeout.connect(self._on_warm_up)
        state.selection_changed.connect(self._on_selected)
        bridge.changed.connect(self._on_changed)
        bridge.document_replaced.connect(self._on_replaced)
        self._on_selected(state.selection)

    # Pages, made when they are first asked for --------------------------------------------------------

    @property
    def page(self) -> "OperationPage":
        """The page about one operation."""
        if self._page is None:
            from planner.ui.inspector.operation_page import OperationPage

            self._page = OperationPage(self._bridge, self._state, self._checks)
            self._page.brief_wished.connect(self.brief_wished)
            self._page.add_day_wished.connect(self.add_deployment)
            self._page.repeat_wished.connect(self.repeat_wished)
            self._page.route_wished.connect(self.route_wished)
            self._page.return_wished.connect(self.return_wished)
            self._page.decide_wished.connect(self.decide_wished)
            self._page.history_wished.connect(self.history_wished)
            self._page.keeping_wished.connect(self.keeping_wished)
            self._stack.addWidget(self._page)
        return self._page

    @property
    def ground(self) -> "GroundCard":
        """The page about a ward or a place."""
        if self._ground is None:
            from planner.ui.inspector.ground_card import GroundCard

            state = self._state
            self._ground = GroundCard(self._bridge, state, self._figures)
            self._ground.operation_wished.connect(self.operation_wished)
            self._ground.place_wished.connect(lambda place_id: state.select(Selection(place_id=place_id)))
            self._ground.visit_wished.connect(self.visit_wished)
            self._ground.list_wished.connect(self.list_wished)
            self._ground.print_wished.connect(self.print_wished)
            self._stack.addWidget(self._ground)
        return self._ground

    @property
    def many(self) -> "ManyPage":
        """The page about several operations."""
        if self._many is None:
            from planner.ui.inspector.many_page import ManyPage

            self._many = ManyPage(self._bridge, self._state)
            self._many.pack_wished.connect(self.pack_wished)
            self._stack.addWidget(self._many)
        return self._many

    @property
    def header(self) -> "Header":
        """Title and status of the operation shown."""
        return self.page.header

    @property
    def plan(self) -> "PlanTab":
        """The first tab."""
        return self.page.plan

    @property
    def tabs(self) -> QTabWidget:
        """The tabs about one operation."""
        return self.page.tabs

    def showEvent(self, event: QShowEvent) -> None:
        """Have the page about an operation at hand before it is asked for."""
        super().showEvent(event)
        if self._page is None:
            self._warm_up.start()

    def _on_warm_up(self) -> None:
        if self.isVisible():
            _ = self.page

    # Following the selection --------------------------------------------------------------------------

    def _on_selected(self, selection: Selection) -> None:
        read = self._bridge.document.read
        operation = read.get(Operation, selection.operation_id) if selection.operation_id else None
        if operation is not None:
            self.page.show_operation(operation)
            self._stack.setCurrentWidget(self.page)
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
        if self._page is not None:
            self._page.forget()
        if self._many is not None:
            self._many.show_operations(())
        if self._ground is not None:
            self._ground.show_ground("", "")
        self._on_selected(self._state.selection)

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        selection, read = self._state.selection, self._bridge.document.read
        if selection.operation_id:
            operation = read.get(Operation, selection.operation_id)
            if operation is None:
                self._state.select(Selection())
                return
            self.page.on_changed(operation, changes)
        elif selection.ward_id or selection.place_id:
            self.ground.reload()
        elif len(selection.operation_ids) > 1:
            self._on_selected(selection)

    def show_decisions(self, items: "Sequence[MergeItem]") -> None:
        """Say what waits for a decision in the operation shown."""
        if items or self._page is not None:
            self.page.decisions.show_items(items)

    def show_tab(self, words: str) -> None:
        """Show the tab of this name."""
        self.page.show_tab(words)

    def commit(self) -> None:
        """Hand over whatever is being typed."""
        if self._page is not None:
            self._page.commit()

    def ask_authorise(self) -> None:
        """Ask who authorises the operation shown."""
        if self._state.selection.operation_id:
            self.header.ask_authorise()

    def add_deployment(self) -> None:
        """Add a day after the last one, with the same hours and the type's posts."""
        from planner.document.commands.deployment import add_deployment
        from planner.document.commands.template import NewDeployment

        self.commit()
        days = self.plan.deployments() if self._state.selection.operation_id else []
        if not days:
            return
        last = days[-1]
        step = timedelta(days=1)
        new = NewDeployment(start=last.start + step, end=last.end + step, lead=last.lead)
        self._bridge.run(add_deployment(operation_id=last.operation_id, new=new), self)

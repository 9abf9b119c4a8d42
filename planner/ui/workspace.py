"""The views of one open plan and what links them: map and calendar, lanes, palette, inspector."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QSplitter

from planner.document.document import Document
from planner.domain.changes import ChangeSet
from planner.domain.phrases import month_name
from planner.domain.records.people import Resource
from planner.domain.vocabulary import ResourceKind
from planner.ui.after_paint import AfterPaint
from planner.ui.bridge import Bridge
from planner.ui.calendar.view import CalendarView
from planner.ui.checks import Checks
from planner.ui.docks import Panel
from planner.ui.map.view import MapView
from planner.ui.state import Period, Scale, Selection, ViewState
from planner.ui.village.figures import Figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.document.find import FindIndex
    from planner.ui.attention import Attention
    from planner.ui.inspector.inspector import Inspector
    from planner.ui.lanes.view import LanesView
    from planner.ui.main_window import MainWindow
    from planner.ui.merge.flow import Merging
    from planner.ui.merge.second_copies import SecondCopies
    from planner.ui.operations import Operations
    from planner.ui.palette_panel import PalettePanel
    from planner.ui.status_bar import AttentionCount
    from planner.ui.weekly import Weekly

_LAYOUT_VERSION = 1
_AFTER_FIRST_PAINT_MS = 600


class Workspace(QMainWindow):
    """Owns bridge, state and views; stands inside the main window once a plan is open."""

    def __init__(self, window: "MainWindow", document: Document) -> None:
        super().__init__(flags=Qt.WindowType.Widget)
        self._window = window
        self._find: FindIndex | None = None
        self.bridge = Bridge(document, self)
        self.state = ViewState(window.today(), self)
        self.checks = Checks(
            self.bridge, self.state, window.jobs, self, is_shown=lambda: window.document is not None
        )
        self.figures = Figures(self.bridge, self.state, self)
        self.map = MapView(self.bridge, self.state, self.figures, is_patient=True)
        self.calendar = CalendarView(self.bridge, self.state, self.checks, is_patient=True)
        self.after_paint = AfterPaint((self.map, self.calendar.surface), self)
        self._middle = QSplitter(Qt.Orientation.Horizontal)
        self._middle.setChildrenCollapsible(False)
        self._middle.addWidget(self.map)
        self._middle.addWidget(self.calendar)
        self._middle.setStretchFactor(0, 3)
        self._middle.setStretchFactor(1, 4)
        self.setCentralWidget(self._middle)
        self.panels = {
            "palette": Panel("palette", "Operation types", self),
            "lanes": Panel("lanes", "Lanes", self),
            "inspector": Panel("inspector", "Inspector", self),
        }
        self._place_panels()

    # Made when first needed, or in turn once map and calendar were painted ------------------------------

    @cached_property
    def operations(self) -> "Operations":
        """What is done with operations."""
        from planner.ui.operations import Operations

        made = Operations(self.bridge, self.state, self)
        self._window.status.operation_wished.connect(made.show_operation)
        return made

    @cached_property
    def palette_panel(self) -> "PalettePanel":
        """The types to drag, in the left panel."""
        from planner.ui.palette_panel import PalettePanel

        made = PalettePanel(self.bridge, self.state)
        made.type_pressed.connect(self._on_type_pressed)
        made.more_types_wished.connect(lambda: self._window.trigger("types"))
        self.panels["palette"].fill(made)
        return made

    @cached_property
    def lanes(self) -> "LanesView":
        """The lanes, in the lower panel."""
        from planner.ui.lanes.view import LanesView

        made = LanesView(self.bridge, self.state, self.checks)
        self._connect_bars(made)
        self.panels["lanes"].fill(made)
        return made

    @cached_property
    def inspector(self) -> "Inspector":
        """What is selected, in the right panel."""
        from planner.ui.inspector.inspector import Inspector

        made = Inspector(self.bridge, self.state, self.figures, self.checks)
        self._connect_inspector(made)
        self.panels["inspector"].fill(made)
        return made

    @cached_property
    def weekly(self) -> "Weekly":
        """The weekly jobs: papers, returns, lists."""
        from planner.ui.weekly import Weekly

        return Weekly(self, self._window)

    @cached_property
    def merging(self) -> "Merging":
        """Merges with other copies, and the decisions that wait since."""
        from planner.ui.merge.flow import Merging

        made = Merging(self, self._window)
        made.decisions_changed.connect(self._on_decisions_changed)
        return made

    @cached_property
    def attention(self) -> "Attention":
        """The counts in the status bar."""
        from planner.ui.attention import Attention

        window = self._window
        made = Attention(
            self.bridge,
            self.checks,
            window.jobs,
            self,
            decisions=lambda: len(self.merging.decisions),
            is_shown=lambda: window.document is not None,
        )
        made.counted.connect(self._show_counts)
        return made

    @cached_property
    def second_copies(self) -> "SecondCopies":
        """Copies beside the plan that a synchronised folder may have left."""
        from planner.ui.merge.second_copies import SecondCopies

        return SecondCopies(self, self._window)

    def _make_the_rest(self) -> None:
        """Make in turn, after the first painting, what no one has asked for yet: first what answers keys."""
        self.after_paint.add(self._window.make_actions)
        self._add_steps(
            self._answer_gestures,
            lambda: self.palette_panel,
            lambda: self.inspector,
            lambda: self._lanes_wanted() and self.lanes,
            self.map.complete,
            self.checks.ask,
            lambda: self.merging,
            lambda: self.second_copies,
            self._recount,
            self._window.files.sweep_papers,
            lambda: QTimer.singleShot(_AFTER_FIRST_PAINT_MS, self, self.merging.reload),
        )

    def _answer_gestures(self) -> None:
        self.calendar.complete()
        _ = self.operations
        self.make_droppable()

    def make_droppable(self) -> bool:
        """Make what takes dropped files; returns whether it was not there yet."""
        return "weekly" not in self.__dict__ and bool(self.weekly)

    def _add_steps(self, *steps: Callable[[], object]) -> None:
        def run(step: Callable[[], object]) -> None:
            if self._window.document is not None:  # the plan may have been closed meanwhile
                step()

        self.after_paint.add(*(partial(run, step) for step in steps))

    def _place_panels(self) -> None:
        area = Qt.DockWidgetArea
        self.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        self.addDockWidget(area.LeftDockWidgetArea, self.panels["palette"])
        self.addDockWidget(area.BottomDockWidgetArea, self.panels["lanes"])
        self.addDockWidget(area.RightDockWidgetArea, self.panels["inspector"])
        self.fit_panels()
        scale = self._window.appearance.text_percent / 100
        self.resizeDocks([self.panels["lanes"]], [round(190 * min(scale, 1.4))], Qt.Orientation.Vertical)
        self.restoreState(self._window.settings.layout("panels"), _LAYOUT_VERSION)
        self._middle.restoreState(self._window.settings.layout("middle"))
        self.panels["lanes"].setVisible(self._lanes_wanted())

    def fit_panels(self) -> None:
        """Give palette and inspector the room that the text size asks for."""
        scale = min(self._window.appearance.text_percent / 100, 1.45)
        panels = [self.panels["palette"], self.panels["inspector"]]
        for panel, width in zip(panels, (168, 306), strict=True):
            panel.widget().setMinimumWidth(round(width * scale))
        self.resizeDocks(panels, [round(168 * scale), round(312 * scale)], Qt.Orientation.Horizontal)

    def connect_frame(self) -> None:
        """Join views, toolbar and status bar by their signals."""
        window, state, bridge = self._window, self.state, self.bridge
        bridge.changed.connect(self._on_changed)
        bridge.failed.connect(window.say)
        state.period_changed.connect(window.toolbar.show_period)
        state.selection_changed.connect(lambda _selection: window.refresh_actions())
        window.toolbar.scales.chosen.connect(self.show_scale)
        window.toolbar.show_period(state.period)
        window.status.action_wished.connect(window.trigger)
        self.map.type_dropped.connect(self._drop_on_map)
        self.map.start_for = self._suitable_day
        self.map.new_operation_asked.connect(self._on_new_operation_here)
        self._connect_bars(self.calendar)
        state.selection_changed.connect(self._on_selection_changed)
        self._middle.splitterMoved.connect(lambda _at, _index: self.keep_layout())
        window.appearance.changed.connect(self.fit_panels)
        self._show_history()
        self.check_panels()
        self._make_the_rest()

    def _connect_bars(self, view: "CalendarView | LanesView") -> None:
        view.new_operation.connect(self._on_new_operation_then)
        view.activated.connect(self._on_activated)
        view.route_wished.connect(self._plan_rural)
        view.type_dropped.connect(self._drop_on_day)

    def _drop_on_map(self, type_id: str, ward_id: str, easting: float, northing: float) -> None:
        self.operations.drop_on_map(type_id, ward_id, easting, northing)

    def _drop_on_day(self, type_id: str, when: date | datetime) -> None:
        self.operations.drop_on_day(type_id, when)

    def _suitable_day(self, type_id: str) -> date:
        return self.operations.suitable_day(type_id)

    def _plan_rural(self, deployment_id: str) -> None:
        self.weekly.plan_rural(deployment_id)

    def _recount(self) -> None:
        self.attention.recount()

    def _on_selection_changed(self, _selection: Selection) -> None:
        """Show what is selected: the inspector is made now if it was not yet."""
        _ = self.inspector
        self._show_decisions()

    def _connect_inspector(self, inspector: "Inspector") -> None:
        window, weekly = self._window, self.weekly
        inspector.brief_wished.connect(self.brief)
        inspector.pack_wished.connect(lambda: window.trigger("brief_chosen"))
        inspector.visit_wished.connect(weekly.plan_visit)
        inspector.list_wished.connect(window.trigger)
        inspector.print_wished.connect(weekly.print_for_parish)
        inspector.repeat_wished.connect(self._on_repeat_wished)
        inspector.keeping_wished.connect(weekly.open_keeping)
        inspector.route_wished.connect(weekly.plan_rural)
        inspector.return_wished.connect(weekly.open_returns)
        inspector.history_wished.connect(self._on_history_wished)
        inspector.operation_wished.connect(self.operations.show_operation)
        inspector.decide_wished.connect(
            lambda: self.merging.open_decisions(self.state.selection.operation_id)
        )

    def replace_document(self, document: Document) -> None:
        """Show another plan in the same views."""
        self._window.close_dialogs()
        self.state.select(Selection())
        self._find = None
        self.bridge.replace_document(document)
        self.panels["lanes"].setVisible(self._lanes_wanted())
        self._add_steps(
            lambda: self.palette_panel,
            lambda: self._lanes_wanted() and self.lanes,
            self._window.files.sweep_papers,
        )
        self._show_history()
        self.attention.recount()

    def _on_changed(self, changes: ChangeSet, _initiator: object) -> None:
        self._show_history()
        if self._find is not None:
            self._find.refresh(changes)
        self._window.refresh_actions()
        self._window.files.publisher.note_change()
        if changes.left_alone:
            self._window.say(" ".join(changes.left_alone))
        if changes.touches(Resource) and self._lanes_wanted():
            self.show_panel("lanes")
        self.attention.recount_soon()

    def _show_counts(self, counts: "Sequence[AttentionCount]") -> None:
        if self._window.document is not None:
            self._window.status.show_counts(counts)

    def _on_decisions_changed(self) -> None:
        self._show_decisions()
        self.attention.recount_soon()
        self._window.refresh_actions()

    def _show_decisions(self) -> None:
        self.inspector.show_decisions(self.merging.decisions_of(self.state.selection.operation_id))

    def _show_history(self) -> None:
        history = self.bridge.document.history
        self._window.toolbar.show_history(history.undo_label, history.redo_label)

    # Doing ------------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the last step."""
        self.inspector.commit()
        self.bridge.undo(self)

    def redo(self) -> None:
        """Do again what was taken back."""
        self.bridge.redo(self)

    def step(self, steps: int) -> None:
        """Show the next or the earlier month, week or day."""
        self.state.show(self.state.period.moved(steps))

    def show_scale(self, scale: Scale) -> None:
        """Show month, week, day or agenda, on the day in hand."""
        period = self.state.period
        anchor = period.anchor
        if scale in (Scale.DAY, Scale.WEEK) and period.first <= self.state.today <= period.last:
            anchor = self.state.today
        if self.state.selection.operation_id:
            start = self.bridge.document.read.span_of(self.state.selection.operation_id)[0].date()
            anchor = start if period.first <= start <= period.last else anchor
        self.state.show(Period(scale, anchor))

    def go_to_today(self) -> None:
        """Show today."""
        self.state.show(Period(self.state.period.scale, self.state.today))

    def clear_selection(self) -> None:
        """Select nothing."""
        self.state.select(Selection())

    def ask_new_operation(self, words: str = "") -> None:
        """Ask for a new operation in one typed line."""
        from planner.ui.dialogs.quick_entry import QuickEntry

        QuickEntry(self.bridge, self.state, self.operations, self._window, words).show_centred()

    def _on_type_pressed(self, type_id: str) -> None:
        self.ask_new_operation(f"{self.operations.type_named(type_id).lower()} ")

    def _on_new_operation_here(self, ward_id: str, _easting: float, _northing: float) -> None:
        if ward_id:
            self.state.select(Selection(ward_id=ward_id))
        self.ask_new_operation()

    def _on_new_operation_then(self, when: date) -> None:
        self.ask_new_operation(f" {when.day} {month_name(when)[:3].lower()}")

    def _on_activated(self, operation_id: str) -> None:
        self.operations.show_operation(operation_id)
        self.show_panel("inspector")
        self.inspector.show_tab("Plan")

    def _on_repeat_wished(self, deployment_id: str) -> None:
        from planner.ui.dialogs.repeat import RepeatDialog

        RepeatDialog(self.bridge, deployment_id, self._window).open()

    def _on_history_wished(self, operation_id: str) -> None:
        from planner.ui.history.opening import open_history

        open_history(self._window, self, operation_id)

    def find_index(self) -> "FindIndex":
        """Return what Ctrl+K searches; made on the first asking, then kept fresh."""
        if self._find is None:
            from planner.document.find import FindIndex

            self._find = FindIndex(
                self.bridge.document.read, today=self.state.today, village_words=self.figures.unseen_words
            )
        return self._find

    def open_list(self, name: str) -> None:
        """Open one of the plan's lists."""
        self._window.trigger(name)

    def open_find(self) -> None:
        """Open Ctrl+K."""
        from planner.ui.find.find_box import FindBox

        FindBox(self, self._window).show_centred()

    def brief(self, *, straight_to_printer: bool = False) -> None:
        """Show the selected operation's order as it will print."""
        from planner.ui.preview.paper import order_paper
        from planner.ui.preview.preview import PreviewDialog

        operation_id = self.state.selection.operation_id
        if operation_id:
            self.inspector.commit()
            paper = order_paper(self.bridge.document.read, operation_id)
            PreviewDialog(
                self.bridge, paper, self._window.jobs, self._window, print_at_once=straight_to_printer
            ).show()

    def leave_command_view(self) -> None:
        """Publish, close the command file, and forget what named its work."""
        from PySide6.QtGui import QGuiApplication

        from planner.ui.opened_papers import forget_opened_papers

        self.inspector.commit()
        self._window.files.publisher.publish_here()
        self._window.close_dialogs()
        self._window.jobs.wait()
        self.state.select(Selection())
        self.bridge.document.leave_command_view()
        QGuiApplication.clipboard().clear()
        forget_opened_papers()
        self._window.messages.clear()
        self.show_all_again()

    def tell_command_file_made(self, name: str) -> None:
        """Say that the command file is there, with the way into it."""
        words = f"{name} was made beside the plan."
        self._window.messages.say(
            words, "Enter command view", lambda: self._window.trigger("enter_command_view"), stays=True
        )

    def enter_command_view(self) -> None:
        """Show the union of plan and command file, which the dialog has just opened."""
        self._window.messages.clear()
        self.state.select(Selection())
        self.show_all_again()

    def show_all_again(self) -> None:
        """Read everything anew: the plan that is shown became another."""
        self._find = None
        self.bridge.document_replaced.emit()
        self._show_history()
        self.attention.recount()
        self._window.refresh()

    # Panels -----------------------------------------------------------------------------------------

    def show_panel(self, name: str) -> None:
        """Show a panel that holds what was asked for."""
        self._fill(name)
        self.panels[name].show()
        self.check_panels()

    def _fill(self, name: str) -> None:
        """See to it that a panel holds its view."""
        getattr(self, "palette_panel" if name == "palette" else name)

    def toggle(self, name: str) -> None:
        """Show or hide a panel."""
        self._fill(name)
        panel = self.panels[name]
        panel.setVisible(panel.isHidden())
        self._window.settings.note_flag(f"show_{name}", not panel.isHidden())
        self.check_panels()

    def toggle_floating(self) -> None:
        """Let the panels leave the window for a second screen, or bring them back."""
        away = not any(panel.isFloating() for panel in self.panels.values())
        for panel in self.panels.values():
            if not panel.isHidden():
                panel.setFloating(away)
        self.check_panels()

    def check_panels(self) -> None:
        """Tick the menu's panels that are shown; made first are those that are shown now."""
        if not self._window.has_actions:
            return  # ticked when the menus are filled
        for name, panel in self.panels.items():
            self._window.actions_by_name[f"show_{name}"].setChecked(not panel.isHidden())
        floating = any(panel.isFloating() for panel in self.panels.values())
        self._window.actions_by_name["float_panels"].setChecked(floating)

    def _lanes_wanted(self) -> bool:
        """Lanes appear when a second team is there, unless the user switched them off."""
        teams = self.bridge.document.read.count(Resource, kind=ResourceKind.TEAM)
        return teams > 1 and self._window.settings.flag("show_lanes", True)

    def keep_layout(self) -> None:
        """Remember panels and splitter."""
        self._window.settings.note_layout("panels", self.saveState(_LAYOUT_VERSION))
        self._window.settings.note_layout("middle", self._middle.saveState())

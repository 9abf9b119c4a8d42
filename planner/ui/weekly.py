"""The weekly jobs' own windows: returns, briefings, villages with nothing planned, findings."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from planner.document.facts import deployment_code
from planner.domain.changes import ChangeSet
from planner.domain.phrases import date_text, day_name, time_text
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.ui.partners.flow import Partners
from planner.ui.state import Scale, Selection

if TYPE_CHECKING:
    from planner.storage.reader import Reader
    from planner.ui.main_window import MainWindow
    from planner.ui.preview.paper import Paper
    from planner.ui.returns.dialog import ReturnsDialog
    from planner.ui.workspace import Workspace


class Weekly(QObject):
    """Opens the windows of the weekly jobs for the plan that a workspace shows."""

    def __init__(self, work: "Workspace", window: "MainWindow") -> None:
        super().__init__(work)
        self._work, self._window = work, window
        self.partners = Partners(work, window)

    def open_returns(self, deployment_id: str = "") -> "ReturnsDialog":
        """Open the list of returns due, or bring it to the front; on the return of a deployment if given."""
        from planner.ui.returns.dialog import ReturnsDialog

        self._work.inspector.commit()
        listed = next((d for d in self._window.findChildren(ReturnsDialog) if d.isVisible()), None)
        if listed is None:
            listed = ReturnsDialog(self._window, self._work.bridge, self._work.state)
            listed.find_wished.connect(lambda: self._window.trigger("find"))
            listed.import_wished.connect(self.import_returns)
            listed.show()
        if deployment_id:
            listed.show_deployment(deployment_id)
        listed.raise_()
        listed.activateWindow()
        return listed

    def import_returns(self) -> None:
        """Ask for a CSV file of returns and preview it."""
        from planner.ui.returns.csv_preview import ask_csv

        ask_csv(self._window, self._work.bridge)

    def show_place(self, place_id: str) -> None:
        """Show a village's card, and the village on the map."""
        place = self._work.bridge.document.read.require(Place, place_id)
        self._work.state.select(Selection(place_id=place_id))
        self._work.show_panel("inspector")
        self._work.map.go_to(place.easting, place.northing, name=place.name)

    def plan_visit(self, place_id: str) -> bool:
        """Plan a visit in one step and say where it went; undo takes it back."""
        from planner.document.commands.plan_visit import plan_visit
        from planner.domain.timespan import now_on

        work = self._work
        changes = work.bridge.run(plan_visit(place_id=place_id, now=now_on(work.state.today)), self)
        if changes is None:
            return False
        self._window.say(planned_words(work.bridge.document.read, changes))
        return True

    def print_for_parish(self, place_id: str) -> None:
        """Show the parish report of a village as it will print."""
        from planner.ui.packs.papers import parish_paper

        self._preview(parish_paper(self._work.bridge.document.read, place_id, self._work.state.today))

    # Briefings and calendars ----------------------------------------------------------------------

    def brief_tonight(self) -> None:
        """Show tonight's pack, 18:00 to 06:00."""
        from planner.ui.packs.papers import night_paper

        self._preview(night_paper(self._work.state.today, self._work.state.today))

    def brief_day(self) -> None:
        """Show the pack of the day in hand: the day that the calendar shows, else today."""
        from planner.ui.packs.papers import day_paper

        state = self._work.state
        day = state.period.anchor if state.period.scale is Scale.DAY else state.today
        self._preview(day_paper(day, state.today))

    def brief_week(self) -> None:
        """Show the pack of the week in hand."""
        from planner.ui.packs.papers import week_paper

        self._preview(week_paper(self._day_in_hand(), self._work.state.today))

    def brief_period(self) -> None:
        """Ask for a night, day, week or shift and show its pack."""
        from planner.ui.packs.period_dialog import PeriodDialog

        PeriodDialog(self._window, self._work.state.today, self._preview).show()

    def brief_chosen(self) -> None:
        """Show the pack of the selected operations."""
        from planner.ui.packs.papers import chosen_paper

        state, read = self._work.state, self._work.bridge.document.read
        rows = read.among(Deployment, "id", state.selection.deployment_ids)
        ids = list(dict.fromkeys([*state.selection.operation_ids, *(d.operation_id for d in rows)]))
        if ids:
            self._preview(chosen_paper(read, ids, state.today))

    def brief_sheets(self) -> None:
        """Show the sheets of the selected deployments, or of every deployment of the selected operations."""
        from planner.ui.packs.papers import sheets_paper

        state, read = self._work.state, self._work.bridge.document.read
        chosen = read.among(Deployment, "id", state.selection.deployment_ids)
        rows = chosen or read.among(Deployment, "operation_id", state.selection.operation_ids)
        if rows:
            ids = [d.id for d in sorted(rows, key=lambda d: d.start)]
            self._preview(sheets_paper(read, ids, state.today))

    def wall(self, scale: str) -> None:
        """Show the wall calendar of the month or week in hand: of several selected operations, or of all."""
        from planner.ui.packs.papers import wall_paper

        state = self._work.state
        chosen = state.selection.operation_ids
        ids = chosen if len(chosen) > 1 else ()
        self._preview(wall_paper(scale, self._day_in_hand(), state.today, ids))

    def _day_in_hand(self) -> date:
        state = self._work.state
        shown = state.period
        return state.today if shown.first <= state.today <= shown.last else shown.anchor

    def _preview(self, paper: "Paper") -> None:
        from planner.ui.preview.preview import PreviewDialog

        self._work.inspector.commit()
        PreviewDialog(self._work.bridge, paper, self._window.jobs, self._window).show()

    def open_unplanned(self) -> None:
        """List the villages with nothing planned in 28 days."""
        from planner.ui.unplanned_list import UnplannedDialog

        work = self._work
        UnplannedDialog(self._window, work.bridge, work.figures, self.show_place, self.plan_visit).show()

    def plan_rural(self, deployment_id: str = "") -> None:
        """Plan the stops of a rural patrol: of this one, of the one in hand, or of the next to come."""
        from planner.document.rural_choice import is_route
        from planner.ui.rural.dialog import RuralDialog

        work, read = self._work, self._work.bridge.document.read
        work.inspector.commit()
        deployment = read.get(Deployment, deployment_id or work.map.deployment_in_hand)
        chosen = deployment.id if deployment is not None and is_route(read, deployment) else ""
        RuralDialog(self._window, work, chosen).show()

    def open_promises(self) -> None:
        """List the promises of visits and how each stands."""
        from planner.ui.promises.dialog import PromisesDialog

        self._work.inspector.commit()
        PromisesDialog(self._window, self._work).show()

    def open_unseen(self) -> None:
        """List the counts of unseen work, the selected ward's first in hand."""
        from planner.ui.promises.unseen import UnseenDialog

        state, read = self._work.state, self._work.bridge.document.read
        place = read.get(Place, state.selection.place_id) if state.selection.place_id else None
        self._work.inspector.commit()
        UnseenDialog(self._window, self._work, place.ward_id if place else state.selection.ward_id).show()

    def open_keeping(self, operation_id: str = "") -> None:
        """List what is due for review and what is on hold; or show one operation's review and holds."""
        from planner.ui.keeping.dialog import KeepingDialog

        self._work.inspector.commit()
        KeepingDialog(self._window, self._work, operation_id).show()

    def open_findings(self) -> None:
        """List what the rules have found."""
        from planner.ui.findings_list import FindingsDialog

        FindingsDialog(self._window, self._work).show()


def planned_words(read: "Reader", changes: ChangeSet) -> str:
    """Return "Planned: Dedham in RP-2026-15/1, Thu 10 September 2026 at 10:00." for a change that did."""
    visit = next(iter(read.among(Visit, "id", changes.ids(Visit))))
    deployment = read.require(Deployment, visit.deployment_id)
    operation = read.require(Operation, deployment.operation_id)
    day = f"{day_name(visit.start, short=True)} {date_text(visit.start.date())}"
    place = read.require(Place, visit.place_id).name
    return f"Planned: {place} in {deployment_code(operation, deployment)}, {day} at {time_text(visit.start)}."

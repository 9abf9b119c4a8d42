"""Plan a rural patrol: choose villages, see the route on a map, draw again, take it over in one step."""

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from planner.document.commands.rural import LONGEST_UNSEEN, plan_rural_route, route_for
from planner.document.rural import RouteStop
from planner.document.rural_choice import candidates, coming_patrols, patrol_words, planned_places
from planner.domain.phrases import and_list, count_text, time_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.timespan import now_on
from planner.ui.dialogs.base import PlainDialog
from planner.ui.rural.chooser import PlaceChooser
from planner.ui.rural.map import RouteMap
from planner.ui.rural.stops import StopList
from planner.ui.widgets.build import button, column, holder, label, row, set_look
from planner.ui.widgets.fields import Choice

if TYPE_CHECKING:
    from planner.storage.reader import Reader
    from planner.ui.workspace import Workspace

_HINT = (
    "Stops of 15 minutes in the order of the nearest way, at times drawn at random. Nothing is changed yet."
)


class RuralDialog(PlainDialog):
    """Plans the stops of one patrol; nothing is written before "Use this route", which is one undo step."""

    def __init__(self, parent: QWidget, work: "Workspace", deployment_id: str = "") -> None:
        super().__init__(parent, "Plan a rural patrol", _HINT)
        self._work = work
        self._seed = 1
        self.stops: list[RouteStop] = []
        patrols = coming_patrols(self._read, now_on(work.state.today))
        if deployment_id and deployment_id not in dict(patrols):
            deployment = self._read.require(Deployment, deployment_id)
            operation = self._read.require(Operation, deployment.operation_id)
            patrols.insert(0, (deployment_id, patrol_words(operation, deployment)))
        self.patrol = Choice(patrols, deployment_id or (patrols[0][0] if patrols else None))
        self.patrol.setAccessibleName("Patrol")
        self.patrol.chosen.connect(lambda _id: self._begin())
        self.chooser = PlaceChooser()
        self.chooser.changed.connect(self._draw)
        self.map = RouteMap(self._read)
        self.list = StopList()
        self.words = label("", "muted", wrap=True)
        self._lay_out()
        work.bridge.document_replaced.connect(self.close)
        self.follow(work.bridge, self._on_changed)
        self.fit(1180, 700)
        self._begin()

    @property
    def _read(self) -> "Reader":
        """The reader of the open plan."""
        return self._work.bridge.document.read

    def _lay_out(self) -> None:
        longest = button("The ten longest unseen", self.choose_longest, tip="Within the hours of the patrol")
        none = button("Untick all", lambda: self.chooser.choose(()), "link")
        left = column(self.patrol, holder(row(longest, none, None, spacing=14)), self.chooser, spacing=8)
        left.setStretch(2, 1)
        right = column(self.map, self.list, self.words, spacing=8)
        right.setStretch(0, 3)
        right.setStretch(1, 2)
        halves = row(holder(left), holder(right), spacing=16)
        halves.setStretch(0, 2)
        halves.setStretch(1, 3)
        self.page.addLayout(halves, 1)
        self.again = button("Draw again", self.draw_again, tip="The same villages at other times")
        self.use = button("Use this route", self.apply, "primary")
        self.foot.insertWidget(0, self.again)
        self.foot.addWidget(self.use)
        self.add_close("Cancel")

    @property
    def deployment(self) -> Deployment | None:
        """The patrol in hand, or None when there is none to plan."""
        value = self.patrol.value
        return self._read.get(Deployment, value) if isinstance(value, str) else None

    @property
    def seed(self) -> int:
        """Which drawing of times is shown, 1 the first; the same number draws the same times again."""
        return self._seed

    def _begin(self) -> None:
        """Start with the stops that the patrol has now."""
        deployment = self.deployment
        self._seed = 1
        if deployment is None:
            self.chooser.offer((), ())
            self._show("No rural patrol is to come in eight weeks: add one first.", is_short=True)
            return
        rows = candidates(self._read, self._work.figures.ledger, deployment)
        self.chooser.offer(rows, planned_places(self._read, deployment.id))
        self._draw()

    def _on_changed(self) -> None:
        if self.isVisible() and self.deployment is None:
            self.close()

    def choose_longest(self) -> None:
        """Tick the villages that have waited longest, as many as the patrol's hours have room for."""
        deployment = self.deployment
        if deployment is None:
            return
        waiting = [r.place_id for r in self._work.figures.ledger.longest_unseen()[:LONGEST_UNSEEN]]
        fitting = route_for(self._read, deployment.id, waiting, seed=self._seed)
        self.chooser.choose([s.place_id for s in fitting])

    def draw_again(self) -> None:
        """Draw other times for the same villages."""
        self._seed += 1
        self._draw()

    def _draw(self) -> None:
        deployment, chosen = self.deployment, self.chooser.chosen
        if deployment is None:
            return
        self.stops = route_for(self._read, deployment.id, chosen, seed=self._seed) if chosen else []
        left_out = [i for i in chosen if i not in {s.place_id for s in self.stops}]
        if not chosen:
            self._show("Choose villages from the list, or the ten longest unseen.")
        elif left_out:
            names = {p.id: p.name for p in self._read.among(Place, "id", left_out)}
            self._show(f"No time for {and_list([names[i] for i in left_out], 4)}.", is_short=True)
        else:
            end = self.stops[-1].start + timedelta(minutes=self.stops[-1].minutes)
            first = time_text(self.stops[0].start)
            count = count_text(len(self.stops), "stop")
            drawn = f"; drawn again {count_text(self._seed - 1, 'time')}" if self._seed > 1 else ""
            self._show(f"{count}, {first} to {time_text(end)}{drawn}.")

    def _show(self, words: str, *, is_short: bool = False) -> None:
        places = {p.id: p for p in self._read.among(Place, "id", [s.place_id for s in self.stops])}
        self.words.setText(words)
        set_look(self.words, "alert" if is_short else "muted")
        self.list.show_stops(self.stops, places)
        self.map.show_route([places[s.place_id] for s in self.stops], self._colour())
        self.again.setEnabled(bool(self.stops))
        self.use.setEnabled(bool(self.stops))

    def _colour(self) -> str:
        deployment = self.deployment
        operation = self._read.get(Operation, deployment.operation_id) if deployment else None
        kind = self._read.get(OperationType, operation.type_id) if operation else None
        return kind.colour if kind else "#14305a"

    def apply(self) -> None:
        """Give the patrol these stops, in one step."""
        deployment = self.deployment
        if deployment is None or not self.stops:
            return
        command = plan_rural_route(
            deployment_id=deployment.id, place_ids=self.chooser.chosen, seed=self._seed
        )
        if self._work.bridge.run(command, self) is not None:
            self.close()
            self._work.operations.show_operation(deployment.operation_id)
            self._work.map.show_operation(deployment.operation_id)

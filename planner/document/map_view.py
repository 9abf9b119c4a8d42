"""What the map of a plan shows, for a period and a selection; the screen and the order's map ask here."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from planner.document.map_ground import Ground
from planner.document.map_hours import Classes, classes_for, planned_hours, shown_hours
from planner.document.map_symbols import Standing, Symbols
from planner.domain.changes import ChangeSet
from planner.domain.frozen import dataclass
from planner.domain.records.deployment import Deployment, DeploymentWard, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Plan
from planner.domain.records.returns import Return, ReturnVisit
from planner.domain.vocabulary import PlaceKind
from planner.geo.content import MapContent, Mark, OperationShape, Village, WardShape
from planner.geo.wkb import Shape, from_wkb
from planner.storage.reader import Reader
from planner.storage.spans import Placed, Work, operations_placed, wards_of_operations, work_between, work_of

if TYPE_CHECKING:
    from planner.document.visibility import Ledger

PLANNED_HOURS: Final = "planned_hours"
DAYS_SINCE_SEEN: Final = "days_since_seen"
MARK_KINDS: Final = (
    PlaceKind.RVP,
    PlaceKind.BRIEFING_POINT,
    PlaceKind.VISIT_POINT,
    PlaceKind.PATROL_SPOT,
)
SHAPE_KINDS: Final = (PlaceKind.ROUTE, PlaceKind.CORDON, PlaceKind.PSPO_AREA, PlaceKind.AREA)
_MARK_TEXT: Final = {PlaceKind.RVP: "RVP", PlaceKind.BRIEFING_POINT: "B"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MapQuestion:
    """What is asked of the map: a local period, what is selected, how wards are coloured.

    most_rank: names of a higher rank are left out; they come as one zooms in.
    drawn_areas: whether operations' own areas are shown, which needs the projection library.
    most_symbols: how many symbols of operations there is room for (None: any number); with more, crowded
    wards show one with a number.
    """

    start: datetime
    end: datetime
    operation_ids: tuple[str, ...] = ()
    deployment_ids: tuple[str, ...] = ()
    ward_id: str = ""
    place_id: str = ""
    colouring: str = ""
    hidden_statuses: frozenset[str] = frozenset()
    most_rank: int = 9
    text_size: float = 11.0
    drawn_areas: bool = True
    most_symbols: int | None = None


class MapFeed:
    """Answers map questions over one reader and keeps what does not change between them.

    Call refresh() with every change set; the ground is read again only when wards or places changed.
    """

    def __init__(self, read: Reader, ledger: "Callable[[], Ledger | None] | None" = None) -> None:
        """Begin with a reader; ledger gives the visibility figures that wards may be coloured by."""
        self._read, self._ledger = read, ledger
        self._standings: tuple[tuple[datetime, datetime, frozenset[str], bool], list[Standing]] | None = None
        self._hours: tuple[tuple[datetime, datetime, frozenset[str]], dict[str, float]] | None = None
        self._areas: dict[bytes, Shape] = {}
        self._sharing: dict[str, tuple[str, ...]] = {}
        self._numbers: dict[str, str] = {}
        self._ground: Ground | None = None
        self._known: dict[str, Standing] = {}
        self._known_areas = False
        self._coloured: tuple[WardShape, ...] = ()
        self._ward_ids: dict[str, tuple[str, ...]] = {}
        self._placed: tuple[tuple[datetime, datetime], list[Placed], dict[str, Placed]] | None = None
        self._moved: set[str] = set()
        self._symbols = Symbols()

    @property
    def ground(self) -> Ground:
        """The wards, places and land of the plan."""
        if self._ground is None:
            self._ground = Ground(self._read)
        return self._ground

    @cached_property
    def _plan(self) -> Plan:
        return self._read.all(Plan)[0]

    @property
    def district(self) -> str:
        """What the title chip calls the district."""
        return self._plan.district.removesuffix(" District") or self._plan.title

    def refresh(self, changes: ChangeSet) -> bool:
        """Forget what a change set made stale; returns whether a map may look different now."""
        stale = False
        if changes.touches(Ward) or any(
            isinstance(place, Place) and not place.operation_id for place in changes.records(Place)
        ):
            self._ground, stale = None, True
        if changes.touches(Operation, OperationWard, OperationType, Deployment, DeploymentWard):
            self._standings = self._hours = None
            self._note_moved(changes)
            for record in changes.records(OperationWard):
                if isinstance(record, OperationWard):
                    self._ward_ids.pop(record.operation_id, None)
                    self._known.pop(record.operation_id, None)
            for operation_id in changes.ids(Operation):
                self._known.pop(operation_id, None)
            if changes.touches(OperationType):
                self._known = {}
            stale = True
        if changes.touches(Plan):
            self.__dict__.pop("_plan", None)
            stale = True
        return stale or changes.touches(Visit, Place, Return, ReturnVisit)

    def content(self, question: MapQuestion) -> MapContent:
        """Return everything a map sheet of this question draws."""
        standings = self._shown(question)
        selected = self._selected_operations(question)
        found, self._sharing = self._symbols.made(
            standings, self.ground.ward_points, selected, question.most_symbols
        )
        self._numbers = {symbol.id: symbol.letter for symbol in found if symbol.gathered}
        figures, title, classes = self._colouring(question)
        highlighted = self._highlighted(question)
        # A former ward lies beneath the others: of it only the outline of what is selected is seen.
        beneath = tuple(w for w in self.ground.former_wards if w.id in highlighted)
        wards = self._wards(figures, classes)
        return MapContent(
            wards=(*beneath, *wards) if beneath else wards,
            highlighted=highlighted,
            land=self.ground.land,
            built_up=self.ground.built_up,
            railways=self.ground.railways,
            villages=self._villages(question),
            areas=(*self._area_shapes(standings, selected), *self._routes(question, standings, selected)),
            symbols=found,
            marks=self._marks(question, selected),
            legend_title=title,
            legend=classes.legend if classes else (),
            attribution=" · ".join(line for line in self._plan.attribution.splitlines() if line),
            text_size=question.text_size,
        )

    def _colouring(self, question: MapQuestion) -> tuple[dict[str, float], str, Classes | None]:
        """Return what the wards are coloured by: figure of each ward, the legend's title, the classes."""
        if (found := self._seen(question)) is not None:
            from planner.document.map_seen import DAYS, days_by_ward, legend_words

            return days_by_ward(found), legend_words(found), DAYS
        if question.colouring != PLANNED_HOURS:
            return {}, "", None
        hours = self.hours(question)
        drawn = [figure for ward_id, figure in hours.items() if ward_id in self.ground.wards]
        return hours, "Planned hours in this period", classes_for(drawn)

    def _seen(self, question: MapQuestion) -> "Ledger | None":
        """Return the visibility figures when wards are coloured by them."""
        wanted = question.colouring == DAYS_SINCE_SEEN and self._ledger is not None
        return self._ledger() if wanted and self._ledger is not None else None

    def _villages(self, question: MapQuestion) -> tuple[Village, ...]:
        """Return the villages to name; coloured by days, the longest unseen of a dark ward says its days."""
        shown = self.ground.villages_to(question.most_rank, question.place_id)
        if (found := self._seen(question)) is None:
            return shown
        from planner.document.map_seen import unseen_labels

        words = unseen_labels(found)
        return tuple(replace(v, note=words[v.id], alert=True, rank=0) if v.id in words else v for v in shown)

    def sharing(self, operation_id: str) -> tuple[str, ...]:
        """Return the operations that share the symbol of the last content() with this id, earliest first."""
        return self._sharing.get(operation_id, (operation_id,))

    def hours(self, question: MapQuestion) -> dict[str, float]:
        """Return ward id -> planned hours in the question's period."""
        key = (question.start, question.end, question.hidden_statuses)
        if self._hours is None or self._hours[0] != key:
            hidden = frozenset(
                operation.id
                for operation in self._read.operations_between(question.start, question.end)
                if operation.status in question.hidden_statuses
            )
            hours = planned_hours(
                self._read, question.start, question.end, hidden_operations=hidden, zone=self._plan.zone
            )
            self._hours = key, hours
        return self._hours[1]

    def ward_sentence(self, ward_id: str, question: MapQuestion) -> str:
        """Return what a pointer over a ward is told: its name and its figure in the period."""
        ward = self.ground.wards.get(ward_id)
        if ward is None:
            return ""
        if (found := self._seen(question)) is not None:
            from planner.document.map_seen import ward_unseen_words

            return f"{ward.name}: {ward_unseen_words(found, ward_id)}"
        hours = shown_hours(self.hours(question).get(ward_id, 0.0))
        return f"{ward.name}: {hours or 'no'} planned {'hour' if hours == 1 else 'hours'} in this period"

    def operation_sentence(self, operation_id: str) -> str:
        """Return what a pointer over a symbol is told: title, reference and how many more share it."""
        if number := self._numbers.get(operation_id):
            return (
                f"{number} operations here; come closer to tell them apart, or click for one after the other"
            )
        operation = self._read.get(Operation, operation_id)
        if operation is None:
            return ""
        more = len(self.sharing(operation_id)) - 1
        rest = f", and {more} more here; click again for the next" if more else ""
        return f"{operation.title} · {operation.reference} · {operation.status}{rest}"

    def area_of(self, operation_id: str) -> Shape | None:
        """Return what was drawn for an operation as its area, in grid metres, or None."""
        operation = self._read.get(Operation, operation_id)
        return self._area(operation.area) if operation is not None else None

    def wards_of(self, operation_ids: Iterable[str]) -> frozenset[str]:
        """Return the wards of operations."""
        return frozenset(
            row.ward_id for row in self._read.among(OperationWard, "operation_id", operation_ids)
        )

    # Parts -----------------------------------------------------------------------------------------

    def _wards(self, figures: dict[str, float], classes: Classes | None) -> tuple[WardShape, ...]:
        if classes is None:
            return self.ground.plain_wards
        made = []
        for ward in self.ground.plain_wards:
            number = classes.of(figures.get(ward.id, 0.0))
            made.append(
                WardShape(
                    id=ward.id, name=ward.name, shape=ward.shape, fill_class=number, hatched=number == 4
                )
            )
        if self._coloured != (found := tuple(made)):
            self._coloured = found  # the very same while no colour has changed, which saves a painting
        return self._coloured

    def _selected_operations(self, question: MapQuestion) -> frozenset[str]:
        if question.operation_ids or not question.deployment_ids:
            return frozenset(question.operation_ids)
        rows = self._read.among(Deployment, "id", question.deployment_ids)
        return frozenset(row.operation_id for row in rows)

    def _highlighted(self, question: MapQuestion) -> frozenset[str]:
        if question.ward_id:
            return frozenset({question.ward_id})
        if question.deployment_ids:
            rows = self._read.among(DeploymentWard, "deployment_id", question.deployment_ids)
            if rows:
                return frozenset(row.ward_id for row in rows)
        selected = self._selected_operations(question)
        return self.wards_of(selected) if selected else frozenset()

    def _shown(self, question: MapQuestion) -> list[Standing]:
        key = (question.start, question.end, question.hidden_statuses, question.drawn_areas)
        if self._standings is None or self._standings[0] != key:
            self._standings = key, self._find_standings(question)
        shown = self._standings[1]
        known = {standing.operation.id for standing in shown}
        others = [i for i in sorted(self._selected_operations(question)) if i not in known]
        return shown + self._standing(work_of(self._read, others), question) if others else shown

    def _note_moved(self, changes: ChangeSet) -> None:
        """Note which operations may lie elsewhere in time now; after a merge all may."""
        if changes.span is not None:
            self._placed = None
            return
        for row in changes.rows:
            for record in (row.before, row.after):
                if isinstance(record, Operation):
                    self._moved.add(record.id)
                elif isinstance(record, Deployment):
                    self._moved.add(record.operation_id)

    def _work_between(self, start: datetime, end: datetime) -> tuple[list[str], list[Work]]:
        """Return the operations of a span by start, and of those not known yet what they are.

        After a change only what it moved is asked for.
        """
        new: list[Work] | None = None
        if self._placed is None or self._placed[0] != (start, end):
            found = work_between(self._read, start, end)
            rows = sorted(placed for placed, _ in found)
            self._placed = (start, end), rows, {row[-1]: row for row in rows}
            new = [work for _, work in found if work.id not in self._known]
        elif self._moved:
            _, rows, by_id = self._placed
            for operation_id in self._moved:
                if (row := by_id.pop(operation_id, None)) is not None:
                    del rows[bisect_left(rows, row)]
            for row in operations_placed(self._read, start, end, self._moved):
                by_id[row[-1]] = row
                insort(rows, row)
        self._moved.clear()
        ids = [row[-1] for row in self._placed[1]]
        return ids, work_of(self._read, [i for i in ids if i not in self._known]) if new is None else new

    def _find_standings(self, question: MapQuestion) -> list[Standing]:
        """Return what the period shows; only operations that are new here or have changed are read."""
        if self._known_areas != question.drawn_areas:
            self._known, self._known_areas = {}, question.drawn_areas
        ids, new = self._work_between(question.start, question.end)
        known = self._known
        known.update((s.operation.id, s) for s in self._standing(new, question))
        self._known = {i: known[i] for i in ids if i in known}
        return [s for s in self._known.values() if s.operation.status not in question.hidden_statuses]

    def _standing(self, operations: list[Work], question: MapQuestion) -> list[Standing]:
        known = self._ward_ids  # of a month's operations a drop changes one
        wanted = [o.id for o in operations if o.id not in known]
        wards = wards_of_operations(self._read, wanted)
        known.update((i, wards.get(i, ())) for i in wanted)
        kinds = {kind.id: kind for kind in self._read.all(OperationType)} if operations else {}
        return [
            Standing(
                operation,
                kinds[operation.type_id],
                known[operation.id],
                self._area(operation.area) if question.drawn_areas else None,
            )
            for operation in operations
            if operation.type_id in kinds
        ]

    def _area(self, area: bytes | None) -> Shape | None:
        if not area:
            return None
        if area not in self._areas:
            from planner.geo.projection import wkb_to_grid

            self._areas[area] = from_wkb(wkb_to_grid(area))
        return self._areas[area]

    def _area_shapes(self, standings: list[Standing], selected: frozenset[str]) -> tuple[OperationShape, ...]:
        """Return drawn areas of every operation shown, and routes and cordons of the selected ones."""
        made = [
            OperationShape(
                id=standing.operation.id,
                shape=standing.area,
                colour=standing.kind.colour,
                selected=standing.operation.id in selected,
                draft=not standing.operation.status.is_authorised,
            )
            for standing in standings
            if standing.area is not None
        ]
        by_id = {standing.operation.id: standing for standing in standings}
        for place in self._drawn(selected):
            owner = by_id.get(place.operation_id)
            if place.kind in SHAPE_KINDS and owner is not None:
                made.append(
                    OperationShape(
                        id=owner.operation.id,
                        shape=from_wkb(place.shape),
                        colour=owner.kind.colour,
                        selected=True,
                        draft=not owner.operation.status.is_authorised,
                    )
                )
        return tuple(made)

    def _routes(
        self, question: MapQuestion, standings: list[Standing], selected: frozenset[str]
    ) -> tuple[OperationShape, ...]:
        """Return the way from stop to stop of the one patrol that is selected."""
        if not selected:
            return ()
        from planner.geo.route import ROUTE_UNIT, route_line

        kinds = {s.operation.id: s.kind for s in standings if s.operation.id in selected}
        ids = [d.id for d in self._read.among(Deployment, "operation_id", sorted(selected))]
        ids = [i for i in ids if not question.deployment_ids or i in question.deployment_ids]
        if len(kinds) != 1 or len(ids) != 1:
            return ()
        ((operation_id, kind),) = kinds.items()
        if kind.unit != ROUTE_UNIT:
            return ()
        stops = self._stops(question, selected)
        places = {p.id: p for p in self._read.among(Place, "id", stops)}
        points = [(places[i].easting, places[i].northing) for i in stops if i in places]
        return route_line(operation_id, points, kind.colour)

    def _drawn(self, operation_ids: frozenset[str]) -> list[Place]:
        return self._read.among(Place, "operation_id", sorted(operation_ids)) if operation_ids else []

    def _marks(self, question: MapQuestion, selected: frozenset[str]) -> tuple[Mark, ...]:
        """Return RVP, briefing point and numbered stops of the selected operation or deployment."""
        if not selected:
            return ()
        drawn = {place.id: place for place in self._drawn(selected) if place.kind in MARK_KINDS}
        numbered = [i for i, place in drawn.items() if place.kind not in _MARK_TEXT]
        stops = dict.fromkeys([*self._stops(question, selected), *numbered])
        places = {place.id: place for place in self._read.among(Place, "id", stops)}
        shown = [(str(n), places[i]) for n, i in enumerate((i for i in stops if i in places), 1)]
        shown += [(text, place) for place in drawn.values() if (text := _MARK_TEXT.get(place.kind))]
        return tuple(
            Mark(id=place.id, text=text, easting=place.easting, northing=place.northing)
            for text, place in shown
        )

    def _stops(self, question: MapQuestion, selected: frozenset[str]) -> list[str]:
        """Return the places of planned visits, in the order they are made, each once."""
        ids = question.deployment_ids or [
            d.id for d in self._read.among(Deployment, "operation_id", sorted(selected))
        ]
        visits = self._read.among(Visit, "deployment_id", ids)
        return [visit.place_id for visit in sorted(visits, key=lambda visit: (visit.start, visit.sort))]

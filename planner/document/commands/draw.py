"""What is drawn on the map: an operation's area, and places of its own or of the whole plan."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from planner.document.command import Command
from planner.document.commands.base import changed, needed_text, on_operation, renew_draft
from planner.document.commands.deployment import place_name
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.phrases import count_text
from planner.domain.records.deployment import Visit
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.people import Power
from planner.domain.vocabulary import PlaceKind
from planner.storage.pair import Pair
from planner.storage.reader import Reader

KIND_WORDS: Final = {
    PlaceKind.VILLAGE: "Village",
    PlaceKind.LOCALITY: "Locality",
    PlaceKind.STREET: "Street",
    PlaceKind.STATION: "Station",
    PlaceKind.BUILT_UP: "Built-up area",
    PlaceKind.RAILWAY: "Railway",
    PlaceKind.CONTEXT: "Background",
    PlaceKind.RVP: "RVP",
    PlaceKind.BRIEFING_POINT: "Briefing point",
    PlaceKind.PATROL_SPOT: "Patrol spot",
    PlaceKind.VISIT_POINT: "Visit point",
    PlaceKind.ROUTE: "Route",
    PlaceKind.CORDON: "Cordon",
    PlaceKind.PSPO_AREA: "PSPO area",
    PlaceKind.AREA: "Area",
}


def set_area(*, operation_id: str, area: bytes | None) -> Command:
    """Give an operation a drawn area (WKB, EPSG:4326), or take it away."""

    def change(pair: Pair, operation: Operation) -> bool:
        return pair.put(replace(operation, area=area)) != operation

    return on_operation("Draw area of" if area else "Remove area of", operation_id, change)


def add_place(
    *,
    name: str,
    kind: PlaceKind,
    easting: float,
    northing: float,
    geom: bytes,
    shape: bytes,
    ward_id: str = "",
    operation_id: str = "",
    note: str = "",
) -> tuple[Command, str]:
    """Return the command that adds a place and the place's id.

    geom: WKB in EPSG:4326; shape: the same in EPSG:27700. operation_id: set for a place of one operation
    (RVP, visit point, route, cordon); such a place is on its order.
    """
    place_id = new_id()

    def apply(pair: Pair) -> None:
        if operation_id:
            pair.require(Operation, operation_id)
        pair.add(
            Place(
                id=place_id,
                name=needed_text(name, "name of the place"),
                kind=kind,
                ward_id=ward_id,
                operation_id=operation_id,
                easting=float(easting),
                northing=float(northing),
                note=note.strip(),
                geom=geom,
                shape=shape,
            )
        )
        if operation_id:
            renew_draft(pair, operation_id)

    return Command(f"Add {KIND_WORDS[kind]}", apply), place_id


def edit_place(*, place_id: str, **changes: object) -> Command:
    """Change the name, kind, note or, all together, the shape of a place."""
    fields = {"name", "kind", "note", "geom", "shape", "easting", "northing", "ward_id"}

    def apply(pair: Pair) -> None:
        place = pair.require(Place, place_id)
        after = pair.put(changed(place, changes, fields, needed={"name": "name of the place"}))
        if after != place and place.operation_id:
            renew_draft(pair, place.operation_id)

    return Command("Edit", apply, f"place/{place_id}/{','.join(sorted(changes))}", _named(place_id))


def delete_place(*, place_id: str) -> Command:
    """Delete a place that no visit and no power uses."""

    def apply(pair: Pair) -> None:
        place = pair.require(Place, place_id)
        if uses := pair.count(Visit, place_id=place_id):
            stops = count_text(uses, "visit")
            raise InvalidInput(f"{place.name} is the stop of {stops}; take it off first.")
        if pair.count(Power, place_id=place_id):
            raise InvalidInput(f"{place.name} is the area of a power; choose another area for that first.")
        pair.drop(Place, place_id)
        if place.operation_id:
            renew_draft(pair, place.operation_id)

    return Command("Delete", apply, subject=_named(place_id))


def _named(place_id: str) -> Callable[[Reader], str]:
    return lambda read: place_name(read, place_id)

"""Places from a file into the plan: known by id, or by name and kind within 200 metres; wards found anew."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import hypot
from typing import Final

from planner.document.importing.intake import Compare, Intake
from planner.document.importing.same_shape import SAME_METRES, is_same_shape
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.phrases import count_text, plain_name
from planner.domain.records.ground import Place, Ward
from planner.domain.vocabulary import PlaceKind
from planner.exchange.places import DEFAULT_RANK, PlaceFile, PlaceRow
from planner.exchange.returns_csv import Rejected
from planner.exchange.spreadsheets import restored
from planner.exchange.stable_ids import stable_id
from planner.geo.hit import WardFinder
from planner.geo.projection import shape_to_wgs84
from planner.geo.wkb import Shape, ShapeKind, from_wkb, to_wkb
from planner.storage.reader import Reader

NEAR_METRES: Final = 200
_NEW_KIND: Final = PlaceKind.LOCALITY
_OFFERED: Final = "village, locality, street, patrol spot or area"


def compare_places(files: Sequence[PlaceFile]) -> Compare:
    """Return what works out what lists of places would do to the plan."""
    return lambda read: _Comparing(read).intake(files)


class _Comparing:
    """The plan's places, and what the rows of some files do to them."""

    def __init__(self, read: Reader) -> None:
        self._places = {p.id: p for p in read.all(Place)}
        self._wards = {w.id: w.name for w in read.all(Ward)}
        self._finder = WardFinder(read.all(Ward))
        self._by_name: dict[str, list[Place]] = defaultdict(list)
        for place in self._places.values():
            if not place.operation_id:
                self._by_name[plain_name(place.name)].append(place)
        self._taken: dict[str, PlaceRow] = {}

    def intake(self, files: Sequence[PlaceFile]) -> Intake:
        """Return what all rows together would do."""
        added: list[str] = []
        updated: list[str] = []
        put: list[Place] = []
        rejected: list[Rejected] = [row for file in files for row in file.rejected]
        unchanged = outside = 0
        for row in (row for file in files for row in file.rows):
            try:
                before, after = self._place(row)
            except InvalidInput as problem:
                rejected.append(Rejected(row.line, str(problem), file=row.file))
                continue
            if after == before:
                unchanged += 1
                continue
            outside += not after.ward_id
            put.append(after)
            words = f"{after.name} ({after.kind.value.replace('_', ' ')}), {self._ward_name(after)}"
            (added if before is None else updated).append(words + _changes(before, after))
        rejected.sort(key=lambda r: (r.file, r.line))
        places = count_text(outside, "place lies", "places lie")
        notes = (f"{places} outside the wards of this plan.",) if outside else ()
        return Intake(
            added=tuple(added), updated=tuple(updated), unchanged=unchanged, rejected=tuple(rejected),
            notes=notes, put=tuple(put),
        )  # fmt: skip

    def _place(self, row: PlaceRow) -> tuple[Place | None, Place]:
        """Return the place that a row is about, None for a new one, and what it would be."""
        kind = _kind(row.kind)
        name = restored(row.name)
        before = self._known(row, name, kind)
        made = self._made(row, name, kind or (before.kind if before else _NEW_KIND))
        if before is not None:
            made = _merged(before, made, row)
            if before.operation_id and made != before:
                raise InvalidInput(f"{name} belongs to an operation; move it on the map.")
        elif made.id in self._places:
            made = replace(made, id=new_id())  # the place that began here has been moved since
        if (first := self._taken.get(made.id)) is not None:
            raise InvalidInput(f"{name} stands in the file twice, first in line {first.line}.")
        self._taken[made.id] = row
        return before, made

    def _known(self, row: PlaceRow, name: str, kind: PlaceKind | None) -> Place | None:
        if row.id and (found := self._places.get(row.id)) is not None:
            return found
        east, north = _middle(row.grid)
        near = [
            (hypot(p.easting - east, p.northing - north), p.id, p)
            for p in self._by_name.get(plain_name(name), [])
            if kind is None or p.kind is kind
        ]
        distance, _id, place = min(near, default=(NEAR_METRES + 1.0, "", None))
        return place if distance <= NEAR_METRES else None

    def _made(self, row: PlaceRow, name: str, kind: PlaceKind) -> Place:
        east, north = _middle(row.grid)
        return Place(
            id=stable_id("place", kind.value, name, f"{east:.0f}"[:-1], f"{north:.0f}"[:-1]),
            name=name,
            kind=kind,
            ward_id=self._finder.ward_id_at(east, north),
            easting=east,
            northing=north,
            note=restored(row.note or ""),
            rank=row.rank or DEFAULT_RANK,
            geom=to_wkb(row.degrees or shape_to_wgs84(row.grid)),
            shape=to_wkb(row.grid),
        )

    def _ward_name(self, place: Place) -> str:
        return self._wards.get(place.ward_id, "outside the wards")


def _merged(before: Place, made: Place, row: PlaceRow) -> Place:
    """Return a place as the file has it; what it does not say stays, and so does a place that is close."""
    kept = replace(
        made,
        id=before.id,
        note=made.note if row.note is not None else before.note,
        rank=row.rank or before.rank,
        operation_id=before.operation_id,
    )
    if is_same_shape(from_wkb(before.shape), row.grid):
        kept = replace(
            kept, geom=before.geom, shape=before.shape, easting=before.easting, northing=before.northing
        )
    return kept


def _kind(text: str) -> PlaceKind | None:
    """Return a kind by its name in the plan or in words; None where a file names none."""
    word = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if not word:
        return None
    if word not in set(PlaceKind) or word == PlaceKind.CONTEXT.value:
        raise InvalidInput(f"“{text[:40]}” is no kind of place: write {_OFFERED}, or nothing.")
    return PlaceKind(word)


def _middle(shape: Shape) -> tuple[float, float]:
    if shape.kind is ShapeKind.POINT:
        ring = shape.parts[0][0]
        return ring[0], ring[1]
    west, south, east, north = shape.bounds
    return (west + east) / 2, (south + north) / 2


def _changes(before: Place | None, after: Place) -> str:
    if before is None:
        return ""
    moved = hypot(before.easting - after.easting, before.northing - after.northing)
    said: Iterable[str] = (
        f"was “{before.name}”" if before.name != after.name else "",
        f"moved {moved:,.0f} m" if moved > SAME_METRES else "",
        "another ward" if before.ward_id != after.ward_id else "",
        "another note" if before.note != after.note else "",
    )
    return "".join(f", {words}" for words in said if words)

"""A newer ward file into the plan: the same code is the same ward; no ward ever goes.

What has been planned, promised or counted in a ward stays in it, also in files that are not open here (the
command file, copies of others). So a ward that the file replaces stays and is marked as one of a former set.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from planner.document.importing.intake import Compare, Intake
from planner.document.importing.same_shape import is_same_shape
from planner.domain.phrases import and_list, count_text
from planner.domain.records.base import Record, field_names
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.ground import Place, Ward
from planner.domain.records.people import Concern, Power, PowerWard
from planner.domain.records.review import Strategy
from planner.domain.ward_sets import former, is_former
from planner.exchange.stable_ids import stable_id
from planner.geo.hit import WardFinder
from planner.geo.wkb import from_wkb
from planner.storage.reader import Reader

_COVERED: Final = 0.5
"""The part of a ward that must lie in new wards for it to count as replaced."""
_MOST_NAMED: Final = 8


def compare_wards(files: Sequence[Sequence[Ward]]) -> Compare:
    """Return what works out what ward files would do to the plan; of two with one code the last counts."""
    wards = {ward.code: ward for file in files for ward in file}
    return lambda read: _compared(read, wards)


def _compared(read: Reader, new: dict[str, Ward]) -> Intake:
    before = {w.code: w for w in read.all(Ward)}
    put: list[Ward] = []
    added, updated = [], []
    unchanged = 0
    for code, ward in new.items():
        known = before.get(code)
        if known is None:
            put.append(ward)
            added.append(f"{ward.name} ({code})")
            continue
        after = _followed(known, ward)
        if after == known:
            unchanged += 1
        else:
            put.append(after)
            updated.append(f"{ward.name} ({code}){_changes(known, after)}")
    left = [w for code, w in before.items() if code not in new]
    takers = {w.id: code for w, code in _replaced(left, list(new.values())) if not is_former(w.ward_set)}
    replaced = [w for w in left if w.id in takers]
    put += [replace(w, ward_set=former(w.ward_set)) for w in replaced]
    updated += [f"{w.name} ({w.code}): replaced, kept as a former ward" for w in replaced]
    moved = _moved_places(read, before.values(), put)
    ids = {code: before[code].id if code in before else ward.id for code, ward in new.items()}
    reach = _reach(read, {old: ids[code] for old, code in takers.items()})
    return Intake(
        added=tuple(added),
        updated=tuple(updated),
        unchanged=unchanged,
        notes=(
            *_notes(read, left, replaced, moved),
            *_power_notes(read, reach),
            *_said_notes(read, replaced),
        ),
        put=(*put, *moved, *reach),
    )


def _followed(known: Ward, ward: Ward) -> Ward:
    """Return a ward of the plan as the file has it; what the file leaves out stays."""
    after = replace(
        ward,
        id=known.id,
        ward_set=ward.ward_set or known.ward_set,
        population=known.population if ward.population is None else ward.population,
        district_code=ward.district_code or known.district_code,
        district_name=ward.district_name or known.district_name,
    )
    if is_same_shape(from_wkb(known.shape), from_wkb(after.shape)):
        after = replace(after, geom=known.geom, shape=known.shape)
    return after


def _changes(before: Ward, after: Ward) -> str:
    said = (
        f"was “{before.name}”" if before.name != after.name else "",
        "another boundary" if before.shape != after.shape else "",
        f"ward set {after.ward_set}" if before.ward_set != after.ward_set else "",
    )
    return "".join(f", {words}" for words in said if words)


def _replaced(left: Sequence[Ward], new: Sequence[Ward]) -> list[tuple[Ward, str]]:
    """Return the wards that are not in a file and whose ground it gives to others, with who takes most of it.

    The taker is the code of a ward of the file. A file of a part of the district, or of its neighbours,
    replaces nothing.
    """
    import shapely

    if not left:
        return []
    shapes = shapely.from_wkb([w.shape for w in new])
    tree = shapely.STRtree(shapes)
    found = []
    for ward in left:
        own = shapely.from_wkb(ward.shape)
        near = tree.query(own, predicate="intersects")
        parts = {int(n): float(shapely.area(shapely.intersection(own, shapes[n]))) for n in near}
        if own.area > 0 and sum(parts.values()) / own.area > _COVERED:
            found.append((ward, new[max(parts, key=lambda n: parts[n])].code))
    return found


def _reach(read: Reader, takers: dict[str, str]) -> list[PowerWard]:
    """Return links that let a power of a replaced ward reach the ward that took most of its ground.

    takers: replaced ward id to the other. Without this every order there would say that it has no such power.
    """
    links = read.all(PowerWard)
    known = {(link.power_id, link.ward_id) for link in links}
    wanted = dict.fromkeys((k.power_id, takers[k.ward_id]) for k in links if k.ward_id in takers)
    return [
        PowerWard(id=stable_id("power ward", power, ward), power_id=power, ward_id=ward)
        for power, ward in wanted
        if (power, ward) not in known
    ]


def _power_notes(read: Reader, reach: Sequence[PowerWard]) -> tuple[str, ...]:
    titles = [p.title for p in read.among(Power, "id", {link.power_id for link in reach})]
    if not titles:
        return ()
    words = "reaches the ward that takes" if len(titles) == 1 else "reach the wards that take"
    return (f"{and_list(titles, _MOST_NAMED)} {words} most of the old one's ground; check the terms.",)


def _moved_places(read: Reader, before: Iterable[Ward], put: Iterable[Ward]) -> list[Place]:
    """Return the places whose middle is in another ward now."""
    changed = {w.id: w for w in put}
    if not changed:
        return []
    wards = {w.id: w for w in before} | changed
    places = read.all(Place)
    found = WardFinder(wards.values()).wards_of([p.easting for p in places], [p.northing for p in places])
    return [
        replace(place, ward_id=ward.id if ward else "")
        for place, ward in zip(places, found, strict=True)
        if place.ward_id != (ward.id if ward else "")
    ]


def _notes(
    read: Reader, left: Sequence[Ward], replaced: Sequence[Ward], moved: Sequence[Place]
) -> tuple[str, ...]:
    notes = []
    used = _in_use(read)
    kept = [w.name for w in replaced if w.id in used]
    if kept:
        notes.append(
            f"Replaced but kept, since plans, powers or concerns name them: {and_list(kept, _MOST_NAMED)}."
        )
    others = [w for w in left if w not in replaced and not is_former(w.ward_set)]
    if others:
        wards = count_text(len(others), "ward of the plan is", "wards of the plan are")
        notes.append(f"{wards} not in the file and stay as they are.")
    if moved:
        notes.append(f"{count_text(len(moved), 'place is', 'places are')} in another ward now.")
    return tuple(notes)


def _said_notes(read: Reader, replaced: Sequence[Ward]) -> tuple[str, ...]:
    """Return a sentence on promises and concerns: they stay with the former ward until somebody decides.

    Whom a promise was made to is nobody's guess, and a promise for a former ward holds for no village.
    """
    stays: list[Strategy | Concern] = [*read.all(Strategy), *read.all(Concern)]
    of_ward = {w.id: [row for row in stays if row.ward_id == w.id] for w in replaced}
    named = [w.name for w in replaced if of_ward[w.id]]
    rows = [row for w in replaced for row in of_ward[w.id]]
    promises = sum(isinstance(row, Strategy) for row in rows)
    parts = ((promises, "promise"), (len(rows) - promises, "concern"))
    if not rows:
        return ()
    counts = and_list([count_text(number, word) for number, word in parts if number])
    verb = "names" if len(rows) == 1 else "name"
    which = f"{counts} still {verb} a former ward: {and_list(named, _MOST_NAMED)}."
    return (f"{which} Choose the ward of today in Lists, Promises of visits or Concerns.",)


def _in_use(read: Reader) -> set[str]:
    """Return the ids of wards that operations, powers, concerns or promises name."""
    kinds: list[type[Record]] = [
        kind for kind in ALL_RECORDS if kind is not Place and "ward_id" in field_names(kind)
    ]
    return {str(getattr(row, "ward_id")) for kind in kinds for row in read.all(kind)}  # noqa: B009  # by name

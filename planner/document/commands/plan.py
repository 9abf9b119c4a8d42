"""The plan's own settings, and its wards and places."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from planner.document.command import Command
from planner.document.commands.base import changed
from planner.domain.errors import InvalidInput
from planner.domain.phrases import and_list, count_text
from planner.domain.records.base import field_names
from planner.domain.records.deployment import DeploymentWard
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import OperationWard
from planner.domain.records.people import Concern, PowerWard
from planner.domain.records.plan import Plan
from planner.storage.pair import Pair

_FIXED: Final = frozenset({"id", "kind", "beside_id", "format_version"})


def edit_plan(**changes: object) -> Command:
    """Change the plan's title, zone, marking, wording, briefing place, custody, contacts and so on."""
    allowed = set(field_names(Plan)) - _FIXED

    def apply(pair: Pair) -> None:
        after = changed(pair.all(Plan)[0], changes, allowed, needed={"title": "title of the plan"})
        _check_zone(after.zone)
        if after.wording not in {"college", "jesip"}:
            raise InvalidInput("The wording is college or jesip.")
        if not 1 <= after.destroy_after_days <= 3650:
            raise InvalidInput("Copies are destroyed after 1 to 3650 days.")
        pair.put(after)

    return Command("Edit plan settings", apply, f"plan/{','.join(sorted(changes))}")


def _check_zone(zone: str) -> None:
    from zoneinfo import available_timezones

    if zone not in available_timezones():
        raise InvalidInput(f"“{zone}” is no time zone; give one such as Europe/London.")


def import_wards(*, wards: Sequence[Ward], drop_missing: bool = False) -> Command:
    """Take wards from a file: known codes get the new name and shape and keep their id, others are added.

    drop_missing: wards of this district that the file lacks go; refused while something is planned in them.
    """

    def apply(pair: Pair) -> None:
        if not wards:
            raise InvalidInput("The file has no wards; choose a ward file with code, name and shape.")
        known = {w.code: w for w in pair.all(Ward)}
        for ward in wards:
            old = known.get(ward.code)
            pair.put(ward if old is None else replace(ward, id=old.id))
        if drop_missing:
            codes = {w.code for w in wards}
            _drop(pair, [w for code, w in known.items() if code not in codes])

    return Command(f"Import {count_text(len(wards), 'ward')}", apply)


def _drop(pair: Pair, gone: Sequence[Ward]) -> None:
    used = [
        w.name
        for w in gone
        if any(pair.count(k, ward_id=w.id) for k in (OperationWard, DeploymentWard, PowerWard, Concern))
    ]
    if used:
        raise InvalidInput(
            f"{and_list(used, 3)} would go, but something is planned there; move that first, or keep them."
        )
    for ward in gone:
        pair.drop(Ward, ward.id)


def import_places(*, places: Sequence[Place]) -> Command:
    """Add places; one that is there with the same id, or the same name, kind and ward, is updated."""

    def apply(pair: Pair) -> None:
        if not places:
            raise InvalidInput("The file has no places; choose a file with names and points.")
        known = {(p.name.casefold(), p.kind, p.ward_id): p.id for p in pair.all(Place, operation_id="")}
        ids = set(known.values())
        for place in places:
            same = known.get((place.name.casefold(), place.kind, place.ward_id))
            pair.put(place if place.id in ids or same is None else replace(place, id=same))

    return Command(f"Import {count_text(len(places), 'place')}", apply)

"""What a new plan starts with: wards, places, operation types, the partnership, bank holidays."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Plan, SpecialDay
from planner.domain.vocabulary import SpecialDayKind
from planner.exchange import district, type_library

FIRST_DISTRICT = "colchester"


def starting_records(*, title: str, wards_file: Path | None, today: date) -> tuple[Plan, list[Record]]:
    """Return the plan row and the rows of a new plan.

    Without a ward file the plan is of the district that is shipped; with one it has the file's wards and the
    operation types, and no places or partners. Raises KnownError for a file without wards.
    """
    if wards_file is not None:
        from planner.exchange.wards import read_wards

        wards = read_wards(wards_file)
        name = wards[0].district_name
        plan = Plan(id=new_id(), title=title or name or wards_file.stem, district=name)
        types = _type_records(type_library.open_types())
        return plan, [*wards, *bank_holidays(today), *(_without_priority(t) for t in types)]
    shipped = district.load_district(FIRST_DISTRICT)
    partnership = type_library.load_partnership(FIRST_DISTRICT)
    plan = Plan(
        id=new_id(),
        title=title or shipped.title,
        district=shipped.district,
        zone=shipped.zone,
        attribution=shipped.map_attribution,
    )
    plan = replace(plan, **partnership.plan_fields)
    records: list[Record] = [*shipped.wards, *shipped.places, *partnership.records]
    return plan, [*records, *bank_holidays(today), *_type_records(type_library.open_types())]


def command_records() -> list[Record]:
    """Return the rows of a new command file: the need-to-know types."""
    return _type_records(type_library.need_to_know_types())


def bank_holidays(today: date) -> list[SpecialDay]:
    """Return the bank holidays of England from last year to two years on."""
    import holidays

    found = holidays.country_holidays("GB", subdiv="ENG", years=range(today.year - 1, today.year + 3))
    return [
        SpecialDay(id=new_id(), title=name, kind=SpecialDayKind.BANK_HOLIDAY, first=day, last=day)
        for day, name in sorted(found.items())
    ]


def _without_priority(record: Record) -> Record:
    # The priorities are the first district's own; another district types its own.
    return replace(record, priority_id="") if isinstance(record, OperationType) else record


def _type_records(bundles: Iterable[type_library.TypeBundle]) -> list[Record]:
    return [record for bundle in bundles for record in bundle.records]

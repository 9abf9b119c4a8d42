"""The demo's special days, powers, concerns and drawn places as records."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from planner.domain.errors import NotFound
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import OperationConcern
from planner.domain.records.people import Concern, Power, PowerWard
from planner.domain.records.plan import SpecialDay
from planner.domain.records.review import Impact, Strategy, UnseenWork
from planner.domain.vocabulary import PlaceKind, PromisePeriod, SpecialDayKind, UnseenKind
from planner.storage.reader import Reader


class WardNames:
    """Ward ids by the names that the demo's file uses."""

    def __init__(self, read: Reader) -> None:
        self._ids = {w.name: w.id for w in read.all(Ward)}

    def id(self, name: str) -> str:
        """Return the id of a ward; NotFound if the plan has none of that name."""
        if name not in self._ids:
            raise NotFound(f'The demo names a ward "{name}" that is not in the plan.')
        return self._ids[name]


def demo_ground(data: dict[str, Any], wards: WardNames, today: date) -> list[Record]:
    """Return the rows that do not hang on an operation."""
    return [*_days(data), *_powers(data, wards, today), *_concerns(data, wards), *_unseen(data, wards)]


def _unseen(data: dict[str, Any], wards: WardNames) -> list[Record]:
    return [
        UnseenWork(
            id=new_id(),
            ward_id=wards.id(row["ward"]),
            kind=kind,
            quarter=date.fromisoformat(row["quarter"]),
            count=row[kind.value],
            source="Local count",
        )
        for row in data["unseen_work"]
        for kind in UnseenKind
    ]


def demo_strategies(data: dict[str, Any], place_id: Callable[[str], str]) -> list[Record]:
    """Return the promises of the demo; place_id finds a village by name."""
    return [
        Strategy(
            id=new_id(),
            title=row["title"],
            place_id=place_id(row["place"]) if "place" in row else "",
            visits=row["visits"],
            period=PromisePeriod(row["period"]),
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]) if "last" in row else None,
            note=row["note"],
        )
        for row in data["strategies"]
    ]


def demo_impact(data: dict[str, Any], type_code: str, operation_id: str, asked_on: date) -> list[Record]:
    """Return the fairness-and-impact block of an operation, if its type has one in the demo."""
    words = data["impact"].get(type_code)
    return [Impact(id=new_id(), operation_id=operation_id, asked_on=asked_on, **words)] if words else []


def _days(data: dict[str, Any]) -> list[Record]:
    return [
        SpecialDay(
            id=new_id(),
            title=row["title"],
            kind=SpecialDayKind(row["kind"]),
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]),
        )
        for row in data["special_days"]
    ]


def _powers(data: dict[str, Any], wards: WardNames, today: date) -> list[Record]:
    rows: list[Record] = []
    for row in data["powers"]:
        power = Power(
            id=new_id(),
            title=row["title"],
            kind=row["kind"],
            section=row["section"],
            first=datetime.fromisoformat(row["first"]),
            last=datetime.fromisoformat(row["last"]),
            authoriser=row["authoriser"],
            grounds=row["grounds"],
            limit=float(row["limit"]),
            unit=row["unit"],
            last_checked_on=min(date.fromisoformat(row["last_checked_on"]), today),
            last_checked_by=row["last_checked_by"],
        )
        rows.append(power)
        rows += [PowerWard(id=new_id(), power_id=power.id, ward_id=wards.id(w)) for w in row["wards"]]
    return rows


def _concerns(data: dict[str, Any], wards: WardNames) -> list[Record]:
    return [
        Concern(
            id=new_id(),
            ward_id=wards.id(row["ward"]),
            rank=row["rank"],
            text=row["text"],
            source=row["source"],
            said_on=date.fromisoformat(row["said_on"]),
        )
        for row in data["concerns"]
    ]


def demo_concern_links(
    data: dict[str, Any], read: Reader, type_code: str, operation_id: str, ward_ids: Collection[str]
) -> list[Record]:
    """Return the links from an operation to the concerns of its wards that its type answers in the demo."""
    answered = {row["text"] for row in data["concerns"] if type_code in row.get("answered_by", ())}
    return [
        OperationConcern(id=new_id(), operation_id=operation_id, concern_id=concern.id)
        for concern in read.among(Concern, "ward_id", ward_ids)
        if concern.text in answered
    ]


def drawn_place(row: dict[str, Any], *, operation_id: str, ward_id: str) -> Place:
    """Return a place drawn for one operation from its longitude and latitude."""
    from planner.geo.projection import to_grid
    from planner.geo.wkb import point, to_wkb

    easting, northing = to_grid(row["lon"], row["lat"])
    return Place(
        id=new_id(),
        name=row["name"],
        kind=PlaceKind(row["kind"]),
        ward_id=ward_id,
        operation_id=operation_id,
        easting=easting,
        northing=northing,
        geom=to_wkb(point(row["lon"], row["lat"])),
        shape=to_wkb(point(easting, northing)),
    )

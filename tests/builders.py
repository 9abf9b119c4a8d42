"""Small plans over a real planning file, for everybody's tests."""

import struct
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar, cast

from planner.document.commands.create import create_operation
from planner.document.document import Document
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import (
    OperationType,
    TypeBrief,
    TypeDeployment,
    TypeMeasure,
    TypePost,
    TypePower,
    TypeRisk,
    TypeTask,
)
from planner.domain.records.people import Partner, Resource
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import Heading, PlaceKind, PostKind, ResourceKind, Weight
from planner.storage.planning_file import PlanningFile

R = TypeVar("R", bound=Record)
# Name, easting and northing of the south-west corner of a made-up ward of two by two kilometres.
WARDS = (
    ("Greenstead", 601000, 224000),
    ("Castle", 599000, 225000),
    ("Dedham & Boxted", 603000, 230000),
    ("Wivenhoe", 603000, 221000),
)
VILLAGES = (
    ("Dedham", "Dedham & Boxted", 605700, 233100),
    ("Boxted", "Dedham & Boxted", 603900, 231900),
    ("Wivenhoe", "Wivenhoe", 604000, 222000),
)


def square(east: float, north: float, size: float) -> bytes:
    """WKB MultiPolygon of one square."""
    ring = [
        (east, north),
        (east + size, north),
        (east + size, north + size),
        (east, north + size),
        (east, north),
    ]
    body = b"".join(struct.pack("<dd", *point) for point in ring)
    return struct.pack("<BII", 1, 6, 1) + struct.pack("<BIII", 1, 3, 1, len(ring)) + body


def point(east: float, north: float) -> bytes:
    """WKB Point."""
    return struct.pack("<BIdd", 1, 1, east, north)


def make_ward(name: str, easting: float = 600000, northing: float = 225000, **fields: object) -> Ward:
    """A square ward; its longitude and latitude are near enough for tests."""
    lon, lat = 0.9 + (easting - 600000) / 68600, 51.88 + (northing - 225000) / 111200
    values: dict[str, Any] = {
        "id": new_id(),
        "code": f"E05{sum(map(ord, name)):06d}",
        "name": name,
        "geom": square(lon, lat, 0.02),
        "shape": square(easting, northing, 2000),
    }
    return Ward(**{**values, **fields})


def make_place(name: str, easting: float, northing: float, **fields: object) -> Place:
    """A point place, a village unless said otherwise."""
    lon, lat = 0.9 + (easting - 600000) / 68600, 51.88 + (northing - 225000) / 111200
    values: dict[str, Any] = {
        "id": new_id(),
        "name": name,
        "kind": PlaceKind.VILLAGE,
        "easting": float(easting),
        "northing": float(northing),
        "geom": point(lon, lat),
        "shape": point(easting, northing),
    }
    return Place(**{**values, **fields})


def make_type(code: str, name: str, **fields: object) -> OperationType:
    """An operation type without parts."""
    values: dict[str, Any] = {
        "id": new_id(),
        "code": code,
        "name": name,
        "short_label": code,
        "colour": "#0b6e4f",
        "symbol": code[0],
        "weight": Weight.STANDARD,
    }
    return OperationType(**{**values, **fields})


def street_week() -> list[Record]:
    """A Street Week type: seven days, six posts, tasks with a legacy check, a brief."""
    kind = make_type("SW", "Street Week", unit="7 d", pinned=True, weight=Weight.FULL)
    themes = (
        "Launch",
        "Housing",
        "School gates",
        "Off-licences",
        "Street drinking",
        "Street meet",
        "Hand-over",
    )
    rows: list[Record] = [kind]
    for i, theme in enumerate(themes):
        hours = (time(14), time(22)) if i == 4 else (time(10), time(18))
        rows.append(
            TypeDeployment(
                id=new_id(), type_id=kind.id, sort=i, day_offset=i, start=hours[0], end=hours[1], theme=theme
            )
        )
    posts = (
        ("Patrol", PostKind.CONSTABLE, 4),
        ("Supervisor", PostKind.SERGEANT, 1),
        ("Warden", PostKind.WARDEN, 1),
    )
    for i, (role, post, count) in enumerate(posts):
        rows.append(TypePost(id=new_id(), type_id=kind.id, sort=i, role=role, kind=post, count=count))
    tasks = (
        ("Clear garage courts", "Council", 1, 0),
        ("Door-knock", "Supervisor", -21, 0),
        ("Check repairs", "", 0, 3),
    )
    for i, (title, owner, offset, months) in enumerate(tasks):
        rows.append(
            TypeTask(
                id=new_id(),
                type_id=kind.id,
                sort=i,
                title=title,
                owner=owner,
                due_offset=offset,
                legacy_months=months,
            )
        )
    rows += [
        TypeBrief(id=new_id(), type_id=kind.id, heading=h, text=f"{h.value} at {{briefing_place}}")
        for h in Heading
    ]
    rows.append(TypeRisk(id=new_id(), type_id=kind.id, hazard="Motorcycles", control="No pursuit"))
    rows.append(TypeMeasure(id=new_id(), type_id=kind.id, text="Doors knocked again"))
    rows.append(TypePower(id=new_id(), type_id=kind.id, text="PACE 1984, section 1"))
    return rows


def one_shift(code: str, name: str, start: time, end: time, **fields: object) -> list[Record]:
    """A type with one default deployment and two posts."""
    kind = make_type(code, name, **fields)
    return [
        kind,
        TypeDeployment(id=new_id(), type_id=kind.id, start=start, end=end, theme=name),
        TypePost(id=new_id(), type_id=kind.id, role="Patrol", kind=PostKind.CONSTABLE, count=2),
    ]


def make_plan(folder: Path, *, name: str = "test.wardplan") -> PlanningFile:
    """A planning file with four wards, three villages, three types, partners, a team and two officers."""
    plan = Plan(id=new_id(), title="Test district", district="Test", briefing_place="the parade room")
    made = PlanningFile.create(folder / name, plan, author="Tests")
    wards = {ward: make_ward(ward, east, north) for ward, east, north in WARDS}
    team = Resource(id=new_id(), label="East CPT", kind=ResourceKind.TEAM)
    with made.transaction("Fill", author="Tests") as running:
        add = running.unit.add
        for ward in wards.values():
            add(ward)
        for village, ward_name, east, north in VILLAGES:
            add(make_place(village, east, north, ward_id=wards[ward_name].id))
        add(Partner(id=new_id(), name="City Council", short_name="Council", kind="council"))
        add(Partner(id=new_id(), name="Fire and Rescue", short_name="Fire", kind="fire"))
        add(team)
        for number in ("X103", "X107"):
            add(
                Resource(
                    id=new_id(),
                    label=number,
                    kind=ResourceKind.PERSON,
                    team_id=team.id,
                    rank="PC",
                    post_kind=PostKind.CONSTABLE,
                    collar_number=number,
                )
            )
        for row in (
            *street_week(),
            *one_shift("OD", "Operation Diss", time(18), time(2), short_label="Diss", pinned=True),
            *one_shift("RP", "Rural patrol", time(10), time(16), short_label="Rural", unit="route"),
        ):
            add(row)
    return made


def make_document(folder: Path, *, name: str = "test.wardplan") -> Document:
    """A document over make_plan()."""
    return Document(make_plan(folder, name=name), author="Tests")


def find(document: Document, kind: type[R], **equals: object) -> R:
    """The one record of a kind with these values."""
    found = document.read.all(kind, **equals)
    assert len(found) == 1, f"{len(found)} {kind.__name__} with {equals}"
    return found[0]


def make_operation(
    document: Document,
    type_code: str = "SW",
    ward: str = "Greenstead",
    start: date | datetime = date(2026, 9, 7),
    **fields: object,
) -> Operation:
    """An operation made by the command that users run."""
    command, operation_id = create_operation(
        type_id=find(document, OperationType, code=type_code).id,
        ward_ids=[find(document, Ward, name=ward).id],
        start=start,
        **cast("dict[str, Any]", fields),
    )
    document.run(command)
    return document.read.require(Operation, operation_id)

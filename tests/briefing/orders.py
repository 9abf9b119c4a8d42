"""Operations of the real district, and papers read back."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from planner.document.commands.create import create_operation
from planner.document.commands.draw import add_place
from planner.document.commands.lifecycle import authorise
from planner.document.commands.posts import assign
from planner.document.document import Document
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Power, PowerWard
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import PlaceKind
from planner.exchange.district import load_district
from planner.exchange.partnership_library import load_partnership
from planner.exchange.type_library import load_types
from planner.geo.projection import shape_to_wgs84
from planner.geo.wkb import point, to_wkb
from planner.storage.planning_file import PlanningFile

NOW = datetime(2026, 9, 3, 8, 12)
PSPO_ID = "pspo-city-centre"


def make_district_document(path: Path) -> Document:
    """A plan of Colchester with the City Centre PSPO in its register."""
    data, partnership = load_district("colchester"), load_partnership("colchester")
    plan = Plan(
        id=new_id(),
        title=data.title,
        district=data.district,
        attribution=data.map_attribution,
        prepared_by="Sgt, East CPT",
        **partnership.plan_fields,
    )
    made = PlanningFile.create(path, plan, author="Tests")
    castle = next(w for w in data.wards if w.name == "Castle")
    rows: list[Record] = [*data.wards, *data.places, *partnership.records]
    rows += [row for bundle in load_types() for row in bundle.records]
    rows += [
        Power(
            id=PSPO_ID,
            title="City Centre PSPO",
            kind="PSPO",
            section="2014 Act, sections 59 to 75",
            first=datetime(2023, 10, 24),
            last=datetime(2026, 10, 23, 23, 59),
            authoriser="City Council",
            last_checked_on=date(2026, 8, 3),
        ),
        PowerWard(id=new_id(), power_id=PSPO_ID, ward_id=castle.id),
    ]
    with made.transaction("Fill", author="Tests") as running:
        running.unit.add_all(rows)
    return Document(made, author="Tests")


def add_operation(
    document: Document,
    code: str = "SW",
    ward: str = "Greenstead",
    start: date | datetime = date(2026, 9, 7),
    *,
    villages: tuple[str, ...] = (),
    **fields: Any,
) -> str:
    """An operation made by the command that users run; returns its id."""
    kind = next(k for k in document.read.all(OperationType) if k.code == code)
    wards = [w.id for w in document.read.all(Ward) if w.name == ward]
    places = [next(p.id for p in document.read.all(Place, name=name)) for name in villages]
    command, operation_id = create_operation(
        type_id=kind.id, ward_ids=wards, start=start, place_ids=places, **fields
    )
    document.run(command)
    return operation_id


def fill_posts(document: Document, operation_id: str, *, leave: int = 2) -> None:
    """Fill every post with made-up numbers, leaving some of the fifth deployment empty."""
    deployments = document.read.all(Deployment, operation_id=operation_id)
    number = 100
    for at, deployment in enumerate(deployments):
        empty = leave if at == min(4, len(deployments) - 1) else 0
        places = [p for p in document.read.all(Post, deployment_id=deployment.id) for _ in range(p.count)]
        for post in places[: len(places) - empty]:
            number += 1
            document.run(
                assign(
                    post_id=post.id,
                    rank="PC" if post.kind.value == "constable" else "",
                    collar_number=f"X{number}",
                    call_sign=f"CO{20 + number % 40}",
                )
            )


def add_point(
    document: Document, operation_id: str, name: str, kind: PlaceKind, east: float, north: float
) -> str:
    """A place of one operation; returns its id."""
    shape = point(east, north)
    command, place_id = add_place(
        name=name,
        kind=kind,
        easting=east,
        northing=north,
        geom=to_wkb(shape_to_wgs84(shape)),
        shape=to_wkb(shape),
        operation_id=operation_id,
    )
    document.run(command)
    return place_id


def street_week(document: Document) -> str:
    """A Street Week in Greenstead as it would be printed: RVP, posts, authority."""
    operation_id = add_operation(document)
    fill_posts(document, operation_id)
    add_point(document, operation_id, "parade car park", PlaceKind.RVP, 601950, 225450)
    document.run(
        authorise(
            operation_id=operation_id,
            authorised_by="Ch Insp X201, Colchester",
            authorised_at=datetime(2026, 8, 26, 13, 10),
        )
    )
    return operation_id


def change(document: Document, operation_id: str, **fields: Any) -> None:
    """Write fields of an operation as they are, past every check: what a hostile file may hold."""
    operation = document.read.require(Operation, operation_id)
    document.run(raw_command(replace(operation, **fields)))


def raw_command(*records: Record) -> Any:
    """A command that writes records as they are."""
    from planner.document.command import Command

    return Command("Write", lambda pair: [pair.put(r) for r in records] and None)


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page, by pypdfium2."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [document[i].get_textpage().get_text_range() for i in range(len(document))]
    finally:
        document.close()

"""Published plans for these tests, made once and written out as bytes."""

import os
import sqlite3
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from planner.document.command import Command
from planner.document.document import Document
from planner.document.opening import create_plan, open_plan
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.plan import Plan, Setting
from planner.storage import seal
from planner.storage.pair import Pair
from tests.builders import make_operation, make_plan

FIRST = Setting(id="first", value="1")


@cache
def plan_bytes() -> bytes:
    """The bytes of a published plan with wards, places, types and two operations."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        before = os.environ["WARDPLAN_STATE"]
        os.environ["WARDPLAN_STATE"] = str(folder / "state")
        try:
            path = folder / "plan.wardplan"
            document = new_plan(path)
            make_operation(document)
            make_operation(document, "RP", "Dedham & Boxted")
            document.publish()
            document.close()
            return path.read_bytes()
        finally:
            os.environ["WARDPLAN_STATE"] = before


def plan_file(folder: Path, name: str = "plan.wardplan") -> Path:
    """A published plan in a folder."""
    path = folder / name
    path.write_bytes(plan_bytes())
    return path


def new_plan(path: Path, author: str = "Tests") -> Document:
    """A fresh plan with the rows of tests.builders, published and open."""
    with tempfile.TemporaryDirectory() as name:
        made = make_plan(Path(name))
        rows: list[Record] = [
            row for kind in ALL_RECORDS if kind is not Plan for row in made.reader.all(kind)
        ]
        made.close()
    plan = Plan(id=new_id(), title="Test district", district="Test", briefing_place="the parade room")
    return create_plan(path, plan=plan, records=[*rows, FIRST], author=author)


def edit(document: Document, value: str, row_id: str = "first") -> None:
    """Commit one small edit."""
    document.run(put(Setting(id=row_id, value=value)))


def put(*rows: Record) -> Command:
    """A command that writes rows."""

    def apply(pair: Pair) -> None:
        for row in rows:
            pair.put(row)

    return Command("Change a setting", apply)


def values(document: Document) -> dict[str, str]:
    """The settings of a document."""
    return {row.id: row.value for row in document.read.all(Setting)}


def published_values(path: Path) -> dict[str, str]:
    """The settings in a published file, as a fresh opening reads them."""
    document = open_plan(path, author="Reader", read_only=True)
    try:
        return values(document)
    finally:
        document.close()


def resealed(
    folder: Path, change: Callable[[sqlite3.Connection], object], name: str = "plan.wardplan"
) -> Path:
    """A published plan that somebody wrote to who knows how to seal it again."""
    path = doctored(folder, change, name)
    connection = sqlite3.connect(path)
    try:
        connection.execute(
            "UPDATE seal SET digest = ?, change_counter = ?",
            (seal.MARKER + bytes(32), seal.change_counter(path) + 1),
        )
        connection.commit()
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()
    seal.press(path)
    return path


def doctored(
    folder: Path, change: Callable[[sqlite3.Connection], object], name: str = "plan.wardplan"
) -> Path:
    """A published plan that another program has written to."""
    path = plan_file(folder, name)
    connection = sqlite3.connect(path)
    try:
        change(connection)
        connection.commit()
    finally:
        connection.close()
    return path

"""Comparing with another copy: every difference in words, nothing written, other plans refused."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.document.commands.create import create_operation
from planner.document.commands.deployment import delete_deployment, move_deployment
from planner.document.commands.operation import delete_operation, edit_operation, move_operation
from planner.document.comparing import Where, compare_with
from planner.document.document import Document
from planner.document.opening import create_plan, open_plan
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Plan, Setting
from tests.builders import find, make_ward, street_week


def _plan(folder: Path, name: str = "ours.wardplan") -> Document:
    records: list[Record] = [make_ward("Castle"), *street_week()]
    plan = Plan(id=new_id(), title="Test district", district="Test")
    document = create_plan(folder / name, plan=plan, records=records, author="Tests")
    command, _ = create_operation(
        type_id=find(document, OperationType, code="SW").id,
        ward_ids=[find(document, Ward, name="Castle").id],
        start=date(2026, 9, 7),
    )
    document.run(command)
    document.publish()
    return document


def test_a_backup_differs_by_what_was_done_since(tmp_path: Path) -> None:
    document = _plan(tmp_path)
    backup = Path(shutil.copy(document.target, tmp_path / "backup.wardplan"))
    assert compare_with(document, backup).items == ()
    operation = document.read.all(Operation)[0]
    days = document.read.all(Deployment, operation_id=operation.id)
    document.run(move_deployment(deployment_id=days[5].id, days=7))
    document.run(edit_operation(operation_id=operation.id, lead="Sgt X103"))
    document.run(delete_deployment(deployment_id=days[0].id))
    before = backup.read_bytes()
    found = compare_with(document, backup)
    spans = [i for i in found.of(Where.DIFFERENT) if i.field == "start and end"]
    assert [(i.here[:10], i.there[:10]) for i in spans] == [("Sat 19 Sep", "Sat 12 Sep")]
    assert ("lead", "Sgt X103") in {(i.field, i.here) for i in found.of(Where.DIFFERENT)}
    assert days[0].id in {i.row_id for i in found.of(Where.THERE)}
    assert not found.of(Where.HERE)
    assert backup.read_bytes() == before
    document.close()


def test_another_plan_is_refused_by_name(tmp_path: Path) -> None:
    document, stranger = _plan(tmp_path), _plan(tmp_path, "stranger.wardplan")
    with pytest.raises(KnownError, match=r"stranger\.wardplan is another plan, also called Test district"):
        compare_with(document, stranger.target)
    with pytest.raises(KnownError):
        compare_with(document, tmp_path / "nothing.wardplan")
    document.close()
    stranger.close()


@settings(max_examples=12)
@given(
    st.lists(st.sampled_from(("lead", "title", "move", "drop day", "drop", "make")), max_size=5),
    st.booleans(),
)
def test_the_comparison_agrees_with_a_slow_obvious_one(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], swapped: bool
) -> None:
    folder = tmp_path_factory.mktemp("compare")
    document = _plan(folder)
    copy = Path(shutil.copy(document.target, folder / "copy.wardplan"))
    for step in steps:
        _do(document, step)
    document.publish()
    other = open_plan(copy, author="Tests")
    here, there = (other, document) if swapped else (document, other)
    expected = set()
    for kind in set(ALL_RECORDS) - {Setting}:
        ours, theirs = ({r.id: r for r in d.read.all(kind)} for d in (here, there))
        expected |= {i for i in ours.keys() | theirs.keys() if ours.get(i) != theirs.get(i)}
    found = compare_with(here, there.target)
    assert {item.row_id for item in found.items} == expected
    other.close()
    document.close()


def _do(document: Document, step: str) -> None:
    operations = document.read.all(Operation)
    if step == "make" or not operations:
        command, _ = create_operation(
            type_id=find(document, OperationType, code="SW").id,
            ward_ids=[document.read.all(Ward)[0].id],
            start=date(2026, 10, 5),
        )
        document.run(command)
        return
    operation = operations[-1]
    days = document.read.all(Deployment, operation_id=operation.id)
    if step == "drop":
        document.run(delete_operation(operation_id=operation.id))
    elif step == "move" and days:
        document.run(move_deployment(deployment_id=days[0].id, days=1))
    elif step == "drop day" and len(days) > 1:
        document.run(delete_deployment(deployment_id=days[0].id))
    else:
        text = f"{step} {datetime(2026, 1, 1, len(days)):%H}"
        document.run(
            edit_operation(operation_id=operation.id, **{"lead" if step == "lead" else "title": text})
        )


def test_a_span_of_days_names_its_last_day(tmp_path: Path) -> None:
    document = _plan(tmp_path)
    backup = Path(shutil.copy(document.target, tmp_path / "backup.wardplan"))
    operation = document.read.all(Operation)[0]
    document.run(move_operation(operation_id=operation.id, days=7))
    found = compare_with(document, backup)
    week = next(i for i in found.items if i.row_id == operation.id and i.field == "start and end")
    assert week.here.startswith("Mon 14 September 2026 ")
    assert " to Sun 20 September 2026 " in week.here
    document.close()

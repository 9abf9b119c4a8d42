"""Commands on need-to-know work touch the command file only."""

from datetime import date
from pathlib import Path

import pytest

from planner.document.commands.create import create_operation
from planner.document.commands.deployment import delete_deployment
from planner.document.commands.draw import add_place
from planner.document.commands.lifecycle import authorise
from planner.document.commands.operation import delete_operation, move_operation
from planner.document.commands.stretch import stretch_operation
from planner.document.commands.types import add_type
from planner.document.document import Document
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import BriefText, Operation, Task
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import PlaceKind
from planner.storage.planning_file import PlanningFile
from tests.builders import find, make_plan, point


def test_without_a_command_file_a_need_to_know_type_is_refused(tmp_path: Path) -> None:
    document = Document(make_plan(tmp_path), author="Tests")
    command, type_id = add_type(code="OG", name="Gallery", need_to_know=True)
    with pytest.raises(KnownError, match="command file"):
        document.run(command)
    assert not [t for kind in ALL_RECORDS for t in document.read.all(kind) if t.id == type_id]


def test_nothing_of_a_hidden_operation_reaches_the_plan(tmp_path: Path) -> None:
    plan_file = make_plan(tmp_path)
    document = Document(plan_file, author="Tests")
    beside = Plan(id=new_id(), title="Command", kind="command", beside_id=document.plan.id)
    document.open_command_file(
        PlanningFile.create(tmp_path / "test.command.wardplan", beside, author="Tests", key="0a" * 32)
    )
    ward = find(document, Ward, name="Castle").id
    rows = {k.TABLE: plan_file.reader.all(k) for k in ALL_RECORDS}
    changes = "SELECT count(*) FROM change_set"
    logged = plan_file.connection.execute(changes).fetchone()[0]

    command, type_id = add_type(code="OR", name="Raptor", need_to_know=True, reservation=True)
    document.run(command)
    command, reserved = create_operation(
        type_id=type_id,
        ward_ids=[ward],
        start=date(2026, 10, 5),
        last=date(2026, 10, 7),
        desk="Ring the desk",
    )
    document.run(command)
    command, gallery = add_type(code="OG", name="Gallery", need_to_know=True)
    document.run(command)
    command, hidden = create_operation(type_id=gallery, ward_ids=[ward], start=date(2026, 10, 5))
    document.run(command)
    document.run(move_operation(operation_id=hidden, days=2))
    document.run(authorise(operation_id=hidden, authorised_by="Supt X100"))
    command, _ = add_place(
        name="RVP", kind=PlaceKind.RVP, easting=600000, northing=225000, geom=point(0.9, 51.9),
        shape=point(600000, 225000), operation_id=hidden,
    )  # fmt: skip
    document.run(command)
    document.run(stretch_operation(operation_id=hidden, last_day=date(2026, 10, 9)))
    last = document.read.all(Deployment, operation_id=hidden)[-1]
    document.run(delete_deployment(deployment_id=last.id))
    document.run(delete_operation(operation_id=hidden))
    document.undo()

    kept = document.read.require(Operation, reserved)
    assert (kept.reference, kept.desk, kept.decision_maker) == ("OR-2026-01", "Ring the desk", "")
    assert not document.read.all(BriefText, operation_id=reserved)
    assert not document.read.all(Task, operation_id=reserved)
    assert not document.read.all(Deployment, operation_id=reserved)
    assert document.read.require(Operation, hidden).reference == "OG-2026-01"
    assert {k.TABLE: plan_file.reader.all(k) for k in ALL_RECORDS} == rows
    assert plan_file.connection.execute(changes).fetchone()[0] == logged
    document.close()

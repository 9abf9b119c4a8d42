"""Tasks, brief, types, people, powers, plan settings, wards and places."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from planner.document.commands import brief, people, plan, powers, tasks, type_copies, types
from planner.document.commands.create import create_operation
from planner.document.commands.lifecycle import authorise
from planner.document.document import Document
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import BriefText, Measure, Operation, OperationPower, Risk, Task
from planner.domain.records.operation_type import OperationType, TypeBrief, TypeDeployment, TypePost, TypeTask
from planner.domain.records.people import Partner, Power, PowerWard, Resource
from planner.domain.records.plan import SpecialDay
from planner.domain.vocabulary import (
    Heading,
    ResourceKind,
    SpecialDayKind,
    Status,
    TaskStatus,
)
from tests.builders import find, make_document, make_operation, make_place, make_ward


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return make_document(tmp_path)


def _status(document: Document, operation: Operation) -> Status:
    return document.read.require(Operation, operation.id).status


def test_tasks_are_printed_and_their_status_is_not(document: Document) -> None:
    operation = make_operation(document)
    document.run(
        tasks.add_task(operation_id=operation.id, title="Gates", due=date(2026, 9, 8), owner="Housing")
    )
    task = find(document, Task, title="Gates")
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    document.run(tasks.set_task_status(task_id=task.id, status=TaskStatus.DONE))
    assert document.history.undo_label == "Mark task done: Gates"
    assert _status(document, operation) is Status.AUTHORISED
    document.run(tasks.edit_task(task_id=task.id, due=date(2026, 9, 9)))
    assert _status(document, operation) is Status.DRAFT
    with pytest.raises(InvalidInput, match="title of a task"):
        document.run(tasks.edit_task(task_id=task.id, title=" "))
    document.run(tasks.delete_task(task_id=task.id))
    document.undo()
    assert find(document, Task, title="Gates").status is TaskStatus.DONE


def test_brief_risks_and_powers(document: Document) -> None:
    operation = make_operation(document)
    set_text = brief.set_brief(operation_id=operation.id, heading=Heading.METHOD, text="On foot.\n")
    document.run(set_text)
    assert find(document, BriefText, operation_id=operation.id, heading=Heading.METHOD).text == "On foot."
    document.run(brief.set_brief(operation_id=operation.id, heading=Heading.METHOD, text=" "))
    assert not document.read.all(BriefText, operation_id=operation.id, heading=Heading.METHOD)
    document.run(brief.add_risk(operation_id=operation.id, hazard="Dogs", likelihood=4))
    risk = find(document, Risk, hazard="Dogs")
    with pytest.raises(InvalidInput, match="1 to 5"):
        document.run(brief.edit_risk(risk_id=risk.id, impact=6))
    document.run(brief.edit_risk(risk_id=risk.id, impact=5))
    document.run(brief.reorder_parts(kind=Risk, ids=[risk.id, find(document, Risk, hazard="Motorcycles").id]))
    assert [r.hazard for r in document.read.all(Risk, operation_id=operation.id)] == ["Dogs", "Motorcycles"]
    castle = find(document, Ward, name="Castle").id
    command, power_id = powers.add_power(
        title="Centre PSPO", kind="PSPO", first=datetime(2023, 10, 24), last=datetime(2026, 10, 23, 23, 59),
        section="s.59", ward_ids=[castle],
    )  # fmt: skip
    document.run(command)
    document.run(brief.add_operation_power(operation_id=operation.id, power_id=power_id))
    assert find(document, OperationPower, power_id=power_id).text == "Centre PSPO, s.59"
    with pytest.raises(InvalidInput, match="Centre PSPO is used by 1 operations"):
        document.run(powers.delete_power(power_id=power_id))
    document.run(
        powers.set_power_wards(power_id=power_id, ward_ids=[find(document, Ward, name="Wivenhoe").id])
    )
    assert find(document, PowerWard, power_id=power_id).ward_id != castle
    with pytest.raises(InvalidInput, match="ends before"):
        document.run(powers.edit_power(power_id=power_id, last=datetime(2020, 1, 1)))
    assert find(document, Power, id=power_id).last.year == 2026


def test_people_and_days(document: Document) -> None:
    command, resource_id = people.add_resource(label="", kind=ResourceKind.PERSON, collar_number="X120")
    document.run(command)
    assert document.read.require(Resource, resource_id).label == "X120"
    again, _ = people.add_resource(label="Again", kind=ResourceKind.PERSON, collar_number="x120")
    with pytest.raises(InvalidInput, match="in the list already"):
        document.run(again)
    team = find(document, Resource, label="East CPT")
    document.run(people.edit_resource(resource_id=resource_id, team_id=team.id))
    with pytest.raises(InvalidInput, match="East CPT is used by 3 members"):
        document.run(people.delete_resource(resource_id=team.id))
    make_operation(document)
    council = find(document, Partner, short_name="Council")
    with pytest.raises(InvalidInput, match="City Council is used by 1 tasks"):
        document.run(people.delete_partner(partner_id=council.id))
    day, day_id = people.add_special_day(title="Market", kind=SpecialDayKind.MARKET, first=date(2026, 9, 5))
    document.run(day)
    with pytest.raises(InvalidInput, match="before the first"):
        document.run(people.edit_special_day(special_day_id=day_id, last=date(2026, 9, 1)))
    document.run(people.delete_special_day(special_day_id=day_id))
    assert not document.read.all(SpecialDay)
    ward = find(document, Ward, name="Castle").id
    empty, _ = people.add_concern(ward_id=ward, text=" ")
    with pytest.raises(InvalidInput, match="text of the concern"):
        document.run(empty)


def test_types_are_edited_paused_and_kept_while_used(document: Document) -> None:
    kind = find(document, OperationType, code="RP")
    with pytest.raises(InvalidInput, match="belongs to Street Week"):
        document.run(types.edit_type(type_id=kind.id, code="SW"))
    document.run(types.edit_type(type_id=kind.id, name="Village patrol", colour="#112233"))
    document.run(types.set_type_brief(type_id=kind.id, heading=Heading.RISK, text="Lone working"))
    assert find(document, TypeBrief, type_id=kind.id).text == "Lone working"
    post = find(document, TypePost, type_id=kind.id)
    document.run(types.edit_type_part(kind=TypePost, part_id=post.id, count=3))
    task = TypeTask(id="", type_id=kind.id, title="Tell the clerk", due_offset=-1)
    document.run(types.add_type_part(part=task))
    operation = make_operation(document, "RP", "Wivenhoe")
    assert operation.title == "Village patrol — Wivenhoe"
    days = find(document, Deployment, operation_id=operation.id)
    assert find(document, Post, deployment_id=days.id).count == 3
    assert find(document, Task, operation_id=operation.id).due == date(2026, 9, 6)
    with pytest.raises(InvalidInput, match="has 1 operation; retire it"):
        document.run(types.delete_type(type_id=kind.id))
    with pytest.raises(InvalidInput, match="who decided"):
        document.run(types.pause_type(type_id=kind.id, on=date(2026, 9, 1), decision="", reason=""))
    document.run(types.retire_type(type_id=kind.id, on=date(2026, 9, 1), decision="X101", reason="Too dear"))
    with pytest.raises(InvalidInput, match=r"retired on 1 September 2026 \(X101; Too dear\)"):
        make_operation(document, "RP", "Wivenhoe")
    document.run(types.resume_type(type_id=kind.id, on=date(2026, 9, 2)))
    make_operation(document, "RP", "Wivenhoe")
    document.run(
        types.delete_type_part(
            kind=TypeDeployment, part_id=find(document, TypeDeployment, type_id=kind.id).id
        )
    )
    assert make_operation(document, "RP", "Wivenhoe").start == datetime(2026, 9, 7, 9)


def test_a_type_made_from_an_operation_makes_the_same_operation(document: Document) -> None:
    operation = make_operation(document)
    command, type_id = type_copies.make_type_from_operation(
        operation_id=operation.id, code="GW", name="Green week"
    )
    document.run(command)
    again, copy_id = create_operation(
        type_id=type_id, ward_ids=[find(document, Ward, name="Castle").id], start=date(2026, 9, 7)
    )
    document.run(again)
    made = document.read.require(Operation, copy_id)
    assert (made.reference, made.title) == ("GW-2026-01", "Green week — Castle")
    for kind, fields in (
        (Deployment, ("start", "end", "theme", "lead", "number")),
        (Task, ("title", "due", "owner", "partner_id", "legacy_months")),
        (BriefText, ("heading", "text")),
    ):
        rows = [
            [tuple(getattr(r, f) for f in fields) for r in document.read.all(kind, operation_id=i)]
            for i in (operation.id, copy_id)
        ]
        assert rows[0] == rows[1]
    twin, twin_id = type_copies.duplicate_type(type_id=type_id, code="G2", name="Green again")
    document.run(twin)
    assert (
        document.read.count(TypePost, type_id=twin_id) == document.read.count(TypePost, type_id=type_id) == 21
    )


def test_plan_settings_wards_and_places(document: Document) -> None:
    document.run(plan.edit_plan(custody="Test custody"))
    assert document.plan.custody == "Test custody"
    for changes in ({"zone": "Mars/Base"}, {"wording": "own"}, {"title": ""}):
        with pytest.raises(InvalidInput):
            document.run(plan.edit_plan(**changes))
    make_operation(document)
    castle, green = (find(document, Ward, name=n) for n in ("Castle", "Greenstead"))
    new = [replace(castle, id="other", name="Castle ward"), make_ward("Lexden")]
    with pytest.raises(InvalidInput, match="Greenstead would go"):
        document.run(plan.import_wards(wards=new, drop_missing=True))
    document.run(plan.import_wards(wards=[*new, replace(green, id="x")], drop_missing=True))
    assert {w.name for w in document.read.all(Ward)} == {"Castle ward", "Greenstead", "Lexden"}
    assert find(document, Ward, name="Castle ward").id == castle.id
    document.undo()
    assert document.read.count(Ward) == 4
    place = make_place("Dedham", 605701, 233101, ward_id=find(document, Place, name="Dedham").ward_id)
    document.run(plan.import_places(places=[place, make_place("Langham", 603000, 233000)]))
    assert find(document, Place, name="Dedham").easting == 605701
    assert find(document, Place, name="Langham")


def test_searches_arrests_and_tickets_take_no_target(document: Document) -> None:
    operation = make_operation(document)
    for text in ("Stop-searches", "arrests", "Tickets (FPN)"):
        with pytest.raises(InvalidInput, match="never have a target"):
            document.run(brief.add_measure(operation_id=operation.id, text=text, goal="20"))
        document.run(brief.add_measure(operation_id=operation.id, text=text))
    row = find(document, Measure, text="arrests")
    with pytest.raises(InvalidInput, match="never have a target"):
        document.run(brief.edit_measure(measure_id=row.id, goal="5"))
    assert find(document, Measure, text="arrests").goal == ""
    document.run(brief.add_measure(operation_id=operation.id, text="Doors knocked", goal="200"))

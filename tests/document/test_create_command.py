"""Making operations."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from planner.document.commands.create import create_operation
from planner.document.commands.lifecycle import authorise, set_status
from planner.document.commands.operation import (
    delete_operation,
    edit_operation,
    move_operation,
    set_wards,
)
from planner.document.document import Document
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Deployment, Post, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import BriefText, Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import Status, TypeState
from tests.builders import find, make_document, make_operation


def test_a_street_week_comes_whole_and_leaves_in_one_undo(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    read = document.read
    assert operation.title == "Street Week — Greenstead"
    assert operation.reference == "SW-2026-01"
    days = read.all(Deployment, operation_id=operation.id)
    assert [d.start.date() for d in days] == [date(2026, 9, 7) + timedelta(days=i) for i in range(7)]
    assert [d.number for d in days] == list(range(1, 8))
    assert sum(p.count for p in read.all(Post, deployment_id=days[4].id)) == 6
    tasks = {t.title: t for t in read.all(Task, operation_id=operation.id)}
    assert tasks["Clear garage courts"].partner_id
    assert not tasks["Clear garage courts"].owner
    assert tasks["Door-knock"].owner == "Supervisor"
    assert tasks["Door-knock"].due == date(2026, 8, 17)
    assert tasks["Check repairs"].due == date(2026, 12, 13)
    assert "the parade room" in read.all(BriefText, operation_id=operation.id)[0].text
    assert document.history.undo_label == "Add Street Week"
    document.undo()
    assert not read.all(Operation)
    assert not read.all(Deployment)
    assert not read.all(Task)


def test_overnight_hours_end_on_the_next_day(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document, "OD", "Castle", date(2026, 10, 30))
    only = find(document, Deployment, operation_id=operation.id)
    assert (only.start, only.end) == (datetime(2026, 10, 30, 18), datetime(2026, 10, 31, 2))


def test_references_count_up_and_a_deleted_one_is_not_given_again(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    first, second = make_operation(document), make_operation(document)
    assert second.reference == "SW-2026-02"
    document.run(delete_operation(operation_id=second.id))
    assert make_operation(document).reference == "SW-2026-03"
    assert make_operation(document, start=date(2027, 1, 4)).reference == "SW-2027-01"
    document.run(move_operation(operation_id=first.id, to=date(2027, 3, 1)))
    assert document.read.require(Operation, first.id).reference == "SW-2026-01"


def test_moving_shifts_everything_and_back_again(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    villages = [p.id for p in document.read.all(Place)][:2]
    operation = make_operation(document, "RP", "Dedham & Boxted", place_ids=villages)
    before = _rows(document, operation.id)
    document.run(move_operation(operation_id=operation.id, days=3))
    moved = _rows(document, operation.id)
    assert [r.start for r in moved[0]] == [r.start + timedelta(days=3) for r in before[0]]
    assert [r.start for r in moved[2]] == [r.start + timedelta(days=3) for r in before[2]]
    document.run(move_operation(operation_id=operation.id, days=-3))
    assert _rows(document, operation.id) == before


def _rows(document: Document, operation_id: str) -> tuple[list[Deployment], list[Task], list[Visit]]:
    read = document.read
    deployments = read.all(Deployment, operation_id=operation_id)
    visits = read.among(Visit, "deployment_id", [d.id for d in deployments])
    return deployments, read.all(Task, operation_id=operation_id), visits


def test_an_edit_after_authorising_is_the_draft_of_the_next_version(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    read = document.read
    operation = make_operation(document)
    with pytest.raises(InvalidInput, match="rank or post"):
        document.run(authorise(operation_id=operation.id, authorised_by=" "))
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    done = read.require(Operation, operation.id)
    assert (done.status, done.version, done.authorised_version) == (Status.AUTHORISED, 1, 1)
    assert done.authorised_at is not None
    assert done.authorised_at.second == 0
    document.run(edit_operation(operation_id=operation.id, note="Not printed"))
    assert read.require(Operation, operation.id).status is Status.AUTHORISED
    document.run(edit_operation(operation_id=operation.id, lead="Insp X102"))
    edited = read.require(Operation, operation.id)
    assert (edited.status, edited.version, edited.authorised_version) == (Status.DRAFT, 2, 1)
    document.undo()
    assert read.require(Operation, operation.id).status is Status.AUTHORISED


def test_steps_back_need_a_reason_and_steps_ahead_an_order(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    read = document.read
    operation = make_operation(document)
    with pytest.raises(InvalidInput, match="cannot be live yet"):
        document.run(set_status(operation_id=operation.id, status=Status.LIVE))
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    with pytest.raises(InvalidInput, match="needs a reason"):
        document.run(set_status(operation_id=operation.id, status=Status.DRAFT))
    document.run(set_status(operation_id=operation.id, status=Status.DRAFT, reason="Dates clash"))
    back = read.require(Operation, operation.id)
    assert back.version == 2
    assert "Dates clash" in back.note


def test_changing_wards_renames_a_default_title(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    wards = [w.id for w in document.read.all(Ward)]
    document.run(set_wards(operation_id=operation.id, ward_ids=wards[:2]))
    assert document.read.require(Operation, operation.id).title == "Street Week — Greenstead and Castle"
    document.run(set_wards(operation_id=operation.id, ward_ids=wards))
    title = document.read.require(Operation, operation.id).title
    assert title == "Street Week — Greenstead, Castle and 2 more"
    document.undo()
    document.undo()
    assert document.read.require(Operation, operation.id).title == operation.title


def test_a_paused_type_is_refused_with_its_reason(tmp_path: Path) -> None:
    from dataclasses import replace

    from planner.document.command import Command

    document = make_document(tmp_path)
    kind = find(document, OperationType, code="SW")
    paused = replace(
        kind,
        state=TypeState.PAUSED,
        state_date=date(2026, 1, 5),
        state_decision="X101",
        state_reason="Too dear",
    )
    document.run(Command("Pause", lambda pair: pair.put(paused) and None))
    with pytest.raises(InvalidInput, match=r"paused on 5 January 2026 .X101; Too dear"):
        make_operation(document)


def test_refusals_leave_no_trace(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    kind = find(document, OperationType, code="SW")
    for wards, start in (([], date(2026, 9, 7)), (["gone"], date(2026, 9, 7)), ([], date(1, 1, 1))):
        command, _ = create_operation(type_id=kind.id, ward_ids=wards, start=start)
        with pytest.raises(Exception, match=r"ward|wards"):
            document.run(command)
    assert not document.read.all(Operation)

"""Concerns that work answers: chosen, undone, and told by "You said, we did" for what is linked only."""

from datetime import date, datetime
from pathlib import Path

import pytest

from planner.document.answers import answer_to, answers_to, public_work
from planner.document.commands.concern_links import set_concerns
from planner.document.commands.copy import copy_operation
from planner.document.commands.lifecycle import authorise
from planner.document.commands.people import add_concern
from planner.document.document import Document
from planner.domain.errors import NotFound
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationConcern
from planner.domain.records.people import Concern
from tests.builders import find, make_document, make_operation

NOW = datetime(2026, 9, 1, 9)


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return make_document(tmp_path)


def _concern(document: Document, text: str) -> Concern:
    ward = find(document, Ward, name="Greenstead")
    command, concern_id = add_concern(ward_id=ward.id, text=text)
    document.run(command)
    return document.read.require(Concern, concern_id)


def _answer(document: Document, concern: Concern) -> tuple[str, ...]:
    work = public_work(document.read, concern.ward_id)
    return answer_to(document.read, concern, work, NOW).to_come


def test_only_linked_work_answers_a_concern_whatever_its_words(document: Document) -> None:
    operation = make_operation(document, start=date(2026, 9, 7))
    document.run(
        authorise(
            operation_id=operation.id, authorised_by="Ch Insp X101", authorised_at=datetime(2026, 8, 30)
        )
    )
    alike, other = _concern(document, "Street drinking"), _concern(document, "Motorcycles on the trail")
    assert not _answer(document, alike)  # a word in common is no answer
    before = document.read.require(Operation, operation.id)
    document.run(set_concerns(operation_id=operation.id, concern_ids=[other.id]))
    assert _answer(document, other)
    assert not _answer(document, alike)
    assert document.read.require(Operation, operation.id) == before  # the order stays authorised
    document.run(set_concerns(operation_id=operation.id, concern_ids=[alike.id]))
    assert [r.concern_id for r in document.read.all(OperationConcern)] == [alike.id]
    document.undo()
    assert [r.concern_id for r in document.read.all(OperationConcern)] == [other.id]


def test_a_concern_that_is_gone_is_refused(document: Document) -> None:
    operation = make_operation(document)
    with pytest.raises(NotFound, match="choose them again"):
        document.run(set_concerns(operation_id=operation.id, concern_ids=["gone"]))
    assert document.read.count(OperationConcern) == 0


def test_work_that_answers_two_concerns_is_told_once_and_pointed_to(document: Document) -> None:
    operation = make_operation(document, start=date(2026, 9, 7))
    document.run(
        authorise(
            operation_id=operation.id, authorised_by="Ch Insp X101", authorised_at=datetime(2026, 8, 30)
        )
    )
    first, second = _concern(document, "Street drinking"), _concern(document, "Fly-tips")
    document.run(set_concerns(operation_id=operation.id, concern_ids=[first.id, second.id]))
    work = public_work(document.read, first.ward_id)
    told, again = answers_to(document.read, [first, second], work, NOW)
    assert told.to_come == _answer(document, first)
    assert again.to_come == (f"{operation.title}: see what stands under 1",)
    assert again.done == ()


def test_a_copy_answers_the_concerns_of_its_own_wards(document: Document) -> None:
    operation = make_operation(document, start=date(2026, 9, 7))
    mine = _concern(document, "Street drinking")
    document.run(set_concerns(operation_id=operation.id, concern_ids=[mine.id]))
    command, copy_id = copy_operation(operation_id=operation.id, start=date(2026, 10, 5))
    document.run(command)
    linked = document.read.all(OperationConcern, operation_id=copy_id)
    assert [row.concern_id for row in linked] == [mine.id]
    castle = find(document, Ward, name="Castle")
    command, elsewhere_id = copy_operation(
        operation_id=operation.id, start=date(2026, 11, 2), ward_ids=[castle.id]
    )
    document.run(command)
    assert not document.read.all(OperationConcern, operation_id=elsewhere_id)

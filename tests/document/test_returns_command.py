"""Returns: as planned, with what differed, drafts, slips, and what is refused."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from planner.document.commands.lifecycle import authorise
from planner.document.commands.returns import (
    Delivered,
    MadeVisit,
    delete_return,
    reopen_return,
    save_return,
    submit_as_planned,
)
from planner.document.commands.review import release_hold
from planner.document.commands.visits import add_visit
from planner.document.document import Document
from planner.document.retention import holds_of
from planner.document.returns_due import find_slip, measures_offered, return_of, returns_due
from planner.domain.errors import InvalidInput, KnownError, NotFound
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.records.review import Hold
from planner.domain.vocabulary import Abstraction, HoldKind, Outcome, ReturnState
from tests.builders import find, make_document, make_operation

NOW = datetime(2026, 9, 3, 8)


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return make_document(tmp_path)


def patrol(document: Document, day: date = date(2026, 9, 2)) -> Deployment:
    """A rural patrol of 10:00 to 16:00, authorised, with stops in Dedham and Boxted."""
    operation = make_operation(document, "RP", "Dedham & Boxted", day)
    deployment = find(document, Deployment, operation_id=operation.id)
    for name, hour in (("Dedham", 10), ("Boxted", 11)):
        place = find(document, Place, name=name)
        start = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=20)
        document.run(add_visit(deployment_id=deployment.id, place_id=place.id, start=start))
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    return deployment


def made(document: Document, name: str, start: datetime, minutes: int = 15, people: int = 0) -> MadeVisit:
    place = find(document, Place, name=name)
    return MadeVisit(place_id=place.id, start=start, end=start + timedelta(minutes=minutes), people=people)


def test_as_planned_makes_every_visit_at_its_time_and_is_one_step(document: Document) -> None:
    deployment = patrol(document)
    document.run(submit_as_planned(deployment_id=deployment.id, people=11))
    row = find(document, Return)
    assert (row.state, row.outcome, row.people) == (ReturnState.SUBMITTED, Outcome.DONE, 11)
    assert row.recorded_by == "Tests"
    assert row.recorded_at is not None
    visits = sorted(document.read.all(ReturnVisit), key=lambda v: v.start)
    assert [(v.start, v.end - v.start) for v in visits] == [
        (datetime(2026, 9, 2, 10, 20), timedelta(minutes=15)),
        (datetime(2026, 9, 2, 11, 20), timedelta(minutes=15)),
    ]
    assert document.history.undo_label == "Return RP-2026-01/1 as planned"
    document.undo()
    assert (document.read.count(Return), document.read.count(ReturnVisit)) == (0, 0)
    document.redo()
    assert document.read.count(ReturnVisit) == 2


def test_what_differed_and_editing_afterwards(document: Document) -> None:
    deployment = patrol(document)
    visit = made(document, "Dedham", datetime(2026, 9, 2, 10, 25), people=4)
    said = Delivered(
        outcome=Outcome.PART,
        visits=(visit,),
        abstracted_minutes=95,
        reason=Abstraction.CALL,
        results={"Doors knocked": 3, "doors  knocked": 2},
    )
    document.run(save_return(deployment_id=deployment.id, said=said))
    row, kept = find(document, Return), find(document, ReturnVisit)
    assert (row.people, row.abstracted_minutes, row.reason) == (4, 95, "call")
    assert (find(document, ReturnResult).measure, find(document, ReturnResult).count) == ("Doors knocked", 5)
    later = replace(said, visits=(replace(visit, people=6), replace(visit, end=visit.end)), results=None)
    document.run(save_return(deployment_id=deployment.id, said=later))
    assert (find(document, ReturnVisit).id, find(document, ReturnVisit).people) == (kept.id, 6)
    assert find(document, Return).id == row.id
    assert find(document, ReturnResult).count == 5
    assert not document.run(save_return(deployment_id=deployment.id, said=later)).rows
    document.run(delete_return(deployment_id=deployment.id))
    assert document.read.count(ReturnVisit) == document.read.count(ReturnResult) == 0


def test_drafts_are_still_due_and_a_submitted_return_is_not(document: Document) -> None:
    second, first = patrol(document), patrol(document, date(2026, 8, 30))
    idle = make_operation(document, "RP", "Wivenhoe", date(2026, 9, 1))
    document.run(save_return(deployment_id=second.id, said=Delivered(), submit=False))
    due = returns_due(document.read, NOW)
    assert [(d.code, d.days, d.planned_visits, d.is_draft) for d in due] == [
        ("RP-2026-02/1", 4, 2, False),
        ("RP-2026-01/1", 1, 2, True),
    ]
    assert due[0].what == "Rural: Dedham, Boxted"
    assert due[0].when == "Sunday 30 August 2026, 10–16"
    assert idle.id not in {d.operation_id for d in due}  # never authorised, so nobody owes a return
    assert not returns_due(document.read, datetime(2026, 8, 30, 15, 59))
    document.run(submit_as_planned(deployment_id=first.id))
    document.run(save_return(deployment_id=second.id, said=Delivered()))
    assert not returns_due(document.read, NOW)
    document.run(reopen_return(deployment_id=second.id))
    assert [d.deployment_id for d in returns_due(document.read, NOW)] == [second.id]


@pytest.mark.parametrize("code", ["RP-2026-01/1", " rp-2026-1 / 1", "Rp 2026 01 1", "RP–2026–01/01"])
def test_a_slip_is_found_however_it_is_typed(document: Document, code: str) -> None:
    deployment = patrol(document)
    assert find_slip(document.read, code).id == deployment.id


@pytest.mark.parametrize("code", ["", "RP", "RP-2026-01", "RP-2026-09/1", "RP-2026-01/7", "x" * 500])
def test_a_code_that_fits_nothing_says_so(document: Document, code: str) -> None:
    patrol(document)
    with pytest.raises(NotFound, match=r"\."):
        find_slip(document.read, code)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Delivered(outcome=Outcome.NOT_DONE), "why it was not done"),
        (Delivered(abstracted_minutes=20), "what took 20 minutes away"),
        (Delivered(abstracted_minutes=-1, reason=Abstraction.CALL), "Minutes pulled away"),
        (Delivered(people=-1), "People spoken to"),
        (Delivered(notes="x" * 4001), "notes are longer"),
        (Delivered(results={" ": 1}), "needs a name"),
        (Delivered(results={"surveys": -1}), "count of surveys"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    document: Document, said: Delivered, words: str
) -> None:
    deployment = patrol(document)
    with pytest.raises(InvalidInput, match=words):
        document.run(save_return(deployment_id=deployment.id, said=said))
    assert not document.read.count(Return)


def test_visits_must_have_a_length_and_lie_near_their_deployment(document: Document) -> None:
    deployment = patrol(document)
    day = datetime(2026, 9, 2, 10)
    for visit, words in (
        (made(document, "Dedham", day, minutes=0), "not after its start"),
        (made(document, "Dedham", day + timedelta(days=3)), "far from its deployment"),
    ):
        with pytest.raises(InvalidInput, match=words):
            document.run(save_return(deployment_id=deployment.id, said=Delivered(visits=(visit,))))
    not_done = Delivered(outcome=Outcome.NOT_DONE, reason=Abstraction.STAFFING)
    with_visit = replace(not_done, visits=(made(document, "Dedham", day),))
    with pytest.raises(InvalidInput, match="has no visits"):
        document.run(save_return(deployment_id=deployment.id, said=with_visit))
    document.run(save_return(deployment_id=deployment.id, said=not_done))
    row = return_of(document.read, deployment.id)
    assert row is not None
    assert row.reason == "staffing"


def test_an_arrest_sets_a_hold_by_itself_once(document: Document) -> None:
    deployment = patrol(document)
    operation = document.read.require(Operation, deployment.operation_id)
    said = Delivered(results={"arrests": 2, "NRM referrals": 1, "surveys": 4})
    document.run(save_return(deployment_id=deployment.id, said=said, submit=False))
    assert not holds_of(document.read, operation.id)
    document.run(save_return(deployment_id=deployment.id, said=said))
    holds = holds_of(document.read, operation.id)
    assert {(h.kind, h.reason, h.is_automatic) for h in holds} == {
        (HoldKind.INVESTIGATION, "Returns count arrests 2", True),
        (HoldKind.NRM, "Returns count NRM referrals 1", True),
    }
    document.run(release_hold(hold_id=holds[0].id, reason="No further action"))
    document.run(save_return(deployment_id=deployment.id, said=replace(said, people=3)))
    assert len(holds_of(document.read, operation.id)) == 1
    assert document.read.count(Hold) == 2
    with pytest.raises(KnownError, match="released already"):
        document.run(release_hold(hold_id=holds[0].id, reason="Again"))


def test_measures_offered_begin_with_what_was_used(document: Document) -> None:
    deployment = patrol(document)
    document.run(submit_as_planned(deployment_id=deployment.id, results={"farm gates marked": 3}))
    offered = measures_offered(document.read, deployment.id)
    assert offered[0] == "farm gates marked"
    assert {"arrests", "fly-tips cleared", "NRM referrals"} <= set(offered)

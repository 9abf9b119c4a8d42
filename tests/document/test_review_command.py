"""Review dates, holds, impact, unseen work, and findings that somebody let stand."""

from datetime import date, datetime
from pathlib import Path

import pytest

from planner.document.acknowledged import checked
from planner.document.commands.lifecycle import authorise
from planner.document.commands.returns import Delivered, save_return
from planner.document.commands.review import (
    acknowledge,
    place_hold,
    record_review,
    set_impact,
    set_retention,
    set_review_date,
    withdraw_acknowledgement,
)
from planner.document.commands.strategy import add_strategy, delete_strategy, edit_strategy, set_unseen
from planner.document.document import Document
from planner.document.findings import findings_of_plan
from planner.document.retention import holds_of, review_date, reviews_due
from planner.document.unseen import unseen_work
from planner.domain.errors import InvalidInput
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.review import Acknowledgement, Impact, Review, Strategy, UnseenWork
from planner.domain.vocabulary import HoldKind, Status, UnseenKind, Weight
from tests.builders import find, make_document, make_operation


@pytest.fixture
def document(tmp_path: Path) -> Document:
    return make_document(tmp_path)


def over(document: Document) -> Operation:
    """A Street Week of September that is debriefed."""
    from dataclasses import replace

    from planner.document.command import Command

    operation = make_operation(document)
    after = replace(operation, status=Status.DEBRIEFED)
    document.run(Command("Debrief", lambda pair: pair.put(after) and None))
    return after


def test_a_review_date_comes_from_the_schedule_or_is_its_own(document: Document) -> None:
    operation = over(document)  # a full type, which ended on 13 September 2026
    assert review_date(document.read, operation.id) == date(2032, 9, 13)
    document.run(set_retention(weight=Weight.FULL, months=12))
    assert review_date(document.read, operation.id) == date(2027, 9, 13)
    assert not reviews_due(document.read, datetime(2027, 9, 12))
    assert [d.days_over for d in reviews_due(document.read, datetime(2027, 9, 15))] == [2]
    document.run(set_review_date(operation_id=operation.id, review_on=date(2026, 10, 1)))
    document.run(place_hold(operation_id=operation.id, kind=HoldKind.COMPLAINT, reason="Letter of 3 October"))
    (due,) = reviews_due(document.read, datetime(2026, 10, 5))
    assert [h.kind for h in due.holds] == [HoldKind.COMPLAINT]
    command = record_review(
        operation_id=operation.id,
        reviewed_on=date(2026, 10, 5),
        reviewed_by="Ch Insp X101",
        decision="Keep",
        review_on=date(2027, 10, 5),
    )
    document.run(command)
    assert not reviews_due(document.read, datetime(2026, 10, 6))
    assert find(document, Review).decision == "Keep"
    with pytest.raises(InvalidInput, match="1 to 1,200 months"):
        document.run(set_retention(weight=Weight.FULL, months=0))


def test_force_used_and_seizures_hold_by_themselves(document: Document) -> None:
    from planner.domain.records.deployment import Deployment

    operation = make_operation(document)
    day = document.read.all(Deployment, operation_id=operation.id)[0]
    document.run(save_return(deployment_id=day.id, said=Delivered(results={"uses of force": 1})))
    (hold,) = holds_of(document.read, operation.id)
    assert (hold.kind, hold.is_automatic) == (HoldKind.INVESTIGATION, True)


def test_the_impact_block_is_printed_so_it_renews_the_draft(document: Document) -> None:
    operation = make_operation(document)
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    document.run(set_impact(operation_id=operation.id, affected="Market traders", asked_on=date(2026, 8, 3)))
    assert document.read.require(Operation, operation.id).status is Status.DRAFT
    document.run(set_impact(operation_id=operation.id, changed="Start after 10:00"))
    row = find(document, Impact)
    assert (row.affected, row.changed, row.asked_on) == (
        "Market traders",
        "Start after 10:00",
        date(2026, 8, 3),
    )
    assert not document.run(set_impact(operation_id=operation.id, changed="Start after 10:00")).rows


def test_unseen_work_is_old_and_not_too_small(document: Document) -> None:
    castle = find(document, Ward, name="Castle")
    for kind, quarter, count in (
        (UnseenKind.WARRANTS, date(2026, 5, 9), 12),
        (UnseenKind.ARRESTS, date(2026, 6, 30), 4),
        (UnseenKind.WARRANTS, date(2026, 7, 1), 9),
    ):
        document.run(set_unseen(ward_id=castle.id, kind=kind, quarter=quarter, count=count))
    (row,) = unseen_work(document.read, datetime(2026, 10, 28), castle.id)
    assert row.quarter == date(2026, 4, 1)
    assert [row.words(kind) for kind in UnseenKind] == ["12", "fewer than 5", "not known"]
    assert row.counts[UnseenKind.ARRESTS] is None
    found = unseen_work(document.read, datetime(2026, 10, 29))
    assert [r.quarter.month for r in found] == [7, 4]
    document.run(set_unseen(ward_id=castle.id, kind=UnseenKind.WARRANTS, quarter=date(2026, 7, 1), count=0))
    assert document.read.count(UnseenWork) == 2


def test_promises_are_checked(document: Document) -> None:
    command, strategy_id = add_strategy(title="Villages", visits=2, first=date(2026, 4, 1))
    document.run(command)
    document.run(edit_strategy(strategy_id=strategy_id, last=date(2027, 3, 31)))
    for changes, words in (
        ({"last": date(2026, 3, 1)}, "ends before it begins"),
        ({"visits": 0}, "1 to 1,000 visits"),
        ({"title": " "}, "title"),
    ):
        with pytest.raises(InvalidInput, match=words):
            document.run(edit_strategy(strategy_id=strategy_id, **changes))
    document.run(delete_strategy(strategy_id=strategy_id))
    assert not document.read.count(Strategy)


def test_an_acknowledgement_holds_until_the_figure_changes(document: Document) -> None:
    from planner.document.commands.posts import edit_post
    from planner.domain.records.deployment import Deployment, Post

    operation = make_operation(document)
    now = datetime(2026, 9, 4, 9)
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))

    def empty() -> list[bool]:
        found = checked(document.read, findings_of_plan(document.read, now=now))
        return [c.is_open for c in found if c.finding.code == "post-empty"]

    assert empty() == [True] * 7
    first = next(
        c.finding
        for c in checked(document.read, findings_of_plan(document.read, now=now))
        if c.finding.code == "post-empty"
    )
    with pytest.raises(InvalidInput, match="reason"):
        document.run(acknowledge(finding=first, reason=" "))
    document.run(acknowledge(finding=first, reason="Mutual aid asked for"))
    assert empty().count(False) == 1
    row = find(document, Acknowledgement)
    assert (row.by, row.operation_id, row.message) == ("Tests", operation.id, first.message)
    day = next(d for d in document.read.all(Deployment) if d.id in first.ids)
    post = document.read.all(Post, deployment_id=day.id)[0]
    document.run(edit_post(post_id=post.id, count=9))
    assert empty() == [True] * 7
    document.undo()
    assert empty().count(False) == 1
    document.run(withdraw_acknowledgement(acknowledgement_id=row.id))
    assert empty() == [True] * 7

"""Merging two copies of a plan through the document: preview, Apply, undo, decisions, findings."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from planner.briefing.content import Audience
from planner.briefing.gather import gather
from planner.briefing.look_first import look_first
from planner.document.command import Command
from planner.document.commands.lifecycle import authorise
from planner.document.commands.operation import delete_operation
from planner.document.commands.renumber import renumber
from planner.document.document import Document
from planner.document.findings import findings_of_plan
from planner.document.merging import Merge, Wanted, apply_merge, decide, open_conflicts, preview_merge
from planner.document.opening import open_plan
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.merging import Choice, MergeState
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import BriefText, Operation
from planner.domain.vocabulary import PostKind, Status
from tests.storage.plans import plan_file

NOW = datetime(2026, 9, 1, 12)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Document, Document]]:
    """Ann's and Bob's copies of one plan, open."""
    mine = plan_file(tmp_path)
    theirs = Path(shutil.copy(mine, tmp_path / "theirs.wardplan"))
    ann, bob = open_plan(mine, author="Ann"), open_plan(theirs, author="Bob")
    yield ann, bob
    ann.close()
    bob.close()


def put(document: Document, *rows: Record) -> None:
    def apply(unit: object) -> None:
        for row in rows:
            unit.put(row)  # type: ignore[attr-defined]  # the write side of the pair

    document.run(Command("Edit", apply))


def rows(document: Document) -> dict[tuple[type[Record], str], Record]:
    return {(kind, r.id): r for kind in ALL_RECORDS for r in document.read.all(kind)}


def test_drag_brief_and_deletion_meet_and_are_undone_exactly(pair: tuple[Document, Document]) -> None:
    ann, bob = pair
    first, second = ann.read.all(Operation)[:2]
    day = ann.read.all(Deployment, operation_id=first.id)[0]
    put(ann, replace(day, start=day.start + timedelta(days=1), end=day.end + timedelta(days=1)))
    put(bob, replace(day, theme="Bob's theme"))
    brief = ann.read.all(BriefText, operation_id=first.id)[0]
    put(ann, replace(brief, text="Ann"))
    put(bob, replace(brief, text="Bob"))
    ann.run(delete_operation(operation_id=second.id))
    added = Deployment(id=new_id(), operation_id=second.id, number=9, start=day.start, end=day.end)
    put(bob, added)
    bob.publish()
    preview = preview_merge(ann, bob.target)
    assert {(i.state, i.kind, i.group) for i in preview.items} == {
        (MergeState.CHANGED, Deployment, "theme"),
        (MergeState.DECIDE, BriefText, "text"),
        (MergeState.DECIDE, Operation, "-"),
    }
    deletion = next(i for i in preview.items if i.group == "-")
    assert deletion.mine.text == "deleted"
    assert deletion.theirs.text.startswith("kept, with Deployment")
    assert deletion.rows > 1
    before = rows(ann)
    apply_merge(ann, bob.target)
    assert ann.read.get(Deployment, added.id) == added
    merged = ann.read.get(Deployment, day.id)
    assert merged is not None
    assert (merged.theme, merged.start) == ("Bob's theme", day.start + timedelta(days=1))
    assert {i.key for i in open_conflicts(ann)} == {i.key for i in preview.of(MergeState.DECIDE)}
    assert preview_merge(ann, bob.target).is_empty
    assert len(open_conflicts(ann)) == 2
    undone = ann.undo()
    assert undone is not None
    assert undone.left_alone == ()
    assert rows(ann) == before
    assert open_conflicts(ann) == ()
    assert preview_merge(ann, bob.target).of(MergeState.DECLINED)
    ann.redo()
    assert len(open_conflicts(ann)) == 2
    assert not preview_merge(ann, bob.target).of(MergeState.DECLINED)
    decide(ann, {}, Choice.MINE)
    assert ann.read.get(Operation, second.id) is None
    ann.publish()
    apply_merge(bob, ann.target)
    assert rows(bob) == rows(ann)
    assert open_conflicts(bob) == ()


def test_two_people_on_one_deployment_both_stay(pair: tuple[Document, Document]) -> None:
    ann, bob = pair
    post = ann.read.all(Post)[0]
    one, two = (Assignment(id=new_id(), post_id=post.id, collar_number=n) for n in ("X101", "X102"))
    put(ann, one)
    put(bob, two)
    bob.publish()
    apply_merge(ann, bob.target)
    assert {one, two} <= set(ann.read.all(Assignment, post_id=post.id))
    assert open_conflicts(ann) == ()


def test_what_is_left_out_comes_with_the_next_merge(pair: tuple[Document, Document]) -> None:
    ann, bob = pair
    operation = ann.read.all(Operation)[0]
    put(bob, replace(operation, title="Theirs", lead="Insp X7"))
    bob.publish()
    keys = [i.key for i in preview_merge(ann, bob.target).items if i.field == "title"]
    apply_merge(ann, bob.target, leave_out=keys)
    now = ann.read.require(Operation, operation.id)
    assert (now.title, now.lead) == (operation.title, "Insp X7")
    assert [i.key for i in preview_merge(ann, bob.target).items] == keys
    apply_merge(ann, bob.target)
    assert ann.read.require(Operation, operation.id).title == "Theirs"


def test_what_is_left_out_does_not_take_an_edit_of_what_was_deleted_along(
    pair: tuple[Document, Document],
) -> None:
    """Their edit of a row that we deleted is a question whatever else of theirs is not wanted now."""
    ann, bob = pair
    operation, brief = ann.read.all(Operation)[0], ann.read.all(BriefText)[0]
    ann.run(Command("Drop", lambda pair: pair.drop(BriefText, brief.id)))
    put(bob, replace(operation, title="Theirs"), replace(brief, text="Meet at six"))
    bob.publish()
    apply_merge(ann, bob.target, leave_out=[f"operation/{operation.id}/title"])
    assert ann.read.require(BriefText, brief.id).text == "Meet at six"
    assert [(i.row_id, i.group) for i in open_conflicts(ann)] == [(brief.id, "-")]


def test_what_was_declined_is_taken_after_all(pair: tuple[Document, Document]) -> None:
    ann, bob = pair
    operation = ann.read.all(Operation)[0]
    day = ann.read.all(Deployment, operation_id=operation.id)[0]
    put(bob, replace(operation, title="Theirs", lead="Insp X7"))
    added = Deployment(id=new_id(), operation_id=operation.id, number=9, start=day.start, end=day.end)
    post = Post(id=new_id(), deployment_id=added.id, role="Patrol", kind=PostKind.CONSTABLE)
    put(bob, added, post)
    bob.publish()
    apply_merge(ann, bob.target)
    ann.undo()
    before = rows(ann)
    declined = preview_merge(ann, bob.target).of(MergeState.DECLINED)
    keys = {i.key for i in declined if i.field == "title" or i.row_id == added.id}
    assert len(keys) == 2
    assert apply_merge(ann, bob.target, take=keys).left_alone == ()
    now = ann.read.require(Operation, operation.id)
    assert (now.title, now.lead) == ("Theirs", operation.lead)
    assert ann.read.get(Deployment, added.id) == added
    assert ann.read.get(Post, post.id) == post, "what hangs on it comes with it"
    left = preview_merge(ann, bob.target).of(MergeState.DECLINED)
    assert {(i.kind, i.group) for i in left} == {(Operation, "lead")}
    assert [i.rows for i in declined if i.row_id == added.id] == [2]
    assert not [i for i in declined if i.row_id == post.id], "it comes with its deployment"
    after = rows(ann)
    ann.undo()
    assert rows(ann) == before
    assert len(preview_merge(ann, bob.target).of(MergeState.DECLINED)) == len(declined)
    ann.redo()
    assert rows(ann) == after
    ann.publish()
    apply_merge(bob, ann.target)
    assert open_conflicts(bob) == ()
    assert bob.read.get(Post, post.id) == post


def test_what_was_declined_and_stands_by_now_is_not_offered_again(pair: tuple[Document, Document]) -> None:
    ann, bob = pair
    operation = ann.read.all(Operation)[0]
    put(bob, replace(operation, title="Theirs"))
    bob.publish()
    apply_merge(ann, bob.target)
    ann.undo()
    assert preview_merge(ann, bob.target).of(MergeState.DECLINED)
    put(ann, replace(ann.read.require(Operation, operation.id), title="Theirs"))
    assert preview_merge(ann, bob.target).items == ()


def test_an_order_changed_elsewhere_after_its_authorisation_says_so(pair: tuple[Document, Document]) -> None:
    ann, bob = pair
    operation = ann.read.all(Operation)[0]
    brief = ann.read.all(BriefText, operation_id=operation.id)[0]
    ann.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    assert ann.read.require(Operation, operation.id).authorised_parts
    codes = {f.code for f in findings_of_plan(ann.read, now=NOW)}
    assert "changed-since-authorised" not in codes
    put(bob, replace(brief, text="Other words"))
    bob.publish()
    merge = Merge(ann, bob.target, Wanted(), now=NOW)
    merge.run()
    assert merge.finish() is not None
    assert ann.read.require(Operation, operation.id).status is Status.AUTHORISED
    (finding,) = [f for f in merge.found if f.code == "changed-since-authorised"]
    assert f"brief, {brief.heading.value}" in finding.message
    (said,) = [
        s
        for s in look_first(gather(ann.read, operation.id), Audience.POLICE)
        if s.startswith("Changed since")
    ]
    assert said == f"Changed since authorised: brief, {brief.heading.value}."


def test_a_reference_and_a_slip_given_twice_are_renumbered(pair: tuple[Document, Document]) -> None:
    ann, bob = pair
    first, second = ann.read.all(Operation)[:2]
    put(bob, replace(second, reference=first.reference))
    day = ann.read.all(Deployment, operation_id=first.id)[0]
    for document in pair:
        put(document, replace(day, id=new_id(), number=50))
    bob.publish()
    apply_merge(ann, bob.target)
    found = {f.code: f for f in findings_of_plan(ann.read, now=NOW)}
    for code in ("reference-twice", "slip-twice"):
        (fix,) = found[code].fixes
        ann.run(renumber(row_id=fix.ids[0]))
    left = {f.code for f in findings_of_plan(ann.read, now=NOW)}
    assert not left & {"reference-twice", "slip-twice"}


def test_until_a_merge_has_ended_others_wait_and_a_cancelled_one_left_no_trace(
    pair: tuple[Document, Document],
) -> None:
    ann, bob = pair
    operation = ann.read.all(Operation)[0]
    put(bob, replace(operation, title="Theirs"))
    bob.publish()
    before, history, steps = rows(ann), ann.change_sets(50), ann.history.steps
    for word in ("Reading", "backup", "Comparing", "Taking in", "Asking", "Writing"):
        merge = Merge(ann, bob.target, Wanted(), now=NOW)
        with pytest.raises(KnownError, match="Changes are being taken in"):
            put(ann, replace(operation, title="Meanwhile"))
        with pytest.raises(KnownError, match="Changes are being taken in"):
            Merge(ann, bob.target, Wanted())

        def stop(_percent: int, words: str, at: str = word) -> None:
            if at in words:
                raise KnownError(f"stopped at {at}")

        with pytest.raises(KnownError, match=f"stopped at {word}"):
            merge.run(stop)
        assert merge.finish() is None
        assert (rows(ann), ann.change_sets(50), ann.history.steps) == (before, history, steps)
    apply_merge(ann, bob.target)
    assert ann.read.require(Operation, operation.id).title == "Theirs"
    assert ann.history.undo_label == f"Merge {bob.target.name}"
    ann.undo()
    assert rows(ann) == before


def test_what_their_copy_had_as_well_is_no_finding_of_the_merge(pair: tuple[Document, Document]) -> None:
    """A new operation brings what the rules say of it along; only what two good changes make is news."""
    ann, bob = pair
    operation = bob.read.all(Operation)[0]
    again = replace(operation, id=new_id(), reference="SW-2026-77", title="Theirs", area=None)
    day = bob.read.all(Deployment, operation_id=operation.id)[0]
    theirs = replace(day, id=new_id(), operation_id=again.id, number=1)
    post = Post(id=new_id(), deployment_id=theirs.id, role="Patrol", kind=PostKind.CONSTABLE)
    put(bob, again, theirs, post)
    said = {f.code for f in findings_of_plan(bob.read, now=NOW) if again.id in f.ids or theirs.id in f.ids}
    assert said, "the rules have something to say of it"
    bob.publish()
    merge = Merge(ann, bob.target, Wanted(), now=NOW)
    merge.run()
    assert merge.finish() is not None
    assert not [f for f in merge.found if f.code in said]

"""Three and four people change the same thing: each side is named, can be chosen, and is asked about once."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from planner.document.commands.operation import delete_operation
from planner.document.document import Document
from planner.document.merging import apply_merge, decide, open_conflicts, preview_merge
from planner.document.opening import open_plan
from planner.domain.merging import Choice, Decision, MergeState, Pick
from planner.domain.records.operation import BriefText, Operation
from tests.document.test_merge import put
from tests.storage.plans import plan_file

Copies = Callable[[int], list[Document]]


class Clock(datetime):
    """A clock on which a minute passes between two changes."""

    minutes = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # plain moments will do
        """Return the next minute."""
        cls.minutes += 1
        return datetime(2026, 6, 2, 12, 0, tzinfo=tz) + timedelta(minutes=cls.minutes)


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copies]:
    """So many copies of one plan, open, the first by Ann."""
    monkeypatch.setattr("planner.storage.pair.datetime", Clock)
    opened: list[Document] = []

    def make(number: int) -> list[Document]:
        first = plan_file(tmp_path)
        paths = [first] + [
            Path(shutil.copy(first, tmp_path / f"copy {n}.wardplan")) for n in range(1, number)
        ]
        opened.extend(
            open_plan(path, author=who)
            for path, who in zip(paths, ("Ann", "Bob", "Cat", "Dan"), strict=False)
        )
        return opened

    yield make
    for document in opened:
        document.close()


def brief_of(document: Document) -> BriefText:
    """Return the text that all of them change."""
    return min(document.read.all(BriefText), key=lambda row: row.id)


def disputed(documents: list[Document]) -> BriefText:
    """Let everybody change one text, one after the other; publish all but the first."""
    brief = brief_of(documents[0])
    for document in documents:
        put(document, replace(brief, text=f"{document.author}'s"))
    for document in documents[1:]:
        document.publish()
    return brief


def all_merged(documents: list[Document]) -> None:
    """Bring everybody's changes to the first, deciding nothing."""
    for document in documents[1:]:
        apply_merge(documents[0], document.target)


@pytest.mark.parametrize("number", [3, 4])
def test_all_sides_are_listed_yours_first_then_the_newest_then_before(copies: Copies, number: int) -> None:
    documents = copies(number)
    brief = disputed(documents)
    for document in documents[1:-1]:
        apply_merge(documents[0], document.target)
    last = documents[-1]
    (item,) = preview_merge(documents[0], last.target).of(MergeState.DECIDE)
    others = [d.author for d in reversed(documents[1:])]
    assert [side.by for _, side in item.sides] == ["Ann", *others, "Tests"]
    assert [side.text for _, side in item.sides] == ["Ann's", *(f"{who}'s" for who in others), brief.text]
    times = [side.at for _, side in item.sides if side.at is not None]
    assert len(times) == number + 1, "what was before has an author and a time too"
    assert {side.label for _, side in item.sides[:-1]} == {"Edit"}
    copy = {side.by: side.copy for _, side in item.sides}
    assert copy[last.author] == last.target.name, "this merge brings it"
    assert copy["Ann"] == copy["Bob"] == ""
    apply_merge(documents[0], last.target)
    (waiting,) = open_conflicts(documents[0])
    assert [(c, s.text, s.by) for c, s in waiting.sides] == [(c, s.text, s.by) for c, s in item.sides]
    assert waiting.now is Choice.THEIRS, "the newest stands until somebody decides"


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4])
def test_every_side_can_be_chosen_and_the_decision_travels(copies: Copies, at: int) -> None:
    documents = copies(4)
    ann = documents[0]
    disputed(documents)
    all_merged(documents)
    (item,) = open_conflicts(ann)
    choice, side = item.sides[at]
    decide(ann, {item.key: choice})
    assert brief_of(ann).text == side.text
    assert open_conflicts(ann) == ()
    ann.publish()
    for other in documents[1:]:
        assert not preview_merge(other, ann.target).of(MergeState.DECIDE)
        apply_merge(other, ann.target)
        assert brief_of(other).text == side.text
        assert open_conflicts(other) == ()
        other.publish()
        assert preview_merge(ann, other.target).items == (), "nobody is asked twice"
    ann.undo()
    (again,) = open_conflicts(ann)
    assert [s.text for _, s in again.sides] == [s.text for _, s in item.sides]


def test_a_third_side_is_chosen_while_merging(copies: Copies) -> None:
    ann, bob, cat = copies(3)
    disputed([ann, bob, cat])
    apply_merge(ann, bob.target)
    (item,) = preview_merge(ann, cat.target).of(MergeState.DECIDE)
    ((choice, side),) = [(c, s) for c, s in item.sides if isinstance(c, Pick)]
    assert side.by == "Bob"
    apply_merge(ann, cat.target, choices={item.key: choice})
    assert brief_of(ann).text == "Bob's"
    assert open_conflicts(ann) == ()


def test_a_side_that_stands_no_longer_leaves_the_decision_open_and_says_so(copies: Copies) -> None:
    documents = copies(3)
    ann = documents[0]
    disputed(documents)
    all_merged(documents)
    (item,) = open_conflicts(ann)
    gone: dict[str, Decision] = {item.key: Pick("no such change")}
    changes = decide(ann, gone)
    assert any("decide it anew" in sentence for sentence in changes.left_alone)
    assert len(open_conflicts(ann)) == 1


def test_the_preferred_of_several_others_is_the_newest(copies: Copies) -> None:
    documents = copies(4)
    ann = documents[0]
    disputed(documents)
    all_merged(documents)
    decide(ann, {}, Choice.THEIRS)
    assert brief_of(ann).text == "Dan's"


def test_a_deletion_against_what_two_others_changed_names_both(copies: Copies) -> None:
    ann, bob, cat = copies(3)
    operation = min(ann.read.all(Operation), key=lambda o: o.reference)
    put(bob, replace(operation, title="Bob's"))
    put(cat, replace(operation, lead="Insp X7"))
    ann.run(delete_operation(operation_id=operation.id))
    bob.publish()
    cat.publish()
    all_merged([ann, bob, cat])
    (item,) = open_conflicts(ann)
    assert item.mine.text == "deleted"
    assert item.theirs.text == "kept and changed, title: Bob's (Bob); lead: Insp X7 (Cat)"
    decide(ann, {item.key: Choice.THEIRS})
    kept = ann.read.require(Operation, operation.id)
    assert (kept.title, kept.lead) == ("Bob's", "Insp X7")


def test_a_further_side_of_what_was_open_is_decided_with_the_rest_of_its_merge(copies: Copies) -> None:
    ann, bob, cat = copies(3)
    disputed([ann, bob, cat])
    apply_merge(ann, bob.target)
    assert len(open_conflicts(ann)) == 1
    apply_merge(ann, cat.target, default=Choice.THEIRS)
    assert brief_of(ann).text == "Cat's"
    assert open_conflicts(ann) == ()

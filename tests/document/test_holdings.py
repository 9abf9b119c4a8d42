"""What do we hold: found wherever it stands, checked against a slow and obvious search."""

import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.document.commands.brief import set_brief
from planner.document.commands.create import create_operation
from planner.document.commands.operation import delete_operation, edit_operation
from planner.document.commands.posts import assign_resource
from planner.document.commands.review import place_hold
from planner.document.commands.types import add_type
from planner.document.document import Document
from planner.document.holdings import NOT_SEARCHED, SEARCHED, Wanted, find_holdings
from planner.document.looking_back import HistoryWanted, history_page
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post, Visit
from planner.domain.records.ground import Ward
from planner.domain.records.operation import BriefText, Operation, OperationWard, Task
from planner.domain.records.people import Resource
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import Heading, HoldKind
from planner.storage.planning_file import PlanningFile
from tests.builders import find, make_document, make_operation, make_plan


def _kinds(document: Document, wanted: Wanted) -> set[str]:
    return {row.kind for row in find_holdings(document.read, wanted).rows}


def test_an_operation_with_everything_that_hangs_on_it(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    make_operation(document, "OD", "Castle")
    document.run(place_hold(operation_id=operation.id, kind=HoldKind.COMPLAINT, reason="CO/12/26"))
    found = find_holdings(document.read, Wanted(operation_id=operation.id))
    assert {"Operation", "Deployment", "Post", "Task", "Brief", "Risk", "Measure", "Hold", "History"} <= {
        row.kind for row in found.rows
    }
    assert {row.reference for row in found.rows} == {operation.reference}
    assert all("complaint" in row.hold and row.review_on for row in found.rows)
    assert found.searched == NOT_SEARCHED


def test_a_person_is_found_by_collar_number_in_posts_and_in_words_but_not_in_a_longer_number(
    tmp_path: Path,
) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    other = make_operation(document, "OD", "Castle")
    document.run(edit_operation(operation_id=other.id, lead="PC X1030"))
    post = document.read.all(Post)[0]
    officer = find(document, Resource, collar_number="X103")
    document.run(assign_resource(post_id=post.id, resource_id=officer.id))
    document.run(edit_operation(operation_id=operation.id, note="Sgt x103 asked for this."))
    found = find_holdings(document.read, Wanted(person="X103"))
    records = {(row.kind, row.operation_id) for row in found.rows}
    assert ("Assignment", operation.id) in records
    assert ("Operation", operation.id) in records
    assert ("Operation", other.id) not in records
    assert any(row.kind == "History" for row in found.rows)


def test_what_was_deleted_is_still_held_by_the_history(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    document.run(set_brief(operation_id=operation.id, heading=Heading.INFORMATION, text="Noise at the quay"))
    document.run(delete_operation(operation_id=operation.id))
    found = find_holdings(document.read, Wanted(text="at the QUAY"))
    assert [row.kind for row in found.rows] == ["History", "History"]
    assert "Delete" in " ".join(row.says for row in found.rows)  # who took it away is held as well


def test_the_command_file_is_searched_in_command_view_only(tmp_path: Path) -> None:
    plan_file = make_plan(tmp_path)
    document = Document(plan_file, author="Tests")
    beside = Plan(id=new_id(), title="Command", kind="command", beside_id=document.plan.id)
    hidden = PlanningFile.create(tmp_path / "c.wardplan", beside, author="Tests", key="0a" * 32)
    document.open_command_file(hidden)
    command, type_id = add_type(code="OG", name="Gallery", need_to_know=True)
    document.run(command)
    ward = find(document, Ward, name="Castle").id
    command, _ = create_operation(
        type_id=type_id, ward_ids=[ward], start=date(2026, 10, 5), title="Gallery at night"
    )
    document.run(command)
    found = find_holdings(document.read, Wanted(text="gallery"))
    assert found.searched == SEARCHED
    assert any(row.in_command_file and row.kind == "Operation" for row in found.rows)
    document.leave_command_view()
    after = find_holdings(document.read, Wanted(text="gallery"))
    assert (after.rows, after.searched) == ((), NOT_SEARCHED)


@pytest.mark.parametrize(
    "wanted", [Wanted(), Wanted(text="  "), Wanted(first=date(2026, 9, 2), last=date(2026, 9, 1))]
)
def test_a_search_for_nothing_is_refused(tmp_path: Path, wanted: Wanted) -> None:
    with pytest.raises(InvalidInput):
        find_holdings(make_document(tmp_path).read, wanted)


def test_what_has_no_date_is_listed_apart_only_where_dates_are_asked_for(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    officer = find(document, Resource, collar_number="X103")
    by_person = find_holdings(document.read, Wanted(person="X103"))
    assert officer.id in {row.record_id for row in by_person.rows}
    assert by_person.undated == ()
    day = date(2001, 1, 1)
    by_day = find_holdings(document.read, Wanted(person="X103", first=day, last=day))
    assert by_day.rows == ()
    assert officer.id in {row.record_id for row in by_day.undated}
    assert by_day.counted.startswith("nothing of that time, and ")
    document.close()


@pytest.mark.parametrize(
    ("written", "wanted"),
    [("Café Élan", "ÉLAN"), ("CAFE\u0301", "café"), ("Weststraße", "WESTSTRASSE"), ("STRASSE 4", "straße")],
)
def test_words_are_found_whatever_their_case_in_records_and_history(
    tmp_path: Path, written: str, wanted: str
) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    document.run(edit_operation(operation_id=operation.id, note=written))
    document.run(edit_operation(operation_id=operation.id, note="gone since"))
    document.run(set_brief(operation_id=operation.id, heading=Heading.METHOD, text=f"x {written} y"))
    found = find_holdings(document.read, Wanted(text=wanted))
    assert "Brief" in {row.kind for row in found.rows}
    labels = [line.label for line in history_page(document.read, HistoryWanted(text=wanted), limit=9)]
    assert len(labels) == 2, "the note, which is gone, and the brief"
    assert history_page(document.read, HistoryWanted(text=f"{wanted}zz"), limit=9) == []
    document.close()


def _plan() -> Document:
    document = make_document(Path(tempfile.mkdtemp(prefix="holdings-")))
    for number, ward in enumerate(("Greenstead", "Castle", "Wivenhoe")):
        operation = make_operation(document, "SW", ward, date(2026, 9, 7 + number))
        document.run(edit_operation(operation_id=operation.id, lead=f"Sgt X10{number}"))
        text = ("Noise by the river", "Cycling on the path", "noise and litter")[number]
        document.run(set_brief(operation_id=operation.id, heading=Heading.METHOD, text=text))
    posts = document.read.all(Post)
    for at, post in enumerate(posts[::9]):
        officer = find(document, Resource, collar_number=("X103", "X107")[at % 2])
        document.run(assign_resource(post_id=post.id, resource_id=officer.id))
    return document


@pytest.fixture(scope="module")
def three_weeks() -> Iterator[Document]:
    document = _plan()
    yield document
    document.close()


@settings(max_examples=60)
@given(
    ward=st.sampled_from(("", "Greenstead", "Castle", "Wivenhoe", "Dedham & Boxted")),
    person=st.sampled_from(("", "X103", "x107", "X10", "X101")),
    first=st.none() | st.dates(date(2026, 9, 5), date(2026, 9, 20)),
    days=st.none() | st.integers(0, 12),
    text=st.sampled_from(("", "noise", "PATH", "patrol", "off-lic", "%", "_")),
)
def test_the_search_agrees_with_a_slow_obvious_one(
    three_weeks: Document, ward: str, person: str, first: date | None, days: int | None, text: str
) -> None:
    last = None if days is None else date.fromordinal((first or date(2026, 9, 7)).toordinal() + days)
    if not (ward or person or first or last or text):
        return
    ward_id = find(three_weeks, Ward, name=ward).id if ward else ""
    wanted = Wanted(ward_id=ward_id, person=person, first=first, last=last, text=text)
    rows = find_holdings(three_weeks.read, wanted).rows
    looked_at = {"Operation", "Deployment", "Post", "Assignment", "Task", "Brief"}
    assert {r.record_id for r in rows if r.kind in looked_at} == set(
        _slowly(three_weeks, ward_id, person, first or date.min, last or date.max, text)
    )


def _slowly(
    document: Document, ward_id: str, person: str, first: date, last: date, text: str
) -> Iterator[str]:
    """Walk from each operation down, saying at each row what it is about."""
    read = document.read
    officers = {r.id for r in read.all(Resource) if r.collar_number.lower() == person.lower()}

    def fits(wards: set[str], days: tuple[date, date], texts: list[str], resource: str = "") -> bool:
        words = [w for t in texts for w in re.findall(r"\w+", t.lower())]
        return (
            (not ward_id or ward_id in wards)
            and days[0] <= last
            and days[1] >= first
            and (not person or person.lower() in words or resource in officers)
            and (not text or any(text.lower() in t.lower() for t in texts))
        )

    for o in read.all(Operation):
        wards = {w.ward_id for w in read.all(OperationWard, operation_id=o.id)}
        blocks = read.all(Deployment, operation_id=o.id)
        span = min(d.start for d in blocks).date(), max(d.end for d in blocks).date()
        people = [o.lead, o.supervisor, o.decision_maker, o.gold, o.silver, o.bronze, o.desk]
        if fits(wards, span, [o.reference, o.title, o.handling, *people, o.prepared_by, o.note]):
            yield o.id
        for t in read.all(Task, operation_id=o.id):
            if fits(wards, (t.due, t.due), [t.title, t.owner, t.note]):
                yield t.id
        for b in read.all(BriefText, operation_id=o.id):
            if fits(wards, span, [b.text]):
                yield b.id
        for d in blocks:
            own = {w.ward_id for w in read.all(DeploymentWard, deployment_id=d.id)} or wards
            day = d.start.date(), d.end.date()
            assert not read.all(Visit, deployment_id=d.id)
            if fits(own, day, [d.theme, d.lead, d.briefing, d.note, d.rule]):
                yield d.id
            for p in read.all(Post, deployment_id=d.id):
                if fits(own, day, [p.role, p.skill]):
                    yield p.id
                for a in read.all(Assignment, post_id=p.id):
                    if fits(own, day, [a.rank, a.collar_number, a.call_sign, a.note], a.resource_id):
                        yield a.id

"""Need-to-know work beside other work, and people who are not available: who is told what."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from planner.document.away import absences
from planner.document.commands.away import add_absence, edit_absence, end_absence, keep_free
from planner.document.commands.create import create_operation
from planner.document.commands.operation import move_operation
from planner.document.commands.people import add_resource
from planner.document.commands.posts import add_post, assign, assign_resource
from planner.document.commands.stretch import stretch_operation
from planner.document.commands.types import add_type
from planner.document.document import Document
from planner.document.findings import findings, findings_of_operation
from planner.document.kept_findings import KeptFindings
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Plan, Setting
from planner.domain.vocabulary import PostKind, ResourceKind
from planner.rules.finding import Finding
from planner.storage.planning_file import PlanningFile
from tests.builders import find, make_plan

NOW = datetime(2026, 9, 7, 9)
EVENING = date(2026, 9, 11)
BESIDE, AWAY = "need-to-know-beside", "not-available"


class Evening:
    """A plan in command view: a litter-pick and a warrant in one ward, and a constable asked for both."""

    def __init__(self, folder: Path) -> None:
        self.document = Document(make_plan(folder), author="Tests")
        beside = Plan(id=new_id(), title="Command", kind="command", beside_id=self.document.plan.id)
        self.document.open_command_file(
            PlanningFile.create(folder / "t.command.wardplan", beside, author="Tests", key="0a" * 32)
        )
        self.ward = find(self.document, Ward, name="Castle").id
        self.constable = self._made(
            add_resource(label="PC X901", kind=ResourceKind.PERSON, collar_number="X901")
        )
        self.pick = self.work("CL", "Litter-pick", time(18), hidden=False)
        self.warrant = self.work("CW", "Op Kestrel", time(19), hidden=True)

    def _made(self, pair: tuple[object, str]) -> str:
        self.document.run(pair[0])  # type: ignore[arg-type]  # commands come with the id of what they make
        return pair[1]

    def work(self, code: str, name: str, at: time, *, hidden: bool, ward: str = "") -> str:
        """Make an operation of a type of its own, with one post."""
        kind = self._made(add_type(code=code, name=name, need_to_know=hidden))
        made = self._made(
            create_operation(
                type_id=kind, ward_ids=[ward or self.ward], start=datetime.combine(EVENING, at), title=name
            )
        )
        self.document.run(add_post(deployment_id=self.day(made).id, role="Patrol", kind=PostKind.CONSTABLE))
        return made

    def day(self, operation_id: str) -> Deployment:
        """Return the one day of an operation."""
        return self.document.read.all(Deployment, operation_id=operation_id)[0]

    def fill(self, operation_id: str) -> None:
        """Put the constable on an operation."""
        from planner.domain.records.deployment import Post

        (post,) = self.document.read.all(Post, deployment_id=self.day(operation_id).id)
        self.document.run(assign_resource(post_id=post.id, resource_id=self.constable))

    def found(self, code: str) -> list[Finding]:
        """Return what is found, and that it is found three ways alike."""
        read = self.document.read
        near = [f for f in findings_of_operation(read, self.pick, now=NOW) if f.code == code]
        whole = [f for f in findings(read, now=NOW) if f.code == code]
        kept = [f for f in KeptFindings(read, NOW).found if f.code == code]
        assert whole == kept
        assert [f for f in whole if self.pick in f.ids] == near
        return whole


@pytest.fixture
def evening(tmp_path: Path) -> Evening:
    return Evening(tmp_path)


def test_command_is_warned_and_nobody_else(evening: Evening) -> None:
    (said,) = evening.found(BESIDE)
    assert "Litter-pick is in Castle" in said.message
    assert "Op Kestrel" in said.message
    assert {evening.pick, evening.warrant} <= said.ids
    assert findings_of_operation(evening.document.read, evening.warrant, now=NOW)[0].code == BESIDE
    evening.document.leave_command_view()
    assert not evening.found(BESIDE)


def test_another_day_or_ward_is_no_clash(evening: Evening) -> None:
    evening.document.run(move_operation(operation_id=evening.pick, days=1))
    assert not evening.found(BESIDE)
    evening.document.undo()
    assert evening.found(BESIDE)
    other = find(evening.document, Ward, name="Wivenhoe").id
    elsewhere = evening.work("EL", "Elsewhere", time(19), hidden=False, ward=other)
    assert not [f for f in evening.found(BESIDE) if elsewhere in f.ids]


def test_a_reservation_keeps_its_whole_span_clear_also_after_it_was_stretched(evening: Evening) -> None:
    command, kind = add_type(code="OR", name="Reserved", need_to_know=True, reservation=True)
    evening.document.run(command)
    command, reserved = create_operation(
        type_id=kind, ward_ids=[evening.ward], start=date(2026, 9, 8), last=date(2026, 9, 9), desk="Desk 4"
    )
    evening.document.run(command)
    kept = KeptFindings(evening.document.read, NOW)
    assert not kept.of_operation(reserved)
    changes = evening.document.run(stretch_operation(operation_id=reserved, last_day=date(2026, 9, 12)))
    kept.refresh(evening.document.read, changes)
    assert [f.code for f in kept.of_operation(reserved)] == [BESIDE]


def test_who_is_kept_free_is_not_available_and_nothing_says_why(evening: Evening) -> None:
    evening.fill(evening.warrant)
    logged = evening.document.change_sets(500)
    evening.document.run(keep_free(operation_id=evening.warrant))
    (row,) = absences(evening.document.read)
    assert (row.who, row.first, row.last) == (evening.constable, EVENING, EVENING)
    (label,) = [s.label for s in evening.document.change_sets(500) if s not in logged]
    assert label == "Note who is not available"
    with pytest.raises(InvalidInput, match="still available"):
        evening.document.run(keep_free(operation_id=evening.warrant))
    evening.document.leave_command_view()
    evening.fill(evening.pick)
    (said,) = evening.found(AWAY)
    assert said.message == (
        "PC X901 is not available on Fri 11. Choose somebody else, or contact district command."
    )
    evening.document.run(end_absence(absence_id=row.id))
    assert not evening.found(AWAY)


def test_days_off_are_typed_by_anybody_and_look_the_same(evening: Evening) -> None:
    evening.document.leave_command_view()
    evening.fill(evening.pick)
    with pytest.raises(InvalidInput, match="before the first"):
        evening.document.run(add_absence(who="x901", first=EVENING, last=date(2026, 9, 10)))
    with pytest.raises(InvalidInput, match="Say who"):
        evening.document.run(add_absence(who=" ", first=EVENING, last=EVENING))
    evening.document.run(add_absence(who="x901", first=date(2026, 9, 9), last=date(2026, 9, 10)))
    assert not evening.found(AWAY)
    (row,) = absences(evening.document.read)
    assert row.who == evening.constable
    evening.document.run(edit_absence(absence_id=row.id, last=EVENING))
    assert len(evening.found(AWAY)) == 1
    with pytest.raises(InvalidInput, match="before the first"):
        evening.document.run(edit_absence(absence_id=row.id, first=date(2026, 9, 20)))


def test_a_collar_number_that_is_only_typed_is_known_too(evening: Evening) -> None:
    from planner.domain.records.deployment import Post

    (post,) = evening.document.read.all(Post, deployment_id=evening.day(evening.pick).id)
    evening.document.run(assign(post_id=post.id, rank="PC", collar_number="X777"))
    evening.document.run(add_absence(who="X777", first=EVENING, last=EVENING))
    assert "X777 is not available" in evening.found(AWAY)[0].message


def test_a_setting_that_is_no_absence_is_passed_over(evening: Evening) -> None:
    with evening.document.planning_files[0].transaction("Odd", author="Tests") as running:
        running.unit.put(Setting(id="away/odd", value="soon or later"))
        running.unit.put(Setting(id="away/short", value="2026-09-11"))
    assert absences(evening.document.read) == []
    assert evening.document.read.get(Operation, evening.pick) is not None

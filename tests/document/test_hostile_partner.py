"""A hostile partner writes into its copy with another tool: it gets what our register gave it, no more."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from planner.document.commands.tasks import add_task, edit_task, set_task_status
from planner.document.document import Document
from planner.document.merging import apply_merge, preview_merge
from planner.document.opening import create_command_file, open_command_file, open_plan
from planner.document.purging import purge_operation
from planner.document.sharing import ShareWish, share_copy
from planner.domain.ids import new_id
from planner.domain.merging import MergeState
from planner.domain.records.operation import Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner
from planner.domain.records.plan import Plan, Setting
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import TaskStatus
from tests.builders import find, make_operation, make_type
from tests.document.hostile import PHRASE, Sent, rows, says, states, takes_nothing, tampered
from tests.document.test_sharing_back import TERMS, sent
from tests.storage.plans import put


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Sent]:
    document, path, task_id = sent(tmp_path)
    yield document, path, task_id
    document.close()


def forgeries(document: Document, task_id: str) -> dict[str, tuple[str, str, str, object]]:
    """Attack to table, row, field group and value."""
    operation = document.read.all(Operation)[0]
    kind = document.read.all(OperationType)[0]
    plan = document.read.all(Plan)[0]
    council = find(document, Partner, short_name="Council")
    fire = find(document, Partner, short_name="Fire")
    task = {
        "operation_id": operation.id, "title": "More", "partner_id": council.id, "owner": "", "sort": 1,
        "due": "2026-09-03", "status": "open", "note": "", "legacy_months": 0,
    }  # fmt: skip
    return {
        "another field of its task": ("task", task_id, "title", {"title": "Forged"}),
        "its task for another partner": ("task", task_id, "partner_id", {"partner_id": fire.id}),
        "another date": ("task", task_id, "due", {"due": "2027-09-01"}),
        "its task deleted": ("task", task_id, "-", None),
        "its task made again": ("task", task_id, "+", {**task, "title": "Forged"}),
        "a new task": ("task", new_id(), "+", task),
        "a new task for the fire service": ("task", new_id(), "+", {**task, "partner_id": fire.id}),
        "an operation": ("operation", operation.id, "title", {"title": "Forged"}),
        "an operation authorised": ("operation", operation.id, "authority",
                                    {"status": "authorised", "authorised_by": "A", "version": 1}),
        "an operation deleted": ("operation", operation.id, "-", None),
        "a type": ("operation_type", kind.id, "name", {"name": "Forged"}),
        "a type that is need-to-know": ("operation_type", kind.id, "need_to_know", {"need_to_know": 1}),
        "a partner": ("partner", council.id, "name", {"name": "Forged"}),
        "the plan": ("plan", plan.id, "title", {"title": "Forged"}),
        "the plan's marking": ("plan", plan.id, "marking", {"marking": "OFFICIAL"}),
        "a setting": ("setting", "answers/x", "+", {"value": "1"}),
        "somebody not available": ("setting", "away/x", "+", {"value": "X103 2026-09-01 2026-09-02"}),
        "a share": ("share", new_id(), "+", {"kind": "copy", "audience": "partner", "what": "Forged",
                                             "given": json.dumps({"task": {task_id: {"title": "x"}}})}),
        "a field that there is not": ("task", task_id, "nonsense", {"nonsense": 1}),
        "a purge note": ("purge_note", new_id(), "+", {"reference": "SW-2026-01", "reason": "Forged"}),
    }  # fmt: skip


ATTACKS = (
    "another field of its task", "its task for another partner", "another date", "its task deleted",
    "its task made again", "a new task", "a new task for the fire service", "an operation",
    "an operation authorised", "an operation deleted", "a type", "a type that is need-to-know", "a partner",
    "the plan", "the plan's marking", "a setting", "somebody not available", "a share",
    "a field that there is not", "a purge note",
)  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_it_was_not_given_is_listed_as_ignored(plan: Sent, attack: str) -> None:
    document, path, task_id = plan
    forged = forgeries(document, task_id)
    assert set(forged) == set(ATTACKS)
    table, row_id, group, after = forged[attack]
    with tampered(path) as (connection, out):
        connection.execute("UPDATE share SET given = ?", (json.dumps({table: {row_id: {group: "x"}}}),))
        says(connection, table, row_id, group, after)
    preview = takes_nothing(document, out)
    assert states(preview) == {(table, group, MergeState.IGNORED)}
    assert all(item.reason for item in preview.items)


def test_more_columns_in_a_field_that_it_was_given(plan: Sent) -> None:
    """A change of the note that also says a title, another partner, or a column that there is not."""
    document, path, task_id = plan
    for more in ({"title": "Forged"}, {"partner_id": ""}, {"secret": "x"}, {"id": "other"}):
        with tampered(path) as (connection, out):
            says(connection, "task", task_id, "note", {"note": "Theirs", **more})
        preview = takes_nothing(document, out)
        assert {state for _, _, state in states(preview)} == {MergeState.IGNORED}
        log = document.read.connections[0].execute('SELECT "after" FROM change').fetchall()
        assert not any("Forged" in str(line) or "secret" in str(line) for line in log)


def test_authors_cannot_be_forged(plan: Sent) -> None:
    document, path, task_id = plan
    (ours, at, copy) = (
        document.read.connections[0]
        .execute("SELECT id, at, copy_id FROM change_set ORDER BY rowid DESC LIMIT 1")
        .fetchone()
    )
    with tampered(path) as (connection, out):
        says(connection, "task", task_id, "note", {"note": "Theirs"}, author="Tests")
        says(connection, "task", task_id, "status", {"status": "done"}, author="Tests", set_id=ours, at=at)
        connection.execute("UPDATE change_set SET copy_id = ? WHERE id = ?", (copy, ours))
    preview = preview_merge(document, out)
    assert ("task", "status", MergeState.IGNORED) in states(preview), "in the name of our own change set"
    apply_merge(document, out)
    task = document.read.require(Task, task_id)
    assert (task.note, task.status) == ("Theirs", TaskStatus.OPEN)
    authors = {row[0] for row in document.read.connections[0].execute("SELECT author FROM change_set")}
    assert "Tests, by the copy sent to City Council" in authors


def test_another_share_than_its_own(plan: Sent, tmp_path: Path) -> None:
    """The council's copy claims to be the fire service's, or one for any partner, or for the police."""
    document, path, task_id = plan
    fire = find(document, Partner, short_name="Fire").id
    operation = document.read.all(Operation)[0]
    document.run(add_task(operation_id=operation.id, title="Hydrants", due=date(2026, 9, 1), partner_id=fire))
    hydrants = find(document, Task, title="Hydrants").id
    shares = [
        share_copy(
            document, tmp_path / f"{name}.wardplan", ShareWish(audience=audience, partner_id=who, terms=TERMS)
        ).id
        for name, audience, who in (("fire", "partner", fire), ("any", "partner", ""), ("pol", "police", ""))
    ]
    for share in (*shares, new_id(), "", "' OR 1=1 --", task_id):
        with tampered(path) as (connection, out):
            connection.execute("UPDATE plan SET beside_id = ?", (share,))
            says(connection, "task", task_id, "note", {"note": "Crossed"})
        assert {s for _, _, s in states(preview_merge(document, out))} <= {
            MergeState.IGNORED, MergeState.CHANGED,
        }  # fmt: skip
        before = rows(document)
        apply_merge(document, out)
        assert rows(document) == before, share
    with tampered(path) as (connection, out):
        connection.execute("UPDATE plan SET kind = 'plan', beside_id = ''")
        says(connection, "operation", operation.id, "title", {"title": "Forged"})
    assert not preview_merge(document, out).is_known_origin
    with tampered(tmp_path / "fire.wardplan") as (connection, out):
        says(connection, "task", task_id, "note", {"note": "Of another"})
        says(connection, "task", hydrants, "note", {"note": "Own"})
    assert {(i.row_id, i.state) for i in preview_merge(document, out).items} == {
        (task_id, MergeState.IGNORED),
        (hydrants, MergeState.CHANGED),
    }


def test_a_police_copy_that_says_it_is_a_partners_is_known_by_its_log(plan: Sent, tmp_path: Path) -> None:
    document, _, task_id = plan
    police = tmp_path / "police.wardplan"
    share_copy(document, police, ShareWish(audience="police", terms=TERMS))
    (partner_share,) = [s.id for s in document.read.all(Share) if s.audience == "partner"]
    with tampered(police) as (connection, out):
        connection.execute("UPDATE plan SET kind = 'partner', beside_id = ?", (partner_share,))
        says(connection, "task", task_id, "title", {"title": "By a colleague"})
    preview = preview_merge(document, out)
    assert preview.is_known_origin
    assert preview.origin == ""
    assert states(preview) == {("task", "title", MergeState.CHANGED)}


def test_a_partners_copy_that_tells_of_our_own_log_is_none_of_ours(plan: Sent) -> None:
    """With the plan's own first change, or with one of our changes in another change set."""
    document, path, _ = plan
    first, its_set = (
        document.read.connections[0]
        .execute("SELECT id, change_set_id FROM change WHERE table_name = 'plan' AND field_group = '+'")
        .fetchone()
    )
    operation = document.read.all(Operation)[0].id
    with tampered(path) as (connection, out):
        connection.execute(
            "INSERT OR IGNORE INTO change_set SELECT ?, copy_id, at, author, label FROM change_set LIMIT 1",
            (its_set,),
        )
        connection.execute("UPDATE change SET change_set_id = ? WHERE id = ?", (its_set, first))
        says(connection, "operation", operation, "title", {"title": "Forged"})
    takes_nothing(document, out)


def test_an_old_answer_sent_again_after_the_commander_decided(plan: Sent) -> None:
    document, path, task_id = plan
    with tampered(path) as (connection, out):
        answer = says(connection, "task", task_id, "note", {"note": "Old answer"})
    apply_merge(document, out)
    document.run(edit_task(task_id=task_id, note="Decided"))
    assert preview_merge(document, out).is_empty
    apply_merge(document, out)
    assert document.read.require(Task, task_id).note == "Decided"
    with tampered(path) as (connection, again):
        connection.execute("DELETE FROM change WHERE id = ?", (answer,))
        says(connection, "task", task_id, "note", {"note": "Old answer"}, at="2030-01-01T00:00:00Z")
    assert [i.state for i in preview_merge(document, again).items] == [MergeState.DECIDE]


def test_a_parent_that_it_cannot_know(plan: Sent, tmp_path: Path) -> None:
    """Naming our newest change as parent would put theirs in its place, with nobody asked."""
    document, path, task_id = plan
    document.run(edit_task(task_id=task_id, note="Decided"))
    newest = (
        document.read.connections[0]
        .execute(
            "SELECT id FROM change WHERE row_id = ? AND field_group = 'note' ORDER BY seq DESC", (task_id,)
        )
        .fetchone()[0]
    )
    every = [r[0] for r in document.read.connections[0].execute("SELECT id FROM change")]
    for parents in ([newest], every):
        with tampered(path) as (connection, out):
            says(connection, "task", task_id, "note", {"note": "Replaced"}, parents=parents)
        (item,) = takes_nothing(document, out).items
        assert item.state is MergeState.IGNORED
        assert len(item.theirs.text) < 500
    second = tmp_path / "again.wardplan"
    council = find(document, Partner, short_name="Council").id
    share_copy(document, second, ShareWish(audience="partner", partner_id=council, terms=TERMS))
    with tampered(second) as (connection, out):
        says(connection, "task", task_id, "note", {"note": "Answer to that"})
    assert [i.state for i in preview_merge(document, out).items] == [MergeState.CHANGED]


def test_an_answer_after_an_answer_is_taken(plan: Sent) -> None:
    """The same copy comes back twice, worked on in between: no parent of its own may be taken for forged."""
    document, path, task_id = plan
    for number in range(3):
        copy = open_plan(path, author="Desk")
        copy.run(set_task_status(task_id=task_id, status=TaskStatus.DONE, note=f"Answer {number}"))
        copy.run(edit_task(task_id=task_id, note=f"Answer {number}, again"))
        copy.publish()
        copy.close()
        preview = preview_merge(document, path)
        assert {s for _, _, s in states(preview)} == {MergeState.CHANGED}
        apply_merge(document, path)
        assert document.read.require(Task, task_id).note == f"Answer {number}, again"


def test_an_answer_after_the_day_by_which_it_was_to_be_destroyed(plan: Sent) -> None:
    """It is taken as far as it was given, and the preview says until when the copy was to be kept."""
    document, path, task_id = plan
    (share,) = document.read.all(Share)
    assert share.expires is not None
    late = share.expires + timedelta(days=300)
    with tampered(path) as (connection, out):
        connection.execute("UPDATE share SET expires = '2099-01-01'")
        says(connection, "task", task_id, "note", {"note": "Late"}, at=f"{late}T10:00:00Z")
        says(connection, "task", task_id, "title", {"title": "Late"}, at=f"{late}T10:00:00Z")
    preview = preview_merge(document, out)
    assert preview.expires == share.expires, "as our register has it, not as the copy says"
    assert states(preview) == {("task", "note", MergeState.CHANGED), ("task", "title", MergeState.IGNORED)}


def test_purged_ids_and_lists_outside_the_log(plan: Sent) -> None:
    document, path, task_id = plan
    operation = document.read.all(Operation)[0]
    with tampered(path) as (connection, out):
        for row in document.read.all(Operation):
            connection.execute(
                "INSERT INTO purged (row_id, at) VALUES (?, '2026-09-01T10:00:00Z')", (row.id,)
            )
        connection.execute("INSERT INTO declined SELECT id, '2026-09-01T10:00:00Z' FROM change")
        connection.execute(
            "INSERT INTO conflict (id, table_name, row_id, field_group, heads, at)"
            " VALUES ('x', 'operation', ?, 'title', '[]', '')",
            (operation.id,),
        )
    takes_nothing(document, out)
    document.publish()
    assert document.read.get(Operation, operation.id) is not None
    purge_operation(document, operation.id, reason="Old", authoriser="Commander", today=date(2026, 9, 9))
    with tampered(path) as (connection, out):
        connection.execute("DELETE FROM purged")
        says(connection, "task", task_id, "note", {"note": "Back"})
        says(connection, "operation", operation.id, "title", {"title": "Back"})
    takes_nothing(document, out)
    assert document.read.get(Operation, operation.id) is None


def test_ids_of_need_to_know_rows_that_were_guessed(plan: Sent) -> None:
    """With and without the command file: the same answer as for an id that nothing has."""
    document, path, _ = plan
    beside = document.target.with_suffix(".command.wardplan")
    create_command_file(document, beside, PHRASE, [make_type("NTK", "Zebra", need_to_know=True)], "Tests")
    open_command_file(document, beside, PHRASE)
    hidden = make_operation(document, "NTK", "Castle", title="Quagmire")
    document.publish()

    def heard(row_id: str) -> object:
        with tampered(path) as (connection, out):
            connection.execute(
                "DELETE FROM change WHERE change_set_id IN (SELECT id FROM change_set WHERE author = 'Desk')"
            )
            says(connection, "operation", row_id, "title", {"title": "Forged"}, parents=[])
            says(connection, "operation", row_id, "-", None, parents=[])
        preview = preview_merge(document, out)
        before = rows(document)
        apply_merge(document, out)
        assert rows(document) == before
        return [
            (i.state, i.kind, i.group, i.field, i.operation, i.operation_id, i.about, i.reason, i.theirs.text)
            for i in preview.items
        ]

    in_command_view = heard(hidden.id), heard("0" * 16)
    document.leave_command_view()
    outside = heard(hidden.id), heard("0" * 16)
    assert outside[0] == outside[1]
    assert in_command_view[1] == outside[0]
    assert "Quagmire" not in repr(outside)


def test_the_register_stays_ours(plan: Sent) -> None:
    document, path, task_id = plan
    with tampered(path) as (connection, out):
        (share,) = connection.execute("SELECT id FROM share").fetchone()
        given = json.dumps({"task": {task_id: {"title": "x", "-": "x"}}})
        says(connection, "share", share, "given", {"given": given})
        says(connection, "share", share, "expires", {"expires": "2099-01-01"})
        says(connection, "setting", f"answers/{share}/{task_id}/note", "+", {"value": "x"})
    preview = takes_nothing(document, out)
    assert {s for _, _, s in states(preview)} == {MergeState.IGNORED}
    assert document.read.all(Setting) is not None
    document.run(put(Setting(id="still", value="works")))

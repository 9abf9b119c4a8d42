"""A hostile partner answers with what no field can hold: nothing breaks, nothing of it is taken."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from planner.document.commands.operation import change_operation
from planner.document.commands.tasks import edit_task, set_task_status
from planner.document.looking_back import HistoryWanted, history_page
from planner.document.merging import apply_merge, preview_merge
from planner.document.opening import open_plan
from planner.domain.errors import KnownError
from planner.domain.merging import Choice, MergePreview, MergeState
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation, Task
from planner.domain.vocabulary import TaskStatus
from tests.document.hostile import Sent, rows, says, sentence_of, states, takes_nothing, tampered
from tests.document.test_sharing_back import sent

GIVEN = (
    "[]", "5", "{", "\u0000", "[" * 5000, '{"task": 5}', '{"task": [1]}', '{"task": {"ID": 5}}',
    '{"task": {"ID": []}}',
)  # fmt: skip


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Sent]:
    document, path, task_id = sent(tmp_path)
    yield document, path, task_id
    document.close()


@pytest.mark.parametrize(
    ("group", "after"),
    [
        ("status", {"status": "authorised"}),
        ("status", {"status": None}),
        ("status", {"status": 7}),
        ("status", {}),
        ("status", None),
        ("note", {"note": 5}),
        ("note", {"note": None}),
        ("note", {"note": {"$bytes": "AAAA"}}),
        ("note", {"note": ["x"]}),
        ("note", {"status": "done"}),
    ],
)
@pytest.mark.parametrize("meanwhile", [False, True])
def test_values_of_another_kind(
    plan: Sent, group: str, after: dict[str, object] | None, meanwhile: bool
) -> None:
    """Also beside an edit of ours, where theirs would only be one side of a question."""
    document, path, task_id = plan
    if meanwhile:
        document.run(set_task_status(task_id=task_id, status=TaskStatus.NOT_DONE, note="Ours"))
    with tampered(path) as (connection, out):
        says(connection, "task", task_id, group, after, at="2020-01-01T00:00:00Z")
    found: list[MergePreview] = []
    if not sentence_of(lambda: found.append(takes_nothing(document, out))):
        assert states(found[0]) == {("task", group, MergeState.IGNORED)}


@pytest.mark.parametrize("at", ["", "never", "2026-09-01", "9999-12-31T23:59:59+14:00", "=1+1", "0"])
def test_clocks_that_are_none(plan: Sent, at: str) -> None:
    document, path, task_id = plan
    with tampered(path) as (connection, out):
        says(connection, "task", task_id, "note", {"note": "Theirs"}, at=at)
    if not sentence_of(lambda: apply_merge(document, out)):
        assert document.read.require(Task, task_id).note == "Theirs"
    assert history_page(document.read, HistoryWanted(), limit=500)


def test_texts_of_markup_formulas_and_control_characters_stay_texts(plan: Sent) -> None:
    document, path, task_id = plan
    nasty = '=HYPERLINK("x")<img src="/x.png"><b>\x07\u202e & {{x}} %s \\'
    with tampered(path) as (connection, out):
        says(connection, "task", task_id, "note", {"note": nasty}, author=nasty, label=nasty)
    preview = preview_merge(document, out)
    assert [i.state for i in preview.items] in ([MergeState.CHANGED], [MergeState.IGNORED])
    apply_merge(document, out)
    assert document.read.require(Task, task_id).note in {nasty, ""}


def test_huge_texts(plan: Sent) -> None:
    document, path, task_id = plan
    for size in (50_000, 1_900_000):
        with tampered(path) as (connection, out):
            says(connection, "task", task_id, "note", {"note": "x" * size})
        (item,) = takes_nothing(document, out).items
        assert item.state is MergeState.IGNORED
        assert len(item.theirs.text) < 500


@pytest.mark.parametrize("where", ["one row", "rows of its own", "one set each"])
def test_a_hundred_thousand_changes(plan: Sent, where: str) -> None:
    """Refused with one sentence, or listed; never minutes, never all of the memory."""
    document, path, task_id = plan
    with tampered(path) as (connection, out):
        connection.execute("BEGIN")
        (head,) = connection.execute(
            "SELECT id FROM change WHERE row_id = ? ORDER BY seq DESC", (task_id,)
        ).fetchone()
        connection.execute("INSERT INTO change_set VALUES ('flood', 'c', '2026-09-02T10:00:00Z', 'Desk', '')")
        lines, before = [], head
        for number in range(100_000 if where != "rows of its own" else 20_000):
            row_id = task_id if where != "rows of its own" else f"row{number}"
            group = "note" if where != "rows of its own" else "+"
            set_id = "flood" if where != "one set each" else f"set{number}"
            lines.append((f"flood{number}", set_id, row_id, group, json.dumps([before])))
            before = f"flood{number}"
        if where == "one set each":
            connection.executemany(
                "INSERT INTO change_set VALUES (?, 'c', '2026-09-02T10:00:00Z', 'Desk', '')",
                [(line[1],) for line in lines],
            )
        connection.executemany(
            'INSERT INTO change (id, change_set_id, table_name, row_id, field_group, parents, "after")'
            " VALUES (?, ?, 'task', ?, ?, ?, '{\"note\":\"x\"}')",
            lines,
        )
        connection.execute("COMMIT")
    before_rows = rows(document)
    found: list[MergePreview] = []
    if not sentence_of(lambda: found.append(preview_merge(document, out))):
        assert {s for _, _, s in states(found[0])} == {MergeState.IGNORED}
    assert rows(document) == before_rows


@pytest.mark.parametrize("given", GIVEN)
def test_what_a_copy_says_of_itself_may_be_any_text(plan: Sent, given: str) -> None:
    """Opened as it is, by whoever got it: the limits are none, and nothing breaks."""
    document, path, task_id = plan
    with tampered(path) as (connection, out):
        connection.execute("UPDATE share SET given = ?", (given.replace("ID", task_id),))
    takes_nothing(document, out)
    copy = open_plan(out, author="Desk")
    with pytest.raises(KnownError):
        copy.run(edit_task(task_id=task_id, note="x"))
    with pytest.raises(KnownError):
        copy.run(change_operation(operation_id=copy.read.all(Operation)[0].id, title="x"))
    copy.close()


@pytest.mark.parametrize("seed", range(5))
def test_random_forgeries_change_nothing_but_what_was_given(plan: Sent, seed: int) -> None:
    document, path, task_id = plan
    random = Random(seed)
    ids = list(rows(document))
    words: list[Callable[[], Any]] = [
        lambda: random.choice(ids), lambda: "x", lambda: None, lambda: 5, lambda: "done", lambda: {"a": 1},
    ]  # fmt: skip
    groups = ["+", "-", "title", "status", "note", "partner_id", "authority", "value", "name", "", "id"]
    with tampered(path) as (connection, out):
        known = [r[0] for r in connection.execute("SELECT id FROM change")]
        for _ in range(40):
            table = random.choice(ALL_RECORDS).TABLE
            after = {random.choice(groups): random.choice(words)() for _ in range(random.randint(0, 3))}
            says(
                connection, table, random.choice(ids), random.choice(groups),
                random.choice([after, None]), parents=random.sample(known, random.randint(0, 2)),
            )  # fmt: skip
    before = rows(document)
    said = sentence_of(lambda: apply_merge(document, out, default=Choice.THEIRS))
    after_rows = rows(document)
    changed = {i for i in {*before, *after_rows} if before.get(i) != after_rows.get(i)}
    assert changed <= (set() if said else {task_id})

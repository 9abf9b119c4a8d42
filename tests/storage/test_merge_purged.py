"""What hangs on a purged operation does not come back with a copy, in whatever parts it is taken in."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Plan
from planner.domain.records.sharing import PurgeNote
from planner.domain.vocabulary import PostKind
from planner.storage.planning_file import PlanningFile
from planner.storage.purged_rows import Purge
from planner.storage.purging import purge_rows
from tests.storage.test_merge_properties import Copy

_START = datetime(2026, 6, 1, 9)


@pytest.fixture
def copies(tmp_path: Path) -> Iterator[tuple[Copy, Copy]]:
    """Two copies of one plan with one operation; the first has purged it."""
    paths = (tmp_path / "ours.wardplan", tmp_path / "theirs.wardplan")
    operation = Operation(id="one", type_id="", reference="SW-1", title="One", start=_START, end=_START)
    PlanningFile.create(paths[0], Plan(id="plan", title="Plan"), author="Maker", records=[operation]).close()
    shutil.copyfile(*paths)
    ours, theirs = (Copy(path, f"User {path.stem}") for path in paths)
    note = PurgeNote(
        id="note", reference="SW", purged_on=date(2026, 6, 1), authoriser="X1", reason="asked",
        recorded_by="User",
    )  # fmt: skip
    purge_rows(ours.file, Purge("one", (), datetime(2026, 5, 1, tzinfo=UTC)), note, author="User")
    yield ours, theirs
    for copy in (ours, theirs):
        copy.file.close()


@pytest.mark.parametrize("at_most", [0, 1, 2, 3])
def test_nothing_that_hung_on_it_is_taken_in(copies: tuple[Copy, Copy], at_most: int) -> None:
    ours, theirs = copies
    deployment = Deployment(id="day", operation_id="one", number=1, start=_START, end=_START)
    post = Post(id="post", deployment_id="day", role="Patrol", kind=PostKind.CONSTABLE)
    before = ours.change_ids()
    theirs.run(lambda unit: unit.put(deployment))
    theirs.run(lambda unit: unit.put(post))
    theirs.run(
        lambda unit: unit.put(Post(id="post", deployment_id="day", role="Foot", kind=PostKind.CONSTABLE))
    )
    theirs.run(lambda unit: unit.drop(Post, "post"))
    theirs.run(lambda unit: unit.drop(Deployment, "day"))
    ours.take_in(theirs, at_most)
    assert ours.change_ids() == before
    assert not {"day", "post"} & {row_id for _, row_id in ours.rows()}

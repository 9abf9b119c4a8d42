"""The limit on what a strange file may cost: work is counted, not the time that passes on a busy machine."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from planner.domain.errors import FileProblem
from planner.storage.engine import Connection, connect, known_errors, time_limit

SECONDS = 0.3
STEPS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n{}) SELECT count(*) FROM n"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with closing(connect(tmp_path / "any.wardplan", create=True)) as made:
        yield made


def test_time_that_passes_without_work_is_not_counted(connection: Connection) -> None:
    connection.create_function("pause", 0, lambda: time.sleep(SECONDS + 0.1))
    with time_limit(connection, SECONDS):
        connection.execute("SELECT pause()").fetchone()
        assert connection.execute(STEPS.format(" LIMIT 20000")).fetchone() == (20000,)


def test_what_never_ends_is_stopped_with_a_sentence(connection: Connection) -> None:
    with (
        pytest.raises(FileProblem, match=r"Checking It took too long, so it was stopped\."),
        known_errors("It"),
        time_limit(connection, SECONDS),
    ):
        connection.execute(STEPS.format("")).fetchone()
    assert connection.execute("SELECT 1").fetchone() == (1,)

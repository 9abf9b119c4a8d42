"""Whatever lies in a returns file, it is read, reported by line, or refused in one sentence."""

from datetime import datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.domain.errors import InvalidInput
from planner.domain.vocabulary import Abstraction, Outcome
from planner.exchange.returns_csv import COLUMNS, looks_like_returns, read_returns

HEAD = ",".join(COLUMNS)


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "returns.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_row_is_read_with_its_line_and_real_types(tmp_path: Path) -> None:
    path = write(
        tmp_path, f"{HEAD}\n\nRP-2026-17/3,Part,Dedham,2026-09-02 10:20,10.35,4,95,Call,Two\n,,,,,,,,\n"
    )
    (row,), rejected = read_returns(path)
    assert rejected == []
    assert (row.line, row.code, row.status) == (3, "RP-2026-17/3", Outcome.PART)
    assert (row.start, row.end) == (datetime(2026, 9, 2, 10, 20), time(10, 35))
    assert (row.people, row.abstracted_minutes, row.reason) == (4, 95, Abstraction.CALL)
    assert looks_like_returns(path)


def test_columns_may_stand_in_any_order_and_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, 'Notes;Status;CODE;extra\n"two\nlines";done;A;1\nx;maybe;B\n')
    (row,), (bad,) = read_returns(path)
    assert (row.line, row.notes) == (2, "two\nlines")
    assert (bad.line, bad.code) == (4, "B")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("start", "not a time"),
        ("end", "not a time"),
        ("people", "whole number"),
        ("abstracted_minutes", "whole number"),
        ("reason", "not one of: call, custody, staffing, weather, other"),
    ],
)
@pytest.mark.parametrize("value", ["=1+1", "-5", "@SUM(A1)", "25:99", "9" * 400])
def test_a_formula_or_nonsense_is_named_by_its_column(
    tmp_path: Path, cell: str, words: str, value: str
) -> None:
    cells = {"code": "RP-2026-17/3", "status": "done", cell: value}
    path = write(tmp_path, f"{HEAD}\n{','.join(cells.get(c, '') for c in COLUMNS)}\n")
    rows, (bad,) = read_returns(path)
    assert rows == []
    assert bad.line == 2
    assert words in bad.reason


def test_a_time_zone_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEAD}\nA,done,B,2026-09-02T10:00+05:00,,,,,\n")
    assert "local time" in read_returns(path)[1][0].reason


@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda t: f"{HEAD}\n{t}".encode()))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = write(tmp_path, content)
    try:
        rows, rejected = read_returns(path)
    except InvalidInput as error:
        words = str(error)
    else:
        words = "returns.csv"
        assert all(row.line > 1 for row in [*rows, *rejected])
    assert words.startswith("returns.csv")
    assert looks_like_returns(path) in {True, False}

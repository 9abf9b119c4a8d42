"""A reader that pauses answers what the one below it answers."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.storage import paced_reader
from planner.storage.paced_reader import PacedReader
from tests.builders import make_document, make_operation

FIRST = date(2026, 9, 7)


def test_it_reads_the_same_with_pauses_between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paced_reader, "_PIECE", 2)
    document = make_document(tmp_path)
    for number in range(4):
        make_operation(document, "SW", "Greenstead", FIRST + timedelta(days=number % 3))
    read, pauses = document.read, []
    paced = PacedReader(read, lambda: pauses.append(1))
    start = datetime(2026, 9, 8)
    near = read.deployments_between(start, start + timedelta(days=3))
    assert near
    assert paced.deployments_between(start, start + timedelta(days=3)) == near
    assert len(pauses) >= len(near) // 2
    operations = read.all(Operation)
    assert paced.all(Operation) == operations
    ids = [o.id for o in reversed(operations)]
    assert {d.id for d in paced.among(Deployment, "operation_id", ids)} == {
        d.id for d in read.among(Deployment, "operation_id", ids)
    }
    assert paced.get(Operation, ids[0]) == paced.require(Operation, ids[0]) == operations[-1]
    assert paced.count(Operation) == len(operations)
    assert paced.span_of(ids[0]) == read.span_of(ids[0])
    document.close()


def test_a_pause_may_stop_it(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    make_operation(document, "SW", "Greenstead", FIRST)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        PacedReader(document.read, stop).all(Operation)
    document.close()

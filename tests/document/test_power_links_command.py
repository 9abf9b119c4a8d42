"""A type's standing words are tied to the register's dated power."""

from datetime import date, datetime
from pathlib import Path

import pytest

from planner.document.command import Command
from planner.document.commands.lifecycle import authorise
from planner.document.commands.powers import add_power
from planner.document.document import Document
from planner.document.findings import findings
from planner.domain.ids import new_id
from planner.domain.records.ground import Ward
from planner.domain.records.operation import OperationPower
from planner.domain.records.operation_type import OperationType, TypePower
from tests.builders import find, make_document, make_operation

TEXT = (
    "Public spaces protection order: Anti-social Behaviour, Crime and Policing Act 2014, sections 59 to 75."
)


@pytest.fixture
def document(tmp_path: Path) -> Document:
    made = make_document(tmp_path)
    kind = find(made, OperationType, code="RP").id
    rows = [
        TypePower(id=new_id(), type_id=kind, text=TEXT),
        TypePower(id=new_id(), type_id=kind, text="Dispersal: the same Act, sections 34 to 42.", sort=1),
    ]
    made.run(Command("Add", lambda pair: pair.add_all(rows)))
    castle = [find(made, Ward, name="Castle").id]
    for title, kind_of, first, last in (
        ("City Centre PSPO", "PSPO", datetime(2023, 10, 24), datetime(2026, 10, 23, 23, 59)),
        ("Dispersal, centre", "Dispersal authority", datetime(2026, 10, 30, 18), datetime(2026, 11, 1, 18)),
    ):
        command, _ = add_power(title=title, kind=kind_of, first=first, last=last, ward_ids=castle)
        made.run(command)
    return made


@pytest.mark.parametrize(
    ("ward", "day", "linked", "said"),
    [
        ("Castle", date(2026, 9, 8), [True, False], []),
        ("Greenstead", date(2026, 9, 8), [True, False], ["does not cover Greenstead: no such power there."]),
        ("Castle", date(2026, 10, 31), [True, True], ["ended on 23 October 2026"]),
    ],
)
def test_words_find_their_power_and_the_rules_say_where_it_fails(
    document: Document, ward: str, day: date, linked: list[bool], said: list[str]
) -> None:
    operation = make_operation(document, "RP", ward, day)
    powers = document.read.all(OperationPower, operation_id=operation.id)
    assert [bool(p.power_id) for p in powers] == linked
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    now = datetime(day.year, day.month, day.day, 6)
    messages = [f.message for f in findings(document.read, now=now) if f.code.startswith("power")]
    assert len(messages) == len(said)
    assert all(words in message for words, message in zip(said, messages, strict=True))

"""The handover sheet: what is open, what ends, what was promised and decided, what is owed."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from planner.briefing.list_paper import ListPart
from planner.document import handover
from planner.document.commands.brief import set_brief
from planner.document.commands.lifecycle import authorise, set_status
from planner.document.commands.operation import edit_operation
from planner.document.commands.powers import add_power
from planner.document.commands.review import acknowledge, place_hold, release_hold
from planner.document.commands.types import retire_type
from planner.document.findings import findings
from planner.document.handover_decisions import decisions
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.review import Hold
from planner.domain.vocabulary import Heading, HoldKind, Status
from tests.briefing.orders import page_texts
from tests.builders import find, make_document, make_operation

NOW = datetime(2026, 9, 9, 8, 0)


def _cells(part: ListPart, column: int) -> list[str]:
    return [line[column] for line in part.lines if len(line) > 1]


def test_open_operations_by_when_they_start_with_state_and_lead(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    later = make_operation(document, "OD", "Castle", date(2026, 12, 1))
    under_way = make_operation(document, "SW", "Greenstead", date(2026, 9, 7))
    over = make_operation(document, "RP", "Wivenhoe", date(2026, 9, 1))
    closed = make_operation(document, "RP", "Wivenhoe", date(2026, 8, 1))
    document.run(edit_operation(operation_id=under_way.id, lead="Insp X101"))
    for status in (Status.AUTHORISED, Status.BRIEFED, Status.LIVE, Status.STOOD_DOWN):
        document.run(set_status(operation_id=closed.id, status=status, authorised_by="Ch Insp X101"))
    part = handover.open_operations(document.read, NOW)
    assert _cells(part, 0) == [over.reference, under_way.reference]
    assert _cells(part, 5) == ["no lead named", "Insp X101"]
    assert [line[0] for line in part.lines if len(line) == 1] == [
        "Past its last day and not closed: 1", "Under way: 1",
    ]  # fmt: skip
    assert part.intro == "1 later operation stands at the end of this sheet."
    assert _cells(handover.later_operations(document.read, NOW), 0) == [later.reference]


def test_powers_by_expiry(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    ward = find(document, Ward, name="Castle").id
    for title, ends in (("Later", 30), ("Sooner", 3), ("Ended", -3), ("Long ended", -200)):
        last = NOW + timedelta(days=ends)
        first = last - timedelta(days=20)
        command, _ = add_power(title=title, kind="PSPO", first=first, last=last, ward_ids=[ward])
        document.run(command)
    part = handover.powers(document.read, NOW)
    assert _cells(part, 1) == ["Ended", "Sooner", "Later"]
    assert _cells(part, 4) == ["ended", "in force", f"from {(NOW + timedelta(days=10)).day} September 2026"]


def test_decisions_with_their_reasons_newest_first(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    document.run(authorise(operation_id=operation.id, authorised_by="Ch Insp X101"))
    document.run(set_status(operation_id=operation.id, status=Status.DRAFT, reason="New grounds: see note"))
    kind = find(document, OperationType, code="RP").id
    document.run(
        retire_type(type_id=kind, on=date(2026, 9, 1), decision="Chief's meeting", reason="No staff")
    )
    finding = findings(document.read, now=NOW)[0]
    document.run(acknowledge(finding=finding, reason="Agreed with the sergeant"))
    document.run(place_hold(operation_id=operation.id, kind=HoldKind.COMPLAINT, reason="CO/12/26"))
    document.run(release_hold(hold_id=document.read.all(Hold)[0].id, reason="Withdrawn"))
    found = decisions(document.read)
    assert [d.day for d in found] == sorted((d.day for d in found), reverse=True)
    told = {(d.decided.split(":")[0], d.reason) for d in found}
    assert told == {
        ("Back from authorised to draft", "New grounds: see note"),
        ("Retired", "No staff"),
        ("Let stand", "Agreed with the sergeant"),
        ("Hold released", "Withdrawn"),
    }


def test_the_paper_is_marked_and_says_what_it_was_made_from(tmp_path: Path) -> None:
    document = make_document(tmp_path)
    operation = make_operation(document)
    nasty = "<b>&amp; </para> ]]> Ŵ"
    document.run(edit_operation(operation_id=operation.id, title=nasty))
    document.run(set_brief(operation_id=operation.id, heading=Heading.RISK, text=nasty))
    pages = page_texts(handover.handover_pdf(document.read, now=NOW))
    assert all(page.count("OFFICIAL-SENSITIVE") == 2 for page in pages)
    assert "the command file was not read" in " ".join(pages[-1].split())
    assert nasty in pages[0]
    assert f"page 1 of {len(pages)}" in pages[0]


@pytest.mark.parametrize("when", [NOW, NOW + timedelta(days=400)])
def test_every_open_operation_is_on_it_once(tmp_path: Path, when: datetime) -> None:
    document = make_document(tmp_path)
    for number in range(40):
        make_operation(document, "RP", "Wivenhoe", date(2026, 8, 1) + timedelta(days=3 * number))
    parts = handover.open_operations(document.read, when), handover.later_operations(document.read, when)
    assert sorted(_cells(parts[0], 0) + _cells(parts[1], 0)) == sorted(
        o.reference for o in document.read.all(Operation)
    )

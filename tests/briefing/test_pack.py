"""The briefing pack, read back from its PDF: what is on each page, markings, numbers, secrecy, time."""

import re
from datetime import date, datetime

import pytest

from planner.briefing.content import Audience
from planner.briefing.pack import pack_pdf
from planner.briefing.pack_content import Period
from planner.document.commands.lifecycle import authorise
from planner.document.document import Document
from planner.document.papers import make_pack, operations_of_pack, pack_period, shift_period
from planner.domain.errors import InvalidInput, KnownError
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.records.returns import Return, ReturnResult
from planner.domain.vocabulary import Outcome, ReturnState
from tests.briefing.orders import NOW, add_operation, change, fill_posts, page_texts, raw_command, street_week

FRIDAY = Period(datetime(2026, 9, 11, 18), datetime(2026, 9, 12, 6), "Night")


def _diss(document: Document) -> str:
    operation_id = add_operation(document, "OD", "Castle", date(2026, 9, 11))
    fill_posts(document, operation_id, leave=0)
    document.run(
        authorise(
            operation_id=operation_id, authorised_by="Insp X202", authorised_at=datetime(2026, 9, 1, 9, 0)
        )
    )
    return operation_id


@pytest.fixture(scope="module")
def friday(district: Document) -> tuple[list[str], list[str]]:
    """The pages of a night pack with two operations, and the ids of those."""
    ids = [street_week(district), _diss(district)]
    return page_texts(pack_pdf(district.read, ids, FRIDAY, now=NOW, sheets="deployment")), ids


def test_the_front_page_tells_what_is_on_powers_command_and_places(
    friday: tuple[list[str], list[str]],
) -> None:
    front = " ".join(friday[0][0].split())
    for words in (
        "Friday 11 September 2026",
        "18:00 to 06:00 Saturday · sunset 19:2",
        "What is on",
        "City Centre PSPO Castle 23 October 2026 23:59",
        "Who is in command",
        "What happened last time",
        "Custody:",
        "Nearest A&E:",
        "Safe places:",
        "The City Centre PSPO does not cover Greenstead",
    ):
        assert words in front, words


def test_every_page_is_marked_twice_and_numbered_over_the_whole_pack(
    friday: tuple[list[str], list[str]],
) -> None:
    pages = friday[0]
    for number, text in enumerate(pages, 1):
        assert f"page {number} of {len(pages)}" in text
        marking = "OFFICIAL-SENSITIVE" if number in {1, len(pages)} else "OFFICIAL"
        lines = [line.strip() for line in text.splitlines()]
        assert text.count(marking) >= 2, number
        assert number in {1, len(pages)} or "OFFICIAL-SENSITIVE" not in lines, number


def test_numbers_of_staff_stand_on_the_roster_only(friday: tuple[list[str], list[str]]) -> None:
    *others, roster = friday[0]
    assert "Roster and talkgroups" in roster
    assert re.search(r"\bX1\d\d\b", roster)
    assert not any(re.search(r"\bX[12]\d\d\b", text) for text in others)


def test_the_page_of_each_order_is_told_and_right(
    district: Document, friday: tuple[list[str], list[str]]
) -> None:
    pages, ids = friday
    for operation_id in ids:
        operation = district.read.require(Operation, operation_id)
        page = next(n for n, text in enumerate(pages) if n and operation.reference in text)
        assert "Operation order" in pages[page]
        assert re.search(rf"{re.escape(operation.title[:12])}.*?{page + 1}\s", pages[0], re.DOTALL)


def test_one_page_for_each_operation_and_one_sheet_for_each_deployment(
    friday: tuple[list[str], list[str]],
) -> None:
    pages = friday[0]
    assert sum("Operation order" in text for text in pages) == 2
    sheets = [text for text in pages if "Return slip" in text]
    assert len(sheets) == len([text for text in sheets if "Deployment sheet" in text]) >= 2


def test_what_happened_last_time_is_the_newest_submitted_return_of_the_type(district: Document) -> None:
    before = add_operation(district, "OD", "Castle", date(2026, 8, 28))
    block = min(district.read.all(Deployment, operation_id=before), key=lambda d: d.start)
    told = Return(
        id="last-time",
        deployment_id=block.id,
        state=ReturnState.SUBMITTED,
        outcome=Outcome.PART,
        people=17,
        abstracted_minutes=95,
        reason="custody",
        notes="X777 saw it through",
    )
    district.run(raw_command(told, ReturnResult(id="rr", return_id="last-time", measure="tickets", count=3)))
    pdf = pack_pdf(district.read, [_diss(district)], FRIDAY, now=NOW)
    front = " ".join(page_texts(pdf)[0].split())
    assert "part; 17 people spoken to; tickets 3; 95 min pulled away (custody)" in front
    assert "X777" not in front


def test_a_partners_pack_has_no_roster_posts_call_signs_or_past(district: Document) -> None:
    pages = page_texts(
        pack_pdf(district.read, [street_week(district)], FRIDAY, now=NOW, audience=Audience.PARTNER)
    )
    together = "".join(pages)
    assert "Roster" not in together
    assert "Return slip" not in together
    assert "What happened last time" not in together
    assert not re.search(r"\bCO\d\d\b|\bX\d{3}\b", together)


def test_there_is_no_public_pack_and_none_of_nothing(district: Document) -> None:
    with pytest.raises(KnownError, match="parish report"):
        pack_pdf(district.read, [street_week(district)], FRIDAY, now=NOW, audience=Audience.PUBLIC)
    empty = pack_period(district.read, date(2031, 1, 1), date(2031, 1, 1))
    with pytest.raises(KnownError, match="Nothing is planned"):
        make_pack(district.read, empty, now=NOW)


def test_what_people_typed_is_printed_as_it_stands(district: Document) -> None:
    operation_id = _diss(district)
    change(district, operation_id, title="Diss <b>é</b> & / Łódź")
    pages = page_texts(pack_pdf(district.read, [operation_id], FRIDAY, now=NOW))
    assert "Diss <b>é</b> & / Łódź" in " ".join(pages[0].split())


def test_a_night_is_eighteen_to_six_and_a_week_is_force_days(district: Document) -> None:
    night = pack_period(district.read, date(2026, 9, 11), date(2026, 9, 11), night=True)
    assert (night.start, night.end) == (FRIDAY.start, FRIDAY.end)
    week = pack_period(district.read, date(2026, 9, 7), date(2026, 9, 13))
    assert (week.start, week.end, week.name) == (datetime(2026, 9, 7, 7), datetime(2026, 9, 14, 7), "Week")
    with pytest.raises(InvalidInput):
        pack_period(district.read, date(2026, 9, 13), date(2026, 9, 7))
    with pytest.raises(InvalidInput):
        shift_period(FRIDAY.end, FRIDAY.start)


def test_the_period_finds_its_operations(district: Document) -> None:
    mine = _diss(district)
    assert mine in operations_of_pack(district.read, FRIDAY)
    assert mine not in operations_of_pack(
        district.read, pack_period(district.read, date(2026, 6, 1), date(2026, 6, 1))
    )


def test_twelve_pages_print_the_same_again(district: Document) -> None:
    ids = [street_week(district), *(_diss(district) for _ in range(4))]
    first = pack_pdf(district.read, ids, FRIDAY, now=NOW, sheets="deployment")
    again = pack_pdf(district.read, ids, FRIDAY, now=NOW, sheets="deployment")
    assert first == again
    assert len(page_texts(again)) >= 12

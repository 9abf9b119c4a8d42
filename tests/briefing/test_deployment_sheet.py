"""The deployment sheet, read back from its PDF."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.briefing.content import Audience
from planner.briefing.deployment_content import deployment_sheet
from planner.briefing.deployment_layout import sheets_pdf
from planner.document.document import Document
from planner.document.papers import make_sheets
from planner.domain.errors import KnownError
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.operation import Operation
from tests.briefing.orders import NOW, add_operation, change, page_texts, raw_command, street_week


def _sheet(document: Document, operation_id: str, number: int = 1, **options: str) -> list[str]:
    deployment = next(
        d for d in document.read.all(Deployment, operation_id=operation_id) if d.number == number
    )
    sheet = deployment_sheet(document.read, deployment.id, now=NOW, **options)  # type: ignore[arg-type]
    return page_texts(sheets_pdf([sheet]))


def test_the_evening_of_a_street_week_is_one_page_with_everything_on_it(district: Document) -> None:
    operation_id = street_week(district)
    reference = district.read.require(Operation, operation_id).reference
    pages = _sheet(district, operation_id, 5)
    assert len(pages) == 1
    text = " ".join(pages[0].split())
    for words in (
        "Street drinking, evening patrol",
        "Friday 11 September 2026, 14:00 to 22:00 · sunset 19:2",
        "Why here",
        "What to do",
        "Powers tonight",
        "The City Centre PSPO does not cover Greenstead: no PSPO power on this operation.",
        "Who to call",
        f"Return slip · {reference}/5",
        "Done as planned",
        "Minutes pulled to other calls",
        "Destroy this copy by 12 December 2026",
        "page 1 of 1",
    ):
        assert words in text, words
    assert pages[0].count("OFFICIAL") == 2


def test_call_signs_are_on_it_and_collar_numbers_are_not(district: Document) -> None:
    text = _sheet(district, street_week(district), 1)[0]
    assert "CO41" in text
    assert "X101" not in text
    assert "X201" not in text


def test_visits_stand_with_grid_reference_time_and_stay_and_each_has_a_line_on_the_slip(
    district: Document,
) -> None:
    operation_id = add_operation(district, "RP", "Rural North", villages=("Dedham", "Boxted"))
    text = " ".join(_sheet(district, operation_id)[0].split())
    assert text.count("1 Dedham") == 2, "in the list and on the slip"
    assert "TM 057 33" in text
    assert "15 min" in text
    assert "DRAFT - NOT AUTHORISED" in text


def test_one_sheet_for_each_call_sign(district: Document) -> None:
    operation_id = street_week(district)
    first = min(district.read.all(Deployment, operation_id=operation_id), key=lambda d: d.number)
    pages = page_texts(make_sheets(district.read, [first.id], now=NOW, per_call_sign=True))
    assert len(pages) > 2
    assert "For call sign CO41" in pages[0]
    assert "CO42" not in pages[0].split("Why here")[0]


def test_very_many_visits_still_leave_the_slip_whole(district: Document) -> None:
    operation_id = add_operation(district, "RP", "Rural North", villages=("Dedham",))
    visit = next(
        v
        for d in district.read.all(Deployment, operation_id=operation_id)
        for v in district.read.all(Visit, deployment_id=d.id)
    )
    more = [
        replace(visit, id=f"{visit.id}{n}", start=visit.start + timedelta(minutes=n)) for n in range(1, 25)
    ]
    district.run(raw_command(*more))
    pages = _sheet(district, operation_id)
    slip = next(p for p in pages if "Return slip" in p)
    assert slip.count("1 Dedham") >= 25
    assert "Minutes pulled to other calls" in slip


def test_markup_in_a_title_is_printed_as_it_stands(district: Document) -> None:
    operation_id = street_week(district)
    change(district, operation_id, title='<img src="x"> é / & <b>')
    assert '<img src="x"> é / & <b>' in " ".join(_sheet(district, operation_id)[0].split())


@pytest.mark.parametrize("audience", [Audience.PARTNER, Audience.PUBLIC])
def test_it_is_for_police_only(district: Document, audience: Audience) -> None:
    operation_id = street_week(district)
    deployment = district.read.all(Deployment, operation_id=operation_id)[0]
    with pytest.raises(KnownError, match="for police"):
        deployment_sheet(district.read, deployment.id, now=NOW, audience=audience)


def test_need_to_know_work_prints_for_command_only(district: Document) -> None:
    operation_id = add_operation(district, "OG", "Castle", date(2026, 10, 9))
    deployment = district.read.all(Deployment, operation_id=operation_id)[0]
    with pytest.raises(KnownError, match="command audience only"):
        deployment_sheet(district.read, deployment.id, now=NOW)
    assert deployment_sheet(district.read, deployment.id, now=NOW, audience=Audience.COMMAND).code

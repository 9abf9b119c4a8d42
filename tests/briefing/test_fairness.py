"""Fairness and impact on paper: printed in section 7, named where missing; light types are not asked."""

from datetime import date

import pytest

from planner.briefing.content import Audience
from planner.briefing.gather import gather
from planner.briefing.look_first import look_first
from planner.briefing.order import order_pdf
from planner.briefing.sections import fairness
from planner.document.commands.review import set_impact
from planner.document.document import Document
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import Weight
from tests.briefing.orders import NOW, add_operation, page_texts, street_week


@pytest.fixture
def week(district: Document) -> str:
    return street_week(district)


def _missing(district: Document, operation_id: str) -> bool:
    said = look_first(gather(district.read, operation_id), Audience.POLICE)
    return any(s.startswith("Missing:") and "fairness and impact" in s for s in said)


def test_a_block_prints_in_section_seven_and_is_no_longer_missing(district: Document, week: str) -> None:
    assert _missing(district, week)
    district.run(set_impact(operation_id=week, affected="Tenants <b>&</b> young people"))
    assert _missing(district, week)  # what was changed for them is still to be said
    district.run(
        set_impact(
            operation_id=week,
            changed="door-knocks end at 19:00",
            asked="residents' association",
            asked_by="Community sergeant",
            asked_on=date(2026, 8, 20),
        )
    )
    assert not _missing(district, week)
    told = (
        "Fairness and impact: Tenants <b>&</b> young people. Changed because of it: door-knocks end at 19:00."
    )
    asked = "Asked: residents' association (by Community sergeant, 20 August 2026)."
    printed = " ".join(" ".join(page_texts(order_pdf(district.read, week, now=NOW))).split())
    assert f"{told} {asked}" in printed
    assert printed.index("Human rights and other legal issues") < printed.index("Fairness and impact")


def test_the_public_copy_does_not_print_it(district: Document, week: str) -> None:
    district.run(set_impact(operation_id=week, affected="Tenants of one block", changed="nothing yet"))
    public = " ".join(page_texts(order_pdf(district.read, week, now=NOW, audience="public")))
    assert "Fairness and impact" not in public


def test_a_light_type_is_not_asked_for_a_block(district: Document) -> None:
    kind = next(t for t in district.read.all(OperationType) if t.weight is Weight.LIGHT and not t.reservation)
    operation_id = add_operation(district, kind.code)
    assert not _missing(district, operation_id)
    assert not fairness(gather(district.read, operation_id))

"""Pages as pictures."""

import pytest

from planner.briefing.order import order_pdf
from planner.briefing.raster import page_count, page_sizes, render_page
from planner.document.document import Document
from planner.domain.errors import FileProblem
from tests.briefing.orders import NOW, add_operation


def test_a_page_becomes_a_picture_of_its_size(district: Document) -> None:
    pdf = order_pdf(district.read, add_operation(district, "RP"), now=NOW, length="one-page")
    assert page_count(pdf) == 1
    assert page_sizes(pdf) == [pytest.approx((595.28, 841.89), abs=0.1)]
    width, height, data = render_page(pdf, 0, 2.0)
    assert abs(width - 1191) <= 1
    assert abs(height - 1684) <= 1
    assert len(data) == width * height * 4
    dark = sum(1 for at in range(0, len(data), 4) if data[at] < 100)
    assert 0.005 < dark / (width * height) < 0.3


def test_what_is_no_pdf_is_said_in_a_sentence() -> None:
    with pytest.raises(FileProblem, match="not a PDF"):
        page_count(b"hello")


def test_pages_and_scales_that_do_not_exist(district: Document) -> None:
    pdf = order_pdf(district.read, add_operation(district, "RP"), now=NOW, length="one-page")
    with pytest.raises(IndexError):
        render_page(pdf, 1)
    with pytest.raises(ValueError, match="scale"):
        render_page(pdf, 0, 1000)

"""The finished PDF, read back with two readers."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pypdfium2
import pytest

from planner.briefing.content import Length
from planner.briefing.order import default_length, order_file_name, order_pdf
from planner.briefing.order_content import order_content
from planner.briefing.order_layout import order_pages
from planner.briefing.paging import Page
from planner.briefing.styles import CONTENT_BOTTOM, CONTENT_TOP
from planner.document.document import Document
from planner.domain.errors import InvalidInput, KnownError, NotFound
from planner.domain.records.deployment import Assignment, Deployment
from planner.domain.records.operation import BriefText, Operation, OperationPower, Risk, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import Heading
from planner.exchange.type_library import load_types
from tests.briefing.orders import NOW, add_operation, change, page_texts, raw_command, street_week

CODES = [b.type.code for b in load_types() if not b.type.reservation]
PAYLOADS = (
    '<img src="/etc/hostname.png"/>',
    '<img src="planner/briefing/x.png">',
    "/etc/passwd",
    '<img src="//10.0.0.1/share/x.png">',
    '<img src="file:///etc/passwd"/>',
    '<img src="http://example.invalid/x.png"/>',
    '<img src="data:image/png;base64,AAAA"/>',
    '<font color="[[getattr(pow,Word)(1)]]">x</font>',
    "<b>never closed",
    '<a href="file:///etc/passwd">link</a>',
    "5 < 6 & 7 > 2",
    "&amp;nbsp; &#65;",
    "]]><!-- x -->",
    "(paren \\) \\\\ %PDF",
)


@pytest.fixture(scope="module")
def week(district: Document) -> str:
    return street_week(district)


@pytest.fixture(scope="module")
def pdf(district: Document, week: str) -> bytes:
    return order_pdf(district.read, week, now=NOW)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page_texts(pdf)).split())


def band(pdf: bytes, page: int, bottom: float, top: float) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].get_textpage().get_text_bounded(bottom=bottom, top=top)
    finally:
        document.close()


def assert_marked(pdf: bytes, page: int, marking: str) -> None:
    for text in (band(pdf, page, 805, 842), band(pdf, page, 10, 32)):
        assert re.search(rf"(?<![\w-]){marking}(?![\w-])", text), text


def test_every_page_is_marked_top_and_bottom_and_the_roster_higher(pdf: bytes) -> None:
    texts = page_texts(pdf)
    roster = next(i for i, text in enumerate(texts) if "Annex A: roster" in text)
    for page, text in enumerate(texts):
        assert_marked(pdf, page, "OFFICIAL-SENSITIVE" if page == roster else "OFFICIAL")
        assert f"page {page + 1} of {len(texts)}" in text
        assert "Printed 3 September 2026 08:12" in text
        assert "SW-2026-" in text
        assert " v1" in text


def test_two_readers_find_the_seven_sections_in_order(pdf: bytes, tmp_path: Path) -> None:
    titles = [
        *("Information", "Intention", "Method", "Administration", "Risk assessment", "Communications"),
        "Human rights and other legal issues",
    ]
    readings = [words(pdf)]
    if shutil.which("pdftotext"):
        (tmp_path / "o.pdf").write_bytes(pdf)
        run = ["pdftotext", "-layout", str(tmp_path / "o.pdf"), "-"]
        readings.append(
            " ".join(subprocess.run(run, capture_output=True, check=True).stdout.decode().split())
        )
    for text in readings:
        at = [text.index(f"{number} {title}") for number, title in enumerate(titles, 1)]
        assert sorted(at[3:]) == at[3:]
        assert "Look first. Fri 11: 2 of 6 posts empty." in text
        assert "TM 019 254" in text


def test_staff_numbers_stand_on_the_roster_only(district: Document, pdf: bytes) -> None:
    numbers = {a.collar_number for a in district.read.all(Assignment)} | {"X201"}
    for text in page_texts(pdf):
        found = {n for n in numbers if n and re.search(rf"\b{n}\b", text)}
        assert bool(found) == ("Annex A: roster" in text), found


@pytest.mark.parametrize("audience", ["partner", "public"])
def test_partners_see_no_roster_call_sign_or_talkgroup(district: Document, week: str, audience: str) -> None:
    text = words(order_pdf(district.read, week, now=NOW, audience=audience))
    for word in ("talkgroup", "call sign", "annex a", "roster", "x101", "co41", "co01", "empty"):
        assert word not in text.casefold()


def test_a_partners_copy_has_its_own_tasks_only(district: Document, week: str) -> None:
    tasks = [t for t in district.read.all(Task, operation_id=week) if t.partner_id]
    partner = tasks[0].partner_id
    text = words(order_pdf(district.read, week, now=NOW, audience="partner", partner_id=partner))
    for task in tasks:
        title = " ".join(task.title.split()[:3])
        assert (title in text) == any(t.title.startswith(title) for t in tasks if t.partner_id == partner)


def test_a_draft_says_so_on_every_page(district: Document) -> None:
    draft = order_pdf(district.read, add_operation(district, "FR"), now=NOW)
    for page in range(len(page_texts(draft))):
        assert "DRAFT - NOT AUTHORISED" in band(draft, page, 790, 822)


def test_an_authorised_order_has_no_draft_line(pdf: bytes) -> None:
    assert "DRAFT" not in words(pdf)


def test_the_same_plan_and_time_give_the_same_bytes(district: Document, week: str, pdf: bytes) -> None:
    assert order_pdf(district.read, week, now=NOW) == pdf
    assert order_pdf(district.read, week, now=datetime(2026, 9, 3, 8, 13)) != pdf


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("length", "most"), [("one-page", 1), ("two-page", 2)])
def test_every_type_fits_its_length(district: Document, code: str, length: str, most: int) -> None:
    operation_id = add_operation(district, code, "Castle", date(2026, 10, 9))
    pages = page_texts(order_pdf(district.read, operation_id, now=NOW, length=length))
    assert len(pages) <= most
    full = page_texts(order_pdf(district.read, operation_id, now=NOW))
    assert f"Shortened: the full order has {len(full)} pages." in " ".join(pages[0].split())


@pytest.mark.parametrize("code", CODES)
def test_nothing_overlaps_or_leaves_the_page(district: Document, code: str) -> None:
    content = order_content(district.read, add_operation(district, code), now=NOW)
    for length in Length:
        for marked in order_pages(content, length)[1]:
            assert_tidy(marked.page)


def assert_tidy(page: Page) -> None:
    assert page.placed
    columns: dict[bool, float] = {}
    for placed in page.placed:
        right = placed.x > 200
        assert placed.top >= max(CONTENT_TOP, columns.get(right, 0.0)) - 0.01
        columns[right] = placed.top + placed.laid.height
        assert columns[right] <= CONTENT_BOTTOM + 0.1


def test_light_types_default_to_one_page(district: Document) -> None:
    rural = add_operation(district, "RP", "Rural North", villages=("Dedham", "Boxted"))
    assert default_length(district.read, rural) == "one-page"
    made = order_pdf(district.read, rural, now=NOW, length="")
    assert len(page_texts(made)) == 1
    assert "TM 057 331" in words(made)


def test_jesip_wording(district: Document, week: str) -> None:
    text = words(order_pdf(district.read, week, now=NOW, wording="jesip"))
    assert "2 Intent " in text
    assert "7 Humanitarian issues" in text
    assert "Human rights and other" not in text


def test_every_table_header_repeats_and_no_row_splits(district: Document) -> None:
    operation_id = add_operation(district, "FR")
    rows = [
        Risk(id=f"r{i:03}", operation_id=operation_id, hazard=f"begin{i:03} " + "word " * 60 + f"end{i:03}")
        for i in range(60)
    ]
    district.run(raw_command(*rows))
    texts = page_texts(order_pdf(district.read, operation_id, now=NOW))
    for i in range(60):
        assert [f"begin{i:03}" in t for t in texts] == [f"end{i:03}" in t for t in texts]
    for text in texts:
        if "begin" in text:
            assert "Before (L × I)" in " ".join(text.split())


@pytest.mark.parametrize("record", ["brief", "risk"])
def test_a_word_of_200_000_letters_wraps_and_none_is_lost(district: Document, record: str) -> None:
    operation_id = add_operation(district, "FR")
    if record == "brief":
        brief = next(
            b
            for b in district.read.all(BriefText, operation_id=operation_id)
            if b.heading is Heading.INFORMATION
        )
        district.run(raw_command(replace(brief, text="ø" * 200_000)))
    else:
        district.run(raw_command(Risk(id=new_name(), operation_id=operation_id, hazard="ø" * 200_000)))
    texts = page_texts(order_pdf(district.read, operation_id, now=NOW))
    assert sum(text.count("ø") for text in texts) == 200_000
    one = page_texts(order_pdf(district.read, operation_id, now=NOW, length="one-page"))
    assert len(one) == 1


def new_name() -> str:
    return "r-200000"


def test_unusual_letters_print(district: Document) -> None:
    operation_id = add_operation(district, "FR")
    change(district, operation_id, title="Ŵrexham Łódź Ōmagh £5 café – it’s")
    assert "Ŵrexham Łódź Ōmagh £5 café – it’s" in words(order_pdf(district.read, operation_id, now=NOW))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_print_as_they_stand_and_open_no_file(
    district: Document, payload: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation_id = add_operation(district, "FR")
    order_pdf(district.read, operation_id, now=NOW)  # fonts are read once
    read = district.read
    change(
        district,
        operation_id,
        **dict.fromkeys(("title", "lead", "supervisor", "handling", "prepared_by", "authorised_by"), payload),
    )
    rows = [
        *(replace(b, text=payload) for b in read.all(BriefText, operation_id=operation_id)),
        *(replace(r, hazard=payload, control=payload) for r in read.all(Risk, operation_id=operation_id)),
        *(replace(t, title=payload, owner=payload) for t in read.all(Task, operation_id=operation_id)),
        *(replace(p, text=payload) for p in read.all(OperationPower, operation_id=operation_id)),
        *(replace(d, theme=payload, lead=payload) for d in read.all(Deployment, operation_id=operation_id)),
    ]
    district.run(raw_command(*rows))

    opened = []
    real_open = open

    def watched(file: object, *rest: object, **more: object) -> object:
        opened.append(file)
        return real_open(file, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr("builtins.open", watched)
    made = order_pdf(district.read, operation_id, now=NOW)
    monkeypatch.undo()
    assert opened == []
    squeezed = "".join(words(made).split())
    assert squeezed.count("".join(payload.split())) > 10
    assert b"/Annot" not in made
    assert b"/URI" not in made
    assert b"/Subtype /Image" not in made


def test_no_markup_parser_is_in_reach() -> None:
    code = (
        "import sys; from planner.briefing import order, order_layout, pdf, map_drawing, raster;"
        "assert not [m for m in sys.modules if m.startswith(('reportlab', 'pypdfium2', 'shapely'))], 1;"
        "from planner.briefing.fonts import use_fonts; use_fonts();"
        "assert 'reportlab.platypus' not in sys.modules, 2"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_metadata_names_no_person_and_no_path(pdf: bytes) -> None:
    document = pypdfium2.PdfDocument(pdf)
    try:
        data = document.get_metadata_dict()
        outline = [b.get_title() for b in document.get_toc()]
    finally:
        document.close()
    assert data["Author"] == ""
    assert data["Title"].startswith("Street Week — Greenstead (SW-2026-")
    assert data["Creator"] == data["Producer"] == "Wardplan"
    assert "2000" in data["CreationDate"]
    assert b"/Lang (en-GB)" in pdf
    assert "1 Information" in outline
    assert "7 Human rights and other legal issues" in outline
    assert b"/home" not in pdf
    assert b"resources" not in pdf


def test_every_font_is_embedded(pdf: bytes) -> None:
    assert b"Helvetica" not in pdf
    assert b"/Subtype /TrueType" in pdf
    assert pdf.count(b"/FontFile2") == pdf.count(b"/Subtype /TrueType")


def test_a_reservation_has_no_order(district: Document) -> None:
    raptor = add_operation(district, next(b.type.code for b in load_types() if b.type.reservation), "Castle")
    with pytest.raises(KnownError, match="is a reservation"):
        order_pdf(district.read, raptor, now=NOW)


def test_need_to_know_work_has_no_partner_copy_and_keeps_its_handling(district: Document) -> None:
    gallery = add_operation(district, "OG", "Castle", date(2026, 10, 9))
    handling = next(k.handling for k in district.read.all(OperationType, code="OG"))
    made = order_pdf(district.read, gallery, now=NOW, audience="command")
    assert handling in words(made)
    assert_marked(made, 0, "OFFICIAL-SENSITIVE")
    for audience in ("partner", "public"):
        with pytest.raises(KnownError, match="need-to-know"):
            order_pdf(district.read, gallery, now=NOW, audience=audience)


def test_unknown_words_and_missing_operations_are_refused(district: Document, week: str) -> None:
    for wrong in ({"length": "short"}, {"wording": "army"}, {"audience": "press"}):
        with pytest.raises(InvalidInput):
            order_pdf(district.read, week, now=NOW, **wrong)
    with pytest.raises(NotFound):
        order_pdf(district.read, "gone", now=NOW)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Street Week — Greenstead", "SW-2026-04 Street Week — Greenstead v1.pdf"),
        ('a/b\\c:d*e?f"g<h>i|j', "SW-2026-04 a-b-c-d-e-f-g-h-i-j v1.pdf"),
        ("café...", "SW-2026-04 café v1.pdf"),
        ("..\n..", "SW-2026-04 v1.pdf"),
    ],
)
def test_file_names(district: Document, week: str, title: str, expected: str) -> None:
    operation = replace(district.read.require(Operation, week), title=title, reference="SW-2026-04")
    assert order_file_name(operation) == expected


def test_file_names_that_windows_keeps_to_itself_and_long_ones(district: Document, week: str) -> None:
    operation = replace(district.read.require(Operation, week), reference="")
    assert order_file_name(replace(operation, title="CON")) == "Order CON v1.pdf"
    assert order_file_name(replace(operation, title="com1.txt")) == "Order com1.txt v1.pdf"
    assert order_file_name(replace(operation, title="...")) == "Operation order v1.pdf"
    name = order_file_name(replace(operation, title="Ŵ" * 5000))
    assert len(name.encode()) <= 210


@pytest.mark.parametrize("code", ["SW", "RP", "FR"])
def test_shortening_never_takes_out_what_is_said_of_a_child(district: Document, code: str) -> None:
    pdf = order_pdf(district.read, add_operation(district, code), now=NOW, length="one-page")
    assert "A child found with drugs, cash or a weapon: safeguard first." in words(pdf)

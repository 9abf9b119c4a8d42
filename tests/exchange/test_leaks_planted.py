"""A secret planted in every place and every writing that an output may have: each is found."""

import base64
import gzip
import io
import json
import quopri
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from planner.exchange.leaks import find_leaks
from tests.exchange.test_leaks import SECRET, pdf, where, zipped

TITLE = "Visits to the quiet corner"
WORD = "Gřekovo"

WRITINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16, little first": lambda text: text.encode("utf-16-le"),
    "utf-16, big first": lambda text: text.encode("utf-16-be"),
    "utf-32": lambda text: text.encode("utf-32"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
    "capitals": lambda text: text.upper().encode(),
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text).encode(),
    "JSON": lambda text: json.dumps({"x": text}).encode(),
    "JSON, all escaped": lambda text: "".join(f"\\u{ord(c):04x}" for c in text).encode(),
    "JSON, capitals": lambda text: "".join(f"\\u{ord(c):04X}" for c in text).encode(),
    "XML": lambda text: "".join(f"&#x{ord(c):x};" for c in text).encode(),
    "address": lambda text: quote(text).encode(),
    "base64": lambda text: b"DATA:" + base64.b64encode(f"about {text} and more".encode()),
    "base64 in a line of other words": lambda text: b"x y=" + base64.b64encode(text.encode()) + b" z",
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(f"{text}??>>~~".encode()),
    "base64, broken in lines": lambda text: base64.encodebytes((f"{text} " * 9).encode()),
    "quoted printable": lambda text: quopri.encodestring(text.encode()),
    "soft hyphens": lambda text: "\u00ad".join(text).encode(),
    "joined by nothing": lambda text: "\u200b".join(text).encode(),
    "hard spaces": lambda text: text.replace(" ", "\u00a0").encode(),
    "packed": lambda text: gzip.compress(f"{text} " .encode() * 3),
}  # fmt: skip


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("said", [TITLE, f"{WORD} again", "id 00112233445566ff"])
def test_in_every_writing(writing: str, said: str) -> None:
    planted = WRITINGS[writing](said)
    assert where(planted, "list.csv")
    assert where(zipped(xl__sharedStrings_dot_xml=planted), "book.xlsx")
    if writing in {"packed", "utf-32"}:
        return  # nobody packs one line of a text, or writes it in another way than the rest
    assert where(b"BEGIN:VCALENDAR\r\nX-NOTE:" + planted, "c.ics")
    assert where(b'{"type":"FeatureCollection","x":"' + planted + b'"}', "map.geojson")


def test_in_every_part_of_a_workbook() -> None:
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation

    def saved(change: Callable[[Workbook], object]) -> bytes:
        book, out = Workbook(), io.BytesIO()
        book.active["A1"] = "open"
        change(book)
        book.save(out)
        return out.getvalue()

    def comment(book: Workbook) -> None:
        book.active["A1"].comment = Comment(f"Ask {WORD}", "Desk")

    def author(book: Workbook) -> None:
        book.active["A1"].comment = Comment("Ask", WORD)

    def validation(book: Workbook) -> None:
        one = DataValidation(type="list", formula1=f'"open,{WORD}"')
        one.add("A1")
        book.active.add_data_validation(one)

    def link(book: Workbook) -> None:
        book.active["A1"].hyperlink = f"https://example.invalid/{quote(WORD)}"

    changes: list[Callable[[Workbook], object]] = [
        lambda book: book.active.cell(1, 1, TITLE),
        lambda book: setattr(book.active, "title", WORD),
        lambda book: setattr(book.properties, "keywords", WORD),
        lambda book: setattr(book.properties, "creator", WORD),
        lambda book: book.defined_names.add(DefinedName("raptor", attr_text="Sheet!$A$1")),
        lambda book: setattr(book.active.oddHeader.center, "text", TITLE),
        lambda book: setattr(book.create_sheet(WORD), "sheet_state", "veryHidden"),
        lambda book: setattr(book.active.row_dimensions[9], "hidden", True) or book.active.cell(9, 9, TITLE),
        comment,
        author,
        validation,
        link,
    ]
    assert not where(saved(lambda _: None), "book.xlsx")
    for number, change in enumerate(changes):
        assert where(saved(change), "book.xlsx"), number


def _opened(change: Callable[..., object]) -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as opened:
        change(opened, pikepdf)
        opened.save(out)
    return out.getvalue()


def _annotation(opened: "object", pike: "object", **fields: object) -> None:
    page = opened.pages[0]  # type: ignore[attr-defined]
    dictionary = pike.Dictionary  # type: ignore[attr-defined]
    note = dictionary(Type=pike.Name.Annot, Subtype=pike.Name.Text, Rect=[0, 0, 9, 9], **fields)  # type: ignore[attr-defined]
    page.obj["/Annots"] = pike.Array([opened.make_indirect(note)])  # type: ignore[attr-defined]


def _kept(opened: "object", thing: "object") -> None:
    opened.Root["/Extra"] = opened.make_indirect(thing)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "change",
    [
        lambda opened, pike: _annotation(opened, pike, Contents=TITLE),
        lambda opened, pike: _annotation(opened, pike, T=WORD),
        lambda opened, pike: _annotation(opened, pike, RC=f"<p>{WORD}</p>"),
        lambda opened, pike: _annotation(
            opened, pike, A=pike.Dictionary(S=pike.Name.URI, URI=f"https://example.invalid/{quote(WORD)}")
        ),
        lambda opened, pike: opened.Root.__setitem__("/Lang", WORD),
        lambda opened, pike: opened.Root.__setitem__("/PieceInfo", pike.Dictionary(X=pike.String(TITLE))),
        lambda opened, pike: _kept(
            opened, pike.Dictionary(Type=pike.Name.Font, BaseFont=pike.Name("/ABCDEF+Raptor"))
        ),
        lambda opened, pike: _kept(opened, pike.Name("/Raptor")),
        lambda opened, pike: _kept(opened, pike.Dictionary({"/Raptor": 1})),
        lambda opened, pike: _kept(opened, opened.make_stream(f"<< {TITLE} >>".encode("utf-16-be"))),
        lambda opened, pike: _kept(opened, opened.make_stream(base64.b64encode(f"a {TITLE}".encode()))),
        lambda opened, pike: _kept(
            opened, opened.make_stream(f"BT <{b'Raptor'.hex()}> Tj ET".encode())
        ),
        lambda opened, pike: _kept(
            opened, opened.make_stream(f"BT <{WORD.encode('utf-16-be').hex()}> Tj ET".encode())
        ),
    ],
)  # fmt: skip
def test_in_every_object_of_a_pdf(change: Callable[..., object]) -> None:
    assert not where(_opened(lambda *_: None))
    assert where(_opened(change))


@pytest.mark.parametrize("at", [(72, 700), (-900, -900), (72, 5000), (4000, 72)])
@pytest.mark.parametrize("mode", [0, 3])
def test_in_a_font_of_its_own_on_the_page_and_beyond_its_edge(at: tuple[int, int], mode: int) -> None:
    """The bytes of such a text are numbers of glyphs; invisible and cropped text is text all the same."""
    from reportlab.pdfgen.canvas import Canvas

    from planner.briefing.fonts import use_fonts
    from planner.briefing.styles import REGULAR

    use_fonts()
    out = io.BytesIO()
    canvas = Canvas(out)
    text = canvas.beginText(*at)
    text.setFont(REGULAR, 10)
    text.setTextRenderMode(mode)
    text.textLine(f"Ask {WORD}")
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    assert where(out.getvalue())


def test_in_every_corner_of_a_zip_file(tmp_path: Path) -> None:
    for place in ("name", "folder", "comment", "extra", "archive comment", "inside a zip", "an empty folder"):
        member = zipfile.ZipInfo({"name": f"{WORD}.txt", "folder": f"{WORD}/a.txt"}.get(place, "a.txt"))
        if place == "comment":
            member.comment = WORD.encode()
        if place == "extra":
            member.extra = b"\x99\x99" + len(TITLE).to_bytes(2, "little") + TITLE.encode()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            inner = zipped(b_dot_txt=TITLE.encode()) if place == "inside a zip" else b"x"
            archive.writestr(member, inner)
            if place == "archive comment":
                archive.comment = WORD.encode()
            if place == "an empty folder":
                archive.writestr(zipfile.ZipInfo(f"{WORD}/"), b"")
        assert where(packed.getvalue(), "a.zip"), place


def test_what_looks_like_base64_or_an_address_and_is_none_is_no_leak() -> None:
    harmless = ["/resources/district/colchester/wards", "A" * 40, "100 % sure %zz", "=3D=", "\\u00"]
    for text in harmless:
        assert not find_leaks(text.encode(), SECRET, name="list.csv"), text

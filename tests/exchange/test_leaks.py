"""Planted leaks are found wherever they stand, and what may be there is not called a leak."""

import io
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.exchange.leak_search import Forbidden
from planner.exchange.leaks import find_leaks

SECRET = Forbidden(
    ids=frozenset({"00112233445566ff"}),
    phrases={
        "visits to the quiet corner": "a title",
        "og-2026-01": "a reference",
        "x109": "a personal reference",
    },
    words=frozenset({"raptor", "walks", "gřekovo"}),
)


def where(data: bytes | Path, name: str = "out.bin") -> set[str]:
    """The places in which something is found."""
    return {hit.where for hit in find_leaks(data, SECRET, name=name)}


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member.replace("__", "/").replace("_dot_", "."), data)
    return packed.getvalue()


def pdf(text: str = "Street meet", *, split: bool = False) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1, invariant=1)
    canvas.drawString(72, 800, "An open page")
    canvas.showPage()
    if split:
        at = 72.0
        for letter in text:
            canvas.drawString(at, 700, letter)
            at += canvas.stringWidth(letter)
    else:
        canvas.drawString(72, 700, text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "Operation Raptor",
        "OPERATION RAPTOR",
        "op &#82;aptor",
        '{"a": "\\u0052aptor"}',
        "id 00112233445566ff",
        "aa00112233445566ffaa",
        "see OG-2026-01.",
        "visits to the\nquiet  corner",
        "PC X109",
        "Gřekovo",
    ],
)
def test_text_is_read_folded_and_unescaped(text: str) -> None:
    assert where(text.encode())
    assert where(text.encode("utf-16"))
    assert where(b"\x00\x01\x02" + ("some room for it " + text).encode("utf-16-le"))
    assert where(b"\xff\x00\x01" + ("some room for it " + text).encode("utf-16-be"))


@pytest.mark.parametrize("text", ["sidewalks", "X1091", "velociraptors", "og-2026-012", "a b c"])
def test_longer_words_and_numbers_are_not_the_forbidden_ones(text: str) -> None:
    assert not where(f"it says {text} here".encode())


def test_a_line_of_a_list_and_an_entry_of_a_calendar_are_named() -> None:
    assert where(b"a,b\r\nc,d\r\ne,Raptor\r\n", "list.csv") == {"line 3"}
    first = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Meet\r\nEND:VEVENT\r\n"
    calendar = f"{first}BEGIN:VEVENT\r\nSUMMARY:Op Rap\r\n tor\r\n"
    assert where(calendar.encode(), "c.ics") == {"entry 2 of the calendar"}
    assert where(b"BEGIN:VCALENDAR\r\nX-WR-CALNAME:Visits to\\nthe quiet corner\r\n") == {
        "the calendar's head"
    }
    assert where(b"a,b", "Raptor.csv") == {"the file's name"}


def test_every_part_of_a_workbook_and_every_corner_of_a_zip_file_is_read() -> None:
    assert "sheet1.xml: line 1" in where(zipped(xl__sheet1_dot_xml=b"<t>Raptor</t>"))
    assert where(zipped(xl__strings_dot_xml=b"<r><t>Rap</t></r><r><t>tor</t></r>")) == {
        "strings.xml: its text"
    }
    assert any("core.xml" in place for place in where(zipped(docProps__core_dot_xml=b"<c>Raptor</c>")))
    nested = zipped(inner_dot_zip=zipped(deep_dot_csv=b"x\nRaptor\n"))
    assert where(nested) == {"inner.zip: deep.csv: line 2"}
    assert where(zipped(Raptor_dot_txt=b"x")) >= {"the name of member 1"}
    packed = io.BytesIO(zipped(a_dot_txt=b"x"))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.comment = b"Raptor"
    assert "the zip file's comment" in where(packed.getvalue())
    member = zipfile.ZipInfo("a.txt")
    member.comment = b"Raptor"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(member, b"x")
    assert "the note on a.txt" in where(packed.getvalue())
    assert where(b"here is Raptor before the zip" + zipped(a_dot_txt=b"x")) == {"the zip file's raw bytes"}


def test_pages_metadata_and_streams_of_a_pdf_are_read() -> None:
    import pikepdf

    assert not where(pdf())
    assert "page 2" in where(pdf("Operation Raptor"))
    assert where(pdf("Operation Raptor", split=True)) == {"page 2"}
    for change, place in _PDF_CHANGES:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf())) as opened:
            change(opened)
            opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        assert place in where(out.getvalue()), place
    after = (
        pdf()
        + b"\n9 0 obj << /Length 9 >> stream\n"
        + zlib.compress(b"BT (Raptor) Tj ET")
        + b"\nendstream endobj"
    )
    assert "a part of the PDF that no page uses" in where(after)
    assert where(pdf() + b"\n% Raptor") == {"the PDF's raw bytes"}


def _set_title(opened: object) -> None:
    opened.docinfo["/Subject"] = "Gřekovo"  # type: ignore[attr-defined]


def _set_xmp(opened: object) -> None:
    with opened.open_metadata() as metadata:  # type: ignore[attr-defined]
        metadata["dc:title"] = "Raptor"


def _attach(opened: object) -> None:
    opened.attachments["a.txt"] = b"all about Raptor here"  # type: ignore[attr-defined]


def _bookmark(opened: object) -> None:
    import pikepdf

    with opened.open_outline() as outline:  # type: ignore[attr-defined]
        outline.root.append(pikepdf.OutlineItem("Raptor", 0))


_PDF_CHANGES: tuple[tuple[Callable[[object], None], str], ...] = (
    (_set_title, "the PDF's metadata"),
    (_set_xmp, "the PDF's metadata"),
    (_attach, "a stream of the PDF"),
    (_bookmark, "the PDF's structure"),
)


def database(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA page_size = 4096")
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT, data BLOB)")
    return connection


def test_cells_blobs_and_names_of_tables_are_read(tmp_path: Path) -> None:
    for number, (sql, place) in enumerate(
        (
            ("INSERT INTO note (text) VALUES ('Op Raptor')", "table note"),
            ("INSERT INTO note (data) VALUES (CAST('kept: Op Raptor' AS BLOB))", "table note"),
            ("CREATE TABLE raptor (id)", "the list of tables"),
            ("CREATE VIEW v AS SELECT 'Raptor'", "the list of tables"),
        )
    ):
        path = tmp_path / f"{number}.wardplan"
        connection = database(path)
        connection.execute(sql)
        connection.commit()
        connection.close()
        assert where(path) == {place}
        assert where(path.read_bytes()) == {place}


def test_what_was_deleted_is_found_in_the_pages(tmp_path: Path) -> None:
    path = tmp_path / "deleted.wardplan"
    connection = database(path)
    connection.execute("INSERT INTO note (text) VALUES ('stays'), ('goes: Op Raptor')")
    connection.execute("DELETE FROM note WHERE id = 2")
    connection.commit()
    connection.close()
    assert where(path) == {"unused space of the file"}


def test_what_stands_on_a_free_page_is_found(tmp_path: Path) -> None:
    path = tmp_path / "free.wardplan"
    connection = database(path)
    connection.executemany("INSERT INTO note (text) VALUES (?)", [("Op Raptor " * 300,)] * 20)
    connection.execute("DELETE FROM note")
    connection.commit()
    assert connection.execute("PRAGMA freelist_count").fetchone()[0] > 5
    connection.close()
    assert where(path) == {"unused space of the file"}


def test_slack_of_a_page_and_what_follows_the_last_page_are_read(tmp_path: Path) -> None:
    path = tmp_path / "slack.wardplan"
    connection = database(path)
    connection.execute("INSERT INTO note (text) VALUES ('stays')")
    connection.commit()
    connection.close()
    assert not where(path)
    whole = path.read_bytes()
    planted = bytearray(whole)
    planted[4096 + 200 : 4096 + 206] = b"Raptor"
    path.write_bytes(bytes(planted))
    assert where(path) == {"unused space of the file"}
    path.write_bytes(whole + b"Raptor")
    assert where(path) == {"unused space of the file"}


def test_with_nothing_hidden_nothing_is_read() -> None:
    assert not find_leaks(b"Raptor", Forbidden(), name="Raptor")

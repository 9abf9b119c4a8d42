"""Reading back a finished output, down to its last byte, to see whether it holds what its reader may not see.

Every place is named in words: "page 2", "entry 3 of the calendar", "the PDF's metadata". Read are: tables,
pages and free space of planning files, PDF pages, metadata and streams (also those that no page uses),
calendars unfolded, CSV and JSON, the parts of workbooks, members and comments of zip files, one in another.
"""

import io
import re
import zipfile
import zlib
from base64 import a85decode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.domain.progress import Report, no_report
from planner.exchange.leak_search import Forbidden, Hit, Searcher, fold

if TYPE_CHECKING:
    from pikepdf import Object

_SQLITE: Final = b"SQLite format 3\x00"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_GZIP: Final = b"\x1f\x8b"
_CALENDAR: Final = b"BEGIN:VCALENDAR"
_FOLD: Final = re.compile(rb"\r?\n[ \t]")
_ICS_ESCAPE: Final = re.compile(r"\\([,;\\nN])")
_TAG: Final = re.compile(r"<[^>]*>")
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_UNPRINTED: Final = re.compile(rb"[^\t\n\r\x20-\x7e]")
_DEEPEST: Final = 5
_MOST_UNPACKED: Final = 200_000_000


def find_leaks(
    source: bytes | Path,
    forbidden: Forbidden,
    *,
    name: str,
    key: str | None = None,
    report: Report = no_report,
) -> list[Hit]:
    """Return what an output holds that is forbidden; nothing when it is clean.

    source: the bytes, or the path of a planning file. name: what the file will be called; it is read too.
    key: the raw key of an encrypted planning file. report: told how far it is, and may raise to stop it.
    """
    if forbidden.is_empty:
        return []
    reading = _Reading(Searcher(forbidden), report, key)
    reading.searcher.look("the file's name", name)
    if isinstance(source, Path):
        reading.planning_file(source, "")
    else:
        reading.anything(source, "", 0)
    return _once(reading.searcher.hits)


def _once(hits: list[Hit]) -> list[Hit]:
    return list({(hit.where, hit.kind, hit.found): hit for hit in hits}.values())


class _Reading:
    """One output being read back; prefix names the member it is inside of."""

    def __init__(self, searcher: Searcher, report: Report, key: str | None) -> None:
        self.searcher, self._report, self._key = searcher, report, key

    def anything(self, data: bytes, prefix: str, depth: int) -> None:
        """Look through bytes of any kind."""
        if data.startswith((_ZIP, _EMPTY_ZIP)) or (
            b"PK\x05\x06" in data[-70_000:] and zipfile.is_zipfile(io.BytesIO(data))
        ):
            self._zip(data, prefix, depth)
        elif data.startswith(b"%PDF"):
            self._pdf(data, prefix)
        elif data.startswith(_SQLITE):
            self._planning_file_bytes(data, prefix)
        elif data.lstrip()[:16].startswith(_CALENDAR):
            self._calendar(data, prefix)
        elif data.startswith(_GZIP):
            self._gzip(data, prefix, depth)
        else:
            self._text(data, prefix)

    def planning_file(self, path: Path, prefix: str) -> None:
        """Look through every table of a planning file, then through its bytes."""
        from planner.storage.cells import tables_of

        self._report(0, "Reading the copy back")
        blobs = []
        for table in tables_of(path, self._key):
            self.searcher.look(prefix + table.table, table.text)
            blobs.append((prefix + table.table, table.blobs))
        self._report(50, "Reading the copy back")
        for where, data in blobs:
            self.searcher.look_raw(where, data)
        if self._key is None:
            from planner.storage.free_space import free_space

            where = prefix + "unused space of the file"
            self.searcher.look_raw(where, free_space(path), is_packed=False)

    def _planning_file_bytes(self, data: bytes, prefix: str) -> None:
        from planner.paths import state_dir
        from planner.storage.wiping import wipe
        from planner.storage.working_copy import INCOMING, WorkingCopy

        # Nobody else reads this folder, and what a killed process leaves in it goes at the next start.
        private = WorkingCopy.make(state_dir(), INCOMING, state_dir())
        try:
            private.database.write_bytes(data)
            self.planning_file(private.database, prefix)
        finally:
            wipe(private.database)
            private.discard()

    def _gzip(self, data: bytes, prefix: str, depth: int) -> None:
        unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            plain = unpacking.decompress(data, _MOST_UNPACKED)
        except zlib.error:
            plain = b""
        if unpacking.unconsumed_tail or depth >= _DEEPEST:
            self.searcher.hits.append(Hit(f"{prefix}a file too large to read back", "data", ""))
        self.searcher.look_raw(f"{prefix}the file's raw bytes", data)
        if plain and depth < _DEEPEST:
            self.anything(plain, f"{prefix}unpacked: ", depth + 1)

    def _text(self, data: bytes, prefix: str) -> None:
        text = _decoded(data)
        if text is not None:
            stripped = _TAG.sub("", text) if text.lstrip().startswith("<") else ""
            self._look_by_line(text, prefix)
            if stripped:
                self.searcher.look(f"{prefix}its text", stripped)
        if text is None or "\0" in text:
            self.searcher.look_raw(f"{prefix}the file's raw bytes", data, is_packed=False)
        if b"\0\0" in data:  # every sign in four bytes
            self.searcher.look(f"{prefix}its text", data.replace(b"\0", b"").decode("utf-8", "replace"))

    def _look_by_line(self, text: str, prefix: str) -> None:
        """Look at a text as a whole, which is quick, and only after a hit for the line that holds it."""
        before = len(self.searcher.hits)
        self.searcher.look(f"{prefix}its text", text)
        found = self.searcher.hits[before:]
        if not found:
            return
        lines = [fold(line) for line in text.splitlines()]
        for place, hit in enumerate(found, before):
            number = next((n for n, line in enumerate(lines, 1) if hit.found in line), 0)
            if number:
                self.searcher.hits[place] = Hit(f"{prefix}line {number}", hit.kind, hit.found)

    def _calendar(self, data: bytes, prefix: str) -> None:
        unfolded = _FOLD.sub(b"", data)
        text = _decoded(unfolded)
        whole = unfolded.decode("latin-1") if text is None else text
        head, *entries = whole.split("BEGIN:VEVENT")
        self.searcher.look(f"{prefix}the calendar's head", _ics_plain(head))
        for number, entry in enumerate(entries, 1):
            self.searcher.look(f"{prefix}entry {number} of the calendar", _ics_plain(entry))
        if text is None or b"\0" in data:
            self._text(data, prefix)

    def _zip(self, data: bytes, prefix: str, depth: int) -> None:
        if depth >= _DEEPEST:
            self.searcher.hits.append(Hit(f"{prefix}a file too deep inside others to read back", "data", ""))
            return
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if sum(m.file_size for m in members) > _MOST_UNPACKED:
                self.searcher.hits.append(Hit(f"{prefix}a file too large to read back", "data", ""))
                return
            self.searcher.look_raw(f"{prefix}the zip file's comment", _padded(packed.comment))
            for number, member in enumerate(members, 1):
                self._report(round(100 * number / len(members)), "Reading the copy back")
                self.searcher.look(f"{prefix}the name of member {number}", member.filename)
                for more in (member.comment, member.extra):
                    self.searcher.look_raw(f"{prefix}the note on {_shown(member)}", _padded(more))
                self.anything(packed.read(member), f"{prefix}{_shown(member)}: ", depth + 1)
        self.searcher.look_raw(f"{prefix}the zip file's raw bytes", data)

    # PDF --------------------------------------------------------------------------------------------

    def _pdf(self, data: bytes, prefix: str) -> None:
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        try:
            for number in range(len(document)):
                self._report(round(90 * number / len(document)), "Reading the pages back")
                page = document[number]
                text = page.get_textpage()
                # Once what is on the page, once all of it, also beyond its edge.
                self.searcher.look(f"{prefix}page {number + 1}", text.get_text_bounded())
                self.searcher.look(f"{prefix}page {number + 1}", text.get_text_range())
                text.close()
                page.close()
        finally:
            document.close()
        self._pdf_objects(data, prefix)
        self._plain_pdf(f"{prefix}the PDF's raw bytes", _STREAM.sub(b"", data))

    def _pdf_objects(self, data: bytes, prefix: str) -> None:
        import pikepdf

        with pikepdf.open(io.BytesIO(data)) as pdf:
            seen: set[bytes] = set()
            self.searcher.look(f"{prefix}the PDF's metadata", "\n".join(_strings(pdf.docinfo)))
            for thing in pdf.objects:
                self.searcher.look(f"{prefix}the PDF's structure", "\n".join(_strings(thing)))
                if isinstance(thing, pikepdf.Stream):
                    seen.add(bytes(thing.read_raw_bytes()))
                    with suppress(pikepdf.PdfError, RuntimeError):
                        self._plain_pdf(_stream_name(thing, prefix), bytes(thing.read_bytes()))
        for body in _STREAM.findall(data):
            if body not in seen:
                for plain in _unpacked(body):
                    self._plain_pdf(f"{prefix}a part of the PDF that no page uses", plain)

    def _plain_pdf(self, where: str, data: bytes) -> None:
        """Look at bytes inside a PDF: as text where they are text, else only at the runs of text in them."""
        if len(_UNPRINTED.findall(data[:20_000])) * 10 < len(data[:20_000]):
            self.searcher.look(where, data.decode("latin-1"))
            if b"\0" in data:
                self.searcher.look_raw(where, data, is_packed=False)
        else:
            self.searcher.look_raw(where, data)


def _stream_name(thing: "Object", prefix: str) -> str:
    is_metadata = str(thing.get("/Type", "")) == "/Metadata"
    return prefix + ("the PDF's metadata" if is_metadata else "a stream of the PDF")


def _strings(thing: "Object", depth: int = 0) -> Iterator[str]:
    """Yield every text and name inside one PDF object, without following references."""
    import pikepdf

    if depth > 20:
        return
    if isinstance(thing, pikepdf.String | pikepdf.Name):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for one in thing:
            if not getattr(one, "is_indirect", False):
                yield from _strings(one, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for name, one in thing.items():
            yield str(name)
            if not getattr(one, "is_indirect", False):
                yield from _strings(one, depth + 1)


def _unpacked(body: bytes) -> Iterator[bytes]:
    """Yield what a stream holds: as it is, and unpacked the ways that writers of PDF use."""
    yield body
    for packed in (body, _from_ascii85(body)):
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(packed, _MOST_UNPACKED)


def _from_ascii85(body: bytes) -> bytes:
    with suppress(ValueError):
        return a85decode(body.strip().removesuffix(b"~>"))
    return b""


def _decoded(data: bytes) -> str | None:
    """Return the text of a text file in UTF-8 or UTF-16, or None for bytes that are no text."""
    if data[:4] == b"\xff\xfe\x00\x00":
        return data.decode("utf-32", "replace")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _ics_plain(text: str) -> str:
    return _ICS_ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _padded(data: bytes) -> bytes:
    """Return a short note with room around it, so that it counts as text however short it is."""
    return b" " * 12 + data if data else b""


def _shown(member: zipfile.ZipInfo) -> str:
    return member.filename.rsplit("/", 1)[-1]

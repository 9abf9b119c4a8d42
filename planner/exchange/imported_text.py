"""Text files from anywhere, read with a bound: one sentence for what is no such file, and texts as data."""

import unicodedata
from pathlib import Path
from typing import Final

from planner.domain.errors import InvalidInput
from planner.exchange.reading import refuse_no_file

_MEGABYTE: Final = 1024 * 1024


def read_bytes(path: Path, *, most: int, what: str) -> bytes:
    """Return a file's bytes; InvalidInput for no file, one that is too large, or one that holds nothing.

    what: what it should be, "a calendar". most: bytes.
    """
    refuse_no_file(path)
    try:
        if path.stat().st_size > most:
            raise InvalidInput(f"{path.name} is larger than {most // _MEGABYTE} MB: it cannot be {what}.")
        data = path.read_bytes()
    except OSError as trouble:
        reason = trouble.strerror or "the system refused"
        raise InvalidInput(f"{path.name} cannot be read ({reason}). Check its name.") from trouble
    if not data.strip():
        raise InvalidInput(f"{path.name} is empty. Download or export it again.")
    return data


def read_text(path: Path, *, most: int, what: str) -> str:
    """Return the text of a UTF-8 file; InvalidInput as read_bytes, and for what is no text."""
    data = read_bytes(path, most=most, what=what)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidInput(f"{path.name} is in UTF-16. Save it as UTF-8 and try again.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path.name} is not text in UTF-8, so it is not {what}. Save it again.") from None
    if "\0" in text:
        raise InvalidInput(f"{path.name} holds bytes that are no text, so it is not {what}. Export it again.")
    return text


def decoded(content: bytes) -> str:
    """Return the text of a table, whether UTF-8, UTF-16 with its mark, or what Windows calls ANSI."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def tidy(text: str, longest: int) -> str:
    """Return text as one line of printable characters, cut between words or with a mark where it is too long.

    Signs that turn the direction of writing round go too: they make a file's words read as others.
    """
    plain = "".join(
        c if c.isprintable() and unicodedata.category(c) != "Cf" else " " for c in text[: longest * 8]
    )
    line = " ".join(plain.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"

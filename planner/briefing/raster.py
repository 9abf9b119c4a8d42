"""Pages of a finished PDF as pictures, so that a preview shows, and a printer gets, the PDF itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from planner.domain.errors import FileProblem
from planner.domain.vocabulary import Marking

_MOST_PIXELS = 80_000_000


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise FileProblem("This is not a PDF that can be shown; make the order again.") from error
    try:
        yield document
    finally:
        document.close()


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has; FileProblem if it is none."""
    with _opened(pdf) as document:
        return len(document)


def marking_of(pdf: bytes) -> Marking:
    """Return the highest marking of a paper of ours, from its subject."""
    with _opened(pdf) as document:
        is_sensitive = document.get_metadata_value("Subject") == Marking.OFFICIAL_SENSITIVE.value
    return Marking.OFFICIAL_SENSITIVE if is_sensitive else Marking.OFFICIAL


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return the width and height of each page in points."""
    with _opened(pdf) as document:
        return [document.get_page_size(index) for index in range(len(document))]


def render_page(pdf: bytes, index: int, scale: float = 1.0) -> tuple[int, int, bytes]:
    """Return (width, height, BGRA bytes, rows from the top without padding) of a page; scale 1 is 72 dpi."""
    with _opened(pdf) as document:
        if not 0 <= index < len(document):
            raise IndexError(f"page {index} of {len(document)}")
        page = document[index]
        width, height = page.get_size()
        if not 0 < width * height * scale * scale <= _MOST_PIXELS:
            raise ValueError(f"a scale of {scale} gives no picture of a useful size")
        bitmap = page.render(scale=scale, prefer_bgrx=True)
        try:
            return bitmap.width, bitmap.height, _packed(bytes(bitmap.buffer), bitmap.width, bitmap.stride)
        finally:
            bitmap.close()
            page.close()


def _packed(data: bytes, width: int, stride: int) -> bytes:
    row = width * 4
    if stride == row:
        return data
    return b"".join(data[at : at + row] for at in range(0, len(data), stride))

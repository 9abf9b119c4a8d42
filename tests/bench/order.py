"""The operation order, against bare reportlab putting the same words and paths on as many pages."""

import io
from datetime import datetime
from pathlib import Path

from tests.bench.figures import Figure, in_turn, median_ms, timed

Word = tuple[str, float, float, float]
Line = list[tuple[float, float]]


def order_figure(plan: Path, runs: int) -> Figure:
    """Make the order of a Street Week again and again, from plan to bytes."""
    from planner.briefing.order import order_pdf
    from planner.document.opening import open_plan
    from planner.domain.records.operation import Operation

    document = open_plan(plan, author="bench", read_only=True)
    try:
        operation = next(o for o in document.read.all(Operation) if o.reference.startswith("SW-"))
        now = datetime(2026, 9, 3, 8, 12)

        def make() -> bytes:
            return order_pdf(document.read, operation.id, now=now)

        pages = _drawn(make())
        ours, floor = in_turn(lambda: timed(make), lambda: timed(lambda: _redraw(pages)), runs)
    finally:
        document.close()
    return Figure("operation order, full", "bare reportlab", median_ms(floor), median_ms(ours), 1.5)


def _drawn(pdf: bytes) -> list[tuple[list[Word], list[Line]]]:
    """Return the words and paths of every page of a PDF."""
    import pypdfium2
    from pypdfium2 import raw

    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        words: list[Word] = []
        for index in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(index)
            line = text.get_text_bounded(left, bottom, right, top)
            words += [(w, left, bottom, max(5.0, top - bottom)) for w in line.split()]
        lines = [_path(o) for o in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])]
        pages.append((words, lines))
    return pages


def _path(path: object) -> Line:
    import ctypes

    from pypdfium2 import raw

    points: Line = []
    for index in range(raw.FPDFPath_CountSegments(path)):
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(path, index), x, y)
        points.append((x.value, y.value))
    return points


def _redraw(pages: list[tuple[list[Word], list[Line]]]) -> bytes:
    """Draw words and paths with nothing but reportlab's canvas and the same embedded font."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    from planner.paths import resource_path

    if "Bare" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Bare", str(resource_path("fonts/NotoSans-Regular.ttf"))))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for words, lines in pages:
        for word, x, y, size in words:
            canvas.setFont("Bare", size)
            canvas.drawString(x, y, word)
        for points in lines:
            path = canvas.beginPath()
            for index, (x, y) in enumerate(points):
                path.lineTo(x, y) if index else path.moveTo(x, y)
            canvas.drawPath(path)
        canvas.showPage()
    canvas.save()
    return out.getvalue()

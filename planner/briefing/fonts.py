"""The shipped font, embedded in every paper: Noto Sans, whose figures are all of one width."""

from functools import cache
from typing import Final

from planner.briefing.styles import BOLD, REGULAR
from planner.paths import resource_path

_FILES: Final = {REGULAR: "fonts/NotoSans-Regular.ttf", BOLD: "fonts/NotoSans-Bold.ttf"}


_LONGEST_KEPT: Final = 40


@cache
def use_fonts() -> None:
    """Register the two weights with reportlab, once in a process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resource_path(file))))


@cache
def _widths(*, bold: bool, size: float) -> dict[str, float]:
    return {}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line of text in points."""
    known = _widths(bold=bold, size=size)
    width = known.get(text)
    if width is None:
        from reportlab.pdfbase.pdfmetrics import stringWidth

        if len(known) > 20_000:
            known.clear()
        use_fonts()
        width = stringWidth(text, BOLD if bold else REGULAR, size)
        if len(text) <= _LONGEST_KEPT:
            known[text] = width
    return width

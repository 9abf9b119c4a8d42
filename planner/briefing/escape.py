"""The one door through which every text reaches the paper.

Nothing in this package hands text to a markup parser (reportlab's Paragraph opens files that markup names):
text is drawn as it stands, so that `<img src="...">` prints as those characters. What would still do harm in
a page description is taken out here: control characters, lone surrogates, and invisible characters that turn
the reading direction round.
"""

import re
import unicodedata
from typing import Final

_LINE_ENDS: Final = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BLANKS: Final = re.compile("[ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+")


def printable(text: str) -> str:
    """Return one line of text as it may be drawn: composed, without control characters or line ends."""
    return _BLANKS.sub(" ", _clean(text).replace("\n", " ")).strip()


def printable_lines(text: str) -> list[str]:
    """Return the lines of a longer text that hold anything, each as it may be drawn."""
    lines = (_BLANKS.sub(" ", line).strip() for line in _clean(text).split("\n"))
    return [line for line in lines if line]


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)))

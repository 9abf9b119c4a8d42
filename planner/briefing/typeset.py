"""Breaks text into lines: no markup, no hyphens; a word wider than the line is cut where the line ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.briefing.content import Run
from planner.briefing.escape import printable
from planner.briefing.fonts import text_width


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a piece of one; glued to the token before it, a space is left out."""

    text: str
    bold: bool = False
    glued: bool = False


Line = tuple[Token, ...]


def tokens(runs: Iterable[Run]) -> list[Token]:
    """Return the words of some runs, made printable; runs are a space apart."""
    return [Token(word, run.bold) for run in runs for word in printable(run.text).split(" ") if word]


def break_lines(words: Sequence[Token], size: float, width: float) -> list[Line]:
    """Return the lines that fill a width."""
    lines: list[Line] = []
    line: list[Token] = []
    x = 0.0
    spaces = (text_width(" ", size), text_width(" ", size, bold=True))
    for word in words:
        wide = text_width(word.text, size, bold=word.bold)
        gap = 0.0 if word.glued or not line else spaces[word.bold]
        if x + gap + wide <= width:
            line.append(word)
            x += gap + wide
            continue
        if line:
            lines.append(tuple(line))
            line, x = [], 0.0
        if wide <= width:
            line, x = [word], wide
            continue
        pieces = _cut(word, size, width)
        lines += [(piece,) for piece in pieces[:-1]]
        line, x = [pieces[-1]], text_width(pieces[-1].text, size, bold=word.bold)
    if line:
        lines.append(tuple(line))
    return lines


def _cut(word: Token, size: float, width: float) -> list[Token]:
    pieces: list[Token] = []
    start, x = 0, 0.0
    for at, letter in enumerate(word.text):
        wide = text_width(letter, size, bold=word.bold)
        if x + wide > width and at > start:
            pieces.append(Token(word.text[start:at], word.bold, word.glued or bool(pieces)))
            start, x = at, 0.0
        x += wide
    pieces.append(Token(word.text[start:], word.bold, word.glued or bool(pieces)))
    return pieces


def joined(line: Line) -> list[tuple[str, bool]]:
    """Return the stretches of a line as (text, bold), spaces between words included."""
    result: list[tuple[str, bool]] = []
    for token in line:
        gap = "" if token.glued or not result else " "
        if result and result[-1][1] == token.bold:
            result[-1] = (result[-1][0] + gap + token.text, token.bold)
        else:
            result.append((gap + token.text, token.bold))
    return result


def flat(lines: Iterable[Line]) -> list[Token]:
    """Return the tokens of some lines, to be broken again at another width."""
    return [token for line in lines for token in line]


def fitted(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Return one line cut to a width with an ellipsis, for furniture whose whole text stands elsewhere."""
    text = printable(text)
    if len(text) < 500 and text_width(text, size, bold=bold) <= width:
        return text
    kept = text[:500]
    while kept and text_width(kept + "…", size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"

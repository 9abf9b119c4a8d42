"""Blocks that several papers share: a head, headings, paragraphs and tables from their words."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from planner.briefing.content import Para, Run, Table, WardMap
from planner.briefing.flowing import Flowing, Heading, Laid, Text
from planner.briefing.front import LaidHead, MapBlock, lines_of
from planner.briefing.styles import BODY, FACTS, KICKER, SMALL, TITLE, TextStyle
from planner.briefing.table_layout import TableFlow, TableRow
from planner.briefing.typeset import Token, tokens

_LEFT = 0.64


class Whole:
    """What blocks that are never split answer to a pager."""

    space_before = 0.0
    keeps_next = False
    full_width = True

    def laid(self, width: float) -> Laid:
        """Return the block measured for a width."""
        raise NotImplementedError

    def least_height(self, width: float) -> float:
        """All of it."""
        return self.laid(width).height

    def split(self, width: float, room: float, *, whole_page: bool) -> tuple[Laid, Flowing] | None:
        """Never split."""
        return None

    def apart(self) -> tuple[Flowing, ...]:
        """One thing."""
        return ()


@dataclass(frozen=True)
class PaperHead(Whole):
    """Kicker, title and subtitle at the left, facts at the right; long words go on below, nothing is cut."""

    kicker: str
    title: str
    subtitle: str
    facts: tuple[str, ...] = ()

    def laid(self, width: float) -> LaidHead:
        """Return it measured."""
        wide = width * _LEFT if self.facts else width
        left = (
            (KICKER, lines_of(self.kicker, KICKER, wide)),
            (TITLE, lines_of(self.title, TITLE, wide, bold=True)),
            (KICKER, lines_of(self.subtitle, KICKER, wide)),
        )
        room = width * (1 - _LEFT) - 8
        facts = [
            " ".join(token.text for token in line) for f in self.facts for line in lines_of(f, FACTS, room)
        ]
        return LaidHead(left, tuple(facts), width)


def text_block(
    runs: Iterable[Run], style: TextStyle = BODY, *, full_width: bool = False, space_before: float = 2.0
) -> Text:
    """Return a paragraph of runs."""
    return Text(tuple(tokens(runs)), style, full_width=full_width, space_before=space_before)


def para_block(para: Para, style: TextStyle = BODY, *, full_width: bool = False) -> Text:
    """Return a paragraph as it stands in the stream; a bullet hangs."""
    text = text_block(para.runs, style, full_width=full_width)
    return replace(text, indent=10.0, bullet=True, space_before=1.0) if para.bullet else text


def table_block(table: Table, *, full_width: bool = False) -> TableFlow:
    """Return a table as it stands in the stream."""
    header = TableRow(tuple(_words(title, bold=True) for title in table.columns))
    rows = tuple(
        TableRow(tuple(_words(c.text, bold=c.bold) for c in row.cells), row.band) for row in table.rows
    )
    return TableFlow(header, rows, stretch=table.stretch, full_width=full_width)


def _words(text: str, *, bold: bool) -> tuple[Token, ...]:
    return tuple(tokens([Run(text, bold)]))


def part(
    title: str, blocks: Iterable[Para | Table], *, full_width: bool = False, style: TextStyle = BODY
) -> list[Flowing]:
    """Return a heading and what stands under it; nothing when there is nothing to say."""
    stream: list[Flowing] = []
    for block in blocks:
        if isinstance(block, Table):
            stream.append(table_block(block, full_width=full_width))
        else:
            stream.append(para_block(block, style, full_width=full_width))
    return [Heading(0, title, full_width=full_width), *stream] if stream else []


def boxed(runs: Iterable[Run]) -> Text:
    """Return a framed paragraph across the page: what must be read first."""
    return replace(text_block(runs, full_width=True), pad=4.5, space_before=5.0)


def map_side(shown: WardMap | None, most_height: float) -> list[Flowing]:
    """Return a map and its caption for the side column; nothing without a map."""
    if shown is None:
        return []
    return [MapBlock(shown, most_height, {}), text_block([Run(shown.caption)], SMALL)]

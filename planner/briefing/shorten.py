"""Shortening an order by fixed rules: whole sentences and whole rows go, and what went is said."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from planner.briefing.content import Block, Cell, OrderContent, Para, Row, Run, Section, Subheading, Table
from planner.briefing.texts import sentences
from planner.domain.phrases import count_text

_SEE_FULL: Final = "See the full order."
_WORDS: Final = {
    "timetable": ("day", "days"),
    "visits": ("visit", "visits"),
    "posts": ("post", "posts"),
    "risks": ("risk", "risks"),
    "tasks": ("task", "tasks"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of each part stays; None keeps all."""

    sentences: int | None
    """In each section."""
    rows: tuple[int, int, int, int] | None = None
    """Of timetable and visits, posts, risks, tasks."""
    cell: int | None = None
    """Letters in a cell, cut at the end of a sentence."""
    bare_tables: bool = False
    """Whether text beside timetable and risks goes altogether."""
    powers: bool = False
    map_height: float = 190.0
    look: int | None = None
    """Sentences in the Look first box."""
    more: tuple[int, ...] = ()
    """Numbers of sections that may keep another sentence, once for each time they stand here."""

    def with_more(self, section: int) -> "Limits":
        """Return these limits with one more sentence for a section."""
        return replace(self, more=(*self.more, section))

    def rows_of(self, name: str) -> int | None:
        """Return how many rows of a table stay."""
        if self.rows is None:
            return None
        return self.rows[_ROWS.get(name, 0)]


_ROWS: Final = {"timetable": 0, "visits": 0, "posts": 1, "risks": 2, "tasks": 3}

LEVELS: Final = (
    Limits(None, powers=True),
    Limits(None),
    Limits(8),
    Limits(6, rows=(20, 9, 8, 6)),
    Limits(5, rows=(16, 7, 7, 5)),
    Limits(4, rows=(14, 6, 6, 4), map_height=170),
    Limits(3, rows=(12, 5, 5, 4), map_height=160),
    Limits(2, rows=(10, 5, 4, 3), map_height=150),
    Limits(2, rows=(8, 4, 3, 2), map_height=140),
    Limits(1, rows=(8, 3, 3, 2), map_height=130),
    Limits(1, rows=(8, 3, 3, 2), bare_tables=True, map_height=120),
    Limits(1, rows=(7, 3, 2, 1), bare_tables=True, map_height=110, look=6),
    Limits(1, rows=(7, 3, 1, 1), bare_tables=True, map_height=105, look=6),
    Limits(1, rows=(7, 2, 1, 1), bare_tables=True, map_height=95, look=6),
    Limits(1, rows=(7, 3, 2, 1), cell=120, bare_tables=True, map_height=120, look=5),
    Limits(1, rows=(5, 3, 2, 1), cell=80, bare_tables=True, map_height=100, look=3),
    Limits(1, rows=(3, 2, 1, 1), cell=40, bare_tables=True, map_height=90, look=2),
    Limits(0, rows=(1, 1, 1, 1), cell=30, bare_tables=True, map_height=70, look=2),
)
"""From the whole text to the least an order can say, tried in turn until it fits."""

_TABLES: Final = frozenset({3, 5})
GROWING: Final = (3, 2, 1, 5, 6, 7, 4)
"""In which order sections get back what room is left."""

_LONGEST: Final = 420  # letters of one kept sentence; a longer one refers to the full order


def shortened(content: OrderContent, limits: Limits) -> OrderContent:
    """Return the order within limits; headings, the timetable and dated powers always stay."""
    return replace(
        content,
        sections=tuple(_section(s, limits) for s in content.sections),
        tasks=_table(content.tasks, limits, None) if content.tasks else None,
        look_first=_look(content.look_first, limits),
        handling=_short_text(content.handling, 200) if limits.rows is not None else content.handling,
        map=replace(content.map, caption=_short_text(content.map.caption, 400)) if content.map else None,
        annexes=(),
    )


def _look(found: tuple[str, ...], limits: Limits) -> tuple[str, ...]:
    if limits.look is None:
        return found
    kept = tuple(_short_text(text, _LONGEST) for text in found[: limits.look])
    more = len(found) - len(kept)
    return (*kept, f"{count_text(more, 'more point')} in the full order.") if more > 0 else kept


def _section(section: Section, limits: Limits) -> Section:
    blocks: list[Block] = []
    left = limits.sentences
    if left is not None:
        bare = limits.bare_tables and section.number in _TABLES and _has_table(section)
        left = (0 if bare else left) + limits.more.count(section.number)
    for block in section.blocks:
        if isinstance(block, Table):
            short = _brief(block.short) if block.short and not limits.powers else None
            small: Block = short or _table(block, limits, left)
            blocks.append(small)
        elif isinstance(block, Para):
            kept, left = _para(block, left)
            blocks += [kept] if kept else []
        else:
            blocks.append(block)
    return replace(section, blocks=_tidy(blocks) or (Para((Run(_SEE_FULL),)),))


def _brief(short: Para) -> Para:
    """Return a table's short form, or where to read it when even that is long."""
    return short if len(short.text) <= 2 * _LONGEST else Para((short.runs[0], Run(_SEE_FULL)))


def _has_table(section: Section) -> bool:
    return any(isinstance(block, Table) for block in section.blocks)


def _tidy(blocks: list[Block]) -> tuple[Block, ...]:
    """Drop headings and lead-ins that have lost what they led to."""
    result: list[Block] = []
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if isinstance(block, Subheading) and not isinstance(following, Table):
            continue
        leads = isinstance(block, Para) and block.text.endswith(":") and not block.bullet
        if leads and not (isinstance(following, Para) and following.bullet):
            continue
        result.append(block)
    return tuple(result)


def _para(para: Para, left: int | None) -> tuple[Para | None, int | None]:
    if left is None:
        return para, left
    if para.must_stay:
        return para if len(para.text) <= 2 * _LONGEST else None, left
    if left <= 0:
        return None, 0
    if len(para.runs) > 1 or para.bullet:
        return (para, left - 1) if len(para.text) <= _LONGEST else (None, left)
    parts = sentences(para.text)
    kept = [s for s in parts[:left] if len(s) <= _LONGEST]
    return (replace(para, runs=(Run(" ".join(kept), para.runs[0].bold),)) if kept else None), left - len(kept)


def _table(table: Table, limits: Limits, left: int | None) -> Table:
    rows = table.rows
    most = limits.rows_of(table.name)
    if most is not None and len(rows) > most + 1:
        kept = rows[:most]
        one, many = _WORDS.get(table.name, ("line", "lines"))
        note = f"{count_text(len(rows) - len(kept), f'more {one}', f'more {many}')} in the full order"
        rows = (*kept, Row((Cell(note),), band=True))
    if limits.cell is not None:
        rows = tuple(replace(r, cells=tuple(_cell(c, limits.cell) for c in r.cells)) for r in rows)
    side = tuple(_sides(table.side, left))
    return replace(table, rows=rows, side=side, side_title=table.side_title if side else "")


def _sides(side: Iterable[Para], left: int | None) -> Iterable[Para]:
    for para in side:
        kept, left = _para(para, left)
        if kept:
            yield kept


def _cell(cell: Cell, most: int) -> Cell:
    return replace(cell, text=_short_text(cell.text, most))


def _short_text(text: str, most: int) -> str:
    """Return the whole sentences that fit, or the reference to the full order."""
    if len(text) <= most:
        return text
    kept = ""
    for sentence in sentences(text):
        if len(kept) + len(sentence) + 1 > most:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or _SEE_FULL

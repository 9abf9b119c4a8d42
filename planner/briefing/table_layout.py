"""Tables: column widths from their content, header on every page, rows that stay whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from planner.briefing.flowing import Flowing, Text
from planner.briefing.fonts import text_width
from planner.briefing.pen import Pen
from planner.briefing.styles import CELL_X, CELL_Y, HAIRLINE, HEADER_FILL, TABLE
from planner.briefing.typeset import Line, Token, break_lines, flat

_AIR_BELOW = 2.5
_TALLEST = 700.0  # points: no page holds a taller row, so it is split wherever it begins
_LEAST_OF_TALL = 100.0
_SAMPLE = 400  # tokens of a cell that its column's width is judged by
_WIDEST_WORD = 0.3  # of the table: a longer word is cut rather than given a column of its own


@dataclass(frozen=True, slots=True)
class TableRow:
    """The words of each cell; a band is one cell across."""

    cells: tuple[tuple[Token, ...], ...]
    band: bool = False


@dataclass(frozen=True, slots=True)
class LaidRow:
    """A row broken into lines."""

    cells: tuple[tuple[Line, ...], ...]
    band: bool

    @property
    def height(self) -> float:
        """The tallest cell with its padding."""
        return max(len(cell) for cell in self.cells) * TABLE.leading + 2 * CELL_Y


@dataclass(frozen=True, slots=True)
class LaidTable:
    """Header and rows with the widths of their columns; side is a cell over all rows, at the right."""

    header: LaidRow
    rows: tuple[LaidRow, ...]
    widths: tuple[float, ...]
    side_title: str = ""
    side: tuple[tuple[bool, tuple[Line, ...]], ...] = ()
    side_width: float = 0.0

    @property
    def body_height(self) -> float:
        """The rows, or the cell beside them where that is taller."""
        return max(sum(row.height for row in self.rows), self._side_height)

    @property
    def _side_height(self) -> float:
        if not self.side:
            return 0.0
        return sum(len(lines) * TABLE.leading + 1 for _, lines in self.side) + 2 * CELL_Y

    @property
    def height(self) -> float:
        """Header, body and the air below."""
        return self.header.height + self.body_height + _AIR_BELOW

    def draw(self, pen: Pen, x: float, top: float) -> None:
        """Draw fills, lines and text."""
        width = sum(self.widths)
        bottom = top + self.height - _AIR_BELOW
        pen.box(x, top, width + self.side_width, self.header.height, fill=HEADER_FILL)
        self._draw_row(pen, x, top, self.header)
        rules = []
        y = top + self.header.height
        rules.append((x, y, x + width + self.side_width, y))
        for number, row in enumerate(self.rows):
            if row.band:
                pen.box(x, y, width, row.height, fill="#f6f6f6")
            self._draw_row(pen, x, y, row)
            last = number == len(self.rows) - 1
            end = bottom if last else y + row.height
            if not row.band:
                rules += [(at, y, at, end) for at in self._edges(x)]
            if not last:
                rules.append((x, end, x + width, end))
            y = end
        rules += [(at, top, at, top + self.header.height) for at in self._edges(x)]
        pen.rules(rules, 0.5, HAIRLINE)
        if self.side:
            self._draw_side(pen, x + width, top)
        pen.box(x, top, width + self.side_width, bottom - top, stroke=HAIRLINE, line=0.6)

    def _edges(self, x: float) -> list[float]:
        edges = []
        for width in self.widths[: None if self.side else -1]:
            x += width
            edges.append(x)
        return edges

    def _draw_row(self, pen: Pen, x: float, top: float, row: LaidRow) -> None:
        for cell, width in zip(row.cells, self.widths, strict=False):
            if cell:
                pen.lines(x + CELL_X, top + CELL_Y, cell, TABLE)
            x += width

    def _draw_side(self, pen: Pen, x: float, top: float) -> None:
        pen.lines(x + CELL_X, top + CELL_Y, [(Token(self.side_title, bold=True),)], TABLE)
        y = top + self.header.height + CELL_Y
        pen.rule(x, top + self.header.height, x, top + self.height - _AIR_BELOW, 0.5, HAIRLINE)
        for bullet, lines in self.side:
            if bullet:
                pen.lines(x + CELL_X, y, [(Token("•"),)], TABLE)
            pen.lines(x + CELL_X + (8 if bullet else 0), y, lines, TABLE)
            y += len(lines) * TABLE.leading + 1


@dataclass(frozen=True, slots=True)
class TableFlow:
    """A table in the stream. notes: paragraphs that stand beside the rows, or after them when they must."""

    header: TableRow
    rows: tuple[TableRow, ...]
    side_title: str = ""
    notes: tuple[Text, ...] = ()
    shares: tuple[float, ...] = ()
    stretch: int = 1
    ready: tuple[float, tuple[LaidRow, ...]] | None = None
    """The rows as they were broken for a width before, so that a long table is broken once only."""
    _measured: dict[float, LaidTable] = field(default_factory=dict, init=False, compare=False, repr=False)
    space_before: float = 3.0
    keeps_next: bool = False
    full_width: bool = False
    keeps_whole: bool = False
    """Whether it begins a page rather than being split; a table that no page holds is split all the same."""

    def laid(self, width: float) -> LaidTable:
        """Return it measured, once for each width."""
        if width not in self._measured:
            self._measured[width] = self._laid(width)
        return self._measured[width]

    def _laid(self, width: float) -> LaidTable:
        side_width = width * 0.42 if self.notes else 0.0
        shares = self.shares or column_shares((self.header, *self.rows), width - side_width, self.stretch)
        widths = tuple(share * (width - side_width) for share in shares)
        side = tuple(
            (
                n.bullet,
                tuple(break_lines(n.words, TABLE.size, side_width - 2 * CELL_X - (8 if n.bullet else 0))),
            )
            for n in self.notes
        )
        if self.ready is not None and self.ready[0] == width:
            rows = self.ready[1]
        else:
            rows = tuple(_laid_row(row, widths) for row in self.rows)
        return LaidTable(_laid_row(self.header, widths), rows, widths, self.side_title, side, side_width)

    def least_height(self, width: float) -> float:
        """Header and two rows, or all of it where it keeps whole."""
        laid = self.laid(width)
        if self.notes or (self.keeps_whole and laid.height < _TALLEST):
            return laid.height
        first = sum(row.height for row in laid.rows[:2])
        if laid.rows and laid.rows[0].height > _TALLEST:
            return laid.header.height + _LEAST_OF_TALL
        return laid.header.height + first + _AIR_BELOW

    def split(self, width: float, room: float, *, whole_page: bool) -> "tuple[LaidTable, Flowing] | None":
        """Split between rows; only a row that no page could hold is split between its lines."""
        laid = self.laid(width)
        if self.keeps_whole and not whole_page and laid.height < _TALLEST:
            return None
        shares = tuple(w / sum(laid.widths) for w in laid.widths)
        fit, used = 0, laid.header.height
        for row in laid.rows:
            if used + row.height + _AIR_BELOW > room + 0.01:
                break
            used += row.height
            fit += 1
        while fit > 1 and self.rows[fit - 1].band:
            fit -= 1
        whole_page = whole_page or (
            room > _LEAST_OF_TALL + 40 and bool(laid.rows) and laid.rows[0].height > _TALLEST
        )
        lonely = fit == 1 and not whole_page and len(self.rows) > 1
        if fit == 0 or lonely or (fit == 1 and self.rows[0].band):
            return self._split_row(laid, shares, room, fit, width) if whole_page else None
        rest = replace(self, rows=self.rows[fit:], shares=shares, ready=(width, laid.rows[fit:]))
        return replace(laid, rows=laid.rows[:fit]), rest

    def _split_row(
        self, laid: LaidTable, shares: tuple[float, ...], room: float, at: int, width: float
    ) -> "tuple[LaidTable, Flowing]":
        above = laid.header.height + sum(row.height for row in laid.rows[:at])
        count = max(1, int((room - above - _AIR_BELOW - 2 * CELL_Y) // TABLE.leading))
        row = laid.rows[at]
        head = replace(row, cells=tuple(cell[:count] for cell in row.cells))
        tail = TableRow(tuple(tuple(flat(cell[count:])) for cell in row.cells), row.band)
        left = replace(row, cells=tuple(cell[count:] for cell in row.cells))
        rest = replace(
            self,
            rows=(tail, *self.rows[at + 1 :]),
            shares=shares,
            ready=(width, (left, *laid.rows[at + 1 :])),
        )
        return replace(laid, rows=(*laid.rows[:at], head)), rest

    def apart(self) -> "Sequence[Flowing]":
        """Rows first, notes after them, when they do not fit beside each other."""
        if not self.notes:
            return ()
        return (replace(self, notes=(), side_title=""), *self.notes)


def _laid_row(row: TableRow, widths: Sequence[float]) -> LaidRow:
    room = (sum(widths),) if row.band else widths
    cells = (
        tuple(break_lines(cell, TABLE.size, width - 2 * CELL_X))
        for cell, width in zip(row.cells, room, strict=False)
    )
    return LaidRow(tuple(cells), row.band)


def column_shares(rows: Sequence[TableRow], width: float, stretch: int) -> tuple[float, ...]:
    """Return the part of the width that each column gets: its longest word at least, more by its text.

    Width that no column needs goes to the column numbered stretch.
    """
    least: list[float] = []
    whole: list[float] = []
    for column in range(len(rows[0].cells)):
        cells = [row.cells[column] for row in rows if not row.band]
        longest, full = 0.0, 0.0
        for cell in cells:
            sizes = [text_width(t.text, TABLE.size, bold=t.bold) for t in cell[:_SAMPLE]]
            longest = max(longest, *sizes, 0.0)
            full = max(full, sum(sizes) + len(sizes) * TABLE.size * 0.26)
        least.append(min(longest, width * _WIDEST_WORD) + 2 * CELL_X + 0.5)
        whole.append(max(full + 2 * CELL_X + 0.5, least[-1]))
    return _shared_out(least, whole, width, min(stretch, len(whole) - 1))


def _shared_out(least: list[float], whole: list[float], width: float, stretch: int) -> tuple[float, ...]:
    spare = width - sum(least)
    if spare < 0:
        return tuple(one / sum(least) for one in least)
    wish = [w - one for w, one in zip(whole, least, strict=True)]
    if sum(wish) <= spare:  # all fits on one line
        sizes = [w + (spare - sum(wish) if i == stretch else 0) for i, w in enumerate(whole)]
        return tuple(size / width for size in sizes)
    weights = [w**0.6 if w > 0 else 0.0 for w in wish]
    sizes = _poured(least, wish, weights, spare)
    return tuple(size / width for size in sizes)


def _poured(least: list[float], wish: list[float], weights: list[float], spare: float) -> list[float]:
    """Give out the spare width by weight, never more to a column than it wishes for."""
    sizes = list(least)
    open_columns = [i for i, w in enumerate(weights) if w > 0]
    while open_columns and spare > 0.01:
        total = sum(weights[i] for i in open_columns)
        full = [i for i in open_columns if wish[i] - (sizes[i] - least[i]) <= spare * weights[i] / total]
        if not full:
            for i in open_columns:
                sizes[i] += spare * weights[i] / total
            return sizes
        for i in full:
            spare -= least[i] + wish[i] - sizes[i]
            sizes[i] = least[i] + wish[i]
        open_columns = [i for i in open_columns if i not in full]
    return sizes

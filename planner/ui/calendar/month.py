"""The month: weeks of seven days with continuous bars, and "+3 more" where they do not fit."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPen, QRegion
from PySide6.QtWidgets import QWidget

from planner.document.agenda_bars import Bar
from planner.domain.frozen import dataclass
from planner.ui.calendar.drag import Drag
from planner.ui.calendar.packing import pack_slots
from planner.ui.calendar.paint import Piece, hatched_parts, scaled
from planner.ui.calendar.repaint import Box, Parts, box_of, reach_of
from planner.ui.calendar.surface import BarSurface
from planner.ui.state import Period, Selection, ViewState

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = timedelta(days=1)
_MARGIN = 8.0


@dataclass(frozen=True, slots=True)
class _More:
    """The "+3 more" of a day: how many bars it stands for, how many of them are selected, where it is."""

    count: int
    chosen: int
    rect: QRectF


@dataclass(slots=True)
class _Week:
    """One week as it was laid out, and from what; free: where the bars of a day begin, from the top."""

    bars: list[Bar]
    measures: tuple[object, ...]
    pieces: list[Piece]
    more: dict[date, _More]
    free: dict[date, float]

    def note_free(self, day: date, top: float) -> None:
        """Note that a bar of a day begins at a height."""
        self.free[day] = min(top, self.free.get(day, top))


class MonthView(BarSurface):
    """A painted month; more_asked(day, global point) when "+3 more" is pressed."""

    more_asked = Signal(object, object)

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(state, parent)
        self.period = state.period
        self.notes: dict[date, list[str]] = {}
        self._more: dict[date, _More] = {}
        self._free: dict[date, float] = {}
        self._laid: dict[date, _Week] = {}
        self.setAccessibleName("Calendar, month")

    def show_period(self, period: Period, bars: list[Bar], notes: dict[date, list[str]]) -> None:
        """Show another month, or of the same month what has changed."""
        if (period, notes) == (self.period, self.notes):
            self.show_changed(bars)
            return
        self.period, self.notes = period, notes
        if not period.first <= self.cursor_day <= period.last:
            self.cursor_day = period.anchor
        self.show_bars(bars)

    # Geometry -----------------------------------------------------------------------------------------

    @property
    def weeks(self) -> int:
        """How many weeks the month shows, four to six."""
        return ((self.period.last - self.period.first).days + 1) // 7

    def _metrics(self) -> QFontMetricsF:
        return self.measured("metrics", lambda: QFontMetricsF(self.bar_font()))

    @property
    def bar_height(self) -> float:
        """The height of a bar in pixels."""
        return self.measured("bar", lambda: round(self._metrics().height() + 1.0))

    @property
    def number_height(self) -> float:
        """The height of the line with the day's number."""
        return self.measured("number", lambda: round(QFontMetricsF(self.font()).height() + 4.0))

    def _header(self) -> float:
        return self.measured("header", lambda: round(QFontMetricsF(self.font()).height() + 9.0))

    def cell(self, day: date) -> QRectF:
        """Return the rectangle of a day, in content coordinates."""
        week, column = divmod((day - self.period.first).days, 7)
        top, width, height = self.measured(f"cell {self.width_inside}", self._cell_sizes)
        return QRectF(_MARGIN + column * width, top + week * height, width, height)

    def _cell_sizes(self) -> tuple[float, float, float]:
        """Return where the first week begins, and the width and height of a day."""
        return self._header(), (self.width_inside - 2 * _MARGIN) / 7, self._week_height()

    def _week_height(self) -> float:
        return self.measured("week", self._week_measured)

    def _week_measured(self) -> float:
        room = (self.height() - self._header() - _MARGIN) / self.weeks
        return max(room, self.number_height + 2 * (self.bar_height + 2) + 4)

    def content_height(self) -> float:
        """All weeks; the smallest height keeps one bar and "+3 more" readable."""
        return self._header() + self.weeks * self._week_height() + _MARGIN

    def moment_at(self, spot: QPointF) -> date | datetime | None:
        """Return the day at a point."""
        width = (self.width_inside - 2 * _MARGIN) / 7
        column = int((spot.x() - _MARGIN) // width)
        week = int((spot.y() - self._header()) // self._week_height())
        if not (0 <= column < 7 and 0 <= week < self.weeks):
            return None
        return self.period.first + timedelta(days=week * 7 + column)

    def shift(self, press: QPointF, now: QPointF) -> timedelta:
        """Return the days between two points; outside the month the nearest day counts."""
        return self._nearest(now) - self._nearest(press)

    def _nearest(self, spot: QPointF) -> date:
        whole = QRectF(self.cell(self.period.first).topLeft(), self.cell(self.period.last).bottomRight())
        inside = QPointF(
            min(max(spot.x(), whole.left()), whole.right() - 1),
            min(max(spot.y(), whole.top()), whole.bottom() - 1),
        )
        day = self.moment_at(inside)
        return day if isinstance(day, date) else self.period.first

    # Pieces -------------------------------------------------------------------------------------------

    def make_pieces(self) -> list[Piece]:
        """Pack the bars of each week into slots; a week with the same bars as before is kept as it was."""
        self.head = self._header()
        self._more, self._free = {}, {}
        measures = self._measures()
        laid, self._laid = self._laid, {}
        pieces: list[Piece] = []
        selected = frozenset(self.state.selection.operation_ids)
        for week in range(self.weeks):
            monday = self.period.first + timedelta(days=7 * week)
            sunday = monday + 6 * _DAY
            bars = [b for b in self.bars if b.first <= sunday and b.last >= monday]
            known = laid.get(monday)
            chosen = frozenset(b.key for b in bars if b.operation_id in selected and self.is_selected(b))
            if known is None or known.measures != (measures, week, chosen) or known.bars != bars:
                known = self._lay_week(monday, bars, (measures, week, chosen))
            known.bars = bars  # equal at least; the very same are told to be so at once next time
            self._laid[monday] = known
            self._more |= known.more
            self._free |= known.free
            pieces += known.pieces
        return pieces

    def _slots(self) -> int:
        room = self._week_height() - self.number_height - 2
        return max(1, int(room // (self.bar_height + 2)))

    def _lay_week(self, monday: date, bars: list[Bar], measures: tuple[object, ...]) -> "_Week":
        """Lay out one week; a day with too many bars gets "+3 more"."""
        most, begin, chosen = self._slots(), monday.toordinal(), measures[-1]
        spans = [(b.first.toordinal() - begin, b.last.toordinal() - begin) for b in bars]
        days = {id(b): (max(0, a), min(6, z)) for b, (a, z) in zip(bars, spans, strict=True)}
        keys = [(max(0, a), a - z, b.start, b.reference) for b, (a, z) in zip(bars, spans, strict=True)]
        order = [bars[i] for i in sorted(range(len(bars)), key=keys.__getitem__)]
        slots, hidden = _packed(order, days, most)
        if chosen and any(slot is None and self.is_selected(b) for b, slot in zip(order, slots, strict=True)):
            order.sort(key=lambda b: not self.is_selected(b))  # what is selected never hides behind "+3 more"
            slots, hidden = _packed(order, days, most)
        made = _Week(bars, measures, [], {}, {})
        kept_back = [0] * 7
        for bar, slot in zip(order, slots, strict=True):
            first, last = days[id(bar)]
            if slot is None:
                if chosen and self.is_selected(bar):
                    kept_back = [n + (first <= day <= last) for day, n in enumerate(kept_back)]
                continue
            piece = self._piece(bar, monday + first * _DAY, monday + last * _DAY, slot)
            made.pieces.append(piece)
            for day in range(first, last + 1):
                made.note_free(monday + day * _DAY, piece.rect.top())
        for day in (i for i, count in enumerate(hidden) if count):
            cell = self.cell(monday + day * _DAY)
            top = self._slot_top(cell, most - 1)
            box = QRectF(cell.left() + 4, top, cell.width() - 6, self.bar_height)
            made.more[monday + day * _DAY] = _More(hidden[day], kept_back[day], box)
            made.note_free(monday + day * _DAY, top)
        return made

    def _on_selection(self, selection: Selection) -> None:
        """Lay out again where a bar that is selected now, or was, changes what a full day can show."""
        if self._more:
            self.lay_out()
        super()._on_selection(selection)

    def _slot_top(self, cell: QRectF, slot: int) -> float:
        return round(cell.top() + self.number_height + slot * (self.bar_height + 2))

    def _piece(self, bar: Bar, first: date, last: date, slot: int) -> Piece:
        left, right = self.cell(first), self.cell(last)
        is_start, is_end = bar.first == first, bar.last == last
        x = round(left.left() + (2 if is_start else 0))
        width = round(right.right()) - x - (2 if is_end else 0)
        rect = QRectF(x, self._slot_top(left, slot), width, self.bar_height)
        from_x, wide = left.left(), left.width()
        parts = hatched_parts(bar, lambda d: from_x + (d - first).days * wide, first, last)
        return Piece(bar, rect, is_start, is_end, parts, is_of_days=True)

    def ghosts(self, drag: Drag) -> list[Piece]:
        """Return the dragged bars in their new days, each on the line it has now."""
        lines: dict[object, float] = {}
        for piece in self.pieces:
            day = self._nearest(piece.rect.center())
            lines.setdefault(piece.bar.key, piece.rect.top() - self.cell(day).top())
        found = []
        for bar in drag.shown():
            offset = lines.get(bar.key, self.number_height)
            for week in range(self.weeks):
                monday = self.period.first + timedelta(days=7 * week)
                first, last = max(bar.first, monday), min(bar.last, monday + 6 * _DAY)
                if first > last:
                    continue
                piece = self._piece(bar, first, last, 0)
                rect = QRectF(piece.rect)
                rect.moveTop(self.cell(first).top() + offset)
                found.append(Piece(bar, rect, piece.is_start, piece.is_end))
        return found

    def more_at(self, spot: QPointF) -> date | None:
        """Return the day whose "+3 more" lies at a point of the widget."""
        at = self.content_spot(spot)
        return next((day for day, more in self._more.items() if more.rect.contains(at)), None)

    @property
    def hidden_counts(self) -> dict[date, int]:
        """How many bars of each crowded day only "+3 more" shows."""
        _ = self.pieces
        return {day: more.count for day, more in self._more.items()}

    @property
    def hidden_chosen(self) -> dict[date, int]:
        """How many of them are selected, where any is: that "+3 more" has the frame of a selection."""
        _ = self.pieces
        return {day: more.chosen for day, more in self._more.items() if more.chosen}

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the list of a day, or do what every surface does."""
        day = self.more_at(event.position())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self.cursor_day = day
            self.more_asked.emit(day, event.globalPosition().toPoint())
            return
        super().mousePressEvent(event)

    def cursor_moved(self) -> None:
        """Turn the page when the cursor leaves it, and scroll it into view."""
        if not self.period.first <= self.cursor_day <= self.period.last:
            self.state.show(Period(self.period.scale, self.cursor_day))
        cell = self.cell(self.cursor_day)
        if cell.bottom() - self.scrolled > self.height():
            self.scroll_to(cell.bottom() - self.height() + _MARGIN)
        elif cell.top() - self.scrolled < self.head:
            self.scroll_to(cell.top() - self.head)

    # Painting -----------------------------------------------------------------------------------------

    def frame(self) -> object:
        """Return the sizes that all weeks have."""
        return self._measures()

    def _measures(self) -> tuple[object, ...]:
        return (self.width_inside, self._week_height(), self.bar_height, self.number_height, self.head)

    def ground_parts(self) -> Parts:
        """Return "+3 more" and the special days, which go by the room that the bars leave."""
        parts: dict[Box, object] = {box_of(m.rect): (m.count, m.chosen) for m in self._more.values()}
        return parts | {
            box_of(self.cell(day)): self._free.get(day)
            for day in self.notes
            if self.period.first <= day <= self.period.last
        }

    def paint_ground(self, painter: QPainter, region: QRegion) -> None:
        """Paint weekends, hairlines, numbers, special days, the cursor, the drop target, "+3 more"."""
        tokens = self.tokens
        for number in range(7 * self.weeks):
            day = self.period.first + number * _DAY
            if region.intersects(reach_of(self.cell(day))):
                self._paint_day(painter, day)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        self._paint_lines(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.bar_font())
        for more in self._more.values():
            self._paint_more(painter, more)

    def _paint_more(self, painter: QPainter, more: _More) -> None:
        """Paint "+3 more", with the frame of a selected bar if one of them is selected."""
        painter.setPen(QPen(QColor(self.tokens.ink), 2))
        room = more.rect
        if more.chosen:
            painter.setBrush(QColor(self.tokens.selected))
            painter.drawRoundedRect(room.adjusted(-1, 1, 1, -1), 3, 3)
            room = room.adjusted(3, 0, 0, 0)
        chosen = f", {more.chosen} selected" if more.chosen else ""
        for words in (f"+{more.count} more{chosen}", f"+{more.count} more", f"+{more.count}"):
            if self._metrics().horizontalAdvance(words) <= room.width():
                break
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_lines(self, painter: QPainter) -> None:
        """Draw each line once on whole pixels, so that none is thicker than the others."""
        top_left, bottom_right = (
            self.cell(self.period.first).topLeft(),
            self.cell(self.period.last).bottomRight(),
        )
        for column in range(8):
            x = round(top_left.x() + column * (bottom_right.x() - top_left.x()) / 7)
            painter.drawLine(QPointF(x, round(top_left.y())), QPointF(x, round(bottom_right.y())))
        for week in range(self.weeks + 1):
            y = round(top_left.y() + week * self._week_height())
            painter.drawLine(QPointF(round(top_left.x()), y), QPointF(round(bottom_right.x()), y))

    def _paint_day(self, painter: QPainter, day: date) -> None:
        tokens, cell = self.tokens, self.cell(day)
        if day == self.drop_at:
            painter.fillRect(cell, QColor(tokens.selected))
        elif day.weekday() >= 5:
            painter.fillRect(cell, QColor(tokens.weekend))
        number, metrics = self._number_font(day.month == self.period.anchor.month)
        words = str(day.day)
        box = QRectF(
            cell.left() + 3, cell.top() + 2, metrics.horizontalAdvance(words) + 2, self.number_height - 3
        )
        painter.setFont(number)
        colour = QColor(tokens.text if day.month == self.period.anchor.month else tokens.muted)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if day == self.state.today:
            box.setWidth(max(box.width() + 8, box.height()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.today))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            colour = QColor(tokens.on_ink)
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        self._paint_note(
            painter, day, QRectF(box.right() + 5, box.top(), cell.right() - box.right() - 8, box.height())
        )
        if day == self.cursor_day and self.hasFocus():
            painter.setPen(QPen(QColor(tokens.ink), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(1.5, 1.5, -0.5, -0.5), 3, 3)

    def _number_font(self, bold: bool) -> tuple[QFont, QFontMetricsF]:
        """Return the font of the days' numbers and its metrics; the days of the month itself are bold."""

        def made() -> tuple[QFont, QFontMetricsF]:
            font = QFont(self.font())
            font.setBold(bold)
            font = scaled(font, 0.96)
            return font, QFontMetricsF(font)

        return self.measured(f"number font {bold}", made)

    def _paint_note(self, painter: QPainter, day: date, room: QRectF) -> None:
        notes = self.notes.get(day)
        if not notes:
            return
        font = scaled(self.font(), 0.76)
        painter.setFont(font)
        painter.setPen(QColor(self.tokens.muted))
        metrics = QFontMetricsF(font)
        cell = self.cell(day)
        free = self._free.get(day, cell.bottom()) - room.bottom()
        lines = note_lines(notes, room.width(), cell.width() - 10, int(free // metrics.height()), metrics)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, lines[0])
        for number, words in enumerate(lines[1:]):
            painter.drawText(
                QPointF(cell.left() + 5, room.bottom() + number * metrics.height() + metrics.ascent()), words
            )

    def spot_words(self, spot: QPointF) -> str:
        """Return the special days of the day at a point."""
        day = self.moment_at(self.content_spot(spot))
        return "\n".join(self.notes.get(day, [])) if isinstance(day, date) else ""

    def paint_head(self, painter: QPainter) -> None:
        """Paint the names of the weekdays."""
        tokens = self.tokens
        painter.fillRect(QRectF(0, 0, self.width(), self._header()), QColor(tokens.panel))
        painter.setFont(scaled(self.font(), 0.92))
        painter.setPen(QColor(tokens.muted))
        widest = max(painter.fontMetrics().horizontalAdvance(f"{name} ") for name in DAY_NAMES)
        for column, name in enumerate(DAY_NAMES):
            cell = self.cell(self.period.first + timedelta(days=column))
            box = QRectF(cell.left(), 0, cell.width(), self._header())
            shown = name if widest <= cell.width() else name[0]  # M, T, W in a narrow column
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def note_lines(
    notes: list[str], first_width: float, width: float, more: int, metrics: QFontMetricsF
) -> list[str]:
    """Return special days in whole names: a line beside the number, then up to more lines under it.

    What does not fit whole is counted ("Home match +1"), or is a dot; the tooltip says it all.
    """
    for kept in range(len(notes), 0, -1):
        hidden = len(notes) - kept
        words = ", ".join(notes[:kept]) + (f" +{hidden}" if hidden else "")
        lines = _wrapped(words.split(), first_width, width, more, metrics)
        if lines:
            return lines
    return ["•" if metrics.horizontalAdvance("•") <= first_width else ""]


def fit_note(notes: list[str], width: float, metrics: QFontMetricsF) -> str:
    """Return the special days that fit on one line: whole names, what is left out counted, or a dot."""
    return note_lines(notes, width, width, 0, metrics)[0]


def _wrapped(
    words: list[str], first_width: float, width: float, more: int, metrics: QFontMetricsF
) -> list[str]:
    """Return words in lines, or nothing when they do not all fit."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if metrics.horizontalAdvance(longer) <= (first_width if len(lines) == 1 else width):
            lines[-1] = longer
        elif len(lines) > more or metrics.horizontalAdvance(word) > width:
            return []
        else:
            lines.append(word)
    return lines


def _packed(
    order: list[Bar], days: dict[int, tuple[int, int]], most: int
) -> tuple[list[int | None], list[int]]:
    """Return the slot of each bar, None for what a full day hides, and how many each weekday hides."""
    slots = pack_slots(order, lambda b: days[id(b)], most)
    hidden = [0] * 7
    shown: list[int | None] = list(slots)
    for place, bar in enumerate(order):
        if slots[place] >= most:
            shown[place] = None
            for day in range(days[id(bar)][0], days[id(bar)][1] + 1):
                hidden[day] += 1
    crowded = [count > 0 for count in hidden]
    for place, bar in enumerate(order):
        if slots[place] != most - 1:
            continue
        first, last = days[id(bar)]
        if any(crowded[first : last + 1]):
            shown[place] = None
            for day in range(first, last + 1):
                hidden[day] += 1
    return shown, hidden

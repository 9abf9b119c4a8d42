"""Paints the merge table: ticks, state words, values ended at a word, and keys that can be clicked."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from planner.domain.merging import Choice, Decision, MergeItem, MergeState, Pick
from planner.ui.icons import icon
from planner.ui.merge.choices import Choices, Group, is_taken
from planner.ui.merge.model import BEFORE, BY, LINE, STATE, THEIRS, WHAT, YOURS, MergeModel
from planner.ui.merge.words import further_key, group_counts, state_words, theirs_of
from planner.ui.theme import Tokens, tokens_for

_AROUND = 8
_GAP = 6
SIDES = {BEFORE: Choice.BEFORE, YOURS: Choice.MINE, THEIRS: Choice.THEIRS}
KEY_OF = {Choice.BEFORE: "B", Choice.MINE: "M"}
_MOST_KEYS = 3
"""So many of theirs have a key in the table; all have one in the strip below it."""
_GROUP_KEYS = ((Choice.MINE, "all mine"), (Choice.THEIRS, "all theirs"))
Index = QModelIndex | QPersistentModelIndex


def ended_at_a_word(text: str, width: int, metrics: QFontMetrics) -> str:
    """Return as many whole words of a text as fit on one line, with dots where some are left out."""
    words = text.split()
    whole = " ".join(words)
    if metrics.horizontalAdvance(whole) <= width:
        return whole
    shown = ""
    for word in words:
        longer = f"{shown} {word}".strip()
        if metrics.horizontalAdvance(f"{longer} …") > width:
            break
        shown = longer
    return f"{shown.rstrip(',;:·–— ')} …" if shown else "…"


def without_common_start(text: str, others: Sequence[str]) -> str:
    """Return a text without the words with which all others begin too: the hours differ, not the day."""
    words = text.split()
    beside = [words_of for other in others if (words_of := other.split()) and words_of != words]
    same = 0
    while beside and same < len(words) - 1 and all(w[same : same + 1] == [words[same]] for w in beside):
        same += 1
    return f"… {' '.join(words[same:])}" if same else " ".join(words)


class MergePainter(QStyledItemDelegate):
    """Paints one line; key_at() and tick_rect() say where its parts can be clicked."""

    def __init__(self, model: MergeModel) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line of text with air around."""
        return QSize(40, option.fontMetrics.height() + 12)

    def state_width(self, font: QFont) -> int:
        """Return how wide the first column must be for its longest word."""
        metrics = QFontMetrics(_weighted(font, True))
        words = ("✓ theirs", *(state.value for state in MergeState))
        left = self.tick_rect(QRect(), font).right() + 7
        return left + max(metrics.horizontalAdvance(w) for w in words) + _AROUND

    # Where what is ----------------------------------------------------------------------------------

    def tick_rect(self, rect: QRect, font: QFont) -> QRect:
        """Return where the tick box of a line stands in its first cell."""
        side = QFontMetrics(font).height() - 4
        return QRect(rect.left() + 12, rect.center().y() - side // 2 + 1, side, side)

    def keys_of(self, line: object, column: int) -> tuple[tuple[Decision, str], ...]:
        """Return the keys that a cell shows: those of a side, or those of a whole operation."""
        if isinstance(line, Group):
            return _GROUP_KEYS if line.to_decide and column == STATE else ()
        if isinstance(line, MergeItem) and line.state is MergeState.DECIDE and column in SIDES:
            if column == THEIRS:
                others = theirs_of(line)[:_MOST_KEYS]
                return tuple((choice, further_key(n)) for n, (choice, _) in enumerate(others, start=1))
            return ((SIDES[column], KEY_OF[SIDES[column]]),)
        return ()

    def key_rects(self, line: object, column: int, rect: QRect, font: QFont) -> list[tuple[Decision, QRect]]:
        """Return where the keys of a cell stand: after its words, or at the right end of an operation."""
        metrics = QFontMetrics(_small(font))
        height = metrics.height() + 2
        top = rect.center().y() - height // 2 + 1
        found: list[tuple[Decision, QRect]] = []
        widths = [
            (choice, metrics.horizontalAdvance(words) + 12) for choice, words in self.keys_of(line, column)
        ]
        if isinstance(line, Group):
            right = rect.right() - _AROUND
            for choice, width in reversed(widths):
                found.append((choice, QRect(right - width, top, width, height)))
                right -= width + _GAP
            return found[::-1]
        shown = self._value(line, column, rect, font, sum(width + _GAP for _, width in widths))
        bold = QFontMetrics(_weighted(font, self._is_strong(line, column)))
        left = rect.left() + _AROUND + (bold.horizontalAdvance(shown) + _GAP if shown else 0)
        for choice, width in widths:
            found.append((choice, QRect(left, top, width, height)))
            left += width + _GAP
        return found

    def key_at(self, line: object, column: int, rect: QRect, font: QFont, spot: QPoint) -> Decision | None:
        """Return the choice whose key is at a point."""
        around = 3
        for choice, where in self.key_rects(line, column, rect, font):
            if where.adjusted(-around, -around, around, around).contains(spot):
                return choice
        return None

    # Painting ---------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        tokens = tokens_for(option.palette)
        line = index.data(LINE)
        rect = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, QColor(self._behind(tokens, line, selected)))
        painter.setPen(QColor(tokens.hairline))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if selected and index.column() == STATE:
            painter.fillRect(rect.adjusted(0, 0, 3 - rect.width(), 0), QColor(tokens.ink))
        painter.setClipRect(rect)
        if isinstance(line, Group):
            if index.column() == STATE:
                self._paint_group(painter, line, rect, option.font, tokens)
        elif index.column() == STATE:
            self._paint_state(painter, line, rect, option.font, tokens)
        else:
            self._paint_value(painter, line, index.column(), rect, option.font, tokens)
        painter.restore()

    @staticmethod
    def _behind(tokens: Tokens, line: object, selected: bool) -> str:
        if selected:
            return tokens.selected
        return tokens.window if isinstance(line, Group) else tokens.panel

    def _paint_group(self, painter: QPainter, group: Group, rect: QRect, font: QFont, tokens: Tokens) -> None:
        size = QFontMetrics(font).height() - 2
        name = "chevron-right" if self._model.is_folded(group) else "chevron-down"
        arrow = QRect(rect.left() + 10, rect.center().y() - size // 2 + 1, size, size)
        icon(name, tokens.muted).paint(painter, arrow)
        keys = self.key_rects(group, STATE, rect, font)
        end = keys[0][1].left() - _GAP if keys else rect.right() - _AROUND
        left = arrow.right() + 6
        bold = _weighted(font, True)
        counts = group_counts(group, self._choices)
        counts_width = QFontMetrics(font).horizontalAdvance(counts) + 12
        shown = ended_at_a_word(group.words, end - left - counts_width, QFontMetrics(bold))
        _write(painter, shown, QRect(left, rect.top(), end - left, rect.height()), bold, tokens.text)
        left += QFontMetrics(bold).horizontalAdvance(shown) + 12
        _write(painter, counts, QRect(left, rect.top(), end - left, rect.height()), font, tokens.muted)
        done = {self._choices.choice(item) for item in group.to_decide}
        words = dict(self.keys_of(group, STATE))
        for choice, where in keys:
            _paint_key(painter, words[choice], where, font, tokens, down=done == {choice})

    @property
    def _choices(self) -> Choices:
        return self._model.choices

    def _paint_state(
        self, painter: QPainter, item: MergeItem, rect: QRect, font: QFont, tokens: Tokens
    ) -> None:
        box = self.tick_rect(rect, font)
        words = state_words(item, self._choices)
        strong, colour = False, tokens.muted
        if is_taken(item):
            out = self._choices.is_left_out(item)
            _paint_tick(painter, box, tokens, ticked=not out)
            colour = tokens.muted if out else tokens.text if item.state is MergeState.DELETED else tokens.good
        elif item.state is MergeState.DECIDE:
            open_ = self._choices.choice(item) is Choice.LATER
            strong, colour = True, tokens.alert if open_ else tokens.good
        room = rect.adjusted(box.right() - rect.left() + 7, 0, -2, 0)
        _write(painter, words, room, _weighted(font, strong), colour)

    def _paint_value(
        self, painter: QPainter, item: MergeItem, column: int, rect: QRect, font: QFont, tokens: Tokens
    ) -> None:
        keys = self.key_rects(item, column, rect, font)
        labels = dict(self.keys_of(item, column))
        taken = sum(where.width() + _GAP for _choice, where in keys)
        words = self._value(item, column, rect, font, taken)
        room = rect.adjusted(_AROUND, 0, -_AROUND, 0)
        colour = tokens.muted if self._is_quiet(item, column) else tokens.text
        _write(painter, words, room, _weighted(font, self._is_strong(item, column)), colour)
        for choice, where in keys:
            down = self._choices.choice(item) == choice
            _paint_key(painter, labels[choice], where, font, tokens, down=down)

    def _value(self, item: object, column: int, rect: QRect, font: QFont, taken: int) -> str:
        if not isinstance(item, MergeItem):
            return ""
        metrics = QFontMetrics(_weighted(font, self._is_strong(item, column)))
        room = rect.width() - 2 * _AROUND - taken
        if column == WHAT and item.field:
            # Of a long name the end goes, never which field it is about.
            end = f" · {item.field}"
            return f"{ended_at_a_word(item.about, room - metrics.horizontalAdvance(end), metrics)}{end}"
        words = self._model.cell_words(item, column)
        if column in SIDES and metrics.horizontalAdvance(words) > room:
            words = without_common_start(words, self._sides_beside(item, column))
        return ended_at_a_word(words, room, metrics)

    def _sides_beside(self, item: MergeItem, column: int) -> list[str]:
        """Return what the other columns of a line say, for its sides."""
        return [self._model.cell_words(item, other) for other in SIDES if other != column]

    def _is_strong(self, item: object, column: int) -> bool:
        """What stands after Apply is bold: theirs where it is taken, the side that was chosen."""
        if not isinstance(item, MergeItem) or column not in SIDES:
            return False
        if is_taken(item):
            return column == THEIRS and not self._choices.is_left_out(item)
        return item.state is MergeState.DECIDE and self._column_chosen(item) is SIDES[column]

    def _column_chosen(self, item: MergeItem) -> Decision:
        """Return which column's side is chosen: every one of theirs stands in the same."""
        choice = self._choices.choice(item)
        return Choice.THEIRS if isinstance(choice, Pick) else choice

    def _is_quiet(self, item: MergeItem, column: int) -> bool:
        if is_taken(item):
            return self._choices.is_left_out(item)
        if item.state is not MergeState.DECIDE:
            return True
        choice = self._column_chosen(item)
        return column == BY or (choice is not Choice.LATER and SIDES.get(column) not in (None, choice))


def _weighted(font: QFont, strong: bool) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return made


def _small(font: QFont) -> QFont:
    made = QFont(font)
    made.setPixelSize(max(9, round(font.pixelSize() * 11 / 13)))
    return made


def _write(painter: QPainter, words: str, rect: QRect, font: QFont, colour: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(colour))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, flags | Qt.TextFlag.TextSingleLine, words)


def _paint_key(
    painter: QPainter, words: str, rect: QRect, font: QFont, tokens: Tokens, *, down: bool
) -> None:
    painter.setPen(QPen(QColor(tokens.ink if down else tokens.muted), 1))
    painter.setBrush(QColor(tokens.ink if down else tokens.raised))
    painter.drawRoundedRect(rect, 4, 4)
    painter.setFont(_small(font))
    painter.setPen(QColor(tokens.on_ink if down else tokens.text))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)


def _paint_tick(painter: QPainter, box: QRect, tokens: Tokens, *, ticked: bool) -> None:
    painter.setPen(QPen(QColor(tokens.muted), 1))
    painter.setBrush(QColor(tokens.raised))
    painter.drawRoundedRect(box, 3, 3)
    if ticked:
        icon("check", tokens.ink).paint(painter, box.adjusted(1, 1, -1, -1))

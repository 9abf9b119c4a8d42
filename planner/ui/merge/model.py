"""The lines of the merge table: operations with their differences beneath, folded, filtered by author."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt

from planner.domain.merging import MergeItem, Pick, Side
from planner.ui.merge.choices import Choices, Group, Line, grouped
from planner.ui.merge.words import Viewer, by_when, group_counts, spoken_state, what_words
from planner.ui.widgets.tables import Index, TableModel

STATE, WHAT, BEFORE, YOURS, THEIRS, BY = range(6)
HEADERS = ("", "What", "Before", "Yours", "Theirs", "By, when")
LINE = Qt.ItemDataRole.UserRole


class MergeModel(TableModel[Line]):
    """Holds groups and items as one list of lines; folding and filtering make the list anew."""

    def __init__(self, choices: Choices, viewer: Viewer) -> None:
        super().__init__(HEADERS)
        self.choices, self.viewer = choices, viewer
        self.author = ""
        self._folded: set[str] = set()
        self._refill()

    @property
    def groups(self) -> list[Group]:
        """The operations shown, with the differences that the filter lets through."""
        items = self.choices.preview.items
        return grouped(i for i in items if not self.author or self.author in _others(i))

    def authors(self) -> list[str]:
        """Return everybody who wrote something of theirs."""
        return sorted({name for item in self.choices.preview.items for name in _others(item)})

    def is_folded(self, group: Group) -> bool:
        """Return whether an operation's differences are hidden."""
        return group.key in self._folded

    def fold(self, group: Group, folded: bool) -> None:
        """Hide or show the differences of an operation."""
        if folded:
            self._folded.add(group.key)
        else:
            self._folded.discard(group.key)
        self._refill()

    def show_author(self, author: str) -> None:
        """Show only what one author wrote, or everything."""
        self.author = author
        self._refill()

    def show_choices(self, choices: Choices) -> None:
        """Show another preview."""
        self.choices = choices
        self._refill()

    def _refill(self) -> None:
        lines: list[Line] = []
        for group in self.groups:
            lines.append(group)
            if group.key not in self._folded:
                lines.extend(group.items)
        self.set_lines(lines)

    def row_of(self, key: str) -> int:
        """Return the row of a difference, or -1 when it is not shown."""
        return self._row(MergeItem, key)

    def row_of_group(self, key: str) -> int:
        """Return the row of an operation, or -1."""
        return self._row(Group, key)

    def _row(self, kind: type[Line], key: str) -> int:
        return next(
            (n for n, line in enumerate(self.lines) if isinstance(line, kind) and line.key == key), -1
        )

    def note_choices(self) -> None:
        """Say that the choices read differently now."""
        if self.lines:
            self.note_change(0, len(self.lines) - 1)

    def data(self, index: Index, role: int = 0) -> object:
        """The line for the painter, and plain words for readers of the screen."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if isinstance(line, Group):
            return f"{line.words}, {group_counts(line, self.choices)}" if index.column() == STATE else ""
        return self.cell_words(line, index.column())

    def cell_words(self, item: MergeItem, column: int) -> str:
        """Return the whole words of a cell."""
        if column == STATE:
            return spoken_state(item, self.choices)
        if column == BY:
            return by_when(item, self.viewer)
        if column == WHAT:
            return what_words(item)
        if column == THEIRS:
            return self.shown_theirs(item).text
        return {BEFORE: item.before, YOURS: item.mine}[column].text

    def shown_theirs(self, item: MergeItem) -> Side:
        """Return which of theirs stands in the column: the one that was chosen, else the newest."""
        choice = self.choices.choice(item)
        return item.side(choice) if isinstance(choice, Pick) else item.theirs


def _others(item: MergeItem) -> set[str]:
    """Return who of the others wrote something of a difference."""
    return {side.by for side in (item.theirs, *item.further) if side.by}


def of_lines(lines: Iterable[Line]) -> Sequence[MergeItem]:
    """Return the differences that lines stand for: themselves, or all of an operation."""
    return [item for line in lines for item in (line.items if isinstance(line, Group) else (line,))]

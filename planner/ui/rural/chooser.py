"""The list of villages and spots to choose from, with the days since each was seen."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from planner.document.rural_choice import Candidate
from planner.ui.widgets.build import column
from planner.ui.widgets.tables import plain_look

_HEADERS = ("Village or spot", "Ward", "Unseen, days")
_ID = Qt.ItemDataRole.UserRole


class PlaceChooser(QWidget):
    """A ticked list, longest unseen first; changed when a tick is set or taken away."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Find a village or ward in the list")
        self.filter.setAccessibleName(self.filter.placeholderText())
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._narrow)
        self.table = QTableWidget(0, len(_HEADERS))
        self.table.setAccessibleName("Villages and spots to choose from")
        self.table.setHorizontalHeaderLabels(_HEADERS)
        plain_look(self.table)
        self.table.setWordWrap(False)
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        header = self.table.horizontalHeader()
        for index in range(len(_HEADERS)):
            mode = QHeaderView.ResizeMode.Stretch if index == 0 else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(index, mode)
        self.table.setMinimumWidth(self.fontMetrics().averageCharWidth() * 50)
        self.table.itemChanged.connect(lambda _item: self.changed.emit())
        self.setLayout(column(self.filter, self.table, spacing=6))

    def offer(self, rows: Sequence[Candidate], chosen: Iterable[str]) -> None:
        """Show what can be chosen; no signal is sent."""
        ticked = set(chosen)
        self.table.blockSignals(True)
        self.table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            days = "never" if row.days_since_seen is None else str(row.days_since_seen)
            for index, words in enumerate((row.name, row.ward, days)):
                item = QTableWidgetItem(words)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if index == 0:
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    item.setData(_ID, row.place_id)
                    item.setCheckState(_state(row.place_id in ticked))
                self.table.setItem(at, index, item)
        self.table.blockSignals(False)
        self._narrow(self.filter.text())

    def choose(self, place_ids: Iterable[str]) -> None:
        """Tick these places and no other."""
        ticked = set(place_ids)
        self.table.blockSignals(True)
        for item in self._items():
            item.setCheckState(_state(item.data(_ID) in ticked))
        self.table.blockSignals(False)
        self.table.viewport().update()
        self.changed.emit()

    @property
    def chosen(self) -> list[str]:
        """The ids of the ticked places, longest unseen first."""
        return [str(i.data(_ID)) for i in self._items() if i.checkState() is Qt.CheckState.Checked]

    def _items(self) -> list[QTableWidgetItem]:
        found = (self.table.item(at, 0) for at in range(self.table.rowCount()))
        return [item for item in found if item is not None]

    def _narrow(self, text: str) -> None:
        wanted = text.casefold().strip()
        for at in range(self.table.rowCount()):
            items = (self.table.item(at, 0), self.table.item(at, 1))
            words = " ".join(item.text() for item in items if item is not None).casefold()
            self.table.setRowHidden(at, wanted not in words)


def _state(is_on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked

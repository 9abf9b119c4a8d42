"""The stops of a route in their order, with the times that were drawn."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from planner.document.rural import RouteStop
from planner.domain.phrases import time_text
from planner.domain.records.ground import Place
from planner.geo.gridref import to_gridref
from planner.ui.widgets.tables import plain_look

_HEADERS = ("", "Stop", "Grid reference", "From", "To")


class StopList(QTableWidget):
    """Read-only: number, place, grid reference, from, to."""

    def __init__(self) -> None:
        super().__init__(0, len(_HEADERS))
        self.setAccessibleName("Stops of the route")
        self.setHorizontalHeaderLabels(_HEADERS)
        plain_look(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = self.horizontalHeader()
        for index in range(len(_HEADERS)):
            mode = QHeaderView.ResizeMode.Stretch if index == 1 else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(index, mode)

    def show_stops(self, stops: Sequence[RouteStop], places: Mapping[str, Place]) -> None:
        """Show the stops of a route."""
        self.setRowCount(len(stops))
        for at, stop in enumerate(stops):
            place = places[stop.place_id]
            end = stop.start + timedelta(minutes=stop.minutes)
            words = (
                str(at + 1),
                place.name,
                to_gridref(place.easting, place.northing),
                time_text(stop.start),
                time_text(end),
            )
            for index, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.setItem(at, index, item)

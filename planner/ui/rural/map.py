"""The map of the rural patrol planner: the district, and the route before it is taken over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from planner.document.map_view import MapFeed, MapQuestion
from planner.domain.records.ground import Place
from planner.geo.content import MapContent, Mark
from planner.geo.route import route_line
from planner.ui.calendar.colours import edge_colour
from planner.ui.map.canvas import MapCanvas
from planner.ui.theme import tokens_for

if TYPE_CHECKING:
    from planner.storage.reader import Reader

_LEAST_ACROSS = 6_000.0  # metres, around a single stop
_ROOM = 1.35  # how much more than the stops themselves is shown


class RouteMap(MapCanvas):
    """Shows numbered stops and the line between them; it can be moved like every map."""

    def __init__(self, read: "Reader", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._feed = MapFeed(read)
        self._stops: tuple[Place, ...] = ()
        self._colour = "#14305a"
        self.camera.set_bounds(self._feed.ground.bounds)
        self.setMinimumSize(320, 260)
        self.setAccessibleName("Map of the route")

    def show_route(self, stops: Sequence[Place], colour: str) -> None:
        """Show stops in their order; the map goes to where they are."""
        self._stops, self._colour = tuple(stops), colour
        self.invalidate()
        QTimer.singleShot(0, self, self._go_there)

    def _go_there(self) -> None:
        if not self._stops or min(self.width(), self.height()) < 2:
            self.camera.fit()
            return
        easts, norths = [s.easting for s in self._stops], [s.northing for s in self._stops]
        shorter = min(self.width(), self.height())
        wide = (max(easts) - min(easts)) * shorter / self.width()
        high = (max(norths) - min(norths)) * shorter / self.height()
        across = max(_LEAST_ACROSS, max(wide, high) * _ROOM)  # of the shorter side
        middle = (min(easts) + max(easts)) / 2, (min(norths) + max(norths)) / 2
        self.camera.fly_to(*middle, across, at_once=True)
        self.invalidate()

    def map_content(self) -> MapContent:
        """Return the bare district with the route on it."""
        moment = datetime(1990, 1, 1)
        ground = self._feed.content(
            MapQuestion(start=moment, end=moment, text_size=self.text_size, drawn_areas=False, most_rank=5)
        )
        points = [(s.easting, s.northing) for s in self._stops]
        marks = tuple(
            Mark(id=s.id, text=str(n), easting=s.easting, northing=s.northing)
            for n, s in enumerate(self._stops, 1)
        )
        return replace(ground, areas=route_line("route", points, self._shown_colour()), marks=marks)

    def _shown_colour(self) -> str:
        """Return the type's colour, lightened in the dark until the line stands out."""
        return edge_colour(self._colour, tokens_for(self.palette())).name()

"""Where the map looks: pan, zoom, fit and short flights, kept within the district's surroundings."""

from dataclasses import replace
from math import exp, log

from PySide6.QtCore import QEasingCurve, QObject, QSize, QVariantAnimation, Signal

from planner.geo.sheet import Viewport
from planner.geo.wkb import Bounds

_CLOSEST = 0.25  # metres a pixel
_FARTHEST = 2.5  # times the scale that shows the whole district
_FLIGHT_MS = 260


class Camera(QObject):
    """The viewport of one map; moved says that it changed."""

    moved = Signal()
    arrived = Signal()  # a flight has ended

    def __init__(self, bounds: Bounds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bounds = bounds
        self._is_fitted = True
        self.viewport = Viewport.fit(bounds, 100, 100)
        self._flight = QVariantAnimation(self)
        self._flight.setDuration(_FLIGHT_MS)
        self._flight.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._flight.valueChanged.connect(self._fly)
        self._flight.finished.connect(self.arrived)
        self._from = self._to = self.viewport

    @property
    def bounds(self) -> Bounds:
        """The ground that fit() shows."""
        return self._bounds

    @property
    def is_flying(self) -> bool:
        """Whether a flight is under way."""
        return self._flight.state() == QVariantAnimation.State.Running

    def set_bounds(self, bounds: Bounds) -> None:
        """Look at another district."""
        self._bounds = bounds
        self.fit()

    def resize(self, size: QSize) -> None:
        """Keep the middle and the scale in a window of another size; a fitted map stays fitted."""
        self._flight.stop()
        width, height = max(1, size.width()), max(1, size.height())
        self.viewport = replace(self.viewport, width=float(width), height=float(height))
        if self._is_fitted:
            self.fit()
        else:
            self._set(self.viewport)

    def fit(self) -> None:
        """Show the whole district."""
        self._flight.stop()
        self._set(Viewport.fit(self._bounds, self.viewport.width, self.viewport.height))
        self._is_fitted = True

    def pan(self, dx: float, dy: float) -> None:
        """Move the map by pixels."""
        self._flight.stop()
        self._set(self.viewport.panned(dx, dy))

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Come closer (factor above 1) or go back, keeping the ground under pixel x, y."""
        self._flight.stop()
        fitted = Viewport.fit(self._bounds, self.viewport.width, self.viewport.height).metres_per_unit
        scale = min(max(self.viewport.metres_per_unit / factor, _CLOSEST), fitted * _FARTHEST)
        self._set(self.viewport.zoomed(self.viewport.metres_per_unit / scale, x, y))

    def fly_to(self, easting: float, northing: float, metres_across: float, *, at_once: bool = False) -> None:
        """Go to a place so that about so many metres are seen across the shorter side."""
        shorter = min(self.viewport.width, self.viewport.height)
        scale = max(metres_across / max(shorter, 1.0), _CLOSEST)
        target = replace(self.viewport, easting=easting, northing=northing, metres_per_unit=scale)
        if at_once:
            self._flight.stop()
            self._set(target)
            return
        self._from, self._to = self.viewport, target
        self._flight.stop()
        self._flight.setStartValue(0.0)
        self._flight.setEndValue(1.0)
        self._flight.start()

    def _fly(self, way: float) -> None:
        a, b = self._from, self._to
        scale = exp(log(a.metres_per_unit) + (log(b.metres_per_unit) - log(a.metres_per_unit)) * way)
        self._set(
            replace(
                self.viewport,
                easting=a.easting + (b.easting - a.easting) * way,
                northing=a.northing + (b.northing - a.northing) * way,
                metres_per_unit=scale,
            )
        )

    def _set(self, viewport: Viewport) -> None:
        west, south, east, north = self._bounds
        # The middle stays near the district: nobody gets lost in empty sea.
        far_e, far_n = (east - west) / 2, (north - south) / 2
        self._is_fitted = False
        self.viewport = replace(
            viewport,
            easting=min(max(viewport.easting, west - far_e), east + far_e),
            northing=min(max(viewport.northing, south - far_n), north + far_n),
        )
        self.moved.emit()

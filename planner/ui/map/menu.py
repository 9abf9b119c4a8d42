"""The map's context menu."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from planner.domain.errors import InvalidInput
from planner.geo.gridref import to_gridref

if TYPE_CHECKING:
    from planner.ui.map.view import MapView


def context_menu(view: "MapView", point: QPointF) -> QMenu:
    """Return the menu for a spot: new operation, its grid reference, its ward, the whole district."""
    menu = QMenu(view)
    menu.aboutToHide.connect(menu.deleteLater)
    easting, northing = view.ground_at(point)
    ward_id = view.ward_id_at(point)
    ward = view.feed.ground.wards.get(ward_id)
    new = menu.addAction("New operation here…")
    new.setEnabled(ward is not None)
    new.triggered.connect(lambda: view.new_operation_asked.emit(ward_id, easting, northing))
    if reference := _reference(easting, northing):
        copy = menu.addAction(f"Copy grid reference {reference}")
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(reference))
    _add_drawn(menu, view, point)
    menu.addSeparator()
    if ward is not None:
        zoom = menu.addAction(f"Zoom to {ward.name.replace('&', '&&')}")
        zoom.triggered.connect(lambda: view.show_ward(ward_id))
    menu.addAction("Show the whole district").triggered.connect(view.fit)
    return menu


def _add_drawn(menu: QMenu, view: "MapView", point: QPointF) -> None:
    """Offer to remove what was drawn here for the selected operation."""
    target = view.target_at(point)
    if target is not None and (words := view.drawing.drawn_name(target.ref)):
        remove = menu.addAction(f"Remove {words.replace('&', '&&')}")
        remove.triggered.connect(lambda: view.drawing.remove(target.ref))
    elif view.drawing.has_area_at(*view.ground_at(point)):
        remove = menu.addAction("Remove the drawn area")
        remove.triggered.connect(view.drawing.remove_area)


def _reference(easting: float, northing: float) -> str:
    try:
        return to_gridref(easting, northing)
    except InvalidInput:
        return ""  # off the national grid there is nothing to copy

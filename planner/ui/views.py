"""The three linked views, or a quiet blank in the place of one that is not there."""

from importlib import import_module
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from planner.ui.bridge import Bridge
from planner.ui.state import ViewState


class Blank(QWidget):
    """Stands where a view will be."""

    type_dropped = Signal(str, object)


def made_view(module: str, name: str, bridge: Bridge, state: ViewState) -> Any:
    """Return a view by its module and class, or a blank."""
    try:
        return getattr(import_module(module), name)(bridge, state)
    except ModuleNotFoundError:
        return Blank()

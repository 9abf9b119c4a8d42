"""Hatching copied from what was painted once is what would be painted anew."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from pytestqt.qtbot import QtBot

from planner.geo.clip import hatch
from planner.geo.sheet import Layer, LineItem, Style
from planner.ui.map import hatching as module
from planner.ui.map.hatching import Hatching, is_hatching

SIDE = 120
STYLE = Style(stroke="#123456", width=1.4)


def _item(left: float, top: float, style: Style = STYLE) -> LineItem:
    ring = (left, top, left + 60.5, top, left + 60.5, top + 50.25, left, top + 50.25)
    return LineItem(Layer.HATCH, hatch((ring,), 6.5, SIDE), style)


def _drawn(hatching: Hatching, *items: LineItem, ratio: float = 1.0) -> QImage:
    pixmap = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.white)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for item in items:
        hatching.draw(painter, item, QPen(QColor(item.style.stroke or ""), item.style.width))
    painter.end()
    return QImage(pixmap.toImage())


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_copy_is_what_was_painted(qtbot: QtBot, ratio: float) -> None:
    one, two = _item(10.3, 20.7), _item(45.0, 60.1)
    assert is_hatching(one)
    kept = Hatching(ratio)
    first = _drawn(kept, one, two, ratio=ratio)
    assert _drawn(kept, one, two, ratio=ratio) == first
    assert _drawn(Hatching(ratio), one, two, ratio=ratio) == first
    assert _drawn(kept, one, ratio=ratio) != first


def test_the_same_lines_in_another_colour_are_painted_anew(qtbot: QtBot) -> None:
    one = _item(10.0, 20.0)
    other = LineItem(one.layer, one.lines, Style(stroke="#ff0000", width=1.4))
    kept = Hatching(1.0)
    assert _drawn(kept, one) != _drawn(kept, other)
    assert _drawn(kept, other) == _drawn(Hatching(1.0), other)
    assert _drawn(kept, one) == _drawn(Hatching(1.0), one)


def test_what_takes_too_much_room_is_not_kept(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = _item(10.0, 20.0), _item(45.0, 60.0)
    whole = _drawn(Hatching(1.0), one, two)
    for most in (0, 5_000):
        monkeypatch.setattr(module, "_MOST_PIXELS", most)
        kept = Hatching(1.0)
        assert _drawn(kept, one, two) == _drawn(kept, one, two) == whole
        assert kept._pixels == sum(p.pixels for p in kept._kept.values()) <= most

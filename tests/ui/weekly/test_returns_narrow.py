"""The returns list where text is large or the window small: all columns stay in sight."""

import pytest
from PySide6.QtWidgets import QApplication, QBoxLayout

from planner.domain.records.deployment import Deployment, Visit
from planner.ui.workspace import Workspace


@pytest.mark.parametrize(
    ("width", "way"),
    [(960, QBoxLayout.Direction.TopToBottom), (1500, QBoxLayout.Direction.LeftToRight)],
)
def test_no_column_is_scrolled_away(work: Workspace, width: int, way: QBoxLayout.Direction) -> None:
    read = work.bridge.document.read
    patrol = next(d for d in read.all(Deployment) if read.count(Visit, deployment_id=d.id))
    listed = work.weekly.open_returns(patrol.id)
    unit = listed.table.fontMetrics().averageCharWidth()
    listed.resize(round(width * unit / 8), 500)
    for _ in range(3):
        QApplication.processEvents()
    assert listed.table.horizontalScrollBar().maximum() == 0
    assert listed.editors is not None
    layout = listed.editors.stops[0].layout()
    assert isinstance(layout, QBoxLayout)
    assert layout.direction() is way
    listed.close()

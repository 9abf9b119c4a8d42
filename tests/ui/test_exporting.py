"""Maps and calendars for other programs: for whom they are meant, made off the window's thread."""

import shutil
import subprocess
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from planner.domain.records.operation import Operation
from planner.ui.exporting import CALENDAR, MAP, write
from planner.ui.main_window import MainWindow
from planner.ui.workspace import Workspace


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="GDAL is not installed")
def test_the_map_is_written_for_a_mapping_program(
    window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.wait_for_opening()
    out = tmp_path / "map.gpkg"
    write(window, work, out, MAP)
    qtbot.waitUntil(lambda: not window.jobs.is_busy and out.exists())
    done = subprocess.run(
        ["ogrinfo", "-so", str(out), "wards"], capture_output=True, text=True, check=True, timeout=60
    )
    assert "Feature Count: 17" in done.stdout
    assert "The map is in map.gpkg." in window.messages.text


def test_a_calendar_for_partners_holds_what_they_may_see(
    window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    window.files.wait_for_opening()
    out = tmp_path / "month.ics"
    write(window, work, out, CALENDAR, "partner")
    qtbot.waitUntil(lambda: not window.jobs.is_busy and out.exists())
    title = work.bridge.document.read.all(Operation)[0].title
    assert title.partition(",")[0] in out.read_text(encoding="utf-8").replace("\r\n ", "")
    assert "The calendar is in month.ics." in window.messages.text


def test_what_is_not_open_is_not_offered() -> None:
    offered = MAP.filters(in_command=False)
    assert next(iter(offered.items())) == ("GeoPackage, for the police (*.gpkg)", (".gpkg", "police"))
    assert "command" not in {audience for _, audience in offered.values()}
    assert next(iter(CALENDAR.filters(in_command=True).values())) == (".ics", "command")

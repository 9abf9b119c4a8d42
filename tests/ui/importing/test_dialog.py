"""Files into the plan through the real window: preview, take in, undo; and the map out of it."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from planner.domain.records.ground import Place, Ward
from planner.domain.records.plan import SpecialDay
from planner.ui.importing.dialog import ImportDialog
from planner.ui.importing.flow import show_import
from planner.ui.main_window import MainWindow
from planner.ui.workspace import Workspace
from tests.exchange.calendars import calendar, event

RING = [[0.9, 51.8], [0.91, 51.8], [0.91, 51.81], [0.9, 51.8]]
PLACES = "name,kind,gridref,note\nHall Green,village,TL 995 252,new\nNowhere,pub,TL 995 252,\n"


def shown(window: MainWindow, work: Workspace, qtbot: QtBot, *paths: Path) -> ImportDialog:
    window.files.wait_for_opening()
    dialog = show_import(window, work, list(paths))
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    qtbot.waitUntil(lambda: not dialog._progress.isVisible())
    return dialog


def said(dialog: ImportDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_a_calendar_is_previewed_taken_in_and_taken_back(
    window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "fixtures.ics"
    path.write_bytes(
        calendar(
            event("1", "United v City", "20260905T150000", "20260905T164500"),
            event("2", "Town market", "20260904", rule="FREQ=WEEKLY;COUNT=3"),
            event("3", "Broken", "20261399"),
        )
    )
    document = work.bridge.document
    before = document.read.all(SpecialDay)
    dialog = shown(window, work, qtbot, path)
    assert dialog.kind.currentData() == "calendar"
    assert "4 new, 1 not taken." in said(dialog)
    assert document.read.all(SpecialDay) == before
    dialog.take.click()
    qtbot.waitUntil(lambda: document.read.count(SpecialDay) == len(before) + 4)
    assert "4 added from fixtures.ics" in window.messages.text
    work.undo()
    assert document.read.all(SpecialDay) == before


def test_wards_and_places_are_told_apart_and_can_be_chosen(
    window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    document = work.bridge.document
    features = [
        {"type": "Feature", "properties": {"code": ward.code, "name": f"New {ward.name}"},
         "geometry": {"type": "Polygon", "coordinates": [RING]}}
        for ward in document.read.all(Ward)[:2]
    ]  # fmt: skip
    wards = tmp_path / "wards.geojson"
    wards.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    dialog = shown(window, work, qtbot, wards)
    assert dialog.kind.currentData() == "wards"
    assert "2 changed." in said(dialog)
    assert "15 wards of the plan are not in the file" in said(dialog)
    dialog.kind.setCurrentIndex(dialog.kind.findData("places"))
    qtbot.waitUntil(lambda: not window.jobs.is_busy and not dialog._progress.isVisible())
    assert "2 new." in said(dialog)
    dialog.close()
    places = tmp_path / "places.csv"
    places.write_text(PLACES)
    dialog = shown(window, work, qtbot, places)
    assert "1 new, 1 not taken." in said(dialog)
    dialog.take.click()
    qtbot.waitUntil(lambda: document.read.count(Place, name="Hall Green") == 1)


def test_an_edit_after_the_preview_is_not_written_over_unseen(
    window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "places.csv"
    path.write_text(PLACES)
    first = shown(window, work, qtbot, path)
    second = shown(window, work, qtbot, path)
    second.take.click()
    document = work.bridge.document
    qtbot.waitUntil(lambda: document.read.count(Place, name="Hall Green") == 1)
    assert "1 new" in said(first)
    first.take.click()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert document.read.count(Place, name="Hall Green") == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.ics", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "holds no events"),
        ("a.csv", b"code,status,place\n", "Import returns"),
        ("a.geojson", b"[" * 100_000, "is not GeoJSON"),
        ("a.kml", b'<!DOCTYPE x [<!ENTITY a "b">]><kml>&a;</kml>', "declares entities"),
    ],
)
def test_what_cannot_be_read_is_told_in_the_dialog(
    window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    dialog = shown(window, work, qtbot, path)
    assert words in said(dialog)
    assert not dialog.take.isEnabled()
    dialog.close()


def test_closing_while_it_reads_takes_nothing(
    window: MainWindow, work: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "places.csv"
    path.write_text(PLACES)
    window.files.wait_for_opening()
    show_import(window, work, [path]).close()
    qtbot.waitUntil(lambda: not window.jobs.is_busy)
    assert work.bridge.document.read.count(Place, name="Hall Green") == 0


def test_both_actions_are_in_the_menus(window: MainWindow, work: Workspace) -> None:
    window.files.wait_for_opening()
    window.refresh()
    assert window.actions_by_name["import_files"].isEnabled()
    assert window.actions_by_name["export_map"].isEnabled()

"""Files of other programs before they are taken in, as pictures: light, dark, large text."""

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog

from planner.domain.records.ground import Ward
from planner.ui.importing.flow import show_import
from planner.ui.main_window import MainWindow
from tests.exchange.calendars import calendar, event

LOOKS = ((False, 1366, 768, 100), (True, 1366, 768, 100), (False, 1366, 768, 150))


def grab_importing(window: MainWindow, out: Path, settle: Callable[[float], None]) -> None:
    """Save the preview of a calendar, places, wards and a file that cannot be read, in every look."""
    work, document = window.workspace, window.document
    assert work is not None
    assert document is not None
    files = _files(document.target.parent, document.read.all(Ward))
    for dark, width, height, percent in LOOKS:
        window.appearance.force_dark(dark)
        window.set_text_percent(percent)
        window.resize(width, height)
        look = f"{'dark' if dark else 'light'}-text{percent}"
        for name, path in files.items():
            dialog = show_import(window, work, [path])
            settle(0.1)
            while window.jobs.is_busy:
                settle(0.1)
            settle(0.2)
            dialog.grab().save(str(out / f"import-{name}-{look}.png"))
            dialog.close()
    window.appearance.force_dark(False)
    window.set_text_percent(100)
    assert not [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def _files(folder: Path, wards: list[Ward]) -> dict[str, Path]:
    features = [
        {
            "type": "Feature",
            "properties": {"WD26CD": ward.code if number else "E05099999", "WD26NM": f"{ward.name} North"},
            "geometry": {"type": "Polygon", "coordinates": [[[0.89, 51.88], [0.92, 51.88], [0.92, 51.9]]]},
        }
        for number, ward in enumerate(wards[:4])
    ]
    contents = {
        "fixtures and markets.ics": calendar(
            event("1", "United v City", "20260905T150000", "20260905T164500"),
            event("2", "Town market", "20260904T090000Z", rule="FREQ=WEEKLY;BYDAY=FR,SA;COUNT=30"),
            event("3", "Autumn half term", "20261026", "20261031"),
            event("4", "Cup replay", "20261399"),
            event("5", "Every minute", "20260901T100000", rule="FREQ=MINUTELY"),
        ),
        "spots.csv": b"name,kind,gridref,note\nHythe steps,patrol spot,TM 0135 2480,\n"
        b"Dedham,village,TM 0574 3317,x\nCorner,pub,TM 00 25,\nNowhere,village,,\n",
        "wards_2026.geojson": json.dumps({"type": "FeatureCollection", "features": features}).encode(),
        "refused.csv": b"name,kind,gridref,note\n"
        + b"".join(
            f"{name} {number},{kind},{grid},{name}\n".encode()
            for number in range(6)
            for name, kind, grid in (
                (
                    "The underpass beside the old cattle market and the steps to Balkerne Hill",
                    "patrol spot",
                    "",
                ),
                ("Corner", "meeting-place-of-young-people-" * 4, "TM 00 25"),
            )
        ),
        "broken.kml": b"<kml><Document>",
    }
    found = {}
    for name, content in contents.items():
        path = folder / name
        path.write_bytes(content)
        found[path.stem if path.suffix.strip(".") in found else path.suffix.strip(".")] = path
    return found

"""Every screen and every PDF page as PNG: python -m tests.gallery OUT."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget

from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import PlaceKind
from planner.ui.main_window import MainWindow
from planner.ui.state import Period, Scale, Selection
from tests.gallery_importing import grab_importing
from tests.gallery_merge import grab_merge
from tests.gallery_narrow import grab_narrow
from tests.gallery_papers import all_papers
from tests.gallery_partners import grab_partners
from tests.gallery_sharing import grab_sharing
from tests.gallery_trouble import grab_damaged, grab_trouble

TODAY = date(2026, 9, 3)
NOW = datetime(2026, 9, 3, 8, 12)
SIZES = ((1366, 768), (1920, 1080))
_LAPTOP_X = 1920  # where the small screen begins


@dataclass(frozen=True)
class Scene:
    """One screen: its file name, what to do before looking, and what to look at (the window if None)."""

    name: str
    prepare: Callable[[MainWindow], QWidget | None]


def settle(seconds: float = 0.6) -> None:
    """Let timers, jobs and paints run."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.01)


def settle_jobs(window: MainWindow, most: float = 8.0) -> None:
    """Let the work off the UI thread end, and what it brings be painted."""
    end = time.monotonic() + most
    while window.jobs.is_busy and time.monotonic() < end:
        settle(0.05)
    settle(0.1)


def open_window(plan: Path) -> MainWindow:
    """Open the real window on a plan whose today is the demo's."""
    from planner.app import build_window

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    window = build_window(application)
    window.today = lambda: TODAY
    window.show()
    settle()
    assert window.files.open(plan)
    settle()
    return window


def _select_street_week(window: MainWindow) -> None:
    work = window.workspace
    assert work is not None
    week = next(
        o for o in work.bridge.document.read.all(Operation) if o.title.startswith("Street Week — Greenstead")
    )
    work.state.show(Period(Scale.MONTH, TODAY))
    work.state.select(Selection(operation_ids=(week.id,)))


def _scale(scale: Scale, day: date) -> Callable[[MainWindow], None]:
    def prepare(window: MainWindow) -> None:
        assert window.workspace is not None
        window.workspace.state.show(Period(scale, day))

    return prepare


def _tab(index: int) -> Callable[[MainWindow], None]:
    def prepare(window: MainWindow) -> None:
        _select_street_week(window)
        assert window.workspace is not None
        window.workspace.inspector.tabs.setCurrentIndex(index)

    return prepare


def _nothing(window: MainWindow) -> None:
    assert window.workspace is not None
    window.workspace.state.select(Selection())
    window.workspace.state.show(Period(Scale.MONTH, TODAY))
    window.workspace.state.colour_wards_by("")
    window.workspace.map.fit()


def _village(window: MainWindow) -> None:
    assert window.workspace is not None
    work = window.workspace
    dedham = next(
        p for p in work.bridge.document.read.all(Place, name="Dedham") if p.kind is PlaceKind.VILLAGE
    )
    work.weekly.show_place(dedham.id)


def _seen(window: MainWindow) -> None:
    _village(window)
    assert window.workspace is not None
    window.workspace.map.fit()
    window.workspace.state.colour_wards_by("days_since_seen")


def scenes() -> Iterator[Scene]:
    """Yield every screen of the window itself."""
    yield Scene("month", _nothing)
    yield Scene("selected", _select_street_week)
    yield Scene("week", _scale(Scale.WEEK, date(2026, 9, 10)))
    yield Scene("day", _scale(Scale.DAY, date(2026, 9, 11)))
    yield Scene("agenda", _scale(Scale.AGENDA, TODAY))
    for index, name in enumerate(("plan", "people", "brief", "tasks", "results")):
        yield Scene(f"inspector-{name}", _tab(index))
    yield Scene("village", _village)
    yield Scene("seen", _seen)


def _grab_windows(window: MainWindow, out: Path) -> None:
    for dark in (False, True):
        window.appearance.force_dark(dark)
        for width, height in SIZES:
            window.resize(width, height)
            for scene in scenes():
                scene.prepare(window)
                settle(0.15)
                settle_jobs(window)
                window.grab().save(
                    str(out / f"{scene.name}-{width}x{height}-{'dark' if dark else 'light'}.png")
                )
    window.appearance.force_dark(False)
    window.set_text_percent(150)
    _select_street_week(window)
    settle()
    window.grab().save(str(out / "selected-text150.png"))
    window.set_text_percent(100)


def _grab_dialogs(window: MainWindow, out: Path) -> None:
    """Open everything that a menu entry opens without asking the system: light, dark, and in large text."""
    window.move(_LAPTOP_X, 0)  # dialogs fit themselves to the screen they are on
    window.resize(1366, 768)
    _select_street_week(window)
    looks = (("", False, 100), ("-dark", True, 100), ("-text150", False, 150), ("-text200", False, 200))
    for look, dark, percent in looks:
        window.appearance.force_dark(dark)
        window.set_text_percent(percent)
        _grab_each_dialog(window, out, look)
    window.appearance.force_dark(False)
    window.set_text_percent(100)
    window.move(0, 0)


def _grab_each_dialog(window: MainWindow, out: Path, look: str) -> None:
    for name in DIALOGS:
        before = set(QApplication.topLevelWidgets())
        window.trigger(name)
        if name in TYPED:
            settle(0.2)
            opened = next(
                w for w in reversed(window.findChildren(QLineEdit)) if w.isVisible() and w.hasFocus()
            )
            QTest.keyClicks(opened, TYPED[name])
        settle(0.3)
        settle_jobs(window)
        if name == "holdings":
            _search(window)
        for top in QApplication.topLevelWidgets():
            if top not in before and top.isVisible() and top is not window:
                top.grab().save(str(out / f"dialog-{name}{look}.png"))
                top.close()
                if isinstance(top, QDialog):
                    top.reject()
        settle(0.1)


def _search(window: MainWindow) -> None:
    """Press Search in the list of what we hold, so that it is seen with what it finds."""
    found = [b for d in window.findChildren(QDialog) for b in d.findChildren(QPushButton)]
    next(b for b in found if b.text() == "Search" and b.isVisible()).click()
    settle(0.2)
    settle_jobs(window)


TYPED = {"find": "ded", "new_operation": "street week greenstead 5 oct"}
DIALOGS = (
    "backups", "passphrase", "purge", "returns", "tasks_due", "send_tasks", "handed_on", "unplanned",
    "plan_rural", "keeping", "promises", "unseen", "findings",
    "brief_tonight", "brief_period", "brief_sheets",
    "wall_month", "new_operation", "copy_operation", "find", "types", "people", "partners", "partnership",
    "history", "holdings", "handover",
    "priorities",
    "special_days", "concerns", "plan_settings", "author", "authorise", "brief", "make_command_file",
    "new_plan", "about",
)  # fmt: skip


def _write_papers(plan: Path, out: Path) -> None:
    """Render the order of one operation of each type, full and on one page."""
    from planner.briefing.order import order_pdf
    from planner.document.opening import open_plan

    document = open_plan(plan, author="gallery", read_only=True)
    seen: set[str] = set()
    types = {t.id: t.code for t in document.read.all(OperationType)}
    for operation in document.read.all(Operation):
        code = types[operation.type_id]
        if code in seen or (code == "SW" and "Greenstead" not in operation.title):
            continue
        seen.add(code)
        for length in ("full", "two-page", "one-page"):
            pdf = order_pdf(document.read, operation.id, now=NOW, length=length)
            save_pages(pdf, out / f"order-{code}-{length}")
    for name, pdf in all_papers(document.read, NOW):
        save_pages(pdf, out / f"paper-{name}")
    document.close()


def save_pages(pdf: bytes, stem: Path) -> None:
    """Save every page of a PDF as STEM-N.png at 100 dots per inch."""
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as pages:
        for number, page in enumerate(pages, 1):
            page.render(scale=100 / 72).to_pil().save(f"{stem}-{number}.png")


def _give_screen(folder: Path) -> None:
    """Give the offscreen platform a large screen and, at its right, a small laptop's."""
    sizes = (("Large", 0, 1920, 1080), ("Laptop", _LAPTOP_X, 1366, 768))
    screens = [
        {"name": name, "x": x, "y": 0, "width": width, "height": height, "logicalDpi": 96,
         "logicalBaseDpi": 96, "dpr": 1}
        for name, x, width, height in sizes
    ]  # fmt: skip
    config = folder / "screen.json"
    config.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    if os.environ["QT_QPA_PLATFORM"] == "offscreen":
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"


def main(arguments: list[str]) -> int:
    """Make a demo plan, then look at everything."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m tests.gallery OUT\n")
        return 2
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="wardplan-gallery-") as folder:
        _give_screen(Path(folder))
        os.environ["WARDPLAN_STATE"] = str(Path(folder) / "state")
        from planner.document.demo.build import make_demo

        plan = Path(folder) / "Colchester 2026.wardplan"
        make_demo(plan, today=TODAY).close()
        _write_papers(plan, out)
        window = open_window(plan)
        _grab_windows(window, out)
        _grab_dialogs(window, out)
        window.move(_LAPTOP_X, 0)
        grab_narrow(window, out, settle)
        window.move(0, 0)
        grab_importing(window, out, settle)
        grab_partners(window, out, settle)
        grab_merge(window, out, settle)
        grab_trouble(window, plan, out, settle)
        grab_sharing(window, out, settle)
        grab_damaged(window, plan, out, settle)
        window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

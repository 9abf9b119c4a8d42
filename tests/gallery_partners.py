"""The windows for partners without the app as PNG: a sheet sent, its answers in the preview, the register."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtWidgets import QDialog

from planner.document.commands.tasks import edit_task
from planner.document.partner_tasks import send_tasks, terms_for
from planner.document.share_log import note_share
from planner.domain.records.people import Partner
from planner.domain.vocabulary import Marking, ShareKind
from planner.ui.main_window import MainWindow


def grab_partners(window: MainWindow, out: Path, settle: Callable[[float], None]) -> None:
    """Send the council its tasks, take answers back that need a decision, and look at each window."""
    work = window.workspace
    assert work is not None
    document, today = work.bridge.document, work.state.today
    council = document.read.all(Partner, short_name="City Council")[0]
    terms = replace(terms_for(document.read, council), agreement="SCP-ISA-7")
    sent = send_tasks(document.read, council.id, terms, now=datetime.combine(today, time(8, 12)))
    document.run(sent.note)
    late = today - timedelta(days=2)
    document.run(
        note_share(
            kind=ShareKind.PRINT,
            audience="police",
            what="Tonight, Friday 28 August 2026",
            marking=Marking.OFFICIAL_SENSITIVE,
            expires=late,
        )
    )
    path = document.target.with_name(f"{sent.stem}.xlsx")
    path.write_bytes(sent.xlsx)
    (out / "tasks-city-council.xlsx").write_bytes(sent.xlsx)
    book = load_workbook(path)
    page = book.worksheets[0]
    page["F10"], page["G11"], page["G12"] = "not done", "Survey booked 14 September", "Cleared on 2 September"
    page["C13"], page[f"C{10 + sent.number}"] = "Renamed by hand", "Paint the underpass"
    page[f"B{10 + sent.number}"] = page["B10"].value
    book.save(path)
    document.run(edit_task(task_id=str(page["A12"].value), note="Chased on 1 September"))
    work.weekly.partners.take_back(path)
    settle(2.0)
    _grab(window, out / "partners-answers.png")
    window.trigger("handed_on")
    settle(0.5)
    _grab(window, out / "partners-handed-on.png")


def _grab(window: MainWindow, path: Path) -> None:
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.grab().save(str(path))
            dialog.close()

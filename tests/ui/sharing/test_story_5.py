"""User story 5 in real windows of two processes: need-to-know work stays secret, its commander is warned."""

import json
import os
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from planner.document.command import Command
from planner.document.commands.brief import set_brief
from planner.document.commands.create import create_operation
from planner.document.commands.draw import add_place
from planner.document.commands.operation import delete_operation
from planner.document.commands.people import add_resource
from planner.document.commands.posts import add_post, assign_resource
from planner.document.commands.types import add_type
from planner.document.leak_check import forbidden_for, refuse_leaks
from planner.domain.frozen import dataclass
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import Heading, PlaceKind, PostKind, ResourceKind
from planner.ui.dialogs.command_file import CommandFileDialog
from planner.ui.main_window import MainWindow
from planner.ui.sharing.dialog import ShareDialog
from planner.ui.state import Selection
from planner.ui.workspace import Workspace
from tests.builders import point
from tests.ui.sharing.everything import read_window

ROOT = Path(__file__).parents[3]
EVENING = date(2026, 9, 11)
WORDS = ("Kestrelhawk", "Quillfeather", "Zanderwick", "pigeonhole")
"""What only the command file says: codename, a street, a place, a word of the brief."""
HOURS = re.compile(r"19[:.]37\s*(–|-|to)|(–|-|to)\s*23[:.]11")
PHRASE = "seven small brown owls"


@dataclass(frozen=True, slots=True)
class Evening:
    """The window of district command with the litter-pick, the warrant, and the constable wanted for both."""

    window: MainWindow
    work: Workspace
    pick: str
    warrant: str
    constable: str
    post: str  # the litter-pick's

    def link(self, words: str, within: QWidget) -> QPushButton:
        """Return a link that can be seen."""
        return next(b for b in within.findChildren(QPushButton) if b.text() == words and b.isVisible())


def in_dialog(window: MainWindow, action: str, go: str) -> None:
    """Fill every line of a dialog of the Protect menu with the passphrase and press its button."""
    window.trigger(action)
    dialog = next(d for d in window.findChildren(CommandFileDialog) if d.isVisible())
    for line in dialog.findChildren(QLineEdit):
        line.setText(PHRASE)
    next(b for b in dialog.findChildren(QPushButton) if b.text() == go).click()
    QApplication.processEvents()
    assert not [d for d in window.findChildren(CommandFileDialog) if d.isVisible()]


def made(work: Workspace, pair: tuple[Command, str]) -> str:
    """Run a command that comes with the id of what it makes."""
    work.bridge.document.run(pair[0])
    return pair[1]


def planned(work: Workspace, kind: str, title: str, at: datetime) -> tuple[str, str]:
    """Plan one operation in Highwoods with one post; returns its id and the post's."""
    read = work.bridge.document.read
    ward = next(w for w in read.all(Ward) if w.name == "Highwoods")
    operation = made(work, create_operation(type_id=kind, ward_ids=[ward.id], start=at, title=title))
    (day,) = read.all(Deployment, operation_id=operation)
    post = made_post(work, day.id)
    return operation, post


def made_post(work: Workspace, deployment_id: str) -> str:
    """Add a post and return its id."""
    from planner.domain.records.deployment import Post

    work.bridge.document.run(add_post(deployment_id=deployment_id, role="Patrol", kind=PostKind.CONSTABLE))
    return work.bridge.document.read.all(Post, deployment_id=deployment_id)[-1].id


@pytest.fixture
def evening(window: MainWindow, work: Workspace) -> Evening:
    """Plan the evening of 11 September in Highwoods, the warrant in command view."""
    open_type = made(work, add_type(code="CL", name="Cadet litter-pick"))
    pick, post = planned(work, open_type, "Cadet litter-pick", datetime(2026, 9, 11, 18))
    constable = made(work, add_resource(label="PC X901", kind=ResourceKind.PERSON, collar_number="X901"))
    in_dialog(window, "make_command_file", "Make it")
    in_dialog(window, "enter_command_view", "Enter command view")
    hidden = made(work, add_type(code="KH", name="Kestrelhawk", need_to_know=True))
    warrant, hidden_post = planned(work, hidden, "Op Kestrelhawk", datetime(2026, 9, 11, 19, 37))
    document = work.bridge.document
    document.run(assign_resource(post_id=hidden_post, resource_id=constable))
    document.run(set_brief(operation_id=warrant, heading=Heading.METHOD, text="Enter by the pigeonhole."))
    place = add_place(
        name="3 Quillfeather Close, Zanderwick yard", kind=PlaceKind.RVP, easting=600123, northing=227456,
        geom=point(0.912345, 51.912345), shape=point(600123, 227456), operation_id=warrant,
    )  # fmt: skip
    made(work, place)
    return Evening(window, work, pick, warrant, constable, post)


def other_person(plan: Path, out: Path, state: Path) -> tuple[set[str], str]:
    """Read a plan from another process with a state folder of its own; returns texts and what it printed."""
    out.mkdir()
    words = [sys.executable, "-m", "tests.ui.sharing.everything", str(plan), str(out), EVENING.isoformat()]
    done = subprocess.run(
        [*words, *WORDS],
        cwd=ROOT,
        env={**os.environ, "WARDPLAN_STATE": str(state), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads((out / "texts.json").read_text(encoding="utf-8"))), done.stdout + done.stderr


def said(texts: set[str], words: tuple[str, ...] = WORDS) -> set[str]:
    """Return which secret words, or hours, some texts say."""
    told = "\n".join(texts).casefold()
    return {w for w in words if w.casefold() in told} | {"hours" for t in texts if HOURS.search(t)}


def raw(folder: Path) -> set[str]:
    """Return which secret words stand in the bytes of any file of a folder, or in a file's name."""
    found = set()
    for path in folder.rglob("*"):
        whole = path.read_bytes().lower() if path.is_file() else b""
        for word in WORDS:
            forms = (
                word.lower().encode(),
                word.lower().encode("utf-16-le"),
                word.lower().encode("utf-16-be"),
            )
            if any(form in whole for form in forms) or word.casefold() in path.name.casefold():
                found.add(f"{word} in {path.name}")
    return found


def shared(evening: Evening, qtbot: QtBot, out: Path) -> None:
    """Share the police copy from the dialog."""
    evening.window.trigger("share_copy")
    dialog = next(d for d in evening.window.findChildren(ShareDialog) if d.isVisible())
    dialog.audience.chosen.emit("police")
    dialog.start(out)
    qtbot.waitUntil(lambda: not evening.window.jobs.is_busy)
    QApplication.processEvents()


def test_command_is_warned_and_nobody_else_reads_a_word_of_it(
    evening: Evening, qtbot: QtBot, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    window, work = evening.window, evening.work
    # The commander is warned, in command view.
    work.state.select(Selection(operation_ids=(evening.pick,)))
    in_command = read_window(window, EVENING, list(WORDS), tmp_path_factory.mktemp("command"))
    assert said(in_command) == {*WORDS, "hours"}, "what looks for the words must be able to find them"
    warned = [t for t in in_command if "while Op Kestrelhawk is there" in t]
    assert warned
    assert "Highwoods" in warned[0]
    # Whoever is named on the warrant is kept free for it.
    work.state.select(Selection(operation_ids=(evening.warrant,)))
    work.inspector.show_tab("People")
    qtbot.waitUntil(work.inspector.page.isVisible)
    QApplication.processEvents()
    evening.link("Make them not available to others", work.inspector.page).click()
    forbidden = forbidden_for(work.bridge.document.read, "police")
    # Published, shared, and command view left.
    shares = tmp_path_factory.mktemp("shares")
    shared(evening, qtbot, shares / "Police.wardplan")
    assert (shares / "Police.wardplan").exists()
    window.trigger("leave_command_view")
    work.bridge.document.run(assign_resource(post_id=evening.post, resource_id=evening.constable))
    window.files.publisher.publish_here()
    plan = work.bridge.document.target
    for number, file in enumerate((plan, shares / "Police.wardplan")):
        reader = tmp_path_factory.mktemp(f"sergeant{number}")
        state = tmp_path_factory.mktemp(f"state{number}")
        texts, printed = other_person(file, reader / "out", state)
        assert not said(texts | {printed})
        assert any("Cadet litter-pick" in t for t in texts), "the window was read"
        assert not raw(reader) | raw(state)
        assert not {w for w in WORDS if w.lower().encode() in file.read_bytes().lower()}
        papers = [*(reader / "out").glob("*.pdf"), reader / "out" / "calendar.ics"]
        assert len(papers) > 2
        for paper in papers:
            refuse_leaks(paper.read_bytes(), forbidden, name=paper.name)
            assert not said({text_of(paper)})
        away = [t for t in texts if "X901 is not available" in t]
        assert bool(away) == (file == plan)
        assert all("contact district command" in t for t in away)
    # What this computer itself keeps once command view is left.
    told = read_window(window, EVENING, list(WORDS), tmp_path_factory.mktemp("after"))
    assert not [t[:300] for t in told if said({t})]
    keeps = {p for p in tmp_path.rglob("*") if ".command." not in p.name}
    assert not {p.name for p in keeps if p.is_file() and b"kestrelhawk" in p.read_bytes().lower()}


def text_of(paper: Path) -> str:
    """Return the words of a PDF with its metadata, or a calendar unfolded."""
    if paper.suffix == ".ics":
        return paper.read_text(encoding="utf-8").replace("\r\n ", "")
    with pypdfium2.PdfDocument(paper) as pages:
        texts = [page.get_textpage().get_text_bounded() for page in pages]
        return "\n".join([*texts, *pages.get_metadata_dict().values()])


def test_a_planted_leak_refuses_the_copy_and_leaves_nothing(
    evening: Evening, qtbot: QtBot, tmp_path: Path
) -> None:
    document = evening.work.bridge.document
    slip, _ = planned(
        evening.work,
        document.read.require(Operation, evening.pick).type_id,
        "Op Kestrelhawk",
        datetime(2026, 9, 18, 9),
    )
    document.run(delete_operation(operation_id=slip))  # deleted, but the history of the plan still says it
    out = tmp_path / "shares"
    out.mkdir()
    shared(evening, qtbot, out / "Police.wardplan")
    dialog = next(d for d in evening.window.findChildren(ShareDialog) if d.isVisible())
    assert dialog._problem.text().startswith("Not written: it would show what its readers may not see")
    assert not said({dialog._problem.text()}), "the sentence says where, never what"
    assert list(out.iterdir()) == []
    dialog.reject()

"""Opening, making, publishing, copying and leaving plans: the File menu."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from planner.domain.changes import UNNAMED
from planner.domain.errors import DamagedFile, KnownError, PassphraseNeeded, WrongPassphrase
from planner.paths import real_path
from planner.ui.protect.opening import TRIES, ask_passphrase, offer_backups
from planner.ui.publisher import Publisher

if TYPE_CHECKING:
    from planner.document.being_opened import BeingOpened
    from planner.document.document import Document
    from planner.ui.main_window import MainWindow

PLAN_FILTER = "Plans (*.wardplan)"
OPEN_FILTER = "Plans, also as they are sent (*.wardplan *.zip)"


class PlanFiles(QObject):
    """Carries out the File menu for one window."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._is_opening = False
        self._recent = QMenu()
        self.publisher = Publisher(window.jobs, lambda: window.document, self)
        self.publisher.published.connect(self._on_published)
        self.publisher.failed.connect(self._on_failed)

    @property
    def author(self) -> str:
        """Who is recorded by on this computer."""
        return self._window.settings.author or UNNAMED

    def open(
        self,
        path: Path,
        *,
        accept_outside_changes: bool = False,
        passphrase: str | None = None,
        tries_left: int = TRIES,
    ) -> bool:
        """Open a plan; False, with the sentence in the message bar, when it cannot be.

        The passphrase of an encrypted one is asked for; of a damaged one the backups are offered.
        accept_outside_changes: the user was asked, and takes what another program changed in it.
        """
        from planner.document.opening import begin_opening
        from planner.document.unpacking import is_packed, unpacked_beside

        if self._is_opening:
            return False
        if is_packed(path):
            try:
                path = unpacked_beside(path)
            except KnownError as error:
                self._window.say(str(error))
                return False
        self._publish_if_shown(path)
        opening = begin_opening(
            path, author=self.author, accept_outside_changes=accept_outside_changes, passphrase=passphrase
        )
        if self._window.document is None and self._shows_known(opening):
            return True
        try:
            document = self._whole(opening)
        except KnownError as error:
            self._refused(path, error, passphrase, tries_left)
            return False
        if document is None:
            self._window.say(f"{path.name} was not opened: cancelled.")
            return False
        self._take(document)
        return True

    def _publish_if_shown(self, path: Path) -> None:
        """Publish what is new in the plan that is open if it is to be opened again, before it is read."""
        shown = self._window.document
        if shown is not None and shown.target == real_path(path):
            self._commit()
            self.publisher.publish_here()

    def open_known(self, path: Path) -> bool:
        """Open a plan if it is one that this computer knows, so that it needs no check before it is shown."""
        from planner.document.opening import begin_opening

        return self._shows_known(begin_opening(path, author=self.author))

    def _shows_known(self, opening: "BeingOpened") -> bool:
        """Show what this computer knows a plan to be, and check it once the window has been painted."""
        from planner.document.opening import known_plan

        known = known_plan(opening, self.author)
        if known is None:
            return False
        self._take(known)
        work = self._window.workspace
        assert work is not None  # made by taking the plan
        work.after_paint.add(lambda: self._settle_soon(known, opening))
        return True

    def _whole(self, opening: "BeingOpened") -> "Document | None":
        """Check a plan that this computer does not know on a worker; the window paints but takes no input.

        What takes longer is said in a window with Cancel; None when that was pressed.
        """
        from planner.document.opening import opened_plan

        self._is_opening = True
        self._window.status.show_opening(opening.target.name)
        try:
            if not self._opened_in_time(opening):
                return None
        finally:
            self._is_opening = False
            self.show_published()
        return opened_plan(opening, self.author)

    def _opened_in_time(self, opening: "BeingOpened") -> bool:
        """Wait for an opening; False when the user no longer does."""
        from planner.ui.dialogs import waiting

        loop, ended, given_up = QEventLoop(), False, False

        def on_end() -> None:
            nonlocal ended
            ended = True
            loop.quit()
            if given_up:
                self._drop(opening)

        self._window.jobs.start(
            lambda _progress: opening.run(), done=lambda _done: None, failed=self._window.say, ended=on_end
        )
        QTimer.singleShot(waiting.SHOW_MS, loop, loop.quit)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if ended:
            return True
        name = opening.target.name
        hint = "It is checked before it is shown."
        shown = waiting.WaitingDialog(self._window, f"Opening {name}", hint, loop.quit)
        shown.setWindowModality(Qt.WindowModality.ApplicationModal)
        shown.open()
        if not ended:  # it may have ended while the window was made
            loop.exec()
        given_up = not ended
        if ended:
            shown.accept()
        return ended

    def _drop(self, opening: "BeingOpened") -> None:
        """Close what was opened after all when nobody waits for it any more."""
        from planner.document.opening import opened_plan

        with suppress(KnownError):  # what it met concerns nobody now
            opened_plan(opening, self.author).close()

    def _settle_soon(self, document: "Document", opening: "BeingOpened") -> None:
        """Check, copy and back up on a worker what is shown already."""
        self._window.jobs.start(
            lambda _progress: opening.run(),
            done=lambda _done: self._settle(document, opening.target),
            failed=self._window.say,
        )

    def wait_for_opening(self) -> bool:
        """Wait until the plan that is shown is checked; False if it turned out not to be sound."""
        document = self._window.document
        if document is None or not document.is_opening:
            return True
        self._settle(document, document.target)
        return self._window.document is document

    def _settle(self, document: "Document", path: Path) -> None:
        """Go on with the checked plan; show nothing of one that is not sound."""
        if self._window.document is not document:
            return  # it was closed meanwhile
        try:
            document.settle()
        except KnownError as error:
            self._window.leave_document()
            self._refused(path, error, None, TRIES)
            return
        if document.has_news and self._window.workspace is not None:
            document.has_news = False
            self._window.workspace.show_all_again()
        else:
            self._window.refresh()
        self._tell_notes(document)

    def _refused(self, path: Path, error: KnownError, passphrase: str | None, tries_left: int) -> None:
        """Say why a plan does not open, and offer what can be done."""
        from planner.document.opening import ChangedOutside

        if isinstance(error, PassphraseNeeded | WrongPassphrase):
            again = partial(self.open, path, tries_left=tries_left - 1)
            ask_passphrase(self._window, path, error, lambda phrase: again(passphrase=phrase), tries_left)
            return
        if isinstance(error, ChangedOutside):
            self._ask_outside(path)
        else:
            self._window.say(str(error))
            self._window.settings.forget_recent(real_path(path))
        self._window.announce("")
        self._window.refresh()
        if isinstance(error, DamagedFile):
            offer_backups(self._window, path, str(error), passphrase)

    def _ask_outside(self, path: Path) -> None:
        """Ask before anything of another program is taken; nothing happens until it is answered."""
        self._window.messages.say(
            f"{path.name} was changed by another program, such as a mapping program, since it was published. "
            "Of its changes, wards and places can be taken; all others are left.",
            "Open and take them",
            lambda: self.open(path, accept_outside_changes=True),
            stays=True,
        )

    def _commit(self) -> None:
        """Hand over what is being typed, so that nothing typed is lost with the plan."""
        if self._window.document is not None and self._window.workspace is not None:
            self._window.workspace.inspector.commit()

    def _take(self, document: "Document") -> None:
        self._commit()
        self.publisher.publish_here()
        self._window.settings.note_recent(document.target.resolve())
        self._window.show_document(document)
        if not document.is_opening:  # else it follows the first painting
            self.sweep_papers()
        self._tell_notes(document)

    @staticmethod
    def sweep_papers() -> None:
        """Wipe papers that a killed process left open in a viewer."""
        from planner.document.opened_papers import sweep_papers

        sweep_papers()

    def _tell_notes(self, document: "Document") -> None:
        if document.notes:
            self._window.messages.say(" ".join(document.notes), stays=True)
            document.notes.clear()

    @staticmethod
    def demo_path() -> Path:
        """Return where this computer's demo plan is, or will be."""
        from planner.paths import state_dir

        return state_dir() / "Demo district.wardplan"

    def open_demo(self) -> None:
        """Open the demo plan of this computer, made on the first asking."""
        path = self.demo_path()
        if path.exists():
            self.open(path)
            return
        from planner.document.demo.build import make_demo

        try:
            document = make_demo(path, today=self._window.today())
        except KnownError as error:
            self._window.say(str(error))
            self._window.announce("")
            return
        document.author = self.author
        self._take(document)

    @staticmethod
    def dropped(data: QMimeData) -> Path | None:
        """Return the one planning file that is being dragged, or None."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        plans = [path for path in paths if path.suffix.casefold() == ".wardplan"]
        return plans[0] if len(paths) == len(plans) == 1 else None

    def take_dropped(self, path: Path) -> None:
        """Open a planning file that was dropped; ask whether to merge it when a plan is open."""
        work = self._window.workspace
        if work is None:
            self.open(path)
        else:
            work.merging.ask_about_dropped(path)

    def ask_open(self) -> None:
        """Ask for a plan and open it."""
        from PySide6.QtWidgets import QFileDialog

        name, _filter = QFileDialog.getOpenFileName(self._window, "Open a plan", self._folder(), OPEN_FILTER)
        if name:
            self.open(Path(name))

    def ask_new(self) -> None:
        """Ask for title, ward file and place of a new plan, and make it."""
        from planner.ui.dialogs.new_plan import NewPlanDialog

        NewPlanDialog(self._window, self.make_plan).open()

    def make_plan(self, path: Path, title: str, wards_file: Path | None) -> None:
        """Make a plan and open it; KnownError when it cannot be made."""
        from planner.document.new_plan import starting_records
        from planner.document.opening import create_plan

        plan, records = starting_records(title=title, wards_file=wards_file, today=self._window.today())
        self._take(create_plan(path, plan=plan, records=records, author=self.author))

    def build_recent_menu(self, action: QAction) -> None:
        """Hang the recent plans under their menu entry, filled when it opens."""
        self._recent.aboutToShow.connect(self._fill_recent)
        action.setMenu(self._recent)

    def _fill_recent(self) -> None:
        self._recent.clear()
        paths = self._window.settings.recent
        for path in paths:
            self._recent.addAction(path.stem.replace("&", "&&"), partial(self.open, path))
        if not paths:
            self._recent.addAction("None yet").setEnabled(False)

    def publish(self) -> None:
        """Publish now, because the user asked."""
        self._commit()
        self.publisher.publish_now()

    def show_published(self) -> None:
        """Show when and where the plan was published, or that it cannot be at present."""
        shown = self._window.document
        is_kept_back = shown is not None and self.publisher.is_kept_back(shown)
        self._window.status.show_document(shown, is_kept_back=is_kept_back)

    def _on_failed(self, sentence: str) -> None:
        self.show_published()
        self._window.messages.say(sentence, "Save a copy", self.save_copy, stays=True)

    def _on_published(self) -> None:
        if self.publisher.came_back:
            self._window.say("The plan can be published again, and is.")
        self.show_published()
        document = self._window.document
        if document is not None and document.notes:
            self._tell(" ".join(document.notes))
            document.notes.clear()

    def _tell(self, sentence: str) -> None:
        """Say what publishing took in, with the way to what waits for a decision."""
        work = self._window.workspace
        if work is not None and work.merging.decisions:
            self._window.messages.say(sentence, "Show", work.merging.open_decisions, stays=True)
        else:
            self._window.say(sentence)

    def save_copy(self) -> None:
        """Ask where, and write a copy of the plan there."""
        document = self._window.document
        if document is None:
            return
        from PySide6.QtWidgets import QFileDialog

        proposed = document.target.with_stem(f"{document.target.stem} copy")
        name, _filter = QFileDialog.getSaveFileName(self._window, "Save a copy", str(proposed), PLAN_FILTER)
        if name:
            self._told(lambda: document.save_copy(Path(name)), f"A copy is in {Path(name).parent.name}.")

    def _told(self, work: Callable[[], object], done: str) -> None:
        try:
            work()
        except KnownError as error:
            self._window.say(str(error))
        else:
            self._window.say(done)

    def close_plan(self) -> None:
        """Publish and close; the work stays on this computer when it could not be published."""
        document = self._window.document
        if document is None:
            return
        self._commit()
        self.publisher.publish_here()
        self._window.jobs.wait()
        document.close()

    def shown_name(self, document: "Document") -> str:
        """Return the plan's name for the title bar; never a word of the command file."""
        return document.target.stem

    def _folder(self) -> str:
        document = self._window.document
        return str(document.target.parent) if document is not None else str(Path.home())

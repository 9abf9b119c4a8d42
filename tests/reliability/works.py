"""The works that failures, stops and full disks are tried in, each with what must hold once it was continued.

Every work begins from a desk laid on disk: a plan with one edit that is not published, backups, a copy of it
that was mailed and is a file of its own on this computer, and where need be a command file.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from planner.cli.app import run
from planner.document.backups import back_up_now, backups_of
from planner.document.document import Document
from planner.document.importing.intake import take_in
from planner.document.importing.kinds import read_files
from planner.document.merging import apply_merge
from planner.document.opening import create_command_file, open_command_file, open_plan
from planner.document.partner_tasks import Terms
from planner.document.protecting import change_passphrase
from planner.document.purging import purge_operation
from planner.document.restoring import restore, restore_copy
from planner.document.sharing import ShareWish, share_copy
from planner.domain.errors import KnownError
from planner.domain.records.operation import Operation
from planner.storage import backups
from tests.builders import make_operation, make_type
from tests.exchange.calendars import calendar, event
from tests.storage.plans import edit, plan_file, put

MARK = "Quagmire"
"""Stands in the plan, never in the mailed copy, and must go with a purge or under a new passphrase."""
FIRST, SECOND = "correct horse battery staple", "two fat ladies eighty eight"
HIDDEN = "four quiet brown owls"
TODAY = date(2026, 9, 11)
_TERMS = Terms(purpose="Street meet", gateway="s.115", agreement="A1", days=28, reply_to="")
_OLD_BACKUPS = 14
DAYS = 19


@dataclass(slots=True)
class Desk:
    """An open plan, with the command file if there is one, in the folder where everything lies."""

    document: Document
    folder: Path


@dataclass(frozen=True, slots=True)
class Work:
    """One work: do() is what is disturbed.

    phrases: what opens the plan before, and after if that is another. hidden: the same of the command file,
    empty without one. is_closed: the work opens the plan itself. lays_more: what else is there before.
    whole: files that are there whole, or not at all, afterwards. passing: what it was writing when it was
    stopped, and writes over next time.
    """

    do: Callable[[Desk], None]
    phrases: tuple[str | None, ...] = (None,)
    hidden: tuple[str, ...] = ()
    is_purge: bool = False
    is_closed: bool = False
    lays_more: Callable[[Document, Path], None] = lambda _document, _folder: None
    whole: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()

    def lay(self, folder: Path) -> None:
        """Lay everything in a folder, closed."""
        folder.mkdir(parents=True)
        document = open_plan(plan_file(folder), author="A")
        if self.phrases[0] is not None:
            change_passphrase(document, self.phrases[0])
        _mail(document, folder / "mailed.wardplan", self.phrases[0])
        if self.hidden:
            _hide(document, folder, self.hidden[0])
        elif self.is_purge:
            document.run(put(replace(document.read.all(Operation)[0], title=MARK)))
        else:
            edit(document, MARK, "mark")
        document.publish()
        back_up_now(document, "One")
        back_up_now(document, "Two" if self.hidden else f"Before {MARK}")
        self.lays_more(document, folder)
        document.close()

    def opened(self, folder: Path) -> Desk:
        """Open what was laid, as its user does before the work."""
        document = open_plan(folder / "plan.wardplan", author="A", passphrase=self.phrases[0])
        if self.hidden:
            open_command_file(document, folder / "plan.command.wardplan", self.hidden[0])
        edit(document, "2")
        if self.is_closed:
            document.close()
        return Desk(document, folder)

    def is_secret(self, step: int) -> bool:
        """Return whether what is marked must be read nowhere without today's key, before (0) or after (1)."""
        return bool(self.hidden) or self.phrases[min(step, len(self.phrases) - 1)] is not None


def _mail(document: Document, path: Path, phrase: str | None) -> None:
    """Save a copy and let somebody edit it on this computer, which then keeps backups of it too."""
    document.save_copy(path)
    theirs = open_plan(path, author="B", passphrase=phrase)
    edit(theirs, "theirs", "theirs")
    theirs.publish()
    back_up_now(theirs, "Theirs")
    theirs.close()


def _hide(document: Document, folder: Path, phrase: str) -> None:
    path = folder / "plan.command.wardplan"
    kind = make_type("NTK", "Gallery", need_to_know=True)
    create_command_file(document, path, phrase, [kind], author="A")
    open_command_file(document, path, phrase)
    make_operation(document, "NTK", "Castle", title=MARK)


def marked(document: Document) -> Operation | None:
    """Return the operation that is purged, while it is there."""
    return next((one for one in document.read.all(Operation) if one.title == MARK), None)


def _backup(desk: Desk) -> None:
    back_up_now(desk.document, "Now")


def _old_backups(document: Document, _folder: Path) -> None:
    """More backups than rotation keeps, one from each of the last days."""
    shared = document.shared_files[0]
    plan_folder = shared.copy.folder.parent
    newest = backups.stored(plan_folder)[0]
    for days in range(1, _OLD_BACKUPS):
        at = newest.at - timedelta(days=7 * days)
        backups.back_up(
            shared.copy.database, plan_folder, shared.target, key=shared.file.key, why="Old", at=at
        )


def _restore(desk: Desk) -> None:
    restore(desk.document, backups_of(desk.document)[-1])
    desk.document.undo()


def _restore_copy(desk: Desk) -> None:
    backup = backups_of(desk.document)[-1]
    restore_copy(backup, desk.folder / "restored.wardplan", document=desk.document)


def _share(desk: Desk) -> None:
    share_copy(desk.document, desk.folder / "police.wardplan", ShareWish(audience="police", terms=_TERMS))


def _merge(desk: Desk) -> None:
    apply_merge(desk.document, desk.folder / "mailed.wardplan")


def _rekey(to: str | None, *, of_command_file: bool = False) -> Callable[[Desk], None]:
    return lambda desk: _told(change_passphrase(desk.document, to, of_command_file=of_command_file))


def _told(_notes: list[str]) -> None:
    """Sentences for the user: what holds is looked at on the disk."""


def _purge(desk: Desk) -> None:
    operation = marked(desk.document)
    assert operation is not None
    _told(purge_operation(desk.document, operation.id, reason="Too old", authoriser="Commander", today=TODAY))


def _dates(_document: Document, folder: Path) -> None:
    days = [event(str(n), f"Day {n}", f"202609{n:02}") for n in range(1, DAYS + 1)]
    (folder / "dates.ics").write_bytes(calendar(*days))


def _import(desk: Desk) -> None:
    imported = read_files(desk.document.read, [desk.folder / "dates.ics"], "calendar", today=TODAY)
    command, _report = take_in(imported.label, imported.compare)
    back_up_now(desk.document, "Before an import")
    desk.document.run(command)


def _open(desk: Desk) -> None:
    """Make a working copy, edit in it, publish and let go of it."""
    document = open_plan(desk.folder / "plan.wardplan", author="A")
    try:
        edit(document, "2")
        document.publish()
    finally:
        document.close()


def _export(desk: Desk) -> None:
    """Write the plan for a map program, by the command line, which notes it in the plan as well."""
    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    if run(["export", str(desk.folder / "plan.wardplan"), str(desk.folder / "map.gpkg")]) == 2:
        raise KnownError("The command line refused, with one sentence.")


WORKS: dict[str, Work] = {
    "backup": Work(_backup),
    "rotation": Work(_backup, lays_more=_old_backups),
    "restore": Work(_restore),
    "backup written as a plan": Work(_restore_copy, whole=("restored.wardplan",)),
    "share": Work(_share, whole=("police.wardplan",)),
    "merge": Work(_merge),
    "import": Work(_import, lays_more=_dates),
    "export": Work(_export, is_closed=True, whole=("map.gpkg",), passing=(".map.gpkg.part",)),
    "opening": Work(_open, is_closed=True),
    "passphrase set": Work(_rekey(FIRST), (None, FIRST)),
    "passphrase changed": Work(_rekey(SECOND), (FIRST, SECOND)),
    "passphrase removed": Work(_rekey(None), (FIRST, None)),
    "passphrase of the command file": Work(_rekey(SECOND, of_command_file=True), hidden=(HIDDEN, SECOND)),
    "purge": Work(_purge, is_purge=True),
    "purge of an encrypted plan": Work(_purge, (FIRST,), is_purge=True),
    "purge of the command file": Work(_purge, hidden=(HIDDEN,), is_purge=True),
}

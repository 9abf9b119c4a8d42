"""What must hold after a work that was disturbed, once its plan was opened, published and closed again."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from planner.document.backups import backups_of
from planner.document.document import Document
from planner.document.opening import open_command_file, open_plan, verify_plan
from planner.domain.errors import KnownError
from planner.domain.records.plan import SpecialDay
from planner.domain.records.sharing import PurgeNote
from planner.storage.backup_places import tag_of
from planner.storage.backups import list_backups
from planner.storage.first_look import is_plain
from planner.storage.passphrase import fits, key_of
from tests.reliability.children import state_in, strays
from tests.reliability.figures import Figure
from tests.reliability.traces import traces
from tests.reliability.works import DAYS, MARK, WORKS, Work, marked
from tests.storage.plans import values

NOUGHT = (
    "edits lost", "plans that do not open", "copies that are not whole", "works by half", "traces left",
    "strays", "crashes",
)  # fmt: skip


class World:
    """What a work begins from, laid once and brought back for every trial."""

    def __init__(self, name: str, place: Path) -> None:
        self.work = WORKS[name]
        self.folder, self.state = place / "world" / "shared", place / "world" / "state"
        self._place, self._before = place, place / "before"
        with state_in(self.state):
            self.work.lay(self.folder)
            self.former: list[str | None] = [*self._former_keys()]
        self.others = self._others()
        (place / "world").rename(self._before)

    def _others(self) -> dict[Path, bytes]:
        """The other copy, and its backups if nothing may touch them, as they were laid."""
        mailed = self.folder / "mailed.wardplan"
        kept = [] if self.work.is_purge else list(self.state.rglob(f"backups/*-{tag_of(mailed)}-*.wardplan"))
        assert self.work.is_purge or kept
        return {path: path.read_bytes() for path in (mailed, *kept)}

    def _former_keys(self) -> list[str]:
        """The keys that a change of passphrase leaves behind."""
        found = []
        if len(self.work.phrases) > 1 and (phrase := self.work.phrases[0]) is not None:
            found.append(key_of(self.folder / "plan.wardplan", phrase))
        if len(self.work.hidden) > 1:
            found.append(key_of(self.folder / "plan.command.wardplan", self.work.hidden[0]))
        return found

    @contextmanager
    def anew(self) -> Iterator[None]:
        """Bring everything back to how it was laid."""
        shutil.rmtree(self._place / "world", ignore_errors=True)
        shutil.copytree(self._before, self._place / "world")
        with state_in(self.state):
            yield


def look_after(figure: Figure, world: World, answer: Mapping[str, Any], where: str) -> None:
    """Open the plan as its user would next, publish and close it, and look at everything that is left.

    answer: what the disturbed process told of itself; empty when it was stopped.
    """
    where = f"{where}: {answer.get('said', 'stopped')}"
    try:
        with _continued(world) as (document, step):
            _look_at_rows(figure, world.work, document, where, more=answer.get("more", ""))
            if answer.get("said") == "" and (step < _steps(world.work) or _is_half(world.work, document)):
                figure.miss("works by half", where)
            _look_at_backups(figure, document, where)
            is_gone = world.work.is_purge and marked(document) is None
            keys = [shared.file.key for shared in document.shared_files]
        _look_at_others(figure, world, where)
    except KnownError as error:
        figure.miss("plans that do not open", f"{where}: {error}")
        return
    if is_gone:
        _look_for_traces(figure, world, where, keys)
    elif world.work.is_secret(step):
        _look_for_traces(figure, world, where, world.former if step else [])
    whole = {"plan.wardplan", "plan.command.wardplan", "mailed.wardplan", "dates.ics"}
    whole |= {*world.work.whole, *world.work.passing}
    for stray in strays(world.folder, world.state, allowed=whole):
        figure.miss("strays", f"{where}: {stray}")


def _steps(work: Work) -> int:
    return max(len(work.phrases), len(work.hidden)) - 1


@contextmanager
def _continued(world: World) -> Iterator[tuple[Document, int]]:
    """Yield the plan, opened and published, and 1 if a change of passphrase came about, else 0."""
    path = world.folder / "plan.wardplan"
    step = _opening(world, path, world.work.phrases)
    document = open_plan(path, author="After", passphrase=world.work.phrases[step])
    try:
        if world.work.hidden:
            hidden = path.with_suffix(".command.wardplan")
            step = _opening(world, hidden, world.work.hidden)
            open_command_file(document, hidden, world.work.hidden[step])
        document.publish()
        yield document, step
    finally:
        document.close()


def _opening(world: World, path: Path, phrases: tuple[str | None, ...]) -> int:
    """Return which of the passphrases a file is under, by its salt: trying each takes scrypt's time."""
    if len(phrases) == 1 or is_plain(path):
        return phrases.index(None) if None in phrases and is_plain(path) else 0
    return 0 if any(fits(path, key) for key in world.former) else 1


def _look_at_rows(figure: Figure, work: Work, document: Document, where: str, *, more: str) -> None:
    found = values(document)
    if found.get("first") != "2" or found.get("more", "") != more:
        figure.miss("edits lost", where)
    if len(document.read.all(SpecialDay)) not in {0, DAYS}:
        figure.miss("works by half", f"{where}: {len(document.read.all(SpecialDay))} days")
    if work.is_purge and len(document.read.all(PurgeNote)) != (marked(document) is None):
        figure.miss("works by half", f"{where}: the note and the operation")


def _is_half(work: Work, document: Document) -> bool:
    """Return whether a work that was said to be done is not."""
    return work.is_purge and marked(document) is not None


def _look_at_backups(figure: Figure, document: Document, where: str) -> None:
    found = backups_of(document)
    for shared in document.shared_files[1:]:
        found += list_backups(shared.copy.folder.parent, shared.target, key=shared.file.key)
    lost = [one.path.name for one in found if one.operations is None]
    if lost or len(found) < 2:
        figure.miss("copies that are not whole", f"{where}: {len(lost)} of {len(found)} backups")


def _look_at_others(figure: Figure, world: World, where: str) -> None:
    """Look at the other copy and its backups, which only a purge may touch, and at what was written."""
    for path, content in world.others.items():
        if not path.exists() or path.read_bytes() != content:
            figure.miss("copies that are not whole", f"{where}: {path.name} of the other copy")
    for name in world.work.whole:
        if (path := world.folder / name).exists():
            verify_whole(path)


def verify_whole(path: Path) -> None:
    """Raise KnownError unless a file that was written is whole."""
    if path.suffix == ".wardplan":
        verify_plan(path)
    elif sqlite_says(path) != "ok":
        raise KnownError(f"{path.name} is not whole.")


def sqlite_says(path: Path) -> str:
    """Return the verdict of SQLite on a file."""
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def _look_for_traces(figure: Figure, world: World, where: str, keys: list[str | None]) -> None:
    for place in traces([world.folder, world.state], [MARK], keys):
        figure.miss("traces left", f"{where}: {place}")

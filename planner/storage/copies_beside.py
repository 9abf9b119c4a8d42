"""Copies of a plan in its own folder, whatever they are called: told by the plan's id, never touched.

A purge and a change of passphrase say which files they left as they were. Bounded, for a worker thread.
"""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from planner.domain.frozen import dataclass
from planner.storage.engine import DatabaseError, connect, time_limit
from planner.storage.first_look import COMMAND_ENDING, is_encrypted, is_plain
from planner.storage.locks import BEING_WRITTEN
from planner.storage.passphrase import fits
from planner.storage.publish import SIDECARS
from planner.storage.working_copy import plan_folder

_ENDING: Final = ".wardplan"
_MOST_FILES: Final = 300
_MOST_PACKED: Final = 20
_MOST_UNPACKED: Final = 64 * 1024 * 1024
_SECONDS: Final = 0.5
_PLAIN_START: Final = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True)
class CopiesBeside:
    """The names of what was found. is_all: every file of the folder that may be a plan was looked at."""

    names: tuple[str, ...]
    is_all: bool

    def said(self, words: str) -> list[str]:
        """Return a sentence that begins with words and ends with the names, and what was not looked at."""
        told = [f"{words}: {', '.join(self.names)}."] if self.names else []
        if not self.is_all:
            told.append("Not every file of that folder could be looked at: look for other copies there.")
        return told


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which plan, where the state keeps it, the keys tried, and whether what none of them opens counts."""

    target: Path
    folder: Path
    keys: frozenset[str | None]
    locked_too: bool


def copies_beside(
    target: Path, folder: Path, keys: Iterable[str | None], *, locked_too: bool = False
) -> CopiesBeside:
    """Return the other files in a plan's folder that are this plan, as far as a key opens them.

    folder: where the state keeps that plan. keys: None among them for plain files. locked_too: files that
    none of the keys opens are named as well where their name begins as the plan's.
    """
    wanted = _Wanted(target, folder, frozenset(keys), locked_too)
    found: list[str] = []
    try:
        listed = sorted(
            (path for path in target.parent.iterdir() if _may_be(path, target)),
            key=lambda path: path.name.casefold(),
        )
    except OSError:
        return CopiesBeside((), is_all=False)
    packed = [path for path in listed if path.suffix.casefold() == ".zip"]
    left_out = {*listed[_MOST_FILES:], *packed[_MOST_PACKED:]}
    is_all = not left_out
    for path in listed:
        if path in left_out:
            continue
        try:
            if path.is_file() and not path.samefile(target) and _is_copy(path, wanted):
                found.append(path.name)
        except OSError:  # held by another program, or gone since
            is_all = False
    return CopiesBeside(tuple(found), is_all)


def _may_be(path: Path, target: Path) -> bool:
    """Return whether a name may be a plan's: also "Plan.wardplan.bak" and "Plan.wardplan.zip"."""
    name = path.name.casefold()
    ours = {target, target.with_suffix(COMMAND_ENDING)}
    return _ENDING in name and not name.endswith((*SIDECARS, BEING_WRITTEN)) and path not in ours


def _is_copy(path: Path, wanted: _Wanted) -> bool:
    if path.suffix.casefold() == ".zip":
        return _is_packed_copy(path, wanted)
    if is_plain(path):
        return None in wanted.keys and _is_of(path, None, wanted)
    key = next((key for key in wanted.keys if key is not None and fits(path, key)), None)
    if key is not None:
        return _is_of(path, key, wanted)
    may_be_one = path.name.casefold().endswith(_ENDING) or is_encrypted(path)
    return wanted.locked_too and may_be_one and _is_called_alike(path, wanted.target)


def _is_of(path: Path, key: str | None, wanted: _Wanted) -> bool:
    """Return whether a file says that it is the plan; one too damaged to say it goes by its name."""
    try:
        reading = closing(connect(path, key=key, read_only=True, immutable=True))
        with reading as connection, time_limit(connection, _SECONDS):
            row = connection.execute("SELECT id FROM plan").fetchone()
    except DatabaseError:
        row = None
    if row is None:
        return _is_called_alike(path, wanted.target)
    return plan_folder(wanted.folder.parents[1], str(row[0])) == wanted.folder


def _is_packed_copy(path: Path, wanted: _Wanted) -> bool:
    """Return whether a zip file holds a copy: the id stands in a plain one; a locked one goes by its name."""
    data = _plan_packed(path)
    if data.startswith(_PLAIN_START):
        return wanted.folder.name.encode() in data
    return bool(data) and wanted.locked_too and _is_called_alike(path, wanted.target)


def _plan_packed(path: Path) -> bytes:
    """Return the bytes of the first plan in a zip file, b"?" for what cannot be read, b"" for none in it."""
    import zipfile

    from planner.domain.zips import UNREADABLE

    try:
        with zipfile.ZipFile(path) as packed:
            members = [m for m in packed.infolist() if m.filename.casefold().endswith(_ENDING)]
            is_large = bool(members) and members[0].file_size > _MOST_UNPACKED
            if is_large or any(m.compress_type not in {0, zipfile.ZIP_DEFLATED} for m in members):
                return b"?"
            return packed.read(members[0]) if members else b""
    except UNREADABLE:
        return b"?"


def _is_called_alike(path: Path, target: Path) -> bool:
    """Return whether a name begins as the plan's does; a command file's is not the plan's."""
    name, ours = path.name.casefold(), target.name.casefold()
    if (COMMAND_ENDING in name) != (COMMAND_ENDING in ours):
        return False
    return name.startswith(ours.removesuffix(_ENDING))

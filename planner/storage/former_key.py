"""What a change of passphrase must bring along, kept under the new key until the change is complete.

A process killed in the middle leaves backups, and perhaps a working copy, plain or under the former key;
whoever opens the file with the new passphrase, wherever it lies by then, can read here which they are, and
finish. Nothing is ever kept in plain, nor is a passphrase.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from planner.domain.frozen import dataclass
from planner.storage.backup_places import tag_of
from planner.storage.engine import DatabaseError, connect
from planner.storage.passphrase import fits
from planner.storage.wiping import wipe

_NAME: Final = "former-{}.key"
_ALL: Final = "former*.key"


@dataclass(frozen=True, slots=True)
class Former:
    """A change not known to be complete. key: the former one, None for plain. backups: names of files."""

    key: str | None
    backups: frozenset[str]


def note(plan_folder: Path, target: Path, former: str | None, key: str, names: Iterable[str]) -> None:
    """Keep, under a file's new key, the former one and the names of the backups to be brought along."""
    forget(plan_folder, target)
    with closing(connect(_path(plan_folder, target), key=key, create=True)) as connection:
        connection.execute("BEGIN")
        connection.execute("CREATE TABLE former (key TEXT) STRICT")
        connection.execute("CREATE TABLE backup (name TEXT NOT NULL) STRICT")
        connection.execute("INSERT INTO former VALUES (?)", (former,))
        connection.executemany("INSERT INTO backup VALUES (?)", [(name,) for name in names])
        connection.execute("COMMIT")


def read(plan_folder: Path, key: str) -> Former | None:
    """Return what was under way; None if no change was, or none that came to this key."""
    for path in _under(plan_folder, key):
        try:
            with closing(connect(path, key=key, read_only=True)) as connection:
                row = connection.execute("SELECT key FROM former").fetchone()
                names = frozenset(str(one[0]) for one in connection.execute("SELECT name FROM backup"))
        except DatabaseError:
            continue  # killed before the file was published under the new key, or while writing this
        if row is not None:
            return Former(None if row[0] is None else str(row[0]), names)
    return None


def forget(plan_folder: Path, target: Path, key: str | None = None) -> None:
    """Wipe what is kept of a file's change, or came to a key: everything is under that, or nothing is."""
    _wipe([_path(plan_folder, target), *(_under(plan_folder, key) if key is not None else ())])


def forget_under(plan_folder: Path, key: str) -> None:
    """Wipe what came to a key, whichever file was at a path then."""
    _wipe(list(_under(plan_folder, key)))


def _wipe(found: Iterable[Path]) -> None:
    for path in found:
        for ending in ("", "-journal"):
            wipe(path.with_name(path.name + ending))


def _under(plan_folder: Path, key: str) -> Iterator[Path]:
    for path in sorted(plan_folder.glob(_ALL)):
        if fits(path, key):
            yield path


def _path(plan_folder: Path, target: Path) -> Path:
    return plan_folder / _NAME.format(tag_of(target))

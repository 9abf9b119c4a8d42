"""A version of a plan that this computer published or checked before: shown while the file is checked.

Nothing of the file itself is shown before its check, only our own copy of what its seal names.
"""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from planner.domain.frozen import dataclass
from planner.storage import seal, seen
from planner.storage.engine import DatabaseError, connect, time_limit
from planner.storage.first_look import is_plain, is_write_protected
from planner.storage.migrations.scripts import FORMAT
from planner.storage.publish import SIDECARS, Seen
from planner.storage.working_copy import plan_folder

_LOOK_SECONDS = 0.5
_LOOK = "SELECT p.id, p.format_version, s.published_at, s.change_counter, s.digest FROM plan p, seal s"


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """Our copy of what a shared file says it is; looked: how that file looked, published_at: UTC.

    is_write_protected: whether the file will be open for reading only.
    """

    database: Path
    looked: Seen
    published_at: datetime
    is_write_protected: bool


def known_version(target: Path, state: Path) -> KnownVersion | None:
    """Return our copy of the version that a file's seal names; None if there is none that fits the file.

    Only a few pages of the file are read. Whatever is wrong with it, the whole check finds and says.
    """
    try:
        looked = Seen.of(target)
        in_use = any(target.with_name(target.name + ending).exists() for ending in SIDECARS)
        if looked is None or in_use or not is_plain(target):
            return None
        reading = closing(connect(target, read_only=True, immutable=True))
        with reading as connection, time_limit(connection, _LOOK_SECONDS):
            plan_id, version, at, counter, digest = connection.execute(_LOOK).fetchone()
        ours = seen.recall(plan_folder(state, plan_id), digest[len(seal.MARKER) :].hex())
        if ours is None or version != ".".join(str(part) for part in FORMAT):
            return None
        fits = ours.stat().st_size == looked.size
        if not fits or {seal.change_counter(target), seal.change_counter(ours)} != {counter}:
            return None
        published_at = datetime.fromisoformat(at).astimezone(UTC)
        return KnownVersion(ours, looked, published_at, is_write_protected(target))
    except (DatabaseError, OSError, ValueError, TypeError):
        return None  # not a file that this computer knows: it is checked before anything is shown

"""Which backups are kept: the last ten, a daily one for a fortnight, a weekly one for eight weeks."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from planner.domain.frozen import dataclass

LAST: Final = 10
DAYS: Final = 14
WEEKS: Final = 8
MOST_BYTES: Final = 512 * 1024 * 1024
ALWAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Stored:
    """One backup file: when it was made (UTC), its size in bytes, and the tag of the file that it is of."""

    path: Path
    at: datetime
    size: int
    tag: str = ""


def to_keep(stored: Iterable[Stored], now: datetime, *, most_bytes: int = MOST_BYTES) -> list[Stored]:
    """Return the backups to keep, newest first.

    Of a day or a week the newest is kept. Beyond most_bytes the oldest go, but never the newest three.
    """
    newest = sorted(stored, key=lambda s: (s.at, s.path.name), reverse=True)
    kept = set(newest[:LAST])
    kept |= _one_each(newest, lambda s: s.at.date().toordinal(), now - timedelta(days=DAYS))
    kept |= _one_each(newest, lambda s: (s.at.date().toordinal() - 1) // 7, now - timedelta(weeks=WEEKS))
    found = [s for s in newest if s in kept]
    return found[: max(ALWAYS, _fitting(found, most_bytes))]


def _one_each(newest: Sequence[Stored], period: Callable[[Stored], int], since: datetime) -> set[Stored]:
    firsts: dict[int, Stored] = {}
    for one in newest:
        if one.at >= since:
            firsts.setdefault(period(one), one)
    return set(firsts.values())


def _fitting(found: Sequence[Stored], most_bytes: int) -> int:
    total = 0
    for number, one in enumerate(found):
        total += one.size
        if total > most_bytes:
            return number
    return len(found)

"""Local wall times of the plan's zone, and the durations, order and overlap that only UTC can give.

Records hold naive local times (what a commander types and reads). Subtracting two of them is wrong on the
nights the clocks change: the night of 24 October 2026, 22:00 to 06:00, has nine hours.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING

from planner.domain.frozen import dataclass

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/London"


@cache
def zone_named(zone: str) -> "ZoneInfo":
    """Return a time zone; imported here, since no first painted window needs one."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(zone)


def to_utc(local: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    """Return the UTC instant of a naive local time; a repeated hour is the first one.

    A time that does not exist (the hour skipped in March) is taken as if the clock had not yet moved.
    """
    return local.replace(tzinfo=zone_named(zone), fold=0).astimezone(UTC)


def to_local(instant: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    """Return the naive local wall time of an aware instant."""
    return instant.astimezone(zone_named(zone)).replace(tzinfo=None)


def utc_text(instant: datetime) -> str:
    """Return a UTC instant to the second as files keep it: "2026-06-02T09:30:00Z"."""
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def now_on(today: date) -> datetime:
    """Return the local moment on a day that a window or a command was told is today: by the clock's time."""
    return datetime.combine(today, datetime.now().time())


def real_time(local: datetime, zone: str = DEFAULT_ZONE) -> datetime:
    """Return a local time as the clock shows it: another one when the clocks skip it in March."""
    return to_local(to_utc(local, zone), zone)


@dataclass(frozen=True, slots=True, order=True)
class Timespan:
    """A half-open span of local wall time: start belongs to it, end does not."""

    start: datetime
    end: datetime

    def minutes(self, zone: str = DEFAULT_ZONE) -> int:
        """Return the true length in minutes, clock changes included."""
        return int((to_utc(self.end, zone) - to_utc(self.start, zone)).total_seconds() // 60)

    def overlaps(self, other: "Timespan", zone: str = DEFAULT_ZONE) -> bool:
        """Return whether the two spans share any minute."""
        return to_utc(self.start, zone) < to_utc(other.end, zone) and to_utc(other.start, zone) < to_utc(
            self.end, zone
        )

    def shifted(self, days: int) -> "Timespan":
        """Return the span moved by whole days, keeping its wall times."""
        step = timedelta(days=days)
        return Timespan(self.start + step, self.end + step)

    def days(self) -> tuple[date, ...]:
        """Return every calendar day the span touches; an end at midnight does not touch its day."""
        last = self.end.date()
        if self.end.time() == time(0) and last > self.start.date():
            last -= timedelta(days=1)
        count = (last - self.start.date()).days + 1
        return tuple(self.start.date() + timedelta(days=i) for i in range(max(1, count)))


def quarter_start(day: date) -> date:
    """Return the first day of the calendar quarter of a day."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def month_after(day: date, months: int = 1) -> date:
    """Return the first day of the month that lies so many months after a day's; negative for before."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def force_day(moment: datetime, starts_at: time = time(7)) -> date:
    """Return the police day a local moment belongs to: before its start it is still the day before."""
    return moment.date() if moment.time() >= starts_at else moment.date() - timedelta(days=1)

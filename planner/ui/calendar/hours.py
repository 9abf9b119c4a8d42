"""The axis of hours of one day: wall time in a week, true hours in a day, clock changes included."""

from datetime import date, datetime, time, timedelta

from planner.domain.frozen import dataclass
from planner.domain.timespan import DEFAULT_ZONE, to_local, to_utc

_DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class HourAxis:
    """Minutes of a day as an axis. is_true: by true length (23 or 25 hours when the clocks change)."""

    day: date
    is_true: bool = False
    zone: str = DEFAULT_ZONE

    @property
    def midnight(self) -> datetime:
        """The local start of the day."""
        return datetime.combine(self.day, time(0))

    @property
    def true_minutes(self) -> int:
        """How long the day really is."""
        return self._elapsed(self.midnight + timedelta(days=1))

    @property
    def minutes(self) -> int:
        """How long the axis is."""
        return self.true_minutes if self.is_true else _DAY_MINUTES

    def _elapsed(self, moment: datetime) -> int:
        gone = to_utc(moment, self.zone) - to_utc(self.midnight, self.zone)
        return round(gone.total_seconds() / 60)

    def minute_of(self, moment: datetime) -> int:
        """Return where a local moment lies; what is before or after the day lies at its ends."""
        if moment <= self.midnight:
            return 0
        if moment >= self.midnight + timedelta(days=1):
            return self.minutes
        return self._elapsed(moment) if self.is_true else moment.hour * 60 + moment.minute

    def moment_of(self, minute: float, step: int = 15) -> datetime:
        """Return the local moment at a minute of the axis, on a quarter of an hour."""
        snapped = min(max(0, int(minute // step) * step), self.minutes - step)
        if self.is_true:
            return to_local(to_utc(self.midnight, self.zone) + timedelta(minutes=snapped), self.zone)
        return self.midnight + timedelta(minutes=snapped)

    def labels(self) -> list[tuple[int, str]]:
        """Return (minute, words) for every full hour of the axis; a repeated hour comes twice."""
        hours = range(0, self.minutes, 60)
        return [(minute, f"{self.moment_of(minute):%H:%M}") for minute in hours]

    def clock_words(self) -> str:
        """Return what the clocks do on this day, or nothing."""
        extra = self.true_minutes - _DAY_MINUTES
        if not extra:
            return ""
        return f"Clocks go {'back' if extra > 0 else 'forward'}: {self.true_minutes // 60} h"

"""The rotation's promise, whatever the sequence of backups."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from planner.storage.rotation import ALWAYS, DAYS, LAST, WEEKS, Stored, to_keep

START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
steps = st.lists(st.integers(min_value=1, max_value=60 * 24 * 12), min_size=1, max_size=60)


def one(number: int, at: datetime, size: int = 1) -> Stored:
    return Stored(Path(f"{number:05}"), at, size)


@given(steps)
def test_every_day_week_and_the_last_ten_stay(minutes: list[int]) -> None:
    now, made, kept = START, [], []
    for number, step in enumerate(minutes):
        now += timedelta(minutes=step)
        made.append(one(number, now))
        kept = to_keep([*kept, made[-1]], now)
    assert kept == sorted(kept, key=lambda s: s.at, reverse=True)
    assert set(made[-LAST:]) <= set(kept)
    for back, period in ((timedelta(days=DAYS), day), (timedelta(weeks=WEEKS), week)):
        wanted = {period(s) for s in made if s.at >= now - back}
        assert wanted <= {period(s) for s in kept}
    assert len(kept) <= LAST + DAYS + WEEKS + 2


@given(steps, st.integers(min_value=0, max_value=40))
def test_the_newest_stay_within_the_size(minutes: list[int], most: int) -> None:
    now, made = START, []
    for number, step in enumerate(minutes):
        now += timedelta(minutes=step)
        made.append(one(number, now, size=3))
    kept = to_keep(made, now, most_bytes=most)
    assert sum(s.size for s in kept) <= max(most, ALWAYS * 3)
    assert kept[: min(len(made), ALWAYS)] == made[::-1][:ALWAYS]


def day(stored: Stored) -> object:
    return stored.at.date()


def week(stored: Stored) -> object:
    return stored.at.isocalendar()[:2]

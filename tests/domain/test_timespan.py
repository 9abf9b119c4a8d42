"""Wall times and the nights the clocks change."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.timespan import Timespan, force_day, to_local, to_utc

moments = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1)).map(
    lambda m: m.replace(second=0, microsecond=0)
)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 6), 9),
        (datetime(2027, 3, 27, 22), datetime(2027, 3, 28, 6), 7),
        (datetime(2026, 10, 23, 22), datetime(2026, 10, 24, 6), 8),
        (datetime(2021, 10, 15, 18), datetime(2021, 10, 17, 18), 48),
    ],
)
def test_length_of_a_night(start: datetime, end: datetime, hours: int) -> None:
    assert Timespan(start, end).minutes() == hours * 60


def test_touching_spans_do_not_overlap() -> None:
    early = Timespan(datetime(2026, 6, 2, 10), datetime(2026, 6, 2, 14))
    late = Timespan(datetime(2026, 6, 2, 14), datetime(2026, 6, 2, 18))
    assert not early.overlaps(late)
    assert early.overlaps(Timespan(datetime(2026, 6, 2, 13, 59), datetime(2026, 6, 2, 18)))


def test_an_end_at_midnight_does_not_touch_its_day() -> None:
    span = Timespan(datetime(2026, 6, 2, 20), datetime(2026, 6, 3))
    assert span.days() == (date(2026, 6, 2),)
    assert Timespan(datetime(2026, 6, 2, 20), datetime(2026, 6, 3, 4)).days() == (
        date(2026, 6, 2),
        date(2026, 6, 3),
    )


@given(moments, st.integers(15, 3000), st.integers(-400, 400))
def test_shifting_keeps_wall_times_and_can_be_taken_back(start: datetime, minutes: int, days: int) -> None:
    span = Timespan(start, start + timedelta(minutes=minutes))
    assert span.shifted(days).start.time() == start.time()
    assert span.shifted(days).shifted(-days) == span


@given(moments)
def test_local_times_survive_utc_but_for_the_hour_skipped_in_march(moment: datetime) -> None:
    back = to_local(to_utc(moment))
    assert back == moment or (moment.month == 3 and back == moment + timedelta(hours=1))


def test_the_force_day_starts_at_seven() -> None:
    assert force_day(datetime(2026, 6, 6, 3)) == date(2026, 6, 5)
    assert force_day(datetime(2026, 6, 6, 7)) == date(2026, 6, 6)
    assert force_day(datetime(2026, 6, 6, 3), time(0)) == date(2026, 6, 6)

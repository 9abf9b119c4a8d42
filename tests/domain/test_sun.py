"""Sunset against published times for Colchester and places with other suns."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from planner.domain.sun import sunset

LONDON = (51.507, -0.128)
COLCHESTER = (51.89, 0.90)


def _local(day: date, where: tuple[float, float]) -> datetime:
    found = sunset(day, *where)
    assert found is not None
    return found.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        (date(2026, 9, 11), "19:24"),
        (date(2026, 6, 21), "21:21"),
        (date(2026, 12, 21), "15:53"),
        (date(2026, 3, 20), "18:14"),
    ],
)
def test_sunset_at_london_is_that_of_the_almanac(day: date, clock: str) -> None:
    known = datetime.combine(day, datetime.strptime(clock, "%H:%M").time())
    assert abs(_local(day, LONDON) - known) <= timedelta(minutes=1)


@pytest.mark.parametrize(("day", "clock"), [(date(2026, 9, 11), "19:21"), (date(2026, 12, 21), "15:47")])
def test_colchester_one_degree_east_sees_it_minutes_earlier(day: date, clock: str) -> None:
    known = datetime.combine(day, datetime.strptime(clock, "%H:%M").time())
    assert abs(_local(day, COLCHESTER) - known) <= timedelta(minutes=1)


def test_where_the_sun_does_not_set_there_is_no_time() -> None:
    assert sunset(date(2026, 6, 21), 69.65, 18.96) is None


def test_a_night_that_falls_on_the_next_utc_day_is_still_that_evening() -> None:
    found = sunset(date(2026, 6, 21), 34.05, -118.24)  # Los Angeles, 20:08 there
    assert found is not None
    assert found.astimezone(ZoneInfo("America/Los_Angeles")).strftime("%d %H") == "21 20"

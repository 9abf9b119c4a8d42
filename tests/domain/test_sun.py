"""Sunset against published times, and against the Astronomical Almanac's low precision sun."""

from datetime import date, datetime, timedelta
from math import asin, atan2, cos, degrees, radians, sin
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


def _altitude(moment: datetime, latitude: float, longitude: float) -> float:
    """Return the sun's height in degrees by the Astronomical Almanac's formula, good to 0.01 degrees."""
    days = (moment - datetime(2000, 1, 1, 12)).total_seconds() / 86_400
    mean, anomaly = 280.460 + 0.9856474 * days, radians(357.528 + 0.9856003 * days)
    ecliptic = radians(mean + 1.915 * sin(anomaly) + 0.020 * sin(2 * anomaly))
    tilt, north = radians(23.439 - 4e-7 * days), radians(latitude)
    ascension = atan2(cos(tilt) * sin(ecliptic), cos(ecliptic))
    declination = asin(sin(tilt) * sin(ecliptic))
    hour = radians(280.46061837 + 360.98564736629 * days + longitude) - ascension
    return degrees(asin(sin(north) * sin(declination) + cos(north) * cos(declination) * cos(hour)))


@pytest.mark.parametrize("where", [COLCHESTER, LONDON])
@pytest.mark.parametrize("month", range(1, 13))
def test_another_formula_agrees_within_a_minute_all_year(where: tuple[float, float], month: int) -> None:
    day = date(2026, month, 11)
    low, high = datetime(2026, month, 11, 12), datetime(2026, month, 11, 23)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _altitude(middle, *where) > -0.833 else (low, middle)
    found = sunset(day, *where)
    assert found is not None
    assert abs(found.replace(tzinfo=None) - low) <= timedelta(seconds=61)


def test_where_the_sun_does_not_set_there_is_no_time() -> None:
    assert sunset(date(2026, 6, 21), 69.65, 18.96) is None


def test_a_night_that_falls_on_the_next_utc_day_is_still_that_evening() -> None:
    found = sunset(date(2026, 6, 21), 34.05, -118.24)  # Los Angeles, 20:08 there
    assert found is not None
    assert found.astimezone(ZoneInfo("America/Los_Angeles")).strftime("%d %H") == "21 20"

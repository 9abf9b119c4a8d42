"""When the sun sets, by the equations of the NOAA Solar Calculator (public domain).

Good to about a minute at British latitudes; the sun's upper edge on a flat horizon, usual refraction.
"""

from datetime import UTC, date, datetime, timedelta
from math import acos, asin, cos, degrees, pi, radians, sin, tan
from typing import Final

_ZENITH: Final = radians(90.833)
_ROUNDS: Final = 3  # the sun moves on between noon and sunset: look again at the time just found


def sunset(day: date, latitude: float, longitude: float) -> datetime | None:
    """Return the aware UTC time of sunset to the minute, or None where the sun does not set that day.

    latitude, longitude: WGS84 degrees, north and east positive.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    minutes = 1080.0
    for _ in range(_ROUNDS):
        declination, equation = _sun_at(midnight + timedelta(minutes=minutes))
        lat = radians(latitude)
        cosine = cos(_ZENITH) / (cos(lat) * cos(declination)) - tan(lat) * tan(declination)
        if not -1 <= cosine <= 1:
            return None
        minutes = 720 - 4 * (longitude - degrees(acos(cosine))) - equation
    return midnight + timedelta(minutes=round(minutes))


def _sun_at(moment: datetime) -> tuple[float, float]:
    """Return the sun's declination in radians and the equation of time in minutes."""
    days = (moment - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86_400
    t = days / 36_525
    longitude = radians((280.46646 + t * (36_000.76983 + t * 0.0003032)) % 360)
    anomaly = radians(357.52911 + t * (35_999.05029 - 0.0001537 * t))
    eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t)
    centre = (
        sin(anomaly) * (1.914602 - t * (0.004817 + 0.000014 * t))
        + sin(2 * anomaly) * (0.019993 - 0.000101 * t)
        + sin(3 * anomaly) * 0.000289
    )
    node = radians(125.04 - 1934.136 * t)
    apparent = longitude + radians(centre - 0.00569 - 0.00478 * sin(node))
    tilt = radians(23.439291 - t * 0.0130042 + 0.00256 * cos(node))
    declination = asin(sin(tilt) * sin(apparent))
    y = tan(tilt / 2) ** 2
    equation = (
        y * sin(2 * longitude)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * longitude)
        - 0.5 * y * y * sin(4 * longitude)
        - 1.25 * eccentricity**2 * sin(2 * anomaly)
    )
    return declination, 4 * equation * 180 / pi

"""Sunset in words, for the middle of some wards."""

from collections.abc import Sequence
from datetime import date

from planner.domain.records.ground import Ward
from planner.domain.sun import sunset
from planner.domain.timespan import to_local
from planner.geo.wkb import from_wkb


def sunset_text(wards: Sequence[Ward], day: date, zone: str) -> str:
    """Return "sunset 19:21" in local time; empty without wards, or where the sun does not set."""
    if not wards:
        return ""
    west, south, east, north = from_wkb(wards[0].geom).bounds
    instant = sunset(day, (south + north) / 2, (west + east) / 2)
    return f"sunset {to_local(instant, zone):%H:%M}" if instant else ""

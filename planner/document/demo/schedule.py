"""What the demo plan holds and when: the file in resources as operations to make."""

import json
from collections.abc import Iterator
from dataclasses import field
from datetime import date, timedelta
from typing import Any

from planner.domain.frozen import dataclass
from planner.paths import resource_path

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOperation:
    """One operation to make. weekdays: its deployments fall on these days of the first week."""

    type_code: str
    start: date
    wards: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    team: str = ""
    title: str = ""
    weekdays: tuple[int, ...] = ()
    desk: str = ""
    places: tuple[dict[str, Any], ...] = field(default=())


def demo_file() -> dict[str, Any]:
    """Return the demo's data as it stands in resources."""
    text = resource_path("demo/colchester.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def schedule(data: dict[str, Any]) -> list[DemoOperation]:
    """Return every open operation of the demo by start."""
    made = [*_street_weeks(data), *_weekly(data), *_rural(data), *_single(data["single"])]
    return sorted(made, key=lambda o: (o.start, o.type_code))


def hidden_schedule(data: dict[str, Any]) -> list[DemoOperation]:
    """Return the operations of the demo's command file."""
    return list(_single(data["hidden"]))


def _street_weeks(data: dict[str, Any]) -> Iterator[DemoOperation]:
    for row in data["street_weeks"]:
        yield DemoOperation(
            type_code="SW",
            start=date.fromisoformat(row["start"]),
            wards=(row["ward"],),
            team=row["team"],
            places=_places_of(data, "SW", row["start"]),
        )


def _weekly(data: dict[str, Any]) -> Iterator[DemoOperation]:
    last = date.fromisoformat(data["last"])
    for row in data["weekly"]:
        start = date.fromisoformat(row["first"])
        while start <= last:
            yield DemoOperation(
                type_code=row["type"],
                start=start,
                wards=tuple(row["wards"]),
                team=row["team"],
                weekdays=tuple(_DAYS.index(d) for d in row["repeat"]),
            )
            start += timedelta(weeks=row["every_weeks"])


def _rural(data: dict[str, Any]) -> Iterator[DemoOperation]:
    last, start = date.fromisoformat(data["last"]), date.fromisoformat(data["rural_first"])
    turn = 0
    while start <= last:
        route = data["rural_routes"][turn % len(data["rural_routes"])]
        yield DemoOperation(
            type_code="RP", start=start, villages=tuple(route["villages"]), team=route["team"]
        )
        turn += 1
        start += timedelta(days=data["rural_every_days"])


def _single(rows: list[dict[str, Any]]) -> Iterator[DemoOperation]:
    for row in rows:
        yield DemoOperation(
            type_code=row["type"],
            start=date.fromisoformat(row["start"]),
            wards=tuple(row["wards"]),
            team=row.get("team", ""),
            title=row.get("title", ""),
            desk=row.get("desk", ""),
        )


def _places_of(data: dict[str, Any], code: str, start: str) -> tuple[dict[str, Any], ...]:
    return tuple(p for p in data["places"] if p["operation"] == [code, start])

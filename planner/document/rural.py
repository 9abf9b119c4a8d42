"""A rural patrol's route: which villages, in which order, at which times. Pure: places in, stops out.

Times vary from patrol to patrol, so that nobody can set a clock by them; the same seed gives the same route.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import hypot
from random import Random
from typing import Final

VISIT_MINUTES: Final = 15
METRES_A_MINUTE: Final = 700.0  # 42 km/h by lanes, with the way there longer than the line
_DETOUR: Final = 1.3
_ROUNDS: Final = 50
_LATEST_START: Final = 20  # minutes from the start of the patrol to the first stop, at most


@dataclass(frozen=True, slots=True)
class Spot:
    """A village or spot to visit; easting and northing in metres of the national grid."""

    place_id: str
    easting: float
    northing: float


@dataclass(frozen=True, slots=True)
class RouteStop:
    """One stop of a route: local start and minutes."""

    place_id: str
    start: datetime
    minutes: int


def travel_minutes(one: Spot, other: Spot) -> int:
    """Return about how long the way between two spots takes, in whole minutes."""
    metres = hypot(one.easting - other.easting, one.northing - other.northing) * _DETOUR
    return max(1, round(metres / METRES_A_MINUTE)) if metres else 0


def shortest_order(spots: Sequence[Spot], begin: Spot | None = None) -> list[Spot]:
    """Return spots in the order of nearest way: nearest neighbour from begin, then improved by 2-opt."""
    left, route = list(spots), []
    here = begin
    while left:
        nearest = min(left, key=lambda s: (_metres(here, s), s.place_id)) if here else left[0]
        left.remove(nearest)
        route.append(nearest)
        here = nearest
    return _without_crossings(route, begin)


def _metres(one: Spot | None, other: Spot) -> float:
    return hypot(one.easting - other.easting, one.northing - other.northing) if one else 0.0


def route_metres(route: Sequence[Spot], begin: Spot | None = None) -> float:
    """Return the length of a route in metres as the crow flies, from begin where there is one."""
    whole = [begin, *route] if begin else list(route)
    return sum(_metres(a, b) for a, b in pairwise(whole))


def _without_crossings(route: list[Spot], begin: Spot | None) -> list[Spot]:
    best, length = route, route_metres(route, begin)
    for _ in range(_ROUNDS):
        is_better = False
        for i in range(len(best) - 1):
            for j in range(i + 2, len(best) + 1):
                turned = [*best[:i], *reversed(best[i:j]), *best[j:]]
                metres = route_metres(turned, begin)
                if metres < length - 0.5:
                    best, length, is_better = turned, metres, True
        if not is_better:
            break
    return best


def plan_route(
    spots: Sequence[Spot],
    start: datetime,
    end: datetime,
    *,
    seed: int,
    begin: Spot | None = None,
    minutes: int = VISIT_MINUTES,
) -> list[RouteStop]:
    """Return stops within local hours, at times drawn at random; spots that do not fit are left out.

    spots: most wanted first, since the last ones are left out when time is short. The time that remains is
    spread at random over the gaps between stops.
    """
    random, wanted = Random(seed), list(dict.fromkeys(spots))
    hours = int((end - start).total_seconds() // 60)
    while wanted:
        route = shortest_order(wanted, begin)
        if random.random() < 0.5 and begin is None:
            route.reverse()
        legs = [travel_minutes(begin, route[0]) if begin else 0]
        legs += [travel_minutes(a, b) for a, b in pairwise(route)]
        spare = hours - sum(legs) - minutes * len(route)
        if spare >= 0:
            return _timed(route, legs, spare, start, minutes, random)
        wanted.pop()
    return []


def _timed(
    route: Sequence[Spot], legs: Sequence[int], spare: int, start: datetime, minutes: int, random: Random
) -> list[RouteStop]:
    """Give each stop its time: the spare minutes are cut at random, the first gap is short."""
    first = random.randint(0, min(spare, _LATEST_START))
    cuts = sorted(random.randint(0, spare - first) for _ in route[1:])
    stops, now, used = [], start + timedelta(minutes=first), 0
    for index, (spot, leg) in enumerate(zip(route, legs, strict=True)):
        gap = cuts[index - 1] - used if index else 0
        used = cuts[index - 1] if index else 0
        now += timedelta(minutes=leg + gap)
        stops.append(RouteStop(spot.place_id, now, minutes))
        now += timedelta(minutes=minutes)
    return stops

"""How the ledger stands against each promise, and promises out of typed words."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from planner.document.visibility import Ledger, VillageRow
from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.phrases import and_list, count_text
from planner.domain.vocabulary import PromisePeriod

_PROMISE: Final = re.compile(r"\b(\d+)\s*(?:visits?\s+)?(?:a|per|each|every|/)\s*(month|quarter)\b")
_MOST_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """The villages that a promise is the nearest for. short: not kept in the last whole period."""

    places: tuple[VillageRow, ...]
    short: tuple[VillageRow, ...]
    met: int
    """Places that have had their visits in the running period already."""

    @property
    def words(self) -> str:
        """Return sentences for under the list; delivered figures come from submitted returns only."""
        if not self.places:
            return (
                "It holds for no village today: it has ended, not begun, or a nearer promise holds instead."
            )
        promise = self.places[0].promise
        if promise is None:
            return ""
        count = count_text(len(self.places), "village")
        now = f"{promise.period_name} so far: {self.met} of {count} had what was promised."
        if promise.last_delivered is None:
            return f"{now} No whole period has passed yet."
        kept = len(self.places) - len(self.short)
        last = f"{promise.last_period_name}: kept for {kept} of {count}."
        names = and_list([r.place for r in self.short], _MOST_NAMED)
        return f"{last} Not kept for {names}. {now}" if self.short else f"{last} {now}"


def standing_of(ledger: Ledger, strategy_id: str) -> Standing:
    """Return how the ledger stands against one promise today."""
    rows = [r for r in ledger.villages if r.promise is not None and r.promise.strategy_id == strategy_id]
    rows = [r for r in rows if r.is_village]
    short = [r for r in rows if r.promise is not None and r.promise.is_kept is False]
    met = sum(r.promise is not None and r.promise.delivered >= r.promise.visits for r in rows)
    return Standing(tuple(rows), tuple(short), met)


@dataclass(frozen=True, slots=True)
class TypedPromise:
    """What a typed line promises; both ids empty means every village of the plan."""

    title: str
    visits: int
    period: PromisePeriod
    ward_id: str = ""
    place_id: str = ""


def read_promise(text: str, places: Mapping[str, str], wards: Mapping[str, str]) -> TypedPromise:
    """Return what "Dedham, 2 visits a quarter" promises; places and wards: name to id.

    InvalidInput with an example when no number and period can be found.
    """
    found = _PROMISE.search(text.casefold())
    if found is None:
        raise InvalidInput("Type a promise such as “Dedham, 2 visits a quarter” or “1 visit a month”.")
    name = " ".join((text[: found.start()] + " " + text[found.end() :]).split()).strip(" ,:;-")
    by_place = {n.casefold(): i for n, i in places.items()}
    by_ward = {n.casefold(): i for n, i in wards.items()}
    place_id = by_place.get(name.casefold(), "")
    ward_id = "" if place_id else by_ward.get(name.casefold(), "")
    if name and not place_id and not ward_id:
        raise InvalidInput(f"“{name}” is no village or ward of this plan; leave it out for every village.")
    visits, period = int(found[1]), PromisePeriod(found[2])
    title = f"{name or 'Every village'}, {count_text(visits, 'visit')} a {period.value}"
    return TypedPromise(title, visits, period, ward_id, place_id)


def recent_quarters(today: date, count: int = 8) -> list[date]:
    """Return the first days of this quarter and those before it, newest first."""
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    months = first.year * 12 + first.month - 1
    return [date((months - 3 * i) // 12, (months - 3 * i) % 12 + 1, 1) for i in range(count)]

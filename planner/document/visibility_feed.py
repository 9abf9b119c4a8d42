"""The ledger of an open plan: counted once, and after a change only where the change touched it."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from planner.document.promises import promise_of
from planner.document.visibility import (
    Counts,
    Ledger,
    VillageRow,
    WardRow,
    month_counts,
    month_names,
    total,
    unseen_for,
    year_of,
)
from planner.document.wards_offered import former_in_use
from planner.domain.changes import ChangeSet
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.plan import Plan
from planner.domain.records.returns import Return, ReturnVisit
from planner.domain.records.review import Strategy
from planner.domain.timespan import month_after
from planner.domain.vocabulary import PlaceKind
from planner.domain.ward_sets import current_wards, is_former, ward_words
from planner.storage import visibility as sums
from planner.storage.reader import Reader
from planner.storage.visibility import Stop

_BACK: Final = timedelta(days=400)


class LedgerFeed:
    """Keeps the ledger of one reader and one moment, and after a change counts only the places it touched."""

    def __init__(self, read: Reader, now: datetime) -> None:
        self._read, self.now = read, now
        self._rows: dict[str, VillageRow] = {}
        self._ledger: Ledger | None = None

    @property
    def ledger(self) -> Ledger:
        """The ledger as it is now."""
        if self._ledger is None:
            self._load()
            self._ledger = self._made()
        return self._ledger

    def row(self, place: Place) -> VillageRow:
        """Return the figures of one place, without counting the others when nothing is counted yet."""
        if place.id not in self._rows:
            return self._counted({place.id: place})[place.id]
        return self._rows[place.id]

    def refresh(self, changes: ChangeSet) -> bool:
        """Count again what a change set touched; returns whether the ledger may look different now."""
        if changes.touches(Strategy, Ward, Plan) or any(
            isinstance(place, Place) and not place.operation_id for place in changes.records(Place)
        ):
            self.forget()
            return True
        touched = {
            i for row in changes.rows for r in (row.before, row.after) if r for i in self._places_of(r)
        }
        self.recount(touched)
        if not changes.touches(Return, Deployment, OperationWard) and not (
            changes.touches(Operation) and any(is_former(w.ward_set) for w in self._wards)
        ):
            return bool(touched)
        self._ledger = None
        return True

    def _places_of(self, record: Record) -> Iterable[str]:
        """Return the places whose figures a changed row may alter."""
        if isinstance(record, Visit | ReturnVisit):
            return [record.place_id]
        if isinstance(record, Return):
            return [v.place_id for v in self._read.all(ReturnVisit, return_id=record.id)]
        if isinstance(record, Operation):
            days = [d.id for d in self._read.all(Deployment, operation_id=record.id)]
            return [v.place_id for v in self._read.among(Visit, "deployment_id", days)]
        return []

    def forget(self) -> None:
        """Count everything again when next asked."""
        self._rows, self._ledger = {}, None
        self.__dict__.pop("_wards", None)
        self.__dict__.pop("_zone", None)

    def recount(self, place_ids: Collection[str]) -> None:
        """Count some places again."""
        if self._rows and place_ids:
            known = {p.id: p for p in self._read.among(Place, "id", place_ids)}
            for place_id in place_ids:
                self._rows.pop(place_id, None)
            self._rows |= self._counted(known)
            self._ledger = None

    def _load(self) -> None:
        if not self._rows:
            found = self._read.all(Place, kind=PlaceKind.VILLAGE)
            self._rows = self._counted({p.id: p for p in found if not p.operation_id}, whole=True)

    @cached_property
    def _zone(self) -> str:
        return self._read.all(Plan)[0].zone

    def _counted(self, places: dict[str, Place], *, whole: bool = False) -> dict[str, VillageRow]:
        read, months, some = self._read, year_of(self.now), None if whole else list(places)
        after = month_after(months[-1])
        planned = sums.planned_sums(read, months[0], after, some)
        delivered = sums.delivered_sums(read, months[0], after, self._zone, some)
        if whole:
            others = (planned.keys() | delivered.keys()) - places.keys()
            places = places | {p.id: p for p in read.among(Place, "id", others)}
        last = sums.last_seen(read, self.now, places, self._zone)
        coming = sums.next_planned(read, self.now, places)
        wards, strategies = {w.id: ward_words(w) for w in self._wards}, read.all(Strategy)
        rows, names = {}, month_names(months)
        for i, place in places.items():
            counts = month_counts(names, planned.get(i, {}), delivered.get(i, {}))
            visits = {month: found.delivered for month, found in counts.items()}
            rows[i] = VillageRow(
                place_id=i,
                place=place.name,
                is_village=place.kind is PlaceKind.VILLAGE,
                ward_id=place.ward_id,
                ward=wards.get(place.ward_id, ""),
                months=tuple(counts.values()),
                year=total(counts.values()),
                last=last.get(i),
                days_since_seen=(self.now.date() - last[i].start.date()).days if i in last else None,
                next=coming.get(i),
                promise=promise_of(strategies, place, self.now.date(), visits),
            )
        return rows

    @cached_property
    def _wards(self) -> list[Ward]:
        return self._read.all(Ward)

    def _made(self) -> Ledger:
        rows = sorted(self._rows.values(), key=lambda r: (not r.is_village, r.ward, r.place, r.place_id))
        return Ledger(self.now, tuple(rows), tuple(self._ward_rows(rows)))

    def _ward_rows(self, rows: Iterable[VillageRow]) -> list[WardRow]:
        by_ward: dict[str, list[VillageRow]] = {}
        for row in rows:
            by_ward.setdefault(row.ward_id, []).append(row)
        # A former ward counts only while work or a village, of which no newer ward has the ground, is in it.
        shown = current_wards(self._wards, by_ward.keys() | former_in_use(self._read, self._wards, self.now))
        by_ward = {w.id: [] for w in shown} | by_ward
        without = [i for i, found in by_ward.items() if i and not any(r.is_village for r in found)]
        last = sums.last_in_wards(self._read, self.now, self.now - _BACK, without)
        visits = sum(r.year.delivered for r in self._rows.values())
        residents = sum(w.population or 0 for w in current_wards(self._wards))
        return [self._ward_row(w, by_ward[w.id], last.get(w.id), visits, residents) for w in shown]

    def _ward_row(
        self, ward: Ward, rows: list[VillageRow], last: datetime | None, visits: int, residents: int
    ) -> WardRow:
        villages = [r for r in rows if r.is_village]
        longest = max(villages, key=lambda r: unseen_for(r.days_since_seen), default=None)
        year = total(r.year for r in rows)
        counts = residents and not is_former(ward.ward_set)  # its residents are those of the newer wards
        days = (self.now.date() - last.date()).days if last else None
        return WardRow(
            ward_id=ward.id,
            ward=ward_words(ward),
            month=total(r.month for r in rows),
            year=year,
            longest_id=longest.place_id if longest else "",
            longest=longest.place if longest else "",
            days_since_seen=longest.days_since_seen if longest else days,
            residents=ward.population,
            share_of_visits=year.delivered / visits if visits else None,
            share_of_residents=ward.population / residents if ward.population and counts else None,
        )


def ledger(read: Reader, now: datetime) -> Ledger:
    """Return the whole ledger at a local moment, counted afresh."""
    return LedgerFeed(read, now).ledger


def visibility_rows(read: Reader, now: datetime) -> list[dict[str, object]]:
    """Return the ledger as rows for JSON: twelve months, one row a place; place is empty for a townless ward.

    A ward without a row of its own comes last with an empty place, so that the rows add up to the whole.
    """
    found = ledger(read, now)
    rows: list[dict[str, object]] = [
        _json_row(r.place, r.ward, r.days_since_seen, r.year, r.next) for r in found.villages
    ]
    seen = {r.ward_id for r in found.villages}
    rows += [
        _json_row("", w.ward, w.days_since_seen, w.year, None) for w in found.wards if w.ward_id not in seen
    ]
    return rows


def _json_row(
    place: str, ward: str, days: int | None, year: Counts, coming: Stop | None
) -> dict[str, object]:
    return {
        "place": place,
        "ward": ward,
        "days_since_seen": days,
        "visits_planned": year.planned,
        "visits_delivered": year.delivered,
        "minutes_delivered": year.delivered_minutes,
        "next_planned": coming.start.isoformat(timespec="minutes") if coming else None,
    }

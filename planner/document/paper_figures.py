"""Counts what a parish report or a ward sheet tells, from the plan alone: never from the command file."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from planner.document.facts import ward_ids_of_deployments
from planner.document.returns_due import owes_return
from planner.document.visibility import VillageRow, unseen_for
from planner.document.visibility_feed import ledger
from planner.domain.errors import NotFound
from planner.domain.frozen import dataclass
from planner.domain.phrases import and_list, count_text, date_text, month_name
from planner.domain.records.deployment import Assignment, Deployment, Post, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Concern
from planner.domain.records.plan import Plan
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.records.review import UnseenWork
from planner.domain.results import sets_hold
from planner.domain.timespan import month_after
from planner.domain.vocabulary import Outcome, PostKind, ReturnState
from planner.domain.ward_sets import ward_words
from planner.storage.reader import FileReader, Reader

if TYPE_CHECKING:
    from planner.briefing.parish_content import (
        LastVisit,
        MonthCount,
        NextVisit,
        NotMade,
        ParishFigures,
        PlaceLine,
        PromiseKept,
        WardFigures,
    )

_ROLES: Final = {
    PostKind.PCSO: "a PCSO",
    PostKind.SPECIAL: "a Special",
    PostKind.INSPECTOR: "an inspector",
    PostKind.STAFF: "police staff",
    PostKind.TEAM: "a team",
    PostKind.PARTNER: "a partner",
}
_REASONS: Final = {"call": "called away", "abstracted": "called away"}
_UNSEEN_AFTER: Final = timedelta(days=28)
_LEAST_TOLD: Final = 5
_MOST_CONCERNS: Final = 5


def plan_only(read: Reader) -> Reader:
    """Return a reader of the plan without the command file: what any paper for the public is made from."""
    return FileReader(read.connections[0])


@dataclass(frozen=True, slots=True)
class Reported:
    """Some deployments that ended, and their submitted returns by deployment id."""

    deployments: tuple[Deployment, ...]
    returns: dict[str, Return]
    owed: frozenset[str]


def parish_figures(read: Reader, place: Place, *, now: datetime, printed: str) -> "ParishFigures":
    """Return all that the report for one village says; now: local. NotFound for a place without a ledger."""
    from planner.briefing.parish_content import ParishFigures

    read = plan_only(read)
    row = ledger(read, now).by_place.get(place.id)
    if row is None:
        raise NotFound(f"{place.name} is no village and has no visits: choose a village for the report.")
    start = _first_month(now)
    planned = {v.deployment_id for v in read.all(Visit, place_id=place.id) if start <= v.start <= now}
    reported = _reported(read, planned, now)
    made = [v for v in read.all(ReturnVisit, place_id=place.id) if start <= v.start <= now]
    told = {r.id for r in read.among(Return, "id", {v.return_id for v in made}) if _counts(r)}
    made = [v for v in made if v.return_id in told]
    reached = {v.return_id for v in made}
    return ParishFigures(
        place=place.name,
        ward=row.ward,
        district=read.all(Plan)[0].district,
        today=now.date(),
        months=_since_the_plan(read, _months([row], now)),
        last=_last(read, row),
        next=_next(read, row),
        promise=_promise(row),
        not_made=_not_made(reported, reached_returns=reached),
        results=_results(read, told),
        people=sum(v.people for v in made),
        concerns=_concerns(read, row.ward_id),
        printed=printed,
    )


def ward_figures(read: Reader, ward: Ward, *, now: datetime, printed: str) -> "WardFigures":
    """Return all that the sheet of one ward says; now: local."""
    from planner.briefing.parish_content import WardFigures

    read = plan_only(read)
    found = ledger(read, now)
    row = next((w for w in found.wards if w.ward_id == ward.id), None)  # None: a former ward, work all over
    rows = [r for r in found.villages if r.ward_id == ward.id]
    villages = sorted(
        (r for r in rows if r.is_village), key=lambda r: (-unseen_for(r.days_since_seen), r.place)
    )
    here = _in_ward(read, ward.id, _first_month(now), now)
    reported = _reported(read, [d.id for d in here], now)
    returns = list(reported.returns.values())
    return WardFigures(
        ward=ward_words(ward),
        district=read.all(Plan)[0].district,
        today=now.date(),
        residents=ward.population,
        share_of_visits=row.share_of_visits if row else None,
        share_of_residents=row.share_of_residents if row else None,
        months=_since_the_plan(read, _months(rows, now)),
        places=tuple(_place_line(read, r) for r in villages),
        not_made=_not_made(reported),
        results=_results(read, {r.id for r in returns}),
        people=sum(r.people for r in returns),
        concerns=_concerns(read, ward.id),
        unseen=_unseen(read, ward, now.date()),
        operations=_operations(read, here, reported),
        printed=printed,
    )


def _first_month(now: datetime) -> datetime:
    first = month_after(now.date(), -11)
    return datetime(first.year, first.month, 1)


def _counts(row: Return) -> bool:
    return row.state is ReturnState.SUBMITTED


def _reported(read: Reader, ids: Collection[str], now: datetime) -> Reported:
    ended = [d for d in read.among(Deployment, "id", ids) if d.end <= now]
    returns = {
        r.deployment_id: r for r in read.among(Return, "deployment_id", [d.id for d in ended]) if _counts(r)
    }
    kinds = {k.id: k for k in read.all(OperationType)}
    operations = {o.id: o for o in read.among(Operation, "id", {d.operation_id for d in ended})}
    owed = frozenset(
        d.id
        for d in ended
        if d.id not in returns and owes_return(o := operations[d.operation_id], kinds.get(o.type_id))
    )
    return Reported(tuple(ended), returns, owed)


def _not_made(found: Reported, reached_returns: Collection[str] | None = None) -> "NotMade":
    """Return what fell short; reached_returns: those that did reach the place, whatever else they missed."""
    from planner.briefing.parish_content import NotMade

    short = [
        r
        for r in found.returns.values()
        if r.outcome is not Outcome.DONE and (reached_returns is None or r.id not in reached_returns)
    ]
    reasons = Counter(_REASONS.get(r.reason, r.reason) for r in short if r.reason)
    return NotMade(
        patrols=len(short),
        reasons=tuple(reasons.most_common()),
        abstracted_minutes=sum(r.abstracted_minutes for r in found.returns.values()),
        not_reported=len(found.owed),
    )


def _months(rows: Iterable[VillageRow], now: datetime) -> "tuple[MonthCount, ...]":
    from planner.briefing.parish_content import MonthCount

    columns = list(zip(*(r.months for r in rows), strict=True))
    result = []
    for number in range(12):
        counts = columns[number] if columns else ()
        result.append(
            MonthCount(
                month_after(now.date(), number - 11),
                sum(c.planned for c in counts),
                sum(c.planned_minutes for c in counts),
                sum(c.delivered for c in counts),
                sum(c.delivered_minutes for c in counts),
            )
        )
    return tuple(result)


def _since_the_plan(read: Reader, months: "tuple[MonthCount, ...]") -> "tuple[MonthCount, ...]":
    """Return the months from the plan's first on: before it nothing was recorded, which is not a nought."""
    for number, month in enumerate(months):
        start = datetime(month.month.year, month.month.month, 1)
        after = month_after(month.month)
        if read.deployments_between(start, datetime(after.year, after.month, 1)):
            return months[number:]
    return months


def _last(read: Reader, row: VillageRow) -> "LastVisit | None":
    from planner.briefing.parish_content import LastVisit

    if row.last is None:
        return None
    return LastVisit(row.last.start.date(), _role(read, row.last.deployment_id), row.last.minutes)


def _role(read: Reader, deployment_id: str) -> str:
    """Return who came as a role, never a name or a number: "a constable and a PCSO"."""
    posts = read.all(Post, deployment_id=deployment_id)
    filled = {a.post_id for a in read.among(Assignment, "post_id", [p.id for p in posts])}
    kinds = dict.fromkeys(p.kind for p in posts if p.id in filled)
    return and_list([_ROLES.get(k, f"a {k.value}") for k in kinds]) or "police"


def _next(read: Reader, row: VillageRow) -> "NextVisit | None":
    """Return the next visit; one in a deployment that may be announced may be told by its day."""
    from planner.briefing.parish_content import NextVisit

    if row.next is None:
        return None
    deployment = read.get(Deployment, row.next.deployment_id)
    return NextVisit(row.next.start.date(), announced=deployment is not None and deployment.announce)


def _promise(row: VillageRow) -> "PromiseKept | None":
    from planner.briefing.parish_content import PromiseKept

    if (told := row.promise) is None:
        return None
    return PromiseKept(
        told.words, told.visits, told.period_name, told.delivered, told.last_period_name, told.last_delivered
    )


def _results(read: Reader, return_ids: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Return the sums by measure; arrests, charges and searches are left out: they point at people."""
    sums: Counter[str] = Counter()
    for result in read.among(ReturnResult, "return_id", return_ids):
        if not sets_hold(result.measure) and "search" not in result.measure.casefold():
            sums[result.measure] += result.count
    return tuple((measure, count) for measure, count in sums.most_common() if count)


def _concerns(read: Reader, ward_id: str) -> tuple[str, ...]:
    found = sorted(read.all(Concern, ward_id=ward_id), key=lambda c: c.rank)[:_MOST_CONCERNS]
    return tuple(c.text + _source(c) for c in found)


def _source(concern: Concern) -> str:
    said = f"{date_text(concern.said_on)}" if concern.said_on else ""
    words = ", ".join(part for part in (concern.source, said) if part)
    return f" ({words})" if words else ""


def _place_line(read: Reader, row: VillageRow) -> "PlaceLine":
    from planner.briefing.parish_content import PlaceLine

    return PlaceLine(
        place=row.place,
        planned=row.year.planned,
        made=row.year.delivered,
        made_minutes=row.year.delivered_minutes,
        last=row.last.start.date() if row.last else None,
        next=_next(read, row),
        promise=_promise(row),
    )


def _in_ward(read: Reader, ward_id: str, start: datetime, end: datetime) -> list[Deployment]:
    found = read.deployments_between(start, end)
    wards = ward_ids_of_deployments(read, found)
    return [d for d in found if ward_id in wards[d.id]]


def _operations(read: Reader, here: Sequence[Deployment], reported: Reported) -> tuple[str, ...]:
    """Return one line a type: operations, deployments planned, returns handed in and done."""
    operations = {o.id: o for o in read.among(Operation, "id", {d.operation_id for d in here})}
    kinds = {k.id: k for k in read.all(OperationType) if not k.need_to_know and not k.reservation}
    lines = []
    for kind in sorted(kinds.values(), key=lambda k: (k.sort, k.name)):
        own = [d for d in here if operations[d.operation_id].type_id == kind.id]
        if not own:
            continue
        returns = [reported.returns[d.id] for d in own if d.id in reported.returns]
        done = sum(r.outcome is Outcome.DONE for r in returns)
        part = sum(r.outcome is Outcome.PART for r in returns)
        lines.append(
            f"{kind.name}: {count_text(len(own), 'deployment')} planned to this day; "
            f"{count_text(len(returns), 'return')} handed in, {done} done as planned, {part} in part."
        )
    return tuple(lines) or ("Nothing was planned here in these months.",)


def _unseen(read: Reader, ward: Ward, today: date) -> tuple[str, ...]:
    """Return unseen work by quarter, of those that ended 28 days ago or more; counts under 5 are withheld."""
    quarters: dict[date, list[str]] = {}
    oldest = month_after(today, -11)
    for item in sorted(read.all(UnseenWork, ward_id=ward.id), key=lambda u: (u.quarter, u.kind)):
        end = month_after(item.quarter, 3)
        if end + _UNSEEN_AFTER <= today and end > oldest:
            count = str(item.count) if item.count >= _LEAST_TOLD else "fewer than 5"
            quarters.setdefault(item.quarter, []).append(f"{item.kind.value} {count}")
    lines = []
    for first, counts in quarters.items():
        last = month_after(first, 2)
        lines.append(f"{month_name(first)} to {month_name(last)} {last.year}: {', '.join(counts)}.")
    return tuple(lines)

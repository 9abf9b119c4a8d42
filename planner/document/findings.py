"""What the rules find in a period, or near what has just changed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from planner.document.away import away, clashes
from planner.document.facts import ward_ids_of_deployments
from planner.document.wards_offered import replaced_wards
from planner.domain.changes import ChangeSet
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationPower, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner, Power, PowerWard, Resource
from planner.domain.records.plan import Plan
from planner.domain.records.returns import Return
from planner.domain.vocabulary import PlaceKind, ReturnState, TaskStatus
from planner.rules.check import check
from planner.rules.finding import Finding
from planner.rules.snapshot import NUMBER, Snapshot, Village
from planner.storage.authorised_parts import changed_since
from planner.storage.bookings import booked_between
from planner.storage.doubles import doubled_references
from planner.storage.reader import Reader
from planner.storage.visibility import last_seen, next_planned

R = TypeVar("R", bound=Record)
LOOK_BACK = timedelta(days=35)
LOOK_AHEAD = timedelta(days=14)
_CLOCK_CHANGE = timedelta(hours=2)  # local times that overlap in true time lie no further apart
_LAST = date(2199, 12, 30)


def findings(
    read: Reader, *, now: datetime, start: datetime | None = None, end: datetime | None = None
) -> list[Finding]:
    """Return what the rules find, worst first. now, start and end are local.

    Without a period: the five weeks behind (for returns) and the 14 days ahead; open tasks past their date
    are found however old.
    """
    first, last = start or now - LOOK_BACK, end or now + LOOK_AHEAD
    deployments = read.deployments_between(first, last)
    tasks = [t for t in read.all(Task, status=TaskStatus.OPEN) if t.due < now.date()]
    return check(snapshot(read, now=now, deployments=deployments, tasks=tasks))


def findings_of_operation(read: Reader, operation_id: str, *, now: datetime) -> list[Finding]:
    """Return what the rules say of one operation, worst first; nothing of one that is gone."""
    if read.get(Operation, operation_id) is None:
        return []
    start, end = read.span_of(operation_id)
    return findings_about(read, {operation_id}, now=now, start=start, end=end)


def findings_of_plan(
    read: Reader, *, now: datetime, first: date | None = None, last: date | None = None
) -> list[Finding]:
    """Return what the rules find in the whole plan, or from a day to a day; villages without a visit too.

    Villages are about the 28 days from now, so a period that does not hold today leaves them out.
    """
    start, end = (
        datetime.combine(first or date(1990, 1, 1), time(0)),
        datetime.combine(last or _LAST, time(0)),
    )
    end += timedelta(days=1)
    deployments = read.deployments_between(start, end)
    tasks = [t for t in read.all(Task, status=TaskStatus.OPEN) if start.date() <= t.due < end.date()]
    plan = snapshot(read, now=now, deployments=deployments, tasks=tasks)
    if start <= now < end:
        plan = replace(plan, villages=villages_of(read, now))
    return check(plan)


def villages_of(read: Reader, now: datetime) -> tuple[Village, ...]:
    """Return every village with its last visit and the next one planned, longest unseen first."""
    found = [p for p in read.all(Place, kind=PlaceKind.VILLAGE) if not p.operation_id]
    ids = [p.id for p in found]
    seen = last_seen(read, now, ids, read.all(Plan)[0].zone)
    coming = next_planned(read, now, ids)
    rows = [
        Village(
            p.id,
            p.name,
            seen[p.id].start if p.id in seen else None,
            coming[p.id].start if p.id in coming else None,
        )
        for p in found
    ]
    return tuple(sorted(rows, key=lambda v: (v.last or datetime.min, v.name)))


def findings_near(read: Reader, changes: ChangeSet, *, now: datetime) -> list[Finding]:
    """Return what the rules find about the operations of a change."""
    return findings_about(read, operations_of(read, changes), now=now)


def findings_about(
    read: Reader,
    operation_ids: Collection[str],
    *,
    now: datetime,
    start: datetime | None = None,
    end: datetime | None = None,
) -> list[Finding]:
    """Return what the rules find about some operations, worst first, from their neighbourhood alone.

    The neighbourhood: their own deployments (those that overlap start to end), whatever shares a person,
    team or vehicle with one of these at the same time, and whatever has the same reference.
    """
    first, last = start or datetime.min, end or datetime.max
    own = [d for d in deployments_of(read, operation_ids) if d.start < last and d.end > first]
    ids = set(operation_ids)
    plan = snapshot(read, now=now, deployments=own, tasks=read.among(Task, "operation_id", ids), about=ids)
    if beside := _beside(read, plan, first, last):
        plan = _with_bookings(read, plan, beside)
    return [f for f in check(plan) if f.ids & ids]


def deployments_of(read: Reader, operation_ids: Collection[str]) -> list[Deployment]:
    """Return the deployments of some operations by start, as reading a span has them."""
    return sorted(read.among(Deployment, "operation_id", operation_ids), key=lambda d: d.start)


def _beside(read: Reader, plan: Snapshot, first: datetime, last: datetime) -> list[Deployment]:
    """Return coming deployments that share somebody with one of a small plan at the same time."""
    busy: dict[str, list[tuple[datetime, datetime]]] = {}
    for deployment, keys, _ in plan.bookings():
        span = (max(first, deployment.start - _CLOCK_CHANGE), min(last, deployment.end + _CLOCK_CHANGE))
        for key in keys:
            busy.setdefault(key, []).append(span)
    if not busy:
        return []
    numbers = {key for key in busy if key.startswith(NUMBER)}
    same = [r for r in read.all(Resource) if r.collar_number] if numbers else []
    resources = {r.id: f"{NUMBER}{r.collar_number.casefold()}" for r in same}
    key_of = {i: key for i, key in resources.items() if key in numbers}
    key_of |= {key: key for key in busy.keys() - numbers}
    start, end = min(a for s in busy.values() for a, _ in s), max(b for s in busy.values() for _, b in s)
    known = {d.id for d in plan.deployments}
    found = {
        row.deployment_id
        for row in booked_between(read, start, end, key_of)
        if row.deployment_id not in known
        and (key := NUMBER + row.number.casefold() if row.number else key_of.get(row.resource_id, "")) in busy
        and any(row.start < b and row.end > a for a, b in busy[key])
    }
    return read.among(Deployment, "id", found)


def _with_bookings(read: Reader, plan: Snapshot, beside: Collection[Deployment]) -> Snapshot:
    """Return a small plan with other deployments, of which only operation and bookings are known."""
    posts = read.among(Post, "deployment_id", [d.id for d in beside])
    assignments = read.among(Assignment, "post_id", [p.id for p in posts])
    resources = {a.resource_id for a in assignments if a.resource_id} - plan.resources.keys()
    operations = {d.operation_id for d in beside} - plan.operations.keys()
    return replace(
        plan,
        operations={**plan.operations, **_by_id(read.among(Operation, "id", operations))},
        beside=tuple(beside),
        posts={**plan.posts, **_grouped(posts, "deployment_id")},
        assignments={**plan.assignments, **_grouped(assignments, "post_id")},
        resources={**plan.resources, **_by_id(read.among(Resource, "id", resources))},
    )


def operations_of(read: Reader, changes: ChangeSet) -> set[str]:
    """Return the ids of the operations that a change set touched, however deep, before it and after."""
    ids = changes.ids(Operation)
    records = [r for row in changes.rows for r in (row.before, row.after) if r is not None]
    posts = {r.post_id for r in records if isinstance(r, Assignment)}
    changed = [r for r in records if isinstance(r, Post) and r.id in posts]
    known = [*read.among(Post, "id", posts), *changed] if posts else []
    deployments = {p.deployment_id for p in known}
    for record in records:
        ids |= {i for i in [getattr(record, "operation_id", "")] if i}
        deployments |= {i for i in [getattr(record, "deployment_id", "")] if i}
    return ids | {d.operation_id for d in read.among(Deployment, "id", deployments)}


def snapshot(
    read: Reader,
    *,
    now: datetime,
    deployments: Collection[Deployment],
    tasks: Collection[Task] = (),
    about: Collection[str] = (),
) -> Snapshot:
    """Read what the rules need to know of some deployments and tasks, each table once.

    about: operations asked about even if they have neither.
    """
    ids = [d.id for d in deployments]
    operation_ids = {d.operation_id for d in deployments} | {t.operation_id for t in tasks}
    operations = _by_id(read.among(Operation, "id", operation_ids))
    posts = read.among(Post, "deployment_id", ids)
    assignments = read.among(Assignment, "post_id", [p.id for p in posts])
    relied = [p for p in read.among(OperationPower, "operation_id", operation_ids) if p.power_id]
    power_ids = {p.power_id for p in relied}
    returns = read.among(Return, "deployment_id", ids)
    plan, wards_of = read.all(Plan)[0], ward_ids_of_deployments(read, deployments)
    return Snapshot(
        now=now, zone=plan.zone, out_of_hours=plan.out_of_hours,
        operations=operations,
        types=_by_id(read.all(OperationType)),
        deployments=tuple(d for d in deployments if d.operation_id in operations),
        posts=_grouped(posts, "deployment_id"), assignments=_grouped(assignments, "post_id"),
        resources=_by_id(read.among(Resource, "id", {a.resource_id for a in assignments if a.resource_id})),
        wards_of=wards_of, replaced=replaced_wards(read, {w for ids in wards_of.values() for w in ids}),
        ward_names={w.id: w.name for w in read.all(Ward)} if relied else {},
        powers=_by_id(read.among(Power, "id", power_ids)),
        power_wards=_reach(read, power_ids),
        operation_powers=tuple(relied), tasks=tuple(tasks),
        owners={p.id: p.short_name for p in read.all(Partner)},
        changed_since=changed_since(read, operations.values()),
        doubled=_doubled(read, operations),
        away=away(read), clashes=clashes(read, operation_ids.union(about)),
        returned=frozenset(r.deployment_id for r in returns if r.state is ReturnState.SUBMITTED),
    )  # fmt: skip


def _reach(read: Reader, power_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the wards of each power that holds in some wards only."""
    reach: dict[str, set[str]] = {}
    for row in read.among(PowerWard, "power_id", power_ids):
        reach.setdefault(row.power_id, set()).add(row.ward_id)
    return {power_id: frozenset(wards) for power_id, wards in reach.items()}


def _doubled(read: Reader, operations: Mapping[str, Operation]) -> dict[str, tuple[Operation, ...]]:
    """Return the references that several operations share, if one of those is among the given."""
    groups: dict[str, list[Operation]] = {}
    references = {o.reference for o in operations.values()}
    for operation in read.among(Operation, "reference", doubled_references(read, references)):
        groups.setdefault(operation.reference, []).append(operation)
    return {r: tuple(rows) for r, rows in groups.items() if any(o.id in operations for o in rows)}


def _by_id(records: Iterable[R]) -> dict[str, R]:
    return {r.id: r for r in records}


def _grouped(records: Iterable[R], owner: str) -> dict[str, tuple[R, ...]]:
    groups: dict[str, list[R]] = {}
    for record in records:
        groups.setdefault(getattr(record, owner), []).append(record)
    return {key: tuple(rows) for key, rows in groups.items()}

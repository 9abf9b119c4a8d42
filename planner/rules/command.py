"""Command gaps: an operation without a head, and minutes in which posts are on duty with nobody over them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from planner.domain.phrases import count_text, day_name, month_name, time_text
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.timespan import to_local, to_utc
from planner.domain.vocabulary import CommandStyle, PostKind, Weight
from planner.rules.cover import Gap, uncovered
from planner.rules.filling import filled_count
from planner.rules.finding import Finding, Fix, Item, Severity
from planner.rules.snapshot import Snapshot

_SUPERVISING = frozenset({PostKind.SERGEANT, PostKind.INSPECTOR})
_DECIDING = frozenset({PostKind.INSPECTOR})
_A_DAY = timedelta(days=1)
_SHORT_MONTHS = {"September": "Sept"}
_utc = lru_cache(maxsize=65_536)(to_utc)  # many deployments begin and end at the same moments


def command_gaps(plan: Snapshot) -> Iterator[Finding]:
    """Say which coming operations name no head, and when posts are on duty with nobody over them.

    A light type needs a lead only. A supervisor or decision-maker named on the operation covers all its
    minutes, the plan's own out-of-hours post decides for all; a filled sergeant's or inspector's post covers
    the hours of its deployment.
    """
    coming: dict[str, list[Deployment]] = {}
    for deployment in plan.deployments:
        if plan.is_coming(deployment):
            coming.setdefault(deployment.operation_id, []).append(deployment)
    for operation_id, days in coming.items():
        operation = plan.operations[operation_id]
        kind = plan.types.get(operation.type_id)
        if kind is None or kind.reservation:
            continue
        if head := _missing_head(kind, operation):
            words = f"{operation.reference} names no {head}."
            yield _finding(plan, operation, words, days[0].start)
        if kind.weight is not Weight.LIGHT:
            yield from _by_minute(plan, kind, operation, days)


def _missing_head(kind: OperationType, operation: Operation) -> str:
    is_gold = kind.command_style is CommandStyle.GOLD_SILVER_BRONZE
    word, value = ("Gold", operation.gold) if is_gold else ("lead", operation.lead)
    return "" if value.strip() else word


def _by_minute(
    plan: Snapshot, kind: OperationType, operation: Operation, days: Sequence[Deployment]
) -> Iterator[Finding]:
    is_gold = kind.command_style is CommandStyle.GOLD_SILVER_BRONZE
    supervised = operation.bronze if is_gold else operation.supervisor
    decided = operation.decision_maker or (operation.silver if is_gold else "") or plan.out_of_hours
    unsupervised = [] if supervised.strip() else _gaps(plan, days, _SUPERVISING)
    undecided = [] if decided.strip() else _gaps(plan, days, _DECIDING)
    if unsupervised == undecided:
        found = [(unsupervised, "nobody supervising, nobody to decide")]
    else:
        found = [(unsupervised, "nobody supervising"), (undecided, "nobody to decide")]
    for gaps, lack in found:
        if gaps:
            start = to_local(gaps[0].start, plan.zone)
            yield _finding(
                plan, operation, gap_words(gaps, lack, plan.zone), start, _within(plan, days, gaps)
            )


def _gaps(plan: Snapshot, days: Iterable[Deployment], kinds: frozenset[PostKind]) -> list[Gap]:
    duty, cover = [], []
    for day in days:
        posts = plan.posts.get(day.id, ())
        count = sum(p.count for p in posts)
        if not count:
            continue
        start, end = _utc(day.start, plan.zone), _utc(day.end, plan.zone)
        duty.append((start, end, count))
        if any(_leads(p, kinds) and _is_filled(plan, p) for p in posts):
            cover.append((start, end))
    return uncovered(duty, cover)


def _leads(post: Post, kinds: frozenset[PostKind]) -> bool:
    is_supervisor = PostKind.SERGEANT in kinds and "supervis" in post.role.casefold()
    return post.kind in kinds or is_supervisor


def _is_filled(plan: Snapshot, post: Post) -> bool:
    given = plan.assignments.get(post.id, ())
    kinds = {i: plan.resources[i].kind for a in given if (i := a.resource_id) in plan.resources}
    return filled_count(post, given, kinds) > 0


def _within(plan: Snapshot, days: Iterable[Deployment], gaps: Sequence[Gap]) -> tuple[str, ...]:
    """Return the deployments that the first gap touches."""
    first = gaps[0]
    return tuple(
        d.id for d in days if _utc(d.start, plan.zone) < first.end and _utc(d.end, plan.zone) > first.start
    )


def gap_words(gaps: Sequence[Gap], lack: str, zone: str) -> str:
    """Return "Fri 4 Sept 22:00 to 23:30: 6 posts, nobody supervising (and at 2 more times)."."""
    first = gaps[0]
    start, end = to_local(first.start, zone), to_local(first.end, zone)
    until = time_text(end) if end - start < _A_DAY else f"{_day(end)} {time_text(end)}"
    more = len(gaps) - 1
    tail = f" (and at {count_text(more, 'more time')})" if more else ""
    return f"{_day(start)} {time_text(start)} to {until}: {count_text(first.posts, 'post')}, {lack}{tail}."


def _day(moment: datetime) -> str:
    month = month_name(moment)
    return f"{day_name(moment, short=True)} {moment.day} {_SHORT_MONTHS.get(month, month[:3])}"


def _finding(
    plan: Snapshot, operation: Operation, words: str, start: datetime, deployments: tuple[str, ...] = ()
) -> Finding:
    urgent = operation.status.is_authorised and plan.is_soon(start)
    return Finding(
        "command-gap",
        Severity.STOP if urgent else Severity.NOTE,
        words,
        operation.reference,
        start,
        (Item(Operation, operation.id), *(Item(Deployment, i) for i in deployments)),
        (Fix("Name them", "edit_operation", (operation.id,)),),
    )

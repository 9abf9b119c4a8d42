"""Lengthen and shorten an operation by whole days, as dragging its edges does."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from planner.document.command import Command
from planner.document.commands.base import check_day, check_span, on_operation, zone_of
from planner.document.commands.deployment import drop_deployment, next_number
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.phrases import day_text
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, DeploymentWard, Post
from planner.domain.records.operation import Operation
from planner.domain.records.returns import Return
from planner.storage.pair import Pair

_MOST_DAYS = 366


def stretch_operation(
    *, operation_id: str, first_day: date | None = None, last_day: date | None = None
) -> Command:
    """Give an operation another first or last day.

    Days added repeat the hours, theme and posts of the day at that edge, with nobody on the posts yet; days
    cut off lose their deployments, which is refused where one has a return. An operation without
    deployments (a reservation) just gets its new days.
    """

    def change(pair: Pair, operation: Operation) -> bool:
        days = sorted(pair.all(Deployment, operation_id=operation_id), key=lambda d: d.start)
        now_first, now_last = _days_now(operation, days)
        first, last = first_day or now_first, last_day or now_last
        check_day(first)
        check_day(last)
        if last < first:
            raise InvalidInput("The last day is before the first; give a later last day.")
        if (last - first).days >= _MOST_DAYS:
            raise InvalidInput("An operation may last a year at most; make another one for later.")
        if (first, last) == (now_first, now_last):
            return False
        if not days:
            start = datetime.combine(first, time(0))
            pair.put(replace(operation, start=start, end=datetime.combine(last + timedelta(days=1), time(0))))
            return True
        _cut(pair, days, first, last)
        _extend(pair, days, first, last)
        return True

    return on_operation("Change days of", operation_id, change)


def _days_now(operation: Operation, days: list[Deployment]) -> tuple[date, date]:
    if days:
        return days[0].start.date(), days[-1].start.date()
    return operation.start.date(), (operation.end - timedelta(minutes=1)).date()


def _cut(pair: Pair, days: list[Deployment], first: date, last: date) -> None:
    gone = [d for d in days if not first <= d.start.date() <= last]
    if len(gone) == len(days) and (first > days[-1].start.date() or last < days[0].start.date()):
        raise InvalidInput("No deployment would be left; move the operation instead.")
    for deployment in gone:
        if pair.count(Return, deployment_id=deployment.id):
            raise InvalidInput(
                f"{day_text(deployment.start.date())} has a return, so it cannot be cut off; "
                "keep that day, or delete its deployment."
            )
    for deployment in gone:
        drop_deployment(pair, deployment)


def _extend(pair: Pair, days: list[Deployment], first: date, last: date) -> None:
    zone = zone_of(pair)
    earliest, latest = days[0].start.date(), days[-1].start.date()
    before = [d for d in days if d.start.date() == earliest]
    after = [d for d in days if d.start.date() == latest]
    number = next_number(pair, days[0].operation_id)
    rows: list[Record] = []
    for shift, models in (
        *((i, after) for i in range(1, (last - latest).days + 1)),
        *((-i, before) for i in range(1, (earliest - first).days + 1)),
    ):
        for model in models:
            step = timedelta(days=shift)
            check_span(model.start + step, model.end + step, zone)
            rows += _repeated(pair, model, step, number)
            number += 1
    pair.add_all(rows)


def _repeated(pair: Pair, model: Deployment, step: timedelta, number: int) -> list[Record]:
    new = replace(
        model,
        id=new_id(),
        number=number,
        start=model.start + step,
        end=model.end + step,
        series_id="",
        rule="",
    )
    rows: list[Record] = [new]
    rows += [
        replace(w, id=new_id(), deployment_id=new.id)
        for w in pair.all(DeploymentWard, deployment_id=model.id)
    ]
    rows += [replace(p, id=new_id(), deployment_id=new.id) for p in pair.all(Post, deployment_id=model.id)]
    return rows

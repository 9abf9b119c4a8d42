"""Powers that have lapsed or do not reach the ward."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from planner.domain.phrases import and_list, date_text, day_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation, OperationPower
from planner.domain.records.people import Power
from planner.domain.timespan import to_utc
from planner.rules.finding import Finding, Fix, Item, Severity
from planner.rules.snapshot import Snapshot


def powers(plan: Snapshot) -> Iterator[Finding]:
    """Say of each power in the register that an operation relies on where it fails it."""
    coming: dict[str, list[Deployment]] = {}
    for deployment in plan.deployments:
        if plan.is_coming(deployment):
            coming.setdefault(deployment.operation_id, []).append(deployment)
    for relied in plan.operation_powers:
        power = plan.powers.get(relied.power_id)
        if power is not None and (days := coming.get(relied.operation_id)):
            yield from _lapsed(plan, relied, power, days)
            yield from _elsewhere(plan, relied, power, days)


def _lapsed(
    plan: Snapshot, relied: OperationPower, power: Power, days: Iterable[Deployment]
) -> Iterator[Finding]:
    first, last = to_utc(power.first, plan.zone), to_utc(power.last, plan.zone)
    for day in days:
        when = day_text(day.start.date())
        if to_utc(day.end, plan.zone) > last:
            ended = "ended" if power.last < plan.now else "ends"
            change = f"{ended} on {date_text(power.last.date())}"
        elif to_utc(day.start, plan.zone) < first:
            change = f"begins on {date_text(power.first.date())}"
        else:
            continue
        words = f"The {_bare(power.title)} {change}: not in force for all of {when}."
        yield _power_finding(plan, "power-lapsed", words, relied, power, day.start)
        return


def _elsewhere(
    plan: Snapshot, relied: OperationPower, power: Power, days: Iterable[Deployment]
) -> Iterator[Finding]:
    reach = plan.power_wards.get(power.id)
    if not reach:
        return
    outside: dict[str, datetime] = {}
    for day in days:
        for ward_id in plan.wards_of.get(day.id, ()):
            if ward_id not in reach:
                outside.setdefault(ward_id, day.start)
    if not outside:
        return
    names = and_list([plan.ward_names.get(i, "a ward") for i in outside])
    words = f"The {_bare(power.title)} does not cover {names}: no such power there."
    yield _power_finding(plan, "power-elsewhere", words, relied, power, min(outside.values()))


def _bare(title: str) -> str:
    return title.removeprefix("The ").removeprefix("the ")


def _power_finding(
    plan: Snapshot, code: str, words: str, relied: OperationPower, power: Power, when: datetime
) -> Finding:
    operation = plan.operations[relied.operation_id]
    return Finding(
        code,
        Severity.STOP if plan.is_soon(when) else Severity.WORTH,
        words,
        operation.reference,
        when,
        (Item(Operation, operation.id), Item(Power, power.id)),
        (Fix("Look at the powers", "edit_powers", (operation.id,)),),
    )

"""What every command shares: its label, what it refuses, and the one place where an order becomes a draft.

Functions that make commands never raise: everything is checked when the command runs, where the caller
expects a KnownError and where nothing has been written yet.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar, cast

from planner.document.command import Command
from planner.domain.errors import InvalidInput, NotFound
from planner.domain.phrases import day_text, time_text
from planner.domain.records.base import Record
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Setting
from planner.domain.timespan import Timespan, real_time
from planner.domain.vocabulary import Status
from planner.storage.pair import Pair
from planner.storage.reader import Reader

R = TypeVar("R", bound=Record)
LONGEST_DEPLOYMENT_DAYS = 45  # storage finds deployments of a period by this bound
_ENDED = frozenset({Status.STOOD_DOWN, Status.DEBRIEFED})
_EARLIEST, _LATEST = 1990, 2200
_LONGEST_LINE = 200

OperationChange = Callable[[Pair, Operation], bool]


def on_operation(verb: str, operation_id: str, change: OperationChange, *, merge_key: str = "") -> Command:
    """Return a command on one operation.

    change returns whether it changed what the order prints; if so an authorised order becomes the draft of
    its next version within the same command.
    """

    def apply(pair: Pair) -> None:
        if change(pair, pair.require(Operation, operation_id)):
            renew_draft(pair, operation_id)

    return Command(verb, apply, merge_key, lambda read: operation_name(read, operation_id))


def renew_draft(pair: Pair, operation_id: str) -> None:
    """Make an authorised order the draft of its next version, because what it prints has changed.

    Work that is over keeps its lifecycle state and only counts its version up.
    """
    operation = pair.get(Operation, operation_id)
    if operation is None or not operation.status.is_authorised:
        return
    if operation.version > operation.authorised_version:
        return
    status = operation.status if operation.status in _ENDED else Status.DRAFT
    pair.put(replace(operation, status=status, version=operation.authorised_version + 1))


def operation_name(read: Reader, operation_id: str) -> str:
    """Return what the Edit menu calls an operation: its type's name, or its title where that is its own."""
    operation = read.get(Operation, operation_id)
    if operation is None:
        return "operation"
    kind = read.get(OperationType, operation.type_id)
    return kind.name if kind is not None and operation.title.startswith(kind.name) else operation.title


def changed(
    record: R,
    changes: Mapping[str, object],
    allowed: Collection[str],
    *,
    needed: Mapping[str, str] | None = None,
) -> R:
    """Return the record with some fields changed; text is trimmed, fields in needed may not become empty.

    needed: field name to the word for it in "The ... may not be empty." A field that is not allowed is a bug.
    """
    if unknown := set(changes) - set(allowed):
        raise TypeError(f"{type(record).__name__}: {sorted(unknown)} cannot be changed here")
    values = {name: value.strip() if type(value) is str else value for name, value in changes.items()}
    for name, word in (needed or {}).items():
        if name in values and not values[name]:
            raise InvalidInput(f"The {word} may not be empty; type one.")
    return replace(record, **cast("dict[str, Any]", values))


def needed_text(text: str, word: str) -> str:
    """Return trimmed text; InvalidInput when nothing is left."""
    if not text.strip():
        raise InvalidInput(f"The {word} may not be empty; type one.")
    return text.strip()


def one_line(text: str, word: str) -> str:
    """Return text as one line with single spaces; InvalidInput when it is too long to print."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(line) > _LONGEST_LINE:
        raise InvalidInput(f"The {word} has {len(line)} characters; shorten it to {_LONGEST_LINE}.")
    return line


def check_day(day: date) -> None:
    """Refuse a day outside the years a plan can be about."""
    if not _EARLIEST <= day.year < _LATEST:
        raise InvalidInput(f"The year {day.year} is out of range; give a date from 1990 to 2199.")


def check_span(start: datetime, end: datetime, zone: str) -> None:
    """Refuse a span that is empty, backwards, out of range or longer than 45 days, measured in true time."""
    check_day(start.date())
    check_day(end.date())
    if Timespan(start, end).minutes(zone) <= 0:
        raise InvalidInput(
            f"The end, {_moment(end)}, is not after the start, {_moment(start)}; give a later end."
        )
    if end - start > timedelta(days=LONGEST_DEPLOYMENT_DAYS):
        raise InvalidInput(
            f"A deployment may last {LONGEST_DEPLOYMENT_DAYS} days at most; make several, or repeat one."
        )


def check_clock(moments: Iterable[datetime], zone: str) -> None:
    """Refuse a typed time that the clocks skip; moves and repeats keep it and go by the clock before."""
    for moment in moments:
        if (real := real_time(moment, zone)) != moment:
            raise InvalidInput(
                f"There is no {time_text(moment)} on {day_text(moment.date())}: the clocks go forward;"
                f" give {time_text(real)}."
            )


def _moment(moment: datetime) -> str:
    return f"{day_text(moment.date())} {time_text(moment)}"


def end_after(start: datetime, end: time) -> datetime:
    """Return the moment of an end time: the same day, or the next when that is not after the start."""
    moment = datetime.combine(start.date(), end)
    return moment if moment > start else moment + timedelta(days=1)


def zone_of(read: Reader) -> str:
    """Return the time zone of the plan."""
    from planner.domain.records.plan import Plan

    return read.all(Plan)[0].zone


def wards_named(read: Reader, ward_ids: Collection[str]) -> list[Ward]:
    """Return the wards in the order given, each once; NotFound when one is gone."""
    wanted = list(dict.fromkeys(ward_ids))
    found = {w.id: w for w in read.among(Ward, "id", wanted)}
    if len(found) < len(wanted):
        raise NotFound("One of these wards is no longer in the plan; choose the wards again.")
    return [found[i] for i in wanted]


def naive_utc(moment: datetime) -> datetime:
    """Return a moment as records hold UTC clocks: naive and to the minute."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.replace(second=0, microsecond=0)


def remember_highest(pair: Pair, key: str, number: int) -> None:
    """Keep the highest number given out, so that a deleted one is never given again.

    key is "slips/<operation id>" or "references/<type id>/<year>"; the setting lives in the file of that row.
    """
    if number > highest_remembered(pair, key):
        pair.put(Setting(id=key, value=str(number)))


def highest_remembered(read: Reader, key: str) -> int:
    """Return the highest number remembered for a key, or 0."""
    setting = read.get(Setting, key)
    return int(setting.value) if setting is not None and setting.value.isdigit() else 0

"""The bars and special days of a wall calendar, from the plan."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from planner.document.facts import short_label, village_names, wards_of_operation
from planner.domain.phrases import hours_text, working_day
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import SpecialDay
from planner.domain.vocabulary import Marking, Status
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.briefing.wall_content import WallBar, WallBlock, WallDay

_LONGEST_GAP: Final = 2  # days from one block to the next that still make one bar


def wall_bars(read: Reader, first: date, last: date, operation_ids: Sequence[str]) -> "list[WallBar]":
    """Return one bar for each run of an operation in the weeks of some days, with the blocks of it.

    Need-to-know work and reservations have none; an idea has one only when it is chosen.
    """
    first_shown, last_shown = first - timedelta(days=7), last + timedelta(days=7)  # whole weeks are drawn
    start = datetime(first_shown.year, first_shown.month, first_shown.day)
    end = datetime(last_shown.year, last_shown.month, last_shown.day)
    chosen = set(operation_ids)
    kinds = {k.id: k for k in read.all(OperationType)}
    bars = []
    for operation in read.operations_between(start, end):
        kind = kinds[operation.type_id]
        hidden = kind.reservation or kind.need_to_know
        wanted = operation.id in chosen if chosen else operation.status is not Status.IDEA
        if wanted and not hidden:
            bars += [
                b for b in _bars(read, operation, kind) if b.first <= last_shown and b.last >= first_shown
            ]
    return bars


def _bars(read: Reader, operation: Operation, kind: OperationType) -> "list[WallBar]":
    from planner.briefing.wall_content import WallBar

    wards = [w.name for w in wards_of_operation(read, operation.id)]
    label = short_label(kind, wards, village_names(read, operation.id))
    start, end = read.span_of(operation.id)
    bare: list[tuple[date, date, tuple[WallBlock, ...]]] = [(start.date(), working_day(end, start), ())]
    return [
        WallBar(
            label=label,
            reference=operation.reference,
            symbol=kind.symbol,
            first=begin,
            last=finish,
            draft=not operation.status.is_authorised,
            blocks=own,
            marking=Marking.highest((operation.marking, kind.marking)),
        )
        for begin, finish, own in (_runs(_blocks(read, operation.id)) or bare)
    ]


def _blocks(read: Reader, operation_id: str) -> "list[WallBlock]":
    from planner.briefing.texts import without_numbers
    from planner.briefing.wall_content import WallBlock

    found = sorted(read.all(Deployment, operation_id=operation_id), key=lambda d: d.start)
    return [
        WallBlock(
            d.start.date(),
            working_day(d.end, d.start),
            hours_text(d.start, d.end),
            d.theme,
            without_numbers(d.lead),
        )
        for d in found
    ]


def _runs(blocks: "Sequence[WallBlock]") -> "list[tuple[date, date, tuple[WallBlock, ...]]]":
    """Return runs of blocks at most a free day apart: a weekly patrol is not one bar through the year."""
    runs: list[list[WallBlock]] = []
    for block in blocks:
        if runs and (block.first - max(b.last for b in runs[-1])).days <= _LONGEST_GAP:
            runs[-1].append(block)
        else:
            runs.append([block])
    return [(run[0].first, max(b.last for b in run), tuple(run)) for run in runs]


def wall_days(read: Reader) -> "list[WallDay]":
    """Return every special day of the plan."""
    from planner.briefing.wall_content import WallDay

    return [WallDay(s.first, s.last, s.title) for s in read.all(SpecialDay)]

"""Make an operation of a type: one undo step from nothing to a whole plan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from planner.document.command import Command
from planner.document.commands.base import (
    check_day,
    check_span,
    highest_remembered,
    one_line,
    wards_named,
    zone_of,
)
from planner.document.commands.power_links import PowerLinks
from planner.document.commands.template import (
    NewDeployment,
    content_rows,
    default_deployments,
    deployment_rows,
    task_rows,
)
from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.phrases import and_list, date_text, working_day
from planner.domain.records.base import Record
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import COMMAND_LINE, Status, TypeState
from planner.storage.pair import Pair
from planner.storage.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What the user asked for."""

    operation_id: str
    type_id: str
    ward_ids: tuple[str, ...]
    start: date | datetime
    title: str
    deployments: tuple[NewDeployment, ...] | None
    place_ids: tuple[str, ...]
    last: date | None
    desk: str
    status: Status
    area: bytes | None


def create_operation(
    *,
    type_id: str,
    ward_ids: Sequence[str],
    start: date | datetime,
    title: str | None = None,
    deployments: Sequence[NewDeployment] | None = None,
    place_ids: Sequence[str] = (),
    last: date | None = None,
    desk: str = "",
    status: Status = Status.DRAFT,
    area: bytes | None = None,
) -> tuple[Command, str]:
    """Return the command that makes an operation from its type, and the id the operation will have.

    start: the first day, or a moment, which moves the first deployment to that hour and keeps its length.
    deployments: instead of the type's own; one whose posts are None takes the type's posts. place_ids:
    villages or spots to stop at for 15 minutes in each deployment. last, desk: of a reservation, which keeps
    dates, wards and a desk only. Refuses a paused or retired type with its decision and reason.
    """
    wish = _Wish(
        operation_id=new_id(),
        type_id=type_id,
        ward_ids=tuple(ward_ids),
        start=start,
        title=one_line(title or "", "title"),
        deployments=None if deployments is None else tuple(deployments),
        place_ids=tuple(place_ids),
        last=last,
        desk=desk.strip(),
        status=status,
        area=area,
    )
    command = Command("Add", lambda pair: _create(pair, wish), subject=lambda read: type_name(read, type_id))
    return command, wish.operation_id


def type_name(read: Reader, type_id: str) -> str:
    """Return the name of a type, or "operation" when it is gone."""
    kind = read.get(OperationType, type_id)
    return kind.name if kind is not None else "operation"


def _create(pair: Pair, wish: _Wish) -> None:
    kind = pair.require(OperationType, wish.type_id)
    refuse_inactive(kind)
    wards = wards_named(pair, wish.ward_ids)
    if not wards:
        raise InvalidInput("An operation needs a ward; choose one on the map or from the list.")
    first = wish.start.date() if isinstance(wish.start, datetime) else wish.start
    check_day(first)
    if wish.status not in {Status.IDEA, Status.DRAFT}:
        raise InvalidInput("A new operation is an idea or a draft; authorise it once it is made.")
    blocks = [] if kind.reservation else _blocks(pair, kind, wish, first)
    span = _reserved_span(wish, first) if kind.reservation else _checked_span(pair, blocks)
    pair.add_all(_rows(pair, kind, wish, wards, blocks, span))


def _blocks(pair: Pair, kind: OperationType, wish: _Wish, first: date) -> list[NewDeployment]:
    """Return the deployments to make, in order of their start."""
    places = {p.id for p in pair.among(Place, "id", wish.place_ids)}
    if missing := set(wish.place_ids) - places:
        raise InvalidInput(f"{len(missing)} of the places to visit is not in the plan; choose them again.")
    standard = default_deployments(pair, kind, first, wish.place_ids)
    if wish.deployments is None:
        return _at_hour(standard, wish.start) if isinstance(wish.start, datetime) else standard
    if not wish.deployments:
        raise InvalidInput("An operation needs at least one deployment; give its day and hours.")
    posts = standard[0].posts
    return sorted(
        (d if d.posts is not None else replace(d, posts=posts) for d in wish.deployments),
        key=lambda d: d.start,
    )


def _at_hour(blocks: list[NewDeployment], start: datetime) -> list[NewDeployment]:
    length = blocks[0].end - blocks[0].start
    moved = replace(blocks[0], start=start, end=start + length)
    return sorted([moved, *blocks[1:]], key=lambda d: d.start)


def _checked_span(pair: Pair, blocks: list[NewDeployment]) -> tuple[datetime, datetime]:
    zone = zone_of(pair)
    for block in blocks:
        check_span(block.start, block.end, zone)
    return min(b.start for b in blocks), max(b.end for b in blocks)


def _reserved_span(wish: _Wish, first: date) -> tuple[datetime, datetime]:
    last = wish.last or first
    check_day(last)
    if last < first:
        raise InvalidInput(f"The last day, {date_text(last)}, is before the first, {date_text(first)}.")
    return datetime.combine(first, time(0)), datetime.combine(last + timedelta(days=1), time(0))


def _rows(
    pair: Pair,
    kind: OperationType,
    wish: _Wish,
    wards: list[Ward],
    blocks: list[NewDeployment],
    span: tuple[datetime, datetime],
) -> list[Record]:
    operation = Operation(
        id=wish.operation_id,
        type_id=kind.id,
        reference=next_reference(pair, kind, span[0].year),
        title=wish.title or default_title(kind, wards),
        status=wish.status,
        priority_id=kind.priority_id,
        marking=kind.marking,
        handling=kind.handling,
        start=span[0],
        end=span[1],
        area=wish.area,
        lead=blocks[0].lead if blocks else "",
        desk=wish.desk,
        decision_maker="" if kind.reservation else pair.all(Plan)[0].out_of_hours,
        prepared_by=pair.all(Plan)[0].prepared_by or _person(pair.author),
    )
    rows: list[Record] = [operation]
    rows += [
        OperationWard(id=new_id(), operation_id=operation.id, ward_id=w.id, sort=i)
        for i, w in enumerate(wards)
    ]
    if kind.reservation:
        return rows
    rows += content_rows(pair, kind, operation.id, PowerLinks(pair, wish.ward_ids, span))
    final = working_day(span[1], max(b.start for b in blocks))
    rows += task_rows(pair, kind, operation.id, span[0].date(), final)
    for number, block in enumerate(blocks, 1):
        rows += deployment_rows(operation.id, number, block)
    return rows


def _person(author: str) -> str:
    """Return who prepared an order: the author, unless a command named nobody."""
    return "" if author == COMMAND_LINE else author


def refuse_inactive(kind: OperationType) -> None:
    """Refuse a paused or retired type, with when, what was decided and why."""
    if kind.state is TypeState.ACTIVE:
        return
    when = f" on {date_text(kind.state_date)}" if kind.state_date else ""
    decided = "; ".join(part for part in (kind.state_decision, kind.state_reason) if part)
    raise InvalidInput(
        f"{kind.name} was {kind.state.value}{when}{f' ({decided})' if decided else ''}; "
        "resume the type first, or choose another."
    )


def default_title(kind: OperationType, wards: Sequence[Ward]) -> str:
    """Return "Street Week — Greenstead", with three ward names at most."""
    names = [w.name for w in wards]
    return f"{kind.name} — {and_list(names, 2) if len(names) > 3 else and_list(names)}"


def next_reference(read: Reader, kind: OperationType, year: int) -> str:
    """Return the type's code, the year and the highest number seen for both, plus one: SW-2026-04."""
    same_code = [k.id for k in read.all(OperationType, code=kind.code)]
    stem = f"{kind.code}-{year}-"
    highest = max(highest_remembered(read, f"references/{i}/{year}") for i in [*same_code, kind.id])
    for operation in read.among(Operation, "type_id", same_code):
        highest = max(highest, reference_number(operation.reference, stem))
    return f"{stem}{highest + 1:02d}"


def reference_number(reference: str, stem: str) -> int:
    """Return the number of a reference that begins with a stem such as "SW-2026-", or 0."""
    tail = reference.removeprefix(stem)
    return int(tail) if tail != reference and tail.isascii() and tail.isdigit() else 0

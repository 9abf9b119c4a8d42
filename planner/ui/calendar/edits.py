"""From a gesture on bars to one command: move, lengthen, give to another team or ward, delete, repeat."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from planner.document.agenda_bars import Bar, By
from planner.document.command import Command
from planner.document.commands.deployment import (
    add_deployment,
    delete_deployments,
    move_deployment,
    resize_deployment,
    set_deployment_wards,
)
from planner.document.commands.operation import delete_operations, move_operation, set_wards
from planner.document.commands.posts import assign_resource, unassign
from planner.document.commands.repeat import (
    Scope,
    add_series,
    delete_series,
    move_series,
    set_series_hours,
    weekly_rule,
)
from planner.document.commands.stretch import stretch_operation
from planner.document.commands.template import NewDeployment, NewPost
from planner.domain.errors import InvalidInput
from planner.domain.phrases import count_text
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post
from planner.domain.records.operation import OperationWard
from planner.domain.vocabulary import PostKind
from planner.ui.calendar.drag import Grip

if TYPE_CHECKING:
    from planner.storage.pair import Pair
    from planner.storage.reader import Reader

_DAY = timedelta(days=1)


def joined(commands: Sequence[Command], what: str, *, merge_key: str = "") -> Command:
    """Return several commands as one step; a single one keeps its own label."""
    if len(commands) == 1:
        return replace(commands[0], merge_key=merge_key)

    def apply(pair: "Pair") -> None:
        for command in commands:
            command.apply(pair)

    subjects = {c.subject for c in commands}
    one_label = len({c.label for c in commands}) == 1
    if one_label and len(subjects) == 1:
        return Command(commands[0].label, apply, merge_key, commands[0].subject)
    return Command(what, apply, merge_key)


def by_operation(bars: Sequence[Bar]) -> dict[str, tuple[str, ...]]:
    """Return the deployments that bars stand for, by operation, each once."""
    found: dict[str, dict[str, None]] = {}
    for bar in bars:
        found.setdefault(bar.operation_id, {}).update(dict.fromkeys(bar.deployment_ids))
    return {operation_id: tuple(ids) for operation_id, ids in found.items()}


def is_all_of(read: "Reader", operation_id: str, deployment_ids: Collection[str]) -> bool:
    """Return whether these are all deployments that an operation has."""
    return read.count(Deployment, operation_id=operation_id) == len(set(deployment_ids))


def move(read: "Reader", bars: Sequence[Bar], by: timedelta, *, by_key: bool = False) -> Command:
    """Return the command that moves bars; an operation held whole takes its tasks along."""
    commands: list[Command] = []
    for operation_id, ids in by_operation(bars).items():
        is_days = by % _DAY == timedelta()
        if is_days and is_all_of(read, operation_id, ids):
            commands.append(move_operation(operation_id=operation_id, days=by.days))
            continue
        for row in read.among(Deployment, "id", ids):
            to = None if is_days else row.start + by
            commands.append(move_deployment(deployment_id=row.id, days=by.days if is_days else 0, to=to))
    return joined(commands, f"Move {_named(bars)}", merge_key=_key("nudge", bars) if by_key else "")


def move_in_series(read: "Reader", bar: Bar, by: timedelta, scope: Scope) -> Command:
    """Return the command that moves a bar of a series and what scope says of the others."""
    first = read.require(Deployment, bar.deployment_ids[0])
    days = ((first.start + by).date() - first.start.date()).days
    commands = [move_series(deployment_id=first.id, scope=scope, days=days)] if days else []
    if by % _DAY:
        start, end = first.start + by, first.end + by
        commands.append(
            set_series_hours(deployment_id=first.id, scope=scope, start=start.time(), end=end.time())
        )
    return joined(commands, f"Move {bar.title} ({scope.value})")


def resize_hours(bar: Bar, grip: Grip, by: timedelta, *, by_key: bool = False) -> Command:
    """Return the command that moves the start or end of one block."""
    edge = {"start": bar.start + by} if grip is Grip.START else {"end": bar.end + by}
    command = resize_deployment(deployment_id=bar.deployment_ids[0], **edge)
    return command if by_key else replace(command, merge_key="")


def resize_days(
    read: "Reader", bars: Sequence[Bar], grip: Grip, by: timedelta, *, by_key: bool = False
) -> Command:
    """Return the command that gives bars another first or last day."""
    commands = [_stretched(read, bar, grip, by) for bar in bars]
    return joined(
        commands, f"Change days of {_named(bars)}", merge_key=_key("stretch", bars) if by_key else ""
    )


def _stretched(read: "Reader", bar: Bar, grip: Grip, by: timedelta) -> Command:
    if len(bar.deployment_ids) == 1 and bar.first != bar.last:
        return resize_hours(bar, grip, by)
    first = min(bar.first + by, bar.last) if grip is Grip.START else None
    last = max(bar.last + by, bar.first) if grip is Grip.END else None
    if is_all_of(read, bar.operation_id, bar.deployment_ids):
        return stretch_operation(operation_id=bar.operation_id, first_day=first, last_day=last)
    return _run_stretched(read, bar, first, last)


def _run_stretched(read: "Reader", bar: Bar, first: date | None, last: date | None) -> Command:
    """Lengthen or shorten one run of an operation that has others, which stay as they are."""
    rows = sorted(read.among(Deployment, "id", bar.deployment_ids), key=lambda d: d.start)
    gone = [d for d in rows if (first and d.start.date() < first) or (last and d.start.date() > last)]
    if gone:
        return delete_deployments(deployment_ids=[d.id for d in gone])
    at_start = first is not None
    edge = rows[0].start.date() if at_start else rows[-1].start.date()
    count = (edge - first).days if first is not None else ((last or edge) - edge).days
    models = [d for d in rows if d.start.date() == edge]
    steps = [timedelta(days=-i if at_start else i) for i in range(1, count + 1)]
    made = [
        add_deployment(operation_id=bar.operation_id, new=like(read, model, step))
        for step in steps
        for model in models
    ]
    if not made:
        raise InvalidInput("These days stay as they are; drag the edge further.")
    return joined(made, f"Change days of {bar.title}")


def like(read: "Reader", model: Deployment, step: timedelta = timedelta()) -> NewDeployment:
    """Return a new deployment like another one, with its posts and nobody on them."""
    posts = read.all(Post, deployment_id=model.id)
    wards = read.all(DeploymentWard, deployment_id=model.id)
    return NewDeployment(
        start=model.start + step,
        end=model.end + step,
        theme=model.theme,
        lead=model.lead,
        ward_ids=tuple(w.ward_id for w in wards),
        posts=tuple(NewPost(role=p.role, kind=p.kind, count=p.count, skill=p.skill) for p in posts),
    )


def repeat(read: "Reader", bar: Bar, weekdays: Collection[int], until: date) -> Command:
    """Return the command that repeats a block on days of the week until a day."""
    model = read.require(Deployment, bar.deployment_ids[0])
    return add_series(
        operation_id=bar.operation_id,
        model=like(read, model),
        rule=weekly_rule(weekdays, until),
        exceptions=[model.start.date()],
    )


def delete(read: "Reader", bars: Sequence[Bar], scope: Scope = Scope.THIS) -> Command:
    """Return the command that deletes bars: whole operations, or the deployments they stand for."""
    if scope is not Scope.THIS:
        return delete_series(deployment_id=bars[0].deployment_ids[0], scope=scope)
    held = by_operation(bars)
    whole = [i for i, ids in held.items() if is_all_of(read, i, ids)]
    parts = [d for i, ids in held.items() if i not in whole for d in ids]
    commands = [delete_operations(operation_ids=whole)] if whole else []
    commands += [delete_deployments(deployment_ids=parts)] if parts else []
    return joined(commands, f"Delete {_named(bars)}")


def to_row(read: "Reader", bars: Sequence[Bar], by: By, old: str, new: str) -> Command:
    """Return the command that gives bars of one lane to another team or ward; "" is no team."""
    make: Callable[[Reader, Bar, str, str], list[Command]] = _to_team if by is By.TEAM else _to_ward
    commands = [command for bar in bars for command in make(read, bar, old, new)]
    return joined(commands, f"Give {_named(bars)} to another {by.value}")


def _to_ward(read: "Reader", bar: Bar, old: str, new: str) -> list[Command]:
    if not new:
        raise InvalidInput("An operation needs a ward; drop it on the row of one.")
    if is_all_of(read, bar.operation_id, bar.deployment_ids):
        wards = [w.ward_id for w in read.all(OperationWard, operation_id=bar.operation_id)]
        changed = dict.fromkeys(new if w == old else w for w in wards)
        return [set_wards(operation_id=bar.operation_id, ward_ids=list(changed) or [new])]
    return [set_deployment_wards(deployment_id=i, ward_ids=[new]) for i in bar.deployment_ids]


def _to_team(read: "Reader", bar: Bar, old: str, new: str) -> list[Command]:
    commands: list[Command] = []
    for deployment_id in bar.deployment_ids:
        posts = read.all(Post, deployment_id=deployment_id)
        filled = read.among(Assignment, "post_id", [p.id for p in posts])
        mine = [a for a in filled if a.resource_id == old] if old else []
        commands += [unassign(assignment_id=a.id) for a in mine]
        if not new:
            continue
        wanted = [a.post_id for a in mine] if old else _open_posts(posts, filled)[:1]
        busy = {a.post_id for a in filled if a.resource_id == new}
        commands += [assign_resource(post_id=i, resource_id=new) for i in wanted if i not in busy]
    if not commands:
        raise InvalidInput("Nobody can be put on it from here; open it and fill its posts under People.")
    return commands


def _open_posts(posts: Sequence[Post], filled: Sequence[Assignment]) -> list[str]:
    """Return the posts without anybody, those meant for a team first."""
    taken = {a.post_id for a in filled}
    free = [p for p in posts if p.id not in taken]
    return [p.id for p in sorted(free, key=lambda p: p.kind is not PostKind.TEAM)]


def _named(bars: Sequence[Bar]) -> str:
    held = by_operation(bars)
    return bars[0].title if len(held) == 1 else count_text(len(held), "operation")


def _key(action: str, bars: Sequence[Bar]) -> str:
    # Lengthening makes new deployments, so the operations are the key, not what they consist of now.
    return f"{action}/{','.join(sorted(by_operation(bars)))}"

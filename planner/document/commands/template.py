"""The rows that a new operation takes from its type."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from planner.document.commands.alike import made_after
from planner.document.commands.base import end_after
from planner.document.commands.power_links import PowerLinks
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, DeploymentWard, Post, Visit
from planner.domain.records.operation import BriefText, Measure, OperationPower, Risk, Task
from planner.domain.records.operation_type import (
    OperationType,
    TypeBrief,
    TypeDeployment,
    TypeMeasure,
    TypePost,
    TypePower,
    TypeRisk,
    TypeTask,
)
from planner.domain.records.people import Partner
from planner.domain.records.plan import Plan
from planner.domain.vocabulary import PostKind
from planner.storage.reader import Reader

STOP_MINUTES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPost:
    """A post to make in a deployment."""

    role: str
    kind: PostKind
    count: int = 1
    skill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeployment:
    """A deployment to make, in local wall time; posts None takes the type's.

    ward_ids: empty for all wards of the operation. place_ids: planned stops in order, 15 minutes each.
    """

    start: datetime
    end: datetime
    theme: str = ""
    lead: str = ""
    ward_ids: tuple[str, ...] = ()
    place_ids: tuple[str, ...] = ()
    posts: tuple[NewPost, ...] | None = None
    series_id: str = ""
    rule: str = ""
    note: str = ""


def type_deployments(read: Reader, kind: OperationType) -> list[TypeDeployment]:
    """Return the type's default deployments by day; a type with none has one day from 09:00 to 17:00."""
    from datetime import time

    found = read.all(TypeDeployment, type_id=kind.id)
    if found:
        return sorted(found, key=lambda d: (d.day_offset, d.sort))
    return [TypeDeployment(id="", type_id=kind.id, start=time(9), end=time(17), theme=kind.name)]


def default_deployments(
    read: Reader, kind: OperationType, first: date, place_ids: Sequence[str] = ()
) -> list[NewDeployment]:
    """Return the deployments of an operation of a type that starts on a day."""
    posts = read.all(TypePost, type_id=kind.id)
    made = []
    for template in type_deployments(read, kind):
        start = datetime.combine(first + timedelta(days=template.day_offset), template.start)
        made.append(
            NewDeployment(
                start=start,
                end=end_after(start, template.end),
                theme=template.theme,
                lead=template.lead,
                place_ids=tuple(place_ids),
                posts=_posts_for(posts, template.id),
            )
        )
    return made


def _posts_for(posts: Iterable[TypePost], template_id: str) -> tuple[NewPost, ...]:
    return tuple(
        NewPost(role=p.role, kind=p.kind, count=p.count, skill=p.skill)
        for p in posts
        if p.type_deployment_id in {"", template_id}
    )


def deployment_rows(operation_id: str, number: int, new: NewDeployment) -> list[Record]:
    """Return a deployment with its wards, posts and visits."""
    row = Deployment(
        id=new_id(),
        operation_id=operation_id,
        number=number,
        start=new.start,
        end=new.end,
        theme=new.theme.strip(),
        lead=new.lead.strip(),
        note=new.note.strip(),
        series_id=new.series_id,
        rule=new.rule,
    )
    rows: list[Record] = [row]
    rows += [DeploymentWard(id=new_id(), deployment_id=row.id, ward_id=w) for w in new.ward_ids]
    rows += [
        made_after(Post, post, deployment_id=row.id, sort=sort) for sort, post in enumerate(new.posts or ())
    ]
    rows += visit_rows(row, new.place_ids)
    return rows


def visit_rows(deployment: Deployment, place_ids: Sequence[str]) -> list[Visit]:
    """Return 15-minute stops spread over a deployment, half an hour apart or closer if they must."""
    if not place_ids:
        return []
    room = (deployment.end - deployment.start) // timedelta(minutes=1) - STOP_MINUTES
    step = min(2 * STOP_MINUTES, room // max(1, len(place_ids) - 1) // 5 * 5) if len(place_ids) > 1 else 0
    return [
        Visit(
            id=new_id(),
            deployment_id=deployment.id,
            place_id=place_id,
            sort=sort,
            start=deployment.start + timedelta(minutes=max(0, step) * sort),
            minutes=STOP_MINUTES,
        )
        for sort, place_id in enumerate(place_ids)
    ]


def content_rows(read: Reader, kind: OperationType, operation_id: str, links: PowerLinks) -> list[Record]:
    """Return brief texts with the plan's own words filled in, powers (linked), risks and measures."""
    plan = read.all(Plan)[0]
    rows: list[Record] = [
        made_after(BriefText, b, operation_id=operation_id, text=fill(b.text, plan))
        for b in read.all(TypeBrief, type_id=kind.id)
    ]
    rows += [
        made_after(OperationPower, p, operation_id=operation_id, power_id=links.power_id(p.text))
        for p in read.all(TypePower, type_id=kind.id)
    ]
    rows += [made_after(Risk, r, operation_id=operation_id) for r in read.all(TypeRisk, type_id=kind.id)]
    rows += [
        made_after(Measure, m, operation_id=operation_id) for m in read.all(TypeMeasure, type_id=kind.id)
    ]
    return rows


def task_rows(read: Reader, kind: OperationType, operation_id: str, first: date, last: date) -> list[Task]:
    """Return the type's tasks with their dates; a legacy task is due its months after the last day."""
    from dateutil.relativedelta import relativedelta

    partners = read.all(Partner)
    made = []
    for template in read.all(TypeTask, type_id=kind.id):
        due = first + timedelta(days=template.due_offset)
        if template.legacy_months:
            due = last + relativedelta(months=template.legacy_months)
        partner = partner_called(partners, template.owner)
        made.append(
            made_after(
                Task,
                template,
                operation_id=operation_id,
                partner_id=partner.id if partner else "",
                owner="" if partner else template.owner,
                due=due,
            )
        )
    return made


def partner_called(partners: Iterable[Partner], words: str) -> Partner | None:
    """Return the partner with this short name or name, else the only one of this kind, else None."""
    wanted = words.strip().casefold()
    if not wanted:
        return None
    known = list(partners)
    for partner in known:
        if wanted in {partner.short_name.casefold(), partner.name.casefold()}:
            return partner
    of_kind = [p for p in known if p.kind.casefold() == wanted]
    return of_kind[0] if len(of_kind) == 1 else None


def fill(text: str, plan: Plan) -> str:
    """Return a type's text with {briefing_place} and its like replaced by the plan's own words.

    A field that the plan has left empty stands as its name in square brackets, to be seen and filled.
    """
    from planner.exchange.type_library import BRACE_FIELDS
    from planner.exchange.type_library import fill as fill_fields

    values = {}
    for name in BRACE_FIELDS:
        values[name] = str(getattr(plan, name)).strip() or f"[{name.replace('_', ' ')}]"
    return fill_fields(text, values)

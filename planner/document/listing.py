"""Rows for lists and JSON, as the command line's contract names their fields; dates and times in ISO 8601."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner, Power, Resource
from planner.domain.records.returns import Return
from planner.domain.vocabulary import PostKind, ResourceKind, ReturnState
from planner.storage.reader import Reader

Row = dict[str, object]


def operation_rows(read: Reader) -> list[Row]:
    """Return every operation by start: id, reference, title, type, status, wards, start, end, marking."""
    types = {t.id: t.name for t in read.all(OperationType)}
    wards = _ward_names_by(read, OperationWard, "operation_id")
    rows: list[Row] = []
    for operation in read.all(Operation):
        start, end = read.span_of(operation.id)
        rows.append(
            {
                "id": operation.id,
                "reference": operation.reference,
                "title": operation.title,
                "type": types.get(operation.type_id, ""),
                "status": operation.status.value,
                "wards": wards[operation.id],
                "start": _iso(start),
                "end": _iso(end),
                "marking": operation.marking.value,
            }
        )
    return sorted(rows, key=lambda row: (str(row["start"]), str(row["reference"])))


def deployment_rows(read: Reader) -> list[Row]:
    """Return every deployment by start, with its slip code, posts needed and filled, and its return."""
    operations = {o.id: o for o in read.all(Operation)}
    own = _ward_names_by(read, DeploymentWard, "deployment_id")
    inherited = _ward_names_by(read, OperationWard, "operation_id")
    needed, filled = posts_and_filled(read)
    returned = {r.deployment_id for r in read.all(Return, state=ReturnState.SUBMITTED)}
    rows: list[Row] = []
    for deployment in sorted(read.all(Deployment), key=lambda d: (d.start, d.number)):
        operation = operations[deployment.operation_id]
        rows.append(
            {
                "id": deployment.id,
                "code": f"{operation.reference}/{deployment.number}",
                "operation": operation.reference,
                "start": _iso(deployment.start),
                "end": _iso(deployment.end),
                "wards": own[deployment.id] or inherited[operation.id],
                "theme": deployment.theme,
                "lead": deployment.lead,
                "posts": needed[deployment.id],
                "filled": filled[deployment.id],
                "returned": deployment.id in returned,
            }
        )
    return rows


def posts_and_filled(read: Reader) -> tuple[dict[str, int], dict[str, int]]:
    """Return posts needed and posts filled by deployment id; a team fills the whole post."""
    teams = {r.id for r in read.all(Resource, kind=ResourceKind.TEAM)}
    by_post: dict[str, list[Assignment]] = defaultdict(list)
    for assignment in read.all(Assignment):
        by_post[assignment.post_id].append(assignment)
    needed: dict[str, int] = defaultdict(int)
    filled: dict[str, int] = defaultdict(int)
    for post in read.all(Post):
        needed[post.deployment_id] += post.count
        filled[post.deployment_id] += filled_of(post, by_post[post.id], teams)
    return needed, filled


def filled_of(post: Post, assignments: Iterable[Assignment], team_ids: set[str]) -> int:
    """Return how many places of a post are filled."""
    given = list(assignments)
    whole = post.kind is PostKind.TEAM or any(a.resource_id in team_ids for a in given)
    return post.count if whole and given else min(post.count, len(given))


def task_rows(read: Reader) -> list[Row]:
    """Return every task by due date: id, title, owner, due, status, operation."""
    operations = {o.id: o.reference for o in read.all(Operation)}
    partners = {p.id: p.name for p in read.all(Partner)}
    return [
        {
            "id": task.id,
            "title": task.title,
            "owner": partners.get(task.partner_id) or task.owner,
            "due": task.due.isoformat(),
            "status": task.status.value,
            "operation": operations.get(task.operation_id, ""),
        }
        for task in sorted(read.all(Task), key=lambda t: (t.due, t.title))
    ]


def resource_rows(read: Reader) -> list[Row]:
    """Return every resource: id, kind, label, organisation (empty for the police)."""
    partners = {p.id: p.name for p in read.all(Partner)}
    return [
        {"id": r.id, "kind": r.kind.value, "label": r.label, "organisation": partners.get(r.partner_id, "")}
        for r in read.all(Resource)
    ]


def power_rows(read: Reader, now: datetime) -> list[Row]:
    """Return every power of the register: id, kind, title, from, to, status (coming, in force, ended)."""
    return [
        {
            "id": power.id,
            "kind": power.kind,
            "title": power.title,
            "from": _iso(power.first),
            "to": _iso(power.last),
            "status": "coming" if now < power.first else "in force" if now <= power.last else "ended",
        }
        for power in sorted(read.all(Power), key=lambda p: p.last)
    ]


def _ward_names_by(read: Reader, kind: type[Record], owner: str) -> dict[str, list[str]]:
    names = {w.id: w.name for w in read.all(Ward)}
    found: dict[str, list[str]] = defaultdict(list)
    for link in read.all(kind):
        if name := names.get(getattr(link, "ward_id", "")):
            found[getattr(link, owner)].append(name)
    return found


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")

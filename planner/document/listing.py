"""Rows for lists and JSON, as the command line's contract names their fields; dates and times in ISO 8601."""

from datetime import datetime

from planner.document import facts
from planner.document.wards_offered import former_in_use, ward_names
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner, Power, Resource
from planner.domain.records.returns import Return
from planner.domain.vocabulary import ReturnState
from planner.domain.ward_sets import current_wards, ward_words
from planner.storage.reader import Reader

Row = dict[str, object]


def ward_rows(read: Reader, now: datetime) -> list[Row]:
    """Return the wards by name: code, name; former ones only while work lies in them. now: local."""
    wards = read.all(Ward)
    shown = current_wards(wards, former_in_use(read, wards, now))
    return [{"code": w.code, "name": ward_words(w)} for w in shown]


def operation_rows(read: Reader) -> list[Row]:
    """Return every operation by start: id, reference, title, type, status, wards, start, end, marking."""
    types = {t.id: t.name for t in read.all(OperationType)}
    names = ward_names(read)
    operations = read.all(Operation)
    wards = facts.ward_ids_of_operations(read, [o.id for o in operations])
    rows: list[Row] = []
    for operation in operations:
        start, end = read.span_of(operation.id)
        rows.append(
            {
                "id": operation.id,
                "reference": operation.reference,
                "title": operation.title,
                "type": types.get(operation.type_id, ""),
                "status": operation.status.value,
                "wards": [names[w] for w in wards[operation.id] if w in names],
                "start": _iso(start),
                "end": _iso(end),
                "marking": operation.marking.value,
            }
        )
    return sorted(rows, key=lambda row: (str(row["start"]), str(row["reference"])))


def deployment_rows(read: Reader) -> list[Row]:
    """Return every deployment by start, with its slip code, posts needed and filled, and its return."""
    operations = {o.id: o for o in read.all(Operation)}
    names = ward_names(read)
    deployments = sorted(read.all(Deployment), key=lambda d: (d.start, d.number))
    wards = facts.ward_ids_of_deployments(read, deployments)
    posts = facts.post_counts(read, [d.id for d in deployments])
    returned = {r.deployment_id for r in read.all(Return, state=ReturnState.SUBMITTED)}
    return [
        {
            "id": deployment.id,
            "code": facts.deployment_code(operations[deployment.operation_id], deployment),
            "operation": operations[deployment.operation_id].reference,
            "start": _iso(deployment.start),
            "end": _iso(deployment.end),
            "wards": [names[w] for w in wards[deployment.id] if w in names],
            "theme": deployment.theme,
            "lead": deployment.lead,
            "posts": posts[deployment.id].needed,
            "filled": posts[deployment.id].filled,
            "returned": deployment.id in returned,
        }
        for deployment in deployments
    ]


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


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")

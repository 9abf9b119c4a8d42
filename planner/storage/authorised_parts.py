"""What an order said when it was authorised: a digest of each printed part, to tell what changed since.

Within one copy a change makes an authorised order a draft again. A merge can bring together an authorisation
and changes that its author never saw; the status then stays and this tells what differs.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final, TypeVar

from planner.domain.phrases import count_text
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.operation import (
    BriefText,
    Operation,
    OperationPower,
    OperationWard,
    Risk,
    Task,
)
from planner.storage.reader import Reader

R = TypeVar("R", bound=Record)
_LEADS: Final = ("lead", "supervisor", "decision_maker", "gold", "silver", "bronze")
_RISK: Final = (
    *("hazard", "who", "likelihood", "impact", "control", "owner"),
    *("likelihood_after", "impact_after"),
)
_DIGEST_LENGTH: Final = 12


def parts_text(read: Reader, operation: Operation) -> str:
    """Return the digests of an operation's printed parts as they are now, as JSON."""
    return json.dumps(_parts(read, [operation])[operation.id], sort_keys=True, separators=(",", ":"))


def changed_since(read: Reader, operations: Collection[Operation]) -> dict[str, tuple[str, ...]]:
    """Return, by operation id, which printed parts differ from what was authorised.

    Only orders that stand as authorised are looked at: a draft says by itself that it is one.
    """
    standing = [
        o
        for o in operations
        if o.authorised_parts and o.status.is_authorised and o.version == o.authorised_version
    ]
    now = _parts(read, standing)
    found = {o.id: _different(_known(o.authorised_parts), now[o.id]) for o in standing}
    return {operation_id: parts for operation_id, parts in found.items() if parts}


def _known(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _different(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    if not before:
        return ()
    names = sorted({*before, *now}, key=lambda name: (name not in _ORDER, _ORDER.get(name, 0), name))
    changed = [name for name in names if before.get(name) != now.get(name)]
    slips = [name for name in changed if name.startswith("deployment ")]
    if len(slips) > _MOST_SLIPS:
        changed = [name for name in changed if name not in slips]
        changed.append(count_text(len(slips), "deployment"))
    return tuple(changed)


_MOST_SLIPS: Final = 3
_ORDER: Final = {
    name: number
    for number, name in enumerate(("title", "dates", "wards", "leads", "powers", "risks", "posts", "tasks"))
}


def _parts(read: Reader, operations: Collection[Operation]) -> dict[str, dict[str, str]]:
    ids = [o.id for o in operations]
    wards = _by_owner(read.among(OperationWard, "operation_id", ids))
    briefs = _by_owner(read.among(BriefText, "operation_id", ids))
    powers = _by_owner(read.among(OperationPower, "operation_id", ids))
    risks = _by_owner(read.among(Risk, "operation_id", ids))
    tasks = _by_owner(read.among(Task, "operation_id", ids))
    deployments = _by_owner(read.among(Deployment, "operation_id", ids))
    numbers = {d.id: d.number for rows in deployments.values() for d in rows}
    owners = {d.id: d.operation_id for rows in deployments.values() for d in rows}
    posts: dict[str, list[Post]] = defaultdict(list)
    for post in read.among(Post, "deployment_id", owners):
        posts[owners[post.deployment_id]].append(post)
    found = {}
    for o in operations:
        days = deployments[o.id]
        parts: dict[str, Iterable[object]] = {
            "title": [o.title],
            "dates": [(d.start, d.end) for d in days] or [(o.start, o.end)],
            "wards": [w.ward_id for w in wards[o.id]],
            "leads": [(name, getattr(o, name)) for name in _LEADS],
            "powers": [p.text for p in powers[o.id]],
            "risks": [tuple(getattr(r, name) for name in _RISK) for r in risks[o.id]],
            "posts": [(numbers[p.deployment_id], p.role, p.kind, p.count, p.skill) for p in posts[o.id]],
            "tasks": [(t.title, t.due, t.owner, t.partner_id) for t in tasks[o.id]],
        }
        parts |= {f"brief, {b.heading.value.replace('_', ' ')}": [b.text] for b in briefs[o.id]}
        for day in days:
            name = f"deployment {day.number}"
            known = (day.start, day.end, day.theme, day.lead, day.briefing)
            parts[name] = [*parts.get(name, ()), known]
        found[o.id] = {name: _digest(values) for name, values in parts.items()}
    return found


def _by_owner(rows: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[getattr(row, row.OWNER)].append(row)
    return found


def _digest(values: Iterable[object]) -> str:
    text = "\n".join(sorted(repr(value) for value in values))
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LENGTH]

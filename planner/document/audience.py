"""What each audience may see: one readable table of fields, and the rows that go with it.

Whatever is not listed here is left out of a copy, or blank in it. The file is the boundary: a copy is written
afresh from these rows (storage.audience), never made by taking rows out of the plan.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any, Final, TypeVar, cast

from planner.document.papers import partner_operations
from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.records.base import Record, field_names
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Post
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner, Power, Priority, Resource
from planner.domain.records.plan import Plan, SpecialDay
from planner.domain.records.returns import Return
from planner.domain.records.review import Hold, Review
from planner.domain.vocabulary import Marking, PlaceKind
from planner.storage.ownership import owned_kinds
from planner.storage.reader import FileReader, Reader

AUDIENCES: Final = ("command", "police", "partner", "public")

R = TypeVar("R", bound=Record)
Fields = Mapping[type[Record], tuple[str, ...]]

_GROUND: Fields = {
    Plan: ("title", "format_version", "district", "zone", "marking", "force_day_start", "attribution"),
    SpecialDay: ("title", "kind", "first", "last"),
    Ward: field_names(Ward)[1:],
    Place: ("name", "kind", "ward_id", "easting", "northing", "rank", "geom", "shape"),
}
_WORK: Fields = {
    OperationType: ("code", "name", "short_label", "colour", "symbol", "weight", "unit", "sort", "marking"),
    Operation: ("type_id", "reference", "title", "status", "marking", "start", "end"),
    OperationWard: ("operation_id", "ward_id", "sort"),
    Deployment: ("operation_id", "number", "start", "end", "theme", "announce"),
    DeploymentWard: ("deployment_id", "ward_id"),
}
_ANY_PARTNER: Fields = {
    **_GROUND,
    **_WORK,
    Priority: ("title", "short_label", "first", "last", "sort"),
    Operation: ("type_id", "reference", "title", "status", "priority_id", "marking", "start", "end"),
}
_OWN: Fields = {
    Partner: ("name", "short_name", "kind", "sort"),
    Resource: ("label", "kind", "partner_id", "sort"),
    Task: ("operation_id", "title", "partner_id", "due", "status", "note", "legacy_months", "sort"),
    Post: ("deployment_id", "sort", "role", "kind"),
    Assignment: ("post_id", "resource_id"),
}

ALLOWED: Final[Mapping[str, Fields]] = {
    "police": {kind: field_names(kind)[1:] for kind in ALL_RECORDS},
    "partner": {**_ANY_PARTNER, **_OWN},
    "public": {**_GROUND, **_WORK},
}
"""Audience to record kind to the fields that its copies hold. A kind that is missing is not sent at all."""

CHANGEABLE: Final[Fields] = {Task: ("status", "note")}
"""What a partner may change in its copy, of the rows that are its own."""

_OPEN_GROUND: Final = frozenset(
    {
        PlaceKind.VILLAGE,
        PlaceKind.LOCALITY,
        PlaceKind.STREET,
        PlaceKind.STATION,
        PlaceKind.BUILT_UP,
        PlaceKind.RAILWAY,
        PlaceKind.CONTEXT,
    }
)
"""Places that come with the district and are on any map; what was drawn for police work is not."""

_ANYBODYS: Final[tuple[type[Record], ...]] = (Plan, SpecialDay, Ward, Partner, Priority, Power)
_NEVER_ON_PAPER: Final = frozenset({Assignment, Return, Review, Hold})
"""What belongs to an operation and is on no paper that leaves the police."""


@dataclass(frozen=True, slots=True)
class AudienceRows:
    """The rows of a plan that an audience may see, in the fields that it may see, owners first."""

    audience: str
    partner_id: str
    plan: Plan
    records: tuple[Record, ...]


def rows_for(
    read: Reader, audience: str, partner_id: str = "", *, without_sensitive: bool = False
) -> AudienceRows:
    """Return what an audience may see of the plan; the command file is never read.

    A partner without an id: what any partner may see of every operation, without tasks and people;
    without_sensitive leaves those marked OFFICIAL-SENSITIVE out.
    InvalidInput for an audience that gets no copies.
    """
    if audience not in ALLOWED:
        raise InvalidInput(f"There are no copies for {audience}; choose police or partner.")
    plan_file = FileReader(read.connections[0])
    allowed = ALLOWED[audience]
    plan = plan_file.all(Plan)[0]
    if audience == "police":
        found = [record for kind in ALL_RECORDS if kind is not Plan for record in plan_file.all(kind)]
        return AudienceRows(audience, "", plan, tuple(found))
    chosen = _chosen(plan_file, audience, partner_id, without_sensitive=without_sensitive)
    kept = [narrowed(r, allowed[type(r)]) for kind in ALL_RECORDS for r in chosen.get(kind, ())]
    return AudienceRows(audience, partner_id, narrowed(plan, allowed[Plan]), tuple(kept))


def _chosen(
    read: Reader, audience: str, partner_id: str, *, without_sensitive: bool
) -> dict[type[Record], list[Record]]:
    """Return the rows of a plan that leave the police, by kind, with all their fields still."""
    types = {t.id: t for t in read.all(OperationType) if not t.need_to_know and not t.reservation}
    operations = [o for o in read.all(Operation) if o.type_id in types]
    deployments: list[Deployment] = read.all(Deployment)
    if audience == "public":
        deployments = [d for d in deployments if d.announce]
        announced = {d.operation_id for d in deployments}
        operations = [o for o in operations if o.id in announced]
    elif partner_id:
        own = partner_operations(read, partner_id)
        operations = [o for o in operations if o.id in own]
    if without_sensitive:
        operations = [o for o in operations if o.marking is not Marking.OFFICIAL_SENSITIVE]
    ids = {o.id for o in operations}
    deployments = [d for d in deployments if d.operation_id in ids]
    blocks = {d.id for d in deployments}
    used = {o.type_id for o in operations}
    found: dict[type[Record], Iterable[Record]] = {
        SpecialDay: read.all(SpecialDay),
        Ward: read.all(Ward),
        Place: (p for p in read.all(Place) if not p.operation_id and p.kind in _OPEN_GROUND),
        Priority: read.all(Priority) if audience == "partner" else (),
        OperationType: (t for t in types.values() if t.id in used),
        Operation: operations,
        OperationWard: (w for w in read.all(OperationWard) if w.operation_id in ids),
        Deployment: deployments,
        DeploymentWard: (w for w in read.all(DeploymentWard) if w.deployment_id in blocks),
    }
    if partner_id:
        found |= _own_rows(read, partner_id, ids, blocks)
    return {kind: list(rows) for kind, rows in found.items()}


def _own_rows(
    read: Reader, partner_id: str, operations: set[str], blocks: set[str]
) -> dict[type[Record], Iterable[Record]]:
    """Return what is a named partner's own: its row, people, vehicles and tasks, and where it is posted."""
    resources = read.all(Resource, partner_id=partner_id)
    given = read.among(Assignment, "resource_id", [r.id for r in resources])
    posts = [p for p in read.among(Post, "id", [a.post_id for a in given]) if p.deployment_id in blocks]
    post_ids = {p.id for p in posts}
    return {
        Partner: [read.require(Partner, partner_id)],
        Resource: resources,
        Task: (t for t in read.all(Task, partner_id=partner_id) if t.operation_id in operations),
        Post: posts,
        Assignment: (a for a in given if a.post_id in post_ids),
    }


def paper_rows_for(plan: FileReader, partner_id: str) -> list[Record]:
    """Return the rows that a named partner's papers may draw on, with all their fields.

    An order prints more than a copy holds: the brief, risks and visits of the work that the partner has a
    part in, the powers it rests on. Never other partners' tasks, who fills a post, what was returned or held.
    """
    own = partner_operations(plan, partner_id)
    operations = plan.among(Operation, "id", own)
    found: list[Record] = [r for kind in _ANYBODYS for r in plan.all(kind)]
    found += [
        p for p in plan.all(Place) if p.operation_id in own or (not p.operation_id and p.kind in _OPEN_GROUND)
    ]
    found += [*operations, *_parts(plan, Operation, own)]
    types = {o.type_id for o in operations}
    found += [*plan.among(OperationType, "id", types), *_parts(plan, OperationType, types)]
    found += plan.all(Resource, partner_id=partner_id)
    partners = {r.id for r in found if isinstance(r, Task) and r.partner_id not in ("", partner_id)}
    return [r for r in found if r.id not in partners]


def _parts(plan: FileReader, kind: type[Record], ids: Iterable[str]) -> Iterator[Record]:
    """Yield what rows own, and what that owns, as far as papers for a partner may say it."""
    for owned in (k for k in owned_kinds(kind) if k not in _NEVER_ON_PAPER):
        rows = plan.among(owned, owned.OWNER, ids)
        yield from rows
        yield from _parts(plan, owned, [r.id for r in rows])


def narrowed(record: R, names: Iterable[str]) -> R:
    """Return a row with its id and the named fields; every other field as a new row would have it."""
    kept = {"id", *names}
    blanks: dict[str, Any] = {n: _blank(record, n) for n in field_names(type(record)) if n not in kept}
    return replace(record, **blanks)


def _blank(record: Record, name: str) -> object:
    field = next(f for f in fields(cast("Any", record)) if f.name == name)
    if field.default is not MISSING:
        return field.default
    if isinstance(getattr(record, name), str):
        return ""
    raise TypeError(f"{type(record).__name__}.{name} has no blank: list it, or leave its kind out")

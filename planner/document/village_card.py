"""What the card of a village says: last and next visit, twelve months, the promise, who asked."""

from datetime import date, datetime
from typing import Final

from planner.document.returns_due import code_of
from planner.document.visibility import Counts, VillageRow, year_of
from planner.document.visibility_feed import LedgerFeed
from planner.domain.frozen import dataclass
from planner.domain.phrases import and_list
from planner.domain.records.deployment import Assignment, Post
from planner.domain.records.ground import Place
from planner.domain.records.people import Concern, Resource
from planner.domain.vocabulary import PostKind
from planner.storage.reader import Reader

_ROLES: Final = {
    PostKind.CONSTABLE: "police constable",
    PostKind.SERGEANT: "sergeant",
    PostKind.INSPECTOR: "inspector",
    PostKind.PCSO: "PCSO",
    PostKind.SPECIAL: "special constable",
    PostKind.DETECTIVE: "detective",
    PostKind.STAFF: "police staff",
    PostKind.WARDEN: "council warden",
    PostKind.PARTNER: "partner",
    PostKind.VOLUNTEER: "volunteer",
    PostKind.TEAM: "neighbourhood team",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageCard:
    """The ledger row of a place with what a card adds. role: of those who came last, never a name or number.

    last_code, next_code: slip codes, or empty. months: first day and counts of twelve months, oldest first.
    concerns: what residents of its ward said, ranked.
    """

    place: Place
    row: VillageRow
    role: str
    last_code: str
    next_code: str
    months: tuple[tuple[date, Counts], ...]
    concerns: tuple[Concern, ...]


def village_card(
    read: Reader, place_id: str, now: datetime, *, feed: LedgerFeed | None = None
) -> VillageCard:
    """Return the card of a village or other place; feed: a ledger already counted, to save counting again."""
    place = read.require(Place, place_id)
    feed = feed or LedgerFeed(read, now)
    row = feed.row(place)
    last = row.last.deployment_id if row.last else ""
    coming = row.next.deployment_id if row.next else ""
    concerns = read.all(Concern, ward_id=place.ward_id) if place.ward_id else []
    return VillageCard(
        place=place,
        row=row,
        role=roles_of(read, last),
        last_code=code_of(read, last, gone=""),
        next_code=code_of(read, coming, gone=""),
        months=tuple(zip(year_of(feed.now), row.months, strict=True)),
        concerns=tuple(sorted(concerns, key=lambda c: c.rank)),
    )


def roles_of(read: Reader, deployment_id: str) -> str:
    """Return who stood in the posts of a deployment by role: "PCSO and police constable", or empty."""
    posts = {p.id: p for p in read.all(Post, deployment_id=deployment_id)}
    kinds: dict[PostKind, None] = {}
    for assignment in read.among(Assignment, "post_id", posts):
        resource = read.get(Resource, assignment.resource_id) if assignment.resource_id else None
        own = resource.post_kind if resource else None
        kinds[own or posts[assignment.post_id].kind] = None
    return and_list([_ROLES[kind] for kind in kinds], most=2)

"""A shipped partnership as records: its members, their powers, the priorities, teams, people and kit.

People are collar numbers and posts; no name of a person has a field.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from planner.domain.errors import NotFound
from planner.domain.records.base import Record
from planner.domain.records.people import Partner, Partnership, PartnershipMember, Priority, Resource
from planner.domain.vocabulary import PostKind, ResourceKind
from planner.exchange.resource_json import Fields, read_fields
from planner.exchange.stable_ids import stable_id
from planner.paths import resource_path

_PLAN_FIELDS = (
    "out_of_hours",
    "briefing_place",
    "custody",
    "nearest_ae",
    "safe_places",
    "control_room",
    "media_contact",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipData:
    """What a new plan takes from its partnership; plan_fields are fields of the plan's own row."""

    partnership: Partnership
    members: tuple[PartnershipMember, ...]
    partners: tuple[Partner, ...]
    priorities: tuple[Priority, ...]
    resources: tuple[Resource, ...]
    plan_fields: dict[str, Any]

    @property
    def records(self) -> tuple[Record, ...]:
        """All rows, owners before what they own."""
        return (self.partnership, *self.partners, *self.members, *self.priorities, *self.resources)


def priority_id(key: str) -> str:
    """Return the id of the priority with a short key such as "violence": types name theirs by it."""
    return stable_id("priority", key)


@cache
def load_partnership(name: str) -> PartnershipData:
    """Return a shipped partnership; NotFound when there is none of that name, InvalidInput for a bad file."""
    known = sorted(path.stem for path in resource_path("partnership").glob("*.json"))
    if name not in known:
        raise NotFound(f"There is no partnership “{name}” here: choose one of {', '.join(known)}.")
    source = read_fields(resource_path(f"partnership/{name}.json"))
    data = _partnership(source, name)
    source.done()
    return data


def _partnership(source: Fields, name: str) -> PartnershipData:
    head, plan = source.part("partnership"), source.part("plan")
    partnership = Partnership(
        id=stable_id("partnership", name),
        name=head.text("name"),
        year_starts=head.text("year_starts", "04-01"),
        note=head.text("note", ""),
    )
    partners, members = _partners(source, name, partnership.id)
    data = PartnershipData(
        partnership=partnership,
        members=members,
        partners=partners,
        priorities=_priorities(source, partnership.id),
        resources=tuple(_resources(source, name)),
        plan_fields={key: plan.text(key, "") for key in _PLAN_FIELDS},
    )
    head.done()
    plan.done()
    return data


def _partners(
    source: Fields, name: str, owner: str
) -> tuple[tuple[Partner, ...], tuple[PartnershipMember, ...]]:
    partners, members = [], []
    for number, row in enumerate(source.rows("partners")):
        key = row.text("key")
        partner = Partner(
            id=stable_id("partner", name, key),
            name=row.text("name"),
            short_name=row.text("short_name"),
            kind=row.text("kind"),
            contact=row.text("contact"),
            powers=row.text("powers"),
            sort=number,
        )
        partners.append(partner)
        members.append(
            PartnershipMember(
                id=stable_id("partnership_member", name, key),
                partnership_id=owner,
                partner_id=partner.id,
                role=row.text("role"),
                sort=number,
            )
        )
        row.done()
    return tuple(partners), tuple(members)


def _priorities(source: Fields, owner: str) -> tuple[Priority, ...]:
    found = []
    for number, row in enumerate(source.rows("priorities")):
        found.append(
            Priority(
                id=priority_id(row.text("key")),
                partnership_id=owner,
                title=row.text("title"),
                short_label=row.text("short_label"),
                first=row.day("first"),
                last=row.day("last"),
                sort=number,
            )
        )
        row.done()
    return tuple(found)


def _resources(source: Fields, name: str) -> Iterator[Resource]:
    """Yield the people of no team, then each team before its people, then vehicles and kit."""
    ranks = source.part("rank_labels")
    yield from _people(source, name, ranks, first_sort=1)
    teams: dict[str, Resource] = {"": Resource(id="", label="", kind=ResourceKind.TEAM)}
    for number, row in enumerate(source.rows("teams"), 1):
        key, partner = row.text("key"), row.text("partner", "")
        team = Resource(
            id=stable_id("resource", name, "team", key),
            label=row.text("label"),
            kind=ResourceKind.TEAM,
            partner_id=stable_id("partner", name, partner) if partner else "",
            post_kind=PostKind.TEAM,
            sort=100 * number,
        )
        teams[key] = team
        yield team
        yield from _people(row, name, ranks, first_sort=team.sort + 1, team=team)
        row.done()
    yield from _equipment(source, name, teams, first_sort=100 * (len(teams) + 1))


def _people(
    source: Fields, name: str, ranks: Fields, *, first_sort: int, team: Resource | None = None
) -> Iterator[Resource]:
    """Yield people, labelled with rank and collar number: PC X103."""
    for sort, row in enumerate(source.rows("people"), first_sort):
        number, rank = row.text("collar_number"), row.text("rank")
        yield Resource(
            id=stable_id("resource", name, number),
            label=f"{ranks.text(rank)} {number}",
            kind=ResourceKind.PERSON,
            partner_id=team.partner_id if team else "",
            team_id=team.id if team else "",
            rank=rank,
            post_kind=row.choice("post_kind", PostKind),
            collar_number=number,
            call_sign=row.text("call_sign"),
            sort=sort,
        )
        row.done()


def _equipment(source: Fields, name: str, teams: dict[str, Resource], first_sort: int) -> Iterator[Resource]:
    for sort, row in enumerate(source.rows("equipment"), first_sort):
        team = row.text("team", "")
        if team not in teams:
            raise row.problem(f"“{team}” is not the key of a team")
        yield Resource(
            id=stable_id("resource", name, "equipment", row.text("label")),
            label=row.text("label"),
            kind=row.choice("kind", ResourceKind),
            team_id=teams[team].id,
            call_sign=row.text("call_sign", ""),
            sort=sort,
        )
        row.done()

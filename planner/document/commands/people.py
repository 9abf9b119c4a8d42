"""Resources, partners, the partnership, priorities, concerns, special days: typed lists."""

from collections.abc import Callable
from datetime import date

from planner.document.command import Command
from planner.document.commands.lists import add_row, delete_row, edit_row, unchecked
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import (
    Concern,
    Partner,
    Partnership,
    PartnershipMember,
    Priority,
    Resource,
)
from planner.domain.records.plan import SpecialDay
from planner.domain.vocabulary import PostKind, ResourceKind, SpecialDayKind
from planner.storage.pair import Pair
from planner.storage.reader import Reader


def _count(kind: type[Record], **equals: object) -> Callable[[Reader], int]:
    return lambda read: read.count(kind, **equals)


def add_resource(
    *,
    label: str,
    kind: ResourceKind,
    partner_id: str = "",
    team_id: str = "",
    rank: str = "",
    post_kind: PostKind | None = None,
    collar_number: str = "",
    call_sign: str = "",
    note: str = "",
    sort: int = 0,
) -> tuple[Command, str]:
    """Return the command that adds a person (by number, never by name), team, vehicle or kit; and its id."""
    row = Resource(
        id=new_id(),
        label=label.strip() or collar_number.strip() or call_sign.strip(),
        kind=kind,
        partner_id=partner_id,
        team_id=team_id,
        rank=rank.strip(),
        post_kind=post_kind,
        collar_number=collar_number.strip(),
        call_sign=call_sign.strip(),
        note=note.strip(),
        sort=sort,
    )
    return add_row(kind.value, lambda: row, _check_resource), row.id


def edit_resource(*, resource_id: str, **changes: object) -> Command:
    """Change fields of a resource."""
    return edit_row("resource", Resource, resource_id, changes, _check_resource)


def delete_resource(*, resource_id: str) -> Command:
    """Delete a resource that is on no post and leads no members."""
    uses = {
        "posts": _count(Assignment, resource_id=resource_id),
        "members": _count(Resource, team_id=resource_id),
    }
    return delete_row("resource", Resource, resource_id, uses)


def _check_resource(pair: Pair, row: Resource) -> None:
    if row.team_id:
        team = pair.require(Resource, row.team_id)
        if team.kind is not ResourceKind.TEAM or team.id == row.id:
            raise InvalidInput(f"{team.label} is not a team that {row.label} can belong to; choose a team.")
    if row.partner_id:
        pair.require(Partner, row.partner_id)
    number = row.collar_number.casefold()
    if number and any(r.collar_number.casefold() == number and r.id != row.id for r in pair.all(Resource)):
        raise InvalidInput(f"{row.collar_number} is in the list already; edit that entry instead.")


def add_partner(*, name: str, short_name: str = "", **fields: str) -> tuple[Command, str]:
    """Return the command that adds a partner organisation, and its id. contact is a post or desk."""
    row_id = new_id()

    def make() -> Partner:
        return Partner(id=row_id, name=name.strip(), short_name=short_name.strip() or name.strip(), **fields)  # type: ignore[arg-type]  # text fields by name

    return add_row("partner", make, unchecked), row_id


def edit_partner(*, partner_id: str, **changes: object) -> Command:
    """Change fields of a partner."""
    return edit_row("partner", Partner, partner_id, changes, unchecked)


def delete_partner(*, partner_id: str) -> Command:
    """Delete a partner that owes no task and has no people and no seat."""
    uses = {
        "tasks": _count(Task, partner_id=partner_id),
        "resources": _count(Resource, partner_id=partner_id),
        "partnership seats": _count(PartnershipMember, partner_id=partner_id),
    }
    return delete_row("partner", Partner, partner_id, uses)


def add_member(*, partnership_id: str, partner_id: str, role: str = "", sort: int = 0) -> Command:
    """Give a partner a seat in the partnership."""

    def check(pair: Pair, row: PartnershipMember) -> None:
        pair.require(Partnership, row.partnership_id)
        partner = pair.require(Partner, row.partner_id)
        if pair.count(PartnershipMember, partnership_id=row.partnership_id, partner_id=row.partner_id):
            raise InvalidInput(f"{partner.name} is a member already.")

    def make() -> PartnershipMember:
        return PartnershipMember(
            id=new_id(), partnership_id=partnership_id, partner_id=partner_id, role=role.strip(), sort=sort
        )

    return add_row("member", make, check)


def edit_member(*, member_id: str, **changes: object) -> Command:
    """Change the role or the order of a member."""
    return edit_row("member", PartnershipMember, member_id, changes, unchecked)


def delete_member(*, member_id: str) -> Command:
    """Take a partner out of the partnership."""
    return delete_row("member", PartnershipMember, member_id)


def add_priority(
    *,
    title: str,
    short_label: str = "",
    partnership_id: str = "",
    first: date | None = None,
    last: date | None = None,
    sort: int = 0,
) -> tuple[Command, str]:
    """Return the command that adds a priority, and its id."""
    row = Priority(
        id=new_id(),
        partnership_id=partnership_id,
        title=title.strip(),
        short_label=short_label.strip(),
        first=first,
        last=last,
        sort=sort,
    )
    return add_row("priority", lambda: row, _check_priority), row.id


def edit_priority(*, priority_id: str, **changes: object) -> Command:
    """Change the title, label, dates or order of a priority."""
    return edit_row("priority", Priority, priority_id, changes, _check_priority)


def delete_priority(*, priority_id: str) -> Command:
    """Delete a priority that no operation and no type serves."""
    uses = {
        "operations": _count(Operation, priority_id=priority_id),
        "types": _count(OperationType, priority_id=priority_id),
    }
    return delete_row("priority", Priority, priority_id, uses)


def _check_priority(_pair: Pair, row: Priority) -> None:
    _check_order(row.first, row.last)


def _check_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise InvalidInput("The last day is before the first; give a later last day.")


def add_concern(
    *, ward_id: str, text: str, rank: int = 1, source: str = "", said_on: date | None = None
) -> tuple[Command, str]:
    """Return the command that adds what residents of a ward said matters, and its id."""
    row = Concern(
        id=new_id(), ward_id=ward_id, rank=rank, text=text.strip(), source=source.strip(), said_on=said_on
    )
    return add_row("concern", lambda: row, _check_concern), row.id


def edit_concern(*, concern_id: str, **changes: object) -> Command:
    """Change fields of a concern."""
    return edit_row("concern", Concern, concern_id, changes, _check_concern)


def delete_concern(*, concern_id: str) -> Command:
    """Delete a concern."""
    return delete_row("concern", Concern, concern_id)


def _check_concern(pair: Pair, row: Concern) -> None:
    pair.require(Ward, row.ward_id)
    if row.rank < 1:
        raise InvalidInput("The rank of a concern counts from 1, what matters most.")


def add_special_day(
    *, title: str, kind: SpecialDayKind, first: date, last: date | None = None, note: str = ""
) -> tuple[Command, str]:
    """Return the command that adds a day or run of days to the calendar of days, and its id."""
    row = SpecialDay(
        id=new_id(), title=title.strip(), kind=kind, first=first, last=last or first, note=note.strip()
    )
    return add_row("day", lambda: row, _check_special_day), row.id


def edit_special_day(*, special_day_id: str, **changes: object) -> Command:
    """Change fields of a special day."""
    return edit_row("day", SpecialDay, special_day_id, changes, _check_special_day)


def delete_special_day(*, special_day_id: str) -> Command:
    """Delete a special day."""
    return delete_row("day", SpecialDay, special_day_id)


def _check_special_day(_pair: Pair, row: SpecialDay) -> None:
    _check_order(row.first, row.last)

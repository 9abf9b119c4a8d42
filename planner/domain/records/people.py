"""Resources, partners, the partnership and its priorities, concerns, powers."""

from datetime import date, datetime
from typing import ClassVar

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.vocabulary import PostKind, ResourceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Record):
    """A person (by collar number, never by name), team, vehicle or kit. label is what lanes show."""

    TABLE: ClassVar[str] = "resource"

    label: str
    kind: ResourceKind
    partner_id: str = ""
    team_id: str = ""
    rank: str = ""
    post_kind: PostKind | None = None
    collar_number: str = ""
    call_sign: str = ""
    sort: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner(Record):
    """An organisation: contact is a post or desk, never a name.

    gateway, agreement, purpose, expires_after_days: what its copies are handed on for, as last chosen.
    """

    TABLE: ClassVar[str] = "partner"

    name: str
    short_name: str
    kind: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    powers: str = ""
    note: str = ""
    sort: int = 0
    gateway: str = ""
    agreement: str = ""
    purpose: str = ""
    expires_after_days: int | None = None

    @property
    def called(self) -> str:
        """What it is called where there is little room: its short name, if it has one."""
        return self.short_name or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership(Record):
    """The statutory partnership of the district."""

    TABLE: ClassVar[str] = "partnership"

    name: str
    year_starts: str = "04-01"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipMember(Record):
    """A member organisation of a partnership."""

    TABLE: ClassVar[str] = "partnership_member"
    OWNER: ClassVar[str] = "partnership_id"

    partnership_id: str
    partner_id: str
    role: str = ""
    sort: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority(Record):
    """One of the partnership's dated priorities; every operation serves one."""

    TABLE: ClassVar[str] = "priority"
    GROUPS: ClassVar[dict[str, str]] = {"first": "span", "last": "span"}

    partnership_id: str = ""
    title: str
    short_label: str = ""
    first: date | None = None
    last: date | None = None
    sort: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern(Record):
    """What residents said matters, ranked, with its source."""

    TABLE: ClassVar[str] = "concern"

    ward_id: str
    rank: int = 1
    text: str
    source: str = ""
    said_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Power(Record):
    """A dated legal authority: PSPO, dispersal authority, closure, CPN.

    first, last: local times; last is the last moment it holds. limit and unit move as one.
    """

    TABLE: ClassVar[str] = "power"
    GROUPS: ClassVar[dict[str, str]] = {"first": "span", "last": "span", "limit": "limit", "unit": "limit"}

    title: str
    kind: str
    section: str = ""
    place_id: str = ""
    first: datetime
    last: datetime
    authoriser: str = ""
    grounds: str = ""
    limit: float | None = None
    unit: str = ""
    last_checked_on: date | None = None
    last_checked_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerWard(Record):
    """A ward that a power reaches."""

    TABLE: ClassVar[str] = "power_ward"
    OWNER: ClassVar[str] = "power_id"

    power_id: str
    ward_id: str

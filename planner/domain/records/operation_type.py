"""Operation types: editable templates from which an operation is made."""

from datetime import date, time
from typing import ClassVar

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.vocabulary import CommandStyle, Heading, Marking, PostKind, TypeState, Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationType(Record):
    """A template. code begins its references (SW-2026-04); short_label is what a calendar bar says.

    unit: how one is counted on the palette ("7 d", "shift", "route", "day").
    symbol: one or two letters on map and calendar, the second sign beside the colour.
    need_to_know types live in the command file; reservation types hold dates, wards and a desk only.
    """

    TABLE: ClassVar[str] = "operation_type"

    code: str
    name: str
    short_label: str
    summary: str = ""
    colour: str
    symbol: str
    weight: Weight
    unit: str = "day"
    sort: int = 0
    pinned: bool = False
    need_to_know: bool = False
    reservation: bool = False
    command_style: CommandStyle = CommandStyle.LEAD
    marking: Marking = Marking.OFFICIAL
    handling: str = ""
    priority_id: str = ""
    state: TypeState = TypeState.ACTIVE
    state_date: date | None = None
    state_decision: str = ""
    state_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeBrief(Record):
    """The brief text of a type under one IIMARCH heading."""

    TABLE: ClassVar[str] = "type_brief"
    OWNER: ClassVar[str] = "type_id"

    type_id: str
    heading: Heading
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDeployment(Record):
    """A default deployment, day_offset days after the first day; an end before the start is overnight."""

    TABLE: ClassVar[str] = "type_deployment"
    OWNER: ClassVar[str] = "type_id"

    type_id: str
    sort: int = 0
    day_offset: int = 0
    start: time
    end: time
    theme: str
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePost(Record):
    """A default post of one default deployment, or of all of them when type_deployment_id is empty."""

    TABLE: ClassVar[str] = "type_post"
    OWNER: ClassVar[str] = "type_id"

    type_id: str
    type_deployment_id: str = ""
    sort: int = 0
    role: str
    kind: PostKind
    count: int = 1
    skill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeTask(Record):
    """A default task; due_offset is in days from the first day, legacy_months makes it a legacy task.

    owner: the kind of partner that owes it (a partner's short name if there is one, else words).
    """

    TABLE: ClassVar[str] = "type_task"
    OWNER: ClassVar[str] = "type_id"

    type_id: str
    sort: int = 0
    title: str
    owner: str = ""
    due_offset: int = 0
    legacy_months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRisk(Record):
    """A default line of the risk table; likelihood and impact 1 to 5."""

    TABLE: ClassVar[str] = "type_risk"
    OWNER: ClassVar[str] = "type_id"

    type_id: str
    sort: int = 0
    hazard: str
    who: str = ""
    likelihood: int = 3
    impact: int = 3
    control: str = ""
    owner: str = ""
    likelihood_after: int = 2
    impact_after: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeMeasure(Record):
    """A default measure of what was achieved."""

    TABLE: ClassVar[str] = "type_measure"
    OWNER: ClassVar[str] = "type_id"

    type_id: str
    sort: int = 0
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePower(Record):
    """A power usually relied on, in words with its section."""

    TABLE: ClassVar[str] = "type_power"
    OWNER: ClassVar[str] = "type_id"

    type_id: str
    sort: int = 0
    text: str

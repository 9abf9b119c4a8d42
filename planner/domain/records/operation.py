"""Operations and what hangs on them: wards, brief, powers, risks, measures, tasks."""

from datetime import date, datetime
from typing import ClassVar

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.vocabulary import Heading, Marking, Status, TaskStatus

_AUTHORITY = (
    "status",
    "authorised_by",
    "authorised_at",
    "version",
    "authorised_version",
    "authorised_parts",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Record):
    """A planned piece of work of one type.

    start, end: local times, used only while the operation has no deployment (else its deployments say).
    area: what was drawn for it, as WKB in EPSG:4326, or None. version counts up with every authorisation;
    authorised_version is the version last authorised. authorised_at is UTC to the minute, naive.
    authorised_parts: JSON, a digest of every printed part as it was authorised, to tell what changed since.
    desk: for a reservation, the desk to ring.
    """

    TABLE: ClassVar[str] = "operation"
    GROUPS: ClassVar[dict[str, str]] = {
        "start": "span",
        "end": "span",
        **dict.fromkeys(_AUTHORITY, "authority"),
    }

    type_id: str
    reference: str
    title: str
    status: Status = Status.DRAFT
    priority_id: str = ""
    marking: Marking = Marking.OFFICIAL
    handling: str = ""
    start: datetime
    end: datetime
    area: bytes | None = None
    lead: str = ""
    supervisor: str = ""
    decision_maker: str = ""
    gold: str = ""
    silver: str = ""
    bronze: str = ""
    desk: str = ""
    prepared_by: str = ""
    authorised_by: str = ""
    authorised_at: datetime | None = None
    version: int = 1
    authorised_version: int = 0
    note: str = ""
    authorised_parts: str = ""

    @property
    def was_authorised(self) -> bool:
        """Whether an order of it was ever authorised, also when it was changed since; an idea never was."""
        return self.status.is_authorised or (self.authorised_version > 0 and self.status is not Status.IDEA)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationWard(Record):
    """One of the wards of an operation."""

    TABLE: ClassVar[str] = "operation_ward"
    OWNER: ClassVar[str] = "operation_id"

    operation_id: str
    ward_id: str
    sort: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefText(Record):
    """The brief of an operation under one IIMARCH heading."""

    TABLE: ClassVar[str] = "brief_text"
    OWNER: ClassVar[str] = "operation_id"

    operation_id: str
    heading: Heading
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationPower(Record):
    """A power that an operation relies on: words, and the dated power in the register where there is one."""

    TABLE: ClassVar[str] = "operation_power"
    OWNER: ClassVar[str] = "operation_id"

    operation_id: str
    sort: int = 0
    text: str
    power_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationConcern(Record):
    """A concern of residents that an operation is an answer to."""

    TABLE: ClassVar[str] = "operation_concern"
    OWNER: ClassVar[str] = "operation_id"

    operation_id: str
    concern_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Record):
    """A line of the risk table; likelihood and impact 1 to 5, before and after the control."""

    TABLE: ClassVar[str] = "risk"
    OWNER: ClassVar[str] = "operation_id"

    operation_id: str
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
class Measure(Record):
    """What will show that an operation worked; baseline and goal are words with their figures."""

    TABLE: ClassVar[str] = "measure"
    OWNER: ClassVar[str] = "operation_id"

    operation_id: str
    sort: int = 0
    text: str
    baseline: str = ""
    goal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """Something somebody owes by a date; legacy_months > 0 makes it a legacy check."""

    TABLE: ClassVar[str] = "task"
    OWNER: ClassVar[str] = "operation_id"

    operation_id: str
    title: str
    partner_id: str = ""
    owner: str = ""
    due: date
    status: TaskStatus = TaskStatus.OPEN
    note: str = ""
    legacy_months: int = 0
    sort: int = 0

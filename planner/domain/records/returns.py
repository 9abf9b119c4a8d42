"""Returns: what a deployment delivered. Delivered figures come from here only."""

from datetime import datetime
from typing import ClassVar

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.vocabulary import Outcome, ReturnState


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Record):
    """The return of one deployment. recorded_at is UTC to the minute, naive."""

    TABLE: ClassVar[str] = "return_"
    OWNER: ClassVar[str] = "deployment_id"

    deployment_id: str
    state: ReturnState = ReturnState.DRAFT
    outcome: Outcome = Outcome.DONE
    people: int = 0
    abstracted_minutes: int = 0
    reason: str = ""
    notes: str = ""
    recorded_by: str = ""
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnVisit(Record):
    """A visit that was made: place and local times."""

    TABLE: ClassVar[str] = "return_visit"
    OWNER: ClassVar[str] = "return_id"
    GROUPS: ClassVar[dict[str, str]] = {"start": "span", "end": "span"}

    return_id: str
    place_id: str
    start: datetime
    end: datetime
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnResult(Record):
    """A counted result; searches, arrests and tickets are counted and never have a target."""

    TABLE: ClassVar[str] = "return_result"
    OWNER: ClassVar[str] = "return_id"

    return_id: str
    measure: str
    count: int = 0

"""The closed lists of words that records use; each value is what stands in the file and in JSON."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

COMMAND_LINE: Final = "command line"
"""Who is "recorded by" when a command names nobody; no order is ever prepared by it or returned to it."""


class Status(StrEnum):
    """Lifecycle of an operation, in order."""

    IDEA = "idea"
    DRAFT = "draft"
    AUTHORISED = "authorised"
    BRIEFED = "briefed"
    LIVE = "live"
    STOOD_DOWN = "stood down"
    DEBRIEFED = "debriefed"

    @property
    def is_authorised(self) -> bool:
        """Whether an order may print without the DRAFT line."""
        return self not in {Status.IDEA, Status.DRAFT}


class Weight(StrEnum):
    """How much an operation of a type must have."""

    LIGHT = "light"
    STANDARD = "standard"
    FULL = "full"


class Marking(StrEnum):
    """Security markings that a plan may hold; anything higher is refused."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"

    @staticmethod
    def highest(markings: "Iterable[Marking]") -> "Marking":
        """Return the highest of some markings; OFFICIAL for none."""
        return Marking.OFFICIAL_SENSITIVE if Marking.OFFICIAL_SENSITIVE in set(markings) else Marking.OFFICIAL


class Heading(StrEnum):
    """The seven IIMARCH headings."""

    INFORMATION = "information"
    INTENTION = "intention"
    METHOD = "method"
    ADMINISTRATION = "administration"
    RISK = "risk"
    COMMUNICATIONS = "communications"
    HUMAN_RIGHTS = "human_rights"


class PlaceKind(StrEnum):
    """What a place is; the first seven come with the district, the rest are drawn."""

    VILLAGE = "village"
    LOCALITY = "locality"
    STREET = "street"
    STATION = "station"
    BUILT_UP = "built_up_area"
    RAILWAY = "railway"
    CONTEXT = "context"  # land around the district, drawn pale and never listed
    RVP = "rvp"
    BRIEFING_POINT = "briefing_point"
    PATROL_SPOT = "patrol_spot"
    VISIT_POINT = "visit_point"
    ROUTE = "route"
    CORDON = "cordon"
    PSPO_AREA = "pspo_area"
    AREA = "area"


class PostKind(StrEnum):
    """Who can fill a post."""

    CONSTABLE = "constable"
    SERGEANT = "sergeant"
    INSPECTOR = "inspector"
    PCSO = "pcso"
    SPECIAL = "special"
    DETECTIVE = "detective"
    STAFF = "staff"
    WARDEN = "warden"
    PARTNER = "partner"
    VOLUNTEER = "volunteer"
    TEAM = "team"


class ResourceKind(StrEnum):
    """What a resource is."""

    PERSON = "person"
    TEAM = "team"
    VEHICLE = "vehicle"
    KIT = "kit"


class TaskStatus(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    NOT_DONE = "not done"
    CANCELLED = "cancelled"


class TypeState(StrEnum):
    """Whether new operations of a type are offered."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


class Outcome(StrEnum):
    """What a return says of its deployment."""

    DONE = "done"
    PART = "part"
    NOT_DONE = "not done"


class ReturnState(StrEnum):
    """Only submitted returns count as delivered."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Abstraction(StrEnum):
    """Why minutes were pulled away to other work, or why a deployment was not done."""

    CALL = "call"
    CUSTODY = "custody"
    STAFFING = "staffing"
    WEATHER = "weather"
    OTHER = "other"


class CommandStyle(StrEnum):
    """Which command posts an operation names."""

    LEAD = "lead"
    GOLD_SILVER_BRONZE = "gold_silver_bronze"


class SpecialDayKind(StrEnum):
    """What a day in the calendar of days is."""

    BANK_HOLIDAY = "bank_holiday"
    TERM = "term"
    SCHOOL = "school"
    MATCH = "match"
    MARKET = "market"
    PANEL = "panel"
    EVENT = "event"


class PromisePeriod(StrEnum):
    """What a promise of visits is counted in."""

    MONTH = "month"
    QUARTER = "quarter"


class UnseenKind(StrEnum):
    """Work that residents do not see."""

    WARRANTS = "warrants"
    ARRESTS = "arrests"
    ENQUIRIES = "enquiries"


class ShareKind(StrEnum):
    """How something left the plan."""

    COPY = "copy"
    TASKS = "task sheet"
    PRINT = "print"
    EXPORT = "export"


class HoldKind(StrEnum):
    """Why an operation must be kept after its review date."""

    INVESTIGATION = "investigation"
    COMPLAINT = "complaint"
    INFORMATION_REQUEST = "request for information"
    INQUEST = "inquest"
    NRM = "NRM"

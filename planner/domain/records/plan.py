"""The plan itself and its settings."""

from datetime import date, time
from typing import ClassVar, Final

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record
from planner.domain.vocabulary import Marking, SpecialDayKind

COMMAND_KIND: Final = "command"
PARTNER_KIND: Final = "partner"
"""What Plan.kind says of a command file, and of a copy that was made for a partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Record):
    """One planning file: one district. id is the plan id, the same in every copy.

    kind is "plan", "command" (the encrypted file beside it, whose plan id is its own and whose beside_id
    names the plan it belongs to) or "partner" (a copy that was cut from it; beside_id names its share).
    force_day_start: when the police day starts.
    """

    TABLE: ClassVar[str] = "plan"

    title: str
    kind: str = "plan"
    beside_id: str = ""
    format_version: str = "1.2"
    district: str = ""
    zone: str = "Europe/London"
    marking: Marking = Marking.OFFICIAL
    wording: str = "college"
    force_day_start: time = time(7)
    prepared_by: str = ""
    out_of_hours: str = ""
    briefing_place: str = ""
    custody: str = ""
    nearest_ae: str = ""
    safe_places: str = ""
    control_room: str = ""
    media_contact: str = ""
    destroy_after_days: int = 90
    attribution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Record):
    """A named choice that travels with the plan (uses switched on, columns shown); id is its name."""

    TABLE: ClassVar[str] = "setting"

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay(Record):
    """A day or run of days that matters to planning: bank holiday, term, match, market, panel."""

    TABLE: ClassVar[str] = "special_day"
    GROUPS: ClassVar[dict[str, str]] = {"first": "span", "last": "span"}

    title: str
    kind: SpecialDayKind
    first: date
    last: date
    note: str = ""

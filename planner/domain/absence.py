"""Who is not available for whole force days: leave, court, training and other work look alike.

An absence is a setting of the plan under a fresh id, so that it says who and which days, and nothing else:
no hour, no area, no reason.
"""

from datetime import date
from typing import ClassVar, Final

from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.plan import Setting

PREFIX: Final = "away/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(Record):
    """One person, team or vehicle from a first to a last force day. who: a resource's id or a collar number.

    It has no table of its own; id is that of its setting.
    """

    TABLE: ClassVar[str] = Setting.TABLE

    who: str
    first: date
    last: date

    @property
    def setting(self) -> Setting:
        """The row that the plan holds of it."""
        return Setting(id=self.id, value=f"{self.first.isoformat()} {self.last.isoformat()} {self.who}")


def new_absence(who: str, first: date, last: date) -> Absence:
    """Return an absence with an id of its own, which leads to nothing else."""
    return Absence(id=PREFIX + new_id(), who=who, first=first, last=last)


def absence_of(setting: Setting) -> Absence | None:
    """Return what a setting says of an absence; None for any other setting, or one that is not understood."""
    days, _, rest = setting.value.partition(" ")
    end, _, who = rest.partition(" ")
    if not setting.id.startswith(PREFIX) or not who:
        return None
    try:
        first, last = date.fromisoformat(days), date.fromisoformat(end)
    except ValueError:
        return None
    return Absence(id=setting.id, who=who, first=first, last=last)

"""What calendar and lanes are made of: bars, lanes, and the days a block is shown on."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from planner.domain.frozen import dataclass
from planner.domain.vocabulary import Status

_DAY = timedelta(days=1)


class By(StrEnum):
    """What the rows of the lanes stand for."""

    TEAM = "team"
    WARD = "ward"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a rule says of an operation or deployment: one sentence, and whether it is a clash."""

    sentence: str
    is_clash: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One continuous piece of work as calendar and lanes paint it.

    labels, long_labels: alternatives from long to short, the type's symbol last. first, last: the days it
    covers; a shift that ends before the force day starts counts to the day it began on. start, end: local.
    deployment_ids is empty for an operation without deployments. needed, filled: posts, when people were
    read. is_whole: whether the bar holds every deployment of its operation that the span shows.
    """

    operation_id: str
    deployment_ids: tuple[str, ...]
    type_id: str
    colour: str
    symbol: str
    labels: tuple[str, ...]
    long_labels: tuple[str, ...]
    start: datetime
    end: datetime
    first: date
    last: date
    status: Status
    reference: str
    title: str
    theme: str = ""
    lead: str = ""
    wards: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    series_id: str = ""
    needed: int = 0
    filled: int = 0
    is_whole: bool = True
    is_clash: bool = False
    has_finding: bool = False
    clash_days: frozenset[date] = frozenset()

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """What tells this bar from every other one."""
        return self.operation_id, self.deployment_ids


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the lanes; id is the team's or the ward's, empty for work that has none yet."""

    id: str
    label: str
    bars: tuple[Bar, ...]


def covered_days(start: datetime, end: datetime, day_starts: time = time(7)) -> tuple[date, date]:
    """Return the first and last day a block is shown on; an early-morning end counts to the day before."""
    first, last = start.date(), end.date()
    if last > first and end.time() <= day_starts:
        last -= _DAY
    return first, max(first, last)

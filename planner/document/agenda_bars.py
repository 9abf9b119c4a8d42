"""What calendar and lanes are made of: bars, lanes, and the days a block is shown on."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from planner.domain.frozen import dataclass
from planner.domain.vocabulary import Status

_DAY = timedelta(days=1)


class By(StrEnum):
    """What the rows of the lanes stand for."""

    TEAM = "team"
    WARD = "ward"


class Mark:
    """What rules say of an operation or deployment: in sentences, and whether it is a clash.

    The sentences may be given as what makes them: of hundreds of marks that a drop changes, few are read.
    """

    __slots__ = ("_said", "is_clash")

    def __init__(self, said: str | Callable[[], str], is_clash: bool = True) -> None:
        self._said, self.is_clash = said, is_clash

    @property
    def sentence(self) -> str:
        """What is said, one line a sentence."""
        if not isinstance(self._said, str):
            self._said = self._said()
        return self._said

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mark):
            return NotImplemented
        return (self.is_clash, self.sentence) == (other.is_clash, other.sentence)

    def __hash__(self) -> int:
        return hash((self.is_clash, self.sentence))


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

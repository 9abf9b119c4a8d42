"""Whether what was promised to a village was kept, counted from submitted returns."""

from collections.abc import Iterable, Mapping
from datetime import date

from planner.domain.frozen import dataclass
from planner.domain.phrases import month_name
from planner.domain.records.ground import Place
from planner.domain.records.review import Strategy
from planner.domain.timespan import month_after, quarter_start
from planner.domain.vocabulary import PromisePeriod


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise that holds for a place now, and how it stands.

    visits: promised in each period. delivered: in this period so far. last_delivered: in the whole period
    before, or None if the promise did not hold through it.
    """

    strategy_id: str
    title: str
    visits: int
    period: PromisePeriod
    period_name: str
    delivered: int
    last_period_name: str
    last_delivered: int | None

    @property
    def is_kept(self) -> bool | None:
        """Whether the last whole period kept it; None when there is none yet."""
        return None if self.last_delivered is None else self.last_delivered >= self.visits

    @property
    def words(self) -> str:
        """Return "2 visits a quarter"."""
        return f"{self.visits} {'visit' if self.visits == 1 else 'visits'} a {self.period.value}"


def strategy_for(strategies: Iterable[Strategy], place: Place, day: date) -> Strategy | None:
    """Return the promise that holds for a place on a day: the nearest to it, the latest of several."""
    fits = [
        s
        for s in strategies
        if s.first <= day
        and (s.last is None or day <= s.last)
        and s.place_id in {"", place.id}
        and s.ward_id in {"", place.ward_id}
    ]
    return max(fits, key=lambda s: (bool(s.place_id), bool(s.ward_id), s.first, s.id), default=None)


def promise_of(
    strategies: Iterable[Strategy], place: Place, day: date, delivered: Mapping[date, int]
) -> Promise | None:
    """Return the promise that holds for a place on a day, or None.

    delivered: visits by the first day of each month, of the current and the last period at least.
    """
    strategy = strategy_for(strategies, place, day)
    if strategy is None:
        return None
    now, before = _months(strategy.period, day)
    through = strategy.first <= before[0]
    return Promise(
        strategy_id=strategy.id,
        title=strategy.title,
        visits=strategy.visits,
        period=strategy.period,
        period_name=period_name(strategy.period, now[0]),
        delivered=sum(delivered.get(m, 0) for m in now),
        last_period_name=period_name(strategy.period, before[0]),
        last_delivered=sum(delivered.get(m, 0) for m in before) if through else None,
    )


def period_name(period: PromisePeriod, first: date) -> str:
    """Return "August 2026" or "July to September 2026"."""
    if period is PromisePeriod.MONTH:
        return f"{month_name(first)} {first.year}"
    return f"{month_name(first)} to {month_name(date(first.year, first.month + 2, 1))} {first.year}"


def _months(period: PromisePeriod, day: date) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the months, by first day, of the period of a day and of the one before."""
    count = 1 if period is PromisePeriod.MONTH else 3
    first = day.replace(day=1) if period is PromisePeriod.MONTH else quarter_start(day)
    now = tuple(month_after(first, i) for i in range(count))
    return now, tuple(month_after(first, i - count) for i in range(count))

"""Promises of visits, and the counts of work that nobody sees."""

from datetime import date

from planner.document.command import Command
from planner.document.commands.base import check_day
from planner.document.commands.lists import add_row, delete_row, edit_row
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.ground import Place, Ward
from planner.domain.records.review import Strategy, UnseenWork
from planner.domain.timespan import quarter_start
from planner.domain.vocabulary import PromisePeriod, UnseenKind
from planner.storage.pair import Pair

_MOST = 1000


def add_strategy(
    *,
    title: str,
    visits: int,
    first: date,
    last: date | None = None,
    period: PromisePeriod = PromisePeriod.QUARTER,
    ward_id: str = "",
    place_id: str = "",
    note: str = "",
) -> tuple[Command, str]:
    """Return the command that adds a promise, and its id.

    Every village of the ward, or the one place, or with neither every village of the plan, is promised so
    many visits in each period from first to last.
    """
    row = Strategy(
        id=new_id(),
        title=title.strip(),
        ward_id=ward_id,
        place_id=place_id,
        visits=visits,
        period=period,
        first=first,
        last=last,
        note=note.strip(),
    )
    return add_row("strategy", lambda: row, _check), row.id


def edit_strategy(*, strategy_id: str, **changes: object) -> Command:
    """Change fields of a promise."""
    return edit_row("strategy", Strategy, strategy_id, changes, _check)


def delete_strategy(*, strategy_id: str) -> Command:
    """Delete a promise; ending it with a last day keeps the record."""
    return delete_row("strategy", Strategy, strategy_id)


def _check(pair: Pair, row: Strategy) -> None:
    check_day(row.first)
    if row.last is not None and row.last < row.first:
        raise InvalidInput("The promise ends before it begins; give a later last day.")
    if not 1 <= row.visits <= _MOST:
        raise InvalidInput("A promise is of 1 to 1,000 visits; correct the number.")
    if row.ward_id:
        pair.require(Ward, row.ward_id)
    if row.place_id:
        pair.require(Place, row.place_id)


def set_unseen(*, ward_id: str, kind: UnseenKind, quarter: date, count: int, source: str = "") -> Command:
    """Say how many warrants, arrests or enquiries a ward had in the quarter of a day; 0 takes it off."""

    def apply(pair: Pair) -> None:
        pair.require(Ward, ward_id)
        check_day(quarter)
        if not 0 <= count <= _MOST * 100:
            raise InvalidInput("A count is from 0 to 100,000; correct it.")
        first = quarter_start(quarter)
        rows = pair.all(UnseenWork, ward_id=ward_id, kind=kind, quarter=first)
        for row in rows[1:] if count else rows:
            pair.drop(UnseenWork, row.id)
        if count:
            row_id = rows[0].id if rows else new_id()
            pair.put(
                UnseenWork(
                    id=row_id, ward_id=ward_id, kind=kind, quarter=first, count=count, source=source.strip()
                )
            )

    return Command("Edit unseen work", apply)

"""Making people, teams and vehicles not available for whole force days, without a word of why."""

from datetime import date, timedelta

from planner.document.away import absences
from planner.document.command import Command
from planner.document.commands.base import changed, check_day
from planner.domain.absence import Absence, absence_of, new_absence
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.people import Resource
from planner.domain.records.plan import Plan, Setting
from planner.domain.timespan import force_day
from planner.storage.pair import Pair
from planner.storage.reader import Reader

_LABEL = "Note who is not available"
_MINUTE = timedelta(minutes=1)


def add_absence(*, who: str, first: date, last: date) -> Command:
    """Note that somebody is not available from a first to a last day. who: as the plan's people show them."""

    def apply(pair: Pair) -> None:
        wanted = who.strip().casefold()
        if not wanted:
            raise InvalidInput("Say who is not available: X103, or a team or vehicle by its name.")
        if last < first:
            raise InvalidInput("The last day is before the first. Correct one of them.")
        check_day(first)
        check_day(last)
        named = (r.id for r in pair.all(Resource) if wanted in _names(r))
        pair.put(new_absence(next(named, who.strip()), first, last).setting)

    return Command(_LABEL, apply)


def edit_absence(*, absence_id: str, **days: object) -> Command:
    """Move the first or the last day."""

    def apply(pair: Pair) -> None:
        before = absence_of(pair.require(Setting, absence_id))
        if before is None:
            raise InvalidInput("This line is no longer understood. Delete it and add it again.")
        after = changed(before, days, {"first", "last"})
        if after.last < after.first:
            raise InvalidInput("The last day is before the first. Correct one of them.")
        pair.put(after.setting)

    return Command(_LABEL, apply)


def end_absence(*, absence_id: str) -> Command:
    """Make somebody available again."""
    return Command("Make available again", lambda pair: pair.drop(Setting, absence_id))


def keep_free(*, operation_id: str) -> Command:
    """Make whoever is named on an operation not available to other work, for its whole force days.

    The step's name says nothing of the operation: it stands in the plan's history.
    """

    def apply(pair: Pair) -> None:
        missing = missing_absences(pair, operation_id)
        if not missing:
            raise InvalidInput("Nobody is named on this operation who is still available. Fill a post first.")
        for row in missing:
            pair.put(row.setting)

    return Command(_LABEL, apply)


def missing_absences(read: Reader, operation_id: str) -> list[Absence]:
    """Return the absences, with new ids, that would keep whoever is named on an operation free for it."""
    starts = read.all(Plan)[0].force_day_start
    deployments = {d.id: d for d in read.all(Deployment, operation_id=operation_id)}
    posts = {p.id: p for p in read.among(Post, "deployment_id", deployments)}
    known, wanted = absences(read), dict[tuple[str, date, date], None]()
    for row in read.among(Assignment, "post_id", posts):
        day = deployments[posts[row.post_id].deployment_id]
        if who := row.resource_id or row.collar_number:
            wanted[who, force_day(day.start, starts), force_day(day.end - _MINUTE, starts)] = None
    return [
        new_absence(who, first, last)
        for who, first, last in wanted
        if not any(a.who == who and a.first <= first and a.last >= last for a in known)
    ]


def _names(resource: Resource) -> set[str]:
    return {n.casefold() for n in (resource.label, resource.collar_number, resource.call_sign) if n}

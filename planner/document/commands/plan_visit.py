"""Plan a visit to a village in one step: a stop in a patrol that is to come, or a new patrol."""

from datetime import date, datetime, timedelta
from typing import Final

from planner.document.command import Command
from planner.document.commands.create import create_operation
from planner.document.commands.deployment import next_visit_start, place_name
from planner.document.commands.visits import add_visit
from planner.document.facts import ward_ids_of_deployments
from planner.domain.errors import InvalidInput
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import Status, TypeState
from planner.storage.pair import Pair
from planner.storage.reader import Reader

WITHIN: Final = timedelta(days=28)
MINUTES: Final = 15
_ROUTE: Final = "route"
_OPEN: Final = frozenset({Status.IDEA, Status.DRAFT, Status.AUTHORISED})


def plan_visit(*, place_id: str, now: datetime) -> Command:
    """Add a stop of 15 minutes to the next patrol of the place's ward within 28 days, else make a patrol.

    A patrol is an operation of a type that is counted in routes; one that is briefed is left as it is. The
    new patrol is on the next weekday. InvalidInput when the plan has no such type in use.
    """

    def apply(pair: Pair) -> None:
        place = pair.require(Place, place_id)
        if not place.ward_id:
            raise InvalidInput(f"{place.name} lies outside the district's wards: no patrol goes there.")
        kinds = [t for t in pair.all(OperationType) if t.unit == _ROUTE and t.state is TypeState.ACTIVE]
        coming = _coming(pair, place, {t.id for t in kinds}, now)
        if coming is not None:
            add_visit(deployment_id=coming.id, place_id=place.id, minutes=MINUTES).apply(pair)
            return
        if not kinds:
            raise InvalidInput("No operation type is a route; add one under Operation types first.")
        pinned = min(kinds, key=lambda t: (not t.pinned, t.sort, t.name))
        command, _operation_id = create_operation(
            type_id=pinned.id, ward_ids=[place.ward_id], start=_next_weekday(now), place_ids=[place.id]
        )
        command.apply(pair)

    return Command("Plan a visit to", apply, subject=lambda read: place_name(read, place_id))


def _coming(read: Reader, place: Place, type_ids: set[str], now: datetime) -> Deployment | None:
    """Return the first patrol of the ward that is to come and has room for a stop."""
    near = [d for d in read.deployments_between(now, now + WITHIN) if d.start > now]
    operations = {o.id: o for o in read.among(Operation, "id", {d.operation_id for d in near})}
    mine = [d for d in near if operations[d.operation_id].type_id in type_ids]
    wards = ward_ids_of_deployments(read, mine)
    for deployment in sorted(mine, key=lambda d: (d.start, d.id)):
        is_open = operations[deployment.operation_id].status in _OPEN
        room = next_visit_start(read, deployment) + timedelta(minutes=2 * MINUTES) <= deployment.end
        if is_open and room and place.ward_id in wards[deployment.id]:
            return deployment
    return None


def _next_weekday(now: datetime) -> date:
    day = now.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day

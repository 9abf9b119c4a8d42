"""Filling a deployment with the stops of a rural route."""

from collections.abc import Sequence
from datetime import datetime

from planner.document.command import Command
from planner.document.commands.deployment import on_deployment
from planner.document.facts import ward_ids_of_deployments
from planner.document.rural import VISIT_MINUTES, RouteStop, Spot, plan_route
from planner.document.visibility_feed import ledger
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.deployment import Deployment, DeploymentWard, Visit
from planner.domain.records.ground import Place
from planner.storage.pair import Pair
from planner.storage.reader import Reader

LONGEST_UNSEEN = 10


def longest_unseen(read: Reader, now: datetime, most: int = LONGEST_UNSEEN) -> list[str]:
    """Return the ids of the villages that have waited longest, one never seen first."""
    return [row.place_id for row in ledger(read, now).longest_unseen()[:most]]


def route_for(
    read: Reader, deployment_id: str, place_ids: Sequence[str], *, seed: int, minutes: int = VISIT_MINUTES
) -> list[RouteStop]:
    """Return the stops that a deployment's hours have room for; the places most wanted come first."""
    deployment = read.require(Deployment, deployment_id)
    known = {p.id: p for p in read.among(Place, "id", place_ids)}
    spots = [Spot(i, known[i].easting, known[i].northing) for i in place_ids if i in known]
    return plan_route(spots, deployment.start, deployment.end, seed=seed, minutes=minutes)


def _reach_wards(pair: Pair, deployment: Deployment, place_ids: Sequence[str]) -> None:
    """Give a deployment the wards of its stops too, where they lie outside those it has."""
    known = ward_ids_of_deployments(pair, [deployment])[deployment.id]
    places = {p.id: p for p in pair.among(Place, "id", place_ids)}
    new = [w for w in dict.fromkeys(places[i].ward_id for i in place_ids) if w and w not in known]
    if new:
        own = {r.ward_id for r in pair.all(DeploymentWard, deployment_id=deployment.id)}
        pair.add_all(
            DeploymentWard(id=new_id(), deployment_id=deployment.id, ward_id=ward_id)
            for ward_id in (*known, *new)
            if ward_id not in own
        )


def plan_rural_route(
    *, deployment_id: str, place_ids: Sequence[str], seed: int, minutes: int = VISIT_MINUTES
) -> Command:
    """Replace the stops of a deployment by a route through places; the same seed gives the same times."""

    def change(pair: Pair, deployment: Deployment) -> bool:
        if not 1 <= minutes <= 240:
            raise InvalidInput("A stop of a route lasts from 1 to 240 minutes; 15 is usual.")
        stops = route_for(pair, deployment.id, place_ids, seed=seed, minutes=minutes)
        if not stops:
            raise InvalidInput(
                "No stop fits into the hours of this deployment; choose villages or more hours."
            )
        for visit in pair.all(Visit, deployment_id=deployment.id):
            pair.drop(Visit, visit.id)
        pair.add_all(
            Visit(
                id=new_id(),
                deployment_id=deployment.id,
                place_id=stop.place_id,
                sort=sort,
                start=stop.start,
                minutes=stop.minutes,
            )
            for sort, stop in enumerate(stops)
        )
        _reach_wards(pair, deployment, [s.place_id for s in stops])
        return True

    return on_deployment("Plan route of", deployment_id, change)

"""One deployment of an operation as if it were the whole: tables, map and powers speak of it only."""

from dataclasses import replace

from planner.briefing.gather import Gathered
from planner.domain.records.deployment import Deployment, DeploymentWard
from planner.domain.records.ground import Ward
from planner.storage.reader import Reader


def narrowed(read: Reader, about: Gathered, deployment: Deployment) -> Gathered:
    """Return what is gathered of an operation for one of its deployments."""
    posts = about.posts.get(deployment.id, [])
    visits = tuple(v for v in about.visits if v.deployment_id == deployment.id)
    visited = {v.place_id for v in visits}
    operation_id = about.operation.id
    own = [w.ward_id for w in read.all(DeploymentWard, deployment_id=deployment.id)]
    wards = about.wards
    if own:
        found = {w.id: w for w in read.among(Ward, "id", own)}
        wards = tuple(found[i] for i in own if i in found)
    return replace(
        about,
        wards=wards,
        deployments=(deployment,),
        posts={deployment.id: posts},
        assignments={p.id: about.assignments.get(p.id, []) for p in posts},
        visits=visits,
        places={i: p for i, p in about.places.items() if i in visited or p.operation_id == operation_id},
    )

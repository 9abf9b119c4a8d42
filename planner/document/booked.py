"""Who is on the coming deployments of a period, kept in memory: what shares somebody with a small plan."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation
from planner.domain.records.people import Resource
from planner.rules.snapshot import Snapshot

_CLOCK_CHANGE = timedelta(hours=2)
"""Local times that overlap in true time lie no further apart than this."""


class Booked:
    """The bookings of a whole snapshot, each operation's replaced by what a newer small one holds."""

    def __init__(self, plan: Snapshot) -> None:
        self._operations: dict[str, Operation] = {}
        self._posts: dict[str, tuple[Post, ...]] = {}
        self._assignments: dict[str, tuple[Assignment, ...]] = {}
        self._resources: Mapping[str, Resource] = dict(plan.resources)
        self._by_key: dict[str, dict[str, Deployment]] = {}
        self._of_operation: dict[str, set[tuple[str, str]]] = {}
        self._enter(plan)

    def replace(self, operation_ids: Collection[str], plan: Snapshot) -> None:
        """Take the bookings of some operations from a newer snapshot of them."""
        for operation_id in operation_ids:
            self._operations.pop(operation_id, None)
            for key, deployment_id in self._of_operation.pop(operation_id, ()):
                self._by_key[key].pop(deployment_id, None)
                for post in self._posts.pop(deployment_id, ()):
                    self._assignments.pop(post.id, None)
        self._enter(plan)

    def _enter(self, plan: Snapshot) -> None:
        self._resources = {**self._resources, **plan.resources}
        for deployment, keys, _ in plan.bookings():
            operation_id = deployment.operation_id
            for key in keys:
                self._by_key.setdefault(key, {})[deployment.id] = deployment
            self._of_operation.setdefault(operation_id, set()).update((key, deployment.id) for key in keys)
            self._operations[operation_id] = plan.operations[operation_id]
            self._posts[deployment.id] = posts = plan.posts[deployment.id]
            self._assignments |= {p.id: plan.assignments.get(p.id, ()) for p in posts}

    def beside(self, plan: Snapshot) -> Snapshot:
        """Return a small plan with what shares a person, team or thing with it at the same time."""
        own = {d.id for d in plan.deployments}
        found: dict[str, Deployment] = {}
        for deployment, keys, _ in plan.bookings():
            start, end = deployment.start - _CLOCK_CHANGE, deployment.end + _CLOCK_CHANGE
            for key in keys:
                others = self._by_key.get(key, {}).values()
                found |= {d.id: d for d in others if d.start < end and d.end > start and d.id not in own}
        posts = {i: self._posts[i] for i in found}
        wanted = [p.id for rows in posts.values() for p in rows]
        return replace(
            plan,
            beside=tuple(found.values()),
            operations={**{d.operation_id: self._operations[d.operation_id] for d in found.values()},
                        **plan.operations},
            posts={**posts, **plan.posts},
            assignments={**{i: self._assignments[i] for i in wanted}, **plan.assignments},
            resources={**self._resources, **plan.resources},
        )  # fmt: skip

"""How many places of a post are filled."""

from collections.abc import Iterable, Mapping

from planner.domain.records.deployment import Assignment, Post
from planner.domain.vocabulary import ResourceKind


def filled_count(post: Post, assignments: Iterable[Assignment], kinds: Mapping[str, ResourceKind]) -> int:
    """Return how many places of a post are filled, given the kind of each resource by its id.

    A team fills all of them, a person (typed or from the resources) one, a vehicle or kit none.
    """
    people = 0
    for assignment in assignments:
        kind = kinds.get(assignment.resource_id, ResourceKind.PERSON)
        if kind is ResourceKind.TEAM:
            return post.count
        people += kind is ResourceKind.PERSON
    return min(people, post.count)

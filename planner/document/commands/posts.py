"""Posts of a deployment and who fills them."""

from collections.abc import Callable

from planner.document.command import Command
from planner.document.commands.base import changed, needed_text, renew_draft
from planner.document.commands.deployment import on_deployment
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.people import Resource
from planner.domain.vocabulary import PostKind, ResourceKind
from planner.rules.filling import filled_count
from planner.storage.pair import Pair
from planner.storage.reader import Reader

_MOST = 999


def add_post(*, deployment_id: str, role: str, kind: PostKind, count: int = 1, skill: str = "") -> Command:
    """Add a post to a deployment."""

    def change(pair: Pair, deployment: Deployment) -> bool:
        post = Post(
            id=new_id(),
            deployment_id=deployment.id,
            sort=1 + max((p.sort for p in pair.all(Post, deployment_id=deployment.id)), default=-1),
            role=needed_text(role, "role of a post"),
            kind=kind,
            count=count,
            skill=skill.strip(),
        )
        _check_count(pair, post)
        pair.add(post)
        return True

    return on_deployment("Add post to", deployment_id, change)


def edit_post(*, post_id: str, **changes: object) -> Command:
    """Change the role, kind, count or skill of a post."""

    def change(pair: Pair, post: Post) -> bool:
        after = changed(
            post, changes, {"role", "kind", "count", "skill", "sort"}, needed={"role": "role of a post"}
        )
        _check_count(pair, after)
        return pair.put(after) != post

    return _on_post("Edit post", post_id, change, f"post/{post_id}/{','.join(sorted(changes))}")


def delete_post(*, post_id: str) -> Command:
    """Delete a post and who was to fill it."""

    def change(pair: Pair, post: Post) -> bool:
        pair.drop(Post, post.id)
        return True

    return _on_post("Delete post", post_id, change)


def assign(
    *, post_id: str, rank: str = "", collar_number: str = "", call_sign: str = "", note: str = ""
) -> Command:
    """Fill one place of a post with a typed rank, collar number and call sign."""

    def change(pair: Pair, post: Post) -> bool:
        texts = [t.strip() for t in (rank, collar_number, call_sign)]
        if not any(texts):
            raise InvalidInput("Type a rank, a collar number or a call sign to fill the post.")
        now = pair.all(Assignment, post_id=post.id)
        _refuse_full(pair, post, now)
        if texts[1] and any(a.collar_number.casefold() == texts[1].casefold() for a in now):
            raise InvalidInput(f"{texts[1]} is on this post already; choose somebody else.")
        pair.add(
            Assignment(
                id=new_id(),
                post_id=post.id,
                rank=texts[0],
                collar_number=texts[1],
                call_sign=texts[2],
                note=note.strip(),
            )
        )
        return True

    return _on_post("Fill post", post_id, change)


def assign_resource(*, post_id: str, resource_id: str) -> Command:
    """Fill a post from the plan's resources: a person one place of it, a team the whole of it."""

    def change(pair: Pair, post: Post) -> bool:
        resource = pair.require(Resource, resource_id)
        now = pair.all(Assignment, post_id=post.id)
        if any(a.resource_id == resource_id for a in now):
            raise InvalidInput(f"{resource.label} is on this post already; choose somebody else.")
        if resource.kind is ResourceKind.TEAM:
            for assignment in now:
                pair.drop(Assignment, assignment.id)
        elif resource.kind is ResourceKind.PERSON:
            _refuse_full(pair, post, now)
        pair.add(
            Assignment(
                id=new_id(),
                post_id=post.id,
                resource_id=resource_id,
                rank=resource.rank,
                collar_number=resource.collar_number,
                call_sign=resource.call_sign,
            )
        )
        return True

    return _on_post("Fill post", post_id, change)


def unassign(*, assignment_id: str) -> Command:
    """Take somebody off a post."""

    def apply(pair: Pair) -> None:
        row = pair.require(Assignment, assignment_id)
        pair.drop(Assignment, assignment_id)
        _renew(pair, pair.require(Post, row.post_id))

    return Command("Empty post", apply)


def places_filled(read: Reader, post: Post, assignments: list[Assignment]) -> int:
    """Return how many places of a post are filled: all of them by a team, none by a vehicle or kit."""
    ids = [a.resource_id for a in assignments if a.resource_id]
    return filled_count(post, assignments, {r.id: r.kind for r in read.among(Resource, "id", ids)})


def _refuse_full(pair: Pair, post: Post, now: list[Assignment]) -> None:
    if places_filled(pair, post, now) >= post.count:
        raise InvalidInput(
            f"{post.role} is filled, {post.count} of {post.count}; "
            "raise the number or take somebody off first."
        )


def _check_count(pair: Pair, post: Post) -> None:
    if not 1 <= post.count <= _MOST:
        raise InvalidInput(f"A post needs from 1 to {_MOST} people; {post.count} is not possible.")
    ids = [a.resource_id for a in pair.all(Assignment, post_id=post.id)]
    kinds = {r.id: r.kind for r in pair.among(Resource, "id", [i for i in ids if i])}
    people = sum(kinds.get(i, ResourceKind.PERSON) is ResourceKind.PERSON for i in ids)
    if people > post.count:
        raise InvalidInput(f"People on this post: {people}; take some off before asking for {post.count}.")


def _on_post(verb: str, post_id: str, change: Callable[[Pair, Post], bool], key: str = "") -> Command:
    def apply(pair: Pair) -> None:
        post = pair.require(Post, post_id)
        if change(pair, post):
            _renew(pair, post)

    def subject(read: Reader) -> str:
        post = read.get(Post, post_id)
        return post.role if post else ""

    return Command(verb, apply, key, subject)


def _renew(pair: Pair, post: Post) -> None:
    renew_draft(pair, pair.require(Deployment, post.deployment_id).operation_id)

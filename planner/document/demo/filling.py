"""Who does the demo's work: teams and people in posts, and how far each operation has got by today."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Resource
from planner.domain.vocabulary import PostKind, ResourceKind, Status, TaskStatus
from planner.storage.pair import Pair
from planner.storage.reader import Reader

_SUPERVISORS = {PostKind.SERGEANT, PostKind.INSPECTOR}
_OF_TEAM = {PostKind.CONSTABLE, PostKind.PCSO, PostKind.DETECTIVE, PostKind.TEAM, PostKind.SPECIAL}
_WARDENS = "Council wardens"
FILLED_AHEAD = timedelta(days=28)


class Roster:
    """The teams and people of a plan, taken in turn so that nobody stands in two places at once."""

    def __init__(self, read: Reader, random: Random) -> None:
        self._random = random
        resources = read.all(Resource)
        self.teams = {r.label: r for r in resources if r.kind is ResourceKind.TEAM}
        self._people: dict[str, list[Resource]] = defaultdict(list)
        for person in resources:
            if person.kind is ResourceKind.PERSON:
                self._people[person.team_id].append(person)
        self._busy: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)

    def free(self, team: str, kind: PostKind, deployment: Deployment) -> Resource | None:
        """Return somebody of a team and kind with eleven hours around the deployment, and take them."""
        owner = self.teams[team].id if team in self.teams else ""
        wanted = (p for p in self._people[owner] if p.post_kind is kind)
        return next((p for p in wanted if self._take(p, deployment, timedelta(hours=11))), None)

    def _take(self, resource: Resource, deployment: Deployment, rest: timedelta) -> bool:
        """Note a resource as busy for a deployment; False when it is busy, or owed rest, already."""
        taken = self._busy[resource.id]
        if any(start < deployment.end + rest and deployment.start - rest < end for start, end in taken):
            return False
        taken.append((deployment.start, deployment.end))
        return True

    def rows(
        self, deployment: Deployment, posts: list[Post], team: str, *, leave_open: int = 0
    ) -> list[Record]:
        """Return assignments for a deployment's posts, but for leave_open places of the team's first post."""
        rows: list[Record] = []
        team_is_on = False
        for post in posts:
            if post.kind in _OF_TEAM and team in self.teams and not team_is_on and not leave_open:
                team_is_on = True
                rows.append(Assignment(id=new_id(), post_id=post.id, resource_id=self.teams[team].id))
            elif post.kind in _OF_TEAM | _SUPERVISORS:
                wanted = max(0, post.count - leave_open) if post.kind in _OF_TEAM else post.count
                leave_open = 0 if post.kind in _OF_TEAM else leave_open
                rows += self._people_rows(deployment, post, team, wanted)
            else:
                rows += self._partner_rows(deployment, post)
        return rows

    def team_rows(self, posts: list[Post], team: str) -> list[Record]:
        """Return the one assignment of work that is far off: its team is known, its people are not."""
        own = [p for p in posts if p.kind in _OF_TEAM][:1] if team in self.teams else []
        return [Assignment(id=new_id(), post_id=p.id, resource_id=self.teams[team].id) for p in own]

    def _people_rows(self, deployment: Deployment, post: Post, team: str, wanted: int) -> list[Record]:
        rows: list[Record] = []
        for _ in range(wanted):
            person = self.free(team, post.kind, deployment)
            if person is None:
                rows.append(Assignment(id=new_id(), post_id=post.id, rank=post.role, call_sign="Duty"))
            else:
                rows.append(
                    Assignment(
                        id=new_id(), post_id=post.id, resource_id=person.id, call_sign=person.call_sign
                    )
                )
        return rows

    def _partner_rows(self, deployment: Deployment, post: Post) -> list[Record]:
        wardens = self.teams.get(_WARDENS) if post.kind is PostKind.WARDEN else None
        if wardens is not None and self._take(wardens, deployment, timedelta(0)):
            return [Assignment(id=new_id(), post_id=post.id, resource_id=wardens.id)]
        return [
            Assignment(id=new_id(), post_id=post.id, rank=post.role, note="confirmed by the partner")
            for _ in range(post.count)
        ]


def progressed(operation: Operation, first: date, last: date, today: date) -> Operation:
    """Return the operation as far along its lifecycle as today allows."""
    ahead = (first - today).days
    if ahead > 150:
        return replace(operation, status=Status.IDEA)
    if ahead > 24:
        return operation
    if (today - last).days > 7:
        status = Status.DEBRIEFED
    elif last < today:
        status = Status.STOOD_DOWN
    elif ahead <= 0:
        status = Status.LIVE
    else:
        status = Status.BRIEFED if ahead <= 2 else Status.AUTHORISED
    signed = datetime.combine(min(first - timedelta(days=12), today - timedelta(days=1)), time(14, 10))
    return replace(
        operation,
        status=status,
        authorised_by="Chief Inspector X100",
        authorised_at=signed,
        authorised_version=operation.version,
    )


def settle_tasks(pair: Pair, operation_ids: list[str], today: date, random: Random) -> None:
    """Mark most tasks that were due before today as done; the few left are what a chase list is for."""
    for task in pair.among(Task, "operation_id", operation_ids):
        overdue = (today - task.due).days
        if overdue > 0 and (overdue > 12 or random.random() < 0.7):
            pair.put(replace(task, status=TaskStatus.DONE))

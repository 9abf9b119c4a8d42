"""What each rule says, and when it is silent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation, OperationPower, Task
from planner.domain.records.people import Power, Resource
from planner.domain.vocabulary import PostKind, ResourceKind, Status
from planner.rules.check import check
from planner.rules.finding import Finding, Severity
from planner.rules.snapshot import Snapshot
from tests.builders import make_type

NOW = datetime(2026, 9, 9, 12)
KIND = make_type("SW", "Street Week")


def _operation(title: str, status: Status = Status.AUTHORISED, **fields: str) -> Operation:
    values = {"lead": "Insp X101", "supervisor": "Sgt X102", "decision_maker": "Duty inspector", **fields}
    return Operation(
        id=title,
        type_id=KIND.id,
        reference=f"{title}-2026-01",
        title=title,
        status=status,
        start=NOW,
        end=NOW,
        **values,  # type: ignore[arg-type]  # all text fields
    )


def _deployment(operation: Operation, start: datetime, hours: int = 8, number: int = 1) -> Deployment:
    return Deployment(
        id=f"{operation.id}{number}{start}",
        operation_id=operation.id,
        number=number,
        start=start,
        end=start + timedelta(hours=hours),
    )


def _booked(
    who: str, *deployments: Deployment
) -> tuple[dict[str, tuple[Post, ...]], dict[str, tuple[Assignment, ...]]]:
    posts, assignments = {}, {}
    for d in deployments:
        post = Post(id=f"p{d.id}", deployment_id=d.id, role="Patrol", kind=PostKind.CONSTABLE)
        posts[d.id] = (post,)
        assignments[post.id] = (Assignment(id=f"a{d.id}", post_id=post.id, collar_number=who),)
    return posts, assignments


def _plan(operations: Sequence[Operation], deployments: Sequence[Deployment], **fields: object) -> Snapshot:
    values = {
        "now": NOW,
        "operations": {o.id: o for o in operations},
        "types": {KIND.id: KIND},
        "deployments": tuple(deployments),
    }
    return Snapshot(**{**values, **fields})  # type: ignore[arg-type]  # a dict of mixed fields


def _codes(findings: list[Finding]) -> list[str]:
    return [f.code for f in findings]


def test_empty_posts_are_counted() -> None:
    operation = _operation("SW")
    day = _deployment(operation, datetime(2026, 9, 11, 14))
    post = Post(id="p", deployment_id=day.id, role="Patrol", kind=PostKind.CONSTABLE, count=6)
    filled = tuple(Assignment(id=str(i), post_id="p", collar_number=f"X{i}") for i in range(4))
    plan = _plan([operation], [day], posts={day.id: (post,)}, assignments={"p": filled})
    (found,) = check(plan)
    assert (found.code, found.message, found.severity) == (
        "post-empty",
        "Fri 11: 2 of 6 posts empty.",
        Severity.STOP,
    )
    team = Resource(id="t", label="East CPT", kind=ResourceKind.TEAM)
    whole = {"p": (Assignment(id="a", post_id="p", resource_id="t"),)}
    assert not check(replace(plan, assignments=whole, resources={"t": team}))
    assert not check(replace(plan, now=datetime(2026, 9, 12)))


def test_overlap_names_both_and_touching_ends_do_not_overlap() -> None:
    week, rural = _operation("Street Week"), _operation("Rural patrol")
    first = _deployment(week, datetime(2026, 9, 11, 14))
    second = _deployment(rural, datetime(2026, 9, 11, 16), 2)
    posts, assignments = _booked("X103", first, second)
    (found,) = check(_plan([week, rural], [first, second], posts=posts, assignments=assignments))
    assert found.message == "X103 is on Street Week and also on Rural patrol, Fri 11, 16:00–18:00."
    after = _deployment(rural, first.end, 2)
    posts, assignments = _booked("X103", first, after)
    assert not check(_plan([week, rural], [first, after], posts=posts, assignments=assignments))


def test_overlap_is_judged_in_true_time_on_the_night_the_clocks_go_forward() -> None:
    # The hour from 01:00 is skipped: a shift to 01:30 by the old clock runs into one from 02:15 by the new.
    week, rural = _operation("A"), _operation("B")
    night = (datetime(2027, 3, 27, 22), datetime(2027, 3, 28, 1, 30))
    first = Deployment(id="1", operation_id="A", start=night[0], end=night[1])
    second = _deployment(rural, datetime(2027, 3, 28, 2, 15))
    posts, assignments = _booked("x103", first, second)
    plan = _plan(
        [week, rural], [first, second], posts=posts, assignments=assignments, now=datetime(2027, 3, 20)
    )
    assert _codes(check(plan)) == ["double-booking"]
    earlier = replace(second, start=datetime(2027, 3, 28, 2, 45))
    assert not check(replace(plan, deployments=(first, earlier)))


def test_a_person_is_the_same_by_number_or_from_the_list() -> None:
    a, b = _operation("A"), _operation("B")
    first, second = (_deployment(o, datetime(2026, 9, 11, 14)) for o in (a, b))
    posts, assignments = _booked("X103", first, second)
    person = Resource(id="r", label="X103", kind=ResourceKind.PERSON, collar_number="X103")
    assignments[f"p{second.id}"] = (Assignment(id="z", post_id=f"p{second.id}", resource_id="r"),)
    plan = _plan([a, b], [first, second], posts=posts, assignments=assignments, resources={"r": person})
    assert _codes(check(plan)) == ["double-booking"]


@pytest.mark.parametrize(
    ("last", "wards", "words"),
    [
        (datetime(2026, 9, 10), {"castle"}, "The Centre PSPO ends on 10 September 2026"),
        (datetime(2027, 9, 10), {"other"}, "The Centre PSPO does not cover Castle"),
        (datetime(2027, 9, 10), {"castle"}, ""),
        (datetime(2027, 9, 10), set(), ""),
    ],
)
def test_powers_must_hold_on_the_day_and_reach_the_ward(last: datetime, wards: set[str], words: str) -> None:
    operation = _operation("A")
    day = _deployment(operation, datetime(2026, 9, 11, 14))
    power = Power(id="w", title="Centre PSPO", kind="PSPO", first=datetime(2023, 10, 24), last=last)
    relied = OperationPower(id="o", operation_id="A", text="PSPO", power_id="w")
    plan = _plan(
        [operation],
        [day],
        wards_of={day.id: ("castle",)},
        ward_names={"castle": "Castle"},
        powers={"w": power},
        power_wards={"w": frozenset(wards)},
        operation_powers=(relied,),
    )
    found = check(plan)
    assert [f.message.startswith(words) for f in found] == ([True] if words else [])


def test_tasks_and_returns_that_are_owed() -> None:
    operation = _operation("A")
    old = _deployment(operation, datetime(2026, 9, 1, 10))
    recent = _deployment(operation, datetime(2026, 9, 5, 10), number=2)
    tasks = (
        Task(id="t", operation_id="A", title="Clear courts", owner="Council", due=date(2026, 9, 8)),
        Task(id="u", operation_id="A", title="Today", due=date(2026, 9, 9)),
    )
    plan = _plan([operation], [old, recent], tasks=tasks)
    assert sorted(f.message for f in check(plan)) == [
        "No return for A-2026-01/1, Tue 1, 7 days after it ended.",
        "“Clear courts” was due on 8 September 2026, 1 day ago (Council).",
    ]
    assert _codes(check(replace(plan, returned=frozenset({old.id}), tasks=()))) == []

"""Command gaps by the minute, against a slow look at every minute."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import CommandStyle, PostKind, Status, Weight
from planner.rules.check import check
from planner.rules.cover import Gap, uncovered
from planner.rules.finding import Severity
from planner.rules.snapshot import Snapshot
from tests.builders import make_type

NIGHT = datetime(2026, 9, 4, 18)
KIND = make_type("NT", "Night-time patrol", weight=Weight.STANDARD)
spans = st.tuples(st.integers(0, 120), st.integers(0, 120), st.integers(0, 4))


def _at(minute: int) -> datetime:
    return NIGHT + timedelta(minutes=minute)


def _slowly(duty: Sequence[tuple[int, int, int]], cover: Sequence[tuple[int, int, int]]) -> list[Gap]:
    """Look at each minute by itself."""
    gaps: list[Gap] = []
    for minute in range(121):
        on = sum(posts for start, end, posts in duty if start <= minute < end)
        if on and not any(start <= minute < end for start, end, _ in cover):
            if gaps and gaps[-1].end == _at(minute):
                gaps[-1] = Gap(gaps[-1].start, _at(minute + 1), max(gaps[-1].posts, on))
            else:
                gaps.append(Gap(_at(minute), _at(minute + 1), on))
    return gaps


@given(duty=st.lists(spans, max_size=8), cover=st.lists(spans, max_size=6))
def test_gaps_are_those_of_a_look_at_every_minute(
    duty: list[tuple[int, int, int]], cover: list[tuple[int, int, int]]
) -> None:
    quick = uncovered([(_at(s), _at(e), n) for s, e, n in duty], [(_at(s), _at(e)) for s, e, _ in cover])
    assert quick == _slowly(duty, cover)


def _operation(**fields: str) -> Operation:
    return Operation(
        id="o", type_id=KIND.id, reference="NT-2026-12", title="Night", status=Status.AUTHORISED,
        start=NIGHT, end=NIGHT, lead="Insp, Town Centre", **fields,
    )  # type: ignore[arg-type]  # all text fields  # fmt: skip


def _plan(operation: Operation, days: Sequence[tuple[Deployment, PostKind]], **fields: object) -> Snapshot:
    posts = {d.id: (Post(id=f"p{d.id}", deployment_id=d.id, role="R", kind=k, count=6),) for d, k in days}
    values = {
        "now": datetime(2026, 9, 3, 8),
        "operations": {"o": operation},
        "types": {KIND.id: KIND},
        "deployments": tuple(d for d, _ in days),
        "posts": posts,
        "assignments": {
            p.id: tuple(Assignment(id=f"{p.id}{n}", post_id=p.id, collar_number=f"X{d}{n}") for n in range(6))
            for d, (p,) in posts.items()
        },
    }
    return Snapshot(**{**values, **fields})  # type: ignore[arg-type]  # a dict of mixed fields


def _day(number: int, start: datetime, end: datetime) -> Deployment:
    return Deployment(id=str(number), operation_id="o", number=number, start=start, end=end)


PATROL = _day(1, datetime(2026, 9, 4, 20), datetime(2026, 9, 4, 23, 30))
SERGEANTS = _day(2, datetime(2026, 9, 4, 19), datetime(2026, 9, 4, 22))


def test_the_sentence_names_the_gap_the_posts_and_what_lacks() -> None:
    plan = _plan(
        _operation(decision_maker="Duty inspector"),
        [(PATROL, PostKind.CONSTABLE), (SERGEANTS, PostKind.SERGEANT)],
    )
    (found,) = check(plan)
    assert found.message == "Fri 4 Sept 22:00 to 23:30: 6 posts, nobody supervising."
    assert (found.code, found.severity, found.when) == (
        "command-gap",
        Severity.STOP,
        datetime(2026, 9, 4, 22),
    )
    assert PATROL.id in found.ids
    assert SERGEANTS.id not in found.ids


@pytest.mark.parametrize(
    ("fields", "plan_wide", "words"),
    [
        ({}, "", "6 posts, nobody supervising, nobody to decide."),
        ({"supervisor": "Sgt CT02"}, "", "6 posts, nobody to decide."),
        ({"supervisor": "Sgt CT02"}, "Duty inspector", ""),
        ({"decision_maker": "Duty inspector"}, "", "6 posts, nobody supervising."),
        ({"supervisor": "Sgt CT02", "decision_maker": "Duty inspector"}, "", ""),
    ],
)
def test_who_is_named_covers_every_minute(fields: dict[str, str], plan_wide: str, words: str) -> None:
    plan = _plan(_operation(**fields), [(PATROL, PostKind.CONSTABLE)], out_of_hours=plan_wide)
    found = [f.message for f in check(plan)]
    assert found == ([f"Fri 4 Sept 20:00 to 23:30: {words}"] if words else [])


def test_an_empty_sergeants_post_supervises_nobody() -> None:
    plan = _plan(
        _operation(decision_maker="Duty inspector"),
        [(PATROL, PostKind.CONSTABLE), (SERGEANTS, PostKind.SERGEANT)],
    )
    bare = replace(plan, assignments={k: v for k, v in plan.assignments.items() if k != "p2"})
    gap = next(f for f in check(bare) if f.code == "command-gap")
    assert gap.message == "Fri 4 Sept 19:00 to 23:30: 12 posts, nobody supervising."


def test_light_types_need_a_lead_only_and_gold_stands_for_it_elsewhere() -> None:
    plan = _plan(_operation(), [(PATROL, PostKind.CONSTABLE)])
    assert not check(replace(plan, types={KIND.id: replace(KIND, weight=Weight.LIGHT)}))
    gold = replace(KIND, command_style=CommandStyle.GOLD_SILVER_BRONZE)
    named = replace(_operation(silver="Supt", bronze="Insp"), lead="")
    (found,) = check(replace(plan, types={KIND.id: gold}, operations={"o": named}))
    assert found.message == "NT-2026-12 names no Gold."


def test_several_gaps_are_counted_and_the_night_of_the_clock_is_true_time() -> None:
    nights = [
        _day(n, datetime(2026, 10, 23 + n, 22), datetime(2026, 10, 24 + n, 6)) for n in range(1, 4)
    ]  # the clock goes back in the night of 24 October
    plan = _plan(
        _operation(decision_maker="Duty inspector"),
        [(n, PostKind.CONSTABLE) for n in nights],
        now=datetime(2026, 10, 20),
    )
    (found,) = check(plan)
    assert found.message == ("Sat 24 Oct 22:00 to 06:00: 6 posts, nobody supervising (and at 2 more times).")

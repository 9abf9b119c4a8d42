"""Villages that nobody is planned to visit, and returns owed by work that changed after it was authorised."""

from dataclasses import replace
from datetime import datetime, timedelta

from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.domain.vocabulary import Status
from planner.rules.check import check
from planner.rules.finding import Severity
from planner.rules.snapshot import Snapshot, Village
from tests.builders import make_type

NOW = datetime(2026, 9, 9, 12)


def test_a_village_is_named_with_the_days_since_it_was_seen() -> None:
    seen = Village("d", "Dedham", datetime(2026, 7, 30, 10), None)
    (found,) = check(Snapshot(now=NOW, villages=(seen,)))
    assert (found.code, found.severity) == ("village-unplanned", Severity.NOTE)
    assert found.message == (
        "Dedham: nothing planned in the next 28 days; last seen 41 days ago, on 30 July 2026."
    )
    assert found.fixes[0].action == "plan_visit"
    never = replace(seen, last=None)
    (found,) = check(Snapshot(now=NOW, villages=(never,)))
    assert found.message.endswith("no return says when it was last seen.")


def test_a_visit_within_28_days_is_enough() -> None:
    for days, count in ((28, 0), (29, 1)):
        village = Village("d", "Dedham", None, NOW + timedelta(days=days))
        assert len(check(Snapshot(now=NOW, villages=(village,)))) == count


def test_a_return_is_owed_although_the_order_became_a_draft_again_but_never_by_a_reservation() -> None:
    kind = make_type("RP", "Rural patrol")
    operation = Operation(
        id="o",
        type_id=kind.id,
        reference="RP-2026-01",
        title="Rural",
        status=Status.DRAFT,
        authorised_version=1,
        version=2,
        start=NOW,
        end=NOW,
    )
    start = datetime(2026, 9, 1, 8)
    day = Deployment(id="d", operation_id="o", start=start, end=start + timedelta(hours=2))
    plan = Snapshot(now=NOW, operations={"o": operation}, types={kind.id: kind}, deployments=(day,))
    assert [f.code for f in check(plan)] == ["return-late"]
    assert not check(replace(plan, types={kind.id: replace(kind, reservation=True)}))
    idle = replace(operation, authorised_version=0, version=1)
    assert not check(replace(plan, operations={"o": idle}))

"""The visibility ledger of 300 villages over 100,000 deployments, every third with a visit."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.bench.figures import FRAME_MS, Figure, median_ms, timed

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.document.visibility_feed import LedgerFeed
    from planner.domain.changes import ChangeSet
    from planner.storage.pair import Pair

VILLAGES, BUDGET_MS = 300, 100.0
VISITED = 1 / 3  # of deployments stop in a village; more than any real plan has
NOW = datetime(2026, 12, 10, 9)


def ledger_figures(large: Path, runs: int) -> list[Figure]:
    """Count the whole ledger afresh, and once more after one return, on a large plan filled with visits."""
    from planner.document.commands.returns import submit_as_planned
    from planner.document.opening import open_plan
    from planner.document.visibility_feed import LedgerFeed, ledger

    document = open_plan(large, author="bench")
    try:
        last = _fill(document)
        whole = [timed(lambda: ledger(document.read, NOW)) for _ in range(runs + 1)][1:]
        feed = LedgerFeed(document.read, NOW)
        assert len([r for r in feed.ledger.villages if r.is_village]) >= VILLAGES
        again = []
        for people in range(runs + 1):
            changes = document.run(submit_as_planned(deployment_id=last, people=people + 1))
            again.append(timed(partial(_refreshed, feed, changes)))
    finally:
        document.close()
    size = f"{VILLAGES} villages, 100,000 deployments, every third with a visit"
    return [
        Figure(f"visibility ledger, {size}", "budget", BUDGET_MS, median_ms(whole), 1.0),
        Figure("ledger after one return", "frame", FRAME_MS, median_ms(again[1:]), 1.0),
    ]


def _refreshed(feed: "LedgerFeed", changes: "ChangeSet") -> object:
    return feed.refresh(changes) and feed.ledger


def _fill(document: "Document") -> str:
    """Add villages, a planned visit to every third deployment, and its return where it is over."""
    from planner.document.command import Command
    from planner.domain.ids import new_id
    from planner.domain.records.deployment import Deployment, Visit
    from planner.domain.records.ground import Place, Ward
    from planner.domain.records.returns import Return, ReturnVisit
    from planner.domain.vocabulary import PlaceKind, ReturnState

    random, read = Random(1), document.read
    pattern = read.all(Place, kind=PlaceKind.VILLAGE)[0]
    wards = read.all(Ward)
    villages = [
        replace(pattern, id=new_id(), name=f"Village {n}", ward_id=random.choice(wards).id)
        for n in range(VILLAGES)
    ]
    planned, returns, made = [], [], []
    deployments = read.all(Deployment)
    for deployment in deployments:
        if random.random() > VISITED:
            continue
        place, start = random.choice(villages).id, deployment.start + timedelta(minutes=random.randrange(400))
        planned.append(Visit(id=new_id(), deployment_id=deployment.id, place_id=place, start=start))
        if deployment.end < NOW:
            state = ReturnState.SUBMITTED if random.random() < 0.97 else ReturnState.DRAFT
            row = Return(id=new_id(), deployment_id=deployment.id, state=state)
            returns.append(row)
            end = start + timedelta(minutes=15)
            made.append(ReturnVisit(id=new_id(), return_id=row.id, place_id=place, start=start, end=end))

    def fill(pair: "Pair") -> None:
        for rows in (villages, planned, returns, made):
            pair.add_all(rows)

    document.run(Command("Fill", fill))
    return next(r.deployment_id for r in reversed(returns) if r.state is ReturnState.SUBMITTED)

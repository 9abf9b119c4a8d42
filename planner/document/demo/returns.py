"""What the demo's past deployments delivered: returns, most of them handed in."""

from datetime import UTC, datetime, timedelta
from random import Random

from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.timespan import to_utc
from planner.domain.vocabulary import Outcome, ReturnState

_RECENT = timedelta(days=9)
_REASONS = ("call", "custody", "staffing", "weather")
_RESULTS = {
    "OD": ("referred for support", "tickets"),
    "NT": ("stop-searches", "arrests", "taken to the safe space"),
    "SW": ("doors knocked", "home safety visits", "referred for support"),
    "PS": ("alcohol surrendered",),
    "ST": ("shops visited", "evidence packs"),
}


def return_rows(
    deployment: Deployment, visits: list[Visit], type_code: str, *, now: datetime, random: Random
) -> list[Record]:
    """Return the rows of one deployment's return, or none when it is not handed in yet.

    now: local. Four in five were done as planned, one in twenty not at all.
    """
    if deployment.end > now or (deployment.end > now - _RECENT and random.random() < 0.4):
        return []
    chance = random.random()
    outcome = Outcome.DONE if chance < 0.8 else Outcome.PART if chance < 0.95 else Outcome.NOT_DONE
    lost = 0 if outcome is Outcome.DONE else random.choice((45, 60, 95, 120))
    handed_in = to_utc(deployment.end + timedelta(minutes=random.randint(15, 600)))
    row = Return(
        id=new_id(),
        deployment_id=deployment.id,
        state=ReturnState.SUBMITTED,
        outcome=outcome,
        people=0 if outcome is Outcome.NOT_DONE else random.randint(4, 40),
        abstracted_minutes=lost,
        reason="" if outcome is Outcome.DONE else random.choice(_REASONS),
        recorded_by=deployment.lead,
        recorded_at=handed_in.astimezone(UTC).replace(tzinfo=None),
    )
    if outcome is Outcome.NOT_DONE:
        return [row]
    made = visits if outcome is Outcome.DONE else visits[: len(visits) // 2]
    return [row, *_visit_rows(row, made, random), *_result_rows(row, type_code, random)]


def _visit_rows(row: Return, visits: list[Visit], random: Random) -> list[Record]:
    rows: list[Record] = []
    for visit in visits:
        start = visit.start + timedelta(minutes=random.randint(-10, 25))
        end = start + timedelta(minutes=random.randint(12, 22))
        people = random.randint(0, 6)
        rows.append(
            ReturnVisit(
                id=new_id(), return_id=row.id, place_id=visit.place_id, start=start, end=end, people=people
            )
        )
    return rows


def _result_rows(row: Return, type_code: str, random: Random) -> list[Record]:
    counts = {measure: random.randint(0, 6) for measure in _RESULTS.get(type_code, ())}
    return [ReturnResult(id=new_id(), return_id=row.id, measure=m, count=n) for m, n in counts.items() if n]

"""Returns: what a deployment delivered, entered as planned or with what differed; each is one undo step."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from planner.document.command import Command
from planner.document.commands.base import naive_utc, zone_of
from planner.document.commands.review import hold_for_results
from planner.document.returns_due import code_of, return_of
from planner.domain.errors import InvalidInput, NotFound
from planner.domain.frozen import dataclass
from planner.domain.ids import new_id
from planner.domain.phrases import count_text, day_text, time_text
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.timespan import Timespan
from planner.domain.vocabulary import Abstraction, Outcome, ReturnState
from planner.storage.pair import Pair
from planner.storage.reader import Reader

_MOST = 100_000
_LEEWAY = timedelta(hours=12)
LONGEST_NOTES = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeVisit:
    """A visit that was made: place, local times, people spoken to."""

    place_id: str
    start: datetime
    end: datetime
    people: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What is said of one deployment.

    people: spoken to in all; counts below those of the visits are raised to them. reason: why minutes were
    pulled away or nothing was done. results: counts by measure; 0 takes a measure off.
    """

    outcome: Outcome = Outcome.DONE
    visits: tuple[MadeVisit, ...] = ()
    people: int = 0
    abstracted_minutes: int = 0
    reason: Abstraction | None = None
    notes: str = ""
    results: Mapping[str, int] | None = None


def planned_visits(read: Reader, deployment_id: str) -> tuple[MadeVisit, ...]:
    """Return the visits of a deployment as they were planned."""
    visits = sorted(read.all(Visit, deployment_id=deployment_id), key=lambda v: (v.start, v.sort))
    return tuple(
        MadeVisit(place_id=v.place_id, start=v.start, end=v.start + timedelta(minutes=v.minutes))
        for v in visits
    )


def submit_as_planned(
    *, deployment_id: str, people: int = 0, notes: str = "", results: Mapping[str, int] | None = None
) -> Command:
    """Submit a return that says: every planned visit was made at its planned time, nobody pulled away."""

    def apply(pair: Pair) -> None:
        pair.require(Deployment, deployment_id)
        visits = planned_visits(pair, deployment_id)
        said = Delivered(visits=visits, people=people, notes=notes, results=results)
        write_return(pair, deployment_id, said, ReturnState.SUBMITTED)

    return Command("Return", apply, subject=lambda read: f"{code_of(read, deployment_id)} as planned")


def save_return(*, deployment_id: str, said: Delivered, submit: bool = True) -> Command:
    """Write or change the return of a deployment; a draft counts as nothing delivered."""

    def apply(pair: Pair) -> None:
        state = ReturnState.SUBMITTED if submit else ReturnState.DRAFT
        write_return(pair, deployment_id, said, state)

    verb = "Return" if submit else "Draft return of"
    return Command(verb, apply, subject=lambda read: code_of(read, deployment_id))


def reopen_return(*, deployment_id: str) -> Command:
    """Make a submitted return a draft again, so that it counts as nothing until it is submitted."""

    def apply(pair: Pair) -> None:
        row = _known(pair, deployment_id)
        pair.put(replace(row, state=ReturnState.DRAFT))

    return Command("Reopen return of", apply, subject=lambda read: code_of(read, deployment_id))


def delete_return(*, deployment_id: str) -> Command:
    """Delete the return of a deployment, with its visits and results."""

    def apply(pair: Pair) -> None:
        pair.drop(Return, _known(pair, deployment_id).id)

    return Command("Delete return of", apply, subject=lambda read: code_of(read, deployment_id))


def _known(pair: Pair, deployment_id: str) -> Return:
    row = return_of(pair, deployment_id)
    if row is None:
        raise NotFound("This deployment has no return; it may have been undone meanwhile.")
    return row


def write_return(pair: Pair, deployment_id: str, said: Delivered, state: ReturnState) -> bool:
    """Check and write a return inside a running command; returns whether anything changed."""
    deployment = pair.require(Deployment, deployment_id)
    visits = _once(said.visits)
    _check(pair, deployment, said, visits)
    before = return_of(pair, deployment_id)
    row = Return(
        id=before.id if before else new_id(),
        deployment_id=deployment_id,
        state=state,
        outcome=said.outcome,
        people=max(said.people, sum(v.people for v in visits)),
        abstracted_minutes=said.abstracted_minutes,
        reason=said.reason.value if said.reason else "",
        notes=said.notes.strip(),
        recorded_by=before.recorded_by if before else "",
        recorded_at=before.recorded_at if before else None,
    )
    is_changed = before != row
    pair.put(row)
    is_changed |= _write_visits(pair, row.id, visits)
    if said.results is not None:
        is_changed |= _write_results(pair, row.id, said.results)
    if is_changed:
        pair.put(replace(row, recorded_by=pair.author, recorded_at=naive_utc(pair.at)))
    if state is ReturnState.SUBMITTED:
        hold_for_results(pair, deployment.operation_id)
    return is_changed


def _once(visits: Sequence[MadeVisit]) -> tuple[MadeVisit, ...]:
    """Return visits by start; a place at one moment counts once, the longer of two."""
    kept: dict[tuple[str, datetime], MadeVisit] = {}
    for visit in visits:
        known = kept.get((visit.place_id, visit.start))
        if known is None or visit.end > known.end:
            kept[visit.place_id, visit.start] = visit
    return tuple(sorted(kept.values(), key=lambda v: (v.start, v.place_id)))


def _write_visits(pair: Pair, return_id: str, visits: Sequence[MadeVisit]) -> bool:
    rows = {(r.place_id, r.start): r for r in pair.all(ReturnVisit, return_id=return_id)}
    wanted = {(v.place_id, v.start): v for v in visits}
    gone = [
        r for r in pair.all(ReturnVisit, return_id=return_id) if wanted.get((r.place_id, r.start)) is None
    ]
    for row in gone:
        pair.drop(ReturnVisit, row.id)
    is_changed = bool(gone)
    for key, visit in wanted.items():
        known = rows.get(key)
        row = ReturnVisit(
            id=known.id if known else new_id(),
            return_id=return_id,
            place_id=visit.place_id,
            start=visit.start,
            end=visit.end,
            people=visit.people,
        )
        if row != known:
            pair.put(row)
            is_changed = True
    return is_changed


def _write_results(pair: Pair, return_id: str, results: Mapping[str, int]) -> bool:
    wanted = _clean_results(results)
    rows = {r.measure.casefold(): r for r in pair.all(ReturnResult, return_id=return_id)}
    gone = [r for r in pair.all(ReturnResult, return_id=return_id) if r.measure.casefold() not in wanted]
    for row in gone:
        pair.drop(ReturnResult, row.id)
    is_changed = bool(gone)
    for key, (measure, count) in wanted.items():
        known = rows.get(key)
        if known is None:
            pair.add(ReturnResult(id=new_id(), return_id=return_id, measure=measure, count=count))
            is_changed = True
        elif known.count != count:
            pair.put(replace(known, count=count))
            is_changed = True
    return is_changed


def _clean_results(results: Mapping[str, int]) -> dict[str, tuple[str, int]]:
    """Return counts by folded measure; a measure written in two ways is added up, zero is left out."""
    clean: dict[str, tuple[str, int]] = {}
    for name, count in results.items():
        measure = " ".join(name.split())
        if not measure:
            raise InvalidInput("A result needs a name, such as “doors knocked”; type one.")
        if not 0 <= count <= _MOST:
            raise InvalidInput(f"The count of {measure} is from 0 to {_MOST:,}; correct it.")
        known = clean.get(measure.casefold(), (measure, 0))
        clean[measure.casefold()] = (known[0], known[1] + count)
    return {key: value for key, value in clean.items() if value[1]}


def _check(pair: Pair, deployment: Deployment, said: Delivered, visits: Sequence[MadeVisit]) -> None:
    if said.outcome is Outcome.NOT_DONE and visits:
        raise InvalidInput("Work that was not done has no visits; say “part”, or take the visits out.")
    if said.outcome is Outcome.NOT_DONE and said.reason is None:
        raise InvalidInput("Say why it was not done: call, custody, staffing, weather or other.")
    if said.abstracted_minutes and said.reason is None:
        raise InvalidInput(
            f"Say what took {count_text(said.abstracted_minutes, 'minute')} away: "
            "call, custody, staffing, weather or other."
        )
    if not 0 <= said.abstracted_minutes <= _MOST:
        raise InvalidInput(f"Minutes pulled away are from 0 to {_MOST:,}; correct them.")
    if not all(0 <= count <= _MOST for count in (said.people, *(v.people for v in visits))):
        raise InvalidInput(f"People spoken to are from 0 to {_MOST:,}; correct the number.")
    if len(said.notes) > LONGEST_NOTES:
        raise InvalidInput(f"The notes are longer than {LONGEST_NOTES:,} letters; shorten them.")
    zone = zone_of(pair)
    for visit in visits:
        _check_visit(pair, deployment, visit, zone)


def _check_visit(pair: Pair, deployment: Deployment, visit: MadeVisit, zone: str) -> None:
    name = pair.require(Place, visit.place_id).name
    if Timespan(visit.start, visit.end).minutes(zone) <= 0:
        raise InvalidInput(
            f"The visit to {name} ends at {time_text(visit.end)}, not after its start at "
            f"{time_text(visit.start)}; correct the times."
        )
    if visit.start < deployment.start - _LEEWAY or visit.end > deployment.end + _LEEWAY:
        raise InvalidInput(
            f"The visit to {name} on {day_text(visit.start.date())} is far from its deployment on "
            f"{day_text(deployment.start.date())}; correct the day."
        )

"""One line of the returns list: what was planned, what is said of it so far, and how that reads."""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from planner.document.commands.returns import Delivered, MadeVisit, planned_visits
from planner.document.returns_due import ReturnDue, measures_offered, return_of
from planner.domain.frozen import dataclass
from planner.domain.phrases import count_text
from planner.domain.records.ground import Place
from planner.domain.records.returns import Return, ReturnResult, ReturnVisit
from planner.domain.vocabulary import Abstraction, Outcome, ReturnState
from planner.ui.returns.typed import results_words, span_words

if TYPE_CHECKING:
    from planner.storage.reader import Reader

OUTCOME_WORDS = {Outcome.DONE: "As planned", Outcome.PART: "Part", Outcome.NOT_DONE: "Not done"}


@dataclass(slots=True)
class VisitLine:
    """A planned stop and whether it was made; planned None for one that was not planned."""

    place_id: str
    name: str
    planned: tuple[datetime, datetime] | None
    start: datetime
    end: datetime
    reached: bool = True
    people: int = 0

    @property
    def minutes(self) -> int:
        """Planned length, or the length it had."""
        start, end = self.planned or (self.start, self.end)
        return int((end - start).total_seconds() // 60)


@dataclass(slots=True)
class ReturnRow:
    """What is said of one deployment. touched: changed here and not yet saved; saved: submitted."""

    due: ReturnDue
    offered: Sequence[str]
    outcome: Outcome = Outcome.DONE
    visits: list[VisitLine] = field(default_factory=list)
    people: int = 0
    minutes: int = 0
    reason: Abstraction | None = None
    results: dict[str, int] = field(default_factory=dict)
    notes: str = ""
    touched: bool = False
    saved: bool = False

    @property
    def planned_count(self) -> int:
        """How many stops were planned."""
        return sum(v.planned is not None for v in self.visits)

    @property
    def is_as_planned(self) -> bool:
        """Whether every stop was made at its planned time and nobody was pulled away."""
        kept = all(v.reached and v.planned == (v.start, v.end) for v in self.visits)
        return self.outcome is Outcome.DONE and kept and not self.minutes

    def said(self) -> Delivered:
        """Return what the command takes."""
        made = () if self.outcome is Outcome.NOT_DONE else tuple(v for v in self.visits if v.reached)
        return Delivered(
            outcome=self.outcome,
            visits=tuple(
                MadeVisit(place_id=v.place_id, start=v.start, end=v.end, people=v.people) for v in made
            ),
            people=self.people,
            abstracted_minutes=self.minutes,
            reason=self.reason,
            notes=self.notes,
            results=self.results,
        )

    # Words of the list; what is alarming comes as (words, True) ------------------------------------

    def outcome_words(self) -> str:
        """Return "As planned", or how long the return is owed."""
        if self.saved or self.touched:
            return OUTCOME_WORDS[self.outcome]
        return f"not returned, {count_text(self.due.days, 'day')}" if self.due.days else "not returned, today"

    def visit_words(self) -> list[tuple[str, bool]]:
        """Return the pieces of the visits cell; a piece with True names a stop that was not reached."""
        if not (self.saved or self.touched):
            return [(count_text(self.planned_count, "stop"), False)] if self.planned_count else []
        if self.outcome is Outcome.NOT_DONE:
            return [("none", False)]
        reached = sum(v.reached for v in self.visits)
        if all(v.reached and v.planned == (v.start, v.end) for v in self.visits):
            return [(f"{reached} of {self.planned_count}", False)] if self.visits else []
        return [
            (
                f"{v.name} {span_words(v.start, v.end)} ✓" if v.reached else f"{v.name} not reached",
                not v.reached,
            )
            for v in self.visits
        ]

    def away_words(self) -> str:
        """Return "95 min · call", or "0" once something is said."""
        if not (self.saved or self.touched):
            return ""
        why = f" · {self.reason.value}" if self.reason else ""
        return f"{self.minutes} min{why}" if self.minutes else f"0{why}"

    def result_words(self) -> str:
        """Return the counts, or nothing before anything is said."""
        return results_words(self.people, self.results)


def row_for(read: "Reader", due: ReturnDue) -> ReturnRow:
    """Return the line of a deployment: as planned, or as its draft or submitted return has it."""
    planned = planned_visits(read, due.deployment_id)
    names = {p.id: p.name for p in read.among(Place, "id", {v.place_id for v in planned})}
    row = ReturnRow(due, measures_offered(read, due.deployment_id))
    row.visits = [
        VisitLine(v.place_id, names.get(v.place_id, "a place"), (v.start, v.end), v.start, v.end)
        for v in planned
    ]
    before = return_of(read, due.deployment_id)
    if before is not None:
        _take(read, row, before)
    return row


def _take(read: "Reader", row: ReturnRow, before: Return) -> None:
    row.saved = before.state is ReturnState.SUBMITTED
    row.touched = not row.saved
    row.outcome, row.people, row.minutes = before.outcome, before.people, before.abstracted_minutes
    row.reason = next((r for r in Abstraction if r.value == before.reason), None)
    row.notes = before.notes
    row.results = {r.measure: r.count for r in read.all(ReturnResult, return_id=before.id)}
    made = sorted(read.all(ReturnVisit, return_id=before.id), key=lambda v: v.start)
    names = {p.id: p.name for p in read.among(Place, "id", {v.place_id for v in made})}
    for line in row.visits:
        same = [v for v in made if v.place_id == line.place_id]
        visit = min(same, key=lambda v: abs(v.start - line.start), default=None)
        line.reached = visit is not None
        if visit is not None:
            line.start, line.end, line.people = visit.start, visit.end, visit.people
            made.remove(visit)
    row.visits += [
        VisitLine(v.place_id, names.get(v.place_id, "a place"), None, v.start, v.end, True, v.people)
        for v in made
    ]

"""The findings of an open plan, kept for each record: found once, and after a change only near the change."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial
from time import sleep
from typing import Final

from planner.document.acknowledged import Checked, Known, acknowledgements, fitting
from planner.document.agenda_bars import Mark
from planner.document.booked import Booked
from planner.document.findings import LOOK_AHEAD, LOOK_BACK, deployments_of, operations_of, snapshot
from planner.domain.absence import PREFIX
from planner.domain.changes import ChangeSet
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner, Power, PowerWard, Resource
from planner.domain.records.plan import Plan, Setting
from planner.domain.records.review import Acknowledgement
from planner.domain.vocabulary import TaskStatus
from planner.rules.check import found_in
from planner.rules.finding import Finding, Severity, worst_first
from planner.rules.snapshot import Snapshot
from planner.storage.paced_reader import PacedReader
from planner.storage.reader import Reader

_GLOBAL: Final = (OperationType, Partner, Plan, Power, PowerWard, Resource, Ward)
"""Records that findings far away may depend on: after a change of one of them the whole plan is asked."""
_MOST_OPERATIONS: Final = 60
_FEW: Final = 256
_BREATH_S: Final = 0.0005
_MOST_SENTENCES: Final = 4
_CLASHES: Final = frozenset({"double-booking", "not-available", "need-to-know-beside"})
_TWICE: Final = "reference-twice"
_EMPTY: Final = "post-empty"  # marked 14 days ahead only: a draft for next month may well have nobody yet


class KeptFindings:
    """What the rules say from five weeks back to some day ahead, as one moment has it.

    Making one asks the rules about the whole span and may run on a worker thread; pause is called every few
    milliseconds and may raise to stop. refresh() takes the plan's own reader.
    """

    def __init__(
        self,
        read: Reader,
        now: datetime,
        *,
        last: datetime | None = None,
        pause: Callable[[], object] = lambda: None,
    ) -> None:
        self.now, self.first, self.last = now, now - LOOK_BACK, max(now + LOOK_AHEAD, last or now)
        self.marks: dict[str, Mark] = {}
        self._found: dict[int, Finding] = {}
        self._of: dict[str, dict[int, Finding]] = {}
        self._open: dict[int, Finding] = {}
        self._stops: set[int] = set()
        self._owed_tasks: set[int] = set()
        self._marking: dict[str, dict[int, Finding]] = {}
        self._booked = Booked(Snapshot(now=now))
        self._known: Known = {}
        try:
            self._ask_all(PacedReader(read, pause), pause)
        except BaseException:
            self.let_go()
            raise

    def _ask_all(self, read: Reader, pause: Callable[[], object]) -> None:
        """Ask the rules about the whole span."""
        self._known = acknowledgements(read)
        deployments = read.deployments_between(self.first, self.last)
        tasks = [t for t in read.all(Task, status=TaskStatus.OPEN) if t.due < self.now.date()]
        plan = snapshot(read, now=self.now, deployments=deployments, tasks=tasks)
        self._booked = Booked(plan.paced(pause))
        touched: set[str] = set()
        for finding in found_in(plan, pause):
            touched |= self._enter(finding)
        self._mark(touched, pause)

    def let_go(self) -> None:
        """Forget everything bit by bit, on a worker thread, once nobody asks any more.

        Where much clashes that is half a million objects, and freeing them at once would hold up the screen.
        A view may still look at the marks of before: these are no longer held, but left as they are.
        """
        marks, self.marks = list(self.marks.values()), {}
        for kept in (self._of, self._marking, self._open, self._found):
            while kept:
                for _ in range(min(_FEW, len(kept))):
                    kept.popitem()
                sleep(_BREATH_S)
        while marks:
            del marks[-_FEW:]
            sleep(_BREATH_S)

    # Asking -----------------------------------------------------------------------------------------

    @property
    def found(self) -> list[Finding]:
        """All findings, worst first."""
        return sorted(self._found.values(), key=worst_first)

    @property
    def checked(self) -> list[Checked]:
        """All findings, worst first, each with its acknowledgement if it has one that still fits."""
        return [Checked(f, fitting(f, self._known)) for f in self.found]

    def of_operation(self, operation_id: str) -> list[Finding]:
        """Return what the rules say of one operation and nobody has acknowledged, worst first."""
        mine = self._of.get(operation_id, {})
        return sorted((f for i, f in mine.items() if i in self._open), key=worst_first)

    def holds(self, start: datetime, end: datetime) -> bool:
        """Return whether all that a span of days has is kept."""
        return self.first <= start and end <= self.last

    @property
    def stops(self) -> int:
        """How many findings of the next 14 days say stop and look, and nobody has."""
        return len(self._stops)

    @property
    def tasks_overdue(self) -> int:
        """How many tasks are past their date."""
        return len(self._owed_tasks)

    # Keeping ----------------------------------------------------------------------------------------

    def refresh(self, read: Reader, changes: ChangeSet) -> frozenset[str] | None:
        """Ask the rules about the neighbourhood of a change; None when only the whole plan will do.

        Returns the ids of the records of which something else is said now.
        """
        if changes.span is not None or changes.touches(*_GLOBAL) or _absences_changed(changes):
            return None
        ids = self._near(read, operations_of(read, changes), changes)
        if len(ids) > _MOST_OPERATIONS:
            return None
        touched: set[str] = set()
        if changes.touches(Acknowledgement):
            touched |= self._acknowledge(read)
        if ids:
            for operation_id in ids:
                for finding in list(self._of.get(operation_id, {}).values()):
                    touched |= self._drop(finding)
            for finding in self._found_about(read, ids):
                touched |= self._enter(finding)
        self._mark(touched)
        return frozenset(touched)

    def _near(self, read: Reader, ids: set[str], changes: ChangeSet) -> set[str]:
        """Return operations with those that have, or had, a reference of theirs.

        One that shares a reference is asked about even where the other only lost its last day: the rules see
        no operation without days, but still the two.
        """
        kept = [f for i in ids for f in self._of.get(i, {}).values() if f.code == _TWICE]
        ids = ids.union(*(finding.ids for finding in kept))
        if not changes.touches(Operation):
            return ids
        rows = [r for row in changes.rows for r in (row.before, row.after) if isinstance(r, Operation)]
        references = {r.reference for r in rows if r.reference}
        return ids | {o.id for o in read.among(Operation, "reference", references)}

    def _found_about(self, read: Reader, ids: set[str]) -> Iterable[Finding]:
        own = [d for d in deployments_of(read, ids) if d.start < self.last and d.end > self.first]
        tasks = [t for t in read.among(Task, "operation_id", ids) if t.due < self.now.date()]
        plan = snapshot(read, now=self.now, deployments=own, tasks=tasks, about=ids)
        self._booked.replace(ids, plan)
        return (f for f in found_in(self._booked.beside(plan)) if not ids.isdisjoint(f.ids))

    def _enter(self, finding: Finding) -> set[str]:
        key, ids = id(finding), {item.id for item in finding.items}
        self._found[key] = finding
        for row_id in ids:
            self._of.setdefault(row_id, {})[key] = finding
        if fitting(finding, self._known) is None:
            self._put_open(key, finding)
        return ids

    def _drop(self, finding: Finding) -> set[str]:
        key, ids = id(finding), {item.id for item in finding.items}
        for row_id in ids:
            self._of[row_id].pop(key, None)
        self._close(key, finding)
        del self._found[key]
        return ids

    def _put_open(self, key: int, finding: Finding) -> None:
        """Note that nobody has acknowledged a finding, with all that follows from it."""
        self._open[key] = finding
        is_near = finding.when < self.now + LOOK_AHEAD
        if finding.severity is Severity.STOP and is_near:
            self._stops.add(key)
        elif finding.code == "task-overdue":
            self._owed_tasks.add(key)
        if finding.code in _CLASHES or (finding.code == _EMPTY and is_near):
            for item in finding.items:
                if item.kind is Deployment:
                    self._marking.setdefault(item.id, {})[key] = finding

    def _close(self, key: int, finding: Finding) -> None:
        if self._open.pop(key, None) is not None:
            self._stops.discard(key)
            self._owed_tasks.discard(key)
            for item in finding.items:
                self._marking.get(item.id, {}).pop(key, None)

    def _acknowledge(self, read: Reader) -> set[str]:
        """Read anew what somebody let stand."""
        before, self._known = self._known, acknowledgements(read)
        codes = {code for code, _ in (*before, *self._known)}
        touched: set[str] = set()
        for key, finding in self._found.items():
            if finding.code in codes:
                is_open = fitting(finding, self._known) is None
                if is_open != (key in self._open):
                    touched |= finding.ids
                    if is_open:
                        self._put_open(key, finding)
                    else:
                        self._close(key, finding)
        return touched

    # Marks ------------------------------------------------------------------------------------------

    def _mark(self, ids: Iterable[str], pause: Callable[[], object] = lambda: None) -> None:
        """Note anew how the bars of some deployments are marked."""
        for number, row_id in enumerate(ids):
            if number % 256 == 0:
                pause()
            if said := self._marking.get(row_id):
                self.marks[row_id] = _mark_of(said.values())
            else:
                self.marks.pop(row_id, None)


def _absences_changed(changes: ChangeSet) -> bool:
    return any(i.startswith(PREFIX) for i in changes.ids(Setting))


def _mark_of(findings: Collection[Finding]) -> Mark:
    """Return how a bar is marked by its findings; they are put in words when somebody reads them."""
    return Mark(partial(_words_of, tuple(findings)), any(f.code in _CLASHES for f in findings))


def _words_of(findings: tuple[Finding, ...]) -> str:
    """Return what a bar says of its findings: the first sentences, and how many more there are."""
    sentences = [words for _, words in sorted({(f.when, f.message) for f in findings})]
    if (more := len(sentences) - _MOST_SENTENCES) > 0:
        sentences[_MOST_SENTENCES:] = [f"and {more} more"]
    return "\n".join(sentences)

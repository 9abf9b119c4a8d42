"""Many returns at once: the rows of a CSV become returns in one change, and each row is accounted for."""

from collections.abc import Callable, Sequence
from dataclasses import field, replace
from datetime import datetime, time, timedelta
from typing import TypeVar

from planner.document.command import Command
from planner.document.commands.returns import Delivered, MadeVisit, write_return
from planner.document.returns_due import find_slip, parse_slip, return_of
from planner.domain.errors import InvalidInput, KnownError
from planner.domain.frozen import dataclass
from planner.domain.phrases import plain_name
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place
from planner.domain.vocabulary import Outcome, PlaceKind, ReturnState
from planner.exchange.returns_csv import Rejected, ReturnRow
from planner.storage.pair import Pair
from planner.storage.reader import Reader

V = TypeVar("V")
_NAMED = (PlaceKind.VILLAGE, PlaceKind.LOCALITY, PlaceKind.PATROL_SPOT, PlaceKind.VISIT_POINT)


@dataclass(slots=True)
class ImportReport:
    """How many rows added something, changed it or said what was known; the lines not taken, and why.

    notes: sentences on what else the user should know.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    notes: tuple[str, ...] = ()


def import_returns(
    *, rows: Sequence[ReturnRow], rejected: Sequence[Rejected] = ()
) -> tuple[Command, ImportReport]:
    """Return the command that submits the returns in some rows, and the report that it fills when it runs.

    rejected: rows that could not be read. A return of which any row is rejected is not written at all.
    """
    report = ImportReport()

    def apply(pair: Pair) -> None:
        report.added = report.updated = report.unchanged = 0
        report.rejected = list(rejected)
        spoilt: dict[object, int] = {}
        for bad in rejected:
            spoilt.setdefault(parse_slip(bad.code), bad.line)
        groups: dict[object, list[ReturnRow]] = {}
        for row in rows:
            groups.setdefault(parse_slip(row.code) or (row.file, row.line), []).append(row)
        places = _Places(pair)
        for key, group in groups.items():
            if key in spoilt:
                _reject(report, group, f"Line {spoilt[key]} of the same return cannot be read.")
                continue
            try:
                _write(pair, group, places, report)
            except _BadRow as error:
                report.rejected.append(Rejected(error.row.line, str(error), error.row.code, error.row.file))
                others = [r for r in group if r is not error.row]
                _reject(report, others, f"Line {error.row.line} of the same return is rejected.")
            except KnownError as error:
                _reject(report, group, str(error))
        report.rejected.sort(key=lambda r: (r.file, r.line))

    return Command("Import returns", apply), report


class _BadRow(InvalidInput):
    def __init__(self, row: ReturnRow, words: str) -> None:
        super().__init__(words)
        self.row = row


def _reject(report: ImportReport, rows: Sequence[ReturnRow], words: str) -> None:
    report.rejected += [Rejected(row.line, words, row.code, row.file) for row in rows]


def _write(pair: Pair, group: Sequence[ReturnRow], places: "_Places", report: ImportReport) -> None:
    deployment = find_slip(pair, group[0].code)
    before = return_of(pair, deployment.id)
    said = _said(pair, deployment, group, places)
    if before is not None and before.people > said.people and not any(r.people for r in group):
        # A file without people says nothing about them.
        said = replace(said, people=before.people)
    is_changed = write_return(pair, deployment.id, said, ReturnState.SUBMITTED)
    if before is None:
        report.added += len(group)
    elif is_changed:
        report.updated += len(group)
    else:
        report.unchanged += len(group)


def _said(pair: Pair, deployment: Deployment, group: Sequence[ReturnRow], places: "_Places") -> Delivered:
    planned = {v.place_id: v for v in pair.all(Visit, deployment_id=deployment.id)}
    visits, people = [], 0
    for row in group:
        if row.place and row.status is not Outcome.NOT_DONE:
            visit = _visit(row, deployment, places.find(row, deployment, planned), planned)
            visits.append(visit)
        elif row.place:
            places.find(row, deployment, planned)
            people += row.people
        else:
            people += row.people
    return Delivered(
        outcome=_outcome(group),
        visits=tuple(visits),
        people=people + sum(v.people for v in visits),
        abstracted_minutes=_agreed(group, "abstracted_minutes", lambda r: r.abstracted_minutes) or 0,
        reason=_agreed(group, "reason", lambda r: r.reason),
        notes=" ".join(dict.fromkeys(r.notes for r in group if r.notes)),
        results=None,
    )


def _outcome(group: Sequence[ReturnRow]) -> Outcome:
    found = {row.status for row in group}
    return found.pop() if len(found) == 1 else Outcome.PART


def _agreed(group: Sequence[ReturnRow], name: str, of: Callable[[ReturnRow], V | None]) -> V | None:
    """Return the one value that the rows of a return give for the whole of it, or None."""
    found = {value: row for row in group if (value := of(row))}
    if len(found) > 1:
        words = f"The {name} is not the same in all rows of this return; give it once."
        raise _BadRow(list(found.values())[1], words)
    return next(iter(found), None)


def _visit(row: ReturnRow, deployment: Deployment, place: Place, planned: dict[str, Visit]) -> MadeVisit:
    known = planned.get(place.id)
    start, end = _on_day(row.start, deployment), _on_day(row.end, deployment)
    if start is None and known is not None:
        start = known.start
    if start is None:
        raise _BadRow(row, f"The visit to {place.name} has no start, and none was planned; write it.")
    if end is None:
        end = start + timedelta(minutes=known.minutes if known else 15)
    if end <= start and isinstance(row.end, time):
        end += timedelta(days=1)
    return MadeVisit(place_id=place.id, start=start, end=end, people=row.people)


def _on_day(moment: datetime | time | None, deployment: Deployment) -> datetime | None:
    """Return the moment of a time of day within a deployment: after midnight is its next day."""
    if moment is None or isinstance(moment, datetime):
        return moment
    found = datetime.combine(deployment.start.date(), moment)
    early = deployment.start - timedelta(hours=6)
    return found + timedelta(days=1) if found < early and deployment.end.date() > found.date() else found


class _Places:
    """Finds places by what people call them: those that were planned first, then villages, then others."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._named: dict[str, list[Place]] | None = None

    def find(self, row: ReturnRow, deployment: Deployment, planned: dict[str, Visit]) -> Place:
        """Return the place that a row names; _BadRow when there is none or more than one."""
        found = self._all().get(plain_name(row.place), [])
        own = [p for p in found if p.operation_id in {"", deployment.operation_id}]
        for fits in (
            [p for p in own if p.id in planned],
            *([p for p in own if p.kind is kind] for kind in _NAMED),
        ):
            if len(fits) == 1:
                return fits[0]
            if len(fits) > 1:
                raise _BadRow(
                    row, f"There are {len(fits)} places called “{row.place[:40]}”; plan the stop first."
                )
        raise _BadRow(
            row, f"There is no village or place “{row.place[:40]}” in the plan; check the spelling."
        )

    def _all(self) -> dict[str, list[Place]]:
        if self._named is None:
            self._named = {}
            for kind in _NAMED:
                for place in self._read.all(Place, kind=kind):
                    self._named.setdefault(plain_name(place.name), []).append(place)
        return self._named

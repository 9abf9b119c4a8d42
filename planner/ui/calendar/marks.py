"""What the rules say of the bars in view, worked out after the paint, for calendar and lanes alike."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from planner.document.agenda_bars import Mark
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation

if TYPE_CHECKING:
    from planner.document.agenda import Agenda
    from planner.rules.finding import Finding
    from planner.storage.reader import Reader

CLASH = "double-booking"
EMPTY = "post-empty"  # shown 14 days ahead only: a draft for next month may well have nobody yet
_AHEAD = timedelta(days=14)
_MOST_BLOCKS = 300


def marks_of(
    read: "Reader", agenda: "Agenda", today: datetime, start: datetime, end: datetime
) -> dict[str, Mark]:
    """Return the marks of a span from today on; of a crowded plan only the first days."""
    from planner.document.acknowledged import checked
    from planner.document.findings import findings

    first = max(start, datetime.combine(today.date(), time(0)))
    starts = agenda.starts(first)
    last = min(end, starts[_MOST_BLOCKS]) if len(starts) > _MOST_BLOCKS else end
    if first >= last:
        return {}
    marks: dict[str, Mark] = {}
    found = checked(read, findings(read, now=today, start=first, end=last))
    for finding in (c.finding for c in found if c.is_open):
        if finding.code == CLASH or (finding.code == EMPTY and finding.when < today + _AHEAD):
            _note(marks, finding)
    return marks


def _note(marks: dict[str, Mark], finding: "Finding") -> None:
    ids = [i.id for i in finding.items if i.kind is Deployment] or [
        i.id for i in finding.items if i.kind is Operation
    ]
    for row_id in ids:
        before = marks.get(row_id)
        is_clash = finding.code == CLASH or (before is not None and before.is_clash)
        sentences = dict.fromkeys([*(before.sentence.split("\n") if before else ()), finding.message])
        marks[row_id] = Mark("\n".join(sentences), is_clash)

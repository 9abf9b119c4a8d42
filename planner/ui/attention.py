"""The counts of the attention bar, from what the rules find: worst first, none when all is well."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from planner.document.document import Document
from planner.domain.phrases import count_text
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation
from planner.rules.finding import Finding, Severity
from planner.ui.bridge import Bridge
from planner.ui.jobs import Jobs, Progress
from planner.ui.state import ViewState
from planner.ui.status_bar import AttentionCount, AttentionLine

_RECOUNT_MS = 500
_OWED = {"task-overdue": ("task overdue", "tasks overdue"), "return-late": ("return due", "returns due")}


class Attention(QObject):
    """Asks the rules a moment after each change, off the UI thread; counted(list) goes to the status bar."""

    counted = Signal(object)

    def __init__(self, bridge: Bridge, state: ViewState, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._state, self._jobs = bridge, state, jobs
        self._is_asking = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_RECOUNT_MS)
        self._timer.timeout.connect(self.recount)

    def recount_soon(self) -> None:
        """Count again once the changes pause."""
        self._timer.start()

    def recount(self) -> None:
        """Count now, or after the count that is under way."""
        if self._is_asking:
            self._timer.start()
            return
        document = self._bridge.document
        now = datetime.combine(self._state.today, datetime.now().time())
        self._is_asking = True

        def work(_progress: Progress) -> tuple[Document, list[AttentionCount]]:
            return document, counts_of(document, now)

        self._jobs.start(work, done=self._show, failed=self._bridge.failed.emit, ended=self._end)

    def _show(self, found: tuple[Document, list[AttentionCount]]) -> None:
        if found[0] is self._bridge.document:
            self.counted.emit(found[1])

    def _end(self) -> None:
        self._is_asking = False


def counts_of(document: Document, now: datetime) -> list[AttentionCount]:
    """Return what is owed: findings that stop, tasks overdue, returns due. May run on a worker thread."""
    from planner.document.findings import findings

    with document.reading_elsewhere() as read:
        found = findings(read, now=now)
        owner = {d.id: d.operation_id for d in read.among(Deployment, "id", _ids(found, Deployment))}
    stops = [f for f in found if f.severity is Severity.STOP]
    counts = []
    if stops:
        words = f"{count_text(len(stops), 'finding')} to look at"
        counts.append(AttentionCount(words, _lines(stops, owner), is_urgent=True))
    for code, (one, many) in _OWED.items():
        owed = [f for f in found if f.code == code]
        if owed:
            counts.append(AttentionCount(count_text(len(owed), one, many), _lines(owed, owner)))
    return counts


def _ids(found: Sequence[Finding], kind: type[Record]) -> list[str]:
    return [item.id for finding in found for item in finding.items if item.kind is kind]


def _lines(found: Sequence[Finding], owner: dict[str, str]) -> tuple[AttentionLine, ...]:
    lines = []
    for finding in found:
        operations = _ids([finding], Operation) or [owner.get(i, "") for i in _ids([finding], Deployment)]
        words = f"{finding.about}: {finding.message}" if finding.about else finding.message
        lines.append(AttentionLine(words, operations[0] if operations else ""))
    return tuple(lines)

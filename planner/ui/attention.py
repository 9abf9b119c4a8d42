"""The counts of the attention bar: what a rule says must be looked at, tasks overdue, returns due."""

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from planner.document.document import Document
from planner.domain.phrases import count_text, date_text, day_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.returns import Return
from planner.domain.vocabulary import ReturnState, TaskStatus
from planner.ui.bridge import Bridge
from planner.ui.state import ViewState
from planner.ui.status_bar import AttentionCount, AttentionLine

_RECOUNT_MS = 400
_RETURNS_BACK_DAYS = 14


class Attention(QObject):
    """Counts what is owed a moment after each change; counted(list) goes to the status bar."""

    counted = Signal(object)

    def __init__(self, bridge: Bridge, state: ViewState, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._state = bridge, state
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_RECOUNT_MS)
        self._timer.timeout.connect(self.recount)

    def recount_soon(self) -> None:
        """Count again once the changes pause."""
        self._timer.start()

    def recount(self) -> None:
        """Count now."""
        document, today = self._bridge.document, self._state.today
        counts = [overdue_tasks(document, today), returns_due(document, today)]
        self.counted.emit([count for count in counts if count.lines])


def overdue_tasks(document: Document, today: date) -> AttentionCount:
    """Return the open tasks whose day has passed, of work that is not over or is legacy."""
    read = document.read
    late = [t for t in read.all(Task, status=TaskStatus.OPEN) if t.due < today]
    operations = {o.id: o for o in read.among(Operation, "id", [t.operation_id for t in late])}
    lines = tuple(
        AttentionLine(
            f"{task.title}: due {date_text(task.due)} ({operations[task.operation_id].reference})",
            task.operation_id,
        )
        for task in sorted(late, key=lambda t: t.due)
        if task.operation_id in operations
    )
    return AttentionCount(f"{count_text(len(lines), 'task')} overdue", lines, is_urgent=True)


def returns_due(document: Document, today: date) -> AttentionCount:
    """Return the deployments of the last fortnight that ended and have no return."""
    read = document.read
    start = datetime.combine(today - timedelta(days=_RETURNS_BACK_DAYS), time(0))
    end = datetime.combine(today, time(0))
    ended = [d for d in read.deployments_between(start, end) if d.end <= end]
    returned = {
        r.deployment_id
        for r in read.among(Return, "deployment_id", [d.id for d in ended])
        if r.state is ReturnState.SUBMITTED
    }
    operations = {o.id: o for o in read.among(Operation, "id", [d.operation_id for d in ended])}
    reservations = {t.id for t in read.all(OperationType, reservation=True)}
    lines = tuple(
        _return_line(deployment, operations[deployment.operation_id])
        for deployment in ended
        if deployment.id not in returned and operations[deployment.operation_id].type_id not in reservations
    )
    return AttentionCount(f"{count_text(len(lines), 'return')} due", lines)


def _return_line(deployment: Deployment, operation: Operation) -> AttentionLine:
    code = f"{operation.reference}/{deployment.number}"
    return AttentionLine(f"{code} {operation.title}, {day_text(deployment.start.date())}", operation.id)

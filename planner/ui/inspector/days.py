"""One day of an operation in the Plan tab: day, theme and posts; pressed, its hours, lead and more."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTime, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QFrame, QTimeEdit, QVBoxLayout

from planner.document.commands.deployment import (
    delete_deployment,
    edit_deployment,
    move_deployment,
    resize_deployment,
)
from planner.document.facts import PostCount
from planner.domain.phrases import day_text, time_text
from planner.domain.records.deployment import Deployment
from planner.ui.widgets.build import button, hairline, holder, label, row, set_look
from planner.ui.widgets.fields import CommitLine, CommitText, inset

if TYPE_CHECKING:
    from planner.ui.inspector.plan_tab import PlanTab


class DayRow(QFrame):
    """Edits one deployment in place."""

    repeat_wished = Signal(str)

    def __init__(self, tab: "PlanTab", deployment_id: str) -> None:
        super().__init__()
        self._tab, self.deployment_id = tab, deployment_id
        self._deployment: Deployment | None = None
        self._day = button("", self._toggle, "day", tip="Hours, lead and more")
        self._theme = CommitText(placeholder="Theme", lines=1, one_paragraph=True)
        self._theme.setProperty("look", "flat")
        self._theme.document().setDocumentMargin(2)
        self._theme.setAccessibleName("Theme of the day")
        self._theme.committed.connect(
            lambda text: tab.run(edit_deployment(deployment_id=deployment_id, theme=text))
        )
        self._posts = label("", "good")
        self._posts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._more: _More | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        head = row(self._day, self._theme, self._posts, spacing=6)
        head.setStretch(1, 1)
        self._layout.addWidget(holder(head))
        self._layout.addWidget(hairline())

    def show_deployment(self, deployment: Deployment, posts: PostCount) -> None:
        """Show a deployment as it is now."""
        self._deployment = deployment
        self._day.setText(day_text(deployment.start.date(), short=True))
        self._day.setAccessibleName(day_text(deployment.start.date()))
        self._day.setFixedWidth(self._day.fontMetrics().horizontalAdvance("Wed 30 ") + 8)
        self._theme.show_value(deployment.theme)
        self._theme.setToolTip(
            f"{deployment.theme}, {time_text(deployment.start)} to {time_text(deployment.end)}"
        )
        self._posts.setText(posts.words)
        set_look(self._posts, "count_short" if posts.empty else "count_good")
        if self._more is not None:
            self._more.show_deployment(deployment)

    def _toggle(self) -> None:
        if self._more is None and self._deployment is not None:
            self._more = _More(self._tab, self)
            self._more.show_deployment(self._deployment)
            self._layout.insertWidget(1, self._more)
        elif self._more is not None:
            self._more.setVisible(self._more.isHidden())


class _More(QFrame):
    """Date, hours, lead; repeat and delete."""

    def __init__(self, tab: "PlanTab", day_row: DayRow) -> None:
        super().__init__()
        self._tab, self._id = tab, day_row.deployment_id
        self._shown: Deployment | None = None
        self._date = QDateEdit()
        self._date.setDisplayFormat("d MMMM yyyy")
        self._date.setCalendarPopup(True)
        self._start, self._end = QTimeEdit(), QTimeEdit()
        for field, name in ((self._date, "Day"), (self._start, "From"), (self._end, "To")):
            field.setAccessibleName(name)
            field.setKeyboardTracking(False)
            field.editingFinished.connect(self._on_edited)
        for clock in (self._start, self._end):
            clock.setDisplayFormat("HH:mm")
            inset(clock)
        self._lead = CommitLine(placeholder="Lead of this day")
        self._lead.setAccessibleName("Lead of this day")
        self._lead.committed.connect(lambda text: tab.run(edit_deployment(deployment_id=self._id, lead=text)))
        repeat = button("Repeat…", lambda: day_row.repeat_wished.emit(self._id), "link")
        delete = button("Delete this day", lambda: tab.run(delete_deployment(deployment_id=self._id)), "link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 8)
        layout.setSpacing(6)
        layout.addWidget(holder(row(self._date, None)))
        layout.addWidget(holder(row(self._start, label("to", "muted"), self._end, None, spacing=6)))
        layout.addWidget(self._lead)
        layout.addWidget(holder(row(repeat, delete, None, spacing=16)))
        self._announce = QCheckBox("May be announced")
        self._announce.setToolTip("Papers for the public may name its day")
        self._announce.clicked.connect(
            lambda on: tab.run(edit_deployment(deployment_id=self._id, announce=bool(on)))
        )
        route = button("Plan its route…", lambda: tab.route_wished.emit(self._id), "link")
        route.setVisible(tab.is_route)
        layout.insertWidget(3, holder(row(self._announce, None, route, spacing=16)))

    def show_deployment(self, deployment: Deployment) -> None:
        """Show date, hours and lead."""
        self._shown = deployment
        start, end = deployment.start, deployment.end
        self._date.setDate(start.date())  # type: ignore[arg-type]  # PySide takes a date
        self._start.setTime(QTime(start.hour, start.minute))
        self._end.setTime(QTime(end.hour, end.minute))
        self._lead.show_value(deployment.lead)
        self._announce.setChecked(deployment.announce)

    def _on_edited(self) -> None:
        shown = self._shown
        if shown is None:
            return
        picked = self._date.date()
        day = date(picked.year(), picked.month(), picked.day())
        if day != shown.start.date():
            self._tab.run(move_deployment(deployment_id=self._id, to=day))
            return
        start = datetime.combine(day, _time(self._start))
        end = datetime.combine(day, _time(self._end))
        if (start.time(), end.time()) == (shown.start.time(), shown.end.time()):
            return
        if end <= start:
            end += timedelta(days=1)
        self._tab.run(resize_deployment(deployment_id=self._id, start=start, end=end))


def _time(field: QTimeEdit) -> time:
    return time(field.time().hour(), field.time().minute())

"""Which night, day, week or shift to brief: tonight unless something else is said."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtWidgets import QLineEdit, QWidget

from planner.document.typed_dates import read_when
from planner.domain.errors import InvalidInput, KnownError
from planner.domain.phrases import date_text, day_text
from planner.ui.dialogs.base import PlainDialog
from planner.ui.packs.papers import day_paper, night_paper, shift_paper, week_paper
from planner.ui.preview.paper import Paper
from planner.ui.widgets.build import button, holder, label, row
from planner.ui.widgets.segmented import Segmented
from planner.ui.widgets.table_model import read_time

_KINDS = (
    ("night", "Night", "18:00 to 06:00"),
    ("day", "Day", "A police day"),
    ("week", "Week", "Monday to Sunday"),
    ("shift", "Shift", "From one hour to another"),
)
_HINTS = {
    "night": "18:00 to 06:00, beginning on this day.",
    "day": "The police day that begins on this day.",
    "week": "The week of this day, Monday to Sunday.",
    "shift": "An end that is not after the start is on the next day.",
}


class PeriodDialog(PlainDialog):
    """Enter shows the pack; show(paper) gets what was asked for."""

    def __init__(self, parent: QWidget, today: date, show: Callable[[Paper], object]) -> None:
        super().__init__(parent, "Brief a night, day, week or shift")
        self._today, self._show_paper = today, show
        self.kind = "night"
        self.kinds = Segmented(_KINDS, self.kind)
        self.kinds.chosen.connect(lambda kind: self.choose(str(kind)))
        self.day = QLineEdit(date_text(today))
        self.start, self.end = QLineEdit("14:00"), QLineEdit("22:00")
        for field, words in ((self.day, "Day"), (self.start, "From"), (self.end, "To")):
            field.setAccessibleName(words)
            field.returnPressed.connect(self.go)
        self.page.addLayout(row(self.kinds, None))
        self.add_field("Day, such as 4 sep, fri or tomorrow", self.day)
        self._hours = holder(row(self.start, label("to", "muted"), self.end, None, spacing=6))
        self.page.addWidget(self._hours)
        self._hint = label("", "muted", wrap=True)
        self.page.addWidget(self._hint)
        self._problem = label("", "alert", wrap=True)
        self.page.addWidget(self._problem)
        self.page.addStretch(1)
        self.foot.addWidget(button("Show the pack", self.go, "primary"))
        self.add_close("Cancel")
        self.fit(440, 280)
        self.choose(self.kind)
        self.day.setFocus()
        self.day.selectAll()

    def choose(self, kind: str) -> None:
        """Ask for a night, day, week or shift."""
        self.kind = kind
        self._hours.setVisible(kind == "shift")
        self._hint.setText(_HINTS[kind])

    def paper(self) -> Paper:
        """Return the pack asked for; InvalidInput when the day or the hours cannot be read."""
        day = self._read_day()
        if self.kind == "night":
            return night_paper(day, self._today)
        if self.kind == "day":
            return day_paper(day, self._today)
        if self.kind == "week":
            return week_paper(day, self._today)
        start = datetime.combine(day, read_time(self.start.text().strip()))
        end = datetime.combine(day, read_time(self.end.text().strip()))
        return shift_paper(start, end if end > start else end + timedelta(days=1), self._today)

    def _read_day(self) -> date:
        text = self.day.text().strip()
        first = read_when(text, self._today).first if text else self._today
        if first is None:
            raise InvalidInput(
                f"Type a day such as {date_text(self._today)}; {day_text(self._today)} is today."
            )
        return first

    def go(self) -> None:
        """Show the pack, or say what cannot be read."""
        try:
            paper = self.paper()
        except KnownError as error:
            self._problem.setText(str(error))
            return
        self.close()
        self._show_paper(paper)

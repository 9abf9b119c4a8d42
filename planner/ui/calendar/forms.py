"""Small popovers that ask for what a menu entry needs: a day, a ward and a day, days of the week."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, QPoint
from PySide6.QtWidgets import QCheckBox, QDateEdit, QWidget

from planner.document.agenda_bars import Bar
from planner.domain.phrases import day_name
from planner.domain.records.ground import Ward
from planner.ui.calendar.month import DAY_NAMES
from planner.ui.widgets.build import button, column, holder, label, row
from planner.ui.widgets.fields import Choice
from planner.ui.widgets.popover import Popover


def date_field(day: date, name: str) -> QDateEdit:
    """Return a field for a day, as 2 June 2026, with a calendar."""
    field = QDateEdit(QDate(day.year, day.month, day.day))
    field.setDisplayFormat("ddd d MMMM yyyy")
    field.setCalendarPopup(True)
    field.setAccessibleName(name)
    return field


def day_of(field: QDateEdit) -> date:
    """Return the day in a field."""
    day = field.date()
    return date(day.year(), day.month(), day.day())


def _show(
    parent: QWidget, at: QPoint, title: str, fields: Sequence[QWidget], word: str, done: Callable[[], object]
) -> Popover:
    heading = label(title, "strong", wrap=True)

    def finish() -> None:
        popover.close()
        done()

    go = button(word, finish, "primary")
    popover = Popover(parent, column(heading, *fields, holder(row(None, go)), spacing=8))
    popover.setAccessibleName(title)
    popover.show_at(at, 270)
    fields[0].setFocus()
    return popover


def ask_day(parent: QWidget, at: QPoint, bar: Bar, then: Callable[[date], object]) -> Popover:
    """Ask for the day to move a bar to."""
    field = date_field(bar.first, "First day")
    return _show(parent, at, f"Move {bar.title} to", [field], "Move", lambda: then(day_of(field)))


def ask_ward_and_day(
    parent: QWidget, at: QPoint, bar: Bar, wards: Sequence[Ward], then: Callable[[str, date], object]
) -> Popover:
    """Ask for the ward and day of a copy."""
    now = next((w.id for w in wards if w.name in bar.wards), "")
    choice = Choice([(w.id, w.name) for w in wards], now)
    choice.setAccessibleName("Ward")
    field = date_field(bar.first, "First day")
    return _show(
        parent,
        at,
        f"Copy {bar.title} to",
        [choice, field],
        "Copy",
        lambda: then(str(choice.value), day_of(field)),
    )


def ask_repeat(parent: QWidget, at: QPoint, bar: Bar, then: Callable[[list[int], date], object]) -> Popover:
    """Ask for the days of the week and the last day of a repeat."""
    boxes = []
    for number, name in enumerate(DAY_NAMES):
        box = QCheckBox(name)
        box.setAccessibleName(day_name(date(2026, 9, 7 + number)))
        box.setChecked(number == bar.first.weekday())
        boxes.append(box)
    first, second = holder(row(*boxes[:4], None)), holder(row(*boxes[4:], None))
    until = date_field(date.fromordinal(bar.first.toordinal() + 28), "Last day")

    def done() -> None:
        then([i for i, box in enumerate(boxes) if box.isChecked()], day_of(until))

    return _show(
        parent,
        at,
        f"Repeat {bar.title} every",
        [first, second, label("until", "small"), until],
        "Repeat",
        done,
    )

"""Fairness and impact in the Brief tab: one line for light types, a block for standard and full ones."""

from typing import TYPE_CHECKING

from planner.document.commands.review import set_impact
from planner.document.typed_dates import read_when
from planner.domain.errors import InvalidInput
from planner.domain.phrases import date_text
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.review import Impact
from planner.domain.vocabulary import Weight
from planner.ui.widgets.build import hairline, label

if TYPE_CHECKING:
    from datetime import date

    from planner.document.command import Command
    from planner.ui.inspector.tab import Tab

_BLOCK = (
    ("affected", "Who is affected", 2),
    ("changed", "What was changed because of it", 2),
    ("asked", "Who was asked", 1),
    ("asked_by", "Asked by (post)", 1),
)
_LINE = (("affected", "Fairness and impact: who is affected, and what was changed for them", 2),)


def weight_of(tab: "Tab") -> Weight:
    """Return how much the type of the operation in hand must have."""
    read = tab.bridge.document.read
    operation = read.require(Operation, tab.operation_id)
    return read.require(OperationType, operation.type_id).weight


class ImpactFields:
    """Adds the fields to a tab; each is committed when it is left."""

    def __init__(self, tab: "Tab") -> None:
        self._tab = tab

    def _impact(self) -> Impact | None:
        rows = self._tab.bridge.document.read.all(Impact, operation_id=self._tab.operation_id)
        return rows[0] if rows else None

    def _value(self, name: str) -> str:
        return str(getattr(self._impact(), name, ""))

    def add(self) -> None:
        """Lay the fields out at the end of the tab's page."""
        tab = self._tab
        is_light = weight_of(tab) is Weight.LIGHT
        tab.page.addWidget(hairline())
        if not is_light:
            tab.page.addWidget(label("Fairness and impact", "strong"))
        for name, words, lines in _LINE if is_light else _BLOCK:
            self._add_text(name, words, lines)
        if not is_light:
            when = tab.line(self._asked_on, self._save_day, "Such as 20 August 2026", "Asked on")
            tab.add_field("Asked on", when)
        tab.page.addSpacing(6)

    def _add_text(self, name: str, words: str, lines: int) -> None:
        field = self._tab.text(
            lambda: self._value(name),
            lambda text: set_impact(operation_id=self._tab.operation_id, **{name: text}),
            name=words,
            lines=lines,
        )
        self._tab.add_field(words, field)

    def _asked_on(self) -> str:
        impact = self._impact()
        return date_text(impact.asked_on) if impact is not None and impact.asked_on else ""

    def _save_day(self, text: str) -> "Command":
        try:
            day = past_day(text, self._tab.state.today)
        except InvalidInput as error:
            return _refused(error)
        return set_impact(operation_id=self._tab.operation_id, asked_on=day)


def _refused(error: InvalidInput) -> "Command":
    """Return a command that is refused with this reason, so that it is said where refusals are said."""
    from planner.document.command import Command

    def apply(_pair: object) -> None:
        raise error

    return Command("Edit fairness and impact", apply)


def past_day(text: str, today: "date") -> "date | None":
    """Return the day that was typed, None for nothing; without a year the last such day up to today.

    InvalidInput when it cannot be read.
    """
    if not text.strip():
        return None
    first = read_when(text, today).first
    if first is None:
        raise InvalidInput("Type a date such as 20 August 2026.")
    if first > today and str(first.year) not in text:
        return first.replace(year=first.year - 1, day=min(first.day, 28) if first.month == 2 else first.day)
    return first

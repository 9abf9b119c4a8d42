"""Rows, field groups and values in a commander's words, for the preview of a merge and for histories."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeVar, cast

from planner.document.history_words import HistoryWords, field_words, kind_words, shortened, span_words
from planner.document.holdings_words import HEADINGS
from planner.document.setting_words import setting_field, setting_name
from planner.domain.changes import DELETE, INSERT
from planner.domain.phrases import day_name, month_name
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, DeploymentWard, Visit
from planner.domain.records.operation import BriefText, Operation, OperationWard, Task
from planner.domain.records.plan import Plan, Setting
from planner.domain.records.returns import ReturnVisit
from planner.storage.reader import Reader

R = TypeVar("R", bound=Record)
_GROUPS: Final[dict[tuple[type[Record], str], str]] = {
    (Operation, "authority"): "status",
    (Operation, "area"): "area drawn",
    (Plan, "title"): "title of the plan",
    (Task, "due"): "due day",
}
_SPANS: Final = (Deployment, Operation, ReturnVisit)


class RowsOverlay:
    """A reader that knows rows which the plan does not have (yet, or any more)."""

    def __init__(self, read: Reader, rows: Mapping[tuple[type[Record], str], Record]) -> None:
        self._read, self._rows = read, rows

    def get(self, kind: type[R], row_id: str) -> R | None:
        """Return one record, or None."""
        found = self._rows.get((kind, row_id))
        return cast("R", found) if found is not None else self._read.get(kind, row_id)

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Pass everything else on to the plan."""
        return getattr(self._read, name)  # type: ignore[no-any-return]  # whatever the reader has


def row_words(record: Record, read: Reader) -> str:
    """Return what a row is called within its operation: "Clear three garage courts", "Sat 12 September"."""
    if isinstance(record, Operation):
        return shortened(record.title) or record.reference
    if isinstance(record, BriefText):
        return f"Brief, {HEADINGS[record.heading]}"
    if isinstance(record, Setting):
        return setting_name(record, read)
    if isinstance(record, Plan):
        return kind_words(record.TABLE)
    return _part(record, HistoryWords(read)) or _plain_name(record) or kind_words(record.TABLE)


def _part(record: Record, words: HistoryWords) -> str:
    if isinstance(record, Deployment):
        return _deployment(record)
    if isinstance(record, OperationWard | DeploymentWard):
        return f"Ward {words.link('ward', record.ward_id)}"
    if isinstance(record, Assignment):
        who = words.link("resource", record.resource_id) if record.resource_id else ""
        return (
            who or " ".join(filter(None, (record.rank, record.collar_number, record.call_sign))) or "Person"
        )
    return f"Visit to {words.link('place', record.place_id)}" if isinstance(record, Visit) else ""


def _plain_name(record: Record) -> str:
    for name in ("title", "label", "name", "theme", "role", "hazard", "text", "what", "measure", "message"):
        if value := getattr(record, name, ""):
            return shortened(str(value))
    return ""


def _deployment(record: Deployment) -> str:
    day = f"{day_name(record.start.date(), short=True)} {record.start.day} {month_name(record.start)}"
    return f"{record.theme}, {day}" if record.theme else f"Deployment {day}"


def group_words(kind: type[Record], group: str, row_id: str = "") -> str:
    """Return what a field group is called: "start and end", "status"; nothing for a whole row."""
    if group in {INSERT, DELETE}:
        return ""
    if kind is Setting:
        return setting_field(Setting(id=row_id, value=""))
    return _GROUPS.get((kind, group)) or field_words(group)


def value_words(kind: type[Record], group: str, record: Record | None, read: Reader) -> str:
    """Return what a field group of a row says: "Sat 12 Sep, 10–16", "authorised"."""
    if record is None:
        return "not there"
    if group == "span" and isinstance(record, _SPANS):
        return span_words(record.start, record.end, day=_short_day)
    if group in {"geom", "area"}:
        return "a drawn shape" if getattr(record, group, None) else "no shape"
    return HistoryWords(read).value(record, group)


def _short_day(moment: datetime) -> str:
    """Return "Sat 12 Sep", so that the hours have room in a table."""
    return f"{day_name(moment, short=True)} {moment.day} {month_name(moment)[:3]}"

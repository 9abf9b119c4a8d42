"""Rows, fields and values of the history in a commander's words: "start and end, Sat 12 Sep 10–16"."""

from collections.abc import Callable
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Final

from planner.document.holdings_words import HEADINGS, KINDS
from planner.document.setting_words import setting_name, setting_value
from planner.domain.changes import DELETE, INSERT, groups_of
from planner.domain.phrases import date_text, day_text, hours_text, month_name, time_text
from planner.domain.records import deployment as d
from planner.domain.records import operation as o
from planner.domain.records import returns
from planner.domain.records.base import Record
from planner.domain.records.catalogue import BY_TABLE
from planner.domain.records.plan import Setting
from planner.domain.timespan import to_local
from planner.domain.vocabulary import Heading, Status
from planner.storage.copies import CopyLine
from planner.storage.reader import Reader

_FIELDS: Final = {
    "span": "start and end",
    "authority": "status",
    "geom": "place on the map",
    "promise": "visits promised",
    "reviewed": "last review",
    "released": "release",
    "type_id": "type",
    "prepared_by": "prepared by",
}
_NAMES: Final = ("reference", "title", "label", "name", "theme", "role", "hazard", "text", "what", "measure")
_KINDS: Final = {
    "setting": "Setting",
    "operation_ward": "Ward of an operation",
    "deployment_ward": "Ward of a deployment",
    "power_ward": "Ward of a power",
    "operation_concern": "Concern answered",
}
_COUNTED: Final = {
    "plan": "plan",
    "special_day": "special day",
    "impact": "line on fairness and impact",
    "share": "note of what was handed on",
    "resource": "entry of teams and people",
}
_NO_PLURAL: Final = frozenset({"unseen work"})
_AFTER_HEAD: Final = ("of ", "on ", "planned", "made", "relied", "let", "answered")
_LONGEST: Final = 160
_MORNING: Final = 12


def kind_words(table: str) -> str:
    """Return what rows of a table are called: "Deployment"."""
    kind = BY_TABLE.get(table)
    plain = table.strip("_").replace("_", " ").capitalize()
    return plain if kind is None else KINDS.get(kind) or _KINDS.get(table, plain)


def counted_words(table: str, count: int) -> str:
    """Return what so many rows of a table are called: "2 visits planned", without the number."""
    words = _COUNTED.get(table) or kind_words(table).lower()
    if count == 1 or words in _NO_PLURAL:
        return words
    head, _, rest = words.partition(" ")
    if rest.startswith(_AFTER_HEAD):
        return f"{_plural(head)} {rest}"
    return _plural(words)


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith(("ty", "ry")) else f"{noun}s"


def copy_words(copy: CopyLine | None, zone: str = "") -> str:
    """Return on which computer something was written: "on LAPTOP2"; "" if not known, or if it was this one.

    zone: of the plan, for the whole of it: "on LAPTOP2, in the copy opened there on 2 June 2026 at 14:05".
    """
    if copy is None or (copy.is_here and not zone):
        return ""
    if copy.is_here:
        return "on this computer"
    where = f"on {copy.computer or 'another computer'}"
    if not zone or copy.taken is None:
        return where
    taken = to_local(copy.taken, zone)
    return f"{where}, in the copy opened there on {date_text(taken.date())} at {time_text(taken)}"


def field_words(group: str) -> str:
    """Return what a field group is called: "start and end"."""
    return _FIELDS.get(group) or group.removesuffix("_id").replace("_", " ")


class HistoryWords:
    """Names rows and values; what a row pointed to is looked up once."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._known: dict[tuple[type[Record], str], str] = {}

    def row(self, record: Record) -> str:
        """Return a row with what it belongs to: "Street Week Greenstead, Fri 11 Sep: Patrol"."""
        if isinstance(record, o.Operation):
            return record.title or record.reference
        own = self._own(record)
        owner = self._owner(record)
        return f"{owner}: {own}" if owner and own else owner or own

    def _own(self, record: Record) -> str:
        if isinstance(record, Setting):
            return setting_name(record, self._read)
        if isinstance(record, d.Deployment):
            return day_text(record.start.date(), short=True) + f" {month_name(record.start)[:3]}"
        if isinstance(record, o.BriefText):
            return f"brief, {HEADINGS[record.heading]}"
        if isinstance(record, d.Assignment) and record.resource_id:
            return self.link("resource", record.resource_id)
        for name in ("ward_id", "place_id", "partner_id"):
            if found := getattr(record, name, ""):
                return self.link(name.removesuffix("_id"), found)
        named = next((str(v) for name in _NAMES if (v := getattr(record, name, ""))), "")
        return shortened(named) or kind_words(record.TABLE).lower()

    def _owner(self, record: Record) -> str:
        for name, table in _OWNERS:
            if row_id := getattr(record, name, ""):
                return self.link(table, row_id)
        return ""

    def link(self, table: str, row_id: str) -> str:
        """Return the name of the row that an id points to."""
        kind = BY_TABLE[table]
        if (kind, row_id) not in self._known:
            found = self._read.get(kind, row_id)
            if found is None:
                words = f"{kind_words(table).lower()} that was deleted"
            elif isinstance(found, d.Post):
                words = f"{self._owner(found)}, {found.role}"
            else:
                words = self.row(found)
            self._known[kind, row_id] = words
        return self._known[kind, row_id]

    def value(self, record: Record | None, group: str) -> str:
        """Return what a field group of a row says; empty for a row that was not there."""
        if record is None or group in {INSERT, DELETE}:
            return ""
        if isinstance(record, Setting):
            return setting_value(record)
        if group == "span" and isinstance(record, d.Deployment | o.Operation | returns.ReturnVisit):
            return span_words(record.start, record.end, day=_short_day)
        if group == "authority" and isinstance(record, o.Operation):
            return status_words(record)
        parts = [
            self._plain(n, getattr(record, n)) for n in groups_of(type(record)).get(group, ()) if _shown(n)
        ]
        return shortened(", ".join(part for part in parts if part)) or "empty"

    def _plain(self, name: str, value: object) -> str:
        if name.endswith("_id") and isinstance(value, str):
            table = _TABLES.get(name, name.removesuffix("_id"))
            return self.link(table, value) if value and table in BY_TABLE else value
        if isinstance(value, Heading):
            return HEADINGS[value]
        return next((words(value) for kind, words in _PLAIN if isinstance(value, kind)), "")


def status_words(operation: o.Operation) -> str:
    """Return "authorised by Ch Insp X1, version 2", or "debriefed, authorised by ..."."""
    by = ""
    if operation.authorised_by and operation.status.is_authorised:
        verb = "" if operation.status is Status.AUTHORISED else ", authorised"
        by = f"{verb} by {operation.authorised_by}"
    return f"{operation.status.value}{by}, version {operation.version}"


def shortened(text: str) -> str:
    """Return text as one line that fits a row of the history, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"


def span_words(start: datetime, end: datetime, *, day: Callable[[datetime], str]) -> str:
    """Return "Sat 12 Sep, 10–16", with the end's day too where it is another than the night after.

    day: how a day is written.
    """
    if (end - start).days == 0 and (start.date() == end.date() or end.hour < _MORNING):
        return f"{day(start)}, {hours_text(start, end)}"
    return f"{day(start)} {time_text(start)} to {day(end)} {time_text(end)}"


def _short_day(moment: datetime) -> str:
    return f"{day_text(moment.date(), short=True)} {month_name(moment)} {moment.year}"


def _shown(name: str) -> bool:
    return name not in {"shape", "easting", "northing", "authorised_parts", "authorised_version", "given"}


_OWNERS: Final = (
    ("post_id", "post"),
    ("return_id", "return_"),
    ("deployment_id", "deployment"),
    ("operation_id", "operation"),
    ("power_id", "power"),
    ("type_id", "operation_type"),
    ("partnership_id", "partnership"),
)
_TABLES: Final = {"type_id": "operation_type", "team_id": "resource", "return_id": "return_"}
# In this order: a truth value is a number too, and a moment a day.
_PLAIN: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (bool, lambda v: "yes" if v else "no"),
    (Enum, lambda v: str(v.value)),
    (str, str),
    (datetime, lambda v: f"{date_text(v.date())} {time_text(v)}"),
    (date, date_text),
    (time, time_text),
    (bytes, lambda v: "drawn on the map" if v else ""),
    (int, str),
    (float, lambda v: f"{v:g}"),
)

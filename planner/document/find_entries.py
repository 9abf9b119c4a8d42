"""What of each record can be found, and what stands beside it in the list of results."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from planner.document.commands.draw import KIND_WORDS
from planner.document.find_match import flat, searchable
from planner.domain.frozen import dataclass
from planner.domain.phrases import date_text, day_range, last_day
from planner.domain.records.base import Record
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner, Resource
from planner.domain.vocabulary import PlaceKind, TaskStatus, TypeState
from planner.domain.ward_sets import is_former
from planner.geo.gridref import to_gridref
from planner.storage.reader import Reader

_TASK_DAYS = 120  # tasks due longer ago or later than this are not looked for by name
_MAIN_PLACES: Final = frozenset({PlaceKind.VILLAGE, PlaceKind.BUILT_UP})
_DRAWN_ONLY: Final = frozenset({PlaceKind.CONTEXT, PlaceKind.RAILWAY})


class FoundKind(StrEnum):
    """What a result is, in the order in which equals are listed; its value is the label beside it."""

    SLIP = "Return"
    GRID = "Grid reference"
    OPERATION = "Operation"
    WARD = "Ward"
    PLACE = "Place"
    NEW = "New operation"
    PARTNER = "Partner"
    RESOURCE = "Resource"
    TASK = "Task"
    COMMAND = "Command"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. weight: how far behind its equals it stands."""

    kind: FoundKind
    title: str
    flat: str
    hay: str
    weight: int
    record: Record | None = None
    command_id: str = ""


def made(
    kind: FoundKind,
    title: str,
    *more: str,
    record: Record | None = None,
    weight: int = 0,
    command_id: str = "",
) -> Entry:
    """Return an entry; more are other words by which it can be found."""
    return Entry(kind, title, flat(title), searchable(title, *more), weight, record, command_id)


def entry_of(record: Record, today: date) -> Entry | None:
    """Return what of a record can be found, or None where nothing is."""
    make = _ENTRIES.get(type(record))
    return make(record, today) if make is not None else None


def _operation(row: Operation, _today: date) -> Entry:
    return made(FoundKind.OPERATION, row.title, row.reference, record=row)


def _ward(row: Ward, _today: date) -> Entry | None:
    if is_former(row.ward_set):
        return None
    return made(FoundKind.WARD, row.name, row.code, "ward", record=row)


def _place(row: Place, _today: date) -> Entry | None:
    if row.kind in _DRAWN_ONLY:
        return None
    weight = 0 if row.kind in _MAIN_PLACES else 2 if row.kind is PlaceKind.STREET else 1
    return made(FoundKind.PLACE, row.name, KIND_WORDS[row.kind], record=row, weight=weight)


def _type(row: OperationType, _today: date) -> Entry | None:
    if row.state is not TypeState.ACTIVE:
        return None
    return made(FoundKind.NEW, f"New {row.name}", row.code, "add operation", record=row)


def _partner(row: Partner, _today: date) -> Entry:
    return made(FoundKind.PARTNER, row.name, row.short_name, record=row)


def _resource(row: Resource, _today: date) -> Entry:
    more = (row.rank, row.collar_number, row.call_sign)
    return made(FoundKind.RESOURCE, row.label, *more, record=row)


def _task(row: Task, today: date) -> Entry | None:
    if row.status is not TaskStatus.OPEN or abs((row.due - today).days) > _TASK_DAYS:
        return None
    return made(FoundKind.TASK, row.title, row.owner, record=row, weight=3)


_ENTRIES: Final[Mapping[type[Record], Callable[[Any, date], Entry | None]]] = {
    Operation: _operation,
    Ward: _ward,
    Place: _place,
    OperationType: _type,
    Partner: _partner,
    Resource: _resource,
    Task: _task,
}
FOUND_RECORDS: Final = tuple(_ENTRIES)


def detail_of(read: Reader, record: Record | None, ward_names: Mapping[str, str]) -> str:
    """Return what stands beside a result: reference and days, ward and grid reference, and so on."""
    if isinstance(record, Operation):
        start, end = read.span_of(record.id)
        days = day_range(start.date(), last_day(start, end), short=True)
        return f"{record.reference} · {days} · {record.status.value}"
    if isinstance(record, Place):
        ward = ward_names.get(record.ward_id, "outside the district")
        return f"{ward} · {to_gridref(record.easting, record.northing)}"
    if isinstance(record, Task):
        operation = read.get(Operation, record.operation_id)
        return f"due {date_text(record.due)}{f' · {operation.reference}' if operation else ''}"
    if isinstance(record, Resource):
        return " · ".join(t for t in (record.kind.value, record.rank, record.call_sign) if t)
    # A type has its summary, a partner its kind, a ward its code.
    return next((str(v) for n in ("summary", "kind", "code") if (v := getattr(record, n, ""))), "")

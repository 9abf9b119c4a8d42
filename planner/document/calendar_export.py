"""The plan's deployments as calendar events; what the reader shows is what goes out."""

from datetime import datetime

from planner.document.listing import deployment_rows
from planner.domain.records.operation import Operation
from planner.domain.records.operation_type import OperationType
from planner.domain.records.plan import Plan, SpecialDay
from planner.domain.vocabulary import Marking
from planner.exchange.calendar_file import CalendarEvent, calendar_bytes
from planner.storage.reader import Reader


def calendar_export(read: Reader, *, now: datetime, is_command_view: bool = False) -> bytes:
    """Return the .ics file of every deployment and special day; now is aware.

    Nobody's name, call sign or collar number goes into it. Every description starts with the marking.
    """
    plan = read.all(Plan)[0]
    types = {t.id: t.name for t in read.all(OperationType)}
    operations = {o.reference: o for o in read.all(Operation)}
    events = []
    for row in deployment_rows(read):
        operation = operations[str(row["operation"])]
        marking = Marking.OFFICIAL_SENSITIVE if is_command_view else operation.marking
        theme = f": {row['theme']}" if row["theme"] else ""
        wards = row["wards"]
        events.append(
            CalendarEvent(
                uid=str(row["id"]),
                start=datetime.fromisoformat(str(row["start"])),
                end=datetime.fromisoformat(str(row["end"])),
                summary=f"{operation.title}{theme}",
                location=", ".join(wards) if isinstance(wards, list) else "",
                description=f"{marking.value}\n{row['code']}, {operation.status.value}",
                category=types.get(operation.type_id, ""),
            )
        )
    days = [CalendarEvent(uid=d.id, start=d.first, end=d.last, summary=d.title) for d in read.all(SpecialDay)]
    return calendar_bytes([*events, *days], name=plan.title, zone=plan.zone, now=now)

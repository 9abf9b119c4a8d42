"""What each weekly paper is called and how its PDF is made; nothing heavy is loaded before it is made."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from planner.domain.phrases import date_text, day_range, day_text, month_name, span_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.ui.preview.paper import Asked, Paper

if TYPE_CHECKING:
    from planner.storage.reader import Reader

_SHEETS = (
    ("deployment", "With sheets", "A sheet for each deployment"),
    ("call-sign", "By call sign", "A sheet for each call sign"),
    ("none", "No sheets", ""),
)
_SIZES = (("A4", "A4", ""), ("A3", "A3", "For a large printer"))
_A4_WIDE = 842.0


def _at(today: date, asked: Asked) -> datetime:
    """Return the local moment that a paper says it was printed: the window's day."""
    return datetime.combine(today, asked.now.time())


def _name(words: str) -> str:
    """Return a file name without characters that a file system refuses."""
    return "".join(c if c.isalnum() or c in " -_()." else "-" for c in words) + ".pdf"


def night_paper(day: date, today: date) -> Paper:
    """Return the pack for the night that begins on a day, 18:00 to 06:00."""
    title = f"{'Tonight' if day == today else 'Night'}, {day_text(day)}"
    return _pack(title, _name(f"Briefing night {day.isoformat()}"), day, day, today, night=True)


def shift_paper(start: datetime, end: datetime, today: date) -> Paper:
    """Return the pack for a shift, from one local moment to another."""
    title = f"Briefing, {span_text(start, end)}"
    return _pack(title, _name(f"Briefing shift {start:%Y-%m-%d %H%M}"), start.date(), start.date(), today,
                 hours=(start, end))  # fmt: skip


def day_paper(day: date, today: date) -> Paper:
    """Return the pack for a force day."""
    return _pack(f"Briefing, {day_text(day)}", _name(f"Briefing {day.isoformat()}"), day, day, today)


def week_paper(day: date, today: date) -> Paper:
    """Return the pack for the week of a day, Monday to Sunday."""
    first = day - timedelta(days=day.weekday())
    last = first + timedelta(days=6)
    title = f"Briefing, {day_range(first, last, short=True)}"
    return _pack(title, _name(f"Briefing week {first.isoformat()}"), first, last, today)


def chosen_paper(read: "Reader", operation_ids: Sequence[str], today: date) -> Paper:
    """Return the pack for chosen operations, over all their days."""
    spans = [read.span_of(i) for i in operation_ids]
    first = min(start for start, _end in spans).date()
    last = max(end - timedelta(minutes=1) for _start, end in spans).date()
    names = [o.reference for o in read.among(Operation, "id", operation_ids)]
    title = f"Briefing, {', '.join(names[:4])}{' …' if len(names) > 4 else ''}"
    return _pack(title, _name(f"Briefing {names[0]}"), first, last, today, ids=tuple(operation_ids))


def _pack(
    title: str,
    file_name: str,
    first: date,
    last: date,
    today: date,
    *,
    night: bool = False,
    hours: tuple[datetime, datetime] | None = None,
    ids: tuple[str, ...] = (),
) -> Paper:
    def make(read: "Reader", asked: Asked) -> bytes:
        from planner.document.papers import make_pack, pack_period, shift_period

        return make_pack(
            read,
            shift_period(*hours) if hours is not None else pack_period(read, first, last, night=night),
            now=_at(today, asked),
            audience=asked.audience,
            wording=asked.wording,
            sheets=asked.choice,
            operation_ids=ids,
        )

    choice = "deployment" if first == last else "none"
    return Paper(
        title=title,
        file_name=file_name,
        make=make,
        choices=_SHEETS,
        choice=choice,
        is_there=lambda read: not ids or len(read.among(Operation, "id", ids)) == len(ids),
    )


def sheets_paper(read: "Reader", deployment_ids: Sequence[str], today: date) -> Paper:
    """Return deployment sheets, one a deployment or one a call sign."""
    ids = tuple(deployment_ids)
    first = read.require(Deployment, ids[0])
    operation = read.require(Operation, first.operation_id)

    def make(own: "Reader", asked: Asked) -> bytes:
        from planner.document.papers import make_sheets

        return make_sheets(
            own,
            ids,
            now=_at(today, asked),
            audience=asked.audience,
            per_call_sign=asked.choice == "call-sign",
        )

    return Paper(
        title=f"Deployment sheets, {operation.reference} {operation.title}",
        file_name=_name(f"{operation.reference} sheets"),
        make=make,
        choices=_SHEETS[:2],
        choice="deployment",
        is_there=lambda own: len(own.among(Deployment, "id", ids)) == len(ids),
    )


def wall_paper(scale: str, day: date, today: date, operation_ids: Sequence[str]) -> Paper:
    """Return a wall calendar of the month or week of a day; of chosen operations, or of all."""
    ids = tuple(operation_ids)
    first = day.replace(day=1) if scale == "month" else day - timedelta(days=day.weekday())
    name = f"{month_name(day)} {day.year}" if scale == "month" else f"week of {date_text(first)}"

    def make(read: "Reader", asked: Asked) -> bytes:
        from planner.document.reports import wall_calendar

        return wall_calendar(
            read,
            first=first,
            last=None if scale == "month" else first + timedelta(days=6),
            scale=scale,
            paper=asked.choice,
            operation_ids=ids,
            now=_at(today, asked),
        )

    return Paper(
        title=f"Wall calendar, {name}",
        file_name=_name(f"Wall calendar {first.isoformat()}"),
        make=make,
        choices=_SIZES,
        choice="A4",
        width=_A4_WIDE,
        audience="police",
        is_there=lambda read: len(read.among(Operation, "id", ids)) == len(ids),
    )


def parish_paper(read: "Reader", place_id: str, today: date) -> Paper:
    """Return the parish report of a village."""
    place = read.require(Place, place_id)

    def make(own: "Reader", asked: Asked) -> bytes:
        from planner.document.reports import parish_report

        return parish_report(own, place.name, now=_at(today, asked))

    return Paper(
        title=f"Report to the parish, {place.name}",
        file_name=_name(f"Parish report {place.name} {today.isoformat()}"),
        make=make,
        audience="public",
        is_there=lambda own: own.get(Place, place_id) is not None,
    )


def chase_paper(today: date, partner_id: str | None = None) -> Paper:
    """Return the chase list of one partner, of the police (empty id), or of everybody (None)."""

    def make(read: "Reader", asked: Asked) -> bytes:
        from planner.document.chase import chase_report

        return chase_report(read, now=_at(today, asked), partner_id=partner_id)

    name = _name(f"Chase list {today.isoformat()}")
    return Paper(title="Chase list", file_name=name, make=make, audience="police")

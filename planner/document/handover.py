"""The handover sheet: what a new commander must know of the district on the first morning."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from planner.document.facts import ward_ids_of_operations
from planner.document.handover_decisions import Decision, decisions
from planner.document.promises import Promise
from planner.document.retention import open_holds, reviews_due
from planner.document.returns_due import returns_due
from planner.document.visibility import VillageRow
from planner.document.visibility_feed import ledger
from planner.domain.phrases import and_list, count_text, date_text, day_range, last_day, time_text
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner, Power, PowerWard
from planner.domain.records.plan import Plan
from planner.domain.records.review import Strategy
from planner.domain.vocabulary import Marking, Status, TaskStatus
from planner.domain.ward_sets import ward_words
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.briefing.list_paper import Line, ListPart

_CLOSED: Final = frozenset({Status.STOOD_DOWN, Status.DEBRIEFED})
_SOON: Final = timedelta(days=28)
_LONG_ENDED: Final = timedelta(days=92)
_MOST_NAMED: Final = 6


def handover_pdf(read: Reader, *, now: datetime) -> bytes:
    """Return the handover sheet of the open files as PDF; now: local. In command view it holds both files."""
    from planner.briefing.list_paper import ListPaper, list_pdf

    plan = read.all(Plan)[0]
    in_command_view = len(read.connections) > 1
    parts = (
        open_operations(read, now),
        powers(read, now),
        promises(read, now),
        decided(decisions(read)),
        owed_returns(read, now),
        overdue_tasks(read, now),
        holds(read, now),
        reviews(read, now),
        partners(read, now),
        later_operations(read, now),
    )
    files = (
        "Command view: need-to-know work is in this sheet."
        if in_command_view
        else "Need-to-know work, if there is any, is not in this sheet: the command file was not read."
    )
    return list_pdf(
        ListPaper(
            kicker=" · ".join(p for p in ("Handover to a new commander", plan.district) if p),
            title=plan.title,
            subtitle=f"As on {date_text(now.date())}, {time_text(now)}",
            facts=("Police only", f"Prepared by {plan.prepared_by}" if plan.prepared_by else ""),
            first=_at_a_glance(parts),
            parts=parts,
            last=f"{files} Figures of visits come from submitted returns only.",
            foot=f"Handover sheet, {plan.title}",
            printed=f"Printed {date_text(now.date())} {now:%H:%M}",
            marking=Marking.OFFICIAL_SENSITIVE,
        )
    )


def _at_a_glance(parts: "Sequence[ListPart]") -> str:
    names = (
        "open operation",
        "power",
        "promise",
        "decision",
        "return due",
        "task overdue",
        "hold",
        "review due",
    )
    many = {"return due": "returns due", "task overdue": "tasks overdue", "review due": "reviews due"}
    names_of = {part.title: name for part, name in zip(parts, names, strict=False)}
    numbers: dict[str, int] = {}
    for part in parts:
        name = {"Later operations": names[0]}.get(part.title) or names_of.get(part.title, "")
        numbers[name] = numbers.get(name, 0) + sum(len(line) > 1 for line in part.lines)
    counts = [count_text(numbers[name], name, many.get(name, "")) for name in names if numbers[name]]
    return f"At a glance. {and_list(counts)}." if counts else "At a glance. Nothing is open."


def _part(title: str, columns: Sequence[str], lines: "Iterable[Line]", **layout: object) -> "ListPart":
    from planner.briefing.list_paper import ListPart

    return ListPart(title=title, columns=tuple(columns), lines=tuple(lines), **layout)  # type: ignore[arg-type]


def open_operations(read: Reader, now: datetime) -> "ListPart":
    """Operations not stood down or debriefed, by when they start: those until the next 28 days."""
    lines = _operation_lines(read, now, (_PAST, _NOW, _NEXT))
    later = sum(len(line) > 1 for line in _operation_lines(read, now, (_LATER,)))
    verb = "stands" if later == 1 else "stand"
    intro = f"{count_text(later, 'later operation')} {verb} at the end of this sheet." if later else ""
    empty = "No operation is under way or starts in the next 28 days."
    return _part("Open operations", _COLUMNS, lines, unbroken=_ONE_LINE, intro=intro, empty=empty)


def later_operations(read: Reader, now: datetime) -> "ListPart":
    """The open operations that start after the next 28 days."""
    lines = [line for line in _operation_lines(read, now, (_LATER,)) if len(line) > 1]
    return _part("Later operations", _COLUMNS, lines, unbroken=_ONE_LINE)


def _operation_lines(read: Reader, now: datetime, wanted: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the open operations of some groups with state and lead, a band over each group."""
    spans = {o.id: read.span_of(o.id) for o in read.all(Operation)}
    shown = [o for o in read.all(Operation) if o.status not in _CLOSED]
    names = {w.id: w.name for w in read.all(Ward)}
    wards = ward_ids_of_operations(read, [o.id for o in shown])
    groups: dict[str, list[Operation]] = {}
    for operation in sorted(shown, key=lambda o: (spans[o.id], o.reference)):
        groups.setdefault(_when_group(spans[operation.id], now), []).append(operation)
    lines: list[tuple[str, ...]] = []
    for name in wanted:
        if rows := groups.get(name):
            lines.append((f"{name}: {len(rows)}",))
        for o in rows or []:
            start, end = spans[o.id]
            where = and_list([names[w] for w in wards[o.id] if w in names], 3)
            days = day_range(start.date(), last_day(start, end), short=True)
            lead = next((w for w in (o.lead, o.silver, o.bronze, o.supervisor) if w), "no lead named")
            lines.append((o.reference, o.title, where, days, _state(o), lead))
    return lines


_COLUMNS: Final = ("Reference", "Operation", "Where", "When", "State", "Lead")
_ONE_LINE: Final = (0, 3, 4, 5)
_PAST: Final = "Past its last day and not closed"
_NOW: Final = "Under way"
_NEXT: Final = "Starting in the next 28 days"
_LATER: Final = "Later"


def _when_group(span: tuple[datetime, datetime], now: datetime) -> str:
    start, end = span
    if end <= now:
        return _PAST
    if start <= now:
        return _NOW
    return _NEXT if start <= now + _SOON else _LATER


def _state(operation: Operation) -> str:
    if operation.status is Status.DRAFT and operation.authorised_version:
        return f"draft of version {operation.version}"
    return operation.status.value


def powers(read: Reader, now: datetime) -> "ListPart":
    """Powers by the moment they end; those that ended in the last three months come first."""
    names = {w.id: w.name for w in read.all(Ward)}
    reach: dict[str, list[str]] = {}
    for row in read.all(PowerWard):
        reach.setdefault(row.power_id, []).append(names.get(row.ward_id, ""))
    lines = []
    for power in sorted(read.all(Power), key=lambda p: (p.last, p.title)):
        if power.last < now - _LONG_ENDED:
            continue
        until = f"{date_text(power.last.date())}, {time_text(power.last)}"
        where = and_list(sorted(reach.get(power.id, [])), 3)
        lines.append((until, power.title, power.section, where, _force(power, now), _checked(power)))
    columns = ("Ends", "Power", "Section", "Wards", "State", "Last checked")
    return _part(
        "Powers by expiry", columns, lines, bold=1, unbroken=(0, 1, 4), empty="The register holds no power."
    )


def _force(power: Power, now: datetime) -> str:
    if power.last < now:
        return "ended"
    return f"from {date_text(power.first.date())}" if power.first > now else "in force"


def _checked(power: Power) -> str:
    if power.last_checked_on is None:
        return "not recorded"
    return ", ".join(p for p in (date_text(power.last_checked_on), power.last_checked_by) if p)


def promises(read: Reader, now: datetime) -> "ListPart":
    """Promises that hold or are to come, and in how many villages each was kept."""
    by_strategy: dict[str, list[tuple[VillageRow, Promise]]] = {}
    for row in ledger(read, now).villages:
        if row.promise is not None:
            by_strategy.setdefault(row.promise.strategy_id, []).append((row, row.promise))
    places, wards = {p.id: p.name for p in read.all(Place)}, {w.id: ward_words(w) for w in read.all(Ward)}
    lines = []
    for strategy in sorted(read.all(Strategy), key=lambda s: (s.first, s.title)):
        if strategy.last is not None and strategy.last < now.date():
            continue
        held = by_strategy.get(strategy.id, [])
        to_whom = places.get(strategy.place_id) or wards.get(strategy.ward_id) or "every village"
        until = f"to {date_text(strategy.last)}" if strategy.last else "no end set"
        visits = f"{count_text(strategy.visits, 'visit')} a {strategy.period.value}"
        since = f"from {date_text(strategy.first)}, {until}"
        lines.append((strategy.title, to_whom, visits, since, _standing(held)))
    columns = ("Promise", "To", "What", "When", "How it stands")
    return _part(
        "Promises", columns, lines, stretch=4, unbroken=(2,), empty="No promise of visits is recorded."
    )


def _standing(held: Sequence[tuple[VillageRow, Promise]]) -> str:
    if not held:
        return "holds for no village today"
    first = held[0][1]
    reached = sum(p.delivered >= p.visits for _, p in held)
    words = f"{first.period_name}: reached in {reached} of {len(held)} so far"
    asked = [(row, p) for row, p in held if p.is_kept is not None]
    if not asked:
        return f"{words}; no whole period yet."
    missed = [row.place for row, p in asked if not p.is_kept]
    kept = f"{first.last_period_name}: kept in {len(asked) - len(missed)} of {len(asked)}"
    named = f", not in {and_list(missed, _MOST_NAMED)}" if missed else ""
    return f"{kept}{named}. {words}."


def decided(found: Sequence[Decision]) -> "ListPart":
    """Decisions with their reasons, newest first."""
    lines = [
        (date_text(d.day), d.about, d.decided, d.reason or "no reason recorded", d.by or "not recorded")
        for d in found
    ]
    columns = ("Day", "About", "What was decided", "Reason", "Recorded by")
    return _part(
        "Decisions, with their reasons", columns, lines, bold=1, stretch=2, unbroken=(0,),
        empty="No decision with a reason is recorded.",
    )  # fmt: skip


def owed_returns(read: Reader, now: datetime) -> "ListPart":
    """Deployments that ended and are not returned, oldest first."""
    lines = [
        (due.code, due.what, due.when, count_text(due.days, "day"), "begun" if due.is_draft else "not begun")
        for due in returns_due(read, now)
    ]
    columns = ("Slip", "What", "When", "Since", "Return")
    return _part("Returns due", columns, lines, unbroken=(0, 3), empty="Every return is in.")


def overdue_tasks(read: Reader, now: datetime) -> "ListPart":
    """Open tasks past their date, oldest first."""
    partners_by_id = {p.id: p.name for p in read.all(Partner)}
    references = {o.id: o.reference for o in read.all(Operation)}
    late = [t for t in read.all(Task, status=TaskStatus.OPEN) if t.due < now.date()]
    lines = [
        (
            date_text(t.due),
            t.title,
            references.get(t.operation_id, ""),
            partners_by_id.get(t.partner_id) or t.owner or "nobody named",
            count_text((now.date() - t.due).days, "day"),
        )
        for t in sorted(late, key=lambda t: (t.due, t.title, t.id))
    ]
    columns = ("Due", "Task", "Operation", "Who owes it", "Late by")
    return _part("Tasks overdue", columns, lines, bold=1, unbroken=(0, 2, 4), empty="No task is overdue.")


def holds(read: Reader, now: datetime) -> "ListPart":
    """What keeps an operation from being destroyed, oldest hold first."""
    operations = {o.id: o for o in read.all(Operation)}
    lines = []
    for hold in open_holds(read):
        operation = operations.get(hold.operation_id)
        by = "by the results" if hold.is_automatic else hold.placed_by
        lines.append(
            (
                operation.reference if operation else "",
                operation.title if operation else "",
                hold.kind.value,
                hold.reason,
                ", ".join(p for p in (date_text(hold.placed_on), by) if p),
            )
        )
    columns = ("Reference", "Operation", "Hold", "Reason", "Since")
    return _part("Holds: keep these", columns, lines, unbroken=(0,), stretch=3, empty="Nothing is on hold.")


def reviews(read: Reader, now: datetime) -> "ListPart":
    """Operations whose review date has come, longest over first."""
    lines = [
        (
            due.reference,
            due.title,
            date_text(due.ended),
            date_text(due.review_on),
            and_list([h.kind.value for h in due.holds]) or "no hold",
        )
        for due in reviews_due(read, now)
    ]
    columns = ("Reference", "Operation", "Ended", "Review from", "Hold")
    return _part("Reviews due", columns, lines, unbroken=(0,), empty="No review is due.")


def partners(read: Reader, now: datetime) -> "ListPart":
    """Partners: whom to ring, by which gateway they are told things, and what they owe."""
    open_tasks: dict[str, list[date]] = {}
    for task in read.all(Task, status=TaskStatus.OPEN):
        open_tasks.setdefault(task.partner_id, []).append(task.due)
    lines = []
    for partner in sorted(read.all(Partner), key=lambda p: (p.sort, p.name)):
        due = open_tasks.get(partner.id, [])
        late = sum(day < now.date() for day in due)
        owes = (
            f"{count_text(len(due), 'task')} open" + (f", {late} overdue" if late else "")
            if due
            else "nothing open"
        )
        keeps = f"keep {partner.expires_after_days} days" if partner.expires_after_days else ""
        gateway = ", ".join(p for p in (partner.gateway, partner.agreement, partner.purpose, keeps) if p)
        ring = ", ".join(p for p in (partner.contact, partner.phone) if p)
        lines.append((partner.name, ring or "no contact", gateway or "none chosen yet", owes))
    columns = ("Partner", "Contact", "Gateway, agreement, purpose", "Owes")
    return _part(
        "Partners and gateways", columns, lines, stretch=2, unbroken=(3,), empty="No partner is recorded."
    )

"""The words of a briefing pack's front page: what is on, powers, who commands, what happened last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from planner.briefing.content import Audience, Cell, Para, Row, Table, WardMap
from planner.briefing.gather import Gathered
from planner.briefing.last_time import LastTime
from planner.briefing.look_first import empty_posts
from planner.briefing.order_tables import NBSP, call_signs, row
from planner.briefing.pack_map import pack_map
from planner.briefing.power_words import power_problems
from planner.briefing.skies import sunset_text
from planner.briefing.texts import call_sign_in, lead_in, plain, without_numbers
from planner.briefing.words import moment_text
from planner.domain.phrases import and_list, count_text, date_text, day_name, day_range, hours_text, span_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.people import Power, PowerWard
from planner.domain.records.plan import Plan, SpecialDay
from planner.domain.vocabulary import PostKind
from planner.storage.reader import Reader

_MOST_EVENTS = 12


@dataclass(frozen=True, slots=True)
class Period:
    """What a pack is for, in local wall time; name says it on the front page ("Night", "Week")."""

    start: datetime
    end: datetime
    name: str = ""

    @property
    def days(self) -> str:
        """The period in words."""
        return span_text(self.start, self.end)


@dataclass(frozen=True, slots=True)
class PackPart:
    """One operation of a pack: all that is gathered of it, and the part of it within the period."""

    whole: Gathered
    within: Gathered


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """Everything the front page says. contents: page of the order, in the order of the parts."""

    kicker: str
    title: str
    subtitle: str
    facts: tuple[str, ...]
    look_first: tuple[str, ...]
    on: Table | None
    powers: tuple[Para | Table, ...]
    command: tuple[Para | Table, ...]
    events: tuple[Para, ...]
    last_time: tuple[Para, ...]
    places: tuple[Para, ...]
    map: WardMap | None
    printed: str


def within(about: Gathered, period: Period) -> Gathered:
    """Return what is gathered of an operation, with only the deployments that reach into a period."""
    chosen = [d for d in about.deployments if d.start < period.end and d.end > period.start]
    ids = {d.id for d in chosen}
    posts = {i: p for i, p in about.posts.items() if i in ids}
    return replace(
        about,
        deployments=tuple(chosen),
        posts=posts,
        visits=tuple(v for v in about.visits if v.deployment_id in ids),
    )


def front_page(
    read: Reader,
    parts: Sequence[PackPart],
    period: Period,
    last: Sequence[LastTime],
    *,
    printed: str,
    audience: Audience,
    marking_words: str,
    pages: Sequence[int],
) -> FrontPage:
    """Return the words of the front page; pages: the first page of each operation's order."""
    plan = next((p for p in read.all(Plan) if p.kind == "plan"), None) or read.all(Plan)[0]
    shown = [p.within for p in parts]
    destroy = period.end.date() + timedelta(days=plan.destroy_after_days)
    blocks = sum(len(p.deployments) for p in shown)
    counts = f"{count_text(len(parts), 'operation')}, {count_text(blocks, 'deployment')}"
    name = f"{period.name} · " if period.name else ""
    return FrontPage(
        kicker=" · ".join(p for p in ("Briefing pack", plan.district, audience.value + " copy") if p),
        title=_title(period),
        subtitle=" · ".join(p for p in (f"{name}{period.days}", _sunset(read, shown, period, plan)) if p),
        facts=(counts, marking_words, f"Destroy this copy by {date_text(destroy)}"),
        look_first=_look_first(shown, audience),
        on=_on(shown, period, audience, pages),
        powers=_powers(read, period),
        command=_command(shown, plan, audience),
        events=_events(read, period),
        last_time=tuple(lead_in(f"{item.name}:", item.words) for item in last) if audience.is_police else (),
        places=_places(plan),
        map=pack_map(read, shown, plan) if any(p.wards for p in shown) else None,
        printed=printed,
    )


def _title(period: Period) -> str:
    last = (period.end - timedelta(minutes=1)).date()
    first = period.start.date()
    if period.end - period.start <= timedelta(hours=24):
        return f"{day_name(first)} {date_text(first)}"
    return day_range(first, last if period.end.hour > 7 else max(first, last - timedelta(days=1)))


def _sunset(read: Reader, shown: Sequence[Gathered], period: Period, plan: Plan) -> str:
    wards = [w for about in shown for w in about.wards] or read.all(Ward)[:1]
    words = sunset_text(wards, period.start.date(), plan.zone)
    return f"{words} on the first day" if words and period.end - period.start > timedelta(hours=36) else words


def _look_first(shown: Iterable[Gathered], audience: Audience) -> tuple[str, ...]:
    found: dict[str, list[str]] = {}
    for about in shown:
        empty = empty_posts(about) if audience.is_police else []
        for sentence in [*empty, *power_problems(about)]:
            found.setdefault(sentence, []).append(about.operation.reference)
    return tuple(f"{and_list(references)}: {sentence}" for sentence, references in found.items())


def _on(shown: Sequence[Gathered], period: Period, audience: Audience, pages: Sequence[int]) -> Table | None:
    one_day = period.end - period.start <= timedelta(hours=26)
    rows = []
    for number, (about, page) in enumerate(zip(shown, pages, strict=True), 1):
        for deployment in about.deployments:
            filled, needed = about.manned(deployment)
            posts = Cell(f"{filled}{NBSP}of{NBSP}{needed}" if needed else "—", bold=filled < needed)
            theme = f": {deployment.theme}" if deployment.theme else ""
            cells = [Cell(str(number)), Cell(_when(deployment, one_day)), Cell(about.operation.title + theme)]
            cells += [posts] if audience.is_police else []
            rows.append(Row((*cells, Cell(str(page)))))
        if not about.deployments:
            rows.append(_undivided(about, number, page, audience))
    head = ("Map", "When", "What", "Posts", "Page") if audience.is_police else ("Map", "When", "What", "Page")
    return Table("on", head, tuple(rows), stretch=2) if rows else None


def _when(deployment: Deployment, one_day: bool) -> str:
    hours = hours_text(deployment.start, deployment.end)
    day = f"{day_name(deployment.start.date(), short=True)} {deployment.start.day}"
    return hours if one_day else f"{day}, {hours}".replace(" ", NBSP)


def _undivided(about: Gathered, number: int, page: int, audience: Audience) -> Row:
    cells = [str(number), "no hours yet", about.operation.title]
    return row(*cells, *(["—"] if audience.is_police else []), str(page))


def _powers(read: Reader, period: Period) -> tuple[Para | Table, ...]:
    names = {w.id: w.name for w in read.all(Ward)}
    reach: dict[str, list[str]] = {}
    for link in read.all(PowerWard):
        reach.setdefault(link.power_id, []).append(names.get(link.ward_id, ""))
    live = [p for p in read.all(Power) if p.first < period.end and p.last > period.start]
    if not live:
        return (plain("No dated power of the register (PSPO, dispersal, closure) is in force."),)
    rows = [
        row(
            Cell(p.title, bold=True),
            and_list(sorted(reach.get(p.id, [])), 4) or "everywhere",
            _ends(p, period),
        )
        for p in sorted(live, key=lambda p: p.last)
    ]
    return (Table("powers", ("Power", "Where", "Until"), tuple(rows), stretch=1),)


def _ends(power: Power, period: Period) -> str:
    words = moment_text(power.last)
    if power.first > period.start:
        words = f"{words} (only from {moment_text(power.first)})"
    return f"{words}: ENDS DURING THIS PERIOD" if power.last < period.end else words


def _command(shown: Sequence[Gathered], plan: Plan, audience: Audience) -> tuple[Para | Table, ...]:
    rows = _commander_rows(shown, audience)
    head: tuple[str, ...] = ("Operation", "In command", "Supervisor", "Until")
    result: list[Para | Table] = [Table("command", head, tuple(rows), stretch=1)] if rows else []
    if plan.out_of_hours:
        who = plan.out_of_hours if audience.is_police else without_numbers(plan.out_of_hours)
        result.append(lead_in("At any other time:", f"{who}."))
    return tuple(result)


def _commander_rows(shown: Sequence[Gathered], audience: Audience) -> list[Row]:
    """Return who commands until when; days under the same command share a line."""
    until: dict[tuple[str, str, str], list[str]] = {}
    for about in shown:
        for deployment in about.deployments:
            *who, end = _commander(about, deployment, audience)
            until.setdefault((who[0], who[1], who[2]), []).append(end)
    return [row(*who, ", ".join(ends)) for who, ends in until.items()]


def _commander(about: Gathered, deployment: Deployment, audience: Audience) -> tuple[str, str, str, str]:
    operation = about.operation
    named = {"Gold": operation.gold, "Silver": operation.silver, "Bronze": operation.bronze}
    posts = [f"{post} {_who(who, '', audience)}" for post, who in named.items() if who]
    lead = "; ".join(posts) or _who(deployment.lead or operation.lead, "", audience) or "not named"
    sergeants = [p for p in about.posts.get(deployment.id, []) if p.kind is PostKind.SERGEANT]
    sign = next((s for p in sergeants for s in call_signs(about, p)), "")
    until = f"{day_name(deployment.end.date(), short=True)} {deployment.end:%H:%M}"
    supervisor = _who(operation.supervisor, sign, audience) or "not named"
    return operation.reference, lead, supervisor, until.replace(" ", NBSP)


def _who(who: str, sign: str, audience: Audience) -> str:
    sign = (call_sign_in(who) or sign) if audience.is_police else ""
    return ", ".join(part for part in (without_numbers(who), sign) if part)


def _events(read: Reader, period: Period) -> tuple[Para, ...]:
    last = (period.end - timedelta(minutes=1)).date()
    days = [s for s in read.all(SpecialDay) if s.first <= last and s.last >= period.start.date()]
    shown = sorted(days, key=lambda s: (s.first, s.title))
    more = len(shown) - _MOST_EVENTS
    words = [f"{s.title}, {day_range(s.first, s.last, short=True)}" for s in shown[:_MOST_EVENTS]]
    words += [f"and {more} more in the calendar"] if more > 0 else []
    return (plain("; ".join(words) + "."),) if words else (plain("None in the calendar of days."),)


def _places(plan: Plan) -> tuple[Para, ...]:
    fields = (
        ("Briefing:", plan.briefing_place),
        ("Custody:", plan.custody),
        ("Nearest A&E:", plan.nearest_ae),
        ("Safe places:", plan.safe_places),
        ("Control:", plan.control_room),
        ("Media:", plan.media_contact),
    )
    return tuple(
        lead_in(name, f"{value.rstrip('.')}." if value else "not entered in the plan.")
        for name, value in fields
        if value or name in {"Custody:", "Nearest A&E:", "Safe places:"}
    )

"""The words of a deployment sheet: why here, what to do, which powers, whom to call, and what comes back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from planner.briefing.content import Audience, Para, Run, Table, WardMap
from planner.briefing.gather import Gathered, gather
from planner.briefing.map_content import ward_map
from planner.briefing.narrowed import narrowed
from planner.briefing.order_content import DRAFT_LINE
from planner.briefing.order_tables import call_signs, visit_places, visits_table
from planner.briefing.power_words import holds, power_problems, reaches, reliances
from planner.briefing.skies import sunset_text
from planner.briefing.texts import call_sign_in, lead_in, paragraphs, plain, sentences, without_numbers
from planner.briefing.words import kind_word, moment_text
from planner.domain.errors import KnownError
from planner.domain.phrases import and_list, date_text, span_text
from planner.domain.records.deployment import Deployment, Post
from planner.domain.records.people import Concern
from planner.domain.timespan import to_local
from planner.domain.vocabulary import Heading, Marking, PostKind
from planner.storage.reader import Reader

_MOST_WHY = 3
_MOST_WHAT = 8
_BLANK_LINES = 4
_EVENING = time(18)
_NOT_POLICE = frozenset({PostKind.WARDEN, PostKind.PARTNER, PostKind.VOLUNTEER})


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentSheet:
    """Everything one sheet says. slip: the words at the left of each line of the slip, empty to write in."""

    code: str
    kicker: str
    title: str
    subtitle: str
    facts: tuple[str, ...]
    marking: Marking
    draft_line: str
    handling: str
    why: tuple[Para, ...]
    what: tuple[Para | Table, ...]
    powers_title: str
    powers: tuple[Para, ...]
    call: tuple[Para, ...]
    map: WardMap | None
    slip: tuple[str, ...]
    printed: str


def deployment_sheet(
    read: Reader,
    deployment_id: str,
    *,
    now: datetime,
    audience: Audience = Audience.POLICE,
    call_sign: str = "",
    about: Gathered | None = None,
) -> DeploymentSheet:
    """Return the sheet of one deployment, for all its call signs or for one of them.

    now: local wall time, or an aware time. about: what is gathered of its operation, where the caller has it.
    NotFound when it is gone; KnownError for partners and the public, and for need-to-know work that is not
    for command.
    """
    deployment = read.require(Deployment, deployment_id)
    whole = about or gather(read, deployment.operation_id)
    about = narrowed(read, whole, deployment)
    _refuse(about, audience)
    local = to_local(now, about.plan.zone) if now.tzinfo else now
    evening = deployment.end.time() <= time(7) or deployment.end.time() > _EVENING
    return DeploymentSheet(
        code=f"{about.operation.reference}/{deployment.number}",
        kicker=f"Deployment sheet · {about.operation.title}",
        title=_title(about, deployment),
        subtitle=" · ".join(p for p in (span_text(deployment.start, deployment.end), _sunset(about)) if p),
        facts=_facts(about, deployment, call_sign, whole.destroy_by),
        marking=about.marking,
        draft_line=DRAFT_LINE if about.is_draft else "",
        handling=about.operation.handling or about.kind.handling,
        why=_why(read, about),
        what=_what(about, deployment),
        powers_title="Powers tonight" if evening else "Powers today",
        powers=_powers(about),
        call=_call(about, deployment),
        map=ward_map(read, about, audience),
        slip=_slip(about),
        printed=f"Printed {moment_text(local)}",
    )


def call_signs_of(about: Gathered, deployment: Deployment) -> list[str]:
    """Return the call signs that fill the posts of a deployment, each once."""
    return list(dict.fromkeys(c for p in about.posts.get(deployment.id, []) for c in call_signs(about, p)))


def _title(about: Gathered, deployment: Deployment) -> str:
    where = and_list([w.name for w in about.wards], 3)
    theme = deployment.theme or about.operation.title
    return theme if not where or where in theme else f"{theme} — {where}"


def _refuse(about: Gathered, audience: Audience) -> None:
    if not audience.is_police:
        raise KnownError("A deployment sheet holds call signs and is for police; print the partner's sheet.")
    if about.kind.reservation:
        raise KnownError(f"{about.operation.reference} is a reservation of dates and wards and has no sheet.")
    if about.kind.need_to_know and audience is not Audience.COMMAND:
        raise KnownError("Need-to-know work prints for the command audience only.")


def _sunset(about: Gathered) -> str:
    return sunset_text(about.wards, about.first_day, about.plan.zone)


def _facts(about: Gathered, deployment: Deployment, call_sign: str, destroy_by: date) -> tuple[str, ...]:
    signs = [call_sign] if call_sign else call_signs_of(about, deployment)
    word = "call sign" if len(signs) == 1 else "call signs"
    return (
        f"{about.operation.reference}/{deployment.number} · version {about.operation.version}",
        f"For {word} {', '.join(signs)}" if signs else "For call sign ________",
        f"Destroy this copy by {date_text(destroy_by)}",
    )


def _why(read: Reader, about: Gathered) -> tuple[Para, ...]:
    note = about.deployments[0].note
    told = [s for p in paragraphs(about.briefs.get(Heading.INFORMATION, "")) for s in sentences(p.text)]
    result = [plain(note)] if note else []
    if told:
        result.append(plain(" ".join(told[:_MOST_WHY])))
    said = [c for c in read.among(Concern, "ward_id", [w.id for w in about.wards]) if c.rank <= _MOST_WHY]
    if said:
        ranked = "; ".join(f"{c.rank} {c.text}" for c in sorted(said, key=lambda c: c.rank)[:_MOST_WHY])
        source = said[0].source + (f", {date_text(day)}" if (day := said[0].said_on) else "")
        result.append(lead_in("Residents put first:", f"{ranked} ({source})." if source else f"{ranked}."))
    return tuple(result) or (plain("No reason is written in the brief: ask the supervisor."),)


def _what(about: Gathered, deployment: Deployment) -> tuple[Para | Table, ...]:
    table = visits_table(about)
    told = [s for p in paragraphs(about.briefs.get(Heading.METHOD, "")) for s in sentences(p.text)]
    told = [s for s in told if "timetable" not in s]  # it is in the order, not on the sheet
    words = plain(" ".join(told[:_MOST_WHAT])) if told else None
    briefing = lead_in("Briefing:", deployment.briefing) if deployment.briefing else None
    blocks = (table, briefing, words)
    return tuple(b for b in blocks if b) or (plain("Nothing is written yet: ask the supervisor."),)


def _powers(about: Gathered) -> tuple[Para, ...]:
    result = [Para((Run(problem, bold=True),)) for problem in power_problems(about)]
    named = []
    for item in reliances(about):
        usable = [p for p in item.dated if holds(p, about) and reaches(p, about)]
        result += [
            lead_in(
                f"{p.title}:",
                f"holds until {moment_text(p.last)}" + (f" ({p.section})." if p.section else "."),
            )
            for p in usable
        ]
        if item.kind == "dispersal" and not usable:
            result.append(plain("Dispersal only where an inspector has authorised it in writing."))
        elif not item.dated and item.kind != "pspo":
            named.append(item.name if item.name[1:2].isupper() else item.name[:1].lower() + item.name[1:])
    if named:
        result.append(plain(f"In the order, with sections and limits: {and_list(named)}."))
    return tuple(result) or (plain("No special power is relied on: ordinary powers only."),)


def _call(about: Gathered, deployment: Deployment) -> tuple[Para, ...]:
    posts = about.posts.get(deployment.id, [])
    until = f" to {deployment.end:%H:%M}"
    chain = [
        _who("Supervisor", about.operation.supervisor, _first_sign(about, posts, PostKind.SERGEANT), until),
        _who("Lead", deployment.lead or about.operation.lead, "", ""),
        _who("Out of hours", about.operation.decision_maker or about.plan.out_of_hours, "", ""),
    ]
    words = "; ".join(c for c in chain if c)
    result = [plain(f"{words}.")] if words else []
    if beside := _beside(posts):
        result.append(plain(f"With you: {and_list(beside)}."))
    control = about.plan.control_room or "control"
    result.append(plain(f"Ambulance and custody through {control}; emergency button as usual."))
    fixed = (
        ("Custody", about.plan.custody),
        ("Nearest A&E", about.plan.nearest_ae),
        ("Safe place", about.plan.safe_places),
    )
    if known := ". ".join(f"{name}: {value.rstrip('.')}" for name, value in fixed if value):
        result.append(plain(f"{known}."))
    return tuple(result)


def _who(post: str, who: str, sign: str, until: str) -> str:
    sign = call_sign_in(who) or sign
    name = without_numbers(who)
    words = ", ".join(part for part in (name, sign) if part)
    return f"{post}{until}: {words}" if words else ""


def _first_sign(about: Gathered, posts: Iterable[Post], kind: PostKind) -> str:
    return next((sign for p in posts if p.kind is kind for sign in call_signs(about, p)), "")


def _beside(posts: Iterable[Post]) -> list[str]:
    return list(
        dict.fromkeys(
            f"{p.role[:1].lower() + p.role[1:]} ({kind_word(p.kind)})"
            if kind_word(p.kind) not in p.role.casefold()
            else p.role[:1].lower() + p.role[1:]
            for p in posts
            if p.kind in _NOT_POLICE
        )
    )


def _slip(about: Gathered) -> tuple[str, ...]:
    numbers = {p.id: (n, p.name) for n, p in enumerate(visit_places(about), 1)}
    lines = [
        f"{numbers[v.place_id][0]} {numbers[v.place_id][1]}" for v in about.visits if v.place_id in numbers
    ]
    return tuple(lines) or ("",) * _BLANK_LINES

"""From one operation of a plan to the words of its order."""

from datetime import datetime

from planner.briefing.content import Annex, Audience, OrderContent, Section, Wording
from planner.briefing.gather import Gathered, gather
from planner.briefing.look_first import look_first
from planner.briefing.map_content import ward_map
from planner.briefing.order_tables import all_tasks, tasks_due
from planner.briefing.roster import roster_annex
from planner.briefing.sections import seven_sections
from planner.briefing.texts import without_numbers
from planner.briefing.words import clock_text, moment_text, when_line
from planner.domain.errors import KnownError
from planner.domain.phrases import date_text
from planner.domain.records.people import Partner
from planner.domain.timespan import to_local
from planner.domain.vocabulary import Marking
from planner.storage.reader import Reader

DRAFT_LINE = "DRAFT - NOT AUTHORISED"


def order_content(
    read: Reader,
    operation_id: str,
    *,
    now: datetime,
    wording: Wording = Wording.COLLEGE,
    audience: Audience = Audience.POLICE,
    partner_id: str = "",
) -> OrderContent:
    """Return the whole order with its annexes.

    now: local wall time, or an aware time. partner_id: whose tasks a partner's copy holds. NotFound when
    operation or partner are gone; KnownError for a reservation and for a copy that may not leave the police.
    """
    about = gather(read, operation_id)
    _refuse(about, audience)
    partner = read.require(Partner, partner_id) if partner_id else None
    operation = about.operation
    tasks_title, tasks = tasks_due(about, audience, partner_id)
    local = to_local(now, about.plan.zone) if now.tzinfo else now
    return OrderContent(
        kicker=" · ".join(p for p in ("Operation order", _district(about)) if p),
        title=operation.title,
        subtitle=when_line(about),
        reference=operation.reference,
        version=operation.version,
        facts=_facts(about, audience, partner),
        handling=operation.handling or about.kind.handling,
        marking=about.marking,
        draft_line=DRAFT_LINE if about.is_draft else "",
        look_first=look_first(about, audience),
        sections=seven_sections(about, wording, audience),
        tasks_title=tasks_title,
        tasks=tasks,
        map=ward_map(read, about, audience),
        annexes=_annexes(about, audience),
        printed=f"Printed {moment_text(local)}",
        return_to=_return_to(about),
    )


def _refuse(about: Gathered, audience: Audience) -> None:
    operation = about.operation
    if about.kind.reservation:
        raise KnownError(
            f"{operation.reference} is a reservation: it keeps dates and wards clear for work that others "
            "own and has no order; ring the desk named in it."
        )
    if audience.is_police:
        return
    if about.kind.need_to_know:
        raise KnownError(
            "A need-to-know operation has no copy for partners or the public; release it into the plan first."
        )
    if audience is Audience.PUBLIC and about.marking is not Marking.OFFICIAL:
        raise KnownError(
            f"{operation.reference} is marked {about.marking} and has no public copy; print it for police."
        )


def _district(about: Gathered) -> str:
    district = about.plan.district
    return f"{district} District" if district and "district" not in district.casefold() else district


def _facts(about: Gathered, audience: Audience, partner: Partner | None) -> tuple[str, ...]:
    operation = about.operation
    whose = f"{partner.called} copy" if partner else f"{audience.value} copy"
    number = " · copy ____ of ____" if audience.is_police else ""
    lines = [f"{operation.reference} · version {operation.version}{number} · {whose}"]
    prepared = without_numbers(operation.prepared_by)
    lines.append(
        f"Prepared by {prepared}" if prepared else "Prepared by: see annex A" if operation.prepared_by else ""
    )
    if not about.is_draft and operation.authorised_at:
        by = without_numbers(operation.authorised_by)
        at = clock_text(operation.authorised_at, about.plan.zone)
        lines.append(f"Authorised by {by} · {at}" if by else f"Authorised {at}")
    else:
        lines.append("Not authorised")
    lines.append(f"Destroy this copy by {date_text(about.destroy_by)}")
    return tuple(line for line in lines if line)


def _return_to(about: Gathered) -> str:
    operation = about.operation
    return without_numbers(operation.prepared_by or operation.lead)


def _annexes(about: Gathered, audience: Audience) -> tuple[Annex, ...]:
    if not audience.is_police:
        return ()
    annexes = [roster_annex(about)] if about.deployments else []
    if tasks := all_tasks(about):
        section = Section(0, "Before, during and after", (tasks,))
        letter = "AB"[len(annexes)]
        annexes.append(Annex(f"Annex {letter}: all tasks", about.marking, (section,)))
    return tuple(annexes)

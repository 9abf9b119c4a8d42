"""Gathers what the papers say and has them made: packs, sheets, parish and ward reports, partner sheets."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from planner.domain.errors import InvalidInput, KnownError, NotFound
from planner.domain.records.deployment import Assignment, Deployment, Post
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner, Resource
from planner.domain.records.plan import Plan
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.briefing.pack_content import Period

NIGHT_START, NIGHT_END = time(18), time(6)


def pack_period(read: Reader, first: date, last: date, *, night: bool = False) -> "Period":
    """Return the period of a pack from one force day to another: a night is 18:00 to 06:00."""
    from planner.briefing.pack_content import Period

    if last < first:
        raise InvalidInput("The last day lies before the first. Swap --from and --to.")
    after = last + timedelta(days=1)
    if night:
        name = "Night" if first == last else "Nights"
        return Period(datetime.combine(first, NIGHT_START), datetime.combine(after, NIGHT_END), name)
    starts = read.all(Plan)[0].force_day_start
    days = (after - first).days
    name = "Day" if days == 1 else "Week" if days == 7 else ""
    return Period(datetime.combine(first, starts), datetime.combine(after, starts), name)


def shift_period(start: datetime, end: datetime, *, name: str = "Shift") -> "Period":
    """Return the period of a pack for a shift, from one local hour to another."""
    from planner.briefing.pack_content import Period

    if end <= start:
        raise InvalidInput("The shift ends before it starts. Swap --from and --to.")
    return Period(start, end, name)


def operations_of_pack(
    read: Reader, period: "Period", *, audience: str = "police", partner_id: str = ""
) -> list[str]:
    """Return the ids of the operations that a pack for an audience holds, by their first hour in the period.

    Need-to-know work is for command only; a partner's pack holds only what that partner has a part in.
    """
    kinds = {k.id: k for k in read.all(OperationType)}
    within = read.deployments_between(period.start, period.end)
    ids = list(dict.fromkeys(d.operation_id for d in within))
    bare = (o.id for o in read.operations_between(period.start, period.end))
    ids += [i for i in bare if i not in set(ids) and not read.count(Deployment, operation_id=i)]
    found = {o.id: o for o in read.among(Operation, "id", ids)}
    mine = partner_operations(read, partner_id) if partner_id else None
    result = []
    for operation_id in ids:
        kind = kinds[found[operation_id].type_id]
        hidden = kind.need_to_know and audience != "command"
        if not hidden and not kind.reservation and (mine is None or operation_id in mine):
            result.append(operation_id)
    return result


def partner_operations(read: Reader, partner_id: str) -> set[str]:
    """Return the ids of the operations in which a partner owes a task or fills a post."""
    ids = {t.operation_id for t in read.all(Task, partner_id=partner_id)}
    return ids | {d.operation_id for d in partner_deployments(read, partner_id)}


def partner_deployments(read: Reader, partner_id: str) -> list[Deployment]:
    """Return the deployments in which a partner's people or vehicles fill a post, by start."""
    resources = [r.id for r in read.all(Resource, partner_id=partner_id)]
    posts = {a.post_id for a in read.among(Assignment, "resource_id", resources)}
    ids = {p.deployment_id for p in read.among(Post, "id", posts)}
    return sorted(read.among(Deployment, "id", ids), key=lambda d: (d.start, d.id))


def find_partner(read: Reader, name: str) -> Partner:
    """Return the partner of a name or short name; NotFound lists them."""
    wanted = " ".join(name.casefold().split())
    partners = read.all(Partner)
    for partner in partners:
        if wanted in {partner.name.casefold(), partner.short_name.casefold()}:
            return partner
    listed = ", ".join(p.called for p in partners)
    raise NotFound(f'No partner is called "{name}". The partners are: {listed or "none yet"}.')


def find_place(read: Reader, name: str) -> Place:
    """Return the village of a name, else another place of the district with that name."""
    wanted = " ".join(name.casefold().split())
    places = [p for p in read.all(Place) if p.name.casefold() == wanted and not p.operation_id]
    places.sort(key=lambda p: (p.kind.value != "village", p.rank))
    if not places:
        raise NotFound(f'No village or place is called "{name}". Look it up on the map and try again.')
    return places[0]


def make_pack(
    read: Reader,
    period: "Period",
    *,
    now: datetime,
    audience: str = "police",
    wording: str = "college",
    length: str = "one-page",
    partner_id: str = "",
    sheets: str = "",
    operation_ids: Sequence[str] = (),
) -> bytes:
    """Return the briefing pack of a period as PDF, or of chosen operations within it.

    sheets: "none", "deployment", "call-sign", or "" for one a deployment in packs of a day at most.
    InvalidInput for other words; KnownError for nothing to brief.
    """
    from planner.briefing.content import Audience, Length, Wording
    from planner.briefing.pack import SHEETS, pack_pdf

    one_day = period.end - period.start <= timedelta(hours=26)
    asked = sheets or ("deployment" if one_day else "none")
    if asked not in SHEETS:
        raise InvalidInput(f'"{sheets}" is not a kind of sheets. Choose one of: {", ".join(SHEETS)}.')
    try:
        whose, words, long = Audience(audience), Wording(wording), Length(length)
    except ValueError as error:
        raise InvalidInput(
            "A pack is for command, police or partner, in college or jesip wording, one-page, two-page or "
            "full; choose one of each."
        ) from error
    ids = list(operation_ids) or operations_of_pack(read, period, audience=audience, partner_id=partner_id)
    if not ids:
        raise KnownError(f"Nothing is planned for {period.days}: choose other days.")
    return pack_pdf(
        read, ids, period, now=now, audience=whose, wording=words, length=long,
        partner_id=partner_id, sheets=asked,
    )  # fmt: skip


def make_sheets(
    read: Reader,
    deployment_ids: Iterable[str],
    *,
    now: datetime,
    audience: str = "police",
    per_call_sign: bool = False,
) -> bytes:
    """Return deployment sheets as PDF, one a deployment or one a call sign."""
    from planner.briefing.content import Audience
    from planner.briefing.deployment_content import call_signs_of, deployment_sheet
    from planner.briefing.deployment_layout import sheets_pdf
    from planner.briefing.gather import gather

    made = []
    for deployment_id in deployment_ids:
        deployment = read.require(Deployment, deployment_id)
        about = gather(read, deployment.operation_id)
        signs = call_signs_of(about, deployment) if per_call_sign else []
        made += [
            deployment_sheet(
                read, deployment_id, now=now, audience=Audience(audience), call_sign=sign, about=about
            )
            for sign in signs or [""]
        ]
    if not made:
        raise KnownError("No deployment is chosen: choose one, then print its sheet.")
    return sheets_pdf(made)

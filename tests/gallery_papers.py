"""Every paper but the order as PNG: packs, sheets, parish and ward reports, calendars, partner sheets."""

from collections.abc import Iterator
from datetime import date, datetime

from planner.document import papers, reports
from planner.document.chase import chase_report
from planner.document.handover import handover_pdf
from planner.document.partner_tasks import send_tasks, terms_for
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Ward
from planner.storage.reader import Reader


def all_papers(read: Reader, now: datetime) -> Iterator[tuple[str, bytes]]:
    """Yield a name and the PDF of each paper of the demo plan."""
    night = papers.pack_period(read, date(2026, 9, 11), date(2026, 9, 11), night=True)
    week = papers.pack_period(read, date(2026, 9, 7), date(2026, 9, 13))
    yield "pack-night", papers.make_pack(read, night, now=now)
    yield "pack-week", papers.make_pack(read, week, now=now)
    council = papers.find_partner(read, "City Council")
    yield "pack-partner", papers.make_pack(read, week, now=now, audience="partner", partner_id=council.id)
    stops = {v.deployment_id for v in read.all(Visit)}
    rural = max(read.among(Deployment, "id", stops), key=lambda d: read.count(Visit, deployment_id=d.id))
    yield "sheet-rural", papers.make_sheets(read, [rural.id], now=now)
    for village in ("Dedham", "Copford"):
        yield f"parish-{village}", reports.parish_report(read, village, now=now)
    for ward in read.all(Ward):
        if ward.name in {"Greenstead", "Rural North"}:
            name = ward.name.replace(" ", "-")
            yield f"ward-{name}", reports.ward_report(read, ward.id, now=now)
            yield f"you-said-{name}", reports.you_said_report(read, ward.id, now=now)
    yield "handover", handover_pdf(read, now=now)
    yield "partner", reports.partner_report(read, "City Council", now=now)
    yield "partner-sent", send_tasks(read, council.id, terms_for(read, council), now=now).pdf
    yield "chase", chase_report(read, now=now)
    for paper in ("A4", "A3"):
        yield f"wall-month-{paper}", reports.wall_calendar(read, first=date(2026, 9, 1), paper=paper, now=now)
        yield (
            f"wall-week-{paper}",
            reports.wall_calendar(read, first=date(2026, 9, 7), scale="week", paper=paper, now=now),
        )

"""The command for papers that leave the police or hang on a wall: report."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.noting import note_written
from planner.cli.options import PLAN, TODAY, find_wards, opened, parse_day
from planner.cli.papers import OUT, write_beside
from planner.domain.errors import InvalidInput
from planner.domain.timespan import now_on
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.document.document import Document

_AUDIENCES = {"parish": "public", "ward": "public", "you-said": "public", "partner": "partner"}
KINDS = ("parish", "ward", "you-said", "wall-calendar", "partner", "chase", "handover")


def _day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    """Return the day an option names, if it was given."""
    return parse_day(text) if text else None


@click.command("report")
@PLAN
@click.option("--kind", type=click.Choice(KINDS), required=True, help="Which report.")
@click.option("--ward", default="", help="Name or code of a ward.")
@click.option("--place", default="", help="Name of a village.")
@click.option("--partner", default="", help="Name of a partner.")
@click.option("--from", "first", callback=_day, help="First day of a calendar or partner sheet.")
@click.option("--to", "last", callback=_day, help="Last day.")
@click.option("--operation", "references", multiple=True, help="Only this operation on the calendar.")
@click.option("--paper", type=click.Choice(("A4", "A3")), default="A4", show_default=True)
@click.option("--command", "command_key", hidden=True, type=click.Path(path_type=Path))
@TODAY
@OUT
def report(plan: Path, kind: str, ward: str, place: str, partner: str, first: date | None, last: date | None,
           references: tuple[str, ...], paper: str, command_key: Path | None, today: date,
           out: Path) -> None:  # fmt: skip
    """Write a parish report, ward sheet, "You said, we did", wall calendar, partner or handover sheet as PDF.

    The command file is never read for these papers, since they leave the police or hang where visitors pass;
    only the handover sheet, for the next commander, reads it when it is opened.
    """
    from planner.briefing.raster import marking_of
    from planner.cli.options import find_operation
    from planner.cli.reading_back import refuse_leaks
    from planner.document import reports
    from planner.document.chase import chase_report
    from planner.document.papers import find_partner

    now = now_on(today)
    if kind == "handover":
        _handover(plan, command_key, now, out)
        return
    with opened(plan) as document:  # without the command file, whatever was said
        read = document.read
        if kind in {"parish", "ward", "you-said"}:
            pdf = _of_ground(document, kind, place, ward, now)
        elif kind == "partner":
            name = _needed(partner, "partner", '"City Council"')
            pdf = reports.partner_report(read, name, now=now, first=first, last=last)
        elif kind == "chase":
            pdf = chase_report(read, now=now)
        else:
            ids = [find_operation(document, reference).id for reference in references]
            pdf = _calendar(read, ids, first or today, last, paper, now)
        partner_id = find_partner(read, partner).id if kind == "partner" else ""
        refuse_leaks(
            document, pdf, out, _AUDIENCES.get(kind, "police"), partner_id=partner_id, command_key=command_key
        )
    write_beside(out, pdf)
    for_partner = f", {partner}" if kind == "partner" else ""
    audience = "partner" if for_partner else "police"
    note_written(plan, out, pdf, marking_of(pdf), what=f"Report: {kind}{for_partner}", audience=audience)
    click.echo(f"Wrote {out.name}.")


def _of_ground(document: "Document", kind: str, place: str, ward: str, now: datetime) -> bytes:
    from planner.document import reports

    if kind == "parish":
        return reports.parish_report(document.read, _needed(place, "place", "Dedham"), now=now)
    make = reports.ward_report if kind == "ward" else reports.you_said_report
    return make(document.read, _ward(document, ward), now=now)


def _handover(plan: Path, command_key: Path | None, now: datetime, out: Path) -> None:
    from planner.briefing.raster import marking_of
    from planner.cli.reading_back import refuse_leaks
    from planner.document.handover import handover_pdf

    audience = "police" if command_key is None else "command"
    with opened(plan, command_key=command_key) as document:
        pdf = handover_pdf(document.read, now=now)
        refuse_leaks(document, pdf, out, audience, command_key=command_key)
    write_beside(out, pdf)
    note_written(
        plan, out, pdf, marking_of(pdf), what="Handover sheet", audience=audience, command_key=command_key
    )
    click.echo(f"Wrote {out.name}.")


def _needed(value: str, option: str, example: str) -> str:
    if not value.strip():
        raise InvalidInput(f"Say which {option}: --{option} {example}.")
    return value


def _ward(document: "Document", name: str) -> str:
    return find_wards(document, (_needed(name, "ward", "Greenstead"),))[0]


def _calendar(
    read: Reader, ids: list[str], first: date, last: date | None, paper: str, now: datetime
) -> bytes:
    from planner.document import reports

    if last is not None and last < first:
        raise InvalidInput("The last day lies before the first. Swap --from and --to.")
    is_week = last is not None and (last - first).days < 7
    return reports.wall_calendar(
        read,
        first=first,
        last=last,
        scale="week" if is_week else "month",
        paper=paper,
        operation_ids=ids,
        now=now,
    )


COMMANDS = (report,)

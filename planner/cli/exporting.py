"""The export command: calendars, lists for the police, and a partner's tasks, each noted where it must be."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import COMMAND, PLAN, TODAY, opened
from planner.cli.papers import write_beside
from planner.domain.errors import InvalidInput
from planner.domain.phrases import count_text
from planner.domain.timespan import now_on
from planner.domain.vocabulary import Marking

if TYPE_CHECKING:
    from planner.storage.reader import Reader

_ENDINGS = (".ics", ".geojson", ".gpkg", ".csv", ".xlsx")


@click.command("export")
@PLAN
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--audience", type=click.Choice(("command", "police", "partner", "public")), default="police",
              show_default=True)  # fmt: skip
@click.option("--partner", default="", help="Whose work, with --audience partner.")
@click.option("--what", type=click.Choice(("tasks", "operations")), default="tasks", show_default=True,
              help="Which list, as .csv or .xlsx.")  # fmt: skip
@COMMAND
@TODAY
def export(plan: Path, out: Path, audience: str, partner: str, what: str, command_key: Path | None,
           today: date) -> None:  # fmt: skip
    """Write deployments as a calendar (.ics), operations as a map (.geojson, .gpkg) or lists (.csv, .xlsx).

    Each holds only what its audience may see. With --audience partner and .xlsx: the tasks of one partner as
    the sheet that it fills in.
    """
    ending = out.suffix.lower()
    if ending not in _ENDINGS:
        raise InvalidInput(f"{out.name} has no known ending. Use .ics, .geojson, .gpkg, .csv or .xlsx.")
    if partner and audience != "partner":
        raise InvalidInput("A partner's tasks need --audience partner as well as --partner.")
    if audience == "partner" and ending == ".xlsx" and what == "tasks":
        _partner_sheet(plan, out, partner, today)
        return
    if audience == "command" and command_key is None:
        raise InvalidInput("For the command audience open the command file: --command F.")
    if ending in (".csv", ".xlsx") and what == "tasks":
        _refuse_nobodys_tasks(audience, partner)
    makers: dict[str, Callable[[Reader, bool], tuple[bytes, Marking]]] = {
        ".ics": _calendar,
        ".geojson": _map,
        ".gpkg": _gis,
        ".csv": lambda read, _is_command: _list(read, what, ending),
        ".xlsx": lambda read, _is_command: _list(read, what, ending),
    }
    _write_noted(plan, out, command_key, audience, partner, makers[ending])


def _write_noted(
    plan: Path,
    out: Path,
    key: Path | None,
    audience: str,
    partner: str,
    make: "Callable[[Reader, bool], tuple[bytes, Marking]]",
) -> None:
    from planner.cli.noting import note_written
    from planner.cli.reading_back import refuse_leaks
    from planner.document.audience_reader import reading_as
    from planner.document.papers import find_partner
    from planner.domain.vocabulary import ShareKind

    is_command = audience == "command"
    with opened(plan, command_key=key if is_command else None) as document:
        partner_id = find_partner(document.read, partner).id if partner else ""
        with reading_as(document, audience, partner_id) as read:
            content, marking = make(read, is_command)
        refuse_leaks(document, content, out, audience, partner_id=partner_id, command_key=key)
    write_beside(out, content)
    note_written(
        plan, out, content, marking, what=f"Export {out.name}", audience=audience, partner_id=partner_id,
        command_key=key if is_command else None, kind=ShareKind.EXPORT,
    )  # fmt: skip
    click.echo(f"Wrote {out.name}.")


def _calendar(read: "Reader", is_command: bool) -> tuple[bytes, Marking]:
    from planner.document.calendar_export import calendar_export
    from planner.document.share_log import highest_marking

    content = calendar_export(read, now=datetime.now(UTC), is_command_view=is_command)
    return content, highest_marking(read)


def _map(read: "Reader", _is_command: bool) -> tuple[bytes, Marking]:
    from planner.document.map_export import map_export
    from planner.document.share_log import highest_marking

    return map_export(read), highest_marking(read)


def _gis(read: "Reader", _is_command: bool) -> tuple[bytes, Marking]:
    from planner.document.gis_export import gis_export
    from planner.document.share_log import highest_marking

    return gis_export(read), highest_marking(read)


def _list(read: "Reader", what: str, ending: str) -> tuple[bytes, Marking]:
    from planner.document.plain_lists import operations_list, tasks_list
    from planner.document.share_log import highest_marking

    marking = highest_marking(read)
    table = tasks_list(read) if what == "tasks" else operations_list(read)
    if not table.rows:
        click.echo(f"Only the header is written: the audience may see no {what} of this plan.", err=True)
    return (table.csv() if ending == ".csv" else table.xlsx(marking)), marking


def _refuse_nobodys_tasks(audience: str, partner: str) -> None:
    """Refuse a list that would be its header only: tasks go to the partner that owes them."""
    if audience == "public":
        raise InvalidInput("The public is given no tasks. Choose another --audience.")
    if audience == "partner" and not partner.strip():
        raise InvalidInput(
            'Any partner is given no tasks. Say whose: --partner "City Council", or --what operations.'
        )


def _partner_sheet(plan: Path, out: Path, partner: str, today: date) -> None:
    from planner.document.papers import find_partner
    from planner.document.partner_tasks import send_tasks, terms_for

    if out.suffix.lower() != ".xlsx":
        raise InvalidInput("A partner's tasks go out as .xlsx.")
    if not partner.strip():
        raise InvalidInput('Say whose tasks: --partner "City Council".')
    was_there = out.exists()
    try:
        with opened(plan, writing=True) as document:
            whose = find_partner(document.read, partner)
            now = now_on(today)
            terms = terms_for(document.read, whose)
            sent = send_tasks(document.read, whose.id, terms, now=now, file_name=out.name)
            document.run(sent.note)
            write_beside(out, sent.xlsx)
    except BaseException:
        # What is not in the register could not come back: then nothing goes out either.
        if not was_there:
            out.unlink(missing_ok=True)
        raise
    click.echo(f"Wrote {count_text(sent.number, 'task')} of {whose.called} to {out.name}.")


COMMANDS = (export,)

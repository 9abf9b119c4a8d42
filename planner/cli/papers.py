"""The command that makes orders and briefing packs: brief."""

import errno
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.options import COMMAND, PLAN, TODAY, find_operation, opened, parse_day, parse_moment
from planner.domain.errors import InvalidInput, NotFound
from planner.domain.timespan import now_on

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.domain.records.operation import Operation
    from planner.storage.reader import Reader

OUT = click.option(
    "-o", "--output", "out", required=True, type=click.Path(path_type=Path), help="The PDF to write."
)


def write_beside(target: Path, content: bytes) -> None:
    """Write a file whole: beside its name first, then swapped in; a failure leaves nothing new behind."""
    if not target.resolve().parent.is_dir():
        raise InvalidInput(f"There is no folder for {target.name}. Make the folder first.")
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, target)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            # Of such a name there is no file to be deleted either.
            raise InvalidInput(
                f"The name {target.name[:40]}… is too long to write. Give it a shorter name."
            ) from None
        part.unlink(missing_ok=True)
        raise InvalidInput(
            f"{target.name} cannot be written ({error.strerror}). Choose another folder."
        ) from None


@click.command("brief")
@PLAN
@click.option("--operation", "references", multiple=True, help="Reference or id; several make a pack.")
@click.option("--from", "first", default="", help="First day of a pack, or the hour a shift starts.")
@click.option("--to", "last", default="", help="Last day of a pack, or the hour a shift ends.")
@click.option("--night", is_flag=True, help="From 18:00 to 06:00.")
@click.option("--length", type=click.Choice(("one-page", "two-page", "full")), default=None,
              help="Of each order; full for one order, one-page in a pack.")  # fmt: skip
@click.option("--wording", type=click.Choice(("college", "jesip")), default="college", show_default=True)
@click.option("--audience", type=click.Choice(("command", "police", "partner", "public")), default="police",
              show_default=True)  # fmt: skip
@click.option("--partner", default="", help="Whose copy it is, with --audience partner.")
@click.option("--sheets", type=click.Choice(("none", "deployment", "call-sign")), default=None,
              help="Deployment sheets in a pack.")  # fmt: skip
@COMMAND
@TODAY
@OUT
def brief(plan: Path, references: tuple[str, ...], first: str, last: str, night: bool, length: str | None,
          wording: str, audience: str, partner: str, sheets: str | None, command_key: Path | None,
          today: date, out: Path) -> None:  # fmt: skip
    """Write the order of an operation, or the briefing pack of a day, night, shift or week, as PDF."""
    from planner.cli.reading_back import refuse_leaks
    from planner.document.papers import find_partner

    if not references and not first:
        raise InvalidInput("Say what to brief: --operation REF, or --from DAY --to DAY.")
    if partner and audience != "partner":
        raise InvalidInput("A partner's copy needs --audience partner as well as --partner.")
    # Need-to-know work is in the command file, which only command copies are made from.
    with opened(plan, command_key=command_key if audience == "command" else None) as document:
        read = document.read
        chosen = [_found(document, plan, r, command_key, audience) for r in references]
        now = now_on(today)
        options = {
            "now": now,
            "wording": wording,
            "audience": audience,
            "partner_id": find_partner(read, partner).id if partner else "",
        }
        if len(chosen) == 1 and not first and not sheets:
            pdf = _order(read, chosen[0].id, length or "full", options)
            what = f"the order of {chosen[0].reference}"
        else:
            pdf = _pack(read, chosen, (first, last), night, length, sheets, options)
            what = "the briefing pack"
        refuse_leaks(
            document, pdf, out, audience, partner_id=str(options["partner_id"]), command_key=command_key
        )
    write_beside(out, pdf)
    _note(plan, out, pdf, what, chosen, audience, str(options["partner_id"]), command_key)
    click.echo(f"Wrote {what} to {out.name}.")


def _found(
    document: "Document", plan: Path, reference: str, command_key: Path | None, audience: str
) -> "Operation":
    """Return an operation; who gave the command file's key is told when only the command audience sees it."""
    try:
        return find_operation(document, reference)
    except NotFound:
        if command_key is None or audience == "command":
            raise
        with opened(plan, command_key=command_key) as whole:
            operation = find_operation(whole, reference)
        raise InvalidInput(
            f"{operation.reference} is need-to-know work, for command copies only: add --audience command."
        ) from None


def _note(plan: Path, out: Path, pdf: bytes, what: str, chosen: "list[Operation]", audience: str,
          partner_id: str, command_key: Path | None) -> None:  # fmt: skip
    from planner.briefing.raster import marking_of
    from planner.cli.noting import note_written

    note_written(
        plan, out, pdf, marking_of(pdf), what=what[:1].upper() + what[1:], audience=audience,
        operation_id=chosen[0].id if len(chosen) == 1 else "", partner_id=partner_id,
        command_key=command_key if audience == "command" else None,
    )  # fmt: skip


def _order(read: "Reader", operation_id: str, length: str, options: dict[str, Any]) -> bytes:
    from planner.briefing.order import order_pdf

    return order_pdf(read, operation_id, length=length, **options)


def _pack(read: "Reader", chosen: "list[Operation]", days: tuple[str, str], night: bool, length: str | None,
          sheets: str | None, options: dict[str, Any]) -> bytes:  # fmt: skip
    from planner.document import papers

    first, last = days
    if not first:
        spans = [read.span_of(o.id) for o in chosen]
        period = papers.shift_period(min(s for s, _ in spans), max(e for _, e in spans), name="")
    elif "T" in first:
        period = papers.shift_period(parse_moment(first), parse_moment(last or first))
    else:
        start = parse_day(first)
        period = papers.pack_period(read, start, parse_day(last) if last else start, night=night)
    return papers.make_pack(
        read, period, length=length or "one-page", sheets=sheets or "",
        operation_ids=[o.id for o in chosen], **options,
    )  # fmt: skip


COMMANDS = (brief,)

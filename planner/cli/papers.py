"""Commands that make a file for others: brief, export."""

import os
from datetime import date, datetime
from pathlib import Path

import click

from planner.cli.options import COMMAND, PLAN, TODAY, find_operation, opened
from planner.domain.errors import InvalidInput

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
        part.unlink(missing_ok=True)
        raise InvalidInput(
            f"{target.name} cannot be written ({error.strerror}). Choose another folder."
        ) from None


@click.command("brief")
@PLAN
@click.option("--operation", "reference", required=True, help="Reference or id.")
@click.option(
    "--length", type=click.Choice(("one-page", "two-page", "full")), default="full", show_default=True
)
@click.option("--wording", type=click.Choice(("college", "jesip")), default="college", show_default=True)
@click.option("--audience", type=click.Choice(("command", "police", "partner", "public")), default="police",
              show_default=True)  # fmt: skip
@COMMAND
@TODAY
@OUT
def brief(plan: Path, reference: str, length: str, wording: str, audience: str, command_key: Path | None,
          today: date, out: Path) -> None:  # fmt: skip
    """Write the order of an operation as PDF."""
    from planner.briefing.order import order_pdf

    with opened(plan, command_key=command_key) as document:
        operation = find_operation(document, reference)
        now = datetime.combine(today, datetime.now().time())
        pdf = order_pdf(
            document.read, operation.id, now=now, length=length, wording=wording, audience=audience
        )
    write_beside(out, pdf)
    click.echo(f"Wrote the order of {operation.reference} to {out.name}.")


@click.command("export")
@PLAN
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--audience", type=click.Choice(("command", "police")), default="police", show_default=True)
@COMMAND
def export(plan: Path, out: Path, audience: str, command_key: Path | None) -> None:
    """Write the deployments as a calendar file (.ics)."""
    from datetime import UTC

    from planner.document.calendar_export import calendar_export

    if out.suffix.lower() != ".ics":
        raise InvalidInput(f"{out.name} has no known ending. This version writes calendar files: use .ics.")
    if audience == "command" and command_key is None:
        raise InvalidInput("For the command audience open the command file: --command F.")
    hidden = command_key if audience == "command" else None
    with opened(plan, command_key=hidden) as document:
        content = calendar_export(
            document.read, now=datetime.now(UTC), is_command_view=document.is_command_view
        )
    write_beside(out, content)
    click.echo(f"Wrote {out.name}.")


COMMANDS = (brief, export)

"""Commands that look: list, and those that look back."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli import history
from planner.cli.options import COMMAND, JSON, PLAN, TODAY, opened, say_json
from planner.domain.errors import InvalidInput

if TYPE_CHECKING:
    from planner.storage.reader import Reader

Row = dict[str, object]


def _rows(read: "Reader", what: str, today: date) -> list[Row]:
    from planner.document import listing

    if what == "wards":
        return listing.ward_rows(read, datetime.combine(today, time(12)))
    if what == "powers":
        return listing.power_rows(read, datetime.combine(today, time(12)))
    if what == "visibility":
        from planner.document.visibility_feed import visibility_rows

        return visibility_rows(read, datetime.combine(today, time(12)))
    makers: dict[str, Callable[..., list[Row]]] = {
        "operations": listing.operation_rows,
        "deployments": listing.deployment_rows,
        "tasks": listing.task_rows,
        "resources": listing.resource_rows,
    }
    return makers[what](read)


@click.command("list")
@PLAN
@click.argument(
    "what",
    type=click.Choice(("operations", "deployments", "wards", "visibility", "tasks", "resources", "powers")),
)
@click.option("--audience", type=click.Choice(("command", "police", "partner", "public")),
              help="Only what an audience may see; without it, all that is open.")  # fmt: skip
@click.option("--partner", default="", help="Whose work, with --audience partner.")
@COMMAND
@TODAY
@JSON
def list_(plan: Path, what: str, audience: str | None, partner: str, command_key: Path | None, today: date,
          as_json: bool) -> None:  # fmt: skip
    """List what a plan holds."""
    from planner.document.audience_reader import reading_as
    from planner.document.papers import find_partner

    if partner and audience != "partner":
        raise InvalidInput("A partner's list needs --audience partner as well as --partner.")
    with opened(plan, command_key=command_key) as document:
        if audience is None:
            rows = _rows(document.read, what, today)
        else:
            partner_id = find_partner(document.read, partner).id if partner else ""
            with reading_as(document, audience, partner_id) as read:
                # Visits and returns stay with the police: a list of noughts would say that nobody came.
                is_outside = audience in ("partner", "public")
                rows = [] if is_outside and what == "visibility" else _rows(read, what, today)
    if as_json:
        say_json(rows)
        return
    for row in rows:
        click.echo("  ".join(s for s in (_shown(k, v) for k, v in row.items()) if s))


def _shown(name: str, value: object) -> str:
    if name == "id" or value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(value)
    return ("returned" if value else "no return") if isinstance(value, bool) else str(value)


COMMANDS = (list_, *history.COMMANDS)

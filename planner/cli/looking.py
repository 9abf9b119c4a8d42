"""Commands that look: list, and those that look back."""

from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli import history
from planner.cli.options import COMMAND, JSON, PLAN, TODAY, opened, say_json

if TYPE_CHECKING:
    from planner.document.document import Document

Row = dict[str, object]


def _rows(document: "Document", what: str, today: date) -> list[Row]:
    from planner.document import listing
    from planner.domain.records.ground import Ward

    if what == "wards":
        wards = sorted(document.read.all(Ward), key=lambda w: w.name)
        return [{"code": w.code, "name": w.name} for w in wards]
    if what == "powers":
        return listing.power_rows(document.read, datetime.combine(today, time(12)))
    if what == "visibility":
        from planner.document.visibility_feed import visibility_rows

        return visibility_rows(document.read, datetime.combine(today, time(12)))
    makers: dict[str, Callable[..., list[Row]]] = {
        "operations": listing.operation_rows,
        "deployments": listing.deployment_rows,
        "tasks": listing.task_rows,
        "resources": listing.resource_rows,
    }
    return makers[what](document.read)


@click.command("list")
@PLAN
@click.argument(
    "what",
    type=click.Choice(("operations", "deployments", "wards", "visibility", "tasks", "resources", "powers")),
)
@COMMAND
@TODAY
@JSON
def list_(plan: Path, what: str, command_key: Path | None, today: date, as_json: bool) -> None:
    """List what a plan holds."""
    with opened(plan, command_key=command_key) as document:
        rows = _rows(document, what, today)
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

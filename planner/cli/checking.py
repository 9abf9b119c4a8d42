"""The check command: what the rules have to say of a plan."""

from datetime import date, datetime, time
from pathlib import Path

import click

from planner.cli.options import COMMAND, JSON, PLAN, TODAY, opened, parse_day, say_json
from planner.domain.errors import InvalidInput


@click.command("check")
@PLAN
@click.option("--from", "first", callback=lambda _c, _p, v: parse_day(v) if v else None, help="First day.")
@click.option("--to", "last", callback=lambda _c, _p, v: parse_day(v) if v else None, help="Last day.")
@COMMAND
@TODAY
@JSON
def check(plan: Path, first: date | None, last: date | None, command_key: Path | None, today: date,
          as_json: bool) -> int:  # fmt: skip
    """Say what must be looked at; exit status 1 while something says stop and look."""
    from planner.document.acknowledged import checked
    from planner.document.findings import findings_of_plan

    if first and last and last < first:
        raise InvalidInput("The period ends before it begins. Give --to a later day.")
    now = datetime.combine(today, time(12))
    with opened(plan, command_key=command_key) as document:
        found = checked(document.read, findings_of_plan(document.read, now=now, first=first, last=last))
    if as_json:
        say_json(
            [
                {
                    "code": c.finding.code,
                    "severity": c.finding.severity.value,
                    "message": c.finding.message,
                    "items": [{"kind": i.kind.TABLE.strip("_"), "id": i.id} for i in c.finding.items],
                    "acknowledged": not c.is_open,
                }
                for c in found
            ]
        )
    else:
        for c in found:
            seen = f" (seen: {c.acknowledgement.reason})" if c.acknowledgement else ""
            about = "" if c.finding.message.startswith(c.finding.about) else f"{c.finding.about}: "
            click.echo(f"{c.finding.severity.value}: {about}{c.finding.message}{seen}")
        if not found:
            click.echo("Nothing to look at.")
    return 1 if any(c.must_be_looked_at for c in found) else 0


COMMANDS = (check,)

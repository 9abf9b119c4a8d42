"""Commands that look back: history, revert, holdings, compare."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.noting import note_written
from planner.cli.options import (
    AUTHOR,
    COMMAND,
    JSON,
    PLAN,
    PLAN_BESIDE,
    find_operation,
    find_wards,
    opened,
    parse_day,
    read_passphrase,
    say_json,
)
from planner.cli.papers import write_beside
from planner.domain.errors import InvalidInput, NotFound
from planner.domain.vocabulary import ShareKind

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.document.holdings import Wanted
    from planner.document.looking_back import ChangeDetail

_FROM = click.option("--from", "first", default="", help="First day.")
_TO = click.option("--to", "last", default="", help="Last day.")
_OPERATION = click.option("--operation", "reference", default="", help="Reference or id.")


def _day(text: str) -> date | None:
    return parse_day(text) if text else None


@click.command("history")
@PLAN
@click.option(
    "--limit", type=click.IntRange(1), default=50, show_default=True, help="How many, newest first."
)
@_OPERATION
@click.option("--author", default="", help="Only what this author recorded.")
@_FROM
@_TO
@click.option("--text", default="", help="Only with these words, in the label or in what was written.")
@click.option("--details", is_flag=True, help="Each field with its value before and after.")
@COMMAND
@JSON
def history(plan: Path, limit: int, reference: str, author: str, first: str, last: str, text: str,
            details: bool, command_key: Path | None, as_json: bool) -> None:  # fmt: skip
    """Say who changed what, newest first."""
    from planner.document.looking_back import HistoryWanted, change_details, history_page

    with opened(plan, command_key=command_key) as document:
        wanted = HistoryWanted(
            operation_id=_operation_id(document, reference) if reference else "",
            author=author,
            first=_day(first),
            last=_day(last),
            text=text,
        )
        steps = history_page(document.read, wanted, limit=limit)
        told = {s.id: change_details(document.read, s.id) for s in steps} if details else {}
    if as_json:
        rows: list[dict[str, object]] = [
            {"id": s.id, "at": s.at_utc, "author": s.author, "label": s.label} for s in steps
        ]
        for row, step in zip(rows, steps, strict=True):
            if details:
                row |= {"words": step.words, "where": step.copy_words}
                row["changes"] = [_change(detail) for detail in told[step.id]]
        say_json(rows)
        return
    for step in steps:
        by = f"{step.author} {step.copy}".strip()
        click.echo(f"{step.at_utc}  {by}  {step.label}{f': {step.words}' if step.words else ''}")
        for detail in told.get(step.id, ()):
            field = f"{detail.field}: {detail.before} to {detail.after}" if detail.field else detail.what
            click.echo(f"    {detail.id}  {detail.about}, {field}")


def _operation_id(document: "Document", reference: str) -> str:
    """Return the id of an operation by reference or id, also of one that was deleted."""
    from planner.document.looking_back import deleted_operation

    try:
        return find_operation(document, reference).id
    except NotFound:
        return deleted_operation(document.read, reference)


def _change(detail: "ChangeDetail") -> dict[str, object]:
    return {
        "id": detail.id,
        "what": detail.what,
        "about": detail.about,
        "field": detail.field,
        "before": detail.before,
        "after": detail.after,
    }


@click.command("revert")
@PLAN
@click.option("--change", "change_id", required=True, help="Id of a change, from: history PLAN --json.")
@AUTHOR
@COMMAND
def revert(plan: Path, change_id: str, author: str, command_key: Path | None) -> None:
    """Take one change of the history back; what was changed since is left and named.

    The id is that of a whole step, or of one field of it (history PLAN --details).
    """
    from planner.document.commands.revert import NOTHING_REVERTED, revert_change
    from planner.document.looking_back import find_change

    with opened(plan, author=author, command_key=command_key, writing=True) as document:
        set_id, field_id = find_change(document.read, change_id)
        changes = document.run(revert_change(change_set_id=set_id, change_id=field_id))
    for sentence in changes.left_alone:
        click.echo(sentence, err=True)
    if not changes.rows:
        raise InvalidInput(NOTHING_REVERTED)
    click.echo(f"{changes.label}.")


@click.command("holdings")
@PLAN
@_OPERATION
@click.option("--ward", default="", help="Name or code of a ward.")
@click.option("--person", default="", help="Collar number, call sign or label.")
@_FROM
@_TO
@click.option("--text", default="", help="Words that stand in the record.")
@click.option(
    "-o", "--output", "out", type=click.Path(path_type=Path), help="A .csv, .xlsx or .pdf to write."
)
@COMMAND
@JSON
def holdings(plan: Path, reference: str, ward: str, person: str, first: str, last: str, text: str,
             out: Path | None, command_key: Path | None, as_json: bool) -> None:  # fmt: skip
    """List what the plan holds about an operation, ward, person, time or word (requests for information)."""
    from planner.cli.reading_back import refuse_leaks
    from planner.document.holdings import find_holdings
    from planner.document.holdings_export import as_file, json_rows

    if out is None and not as_json:
        raise InvalidInput("Say where to: -o OUT.csv, OUT.xlsx or OUT.pdf, or --json.")
    with opened(plan, command_key=command_key) as document:
        wanted = _wanted(document, reference, ward, person, (first, last), text)
        found = find_holdings(document.read, wanted)
        content = as_file(found, out.suffix, plan=document.plan.title) if out is not None else b""
        if out is not None:
            audience = "police" if command_key is None else "command"
            refuse_leaks(document, content, out, audience, command_key=command_key)
    if out is not None:
        write_beside(out, content)
        what, marking = "List of what we hold", found.marking
        note_written(plan, out, content, marking, what=what, kind=ShareKind.EXPORT, command_key=command_key)
        click.echo(f"Wrote {out.name}: {found.counted}. {found.searched}", err=as_json)
    if as_json:
        say_json({"criteria": found.criteria, "searched": found.searched, "records": json_rows(found)})


@click.command("compare")
@PLAN_BESIDE
@click.argument("other", type=click.Path(path_type=Path))
@click.option(
    "--passphrase-file", type=click.Path(path_type=Path), help="File with the passphrase of the other file."
)
@COMMAND
@JSON
def compare(
    plan: Path, other: Path, passphrase_file: Path | None, command_key: Path | None, as_json: bool
) -> None:
    """Say how another copy or a backup of a plan differs from it; nothing is changed.

    OTHER may be the .zip file that a copy was mailed in.
    """
    from planner.document.comparing import Where, compare_with
    from planner.document.unpacking import to_read

    other = to_read(other)
    with opened(plan, command_key=command_key) as document:
        passphrase = read_passphrase(passphrase_file) if passphrase_file else ""
        found = compare_with(document, other, passphrase=passphrase)
    if as_json:
        say_json(
            {
                where.value.replace(" ", "_"): [
                    {
                        "id": item.row_id,
                        "kind": item.kind,
                        "about": item.about,
                        "operation": item.operation,
                        "field": item.field,
                        "here": item.here,
                        "there": item.there,
                    }
                    for item in found.of(where)
                ]
                for where in Where
            }
        )
        return
    for item in found.items:
        field = f": {item.field}, here {item.here}, there {item.there}" if item.field else ""
        click.echo(f"{item.where.value}  {item.kind}  {item.about}{field}")
    if not found.items:
        click.echo(f"{other.name} says the same as {plan.name}.")


def _wanted(
    document: "Document", reference: str, ward: str, person: str, days: tuple[str, str], text: str
) -> "Wanted":
    from planner.document.holdings import Wanted

    return Wanted(
        operation_id=_operation_id(document, reference) if reference else "",
        ward_id=find_wards(document, (ward,))[0] if ward else "",
        person=person,
        first=_day(days[0]),
        last=_day(days[1]),
        text=text,
    )


COMMANDS = (history, revert, holdings, compare)

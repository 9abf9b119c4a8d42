"""Commands that change a plan: add, edit, delete. Each is one change set with its author, and publishes."""

from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import (
    AUTHOR,
    COMMAND,
    JSON,
    PLAN,
    find_operation,
    find_wards,
    opened,
    parse_moment,
    say_json,
)
from planner.domain.errors import InvalidInput, NotFound
from planner.domain.phrases import plain_name
from planner.domain.vocabulary import COMMAND_LINE, Status

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.domain.records.operation_type import OperationType


def find_type(document: "Document", name: str) -> "OperationType":
    """Return the operation type with this name, code or short label."""
    from planner.domain.records.operation_type import OperationType
    from planner.storage.pair import NEEDS_COMMAND_FILE

    types = document.read.all(OperationType)
    for known in types:
        if _is_called(known, name):
            return known
    if not document.is_command_view and _is_need_to_know(name):
        raise InvalidInput(NEEDS_COMMAND_FILE)
    listed = ", ".join(t.name for t in types)
    raise NotFound(f'There is no operation type "{name}". The plan has: {listed}.')


def _is_called(kind: "OperationType", name: str) -> bool:
    wanted = plain_name(name)
    return any(plain_name(words) == wanted for words in (kind.name, kind.code, kind.short_label))


def _is_need_to_know(name: str) -> bool:
    from planner.exchange.type_library import need_to_know_types

    bundles = need_to_know_types()
    return any(_is_called(bundle.type, name) for bundle in bundles)


@click.command("add")
@PLAN
@click.option("--type", "type_name", required=True, help='An operation type, such as "Street Week".')
@click.option(
    "--ward", "wards", multiple=True, required=True, help="A ward by name or code; may be given again."
)
@click.option("--start", required=True, help="First day, such as 2026-06-02.")
@click.option("--title", default="", help="A title of its own.")
@COMMAND
@AUTHOR
@JSON
def add(plan: Path, type_name: str, wards: tuple[str, ...], start: str, title: str, command_key: Path | None,
        author: str, as_json: bool) -> None:  # fmt: skip
    """Add an operation of a type, with all that the type brings."""
    from planner.document.commands.create import create_operation
    from planner.domain.records.operation import Operation

    with opened(plan, author=author, command_key=command_key, writing=True) as document:
        kind = find_type(document, type_name)
        moment = parse_moment(start)
        command, operation_id = create_operation(
            type_id=kind.id,
            ward_ids=find_wards(document, wards),
            start=moment if moment.time() != time(0) else moment.date(),
            title=title or None,
        )
        document.run(command)
        made = document.read.require(Operation, operation_id)
    if as_json:
        say_json({"id": made.id, "reference": made.reference, "title": made.title})
    else:
        click.echo(f"Added {made.reference}, {made.title}.")


@click.command("edit")
@PLAN
@click.option("--operation", "reference", required=True, help="Reference or id.")
@click.option("--title", help="A new title.")
@click.option("--start", help="A new first day; everything moves with it.")
@click.option("--ward", "wards", multiple=True, help="The wards it is in from now on.")
@click.option(
    "--status", type=click.Choice([s.value for s in Status]), help="The next step of its lifecycle."
)
@click.option("--by", "authorised_by", default="", help="Who authorises: rank or post, name or number.")
@COMMAND
@AUTHOR
def edit(plan: Path, reference: str, title: str | None, start: str | None, wards: tuple[str, ...],
         status: str | None, authorised_by: str, command_key: Path | None, author: str) -> None:  # fmt: skip
    """Change an operation: its title, first day, wards or status, as one change."""
    from planner.document.commands.operation import change_operation

    if title is None and start is None and not wards and status is None:
        raise InvalidInput("Nothing to change was given. Give --title, --start, --ward or --status.")
    with opened(plan, author=author, command_key=command_key, writing=True) as document:
        operation = find_operation(document, reference)
        command = change_operation(
            operation_id=operation.id,
            title=title,
            first_day=_day(start),
            ward_ids=find_wards(document, wards) if wards else None,
            status=Status(status) if status else None,
            authorised_by=authorised_by or author,
        )
        changes = document.run(command)
    if status == Status.AUTHORISED.value and changes.rows and (authorised_by or author) == COMMAND_LINE:
        click.echo(
            "Nobody is named as authorising. Say who with --by, a rank or post and a number.", err=True
        )
    click.echo(
        f"Changed {operation.reference}." if changes.rows else f"{operation.reference} is like that already."
    )


def _day(start: str | None) -> "date | None":
    return parse_moment(start).date() if start else None


@click.command("delete")
@PLAN
@click.option("--operation", "reference", required=True, help="Reference or id.")
@COMMAND
@AUTHOR
def delete(plan: Path, reference: str, command_key: Path | None, author: str) -> None:
    """Delete an operation and all that hangs on it; the history keeps it."""
    from planner.document.commands.operation import delete_operation

    with opened(plan, author=author, command_key=command_key, writing=True) as document:
        operation = find_operation(document, reference)
        document.run(delete_operation(operation_id=operation.id))
    click.echo(f"Deleted {operation.reference}, {operation.title}.")


COMMANDS = (add, edit, delete)

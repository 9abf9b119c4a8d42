"""Commands that keep a plan safe: backups, restore, salvage, passphrase, purge."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.options import (
    AUTHOR,
    COMMAND,
    JSON,
    PLAN,
    PLAN_FILE,
    PLAN_REKEYED,
    TODAY,
    ask_passphrase,
    find_operation,
    opened,
    read_passphrase,
    say_json,
    takes_outside,
    with_passphrase,
)
from planner.domain.errors import InvalidInput, NotFound
from planner.domain.phrases import count_text

if TYPE_CHECKING:
    from planner.document.backups import Backup

_FILE = click.Path(path_type=Path)


@click.command("backups")
@PLAN_FILE
@JSON
def backups(plan: Path, as_json: bool) -> None:
    """List the backups that this computer keeps of a plan, newest first; the plan itself may be damaged."""
    found = _backups(plan)
    if as_json:
        say_json(
            [
                {"number": n, "at": _utc(b), "why": b.told, "bytes": b.size, "operations": b.operations}
                for n, b in enumerate(found, start=1)
            ]
        )
        return
    for number, backup in enumerate(found, start=1):
        holds = "cannot be read" if backup.operations is None else f"{backup.operations:5} operations"
        click.echo(f"{number:3}  {_local(backup)}  {backup.size / 1e6:7.1f} MB  {holds}  {backup.told}")
    if not found:
        click.echo(f"This computer has no backup of {plan.name}.")


@click.command("restore")
@PLAN
@click.option(
    "--backup", "number", type=click.IntRange(1), required=True, help="Its number in: backups PLAN."
)
@click.option("-o", "out", type=_FILE, help="Write it as a plan of its own; PLAN stays as it is.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@AUTHOR
@JSON
def restore(plan: Path, number: int, out: Path | None, dry_run: bool, author: str, as_json: bool) -> None:
    """Go back to a backup, as one change that History can revert, or write it as a copy."""
    if out is not None:
        _restore_copy(plan, number, out)
        return
    from planner.document.backups import backups_of
    from planner.document.restoring import preview_restore
    from planner.document.restoring import restore as go_back

    with opened(plan, author=author, writing=not dry_run) as document:
        backup = _numbered(plan, backups_of(document), number)
        preview = preview_restore(document, backup)
        if not dry_run:
            go_back(document, backup)
    if as_json:
        say_json(
            [
                {"state": i.state.value, "operation": i.operation, "about": i.about, "field": i.field,
                 "now": i.mine.text, "then": i.theirs.text}
                for i in preview.items
            ]
        )  # fmt: skip
        return
    for item in preview.items:
        what = {"new": "comes back", "deleted": "goes"}.get(item.state.value, f"{item.field} changes back")
        click.echo(f"{item.operation or plan.stem}: {item.about}: {what}")
    done = "would change" if dry_run else "changed"
    click.echo(f"{len(preview.items)} {done}, back to {preview.title}.")


def _restore_copy(plan: Path, number: int, out: Path) -> None:
    from planner.document.backups import backup_of
    from planner.document.restoring import restore_copy

    backup = _numbered(plan, _backups(plan), number)
    with_passphrase(lambda passphrase: restore_copy(backup, out, passphrase=passphrase))
    click.echo(f"Wrote {backup_of(backup)} as it was on {_local(backup)} to {out.name}.")


@click.command("salvage")
@PLAN_FILE
@click.option("-o", "out", type=_FILE, required=True, help="The new plan.")
@AUTHOR
@JSON
def salvage(plan: Path, out: Path, author: str, as_json: bool) -> None:
    """Write what can still be read of a damaged plan as a new plan; exit 1 if something could not."""
    from planner.document.salvaging import salvage_plan

    report = with_passphrase(lambda phrase: salvage_plan(plan, out, author=author, passphrase=phrase))
    if as_json:
        tables = [{"table": name, "rows": rows, "errors": errors} for name, rows, errors in report.tables]
        say_json({"file": out.name, "tables": tables, "left_out": report.left_out})
    else:
        for name, rows, errors in report.tables:
            lost = f"  {errors} places could not be read" if errors else ""
            click.echo(f"{name.replace('_', ' '):22} {rows:7}{lost}")
        click.echo(f"Wrote {count_text(report.rows, 'row')} to {out.name}, a new plan without history.")
    if report.errors or report.left_out:
        raise click.exceptions.Exit(1)


@click.command("passphrase")
@PLAN_REKEYED
@click.option(
    "--set", "setting", type=_FILE, is_flag=False, flag_value=Path(), help="Encrypt: file, or typed."
)
@click.option(
    "--change", nargs=2, type=_FILE, metavar="OLD NEW", help="Files with the old and new passphrase."
)
@click.option("--remove", type=_FILE, help="Make it plain again: file with the passphrase.")
@click.option("--of-command-file", is_flag=True, help="Of the command file beside the plan (change only).")
@AUTHOR
def passphrase(plan: Path, setting: Path | None, change: tuple[Path, Path] | None, remove: Path | None,
               of_command_file: bool, author: str) -> None:  # fmt: skip
    """Set, change or remove the passphrase of a plan; every copy this computer keeps is rewritten."""
    if [setting is not None, change is not None, remove is not None].count(True) != 1:
        raise InvalidInput("Say one of --set, --change and --remove.")
    if of_command_file and change is None:
        raise InvalidInput("A command file is always encrypted: --of-command-file goes with --change.")
    old = read_passphrase(change[0]) if change else read_passphrase(remove) if remove else None
    new = _new_passphrase(setting, change)
    from planner.document.changing_passphrase import change_passphrase_of

    notes = change_passphrase_of(
        plan, old, new, author=author, of_command_file=of_command_file, accept_outside_changes=takes_outside()
    )
    for note in notes:
        click.echo(note, err=True)
    done = {True: "Set", False: "Changed"}[change is None]
    click.echo(
        f"Removed the passphrase of {plan.name}."
        if new is None
        else f"{done} the passphrase of {plan.name}. Keep it: it cannot be recovered."
    )


def _new_passphrase(setting: Path | None, change: tuple[Path, Path] | None) -> str | None:
    if change is not None:
        return read_passphrase(change[1])
    if setting is None:
        return None
    return read_passphrase(setting) if setting != Path() else ask_passphrase("New passphrase", twice=True)


@click.command("purge")
@PLAN
@click.option("--operation", "reference", required=True, help="Reference or id.")
@click.option("--reason", required=True, help="Why nothing of it may be kept.")
@click.option("--authoriser", required=True, help="Which post authorised it.")
@click.option("--yes", is_flag=True, help="Do not ask on a terminal: it cannot be undone.")
@COMMAND
@AUTHOR
@TODAY
def purge(plan: Path, reference: str, reason: str, authoriser: str, yes: bool, command_key: Path | None,
          author: str, today: date) -> None:  # fmt: skip
    """Remove an operation so that no byte of it is left here; refused under a hold. It cannot be undone."""
    from planner.document.purging import WHAT_IT_DOES, purge_operation

    with opened(plan, author=author, command_key=command_key, writing=True) as document:
        operation = find_operation(document, reference)
        if not yes and sys.stdin.isatty():  # a program that gives reason and authoriser has answered
            click.echo(WHAT_IT_DOES, err=True)
            typed = click.prompt(f"Type {operation.reference} to purge it", err=True)
            if typed.strip().upper() != operation.reference.upper():
                raise InvalidInput("That is not its reference. Nothing was purged.")
        notes = purge_operation(document, operation.id, reason=reason, authoriser=authoriser, today=today)
    for note in notes:
        click.echo(note, err=True)
    click.echo("Purged. One line is kept: reference, date, who and why.")


def _backups(plan: Path) -> "list[Backup]":
    from planner.document.backups import backups_at

    return with_passphrase(lambda passphrase: backups_at(plan, passphrase))


def _numbered(plan: Path, found: "list[Backup]", number: int) -> "Backup":
    if number > len(found):
        raise NotFound(f"There is no backup {number} of {plan.name}. See: backups PLAN.")
    return found[number - 1]


def _utc(backup: "Backup") -> str:
    return backup.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _local(backup: "Backup") -> str:
    from planner.domain.phrases import date_text, time_text
    from planner.domain.timespan import to_local

    local = to_local(backup.at)
    return f"{date_text(local.date())}, {time_text(local)}"


COMMANDS = (backups, restore, salvage, passphrase, purge)

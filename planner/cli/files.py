"""Commands on a planning file as a whole: new, demo, command-file, info, verify."""

from datetime import date
from pathlib import Path

import click

from planner.cli.options import (
    AUTHOR,
    COMMAND,
    JSON,
    NEW_PLAN,
    PLAN,
    PLAN_BESIDE,
    PLAN_FILE,
    TODAY,
    opened,
    read_passphrase,
    say_json,
    with_passphrase,
)
from planner.domain.errors import InvalidInput


@click.command("new")
@NEW_PLAN
@click.option("--title", default="", help="What the plan is called.")
@click.option("--wards", type=click.Path(path_type=Path), help="GeoJSON file with the wards of the district.")
@AUTHOR
@TODAY
def new(plan: Path, title: str, wards: Path | None, author: str, today: date) -> None:
    """Make a new plan: of the first district, or with the wards of a file."""
    from planner.document.commands.base import one_line
    from planner.document.new_plan import starting_records
    from planner.document.opening import create_plan

    _refuse_name(plan)
    row, records = starting_records(title=one_line(title, "title"), wards_file=wards, today=today)
    create_plan(plan, plan=row, records=records, author=author).close()
    click.echo(f"Made {plan.name}.")


@click.command("demo")
@NEW_PLAN
@click.option("--operations", type=click.IntRange(1, 100_000), help="Make a large plan for measuring.")
@click.option("--seed", type=int, default=1, show_default=True, help="Fixes the content.")
@click.option("--passphrase-file", "--command", "key", type=click.Path(path_type=Path),
              help="Make a demo command file too, with the passphrase in this file.")  # fmt: skip
@TODAY
def demo(plan: Path, operations: int | None, seed: int, key: Path | None, today: date) -> None:
    """Make the demo plan of the first district."""
    from planner.document.demo.build import make_demo

    _refuse_name(plan)
    passphrase = read_passphrase(key) if key else ""
    if passphrase:
        refuse_if_there(plan.with_suffix(".command.wardplan"))
    made = make_demo(plan, operations=operations, seed=seed, today=today, passphrase=passphrase)
    made.close()
    click.echo(f"Made {plan.name}.")


@click.command("command-file")
@PLAN_BESIDE
@click.option(
    "--passphrase-file", required=True, type=click.Path(path_type=Path), help="Its first line counts."
)
@AUTHOR
def command_file(plan: Path, passphrase_file: Path, author: str) -> None:
    """Make the encrypted command file beside a plan."""
    from planner.document.new_plan import command_records
    from planner.document.opening import create_command_file

    passphrase = read_passphrase(passphrase_file)
    target = plan.with_suffix(".command.wardplan")
    refuse_if_there(target)
    with opened(plan, author=author) as document:
        create_command_file(document, target, passphrase, command_records(), author=author)
    click.echo(f"Made {target.name}. Keep its passphrase: it cannot be recovered.")


@click.command("info")
@PLAN
@COMMAND
@JSON
def info(plan: Path, command_key: Path | None, as_json: bool) -> None:
    """Say what a planning file holds."""
    from planner.document.wards_offered import offered_wards
    from planner.domain.records.deployment import Deployment
    from planner.domain.records.operation import Operation

    with opened(plan, command_key=command_key) as document:
        read, row = document.read, document.plan
        facts = {
            "plan_id": row.id,
            "title": row.title,
            "format": row.format_version,
            "operations": read.count(Operation),
            "deployments": read.count(Deployment),
            "wards": len(offered_wards(read)),
            "marking": "OFFICIAL-SENSITIVE" if document.is_command_view else row.marking.value,
            "encrypted": document.is_encrypted,
        }
    if as_json:
        say_json(facts)
        return
    for name, value in facts.items():
        click.echo(f"{name.replace('_', ' '):12} {_shown(value)}")


def _shown(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


@click.command("verify")
@PLAN_FILE
@JSON
def verify(plan: Path, as_json: bool) -> None:
    """Check that a plan is whole and unchanged since it was published."""
    from planner.document.opening import verify_plan

    report = with_passphrase(lambda passphrase: verify_plan(plan, passphrase))
    if as_json:
        say_json({"file": plan.name, "sound": True, "published_at": report.published_at})
    else:
        click.echo(f"{plan.name} is sound, as published {report.published_at}.")


def _refuse_name(plan: Path) -> None:
    if plan.name.casefold().endswith(".command.wardplan"):
        raise InvalidInput(f"{plan.name} is a command file's name. Leave .command out of the plan's name.")
    refuse_if_there(plan)


def refuse_if_there(path: Path) -> None:
    """Raise InvalidInput when a file would be overwritten, or its folder is missing."""
    if path.exists():
        raise InvalidInput(f"{path.name} is there already. Choose another name.")
    if not path.resolve().parent.is_dir():
        raise InvalidInput(f"There is no folder for {path.name}. Make the folder first.")


COMMANDS = (new, demo, command_file, info, verify)

"""The command group, and the one place where trouble becomes a line on standard error and exit 2."""

import sys
from collections.abc import Sequence

import click

from planner import __version__
from planner.cli import checking, files, importing, looking, papers, reports, writing
from planner.domain.errors import KnownError


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="wardplan")
def commands() -> None:
    """Plan police operations ward by ward. Each command works on one planning file."""


GROUPS = (
    files.COMMANDS,
    looking.COMMANDS,
    checking.COMMANDS,
    writing.COMMANDS,
    importing.COMMANDS,
    papers.COMMANDS,
    reports.COMMANDS,
)
for group in GROUPS:
    for command in group:
        commands.add_command(command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status: 0 done, 1 findings, 2 could not."""
    try:
        result = commands.main(arguments, prog_name="wardplan", standalone_mode=False)
    except KnownError as error:
        click.echo(str(error), err=True)
        return 2
    except click.ClickException as error:
        click.echo(error.format_message().rstrip(".") + ". See: wardplan --help.", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing was changed.", err=True)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    return result if isinstance(result, int) else 0

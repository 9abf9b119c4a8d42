"""The command group, and the one place where trouble becomes a line on standard error and exit 2."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.exceptions import NoArgsIsHelpError

from planner import __version__
from planner.cli import (
    checking,
    exporting,
    files,
    importing,
    keeping,
    looking,
    merging,
    papers,
    reports,
    sharing,
    writing,
)
from planner.domain.errors import InvalidInput, KnownError


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
    merging.COMMANDS,
    papers.COMMANDS,
    exporting.COMMANDS,
    reports.COMMANDS,
    sharing.COMMANDS,
    keeping.COMMANDS,
)
for group in GROUPS:
    for command in group:
        commands.add_command(command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status: 0 done, 1 findings, 2 could not."""
    try:
        words = list(sys.argv[1:] if arguments is None else arguments)
        _refuse_unreadable(words)
        result = commands.main(words, prog_name="wardplan", standalone_mode=False)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except (KnownError, click.ClickException, click.Abort, KeyboardInterrupt, OSError) as error:
        click.echo(_one_line(error), err=True)
        return 2
    return result if isinstance(result, int) else 0


def _one_line(error: BaseException) -> str:
    """Return what happened and what to do, as one line: other tools read one."""
    if isinstance(error, KnownError):
        return " ".join(str(error).split())
    if isinstance(error, NoArgsIsHelpError):
        return "Say what to do, such as: wardplan list PLAN operations. See: wardplan --help."
    if isinstance(error, click.ClickException):
        return " ".join(error.format_message().split()).rstrip(".") + ". See: wardplan --help."
    if isinstance(error, OSError):
        name = Path(error.filename).name if isinstance(error.filename, str) else "a file"
        return f"{name} cannot be used ({error.strerror or 'the system refused'}). Check it and its folder."
    return "Stopped. Nothing was changed."


def _refuse_unreadable(words: Sequence[str]) -> None:
    """Refuse words that are not text; bytes in another encoding arrive as surrogates."""
    for word in words:
        if not word.isascii() and any("\ud800" <= letter <= "\udfff" for letter in word):
            raise InvalidInput("A word of the command is not in UTF-8. Type it again, or rename the file.")

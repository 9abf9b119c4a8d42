"""What the window does when a plan does not open: asks for a passphrase, offers backups."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from planner.domain.errors import KnownError, PassphraseNeeded, WrongPassphrase

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow

TRIES = 3


def ask_passphrase(
    window: "MainWindow", path: Path, error: KnownError, go: Callable[[str], object], tries_left: int
) -> None:
    """Ask for the passphrase of a plan and hand it on; after three wrong ones only say so."""
    from planner.ui.dialogs.ask_passphrase import PassphraseDialog

    if not tries_left:
        window.say(str(error))
        return
    problem = str(error) if isinstance(error, WrongPassphrase) else ""
    PassphraseDialog(window, path.name, go, problem=problem, act="Open").open()


def offer_backups(window: "MainWindow", path: Path, why: str, passphrase: str | None) -> None:
    """Say that a plan is too damaged to open, offer what can be read of it, and show its backups if any."""
    from planner.document.backups import backups_at
    from planner.ui.backups.dialog import BackupsDialog
    from planner.ui.backups.salvage import READ_IT, show_salvage

    window.messages.say(why, READ_IT, lambda: show_salvage(window, path, passphrase), stays=True)
    try:
        found = backups_at(path, passphrase)
    except PassphraseNeeded as error:
        ask_passphrase(
            window, path, error, lambda phrase: offer_backups(window, path, why, phrase), tries_left=1
        )
        return
    except WrongPassphrase as error:
        window.messages.say(str(error), READ_IT, lambda: show_salvage(window, path, passphrase), stays=True)
        return
    if found:
        BackupsDialog(window, found, path=path, why=why, passphrase=passphrase or "").open()

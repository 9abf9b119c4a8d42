"""Changing the passphrase of a plan or command file that is not open, as the command line does."""

from pathlib import Path

from planner.document.opening import open_plan
from planner.document.protecting import change_passphrase, explained, key_for, refuse_short
from planner.domain.errors import InvalidInput, WrongPassphrase
from planner.paths import state_dir
from planner.storage import passphrase as phrases
from planner.storage.first_look import is_plain
from planner.storage.opener import open_shared
from planner.storage.rekey import KeyChange


def change_passphrase_of(
    path: Path,
    old: str | None,
    new: str | None,
    *,
    author: str,
    of_command_file: bool = False,
    accept_outside_changes: bool = False,
) -> list[str]:
    """Set, change or remove the passphrase of a file that is not open; returns what to tell.

    old: its passphrase now, None if it has none. of_command_file: of the one beside the plan at the path.
    accept_outside_changes: take what another program changed in wards and places, else that is refused.
    """
    if not of_command_file:
        if old is not None and is_plain(path):
            raise InvalidInput(f"{path.name} has no passphrase. Set one instead.")
        document = open_plan(
            path, author=author, hold_lock=True, passphrase=old, accept_outside_changes=accept_outside_changes
        )
        try:
            if old is None and document.is_encrypted:
                raise InvalidInput(f"{path.name} has a passphrase. Change it instead.")
            return document.notes + change_passphrase(document, new)
        finally:
            document.close()
    return _change_command_file(path.with_suffix(".command.wardplan").resolve(), old or "", new or "", author)


def _change_command_file(path: Path, old: str, new: str, author: str) -> list[str]:
    refuse_short(new)
    try:
        opened = open_shared(path, state_dir(), author=author, key=key_for(path, old), hold_lock=True)
    except WrongPassphrase as problem:
        raise explained(problem, path, old) from None
    try:
        change = KeyChange(opened.shared, phrases.new_key(new))
        change.run()
        change.finish()
        return opened.notes + change.notes
    finally:
        opened.shared.close()

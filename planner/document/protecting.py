"""The passphrase of a plan or command file: asked for, set, changed, removed; it is kept nowhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from planner.document.backups import back_up_now
from planner.domain.errors import DamagedFile, FileProblem, InvalidInput, WrongPassphrase
from planner.paths import state_dir
from planner.storage import former_key
from planner.storage import passphrase as phrases
from planner.storage.backups import folder_for, of_file
from planner.storage.checks import opens
from planner.storage.engine import known_errors
from planner.storage.first_look import is_plain, refuse_at_sight
from planner.storage.rekey import KeyChange, rekey_kept

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.storage.shared_file import SharedFile

FEWEST_CHARACTERS = 8


def refuse_short(passphrase: str) -> None:
    """Raise InvalidInput for a passphrase too short to protect anything."""
    if len(passphrase.strip()) < FEWEST_CHARACTERS:
        raise InvalidInput(
            f"The passphrase is too short. Use at least {FEWEST_CHARACTERS} characters, such as four words."
        )


def key_for(path: Path, passphrase: str | None) -> str | None:
    """Return the key that opens a file with a passphrase; None for a plain file, or without a passphrase.

    FileProblem for what is no planning file at first sight.
    """
    with known_errors(path.name):
        if passphrase is None or (path.is_file() and is_plain(path)):
            return None
        refuse_at_sight(path, encrypted=True)
        return phrases.key_of(path, passphrase)


class PassphraseChange:
    """One change of the passphrase of an open file: begin on the owning thread, run anywhere, finish there.

    new: the new passphrase, or None to remove it. KnownError when it cannot be done, with nothing changed.
    """

    def __init__(self, document: "Document", new: str | None, *, of_command_file: bool = False) -> None:
        shared = _file_of(document, of_command_file)
        if new is not None:
            refuse_short(new)
        elif of_command_file:
            raise InvalidInput("A command file is always encrypted. Change its passphrase instead.")
        elif shared.file.key is None:
            raise InvalidInput(f"{shared.target.name} has no passphrase. Set one instead.")
        self._document = document
        self._change = KeyChange(shared, None if new is None else phrases.new_key(new))

    @property
    def notes(self) -> list[str]:
        """Sentences to tell once it is done."""
        return self._change.notes

    def run(self) -> "PassphraseChange":
        """Publish the file under its new key; it may be called on a worker thread."""
        back_up_now(self._document, "Before a change of passphrase")
        self._change.run()
        return self

    def finish(self) -> None:
        """Go on with the new key; on the thread that owns the document."""
        self._change.finish()


def change_passphrase(document: "Document", new: str | None, *, of_command_file: bool = False) -> list[str]:
    """Set, change or remove (None) the passphrase of the open plan or command file; returns what to tell."""
    document.publish()
    change = PassphraseChange(document, new, of_command_file=of_command_file).run()
    change.finish()
    return change.notes


def is_passphrase(shared: "SharedFile", passphrase: str) -> bool:
    """Return whether a passphrase is the one that a file is open with."""
    return shared.file.key is not None and phrases.key_of(shared.target, passphrase) == shared.file.key


def refuse_wrong(document: "Document", passphrase: str, *, of_command_file: bool = False) -> None:
    """Raise WrongPassphrase unless the passphrase is the one that the file is open with."""
    shared = _file_of(document, of_command_file)
    if not is_passphrase(shared, passphrase):
        raise WrongPassphrase(
            f"This is not the passphrase of {shared.target.name}. Check capitals and spaces."
        )


def needs_new_passphrase(document: "Document") -> bool:
    """Return whether somebody else has set, changed or removed the passphrase of the open plan."""
    shared = _file_of(document, False)
    return shared.target.exists() and not phrases.fits(shared.target, shared.file.key)


def take_new_passphrase(document: "Document", passphrase: str | None) -> None:
    """Go on with a plan whose passphrase somebody else changed; WrongPassphrase if it does not open it.

    The working copy, with everything not yet published, is rewritten under the new key. FileProblem when
    another file lies in the plan's place.
    """
    from planner.storage.taking_in import refuse_another

    shared = _file_of(document, False)
    key = key_for(shared.target, passphrase)
    if key is not None and not opens(shared.target, key):
        raise WrongPassphrase(
            f"The passphrase does not open {shared.target.name}. Check capitals and spaces."
        )
    refuse_another(shared, key)
    old = shared.file.key
    folder = shared.copy.folder.parent
    with known_errors(shared.target.name):
        if old is not None and key is not None:
            former_key.note(
                folder, shared.target, old, key, ()
            )  # a kill from here on leaves nothing unreadable
        shared.rewrite_working_copy(key)
        rekey_kept(folder, shared.target, old, key, shared.file.share_id)


def explained(problem: WrongPassphrase, path: Path, passphrase: str) -> FileProblem:
    """Return what a refused passphrase means: wrong, unless a backup of this file opens with it."""
    folder = folder_for(state_dir(), path)
    for one in of_file(folder, path) if folder is not None else []:
        if not is_plain(one.path) and opens(one.path, phrases.key_of(one.path, passphrase)):
            return DamagedFile(
                f"The passphrase is right, but the beginning of {path.name} is damaged. Open a backup, or "
                "ask whoever sent it for another copy."
            )
        break  # scrypt takes a while: the newest tells enough
    return problem


def _file_of(document: "Document", of_command_file: bool) -> "SharedFile":
    files = document.shared_files
    if of_command_file:
        if not document.is_command_view or len(files) < 2:
            raise FileProblem("The command file is not open. Enter command view first.")
        return files[1]
    if not files:
        raise FileProblem("This plan has no file of its own yet. Save a copy first.")
    return files[0]

"""Making, opening and verifying plans and command files."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from planner.document.being_opened import BeingOpened
from planner.document.document import Document
from planner.domain.errors import ChangedOutside, FileProblem, KnownError, WrongPassphrase
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.plan import COMMAND_KIND, Plan
from planner.domain.vocabulary import Marking
from planner.paths import real_path, state_dir
from planner.storage.first_look import refuse_at_sight
from planner.storage.known_version import known_version
from planner.storage.planning_file import PlanningFile

if TYPE_CHECKING:
    from planner.storage.opener import Opened, VerifyReport

__all__ = [
    "ChangedOutside",
    "begin_opening",
    "create_command_file",
    "create_plan",
    "known_plan",
    "open_command_file",
    "open_plan",
    "opened_plan",
    "verify_plan",
]

_NO_COMMAND_FILE = "This is a copy for a partner; only the district's own plan has a command file."


def create_plan(
    path: Path, *, plan: Plan, records: Iterable[Record], author: str, passphrase: str | None = None
) -> Document:
    """Make a plan with its first records as one change set, publish it, and return it open.

    passphrase: to make it encrypted. Nothing is left, at the path or in the working copies, when it cannot
    be done.
    """
    from planner.storage import opener

    key = _new_key(passphrase)
    shared = opener.make_shared(path, state_dir(), plan, records, label="New plan", author=author, key=key)
    return Document(shared.file, author=author, shared=shared)


def open_plan(
    path: Path,
    *,
    author: str,
    read_only: bool = False,
    accept_outside_changes: bool = False,
    hold_lock: bool = False,
    passphrase: str | None = None,
) -> Document:
    """Check a plan and open a working copy of it; work that a killed process left is recovered.

    passphrase: of an encrypted plan; PassphraseNeeded without it, WrongPassphrase when it does not open it.
    hold_lock: hold the publish lock until the document is closed (the command line: nobody publishes between
    its reading and its writing). Raises FileProblem with one sentence for whatever is not a sound plan.
    """
    path = real_path(path)
    work = partial(_opened, path, author, read_only, accept_outside_changes, hold_lock, passphrase)
    return _document(work(), author)


def begin_opening(
    path: Path, *, author: str, accept_outside_changes: bool = False, passphrase: str | None = None
) -> BeingOpened:
    """Return an opening of a plan for writing whose long part may go to a worker thread."""
    path = real_path(path)
    return BeingOpened(path, partial(_opened, path, author, False, accept_outside_changes, False, passphrase))


def known_plan(opening: BeingOpened, author: str) -> Document | None:
    """Return a document that shows at once what this computer knows a plan to be, None if it does not.

    It settles by itself at the first change; Document.settle() raises what the check found.
    """
    known = known_version(opening.target, state_dir())
    if known is None:
        return None
    try:
        file = PlanningFile.open(known.database, read_only=True)
    except KnownError:
        return None  # our copy of it is gone or spoiled: the file itself is checked before it is shown
    if file.is_command:
        file.close()
        return None
    opening.known = known
    return Document(file, author=author, opening=opening)


def opened_plan(opening: BeingOpened, author: str) -> Document:
    """Return the document of an opening that has run; raises what it met."""
    opened = opening.result()
    if opening.ran_elsewhere:
        opened.shared.file = PlanningFile.open(
            opened.shared.file.path, key=opened.shared.file.key, read_only=opened.shared.file.read_only
        )
    return _document(opened, author)


def _document(opened: "Opened", author: str) -> Document:
    document = Document(opened.shared.file, author=author, shared=opened.shared)
    document.notes += opened.notes
    return document


def _opened(
    path: Path,
    author: str,
    read_only: bool,
    accept_outside_changes: bool,
    hold_lock: bool,
    passphrase: str | None,
) -> "Opened":
    from planner.storage import opener

    key = _key(path, passphrase)
    try:
        opened = opener.open_shared(
            path,
            state_dir(),
            author=author,
            key=key,
            read_only=read_only,
            accept_outside_changes=accept_outside_changes,
            hold_lock=hold_lock,
        )
    except WrongPassphrase as problem:
        raise _explained(problem, path, passphrase or "") from None
    if opened.shared.file.is_command:
        opened.shared.close()
        raise FileProblem(f"{path.name} is a command file. Open its plan first, then it.")
    return opened


def create_command_file(
    document: Document, path: Path, passphrase: str, types: Iterable[Record], author: str
) -> None:
    """Make the encrypted command file beside a plan, with the need-to-know types, and publish it.

    The document stays in police view. KnownError for a passphrase too short to protect anything.
    """
    from planner.document.protecting import refuse_short
    from planner.storage import opener
    from planner.storage import passphrase as phrases

    refuse_short(passphrase)
    if document.is_partner_copy:
        raise FileProblem(_NO_COMMAND_FILE)
    plan = replace(
        document.plan,
        id=new_id(),
        kind=COMMAND_KIND,
        beside_id=document.plan.id,
        marking=Marking.OFFICIAL_SENSITIVE,
    )
    key = phrases.new_key(passphrase)
    opener.make_shared(
        path, state_dir(), plan, types, label="New command file", author=author, key=key
    ).close()


def open_command_file(document: Document, path: Path, passphrase: str) -> None:
    """Enter command view with the command file at a path; KnownError if the passphrase does not open it."""
    from planner.storage import opener
    from planner.storage import passphrase as phrases

    if document.is_command_view:
        raise FileProblem("The command file is open already.")
    if document.is_partner_copy:
        raise FileProblem(_NO_COMMAND_FILE)
    path = real_path(path)
    refuse_at_sight(path, encrypted=True)
    try:
        opened = opener.open_shared(
            path,
            state_dir(),
            author=document.author,
            key=phrases.key_of(path, passphrase),
            read_only=document.is_read_only,
        )
    except WrongPassphrase as problem:
        raise _explained(problem, path, passphrase) from None
    row = opened.shared.file.plan
    # One that was salvaged without its plan row no longer says of which plan it is.
    if row.kind != COMMAND_KIND or row.beside_id not in {"", document.plan.id}:
        opened.shared.close()
        raise FileProblem(f"{path.name} belongs to another plan. Open the plan that it was made for.")
    document.open_command_file(opened.shared.file, opened.shared)
    document.notes += opened.notes


def verify_plan(path: Path, passphrase: str | None = None) -> "VerifyReport":
    """Check every byte of a plan against its seal, of an encrypted one against its pages' checksums.

    FileProblem with one sentence unless it is sound.
    """
    from planner.storage import opener

    path = real_path(path)
    key = _key(path, passphrase)
    try:
        return opener.verify(path, state_dir(), key=key)
    except WrongPassphrase as problem:
        raise _explained(problem, path, passphrase or "") from None


def _new_key(passphrase: str | None) -> str | None:
    if passphrase is None:
        return None
    from planner.storage.passphrase import new_key

    return new_key(passphrase)


def _key(path: Path, passphrase: str | None) -> str | None:
    if passphrase is None:
        return None
    from planner.document.protecting import key_for

    return key_for(path, passphrase)


def _explained(problem: WrongPassphrase, path: Path, passphrase: str) -> FileProblem:
    from planner.document.protecting import explained

    return explained(problem, path, passphrase)

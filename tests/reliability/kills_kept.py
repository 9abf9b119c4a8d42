"""Kills in the middle of what rewrites everything that is kept of a plan, each work with promises of its own.

Passphrase: the plan opens with the passphrase before or the one after, and once it was opened, no plain byte
of an encrypted plan is left and every backup opens with it. Purge: whole, or whole at the next start. Backup,
restore, salvage, migration: each copy is whole or not there, and nothing lies about.
"""

import gzip
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random

from planner.document.backups import back_up_now, backups_of
from planner.document.document import Document
from planner.document.opening import open_plan, verify_plan
from planner.document.protecting import change_passphrase
from planner.document.purging import purge_operation
from planner.document.restoring import restore, restore_copy
from planner.document.salvaging import salvage_plan
from planner.domain.errors import KnownError, WrongPassphrase
from planner.domain.records.operation import Operation
from planner.domain.records.plan import Setting
from planner.domain.records.sharing import PurgeNote
from planner.paths import state_dir
from planner.storage.passphrase import key_of
from tests.reliability.children import Say, killed, state_in, strays
from tests.reliability.figures import Figure
from tests.reliability.traces import traces
from tests.storage.plans import edit, plan_file, put, values

_PHRASES = (None, "correct horse battery staple", "two fat ladies eighty eight")
_MARK = "Quagmire"
_OLDER = Path(__file__).parents[1] / "files" / "format_1_1.wardplan.gz"
TODAY = date(2026, 9, 11)
_NOUGHT = ("acknowledged edits lost", "plans that do not open", "strays", "crashes")


@dataclass(frozen=True, slots=True)
class Kept:
    """One work: what is there before, what is done until the kill, what must hold after, for how long."""

    before: Callable[[Path], None]
    work: Callable[[Path, Say], None]
    after: Callable[[Figure, Path, list[str]], None]
    seconds: float
    promises: tuple[str, ...] = ()


def kills_of_kept(name: str, count: int, seed: int) -> Figure:
    """Kill processes that do one of these works, each on a fresh plan."""
    kept = KEPT[name]
    chance = Random(f"{seed} {name}")
    figure = Figure(f"kills during {name}", must_be_nought=(*_NOUGHT, *kept.promises))
    for _ in range(count):
        with tempfile.TemporaryDirectory(prefix="kills") as folder:
            _one_kill(figure, kept, Path(folder), chance.uniform(0, kept.seconds))
    return figure


def _one_kill(figure: Figure, kept: Kept, folder: Path, seconds: float) -> None:
    shared, state = folder / "shared", folder / "state"
    shared.mkdir()
    path = shared / "plan.wardplan"
    with state_in(state):
        kept.before(path)
        said, failed = killed(lambda say: kept.work(path, say), seconds)
        figure.count += 1
        figure.told["works acknowledged"] += len(said)
        if failed:
            figure.miss("crashes", failed)
        try:
            kept.after(figure, path, said)
        except KnownError as error:
            figure.miss("plans that do not open", f"{error} after {seconds:.4f} s, {said[-1:]}")
        allowed = {p.name for p in shared.glob("[!.]*.wardplan")}
        for stray in strays(shared, state, allowed=allowed):
            figure.miss("strays", f"{stray} after {seconds:.4f} s, {said[-1:]}")


@contextmanager
def _opened_and_closed(path: Path, passphrase: str | None = None) -> Iterator[Document]:
    """Open a plan as its user would after a crash, let the caller look, publish and close it."""
    document = open_plan(path, author="After", passphrase=passphrase)
    try:
        yield document
        document.publish()
    finally:
        document.close()


def _count_lost(figure: Figure, document: Document, said: list[str]) -> None:
    found = {f"{row_id}={value}" for row_id, value in values(document).items()}
    for line in said:
        if "=" in line and line not in found:
            figure.miss("acknowledged edits lost", line[:40])


def _holding(folders: list[Path], word: str) -> list[str]:
    """Return the files that hold a word, in plain."""
    secret = word.encode()
    files = [p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()]
    return [p.name for p in files if secret in p.read_bytes()]


# Passphrase -------------------------------------------------------------------------------------------


def _marked(path: Path) -> None:
    """A plan with a word that must not be read once there is a passphrase, and two backups of it."""
    document = open_plan(plan_file(path.parent), author="A")
    edit(document, _MARK, "mark")
    document.publish()
    for why in ("One", "Two"):
        back_up_now(document, why)
    document.close()


def rekeys(path: Path, say: Say) -> None:
    """Set, change and remove the passphrase in turn, with an edit before each."""
    document = open_plan(path, author="A")
    say("open")
    for number in range(1, 100_000):
        edit(document, str(number), f"k{number}")
        say(f"k{number}={number}")
        change_passphrase(document, _PHRASES[number % 3])
        say(f"passphrase {number % 3}")


def _look_for_secrets(figure: Figure, path: Path, said: list[str]) -> None:
    """Right after the kill: no passphrase and no key anywhere; no plain byte while one was changed."""
    words = [phrase for phrase in _PHRASES if phrase is not None]
    keys = [key_of(path, phrase) for phrase in words]
    places = [path.parent, state_dir()]
    for place in traces(places, [*words, *(key[:64] for key in keys), *(key[64:] for key in keys)]):
        figure.miss("passphrases or keys on the disk", f"{place}, {said[-1:]}")
    for folder in places:
        for left in (p for p in folder.rglob("*") if p.is_file()):
            if any(bytes.fromhex(key[:64]) in left.read_bytes() for key in keys):
                figure.miss("passphrases or keys on the disk", f"{left.name}, {said[-1:]}")
    if said[-1:] == ["passphrase 1"] or (said[-2:-1] == ["passphrase 1"] and "=" in said[-1]):
        figure.told["killed between two passphrases"] += 1
        for place in traces(places, [_MARK]):
            figure.miss("plain files left", f"{place}, {said[-2:]}")


def _after_rekey(figure: Figure, path: Path, said: list[str]) -> None:
    _look_for_secrets(figure, path, said)
    reached = int(next((line.split()[1] for line in reversed(said) if " " in line), "0"))
    for number in (reached, (reached + 1) % 3):
        with suppress(WrongPassphrase, KnownError):
            verify_plan(path, _PHRASES[number])
            break
    else:
        figure.miss("plans that do not open", f"neither passphrase {reached} nor the next")
        return
    phrase = _PHRASES[number]
    figure.told["with the passphrase before" if number == reached else "with the one after"] += 1
    with _opened_and_closed(path, phrase) as document:
        _count_lost(figure, document, said)
        for note in document.notes:
            figure.told[note[:60]] += 1
        for one in backups_of(document):
            if one.operations is None:
                figure.miss("backups that do not open", f"{one.path.name}, {said[-1:]}")
    for name in _holding([path.parent, state_dir()], _MARK) if phrase is not None else ():
        figure.miss("plain files left", f"{name}, {said[-1:]}")


# Purge ------------------------------------------------------------------------------------------------


def _with_operations(path: Path) -> None:
    """A plan with operations to purge, in it and in two backups."""
    document = open_plan(plan_file(path.parent), author="A")
    for operation in document.read.all(Operation):
        _ = document.run(put(operation_titled(operation)))
    document.publish()
    for why in ("One", f"Two, before {_MARK}"):
        back_up_now(document, why)
    document.close()


def operation_titled(operation: Operation) -> Operation:
    """Return an operation under a title that is looked for after its purge."""
    return replace(operation, title=f"{_MARK}{operation.reference}")


def purges(path: Path, say: Say) -> None:
    """Purge one operation after the other; then only edit."""
    document = open_plan(path, author="A")
    say("open")
    for number, operation in enumerate(sorted(document.read.all(Operation), key=lambda o: o.reference)):
        edit(document, str(number), f"g{number}")
        say(f"g{number}={number}")
        say(f"purging {operation.title}")
        purge_operation(document, operation.id, reason="Too old", authoriser="Commander", today=TODAY)
        say(f"purged {operation.title}")
    document.close()


def _after_purge(figure: Figure, path: Path, said: list[str]) -> None:
    verify_plan(path)
    with _opened_and_closed(path) as document:
        _count_lost(figure, document, said)
        left = {o.title for o in document.read.all(Operation)}
        notes = len(document.read.all(PurgeNote))
    begun = [line.partition(" ")[2] for line in said if line.startswith("purging ")]
    gone = [title for title in begun if title not in left]
    if notes != len(gone):
        figure.miss("purges by half", f"{notes} notes, {len(gone)} gone")
    for title in gone:
        figure.told["purged"] += 1
        for name in _holding([path.parent, state_dir()], title):
            figure.miss("purges by half", f"{name} holds it, {said[-1]}")
    for line in said:
        if line.startswith("purged ") and line.partition(" ")[2] in left:
            figure.miss("purges by half", "said to be done, and back")


# Backup, restore, salvage, migration ------------------------------------------------------------------


def _plain(path: Path) -> None:
    plan_file(path.parent)


def backs_up(path: Path, say: Say) -> None:
    """Back up after each edit, more often than rotation keeps."""
    document = open_plan(path, author="A")
    say("open")
    for number in range(100_000):
        edit(document, str(number), f"b{number}")
        back_up_now(document, f"Backup {number}")
        say(f"b{number}={number}")


def restores(path: Path, say: Say) -> None:
    """Go back to a backup and forth by undo, and write backups out as plans of their own."""
    document = open_plan(path, author="A")
    back_up_now(document, "To go back to")
    say("open")
    for number in range(100_000):
        document.run(put(Setting(id="later", value=str(number))))
        backup = backups_of(document)[0]  # the first one is let go after ten more
        restore(document, backup)
        say("went back")
        document.undo()
        document.publish()
        restore_copy(backup, path.with_name(f"restored {number}.wardplan"), document=document)


def _after_backup(figure: Figure, path: Path, said: list[str]) -> None:
    for plan in (path, *(p for p in path.parent.glob("[!.]*.wardplan") if p != path)):
        verify_plan(plan)
    with _opened_and_closed(path) as document:
        _count_lost(figure, document, said)
        for one in backups_of(document):
            if one.operations is None:
                figure.miss("backups that do not open", one.path.name)


def _damaged(path: Path) -> None:
    content = bytearray(plan_file(path.parent).read_bytes())
    content[9_000:9_100] = bytes(100)
    path.write_bytes(content)


def salvages(path: Path, say: Say) -> None:
    """Salvage a damaged plan over and over: each salvage is a whole plan or not there."""
    say("open")
    for number in range(100_000):
        salvage_plan(path, path.with_name(f"salvaged {number}.wardplan"), author="A")
        say(f"salvaged {number}.wardplan")


def _after_salvage(figure: Figure, path: Path, said: list[str]) -> None:
    salvage_plan(path, path.with_name("once more.wardplan"), author="After")
    for plan in path.parent.glob("[!.]*.wardplan"):
        if plan != path:
            with _opened_and_closed(plan):
                figure.told["salvages opened"] += 1
    for line in said:
        if not path.with_name(line).exists():
            figure.miss("acknowledged edits lost", line)


def _older(path: Path) -> None:
    path.write_bytes(gzip.decompress(_OLDER.read_bytes()))


def migrates(path: Path, say: Say) -> None:
    """Open a plan of an older format, edit and publish it; then take the older one again."""
    older = path.read_bytes()
    say("open")
    for number in range(100_000):
        each = path if number == 0 else path.with_name(f"older{number}.wardplan")
        if number:
            each.write_bytes(older)
        document = open_plan(each, author="A")
        edit(document, "1", "m")
        say(f"m=1 {each.name}")
        document.publish()
        document.close()


def _after_migration(figure: Figure, path: Path, said: list[str]) -> None:
    edited = {line.partition(" ")[2] for line in said}
    for plan in path.parent.glob("* (before *.wardplan"):
        if plan.read_bytes() != gzip.decompress(_OLDER.read_bytes()):
            figure.miss("backups that do not open", plan.name)
    for name in edited:
        with _opened_and_closed(path.with_name(name)) as document:
            if values(document).get("m") != "1":
                figure.miss("acknowledged edits lost", name)
    for plan in path.parent.glob("[!.]*.wardplan"):
        with _opened_and_closed(plan):
            figure.told["plans opened after"] += 1


KEPT: dict[str, Kept] = {
    "passphrase": Kept(
        _marked,
        rekeys,
        _after_rekey,
        6.0,
        ("plain files left", "backups that do not open", "passphrases or keys on the disk"),
    ),
    "purge": Kept(_with_operations, purges, _after_purge, 0.8, ("purges by half",)),
    "backup": Kept(_plain, backs_up, _after_backup, 0.3, ("backups that do not open",)),
    "restore": Kept(_plain, restores, _after_backup, 0.6, ("backups that do not open",)),
    "salvage": Kept(_damaged, salvages, _after_salvage, 0.3),
    "migration": Kept(_older, migrates, _after_migration, 0.6, ("backups that do not open",)),
}

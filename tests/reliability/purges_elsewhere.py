"""A purge that another laptop made reaches this one: killed, failing or on a full disk, it is done next time.

Afterwards no byte of what was purged is in the shared folder or in what this laptop keeps, encrypted pages
included, and nothing else is lost: not an edit, not a backup.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from planner.document.backups import back_up_now, backups_of
from planner.document.document import Document
from planner.document.opening import create_command_file, open_command_file, open_plan
from planner.document.protecting import change_passphrase
from planner.document.purging import purge_operation
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.records.operation import BriefText, Operation
from planner.domain.records.sharing import PurgeNote
from planner.domain.vocabulary import Heading
from planner.storage.passphrase import key_of
from tests.builders import make_operation, make_type
from tests.reliability.children import Say, killed, refuse_other_systems, state_in, told
from tests.reliability.failures import Faults
from tests.reliability.figures import Figure
from tests.reliability.full_disk import filled, small_disk, why_not
from tests.reliability.kills_kept import TODAY
from tests.reliability.traces import traces
from tests.storage.plans import edit, plan_file, put, values

KINDS = ("plain", "encrypted", "command")
WORDS = ("Quagmire", "BRIEFTEXT", "OLDTITLE")
PHRASE = "four quiet brown owls"
NOUGHT = ("purged words left", "edits lost", "backups lost", "plans that do not open", "crashes")
_SECONDS = {"plain": 1.5, "encrypted": 3.0, "command": 3.5}
_BACKUPS = 3
_MOST_CALLS = 2_000


@dataclass(frozen=True, slots=True)
class Laptops:
    """Laptop A has purged an operation of a plan on a shared folder; B has it in all that it keeps.

    Backups, one named after it; a working copy that a killed process left with an edit of it.
    """

    folder: Path
    kind: str

    @property
    def path(self) -> Path:
        """The plan on the shared folder."""
        return self.folder / "shared" / "plan.wardplan"

    @property
    def hidden_path(self) -> Path:
        """The command file beside it."""
        return self.path.with_suffix(".command.wardplan")

    def state(self, laptop: str) -> Path:
        """Where a laptop keeps what is its own."""
        return self.folder / laptop

    def opened(self, author: str) -> Document:
        """Open the plan, and the command file if that is where the operation is."""
        phrase = PHRASE if self.kind == "encrypted" else None
        document = open_plan(self.path, author=author, passphrase=phrase)
        if self.kind == "command" and self.hidden_path.exists():
            open_command_file(document, self.hidden_path, PHRASE)
        return document

    def keys(self) -> list[str]:
        """The keys of the encrypted files."""
        found = {"plain": [], "encrypted": [self.path], "command": [self.hidden_path]}[self.kind]
        return [key_of(path, PHRASE) for path in found]

    def left(self) -> list[str]:
        """Where words of the purged work still stand, but on laptop A, which is not looked at here."""
        return traces([self.path.parent, self.state("b")], WORDS, self.keys())

    def lay(self) -> None:
        """Make both laptops and the shared folder, up to the moment when B learns of the purge."""
        self.path.parent.mkdir(parents=True)
        with state_in(self.state("a")):
            operation_id = self._begun()
        with state_in(self.state("b")):
            b = self.opened("B")
            edit(b, "kept", "of B")
            renamed = replace(b.read.require(Operation, operation_id), title="Quagmire of B")
            b.run(put(renamed))
            b.publish()
            for number in range(_BACKUPS):
                named = (
                    number and self.kind != "command"
                )  # the plan keeps a backup of the same name, in plain
                back_up_now(b, f"Before {'Quagmire of B' if named else 'work'}")
            b.close()
            assert told(lambda: self._dies(operation_id)) is None
        with state_in(self.state("a")):
            a = self.opened("A")
            purge_operation(a, operation_id, reason="Old", authoriser="Commander", today=TODAY)
            a.close()
        assert {place.split(": ")[1].split(" ")[0] for place in self.left()} == set(WORDS)

    def _begun(self) -> str:
        plan_file(self.path.parent)
        document = open_plan(self.path, author="A")
        code = "RP"
        if self.kind == "encrypted":
            change_passphrase(document, PHRASE)
        if self.kind == "command":
            kind = make_type(code := "NTK", "Gallery", need_to_know=True)
            create_command_file(document, self.hidden_path, PHRASE, [kind], author="A")
            open_command_file(document, self.hidden_path, PHRASE)
        made = make_operation(document, code, "Castle", title="OLDTITLE")
        brief = BriefText(id=new_id(), operation_id=made.id, heading=Heading.METHOD, text="BRIEFTEXT " * 900)
        document.run(put(replace(document.read.require(Operation, made.id), title="Quagmire"), brief))
        document.publish()
        document.close()
        return made.id

    def _dies(self, operation_id: str) -> None:
        import os

        document = self.opened("B")
        edit(document, "not published", "left")
        document.run(put(replace(document.read.require(Operation, operation_id), title="Quagmire left")))
        os._exit(9)

    def learns(self, say: Say) -> None:
        """What laptop B does next: open, publish, close."""
        say("open")
        document = self.opened("B")
        say("opened")
        document.publish()
        say("published")
        document.close()
        say("closed")


@contextmanager
def laid(kind: str) -> Iterator[tuple[Laptops, Path]]:
    """Lay laptops once and yield them with a copy of all, to begin every trial from."""
    with tempfile.TemporaryDirectory(prefix="purged") as name:
        laptops = Laptops(Path(name) / "world", kind)
        laptops.lay()
        before = Path(name) / "before"
        shutil.copytree(laptops.folder, before)
        yield laptops, before


def kills_of_elsewhere(kind: str, count: int, seed: int) -> Figure:
    """Kill laptop B while it learns of the purge; a third of the times twice."""
    figure = Figure(f"kills while a purge of another laptop comes in, {kind}", must_be_nought=NOUGHT)
    chance = Random(f"{seed} {kind}")
    with laid(kind) as (laptops, before):
        for number in range(count):
            _again(laptops, before)
            where = []
            with state_in(laptops.state("b")):
                for _ in range(1 + (number % 3 == 0)):
                    seconds = chance.uniform(0, _SECONDS[kind])
                    said, failed = killed(laptops.learns, seconds)
                    where.append(f"{seconds:.3f} s {said[-1:]}")
                    if failed:
                        figure.miss("crashes", failed)
                figure.told["came to the end" if said[-1:] == ["closed"] else "cut off"] += 1
            _look_after(figure, laptops, ", ".join(where))
    return figure


def faults_of_elsewhere(kind: str, every: int) -> Figure:
    """Fail, and in turn stop at, every n-th call that reaches the disk."""
    figure = Figure(f"failed call while a purge of another laptop comes in, {kind}", must_be_nought=NOUGHT)
    with laid(kind) as (laptops, before):
        for at in range(1, _MOST_CALLS, every):
            _again(laptops, before)
            stops = at // every % 2 == 1
            with state_in(laptops.state("b")):
                answer = told(lambda at=at, stops=stops: _with_fault(laptops, at, stops))  # type: ignore[misc]  # mypy knows no default here
            if answer is None:
                figure.told["stopped"] += 1
            elif "crashed" in answer:
                figure.miss("crashes", f"call {at}: {answer['crashed']}")
            else:
                figure.told["refused" if answer["said"] else "done"] += 1
            _look_after(figure, laptops, f"call {at} {'stops' if stops else 'fails'}")
            if answer is not None and answer.get("calls", at) < at:
                break  # there are no more calls than that
    return figure


def _with_fault(laptops: Laptops, at: int, stops: bool) -> dict[str, object]:
    faults = Faults(at, stops=stops)
    faults.install()
    said = ""
    try:
        laptops.learns(lambda _: None)
    except KnownError as error:
        said = str(error)
    return {"said": said, "calls": faults.calls}


def full_of_elsewhere(kind: str, step: int) -> Figure:
    """Leave 0, step, 2 step, ... bytes free on the disk where laptop B keeps what is its own."""
    figure = Figure(f"full disk while a purge of another laptop comes in, {kind}", must_be_nought=NOUGHT)
    if why := why_not():
        figure.skipped = why
        return figure
    with tempfile.TemporaryDirectory(prefix="purged") as name, small_disk(Path(name), megabytes=24) as stick:
        laptops = Laptops(Path(name) / "world", kind)
        laptops.folder.mkdir()
        (stick / "b").mkdir()
        laptops.state("b").symlink_to(stick / "b", target_is_directory=True)
        laptops.lay()
        before = Path(name) / "before"
        shutil.copytree(laptops.folder, before)
        most = sum(p.stat().st_size for p in (stick / "b").rglob("*") if p.is_file())
        for free in range(0, most, step):
            _again(laptops, before, keep=stick / "b")
            filler = filled(stick, free)
            with state_in(laptops.state("b")):
                answer = told(lambda: _with_fault(laptops, -1, False)) or {"crashed": "without a word"}
            filler.unlink()
            if "crashed" in answer:
                figure.miss("crashes", f"{free} free: {answer['crashed']}")
            figure.told["refused" if answer.get("said") else "done"] += 1
            _look_after(figure, laptops, f"{free} free")
    return figure


def _again(laptops: Laptops, before: Path, keep: Path | None = None) -> None:
    """Bring everything back to how it was before laptop B learnt of the purge."""
    if keep is None:
        shutil.rmtree(laptops.folder)
        shutil.copytree(before, laptops.folder)
        return
    for old, new in ((before / "b", keep), (before / "shared", laptops.path.parent)):
        for entry in new.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        shutil.copytree(old, new, dirs_exist_ok=True)


def _look_after(figure: Figure, laptops: Laptops, where: str) -> None:
    """Open and publish once more, as the user of laptop B would; then nothing may be left, nothing lost."""
    figure.count += 1
    with state_in(laptops.state("b")):
        try:
            document = laptops.opened("B")
            document.publish()
            found = values(document)
            wanted = {"of B": "kept", "left": "not published", "first": "1"}
            if wanted.items() - found.items():
                figure.miss("edits lost", f"{where}: {wanted.items() - found.items()}")
            if len(document.read.all(PurgeNote)) != 1 or len(document.read.all(Operation)) != 2:
                figure.miss("edits lost", f"{where}: {len(document.read.all(Operation))} operations")
            _look_at_backups(figure, laptops, document, where)
            document.close()
        except KnownError as error:
            figure.miss("plans that do not open", f"{where}: {error}")
    for place in laptops.left():
        figure.miss("purged words left", f"{where}: {place}")


def _look_at_backups(figure: Figure, laptops: Laptops, document: Document, where: str) -> None:
    from planner.storage import backups

    shared = document.shared_files[-1]
    kept = backups.list_backups(shared.copy.folder.parent, shared.target, key=shared.file.key)
    made = [one for one in kept if one.operations is not None]
    least = _BACKUPS if laptops.kind != "command" else 1
    if len(made) < least or len(made) != len(kept):
        figure.miss("backups lost", f"{where}: {len(made)} of {len(kept)} are whole, {least} were there")
    if any(one.operations is None for one in backups_of(document)):
        figure.miss("backups lost", where)


def elsewhere_figures(kills: int, every: int, step: int, seed: int) -> Iterator[Figure]:
    """Yield the figure of each way to cut off, for each kind of file."""
    for kind in KINDS:
        if why := refuse_other_systems():
            yield Figure(f"purges of another laptop, {kind}", skipped=why)
            continue
        yield kills_of_elsewhere(kind, kills, seed)
        yield faults_of_elsewhere(kind, every)
        yield full_of_elsewhere(kind, step)

"""Failures and full disks in the works beside publishing: each is done, or refused with nothing changed.

The state folder, where backups and working copies lie, is on the full disk, as on a laptop with no room left.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from planner.document.backups import back_up_now, backups_of
from planner.document.document import Document
from planner.document.merging import apply_merge
from planner.document.opening import open_plan, verify_plan
from planner.document.partner_tasks import Terms
from planner.document.protecting import change_passphrase
from planner.document.purging import purge_operation
from planner.document.restoring import restore, restore_copy
from planner.document.sharing import ShareWish, share_copy
from planner.domain.errors import KnownError
from planner.domain.records.operation import Operation
from tests.reliability.children import refuse_other_systems, state_in, strays, told
from tests.reliability.failures import Faults
from tests.reliability.figures import Figure
from tests.reliability.full_disk import filled, small_disk, why_not
from tests.reliability.kills_kept import TODAY
from tests.storage.plans import edit, plan_bytes, plan_file, published_values, values

NOUGHT = ("edits lost", "plans that do not open", "crashes", "strays", "copies that are not whole")
_PHRASE = "correct horse battery staple"
_MOST_CALLS = 600
_TERMS = Terms(purpose="Street meet", gateway="s.115", agreement="A1", days=28, reply_to="")


@dataclass(slots=True)
class Desk:
    """An open plan with one edit that is not published, one backup and another copy that was edited."""

    document: Document
    folder: Path

    @classmethod
    def laid(cls, folder: Path) -> "Desk":
        """Lay one in a folder."""
        document = open_plan(plan_file(folder), author="A")
        other = folder / "mailed.wardplan"
        document.save_copy(other)
        theirs = open_plan(other, author="B")
        edit(theirs, "theirs", "theirs")
        theirs.publish()
        theirs.close()
        back_up_now(document, "Before")
        edit(document, "2")
        return cls(document, folder)


def _backup(desk: Desk) -> None:
    back_up_now(desk.document, "Now")


def _restore(desk: Desk) -> None:
    restore(desk.document, backups_of(desk.document)[-1])
    desk.document.undo()


def _restore_copy(desk: Desk) -> None:
    backup = backups_of(desk.document)[-1]
    restore_copy(backup, desk.folder / "restored.wardplan", document=desk.document)


def _share(desk: Desk) -> None:
    share_copy(desk.document, desk.folder / "police.wardplan", ShareWish(audience="police", terms=_TERMS))


def _merge(desk: Desk) -> None:
    apply_merge(desk.document, desk.folder / "mailed.wardplan")


def _rekey(desk: Desk) -> None:
    change_passphrase(desk.document, _PHRASE)


def _purge(desk: Desk) -> None:
    first = desk.document.read.all(Operation)[0]
    purge_operation(desk.document, first.id, reason="Too old", authoriser="Commander", today=TODAY)


WORKS: dict[str, Callable[[Desk], None]] = {
    "backup": _backup,
    "restore": _restore,
    "backup written as a plan": _restore_copy,
    "share": _share,
    "merge": _merge,
    "passphrase": _rekey,
    "purge": _purge,
}


def full_works_figures(step: int) -> list[Figure]:
    """Leave 0, step, 2 step, ... bytes free for the state folder and try each work."""
    if why_not():
        return [Figure(f"{name} on a full disk", skipped=why_not()) for name in WORKS]
    return [full_of(name, step) for name in WORKS]


def full_of(name: str, step: int) -> Figure:
    """Try one work with 0, step, 2 step, ... bytes free."""
    work = WORKS[name]
    figure = Figure(f"{name} on a full disk", must_be_nought=NOUGHT)
    for free in range(0, 4 * len(plan_bytes()), step):
        with tempfile.TemporaryDirectory(prefix="full") as made, small_disk(Path(made), megabytes=8) as stick:
            state = stick / "state"
            state.mkdir()
            with state_in(state):
                _one(figure, work, Path(made) / "shared", state, partial(_fill, stick, free), f"{free} free")
    return figure


def _fill(stick: Path, free: int) -> Callable[[], None]:
    filler = filled(stick, free)
    return filler.unlink


def fault_figures(every: int) -> list[Figure]:
    """Fail every (or every n-th) call that reaches the disk, in each work."""
    if why := refuse_other_systems():
        return [Figure(f"failed call of {name}", skipped=why) for name in WORKS]
    return [faults_of(name, every) for name in WORKS]


def faults_of(name: str, every: int) -> Figure:
    """Fail every n-th call of one work, each in a process of its own."""
    work = WORKS[name]
    figure = Figure(f"failed call of {name}", must_be_nought=NOUGHT)
    for at in range(1, _MOST_CALLS, every):
        with tempfile.TemporaryDirectory(prefix="faults") as made:
            shared, state = Path(made) / "shared", Path(made) / "state"
            with state_in(state):
                answer = told(partial(_with_fault, work, shared, at)) or {"crashed": "without a word"}
                figure.count += 1
                if "crashed" in answer:
                    figure.miss("crashes", f"call {at}: {answer['crashed']}")
                    continue
                figure.told["refused" if answer["said"] else "done"] += 1
                _look_after(figure, shared, state, f"call {at}: {answer['said']}")
                if answer["calls"] < at:
                    return figure
    return figure


def _with_fault(work: Callable[[Desk], None], shared: Path, at: int) -> dict[str, object]:
    shared.mkdir()
    desk = Desk.laid(shared)
    if work is _rekey:  # backups stay plain while another copy of their plan lies there in plain
        (shared / "mailed.wardplan").unlink()
    faults = Faults(at, stops=False)
    faults.install()
    said = ""
    try:
        work(desk)
    except KnownError as error:
        said = str(error)
    return {"said": said, "calls": faults.calls}


def _one(
    figure: Figure, work: Callable[[Desk], None], shared: Path, state: Path,
    fill: Callable[[], Callable[[], None]], where: str,
) -> None:  # fmt: skip
    figure.count += 1
    shared.mkdir()
    desk = Desk.laid(shared)
    if work is _rekey:  # backups stay plain while another copy of their plan lies there in plain
        (shared / "mailed.wardplan").unlink()
    empty = fill()
    try:
        work(desk)
        figure.told["done"] += 1
    except KnownError:
        figure.told["refused"] += 1
    except Exception as error:  # whatever else comes is what is counted here
        figure.miss("crashes", f"{where}: {type(error).__name__}: {error}")
    empty()
    desk.document.close()
    _look_after(figure, shared, state, where)


def _look_after(figure: Figure, shared: Path, state: Path, where: str) -> None:
    """Open the plan as its user would next, publish it, and look at every copy."""
    path = shared / "plan.wardplan"
    try:
        phrase = None if path.read_bytes().startswith(b"SQLite") else _PHRASE
        verify_plan(path, phrase)
        document = open_plan(path, author="After", passphrase=phrase)
        if values(document).get("first") != "2":
            figure.miss("edits lost", where)
        if any(one.operations is None for one in backups_of(document)):
            figure.miss("copies that are not whole", f"{where}: a backup")
        document.publish()
        document.close()
    except KnownError as error:
        figure.miss("plans that do not open", f"{where}: {error}")
        return
    whole = {"plan.wardplan", "mailed.wardplan"}
    for name in ("restored.wardplan", "police.wardplan"):
        if (shared / name).exists():
            whole.add(name)
            try:
                published_values(shared / name)
            except KnownError as error:
                figure.miss("copies that are not whole", f"{where}: {error}")
    for stray in strays(shared, state, allowed=whole):
        figure.miss("strays", f"{where}: {stray}")

"""Kills at random moments of every work that writes: what was said to be kept is kept."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from planner.document.document import Document
from planner.document.merging import apply_merge
from planner.document.opening import create_plan, open_plan, verify_plan
from planner.document.partner_tasks import Terms
from planner.document.sharing import ShareWish, share_copy
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.records.plan import Plan, Setting
from tests.reliability.children import Say, killed, refuse_other_systems, state_in, strays
from tests.reliability.figures import Figure
from tests.reliability.kills_kept import KEPT, kills_of_kept
from tests.storage.plans import edit, plan_file, put, values

_BATCH = 40
_PASSPHRASE, _LONG = 80, 1_000
_LONGEST_SECONDS = 0.15
_LONGEST_OF = {"merge asked for": 0.6, "share": 0.5, "copy and new": 0.3}
_NOUGHT = ("acknowledged edits lost", "plans that do not open", "strays", "crashes")
Work = Callable[[Path, Say], None]


def edits(path: Path, say: Say) -> None:
    """Commit edits and say each."""
    document = open_plan(path, author="A")
    say("open")
    for number in range(100_000):
        edit(document, str(number), f"e{number}")
        say(f"e{number}={number}")


def publishes(path: Path, say: Say) -> None:
    """Commit and publish in turn."""
    document = open_plan(path, author="A")
    say("open")
    for number in range(100_000):
        edit(document, str(number), f"p{number}")
        say(f"p{number}={number}")
        document.publish()


def merges(path: Path, say: Say) -> None:
    """Have two copies open that publish over each other, so that every publishing merges."""
    first, second = open_plan(path, author="A"), open_plan(path, author="B")
    say("open")
    for number in range(100_000):
        for name, document in (("a", first), ("b", second)):
            edit(document, str(number), f"{name}{number}")
            say(f"{name}{number}={number}")
            edit(document, f"{name}{number}", "both")
            document.publish()


def imports(path: Path, say: Say) -> None:
    """Take in many rows at a time, all of them or none."""
    document = open_plan(path, author="A")
    say("open")
    for batch in range(100_000):
        rows = [Setting(id=f"i{batch}.{n}", value=f"row {n} " * 20) for n in range(_BATCH)]
        document.run(put(*rows))
        for row in rows:
            say(f"{row.id}={row.value}")
        document.publish()


def opens(path: Path, say: Say) -> None:
    """Open, edit, publish and close over and over: also what opening and closing leave must not count."""
    say("open")
    for number in range(100_000):
        document = open_plan(path, author="A")
        edit(document, str(number), f"o{number}")
        say(f"o{number}={number}")
        if number % 3:
            document.publish()
        document.close()


def copies(path: Path, say: Say) -> None:
    """Make new plans and save copies beside: each is whole or not there."""
    document = open_plan(path, author="A")
    say("open")
    for number in range(100_000):
        edit(document, str(number), f"c{number}")
        say(f"c{number}={number}")
        document.save_copy(path.with_name(f"copy {number}.wardplan"))
        made = Plan(id=new_id(), title="New")
        create_plan(path.with_name(f"new {number}.wardplan"), plan=made, records=[], author="A").close()


def takes_in(path: Path, say: Say) -> None:
    """Merge, as asked for, a copy that went away by mail and came back with an edit."""
    document = open_plan(path, author="A")
    say("open")
    for number in range(100_000):
        other = path.with_name(f"mailed {number}.wardplan")
        document.save_copy(other)
        theirs = open_plan(other, author="B")
        edit(theirs, str(number), f"t{number}")
        edit(theirs, f"theirs {number}", "both")
        theirs.publish()
        theirs.close()
        edit(document, f"mine {number}", "both")
        apply_merge(document, other)
        say(f"t{number}={number}")


def shares(path: Path, say: Say) -> None:
    """Send copies to police and partners, each noted in the register."""
    terms = Terms(purpose="Street meet", gateway="s.115", agreement="A1", days=28, reply_to="")
    document = open_plan(path, author="A")
    say("open")
    for number in range(100_000):
        edit(document, str(number), f"s{number}")
        say(f"s{number}={number}")
        audience, ending = ("police", "partner")[number % 2], (".wardplan", ".zip")[number // 2 % 2]
        out = path.with_name(f"{audience} {number}{ending}")
        share_copy(document, out, ShareWish(audience=audience, terms=terms))
        document.publish()


WORKS: dict[str, Work] = {
    "edit": edits,
    "publish": publishes,
    "merge": merges,
    "import": imports,
    "open and close": opens,
    "copy and new": copies,
    "merge asked for": takes_in,
    "share": shares,
}


def kill_figures(count: int, seed: int) -> Iterator[Figure]:
    """Kill count processes, an equal share in each work, and yield each figure as it stands."""
    why = refuse_other_systems()
    each = -(-count // (len(WORKS) + len(KEPT)))
    for name in (*WORKS, *KEPT):
        if why:
            yield Figure(f"kills during {name}", skipped=why)
        else:
            # A change of passphrase takes seconds, so few kills hit the same part of it.
            often = max(each, _PASSPHRASE) if name == "passphrase" and count >= _LONG else each
            yield kills_of(name, each, seed) if name in WORKS else kills_of_kept(name, often, seed)


def kills_of(name: str, count: int, seed: int) -> Figure:
    """Kill processes that do one work, each on a fresh plan."""
    chance = Random(f"{seed} {name}")
    figure = Figure(f"kills during {name}", must_be_nought=_NOUGHT)
    longest = _LONGEST_OF.get(name, _LONGEST_SECONDS)
    for _ in range(count):
        with tempfile.TemporaryDirectory(prefix="kills") as folder:
            _one_kill(figure, WORKS[name], Path(folder), chance.uniform(0, longest))
    return figure


def _one_kill(figure: Figure, work: Work, folder: Path, seconds: float) -> None:
    shared, state = folder / "shared", folder / "state"
    shared.mkdir()
    path = plan_file(shared)
    with state_in(state):
        said, failed = killed(lambda say: work(path, say), seconds)
        figure.count += 1
        figure.told["edits acknowledged"] += len(said)
        if failed:
            figure.miss("crashes", failed)
        try:
            _look_after(figure, path, said)
        except KnownError as error:
            figure.miss("plans that do not open", str(error))
    allowed = {"plan.wardplan"} | {p.name for p in shared.iterdir() if _is_whole(p, state)}
    for stray in strays(shared, state, allowed=allowed):
        figure.miss("strays", f"{stray} after {seconds:.4f} s")


def _look_after(figure: Figure, path: Path, said: list[str]) -> None:
    """Open the plan as its user would after the crash, publish, and look for everything that was said."""
    verify_plan(path)
    for plan in (path, *(p for p in path.parent.glob("[!.]*.wardplan") if p != path)):
        document = open_plan(plan, author="After")
        document.publish()
        document.close()
    again = open_plan(path, author="Reader", read_only=True)
    _count_lost(figure, again, said)
    again.close()


def _count_lost(figure: Figure, document: Document, said: list[str]) -> None:
    found = {f"{row_id}={value}" for row_id, value in values(document).items()}
    for beside in document.target.parent.glob("*(*.wardplan"):
        # Work that collided goes on under a name of its own, which counts as kept.
        other = open_plan(beside, author="Reader", read_only=True)
        found |= {f"{row_id}={value}" for row_id, value in values(other).items()}
        other.close()
    for line in said:
        if line not in found:
            figure.miss("acknowledged edits lost", line[:40])


def _is_whole(path: Path, state: Path) -> bool:
    """Return whether a file beside the plan is a sound plan of its own (a saved copy, a copy beside)."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed:
            return packed.testzip() is None
    if path.suffix != ".wardplan":
        return False
    with state_in(state):
        try:
            verify_plan(path)
        except KnownError:
            return False
    return True

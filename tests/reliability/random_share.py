"""Random small plans with need-to-know work, shared with each audience and searched byte by byte.

The search is its own and knows nothing of the app's leak check: every secret is a made-up word that stands
in no other place, looked for in the bytes of the copy, in its cells, and in what is inside a zip file.
"""

import io
import sqlite3
import tempfile
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from planner.document.command import Command
from planner.document.document import Document
from planner.document.leak_check import LeakFound
from planner.document.partner_tasks import Terms
from planner.document.sharing import ShareWish, share_copy
from planner.domain.ids import new_id
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, Deployment, Post, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import BriefText, Operation, OperationWard, Risk, Task
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Partner, Resource
from planner.domain.records.plan import Plan, Setting
from planner.domain.records.returns import Return
from planner.domain.vocabulary import Heading, Outcome, PlaceKind, PostKind, ResourceKind, ReturnState
from planner.storage.pair import Pair
from planner.storage.planning_file import PlanningFile
from tests.builders import make_place, make_plan, make_type
from tests.reliability.figures import Figure

_SYLLABLES = ("qua", "vex", "zim", "jor", "kly", "wub", "xan", "fyz", "hoq", "pij", "ñar", "Łub", "gřek")
_NOUGHT = ("leaked secrets", "false alarms", "plans that lost what was sent")


class Secrets:
    """Makes words that stand nowhere else, and remembers which audience may not see each."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.command: list[str] = []
        self.others: list[str] = []

    def word(self, hidden_from: list[str]) -> str:
        """Return a fresh word of six letters or more."""
        made = len(self.command) + len(self.others)
        # Two figures written as letters keep each word unlike every other.
        end = "bcdfghjkmnp"[made % 11] + "qrstvwxyzle"[made // 11 % 11]
        word = "".join(self._random.choice(_SYLLABLES) for _ in range(3)) + end
        hidden_from.append(word)
        return word

    def text(self, hidden_from: list[str]) -> str:
        """Return a text with a fresh word somewhere in it, sometimes long enough for pages of its own."""
        filling = ["Street", "meet", "=1+1", "<b>", "O'Brien", '"x"', "100 %", "a\nb", "\\u0041"]
        words = self._random.choices(filling, k=self._random.choice((0, 3, 2000)))
        words.insert(self._random.randint(0, len(words)), self.word(hidden_from))
        return " ".join(words)


def make_random_plan(folder: Path, seed: int) -> tuple[Document, Secrets, str]:
    """Return a document in command view, its secrets, and the id of the partner to share with."""
    random = Random(seed)
    secrets = Secrets(random)
    document = Document(make_plan(folder), author="Tests")
    council, fire = document.read.all(Partner)[:2]
    document.run(Command("Fill", lambda pair: _fill(pair, random, secrets, council.id, fire.id)))
    beside = Plan(id=new_id(), title="Beside", kind="command", beside_id=document.plan.id)
    document.open_command_file(
        PlanningFile.create(folder / "test.command.wardplan", beside, author="Tests", key="0a" * 32)
    )
    document.run(Command("Hide", lambda pair: _hide(pair, random, secrets)))
    for operation in document.read.all(Operation):
        if random.random() < 0.3 and operation.title.startswith("Gone"):
            document.run(Command("Drop", lambda pair, i=operation.id: pair.drop(Operation, i)))  # type: ignore[misc]  # mypy knows no default here
    return document, secrets, council.id


def _operation(pair: Pair, random: Random, type_id: str, title: str) -> Operation:
    start = datetime(2026, 9, 1, 10) + timedelta(days=random.randint(0, 90))
    made = Operation(
        id=new_id(), type_id=type_id, reference=f"{title[:2].upper()}-2026-{random.randint(1, 99):02d}",
        title=title, start=start, end=start + timedelta(hours=6),
    )  # fmt: skip
    pair.add(made)
    ward = random.choice(pair.all(Ward))
    pair.add(OperationWard(id=new_id(), operation_id=made.id, ward_id=ward.id))
    return made


def _fill(pair: Pair, random: Random, secrets: Secrets, council: str, fire: str) -> None:
    """Write open work: what any partner may see is plain, what it may not see carries secrets."""
    kinds = pair.all(OperationType)
    village = pair.all(Place)[0]
    others = secrets.others
    pair.add(Setting(id=f"uses/{secrets.word(others)}", value=secrets.text(others)))
    for row in pair.all(Partner):
        pair.put(replace(row, contact=secrets.text(others), email=f"{secrets.word(others)}@x", note="n"))
    officer = Resource(id=new_id(), label=secrets.word(others), kind=ResourceKind.PERSON,
                       collar_number=f"X{random.randint(1000, 9999)}",
                       call_sign=secrets.word(others))  # fmt: skip
    pair.add(officer)
    for number in range(random.randint(1, 5)):
        title = "Gone" if random.random() < 0.3 else f"Open work {number}"
        made = _operation(pair, random, random.choice(kinds).id, title)
        pair.put(replace(made, lead=secrets.text(others), note=secrets.text(others)))
        block = Deployment(id=new_id(), operation_id=made.id, start=made.start, end=made.end, theme="Meet",
                           lead=secrets.word(others), briefing=secrets.text(others))  # fmt: skip
        post = Post(id=new_id(), deployment_id=block.id, role=secrets.word(others), kind=PostKind.CONSTABLE)
        rows: list[Record] = [
            BriefText(id=new_id(), operation_id=made.id, heading=Heading.METHOD, text=secrets.text(others)),
            Risk(id=new_id(), operation_id=made.id, hazard=secrets.text(others)),
            block,
            post,
            Assignment(id=new_id(), post_id=post.id, resource_id=officer.id, note=secrets.text(others)),
            Visit(id=new_id(), deployment_id=block.id, place_id=village.id, start=made.start,
                  note=secrets.text(others)),
            Return(id=new_id(), deployment_id=block.id, state=ReturnState.SUBMITTED, outcome=Outcome.DONE,
                   notes=secrets.text(others)),
            make_place(secrets.word(others), 600123.0 + number, 225456.0, kind=PlaceKind.RVP,
                       operation_id=made.id),
            Task(id=new_id(), operation_id=made.id, title=f"Sweep court {number}", partner_id=council,
                 due=date(2026, 9, 1), note="Ask for the key"),
            Task(id=new_id(), operation_id=made.id, title=secrets.text(others), partner_id=fire,
                 due=date(2026, 9, 2), note=secrets.text(others)),
        ]  # fmt: skip
        pair.add_all(rows)


def _hide(pair: Pair, random: Random, secrets: Secrets) -> None:
    """Write need-to-know work into the command file."""
    hidden = secrets.command
    kind = make_type("NK", secrets.word(hidden), need_to_know=True, summary=secrets.text(hidden))
    pair.add(kind)
    for _ in range(random.randint(1, 4)):
        made = _operation(pair, random, kind.id, secrets.text(hidden))
        block = Deployment(id=new_id(), operation_id=made.id, start=made.start, end=made.end,
                           theme=secrets.word(hidden), briefing=secrets.text(hidden))  # fmt: skip
        post = Post(id=new_id(), deployment_id=block.id, role=secrets.word(hidden), kind=PostKind.SERGEANT)
        pair.add(block)
        pair.add(post)
        pair.add(
            make_place(secrets.word(hidden), 601234.0, 224321.0, kind=PlaceKind.RVP, operation_id=made.id)
        )


def found_in(path: Path, secrets: list[str]) -> list[str]:
    """Return the secrets that stand in a file, in its bytes in three encodings or in a cell."""
    data = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data += b"\n".join(packed.read(name) for name in packed.namelist())
    text = data.decode("utf-8", "ignore").casefold()
    if data.startswith(b"SQLite"):
        text += "\n".join(_cells(path)).casefold()
    wide = (data.decode("utf-16-le", "ignore") + data[1:].decode("utf-16-le", "ignore")).casefold()
    return [s for s in secrets if s.casefold() in text or s.casefold() in wide]


def _cells(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = (row for name in names for row in connection.execute(f'SELECT * FROM "{name}"'))
        return [str(value) for row in rows for value in row if isinstance(value, str)]
    finally:
        connection.close()


def run_random_share(seed: int, figure: Figure) -> None:
    """Make one random plan, share it with each audience, count what leaked or was refused for nothing."""
    terms = Terms(purpose="Street meet", gateway="s.115", agreement="A1", days=28, reply_to="")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document, secrets, council = make_random_plan(folder, seed)
        try:
            for audience, partner_id, hidden in (
                ("police", "", secrets.command),
                ("partner", "", secrets.command + secrets.others),
                ("partner", council, secrets.command + secrets.others),
            ):
                out = folder / f"{audience}{partner_id}{random_ending(seed)}"
                wish = ShareWish(audience=audience, partner_id=partner_id, terms=terms)
                figure.count += 1
                try:
                    share_copy(document, out, wish)
                except LeakFound as error:
                    figure.miss("false alarms", f"seed {seed}, {audience}: {error}")
                    continue
                for secret in found_in(out, hidden):
                    figure.miss("leaked secrets", f"seed {seed}, {audience}: {secret}")
                if audience == "police" and not found_in(out, secrets.others):
                    figure.miss("plans that lost what was sent", f"seed {seed}")
        finally:
            document.close()


def random_ending(seed: int) -> str:
    """Return one of the endings that a copy may have."""
    return ".zip" if seed % 4 == 3 else ".wardplan"


def share_figures(plans: int, seed: int) -> list[Figure]:
    """Share so many random plans with each audience."""
    figure = Figure("random plans shared with each audience", must_be_nought=_NOUGHT)
    for number in range(plans):
        run_random_share(seed * 100_000 + number, figure)
    return [figure]

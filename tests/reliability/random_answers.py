"""Copies handed to partners at random, answered, tampered with, sent back twice and late, and merged.

Whatever a copy says of itself, only what the register says it was given may change: by our own comparison of
every row before and after. What a partner was allowed to say may not be lost.
"""

import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from unittest.mock import patch

from planner.document.command import Command
from planner.document.document import Document
from planner.document.merging import apply_merge, decide, open_conflicts, preview_merge
from planner.document.partner_tasks import Terms
from planner.document.share_log import given_of
from planner.document.sharing import ShareWish, share_copy
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.merging import Choice, MergeState
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation, Task
from planner.domain.records.people import Partner
from planner.domain.records.plan import Plan
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import TaskStatus
from planner.storage import seal
from planner.storage.pair import Pair
from planner.storage.planning_file import PlanningFile
from tests.reliability.figures import Figure
from tests.reliability.random_share import make_random_plan

_NOUGHT = ("changes beyond what was given", "answers lost", "tampering not named", "orders that matter")
_TERMS = Terms(purpose="Street meet", gateway="s.115", agreement="A1", days=28, reply_to="")
_WORDS = ("done", "on its way", "asked again", "=1+1", "<b>no</b>")
Rows = dict[tuple[type[Record], str], Record]
Change = tuple[str, str, str, str]
"""Id, table, row id, field group."""


class _Copy:
    """A copy as it lies at a partner's, what it was given, and what was written into it."""

    def __init__(self, path: Path, given: dict[str, dict[str, dict[str, str]]]) -> None:
        self.path, self.given = path, given
        self.sent = {change[0] for change in self.changes()}

    def changes(self) -> set[Change]:
        """Return all lines of its log."""
        with sqlite3.connect(self.path) as connection:
            found = set(connection.execute("SELECT id, table_name, row_id, field_group FROM change"))
        connection.close()
        return found

    def written(self) -> tuple[set[Change], set[Change]]:
        """Return what was written into it: as it was given to write, and beyond."""
        new = {change for change in self.changes() if change[0] not in self.sent}
        allowed = {c for c in new if c[3] in self.given.get(c[1], {}).get(c[2], {})}
        return allowed, new - allowed

    def write(self, author: str, apply: Callable[[PlanningFile], object]) -> None:
        """Write into it as somebody does who knows the format, and seal it again."""
        file = PlanningFile.open(self.path)
        apply(file)
        file.connection.execute("PRAGMA journal_mode = DELETE")
        file.close()
        connection = sqlite3.connect(self.path)
        connection.execute(
            "UPDATE seal SET digest = ?, change_counter = ?",
            (seal.MARKER + bytes(32), seal.change_counter(self.path) + 1),
        )
        connection.commit()
        connection.close()
        seal.press(self.path)


class _Run:
    def __init__(self, seed: int, folder: Path, figure: Figure) -> None:
        self.seed, self.folder, self.figure = seed, folder, figure
        self.random = Random(seed)
        self.document, _, council = make_random_plan(folder, seed)
        fire = next(p.id for p in self.document.read.all(Partner) if p.id != council)
        self.partners = (council, fire)
        self.copies: list[_Copy] = []
        self.document.history.clear()

    def run(self) -> None:
        try:
            self._send()
            for _ in range(self.random.randint(6, 20)):
                steps = (self._send, self._ours, self._undo) + (self._answer, self._tamper, self._take) * 3
                self.random.choice(steps)()
            for copy in self.copies:
                self._take_one(copy)
                self._take_one(copy)
            self._orders()
        finally:
            self.document.close()

    # What people do

    def _send(self) -> None:
        partner = self.random.choice((*self.partners, *self.partners, ""))
        out = self.folder / f"copy-{len(self.copies)}.wardplan"
        wish = ShareWish(audience="partner", partner_id=partner, terms=_TERMS)
        share = share_copy(self.document, out, wish, at=datetime(2026, 6, 1, 9, tzinfo=UTC))
        self.copies.append(_Copy(out, given_of(self.document.read.require(Share, share.id))))

    def _ours(self) -> None:
        tasks = self.document.read.all(Task)
        if not tasks:
            return
        task = self.random.choice(tasks)
        word = self.random.choice(_WORDS)
        changed = self.random.choice([
            replace(task, note=word), replace(task, title=word), replace(task, status=TaskStatus.DONE), None,
        ])  # fmt: skip

        def apply(pair: Pair) -> None:
            if changed is None:
                pair.drop(Task, task.id)
            else:
                pair.put(changed)

        self.document.run(Command("Change", apply))

    def _undo(self) -> None:
        if self.document.history.undoable is not None:
            self.document.undo()

    def _answer(self) -> None:
        """Change what the copy was given to change."""
        copy = self.random.choice(self.copies)
        ids = sorted(copy.given.get(Task.TABLE, {}))
        if not ids:
            return
        row_id = self.random.choice(ids)
        word = self.random.choice(_WORDS)
        field = self.random.choice(({"note": word}, {"status": TaskStatus.DONE}))

        def apply(file: PlanningFile) -> None:
            task = file.reader.get(Task, row_id)
            if task is not None:
                with file.transaction("Answer", author="X9") as running:
                    running.unit.put(replace(task, **field))

        copy.write("X9", apply)

    def _tamper(self) -> None:
        """Change, add and delete what the copy was not given."""
        copy = self.random.choice(self.copies)
        copy.write("X9", self.random.choice((self._others, self._new, self._gone, self._claims)))

    def _others(self, file: PlanningFile) -> None:
        kind = self.random.choice((Task, Operation, Partner, Plan))
        record = self.random.choice(file.reader.all(kind) or file.reader.all(Plan))
        name = {Partner: "name", Operation: "title", Plan: "title", Task: "title"}[type(record)]
        with file.transaction("Tamper", author="Tests") as running:
            running.unit.put(replace(record, **{name: self.random.choice(_WORDS)}))

    def _new(self, file: PlanningFile) -> None:
        operations = file.reader.all(Operation)
        if operations:
            on = self.random.choice(operations).id
            made = Task(id=new_id(), operation_id=on, title="New", due=date(2026, 9, 1))
            with file.transaction("Tamper", author="Tests") as running:
                running.unit.put(made)

    def _gone(self, file: PlanningFile) -> None:
        tasks = file.reader.all(Task)
        if tasks:
            with file.transaction("Tamper", author="Tests") as running:
                running.unit.drop(Task, self.random.choice(tasks).id)

    def _claims(self, file: PlanningFile) -> None:
        """Write more into the line of the register that the copy carries, and another share's id."""
        other = self.random.choice(self.document.read.all(Share)).id
        statement = self.random.choice((
            """UPDATE share SET given = '{"task":{"*":{"title":"x"}}}', partner_id = ''""",
            f"""UPDATE plan SET beside_id = '{other}'""",
            "UPDATE plan SET kind = 'plan', beside_id = ''",
            "DELETE FROM share",
        ))  # fmt: skip
        file.connection.execute(statement)

    # Taking it back

    def _take(self) -> None:
        self._take_one(self.random.choice(self.copies))

    def _share_of(self, copy: _Copy) -> Share | None:
        with sqlite3.connect(copy.path) as connection:
            (named,) = connection.execute("SELECT beside_id FROM plan").fetchone()
        connection.close()
        return self.document.read.get(Share, named)

    def _take_one(self, copy: _Copy) -> None:
        before = self._rows()
        known = self._log()
        try:
            preview = preview_merge(self.document, copy.path)
            apply_merge(self.document, copy.path, default=self.random.choice(list(Choice)))
        except KnownError as error:
            self.figure.told["refused"] += 1
            self._expect(self._rows() == before, _NOUGHT[0], f"refused, yet changed: {error}")
            return
        self.figure.count += 1
        share = self._share_of(copy)
        given = given_of(share) if share is not None else {}
        self._nothing_beyond(before, given)
        came = {c for c in self._log() - known if c[0] in {w[0] for w in copy.changes()}}
        beyond = {c for c in came if c[3] not in given.get(c[1], {}).get(c[2], {})}
        self._expect(not beyond, _NOUGHT[0], f"in the log: {beyond}")
        allowed, tampered = copy.written()
        if share is None or given != copy.given:  # it claims to be another copy, or one that nobody knows
            return
        hurt = {c[2] for c in tampered if c[3] in "+-"}
        lost = {c for c in allowed if c[2] not in hurt} - self._log()
        self._expect(not lost, _NOUGHT[1], f"{lost}")
        named = {i.row_id for i in preview.of(MergeState.IGNORED)}
        unnamed = {c[2] for c in tampered if c[1] != "plan"} - named - {c[2] for c in known if c in tampered}
        self._expect(not unnamed, _NOUGHT[2], f"{unnamed}")

    def _nothing_beyond(self, before: Rows, given: dict[str, dict[str, dict[str, str]]]) -> None:
        """Rows differ only in fields that were given; what a decision brings back was there once."""
        after = self._rows()
        for key, record in after.items():
            was = before.get(key)
            if was == record or key[0] is Share:
                continue
            fields = given.get(key[0].TABLE, {}).get(key[1], {})
            if was is None:
                self._expect(self._was_ours(key), _NOUGHT[0], f"{key[0].TABLE} {key[1]} is new")
                continue
            differ = {n for n in record.__slots__ if getattr(was, n) != getattr(record, n)}
            self._expect(differ <= set(fields), _NOUGHT[0], f"{key[0].TABLE} {key[1]}: {differ}")
        gone = before.keys() - after.keys()
        self._expect(not gone, _NOUGHT[0], f"gone: {gone}")

    def _was_ours(self, key: tuple[type[Record], str]) -> bool:
        made = self.document.read.connections[0].execute(
            "SELECT s.author FROM change c JOIN change_set s ON s.id = c.change_set_id"
            " WHERE c.row_id = ? AND c.field_group = '+'",
            (key[1],),
        )
        return any(row[0] == "Tests" for row in made)

    def _orders(self) -> None:
        """Two copies taken in either order come to the same."""
        one, two = self.random.choice(self.copies), self.random.choice(self.copies)
        found = []
        for number, order in enumerate(((one, two), (two, one))):
            path = self.folder / f"order-{number}.wardplan"
            self.document.read.connections[0].execute("VACUUM INTO ?", (str(path),))
            document = Document(PlanningFile.open(path), author="Tests")
            try:
                for copy in order:
                    apply_merge(document, copy.path)
                rows = {(kind, r.id): r for kind in ALL_RECORDS for r in document.read.all(kind)}
                found.append((rows, {i.key for i in open_conflicts(document)}))
                decide(document, {}, Choice.MINE)
            except KnownError:
                found.append(({}, set()))
            finally:
                document.close()
        self._expect(found[0] == found[1], _NOUGHT[3], f"{one.path.name}, {two.path.name}")

    def _rows(self) -> Rows:
        return {(kind, r.id): r for kind in ALL_RECORDS for r in self.document.read.all(kind)}

    def _log(self) -> set[Change]:
        query = "SELECT id, table_name, row_id, field_group FROM change"
        return set(self.document.read.connections[0].execute(query))

    def _expect(self, holds: bool, kind: str, example: str) -> None:
        if not holds:
            self.figure.miss(kind, f"seed {self.seed}: {example[:300]}")


def run_random_answers(seed: int, figure: Figure) -> None:
    """Send, answer, tamper and take back at random over one random plan."""
    with (
        tempfile.TemporaryDirectory() as name,
        # Ids break ties, so a run is the same again only with the same ids.
        patch("planner.domain.ids.os.urandom", Random(seed).randbytes),
    ):
        _Run(seed, Path(name), figure).run()


def answer_figures(plans: int, seed: int) -> list[Figure]:
    """Do so with so many random plans."""
    figure = Figure("partners' copies taken back", must_be_nought=_NOUGHT)
    for number in range(plans):
        run_random_answers(seed * 100_000 + number, figure)
    return [figure]

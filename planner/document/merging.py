"""Merging another copy into the open plan: the preview, Apply as one undo step, decisions left open.

A copy made for a partner is taken by what the register of shares says it was given, never by what the copy
says of itself.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from planner.document.command import Command
from planner.document.elsewhere import Elsewhere
from planner.document.findings import findings_near
from planner.document.merge_items import items_of, items_of_conflicts
from planner.document.returned_copy import Known, gate_for, known_of
from planner.domain.changes import ChangeSet
from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.merging import Choice, Decision, MergeItem, MergePreview
from planner.domain.phrases import date_text, titles_told
from planner.domain.progress import Report, no_report
from planner.domain.records.people import Partner
from planner.domain.records.plan import COMMAND_KIND, PARTNER_KIND, Plan
from planner.domain.records.sharing import Share
from planner.domain.timespan import to_local
from planner.paths import state_dir
from planner.rules.finding import Finding
from planner.storage.another_copy import Looked, looked_at
from planner.storage.copies import copies
from planner.storage.copies import known as known_copies
from planner.storage.merge.compare import MergePlan, Other, both, compare, is_descendant
from planner.storage.merge.conflicts import open_conflicts as conflicts_in
from planner.storage.merge.questions import open_questions as questions_in
from planner.storage.planning_file import PlanningFile
from planner.storage.purged_rows import count_purged
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.storage.pair import Pair

BEFORE_A_MERGE = "Before a merge"


@dataclass(frozen=True, slots=True)
class Source:
    """Another copy ready to be compared: which of our files it is of, and what may be taken of it.

    share: the line of our register for a copy that was handed on; None for a plan like ours, and for a copy
    that no register knows (is_known False). known: what our log has of the rows that it was given.
    """

    looked: Looked
    ours: PlanningFile
    share: Share | None
    recipient: str
    is_known: bool
    known: Known

    @property
    def is_whole(self) -> bool:
        """Whether it is a plan like ours, with all that the rules look at."""
        return self.share is None and self.is_known and not self.is_command

    @property
    def is_command(self) -> bool:
        """Whether it is of the command file."""
        return self.looked.plan.kind == COMMAND_KIND

    def other(self, left_out: Collection[str], take: Collection[str] | None) -> Other:
        """Return the other file with what may be taken of it."""
        is_cut = self.share is not None or not self.is_known
        by = _by(self.recipient) if self.share is not None else ""
        only = take if not self.is_known else None
        gate = gate_for(self.share, self.known) if is_cut else None
        return Other(self.looked.database, self.looked.key, gate, left_out, only, by, with_tables=not is_cut)


def preview_merge(document: "Document", path: Path, *, passphrase: str = "") -> MergePreview:
    """Return what merging another copy would do; reads only, over connections of its own.

    May run on a worker thread. FileProblem with one sentence for a file that is no copy of this plan.
    """
    with document.reading_elsewhere() as read, _source(document, read, path, passphrase) as source:
        plan = compare(source.ours.path, source.ours.key, source.other((), None))
        share = source.share
        return MergePreview(
            source=path.name,
            title=_title(read, source, path),
            items=items_of(plan, read, path.name),
            origin=source.recipient,
            expires=share.expires if share is not None else None,
            is_known_origin=source.is_known,
            computers=_computers(plan, read) if share is None else (),
        )


def _computers(plan: MergePlan, read: Reader) -> tuple[str, ...]:
    """Return on which other computers what is taken was written, where that is known."""
    lines = copies(read.connections) | known_copies(plan.sides.get("copy", ()))
    there = (lines[entry[1]] for entry in plan.sets if entry[1] in lines)
    return tuple(sorted({line.computer for line in there if line.computer and not line.is_here}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be taken of another copy.

    choices: how conflicts are decided, by the key of their item; default: all others that this merge brings.
    leave_out: keys of items not to take now. take: of a copy of unknown origin, the keys to take; it gets
    nothing else. Of any copy, the keys of what was declined before and is wanted after all.
    """

    choices: Mapping[str, Decision] = field(default_factory=dict)
    default: Choice = Choice.LATER
    leave_out: Collection[str] = ()
    take: Collection[str] = ()


def apply_merge(
    document: "Document",
    path: Path,
    *,
    choices: Mapping[str, Decision] | None = None,
    default: Choice = Choice.LATER,
    leave_out: Collection[str] = (),
    take: Collection[str] = (),
    passphrase: str = "",
) -> ChangeSet:
    """Merge another copy as one step that one undo takes back, here and now; arguments as for Wanted."""
    wanted = Wanted(choices=choices or {}, default=default, leave_out=leave_out, take=take)
    merge = Merge(document, path, wanted, passphrase=passphrase)
    merge.run()
    changes = merge.finish()
    if changes is None:
        raise RuntimeError("a merge that did not fail has changes")
    return changes


class Merge:
    """One merge on its way: made and finished by the owner of the document, run() by a worker thread.

    found: what the rules find about its operations that they found in neither copy; only if now is given.
    """

    def __init__(
        self,
        document: "Document",
        path: Path,
        wanted: Wanted,
        *,
        passphrase: str = "",
        now: datetime | None = None,
    ) -> None:
        """now: local; the moment for the rules. FileProblem or KnownError if nothing can be merged now."""
        if document.is_read_only:
            raise FileProblem("This plan is open for reading only. Save a copy and merge into that.")
        self._document, self._path, self._wanted = document, path, wanted
        self._passphrase, self._now = passphrase, now
        self._brought_purge = False
        self.found: list[Finding] = []
        self._elsewhere = Elsewhere(document)

    def run(self, report: Report = no_report) -> None:
        """Back up, compare again and write, in one transaction; what report raises leaves all as it was."""
        from planner.document.backups import back_up_now

        document = self._document
        try:
            with document.reading_elsewhere() as read:
                report(5, "Reading the other copy")
                with _source(document, read, self._path, self._passphrase) as source:
                    report(20, "Making a backup")
                    if document.shared_files:
                        back_up_now(document, BEFORE_A_MERGE)
                    report(45, "Comparing")
                    self._elsewhere.run(self._command(source, read, report), report)
        finally:
            self._elsewhere.end()

    def _command(self, source: Source, read: Reader, report: Report) -> Command:
        from planner.document.commands.merge import merge

        wanted, in_command = self._wanted, source.is_command
        other = source.other(wanted.leave_out, wanted.take)

        def compared() -> MergePlan:
            plan = compare(source.ours.path, source.ours.key, other)
            report(60, "Taking in")
            return plan

        command = merge(compared, self._path.name, wanted.choices, wanted.default, in_command, wanted.take)

        def apply(pair: "Pair") -> None:
            connection = pair.unit(in_command_file=in_command).connections[0]
            before = count_purged(connection)
            command.apply(pair)
            self._brought_purge = count_purged(connection) > before
            if self._now is not None:
                report(75, "Asking the rules")
                self.found = _new_findings(read, source, pair, now=self._now)

        return replace(command, apply=apply)

    def finish(self, initiator: object = None) -> ChangeSet | None:
        """Note the step and tell everybody; None when it was cancelled or failed: nothing happened then."""
        changes = self._elsewhere.finish(initiator)
        if changes is not None and self._brought_purge:
            # Undo steps hold what was purged; publishing rewrites what is kept here.
            self._document.history.clear()
            self._document.tell(changes)
        return changes


def _new_findings(before: Reader, source: Source, after: "Pair", *, now: datetime) -> list[Finding]:
    """Return what the rules find near what was changed that they found in neither copy as it was."""
    changes = ChangeSet(id="", label="", author="", at=now, rows=after.changed_rows)
    found = findings_near(after, changes, now=now)
    if not found:
        return []
    known = {(f.code, f.ids) for f in findings_near(before, changes, now=now)}
    left = [f for f in found if (f.code, f.ids) not in known]
    if left and source.is_whole:
        theirs = PlanningFile.open(source.looked.database, key=source.looked.key, read_only=True)
        try:
            known = {(f.code, f.ids) for f in findings_near(theirs.reader, changes, now=now)}
        finally:
            theirs.close()
    return [f for f in left if (f.code, f.ids) not in known]


def open_conflicts(document: "Document", read: Reader | None = None) -> tuple[MergeItem, ...]:
    """Return what still waits for a decision, in the plan and the command file if it is open.

    read: a reader of this thread, where it is not the document's own.
    """
    source = document.read if read is None else read
    found = [conflict for connection in source.connections for conflict in conflicts_in(connection)]
    return items_of_conflicts(found, source)


def open_questions(read: Reader) -> frozenset[str]:
    """Return the ids of what waits for a decision, quickly: another side of it makes another id."""
    return frozenset(id_ for connection in read.connections for id_ in questions_in(connection))


def decide(
    document: "Document", choices: Mapping[str, Decision], default: Choice = Choice.LATER
) -> ChangeSet:
    """Decide open conflicts by the keys of their items; one step that can be undone."""
    from planner.document.commands.merge import decide as command

    return document.run(command(choices, default))


@contextmanager
def _source(document: "Document", read: Reader, path: Path, passphrase: str) -> Iterator[Source]:
    files = document.planning_files
    with looked_at(path, state_dir(), files, passphrase) as looked:
        plans = list(zip(files, read.all(Plan), strict=True))
        ours = next((file for file, row in plans if row.id == looked.plan.id), None)
        if ours is None:
            raise FileProblem(_another_plan(looked, plans[0][1]))
        _refuse_into_partner_copy(looked, plans[0][1])
        with both(ours.path, ours.key, Other(looked.database, looked.key)) as connection:
            descends = is_descendant(connection)
            share = None if descends else read.get(Share, looked.plan.beside_id)
            recipient = _recipient(read, share)
            known = known_of(connection, share, _by(recipient))
        yield Source(looked, ours, share, recipient, descends or share is not None, known)


def _by(recipient: str) -> str:
    return f", by the copy sent to {recipient}"


def _another_plan(looked: Looked, ours: Plan) -> str:
    if looked.plan.kind == "command" and looked.plan.beside_id == ours.id:
        return f"{looked.name} is the command file of this plan. Open your command file first, then merge it."
    titles = titles_told(looked.plan.title, ours.title, "copy")
    return f"{looked.name} is another plan, {titles}. Choose a copy of this plan."


def _refuse_into_partner_copy(looked: Looked, ours: Plan) -> None:
    """Raise FileProblem for what a partner's copy cannot take in: it holds a part, and grants nobody more.

    Somebody else's version of the same copy is taken, such as one that two people answered in.
    """
    if ours.kind != PARTNER_KIND or looked.plan.beside_id == ours.beside_id:
        return
    whose = "another copy that was handed on" if looked.plan.kind == PARTNER_KIND else "the plan it came from"
    raise FileProblem(
        f"This is a copy for a partner and takes nothing in from {looked.name}, {whose}. "
        "Send your answers back: district command merges this copy into its plan."
    )


def _recipient(read: Reader, share: Share | None) -> str:
    if share is None:
        return ""
    partner = read.get(Partner, share.partner_id) if share.partner_id else None
    return share.recipient or (partner.name if partner is not None else share.audience)


def _title(read: Reader, source: Source, path: Path) -> str:
    if source.share is None:
        return path.stem
    zone = read.all(Plan)[0].zone
    return f"{source.recipient} copy of {date_text(to_local(source.share.at, zone).date())}"

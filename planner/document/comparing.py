"""Comparing the open plan with another copy or a backup of it: what stands here, there, or reads differently.

Values are compared, not histories: a backup has nothing to merge and still differs. Nothing is written.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.document.history_words import HistoryWords, field_words, kind_words
from planner.document.looking_back import operation_of
from planner.domain.changes import groups_of
from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.phrases import titles_told
from planner.domain.progress import Report, no_report
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation
from planner.domain.records.plan import PARTNER_KIND, Plan, Setting
from planner.domain.records.sharing import Share
from planner.paths import state_dir
from planner.storage.another_copy import looked_at
from planner.storage.planning_file import PlanningFile
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.document.document import Document

# Remembered numbers, and what no two versions of a format agree on, are not differences of the plan.
_NOT_COMPARED: Final = frozenset({Setting})
_OF_A_COPY: Final = "Choose a copy or backup of this file."
_NOT_FIELDS: Final = frozenset({"sort", "rank", "authorised_parts", "format_version", "given"})


class Where(StrEnum):
    """On which side a difference stands."""

    DIFFERENT = "different"
    HERE = "only here"
    THERE = "only there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that reads differently, or a row that only one side has (field, here and there are empty).

    about: the row in words. operation_id, operation: the one it belongs to, if this plan has it.
    """

    where: Where
    kind: str
    row_id: str
    about: str
    field: str = ""
    here: str = ""
    there: str = ""
    operation_id: str = ""
    operation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What another file and this plan do not have in common; title: what the other file is called."""

    title: str
    items: tuple[Difference, ...]

    def of(self, where: Where) -> tuple[Difference, ...]:
        """Return the differences of one sort."""
        return tuple(item for item in self.items if item.where is where)


def compare_with(
    document: "Document", path: Path, *, passphrase: str = "", report: Report = no_report
) -> Comparison:
    """Return how another copy or a backup differs; reads only, over connections of its own.

    May run on a worker thread; what report(percent, words) raises ends it. Older formats are read too.
    FileProblem with one sentence for a file that is no copy of this plan.
    """
    files = document.planning_files
    with (
        looked_at(path, state_dir(), files, passphrase) as looked,
        document.reading_elsewhere() as both,
    ):
        plans = both.all(Plan)
        ours = next((f for f, row in zip(files, plans, strict=True) if row.id == looked.plan.id), None)
        if ours is None:
            raise FileProblem(_another(looked.name, looked.plan, plans[0], both))
        if plans[0].kind == PARTNER_KIND and looked.plan.beside_id != plans[0].beside_id:
            raise FileProblem(f"{looked.name} is not this copy, which holds a part only. {_OF_A_COPY}")
        mine = PlanningFile.open(ours.path, key=ours.key, read_only=True)
        other = PlanningFile.open(looked.database, key=looked.key, read_only=True)
        try:
            items = tuple(_differences(mine.reader, other.reader, report))
        finally:
            other.close()
            mine.close()
    return Comparison(title=path.stem, items=items)


def _another(name: str, theirs: Plan, ours: Plan, read: Reader) -> str:
    if theirs.beside_id and read.get(Share, theirs.beside_id) is not None:
        return f"{name} is a copy that was handed on and holds a part only. Merge it to see what came of it."
    if theirs.beside_id == ours.id:
        return f"{name} is the command file of this plan. Enter command view first, then compare it."
    return f"{name} is another plan, {titles_told(theirs.title, ours.title, 'copy or backup')}."


def _differences(mine: Reader, other: Reader, report: Report) -> Iterator[Difference]:
    words = {True: HistoryWords(mine), False: HistoryWords(other)}
    for number, kind in enumerate(ALL_RECORDS):
        report(number * 100 // len(ALL_RECORDS), "Comparing")
        if kind in _NOT_COMPARED:
            continue
        here = {row.id: row for row in mine.all(kind)}
        there = {row.id: row for row in other.all(kind)}
        for row_id, row in here.items():
            theirs = there.get(row_id)
            if theirs is None:
                yield _alone(Where.HERE, row, words[True], mine)
            elif theirs != row:
                yield from _fields(row, theirs, words[True], words[False], mine)
        for row_id, row in there.items():
            if row_id not in here:
                yield _alone(Where.THERE, row, words[False], mine)


def _alone(where: Where, row: Record, words: HistoryWords, mine: Reader) -> Difference:
    operation_id, operation = _operation(mine, row)
    return Difference(
        where=where,
        kind=kind_words(row.TABLE),
        row_id=row.id,
        about=words.row(row),
        operation_id=operation_id,
        operation=operation,
    )


def _fields(
    row: Record, theirs: Record, words: HistoryWords, other: HistoryWords, mine: Reader
) -> Iterator[Difference]:
    operation_id, operation = _operation(mine, row)
    for group, names in groups_of(type(row)).items():
        shown = [name for name in names if name not in _NOT_FIELDS]
        if all(getattr(row, name) == getattr(theirs, name) for name in shown):
            continue
        yield Difference(
            where=Where.DIFFERENT,
            kind=kind_words(row.TABLE),
            row_id=row.id,
            about=words.row(row),
            field=field_words(group),
            here=words.value(row, group),
            there=other.value(theirs, group),
            operation_id=operation_id,
            operation=operation,
        )


def _operation(mine: Reader, row: Record) -> tuple[str, str]:
    operation_id = operation_of(mine, row)
    operation = mine.get(Operation, operation_id) if operation_id else None
    return (operation_id, operation.reference) if operation else ("", "")

"""What do we hold: every record that a request for information may be about, wherever it stands.

Criteria narrow one another. What a record is about may come from what it is part of: a brief has the wards
and days of its operation, a visit the ward of its place. Nothing is decided here: the column for exemptions
is empty. A person is a collar number, call sign or label.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from planner.document.holdings_context import About, Contexts
from planner.document.holdings_words import HISTORY, KINDS, Words
from planner.document.retention import holds_of, review_date
from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.phrases import and_list, count_text, date_text
from planner.domain.progress import Report, no_report
from planner.domain.records.base import Record
from planner.domain.records.deployment import Assignment, DeploymentWard
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import PowerWard, Resource
from planner.domain.records.plan import Plan
from planner.domain.records.sharing import Share
from planner.domain.timespan import to_local
from planner.domain.vocabulary import Marking
from planner.storage.change_search import lines_of, sets_linking, sets_matching, sets_touching
from planner.storage.change_sets import ChangeSetQuery
from planner.storage.engine import folded
from planner.storage.reader import FileReader, Reader
from planner.storage.rows_of_operation import rows_of_operation
from planner.storage.text_search import text_columns

if TYPE_CHECKING:
    from planner.storage.engine import Connection

R = TypeVar("R", bound=Record)
NOT_SEARCHED: Final = "The command file was not searched."
SEARCHED: Final = "The command file was searched too."
EXEMPTION: Final = "Exemption (decided elsewhere)"
WITHOUT_DATE: Final = "Without a date: these fit all that was asked but the dates, and may be of any time."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for; at least one criterion, and all of those given must fit.

    person: a collar number, call sign or label. first, last: local days, both included. text: words that
    stand in the record itself.
    """

    operation_id: str = ""
    ward_id: str = ""
    person: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One record: its kind, operation, where it stands in it, what it says, date, marking, hold, review.

    in_command_file: which of the two files has it. record_id: of the record, or of the change set.
    """

    kind: str
    reference: str
    operation: str
    where: str
    says: str
    day: date | None
    marking: Marking
    hold: str
    review_on: date | None
    in_command_file: bool
    record_id: str
    operation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """The list, what was asked for in words, and whether the command file was searched.

    undated: where dates were asked for, the records that have none and fit everything else.
    """

    criteria: str
    rows: tuple[Holding, ...]
    searched: str
    undated: tuple[Holding, ...] = ()
    marking: Marking = Marking.OFFICIAL_SENSITIVE
    """A list of all that is held about somebody or somewhere is never less than this."""

    @property
    def all_rows(self) -> tuple[Holding, ...]:
        """Every record of the list, those without a date last."""
        return self.rows + self.undated

    @property
    def counted(self) -> str:
        """How many records there are, in words; those without a date apart."""
        nothing = "nothing of that time" if self.undated else "nothing that fits is held"
        number = count_text(len(self.rows), "record") if self.rows else nothing
        return f"{number}, and {len(self.undated):,} without a date, listed last" if self.undated else number


def find_holdings(read: Reader, wanted: Wanted, report: Report = no_report) -> Holdings:
    """Return everything that fits, by operation and kind; InvalidInput without a criterion.

    report(percent, words): told how far it is; whatever it raises ends the search.
    """
    wanted = _checked(wanted)
    search = _Search(read, wanted, report)
    found = sorted(search.records(), key=lambda each: _order(each[0]))
    rows = [row for row, is_undated in found if not is_undated]
    undated = [row for row, is_undated in found if is_undated]
    rows += sorted(search.history([row.record_id for row, _ in found]), key=_order)
    return Holdings(
        criteria=search.criteria(),
        rows=tuple(rows),
        undated=tuple(undated),
        searched=SEARCHED if len(read.connections) > 1 else NOT_SEARCHED,
    )


def _checked(wanted: Wanted) -> Wanted:
    person, text = " ".join(wanted.person.split()), wanted.text.strip()
    if wanted.first and wanted.last and wanted.last < wanted.first:
        raise InvalidInput("The last day lies before the first. Swap the two.")
    if not (wanted.operation_id or wanted.ward_id or person or wanted.first or wanted.last or text):
        raise InvalidInput("Say what to look for: an operation, ward, person, dates or words.")
    return Wanted(
        operation_id=wanted.operation_id,
        ward_id=wanted.ward_id,
        person=person,
        first=wanted.first,
        last=wanted.last,
        text=text,
    )


def _order(row: Holding) -> tuple[bool, str, int, date, str]:
    kinds = [*KINDS.values(), HISTORY]
    return not row.reference, row.reference, kinds.index(row.kind), row.day or date.min, row.record_id


class _Search:
    """One search over the open files."""

    def __init__(self, read: Reader, wanted: Wanted, report: Report) -> None:
        self._read, self._wanted, self._report = read, wanted, report
        only = [wanted.operation_id] if wanted.operation_id else None
        self._contexts = Contexts(read, only)
        resources = {r.id: r for r in read.all(Resource)}
        self._people = (
            {r.id for r in resources.values() if _says(r, wanted.person)} if wanted.person else set()
        )
        names = [resources[i] for i in self._people]
        called = {wanted.person, *(n for r in names for n in (r.label, r.collar_number, r.call_sign))}
        self._names = re.compile("|".join(_whole_word(n) for n in sorted(called - {""})) or "$^")
        self._words = Words(self._contexts, resources, {t.id: t.name for t in read.all(OperationType)})
        self._plan_marking = read.all(Plan)[0].marking
        self._kept: dict[str, tuple[str, date | None]] = {}

    def records(self) -> Iterator[tuple[Holding, bool]]:
        """Yield the records that fit, of both files, and whether a date was asked for that one lacks."""
        for place, connection in enumerate(self._read.connections):
            parts = (
                rows_of_operation(connection, self._wanted.operation_id)
                if self._wanted.operation_id
                else None
            )
            reader = FileReader(connection)
            for number, kind in enumerate(KINDS):
                self._report(number * 90 // len(KINDS), "Looking through the plan")
                rows = reader.all(kind) if parts is None else reader.among(kind, "id", sorted(parts))
                for record in rows:
                    about = self._contexts.about(record)
                    if self._fits(record, about):
                        held = self._holding(record, about, in_command_file=place > 0)
                        yield held, self._by_date and about.days is None

    @property
    def _by_date(self) -> bool:
        return bool(self._wanted.first or self._wanted.last)

    def _fits(self, record: Record, about: About) -> bool:
        wanted = self._wanted
        if not wanted.text and (isinstance(record, Ward) or _came_with_district(record)):
            return False
        if wanted.ward_id and not (about.in_every_ward or wanted.ward_id in about.ward_ids):
            return False
        if about.days is not None and not _overlaps(about, wanted.first, wanted.last):
            return False
        if wanted.person and not self._names_person(record):
            return False
        return not wanted.text or _says_part(record, wanted.text)

    def _names_person(self, record: Record) -> bool:
        if record.id in self._people:
            return True
        if isinstance(record, Assignment) and record.resource_id in self._people:
            return True
        return any(self._names.search(folded(value)) for value in _texts(record))

    def _holding(self, record: Record, about: About, *, in_command_file: bool) -> Holding:
        operation = self._contexts.operations.get(about.operation_id)
        hold, review_on = self._keeping(about.operation_id) if operation else ("", None)
        return Holding(
            kind=KINDS[type(record)],
            reference=operation.reference if operation else "",
            operation=operation.title if operation else "",
            where=self._words.where(record),
            says=self._words.says(record),
            day=_shown_day(about),
            marking=self._marking(record, operation),
            hold=hold,
            review_on=review_on,
            in_command_file=in_command_file,
            record_id=record.id,
            operation_id=about.operation_id,
        )

    def _marking(self, record: Record, operation: Operation | None) -> Marking:
        if isinstance(record, Share):
            return record.marking
        return operation.marking if operation else self._plan_marking

    def _keeping(self, operation_id: str) -> tuple[str, date | None]:
        """Return what keeps an operation, in words, and its review date."""
        if operation_id not in self._kept:
            holds = holds_of(self._read, operation_id)
            words = [f"{h.kind.value}, since {date_text(h.placed_on)}" for h in holds]
            self._kept[operation_id] = and_list(words), review_date(self._read, operation_id)
        return self._kept[operation_id]

    # The history --------------------------------------------------------------------------------------

    def history(self, record_ids: Sequence[str]) -> Iterator[Holding]:
        """Yield the change sets that fit: what was written and may be gone from the records since."""
        self._report(92, "Looking through the history")
        zone = self._read.all(Plan)[0].zone
        operation = self._contexts.operations.get(self._wanted.operation_id)
        hold, review_on = self._keeping(operation.id) if operation else ("", None)
        for place, connection in enumerate(self._read.connections):
            for line in lines_of(connection, self._sets(connection, record_ids), place):
                day = to_local(datetime.fromisoformat(line.at), zone).date()
                if not _overlaps(About(days=(day, day)), self._wanted.first, self._wanted.last):
                    continue
                yield Holding(
                    kind=HISTORY,
                    reference=operation.reference if operation else "",
                    operation=operation.title if operation else "",
                    where=f"recorded by {line.author}",
                    says=line.label,
                    day=day,
                    marking=operation.marking if operation else self._plan_marking,
                    hold=hold,
                    review_on=review_on,
                    in_command_file=line.in_command_file,
                    record_id=line.id,
                    operation_id=operation.id if operation else "",
                )

    def _sets(self, connection: "Connection", record_ids: Sequence[str]) -> set[str]:
        """Return the change sets that fit every criterion but the dates."""
        wanted = self._wanted
        found: list[set[str]] = []
        if wanted.operation_id:
            found.append(sets_matching(connection, ChangeSetQuery(operation_id=wanted.operation_id)))
        if wanted.ward_id:
            links = self._links(FileReader(connection))
            found.append(
                sets_touching(connection, [*record_ids, *links]) | sets_linking(connection, wanted.ward_id)
            )
        if wanted.person:
            by = sets_matching(connection, ChangeSetQuery(author=wanted.person))
            said = sets_matching(connection, ChangeSetQuery(text=wanted.person))
            linked = [sets_linking(connection, person) for person in sorted(self._people)]
            found.append(by.union(said, sets_touching(connection, record_ids), *linked))
        if wanted.text:
            found.append(sets_matching(connection, ChangeSetQuery(text=wanted.text)))
        return set.intersection(*found) if found else sets_matching(connection, ChangeSetQuery())

    def _links(self, reader: FileReader) -> list[str]:
        """Return the rows that put something into the ward asked for."""
        kinds = (OperationWard, DeploymentWard, PowerWard)
        return [row.id for kind in kinds for row in reader.all(kind, ward_id=self._wanted.ward_id)]

    def criteria(self) -> str:
        """Return what was asked for, in words."""
        wanted = self._wanted
        operation = self._contexts.operations.get(wanted.operation_id)
        ward = self._read.get(Ward, wanted.ward_id)
        parts = [
            f"operation {operation.reference}" if operation else "",
            "a deleted operation" if wanted.operation_id and not operation else "",
            f"ward {ward.name}" if ward else "",
            f"person {wanted.person}" if wanted.person else "",
            f"from {date_text(wanted.first)}" if wanted.first else "",
            f"to {date_text(wanted.last)}" if wanted.last else "",
            f"words “{wanted.text}”" if wanted.text else "",
        ]
        words = ", ".join(part for part in parts if part)
        return words[:1].upper() + words[1:]


def _texts(record: Record) -> Iterable[str]:
    return (str(getattr(record, name)) for name in text_columns(type(record)))


def _says(record: Record, words: str) -> bool:
    """Return whether a record says words as words: X10 is not said by X103."""
    pattern = re.compile(_whole_word(words))
    return any(pattern.search(folded(value)) for value in _texts(record))


def _says_part(record: Record, text: str) -> bool:
    wanted = folded(text)
    return any(wanted in folded(value) for value in _texts(record))


def _whole_word(words: str) -> str:
    return rf"(?<!\w){re.escape(folded(words))}(?!\w)"


def _came_with_district(record: Record) -> bool:
    """Whether a place is one of the district's own names, of which nobody wrote anything."""
    return isinstance(record, Place) and not (record.operation_id or record.note)


def _overlaps(about: About, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    if about.days is None:
        return False
    return about.days[0] <= (last or date.max) and about.days[1] >= (first or date.min)


def _shown_day(about: About) -> date | None:
    if about.days is None:
        return None
    return about.days[0] if about.days[0] != date.min else None

"""One typed line to an operation: "street week greenstead 7 sep"."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from planner.document.command import Command
from planner.document.commands.base import LONGEST_DEPLOYMENT_DAYS, check_clock, end_after, zone_of
from planner.document.commands.create import create_operation, refuse_inactive
from planner.document.commands.repeat import repeated, rule_words, weekly_rule
from planner.document.commands.template import NewDeployment, default_deployments
from planner.document.typed_dates import When, read_when
from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.phrases import and_list, count_text, day_range, span_text, time_text, working_day
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation_type import OperationType
from planner.domain.vocabulary import PlaceKind
from planner.domain.ward_sets import current_wards, is_former
from planner.storage.reader import Reader

_FILLER: Final = frozenset(
    {"in", "on", "at", "and", "from", "for", "the", "ward", "to", "of", "new", "add", "a"}
)
_CLOSE: Final = 82  # rapidfuzz ratio from which a misspelt word is taken for another
_LONGEST = 6
_PAIR = 2  # a type with more days than this is a week of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedEntry:
    """What a line means; preview is one sentence without a full stop."""

    type_id: str
    ward_ids: tuple[str, ...]
    place_ids: tuple[str, ...]
    start: date | datetime
    deployments: tuple[NewDeployment, ...] | None
    rule: str
    preview: str
    last: date | None = None
    """The last day of a reservation; other work has deployments."""

    def command(self) -> tuple[Command, str]:
        """Return the command that makes the operation, and the id it will have."""
        return create_operation(
            type_id=self.type_id,
            ward_ids=self.ward_ids,
            start=self.start,
            deployments=self.deployments,
            place_ids=self.place_ids if self.deployments is None else (),
            last=self.last,
        )


@dataclass(frozen=True, slots=True)
class _Name:
    """A name that words can mean. rank: 0 for a type, 1 for a ward, 2 for a village."""

    words: tuple[str, ...]
    record: OperationType | Ward | Place


def parse_entry(read: Reader, text: str, *, today: date) -> TypedEntry:
    """Return what a typed line means; InvalidInput says in one sentence what is missing or not understood."""
    if not text.strip():
        raise InvalidInput("Type what, where and when: for example “street week greenstead 7 sep”.")
    when = read_when(text, today)
    words = list(_words(when.rest))
    kind = _take_type(read, words)
    refuse_inactive(kind)
    wards, stops = _take_ground(read, words, kind)
    if when.first is None and not when.days:
        raise InvalidInput(
            f"Say when {kind.name} begins: for example “7 sep”, “tomorrow” or “fri 18:00-02:00”."
        )
    return _entry(read, kind, wards, stops, when, when.first or today)


def _words(text: str) -> Iterable[str]:
    for word in re.findall(r"[\w’']+", text.casefold()):
        if word not in _FILLER:
            yield word.replace("’", "'").replace("'", "")


# Types -------------------------------------------------------------------------------------------------


def _take_type(read: Reader, words: list[str]) -> OperationType:
    kinds = read.all(OperationType)
    names = [
        _Name(tuple(_words(name)), kind)
        for kind in kinds
        for name in {kind.name, kind.short_label, kind.code, kind.name.casefold().removeprefix("operation ")}
    ]
    found = _best(names, words)
    if found is None or not isinstance(found.name.record, OperationType):
        examples = and_list([k.name for k in kinds if k.pinned][:3] or [k.name for k in kinds[:3]])
        raise InvalidInput(f"Say which type of operation: for example {examples}.")
    del words[found.at : found.at + found.length]
    return found.name.record


# Ground ------------------------------------------------------------------------------------------------


def _take_ground(read: Reader, words: list[str], kind: OperationType) -> tuple[list[Ward], list[Place]]:
    wards = {w.id: w for w in read.all(Ward)}
    villages = [
        p for p in read.all(Place) if p.kind in {PlaceKind.VILLAGE, PlaceKind.LOCALITY} and p.ward_id in wards
    ]
    current = current_wards(wards.values())
    ward_names = [_Name(tuple(_words(w.name)), w) for w in current]
    former = [_Name(tuple(_words(w.name)), w) for w in wards.values() if is_former(w.ward_set)]
    place_names = [_Name(tuple(_words(p.name)), p) for p in villages]
    # A route is typed by its villages, anything else by its wards, where a name could be either.
    names = place_names + ward_names if kind.unit == "route" else ward_names + place_names
    found_wards: dict[str, Ward] = {}
    stops: dict[str, Place] = {}
    while words:
        _refuse_former(former, names, words)
        whole_village = _best(place_names, words, [_whole]) if kind.unit == "route" else None
        found = whole_village or _best(names, words)
        if found is None:
            raise InvalidInput(f"“{' '.join(words)}” is no ward or village of this plan; check the spelling.")
        del words[found.at : found.at + found.length]
        record = found.name.record
        if isinstance(record, Ward):
            found_wards[record.id] = record
        elif isinstance(record, Place):
            stops[record.id] = record
            found_wards[record.ward_id] = wards[record.ward_id]
    if not found_wards:
        raise InvalidInput(
            f"Say where {kind.name} is: a ward or a village, such as {current[0].name}."
            if current
            else "This plan has no wards yet; import a ward file first."
        )
    return list(found_wards.values()), list(stops.values())


def _refuse_former(former: Sequence[_Name], names: Sequence[_Name], words: Sequence[str]) -> None:
    """Say that a ward is former where its whole name was typed and nothing of today has that name."""
    if (gone := _best(former, words, [_whole])) and not _best(names, words, [_whole]):
        name = gone.name.record.name
        raise InvalidInput(f"{name} is a former ward; type the ward or village that its ground is in now.")


# Matching ----------------------------------------------------------------------------------------------


_Level = Callable[[Sequence[_Name], tuple[str, ...]], list[_Name]]


@dataclass(frozen=True, slots=True)
class _Found:
    name: _Name
    at: int
    length: int


def _best(
    names: Sequence[_Name], words: Sequence[str], levels: Sequence[_Level] | None = None
) -> _Found | None:
    """Return the best name for some run of the words: whole, its beginning, misspelt, then a word inside it.

    Longer runs go before shorter ones. Words that fit several names alike are refused by naming them.
    """
    for level in levels or (_whole, _beginning, _misspelt, _inside):
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for at in range(len(words) - length + 1):
                run = tuple(words[at : at + length])
                if fits := level(names, run):
                    return _Found(_only(fits, run), at, length)
    return None


def _whole(names: Sequence[_Name], run: tuple[str, ...]) -> list[_Name]:
    return [n for n in names if n.words == run][:1]


def _beginning(names: Sequence[_Name], run: tuple[str, ...]) -> list[_Name]:
    text = " ".join(run)
    return [n for n in names if " ".join(n.words).startswith(text)] if len(text) > 2 else []


def _inside(names: Sequence[_Name], run: tuple[str, ...]) -> list[_Name]:
    if len(" ".join(run)) < 3:
        return []
    size = len(run)
    return [n for n in names if run in {n.words[i : i + size] for i in range(1, len(n.words))}]


def _misspelt(names: Sequence[_Name], run: tuple[str, ...]) -> list[_Name]:
    text = " ".join(run)
    if len(text) < 4:
        return []
    from rapidfuzz import fuzz, process

    choices = [" ".join(n.words) for n in names]
    found = process.extractOne(text, choices, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    if found is None:
        # The beginning of a longer name, misspelt: "nigth time" for "night time economy".
        heads = [" ".join(n.words[: len(run)]) for n in names]
        found = process.extractOne(text, heads, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return [] if found is None else [names[found[2]]]


def _only(fits: list[_Name], run: tuple[str, ...]) -> _Name:
    kinds = {type(n.record) for n in fits}
    records = {n.record.id: n for n in fits if isinstance(n.record, type(fits[0].record))}
    if len(records) > 1 and (len(kinds) == 1 or len(records) > 1):
        options = and_list([n.record.name for n in records.values()], 3)
        raise InvalidInput(f"“{' '.join(run)}” could be {options}; type more of the name.")
    return fits[0]


# Result ------------------------------------------------------------------------------------------------


def _entry(
    read: Reader, kind: OperationType, wards: list[Ward], stops: list[Place], when: When, first: date
) -> TypedEntry:
    blocks = _blocks(default_deployments(read, kind, first), kind, when)
    stops = stops if len(blocks) == 1 and not kind.reservation else []
    place_ids = tuple(p.id for p in stops)
    blocks = [replace(b, place_ids=place_ids) for b in blocks]
    rule = ""
    if when.days and when.until is not None:
        rule = weekly_rule(when.days, when.until)
        blocks = sorted((r for b in blocks for r in repeated(b, rule=rule)), key=lambda b: b.start)
    elif when.last is not None and not kind.reservation:
        blocks = _each_day(blocks, kind, first, when.last)
    if when.start is not None and not rule:
        check_clock((m for b in blocks for m in (b.start, b.end)), zone_of(read))
    where = and_list([w.name for w in wards])
    if stops:
        where += f", stopping at {and_list([p.name for p in stops])}"
    custom = None if kind.reservation or not (rule or when.start or when.last) else tuple(blocks)
    return TypedEntry(
        type_id=kind.id,
        ward_ids=tuple(w.id for w in wards),
        place_ids=place_ids,
        start=first,
        deployments=custom,
        rule=rule,
        preview=f"{kind.name} in {where}, {_when_words(kind, blocks, rule, (first, when.last or first))}",
        last=when.last if kind.reservation else None,
    )


def _each_day(
    blocks: list[NewDeployment], kind: OperationType, first: date, last: date
) -> list[NewDeployment]:
    """Return deployments on every day from first to last: a week of its own is cut there, others repeat."""
    count = (last - first).days + 1
    if count > LONGEST_DEPLOYMENT_DAYS:
        raise InvalidInput(
            "That is a long time: type a repeat, such as “fridays and saturdays until 31 oct”."
        )
    own = {b.start.date() for b in blocks}
    if len(own) > _PAIR:
        if count > len(own):
            raise InvalidInput(f"{kind.name} has {len(own)} days of its own; give its first day only.")
        return [b for b in blocks if b.start.date() <= last]
    day = [b for b in blocks if b.start.date() == min(own)]
    return [
        replace(b, start=b.start + timedelta(days=n), end=b.end + timedelta(days=n))
        for n in range(count)
        for b in day
    ]


def _blocks(blocks: list[NewDeployment], kind: OperationType, when: When) -> list[NewDeployment]:
    """Return the type's deployments that the typed times leave: one shift of them where hours are given."""
    days = {b.start.date() for b in blocks}
    if when.days:
        if len(days) > _PAIR:
            raise InvalidInput(f"{kind.name} has {len(days)} days of its own; repeat a type that has one.")
        blocks = [b for b in blocks if b.start.date() == min(days)]
    if when.start is None:
        return blocks
    if len(days) > _PAIR:
        return [_timed(b, when) for b in blocks]
    first = [b for b in blocks if b.start.date() == min(days)]
    wanted = _timed(first[0], when)
    # Of a day's shifts the one nearest the typed hours is meant: its theme, lead and posts fit them.
    return [_timed(max(first, key=lambda b: min(b.end, wanted.end) - max(b.start, wanted.start)), when)]


def _timed(block: NewDeployment, when: When) -> NewDeployment:
    if when.start is None:
        return block
    start = datetime.combine(block.start.date(), when.start)
    length = block.end - block.start
    return replace(
        block, start=start, end=end_after(start, when.end) if when.end is not None else start + length
    )


def _when_words(
    kind: OperationType, blocks: Sequence[NewDeployment], rule: str, days: tuple[date, date]
) -> str:
    if kind.reservation:
        return day_range(*days)
    if rule:
        first_day = [b for b in blocks if b.start.date() == blocks[0].start.date()]
        hours = and_list([f"{time_text(b.start)} to {time_text(b.end)}" for b in first_day])
        return f"{rule_words(rule)}, {hours}, {count_text(len(blocks), 'deployment')}"
    if len(blocks) == 1:
        return span_text(blocks[0].start, blocks[0].end)
    return day_range(blocks[0].start.date(), max(working_day(b.end, b.start) for b in blocks))

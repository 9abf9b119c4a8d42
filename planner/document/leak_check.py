"""The leak check: every output for an audience is read back before it gets its name, and refused on a hit."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from planner.domain.errors import KnownError
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation
from planner.domain.records.people import Resource
from planner.exchange.leak_search import Forbidden, Hit
from planner.storage.reader import FileReader, Reader

Report = Callable[[int, str], None]
_MOST_PLACES: Final = 3


class LeakFound(KnownError):
    """An output held what its audience may not see and was not written; the text says where, never what."""


def checked_output(
    read: Reader, audience: str, data: bytes, *, name: str, partner_id: str = "", report: Report | None = None
) -> bytes:
    """Return an output as it is, once it was read back and nothing hidden was found in it.

    Call it before the output gets its name, or goes to a printer. read: what is open; in command view the
    command file's rows are what is hidden. name: what the file will be called. LeakFound on a hit.
    """
    found = forbidden_for(read, audience, partner_id)
    refuse_leaks(data, found, name=name, report=report)
    return data


def forbidden_for(read: Reader, audience: str, partner_id: str = "") -> Forbidden:
    """Return what a paper or an export for an audience may not hold.

    Everything of the command file, as far as the plan does not say it too; for those outside the police also
    collar numbers, and for a partner the references of operations that it has no part in.
    """
    from planner.document.leak_words import Words, forbidden, words_of

    hidden, plan = command_records(read), FileReader(read.connections[0])
    if audience == "command" or (audience == "police" and hidden is None):
        return Forbidden()
    found = forbidden(words_of(hidden), words_of(all_records(plan))) if hidden is not None else Forbidden()
    if audience == "police":
        return found
    never = Words()
    for resource in plan.all(Resource):
        if len(resource.collar_number) > 2 and resource.partner_id != (partner_id or None):
            never.phrases[resource.collar_number.casefold()] = "a personal reference"
    if partner_id:
        from planner.document.papers import partner_operations

        own = partner_operations(plan, partner_id)
        others = (o.reference for o in plan.all(Operation) if o.id not in own)
        never.phrases.update(dict.fromkeys((r.casefold() for r in others if r), "a reference"))
    return replace(found, phrases={**never.phrases, **found.phrases})


def forbidden_in_copy(read: Reader, sent: Iterable[Record], *, is_whole_plan: bool) -> Forbidden:
    """Return what a copy may not hold: all that is open here and is not among the rows that are sent.

    sent: the rows as the copy has them. is_whole_plan: a police copy, which may say all that the plan says,
    its history too; only the command file is hidden from it.
    """
    from planner.document.leak_words import forbidden, words_of

    plan = all_records(FileReader(read.connections[0]))
    allowed = words_of(sent)
    if is_whole_plan:
        return forbidden(words_of(command_records(read) or ()), allowed)
    return forbidden(words_of([*plan, *(command_records(read) or ())]), allowed)


def refuse_leaks(
    source: bytes | Path, found: Forbidden, *, name: str, key: str | None = None, report: Report | None = None
) -> None:
    """Raise LeakFound if an output holds what is forbidden and is not one of the app's own texts."""
    from planner.exchange.leaks import find_leaks

    hits = [hit for hit in find_leaks(source, found, name=name, key=key, report=report) if not _is_own(hit)]
    if hits:
        raise LeakFound(_sentence(hits))


def _is_own(hit: Hit) -> bool:
    from planner.document.leak_words import is_own_text

    return hit.kind in ("a word", "a title") and is_own_text(hit.found)


def _sentence(hits: list[Hit]) -> str:
    places = list(dict.fromkeys(f"{hit.where} ({hit.kind})" for hit in hits))
    more = f" and {len(places) - _MOST_PLACES} more places" if len(places) > _MOST_PLACES else ""
    return (
        f"Not written: it would show what its readers may not see, in {', '.join(places[:_MOST_PLACES])}"
        f"{more}. Take that out of the plan's own texts and try again, or contact district command."
    )


def command_records(read: Reader) -> list[Record] | None:
    """Return the rows of the command file, or None when it is not open."""
    if len(read.connections) < 2:
        return None
    return list(all_records(FileReader(read.connections[1])))


def all_records(reader: Reader) -> Iterator[Record]:
    """Yield every row of a file."""
    for kind in ALL_RECORDS:
        yield from reader.all(kind)

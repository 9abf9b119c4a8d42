"""The leak check: every output for an audience is read back before it gets its name, and refused on a hit."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.domain.errors import KnownError
from planner.domain.progress import Report, no_report
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.operation import Operation
from planner.domain.records.people import Resource
from planner.domain.records.sharing import Share
from planner.exchange.leak_search import LETTERS, Forbidden, Hit, fold
from planner.storage.reader import FileReader, Reader

if TYPE_CHECKING:
    from planner.document.leak_words import Words

_MOST_PLACES: Final = 3


class LeakFound(KnownError):
    """An output held what its audience may not see and was not written; the text says where, never what."""


def checked_output(
    read: Reader, audience: str, data: bytes, *, name: str, partner_id: str = "", report: Report = no_report
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
    collar numbers; and for a named partner all that the plan says only of work it has no part in.
    """
    from planner.document.leak_words import forbidden, words_of

    plan = FileReader(read.connections[0])
    if audience == "command" or (audience == "police" and len(read.connections) < 2):
        return Forbidden()
    if partner_id:
        from planner.document.audience import paper_rows_for

        hidden = hidden_words(read)
        hidden.add_all(_without_register_names(all_records(plan)))
        found = forbidden(hidden, words_of(paper_rows_for(plan, partner_id)))
    else:
        found = forbidden(hidden_words(read), words_of(all_records(plan)))
        found = replace(found, past_words=_past_words(plan))
    if audience == "police":
        return found
    never = {
        resource.collar_number.casefold(): "a personal reference"
        for resource in plan.all(Resource)
        if len(resource.collar_number) > 2 and resource.partner_id != (partner_id or None)
    }
    return replace(found, phrases={**never, **found.phrases})


def forbidden_in_copy(read: Reader, sent: Iterable[Record], *, is_whole_plan: bool) -> Forbidden:
    """Return what a copy may not hold: all that is open here and is not among the rows that are sent.

    sent: the rows as the copy has them. is_whole_plan: a police copy, which may say all that the plan says,
    its history too; only the command file is hidden from it.
    """
    from planner.document.leak_words import forbidden, words_of

    plan = FileReader(read.connections[0])
    hidden, allowed = hidden_words(read), words_of(sent)
    if is_whole_plan:
        return replace(forbidden(hidden, allowed), past_words=_past_words(plan))
    hidden.add_all(_without_register_names(all_records(plan)))
    return forbidden(hidden, allowed)


def refuse_leaks(
    source: bytes | Path, found: Forbidden, *, name: str, key: str | None = None, report: Report = no_report
) -> None:
    """Raise LeakFound if an output holds what is forbidden and is not one of the app's own texts."""
    from planner.exchange.leaks import find_leaks

    hits = [hit for hit in find_leaks(source, found, name=name, key=key, report=report) if not _is_own(hit)]
    if any(hit.kind == "a word" for hit in hits):
        past = found.past_words()
        hits = [hit for hit in hits if hit.kind != "a word" or hit.found not in past]
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


def hidden_words(read: Reader) -> "Words":
    """Return what the command file says, and what its work was called before; nothing when it is not open."""
    from planner.document.leak_words import Words
    from planner.storage.logged_texts import logged_names

    found = Words()
    for connection in read.connections[1:]:
        hidden = FileReader(connection)
        found.add_all(all_records(hidden))
        for operation in hidden.all(Operation):
            found.add_secret(operation)
        found.add_former_names(logged_names(connection))
    return found


def _past_words(plan: FileReader) -> Callable[[], frozenset[str]]:
    """Return what looks up, once a word was found, which words stand in the plan's own history.

    Whole titles, references and ids found there are leaks all the same.
    """

    def words() -> frozenset[str]:
        from planner.storage.logged_texts import logged_texts

        return frozenset(w for text in logged_texts(plan.connections[0]) for w in LETTERS.findall(fold(text)))

    return words


def _without_register_names(records: Iterable[Record]) -> Iterator[Record]:
    """Yield rows without the names of files handed on before: the next one may be called the same."""
    return (replace(r, file_name="") if isinstance(r, Share) else r for r in records)


def all_records(reader: Reader) -> Iterator[Record]:
    """Yield every row of a file."""
    for kind in ALL_RECORDS:
        yield from reader.all(kind)

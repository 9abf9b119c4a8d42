"""Find anything: operations, wards, villages, streets, grid references, types, partners, people, commands.

The index is built once and refreshed from change sets; a search over 10,000 operations and 3,000 places takes
some milliseconds. After the command file is opened or closed a new index must be built: titles of
need-to-know work live in it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import log10
from typing import Final

from planner.document.commands.draw import KIND_WORDS
from planner.document.find_entries import FOUND_RECORDS, Entry, FoundKind, detail_of, entry_of, made
from planner.document.find_match import BEGINS, FUZZY, Spans, corrected, flat, rank, spans
from planner.document.returns_due import code_of, find_slip, parse_slip
from planner.document.wards_offered import ward_names
from planner.domain.changes import ChangeSet
from planner.domain.errors import Ambiguous, NotFound
from planner.domain.frozen import dataclass
from planner.domain.phrases import day_text
from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, Task
from planner.domain.vocabulary import PlaceKind, TaskStatus
from planner.geo.gridref import looks_like_gridref, parse_gridref, to_gridref
from planner.storage.reader import Reader

__all__ = ["FindIndex", "Found", "FoundKind"]

LIMIT: Final = 30
_GRID_WORDS: Final = {
    10_000: "Go to this 10 km square", 1_000: "Go to this 1 km square", 100: "Go to this 100 m square",
    10: "Go to this 10 m square",
}  # fmt: skip
_FEW = 3  # with fewer hits than this, misspellings are looked for too
_ORDER: Final = {kind: i for i, kind in enumerate(FoundKind)}

_Hit = tuple[int, Entry, list[str]]  # how well it fits, what, and the words that fitted


@dataclass(frozen=True, slots=True)
class Found:
    """One result. label: what it is, in words; spans: what to print bold in the title, from and to.

    record, record_id: for a record; command_id: for a command; easting, northing: where the map should go;
    square: the side in metres of the square that a grid reference names.
    """

    kind: FoundKind
    title: str
    detail: str
    label: str
    record: type[Record] | None = None
    record_id: str = ""
    command_id: str = ""
    easting: float | None = None
    northing: float | None = None
    square: float = 0.0
    spans: Spans = ()


class FindIndex:
    """What can be found in one open plan; search() is called for every key typed."""

    def __init__(
        self, read: Reader, *, today: date, village_words: Callable[[Place], str] | None = None
    ) -> None:
        """Build the index; village_words says of a village how long it was not seen, or nothing."""
        self._read = read
        self._village_words = village_words
        self._today = today
        self._entries: dict[str, Entry] = {}
        self._vocabulary: list[str] | None = None
        self._ward_names = ward_names(read)
        for kind in FOUND_RECORDS:
            self._take(read.all(Task, status=TaskStatus.OPEN) if kind is Task else read.all(kind))

    def refresh(self, changes: ChangeSet) -> None:
        """Bring the index up to date with a change set."""
        if changes.touches(Ward):
            self._ward_names = ward_names(self._read)
        for row in changes.rows:
            if row.kind in FOUND_RECORDS:
                self._entries.pop(row.id, None)
                if row.after is not None:
                    self._take([row.after])
                self._vocabulary = None

    def search(
        self, text: str, *, commands: Sequence[tuple[str, str]] = (), limit: int = LIMIT
    ) -> list[Found]:
        """Return the best results for a text, best first; commands are the app's own, as (id, words)."""
        query = " ".join(flat(text).split())
        if not query:
            return []
        if parse_slip(text) is not None and (slip := self._slip(text)):
            return slip
        own = [made(FoundKind.COMMAND, words, command_id=command) for command, words in commands]
        hits = self._hits(query.split(), own)
        if len(hits) < _FEW and not looks_like_gridref(text):
            hits += self._fuzzy(query.split(), own, {id(h[1]) for h in hits})
        hits.sort(key=self._key)
        found = [self._found(entry, tokens) for _, entry, tokens in hits[:limit]]
        # After the hits, if there are any: "sw-2026" is the beginning of a reference before it is a square.
        return [*found[: limit - 1], _grid(text)] if looks_like_gridref(text) else found

    def _take(self, records: Iterable[Record]) -> None:
        for record in records:
            if (entry := entry_of(record, self._today)) is not None:
                self._entries[record.id] = entry

    def _hits(self, tokens: list[str], own: Sequence[Entry]) -> list[_Hit]:
        query, first = " ".join(tokens), tokens[0]
        return [
            (level, entry, tokens)
            for entry in (*self._entries.values(), *own)
            if first in entry.hay and (level := rank(query, tokens, entry.flat, entry.hay)) is not None
        ]

    def _fuzzy(self, tokens: list[str], own: Sequence[Entry], known: set[int]) -> list[_Hit]:
        """Return hits for the words that misspelt ones may stand for, the likeliest guess first."""
        words = self._words()
        choices = [[t] if any(w.startswith(t) for w in words) else corrected(t, words) for t in tokens]
        if not all(choices) or choices == [[t] for t in tokens]:
            return []
        hits: list[_Hit] = []
        for guess in range(max(len(c) for c in choices)):
            best = [c[min(guess, len(c) - 1)] for c in choices]
            for level, entry, _ in self._hits(best, own):
                if id(entry) not in known:
                    known.add(id(entry))
                    hits.append((FUZZY * (guess + 1) + level, entry, best))
        return hits

    def _words(self) -> list[str]:
        if self._vocabulary is None:
            found = {w for e in self._entries.values() for w in e.hay.split()}
            self._vocabulary = sorted(w for w in found if len(w) > 2 and not w.isdigit())
        return self._vocabulary

    def _key(self, hit: _Hit) -> tuple[int, int, int, int, int, str]:
        level, entry, _ = hit
        far = 0
        if isinstance(entry.record, Operation):
            far = abs((entry.record.start.date() - self._today).days)
        length = len(entry.title) if level == BEGINS else 0  # "ded": Dedham before Dedham and Boxted
        return level, entry.weight, length, _ORDER[entry.kind], far, entry.title

    def _slip(self, text: str) -> list[Found]:
        """Return the return of a slip's code; nothing while no deployment has that code."""
        try:
            deployment = find_slip(self._read, text)
        except (NotFound, Ambiguous):
            return []
        code = code_of(self._read, deployment.id)
        detail = f"{day_text(deployment.start.date())} · open its return"
        kind = FoundKind.SLIP
        return [Found(kind, code, detail, kind.value, Deployment, deployment.id, spans=((0, len(code)),))]

    def _place_detail(self, place: Place, detail: str) -> str:
        words = self._village_words(place) if self._village_words and place.kind is PlaceKind.VILLAGE else ""
        return f"{self._ward_names.get(place.ward_id, 'outside the district')} · {words}" if words else detail

    def _found(self, entry: Entry, tokens: Sequence[str]) -> Found:
        record = entry.record
        place = record if isinstance(record, Place) else None
        detail = detail_of(self._read, record, self._ward_names)
        return Found(
            entry.kind,
            entry.title,
            self._place_detail(place, detail) if place else detail,
            KIND_WORDS[place.kind] if place else entry.kind.value,
            None if record is None else type(record),
            "" if record is None else record.id,
            entry.command_id,
            easting=place.easting if place else None,
            northing=place.northing if place else None,
            spans=spans(tokens, entry.flat),
        )


def _grid(text: str) -> Found:
    square = parse_gridref(text)
    easting, northing = square.centre
    digits = max(1, 5 - round(log10(square.size)))
    return Found(
        FoundKind.GRID,
        to_gridref(easting, northing, digits),
        _GRID_WORDS.get(square.size, "Go there on the map"),
        FoundKind.GRID.value,
        easting=easting,
        northing=northing,
        square=float(square.size),
    )

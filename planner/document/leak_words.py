"""What an output may not hold: the ids, references, titles and words of what its reader may not see.

A word of four letters or more is forbidden when it stands in hidden rows and neither in rows that the reader
may see nor in the app's own texts. The app's own texts are read only for a word that was found.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import Final

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record, field_names
from planner.domain.records.ground import Place
from planner.domain.records.operation import Operation
from planner.exchange.leak_search import LETTERS, Forbidden, fold

_TITLES: Final = frozenset({"title", "name", "theme"})
_PERSONAL: Final = frozenset({"collar_number", "call_sign", "email", "phone"})
_NOT_TEXT: Final = frozenset(
    {"id", "colour", "given", "digest", "authorised_parts", "rule", "about_ids", "format_version"}
)
_SHORTEST: Final = 3
# Two letters and as many figures of easting as of northing, as somebody types them into a text.
_TYPED_GRID: Final = re.compile(r"\b([hjnost][a-hj-z]) ?(\d{3,5}) ?(\d{3,5})\b")
_ID_LETTERS: Final = 16


@dataclass(frozen=True, slots=True)
class Words:
    """What some rows say, folded for comparison.

    secret: titles and references that may stand nowhere, not even in a text that somebody typed elsewhere.
    """

    secret: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    phrases: dict[str, str] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)

    def add(self, record: Record) -> None:
        """Note what a row says."""
        if len(record.id) == _ID_LETTERS:
            self.ids.add(record.id)
        if isinstance(record, Place):
            self.phrases.update(dict.fromkeys(_grid_references(record), "a grid reference"))
        for name in field_names(type(record)):
            value = getattr(record, name)
            if name in _NOT_TEXT or name.endswith("_id") or type(value) is not str or not value:
                continue
            folded = fold(value).strip()
            self.texts.add(folded)
            self.words.update(LETTERS.findall(folded))
            self.phrases.update(dict.fromkeys(_typed_grid_references(folded), "a grid reference"))
            if (kind := _kind_of_phrase(name)) and len(folded) >= _SHORTEST:
                self.phrases[folded] = kind

    def add_all(self, records: Iterable[Record]) -> None:
        """Note what some rows say."""
        for record in records:
            self.add(record)

    def add_secret(self, record: Operation) -> None:
        """Note what a need-to-know operation is called; add() comes as well."""
        names = (fold(name).strip() for name in (record.title, record.reference))
        self.secret.update(name for name in names if len(name) >= _SHORTEST)

    def add_former_names(self, names: Iterable[str]) -> None:
        """Note what rows were called before; their present names come with add()."""
        for folded in (fold(name).strip() for name in names):
            self.words.update(LETTERS.findall(folded))
            if len(folded) >= _SHORTEST:
                self.phrases.setdefault(folded, "a title")


def _kind_of_phrase(name: str) -> str:
    if name in _TITLES:
        return "a title"
    if name == "reference":
        return "a reference"
    return "a personal reference" if name in _PERSONAL else ""


def words_of(records: Iterable[Record]) -> Words:
    """Return what some rows say."""
    found = Words()
    found.add_all(records)
    return found


def forbidden(hidden: Words, allowed: Words) -> Forbidden:
    """Return what only the hidden rows say, and what of them is secret whoever says it."""
    texts = "\n".join(allowed.texts)
    phrases = {
        phrase: kind
        for phrase, kind in hidden.phrases.items()
        if (phrase in hidden.secret or (phrase not in allowed.phrases and phrase not in texts))
        and not _is_plain_number(phrase)
    }
    return Forbidden(frozenset(hidden.ids - allowed.ids), phrases, frozenset(hidden.words - allowed.words))


def _is_plain_number(phrase: str) -> bool:
    # A bare number of up to four figures is any year, time or count; it cannot be told from a reference.
    return phrase.isdigit() and len(phrase) <= 4


def _typed_grid_references(folded: str) -> Iterator[str]:
    for square, easting, northing in _TYPED_GRID.findall(folded) if any(map(str.isdigit, folded)) else ():
        if len(easting) == len(northing):
            yield from (f"{square} {easting} {northing}", f"{square}{easting}{northing}")


def _grid_references(place: Place) -> Iterator[str]:
    from planner.domain.errors import InvalidInput
    from planner.geo.gridref import to_gridref

    for digits in (3, 4, 5):
        try:
            shown = to_gridref(place.easting, place.northing, digits)
        except InvalidInput:
            return
        yield fold(shown)
        yield fold(shown.replace(" ", ""))


# The app's own texts ------------------------------------------------------------------------------------

_PACKAGE: Final = Path(__file__).parents[1]
_NOT_OURS: Final = frozenset({"demo"})
_FORMAT_TEXT: Final = (
    "begin obj endobj xref trailer startxref stream endstream cidinit procset findresource begincmap endcmap"
    " adobe identity ucs copyright noto google monotype version regular bold opentype truetype glyf cmap"
    " reportlab unspecified anonymous europe london daylight standard vtimezone vevent vcalendar"
    " january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
)
_FORMAT_WORDS: Final = frozenset(_FORMAT_TEXT.split())


def is_own_text(found: str) -> bool:
    """Return whether a folded word or phrase stands in the app's own texts or in those of its formats."""
    if found in _FORMAT_WORDS or found in _workbook_words():
        return True
    return any(_says(text, found) for text in _own_texts_with(found))


def _own_texts_with(found: str) -> Iterator[str]:
    for path, source in _sources():
        if found in source:
            yield from _texts_in(path)
    yield from _shipped()


def _says(text: str, found: str) -> bool:
    """Return whether a text has the word or phrase, not only inside a longer word."""
    if found not in text:
        return False
    return not LETTERS.fullmatch(found) or found in LETTERS.findall(text)


@cache
def _sources() -> tuple[tuple[Path, str], ...]:
    """Return every module but the demo's, folded: quick to look through, and only then parsed."""
    paths = (p for p in sorted(_PACKAGE.rglob("*.py")) if not _NOT_OURS & set(p.parts[len(_PACKAGE.parts) :]))
    return tuple((path, fold(path.read_text(encoding="utf-8"))) for path in paths)


@cache
def _texts_in(path: Path) -> tuple[str, ...]:
    """Return the texts that a module writes: its string constants without the docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    constants = (n for n in ast.walk(tree) if isinstance(n, ast.Constant) and id(n) not in docstrings)
    return tuple(fold(n.value) for n in constants if isinstance(n.value, str))


@cache
def _shipped() -> tuple[str, ...]:
    """Return the templates that every plan starts with; those of need-to-know types carry codenames."""
    from planner.paths import resource_path

    folders = (resource_path("operation_types"), resource_path("partnership"))
    found = (path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.json"))
    return tuple(fold(text) for text in found if '"need_to_know": true' not in text)


@cache
def _workbook_words() -> frozenset[str]:
    """Return the words of an empty workbook: names of parts, fonts and colours of its standard theme."""
    import io
    import zipfile

    from openpyxl import Workbook

    blank = io.BytesIO()
    Workbook().save(blank)
    with zipfile.ZipFile(blank) as parts:
        text = " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return frozenset(LETTERS.findall(fold(text)))

"""Finding what must not be there: words, titles, references and ids in text and in raw bytes.

Text is looked at word by word. In raw bytes, where the fields of a row follow each other without a space, a
word is also found inside a longer run of letters, unless a word that may be there explains it.
"""

import html
import json
import quopri
import re
import unicodedata
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from typing import Final
from urllib.parse import unquote

from planner.domain.frozen import dataclass

LETTERS: Final = re.compile(r"[^\W\d_]{4,}")
ATOMS: Final = re.compile(r"[^\W_]+")
_HEX: Final = re.compile(r"[0-9a-f]{16,}")
_ID_LETTERS: Final = 16
_SPACES: Final = re.compile(r"\s+")
_JSON_ESCAPE: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_PDF_ESCAPE: Final = re.compile(r"\\([0-7]{3})")
_SHEET_CODE: Final = re.compile(r'&(?:[LCRBIUSEXY]|K[0-9A-F]{6}|"[^"]*"|[0-9]{1,3})')
"""Before the words of a worksheet's header stand letters that say where and how: "&C&BWeekly"."""
_PERCENT: Final = re.compile(r"%[0-9a-fA-F]{2}")
_MAIL_ESCAPE: Final = re.compile(r"=[0-9A-F]{2}")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}(?:\r?\n[ \t]?[A-Za-z0-9+/_-]+)*={0,2}")
_BREAKS: Final = re.compile(r"[\r\n\t ]+")
_FOR_ADDRESSES: Final = str.maketrans("-_", "+/")
_HEX_TEXT: Final = re.compile(r"<[0-9a-fA-F\s]{8,}>|(?:[0-9a-fA-F]{2}){8,}")
_OUR_SIGNS: Final = 0x250
_UNSEEN: Final = dict.fromkeys(
    (0xAD, 0x34F, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065))
)
_PRINTED = rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3})"
# Among packed bytes a few letters stand together by chance, in unused space they do not.
_LONG_RUN: Final = re.compile(_PRINTED + rb"{12,}")
_ANY_RUN: Final = re.compile(_PRINTED + rb"{4,}")
_RUN_16_LITTLE: Final = re.compile(rb"(?:[\t\n\r\x20-\x7e\xa0-\xff]\x00|[\x00-\xff][\x01\x02]){4,}")
_RUN_16_BIG: Final = re.compile(rb"(?:\x00[\t\n\r\x20-\x7e\xa0-\xff]|[\x01\x02][\x00-\xff]){4,}")


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What an audience may not see, all folded by fold(): see document.leak_words for what belongs where.

    phrases: what is forbidden to what it is ("a title", "a reference"). past_words: words that may be there
    all the same, since they stand in the history that goes along; asked only after a hit.
    """

    ids: frozenset[str] = frozenset()
    phrases: dict[str, str] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    past_words: Callable[[], frozenset[str]] = frozenset

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.ids or self.phrases or self.words)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: where ("page 2"), what kind of thing, and the word itself, which is never shown."""

    where: str
    kind: str
    found: str


def fold(text: str) -> str:
    """Return text for comparison: compatible forms joined, case folded, any white space as one space.

    Signs that nobody sees, such as soft hyphens, are left out.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
    return _SPACES.sub(" ", text.casefold())


def unescaped(text: str) -> Iterator[str]:
    """Yield a text, and what it says once escapes are read: of JSON, XML, PDF, addresses, mail, base64."""
    yield text
    if "&" in text and (plain := html.unescape(text)) != text:
        yield plain
        if _SHEET_CODE.search(plain):
            yield _SHEET_CODE.sub(" ", plain)
    if "\\" in text:
        if "\\u" in text:
            yield _JSON_ESCAPE.sub(lambda found: json.loads(f'"{found.group()}"'), text)
        if _PDF_ESCAPE.search(text):
            yield _PDF_ESCAPE.sub(lambda found: chr(int(found.group(1), 8) & 0xFF), text)
    if _PERCENT.search(text):
        yield unquote(text)
    if _MAIL_ESCAPE.search(text):
        yield quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")
    if hidden := "\n".join(_unpacked_runs(text)):
        yield hidden


def _unpacked_runs(text: str) -> Iterator[str]:
    """Yield what runs of base64 or hexadecimal digits say, where they say a text."""
    for found in _BASE64.finditer(text):
        run = _BREAKS.sub("", found.group()).rstrip("=").translate(_FOR_ADDRESSES)
        # A run of one more than a multiple of four cannot be whole; the last sign is then not of it.
        whole = run[: len(run) - (len(run) % 4 == 1)]
        yield from _as_text(b64decode(whole + "=" * (-len(whole) % 4)))
    for found in _HEX_TEXT.finditer(text):
        digits = _SPACES.sub("", found.group().strip("<>"))
        yield from _as_text(bytes.fromhex(digits[: len(digits) // 2 * 2]))


def _as_text(data: bytes) -> Iterator[str]:
    """Yield bytes as text if they are one: nearly all printed signs, in UTF-8 or UTF-16."""
    for encoding in ("utf-8", "utf-16-be", "utf-16-le"):
        said = data.decode(encoding, "replace")
        printed = sum(c.isprintable() and c != "\ufffd" and ord(c) < _OUR_SIGNS for c in said)
        if said and printed * 10 >= len(said) * 9:
            yield said


class Searcher:
    """Looks for what is forbidden through the parts of one output, and gathers the hits."""

    def __init__(self, forbidden: Forbidden) -> None:
        self._forbidden = forbidden
        self._by_atom: dict[str, list[str]] = defaultdict(list)
        for phrase in forbidden.phrases:
            if atoms := ATOMS.findall(phrase):
                self._by_atom[max(atoms, key=len)].append(phrase)
        self._seen: set[str] = set()
        self.hits: list[Hit] = []

    def look(self, where: str, text: str) -> None:
        """Look at a text, word by word."""
        for reading in unescaped(text):
            folded = fold(reading)
            self._note(where, "an id", _ids_in(folded, self._forbidden.ids))
            letters = set(LETTERS.findall(folded))
            self._seen |= letters
            self._note(where, "a word", letters & self._forbidden.words)
            self._look_for_phrases(where, folded, bounded=True)

    def look_raw(self, where: str, data: bytes, *, is_packed: bool = True) -> None:
        """Look at bytes of which only some are text, in UTF-8 and UTF-16.

        is_packed: the rest is as good as random, so that only longer runs of text count.
        """
        for text in raw_texts(data, is_packed=is_packed):
            for reading in unescaped(text):
                folded = fold(reading)
                self._note(where, "an id", _ids_in(folded, self._forbidden.ids))
                self._note(where, "a word", self._inside_runs(folded))
                self._look_for_phrases(where, folded, bounded=False)

    def _note(self, where: str, kind: str, found: Iterable[str]) -> None:
        self.hits += [Hit(where, kind, one) for one in sorted(found)]

    def _look_for_phrases(self, where: str, folded: str, *, bounded: bool) -> None:
        atoms = set(ATOMS.findall(folded))
        keys: Iterable[str] = self._by_atom.keys() & atoms
        if not bounded:
            joined = "\n".join(atoms)
            keys = [key for key in self._by_atom if key in joined]
        for phrase in (p for key in keys for p in self._by_atom[key]):
            if _occurs(phrase, folded, bounded=bounded):
                self.hits.append(Hit(where, self._forbidden.phrases[phrase], phrase))

    def _inside_runs(self, folded: str) -> Iterator[str]:
        runs = set(LETTERS.findall(folded)) - self._seen
        if not runs:
            return
        joined = "\n".join(runs)
        known = "\n".join(self._seen)
        for word in self._forbidden.words:
            if word in joined and any(
                word in run and not self._is_explained(word, run, known) for run in runs
            ):
                yield word

    def _is_explained(self, word: str, run: str, known: str) -> bool:
        """Return whether a run of letters holds a word only as part of longer words that may be there."""
        if word not in known:
            return False
        longer = [one for one in self._seen if word in one and one in run]
        covered = {at + one.index(word) for one in longer for at in _places(one, run)}
        return all(at in covered for at in _places(word, run))


def raw_texts(data: bytes, *, is_packed: bool) -> Iterator[str]:
    """Yield what bytes hold of text: UTF-8 and ASCII runs together, then UTF-16 of either order."""
    runs = (_LONG_RUN if is_packed else _ANY_RUN).findall(data)
    yield "\n".join(run.decode("utf-8", "replace") for run in runs)
    for pattern, encoding in ((_RUN_16_LITTLE, "utf-16-le"), (_RUN_16_BIG, "utf-16-be")):
        if runs := pattern.findall(data):
            yield "\n".join(run.decode(encoding) for run in runs)


def _ids_in(folded: str, ids: frozenset[str]) -> set[str]:
    """Return the ids in a text; in a file two of them may stand side by side without a space."""
    found: set[str] = set()
    for run in set(_HEX.findall(folded)):
        found |= {run[at : at + _ID_LETTERS] for at in range(len(run) - _ID_LETTERS + 1)} & ids
    return found


def _places(part: str, text: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _occurs(phrase: str, text: str, *, bounded: bool) -> bool:
    """Return whether a phrase stands in a text, not as a part of a longer word or number."""
    for at in _places(phrase, text):
        before = text[at - 1 : at]
        after = text[at + len(phrase) : at + len(phrase) + 1]
        if bounded:
            if not _joins(before, phrase[0]) and not _joins(phrase[-1], after):
                return True
        elif not (before.isdigit() and phrase[0].isdigit()) and not (
            after.isdigit() and phrase[-1].isdigit()
        ):
            return True
    return False


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum()

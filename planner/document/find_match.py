"""How well a typed search fits a title: prefix of a word before substring before a misspelling."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

Spans = tuple[tuple[int, int], ...]

EXACT, BEGINS, WORDS, INSIDE, KEYWORD, FUZZY = range(6)  # best first


@lru_cache(maxsize=65536)
def _flat_char(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char)[:1].casefold()[:1]
    return plain if plain.isalnum() else " "


def flat(text: str) -> str:
    """Return a text without case, accents and punctuation, as long as the text, so that positions agree."""
    if text.isascii():
        return text.lower().translate(_ASCII)
    return "".join(map(_flat_char, text))


_ASCII = {c: " " for c in range(128) if not chr(c).isalnum()}


def searchable(title: str, *more: str) -> str:
    """Return what substring tests run over: the flat title, also without apostrophes, then other words."""
    closed = title.replace("'", "").replace("’", "")
    parts = [title, *([closed] if closed != title else []), *more]
    return " " + " ".join(" ".join(flat(p).split()) for p in parts if p)


def rank(query: str, tokens: Sequence[str], title: str, hay: str) -> int | None:
    """Return how well a query fits (0 best), or None. title: flat; hay: searchable() of the same row."""
    if any(t not in hay for t in tokens):
        return None
    if title.strip() == query:
        return EXACT
    if title.startswith(query):
        return BEGINS
    padded = " " + title
    if all(" " + t in padded for t in tokens):
        return WORDS
    if all(t in title for t in tokens):
        return INSIDE
    return KEYWORD


def spans(tokens: Sequence[str], title: str) -> Spans:
    """Return where the tokens stand in a flat title: at a word's beginning if they can; merged, in order."""
    found = []
    for token in tokens:
        at = (" " + title).find(" " + token)
        at = title.find(token) if at < 0 else at
        if at >= 0:
            found.append((at, at + len(token)))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def corrected(token: str, vocabulary: Sequence[str]) -> list[str]:
    """Return known words that a misspelt token may stand for, best first; also of a word half typed."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(token) < 3:
        return []
    most = 1 if len(token) < 6 else 2
    whole = process.extract(token, vocabulary, scorer=OSA.distance, score_cutoff=most, limit=4)
    heads = [w[: len(token)] for w in vocabulary]
    begun = (
        process.extract(token, heads, scorer=OSA.distance, score_cutoff=1, limit=4) if len(token) > 3 else []
    )
    best = sorted([(d, vocabulary[i]) for _, d, i in whole] + [(d, vocabulary[i]) for _, d, i in begun])
    return list(dict.fromkeys(word for _, word in best))[:4]

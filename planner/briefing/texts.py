"""The long texts of a brief as paragraphs and bullets, and what of them another audience may read."""

import re
from typing import Final

from planner.briefing.content import Audience, Para, Run
from planner.briefing.escape import printable_lines

_BULLET: Final = re.compile(r"[-•*–]\s+")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])[”\"')]?\s+(?=[A-Z0-9“\"'(])")
_NOT_AN_END: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|approx|incl|no|nos|s|ss|art|arts|para|st|dr|rd|insp|sgt|supt)|\b[A-Z])\.$", re.I
)
_POLICE_ONLY: Final = re.compile(
    r"talk\s?group|call\s?sign|radio channel|\bchannel\b|\bannex\b|\broster\b", re.I
)
_NUMBER: Final = re.compile(r"(?<![\w.:])[A-Z]{0,3}\d{2,7}(?![\w.:])")
_CALL_SIGN: Final = re.compile(r"\b[A-Z]{2,3}\d{2,3}\b")
_UNFILLED: Final = re.compile(r"\[([a-z][a-z ]{2,30})\]")


def paragraphs(text: str, audience: Audience = Audience.POLICE) -> tuple[Para, ...]:
    """Return the lines of a brief as paragraphs; "- " begins a bullet.

    Copies for partners and the public lose every sentence about talkgroups, call signs, rosters and annexes.
    """
    result = []
    for line in printable_lines(text):
        mark = _BULLET.match(line)
        words = line[mark.end() :] if mark else line
        if not audience.is_police:
            words = " ".join(s for s in sentences(words) if not _POLICE_ONLY.search(s))
        if words:
            result.append(Para((Run(words),), bullet=bool(mark)))
    return tuple(result)


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph; "s. 4" and "St. Botolph" do not end one."""
    result: list[str] = []
    for part in _SENTENCE_END.split(text):
        if result and _NOT_AN_END.search(result[-1]):
            result[-1] += " " + part
        else:
            result.append(part)
    return result


def without_numbers(who: str) -> str:
    """Return a post without the collar number or call sign typed after it: "Ch Insp X101" is "Ch Insp"."""
    words = _NUMBER.sub("", who).replace(" ,", ",").strip(" ,;")
    return " ".join(words.split())


def call_sign_in(who: str) -> str:
    """Return the call sign typed after a post ("Duty inspector, CO01"), or empty; collar numbers are none."""
    found = _CALL_SIGN.search(who)
    return found[0] if found else ""


def unfilled(text: str) -> list[str]:
    """Return the names of the plan's own words that a brief still asks for: "[custody]" gives "custody"."""
    return _UNFILLED.findall(text)


def plain(text: str, *, must_stay: bool = False) -> Para:
    """Return one paragraph in the ordinary weight."""
    return Para((Run(text),), must_stay=must_stay)


def lead_in(lead: str, text: str, *, bullet: bool = False) -> Para:
    """Return a paragraph that begins with bold words."""
    return Para((Run(f"{lead} ", bold=True), Run(text)), bullet=bullet)

"""The powers an order relies on, whether they hold on its days and in its wards, when they were checked."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

from planner.briefing.content import Cell, Para, Row, Run, Table
from planner.briefing.gather import Gathered
from planner.briefing.words import day_word, moment_text
from planner.domain.phrases import and_list, date_text
from planner.domain.records.people import Power

_KINDS: Final = {
    "pspo": re.compile(r"public spaces? protection|\bPSPO\b", re.I),
    "dispersal": re.compile(r"\bdispersal\b", re.I),
    "closure": re.compile(r"\bclosure\b", re.I),
}


@dataclass(frozen=True, slots=True)
class Reliance:
    """A power relied on: its short name, its words, and the dated powers of the register behind it."""

    name: str
    words: str
    dated: tuple[Power, ...]
    kind: str


def reliances(about: Gathered) -> list[Reliance]:
    """Return what the operation relies on; words about a PSPO or dispersal find those of the register."""
    result = []
    for item in about.powers_relied_on:
        name, _, words = item.text.partition(": ")
        kind = _kind_of(name)
        linked = about.powers.get(item.power_id)
        dated = (linked,) if linked else _of_kind(about, kind)
        result.append(Reliance(name if words else item.text, words, dated, kind))
    return result


def _kind_of(text: str) -> str:
    return next((kind for kind, pattern in _KINDS.items() if pattern.search(text)), "")


def _of_kind(about: Gathered, kind: str) -> tuple[Power, ...]:
    if not kind:
        return ()
    same = [p for p in about.powers.values() if kind == _kind_of(p.kind) or p.kind.casefold() == kind]
    usable = [p for p in same if holds(p, about) and reaches(p, about)]
    near = [p for p in same if holds(p, about) or reaches(p, about)]
    return tuple(usable or near[:2])


def holds(power: Power, about: Gathered) -> bool:
    """Whether a power is in force on all of the operation."""
    start, end = about.span
    return power.first <= start and power.last >= end


def reaches(power: Power, about: Gathered) -> bool:
    """Whether a power covers any ward of the operation; one without wards is not limited to any."""
    wards = about.power_wards.get(power.id)
    return not wards or any(w.id in wards for w in about.wards)


def power_problems(about: Gathered) -> list[str]:
    """Return what is wrong with the dated powers relied on, one plain sentence each."""
    found: list[str] = []
    for item in reliances(about):
        usable = [p for p in item.dated if holds(p, about) and reaches(p, about)]
        if not usable:
            found += [_problem(p, about) for p in item.dated]
        found += _uncovered(item, about)
        if item.kind == "pspo" and not item.dated:
            found.append(
                "No PSPO is recorded in the plan for these wards and days: no PSPO power on this operation."
            )
    return list(dict.fromkeys(found))


def _problem(power: Power, about: Gathered) -> str:
    start, end = about.span
    wards = and_list([w.name for w in about.wards], 3)
    tail = (
        "no PSPO power on this operation"
        if _kind_of(power.kind) == "pspo"
        else "it gives no power on this operation"
    )
    if not reaches(power, about):
        return f"The {power.title} does not cover {wards}: {tail}."
    if power.last <= start:
        return f"The {power.title} ended on {date_text(power.last.date())}, unless extended: {tail}."
    if power.first >= end:
        return f"The {power.title} starts on {date_text(power.first.date())}: {tail}."
    if power.last < end:
        return f"The {power.title} ends {_clock(power.last, about)}, before this operation does."
    return f"The {power.title} starts only {_clock(power.first, about)}."


def _clock(moment: datetime, about: Gathered) -> str:
    return f"{day_word(moment.date(), about)} {moment:%H:%M}"


def _uncovered(item: Reliance, about: Gathered) -> list[str]:
    """Return the sentence on wards that a power in force leaves out while it covers others."""
    found = []
    for power in item.dated:
        covered = about.power_wards.get(power.id)
        outside = [w.name for w in about.wards if covered and w.id not in covered]
        if outside and holds(power, about) and reaches(power, about):
            found.append(f"The {power.title} does not cover {and_list(outside, 3)}.")
    return found


def power_table(about: Gathered) -> Table | None:
    """Return the table of powers relied on, with the dates of those that have any."""
    items = reliances(about)
    if not items:
        return None
    rows = tuple(
        Row((Cell(i.name, bold=True), Cell(i.words or "as named"), Cell(_dates(i, about) + _checked(i))))
        for i in items
    )
    columns = ("Power", "Section and limits", "In force, last checked")
    return Table("powers", columns, rows, short=_short(items, about))


def _dates(item: Reliance, about: Gathered) -> str:
    if item.dated:
        return "; ".join(
            f"{p.title}{_section_of(p)}: {_from(p.first)} to {_to(p.last)}"
            + ("" if reaches(p, about) else ", not in these wards")
            for p in item.dated
        )
    return "none recorded for these wards and days" if item.kind else "statute"


def _section_of(power: Power) -> str:
    return f" ({power.section})" if power.section else ""


def _from(first: datetime) -> str:
    return date_text(first.date()) if first.time() == time(0) else moment_text(first)


def _to(last: datetime) -> str:
    if last.time() == time(0):
        return date_text((last - timedelta(days=1)).date())
    return date_text(last.date()) if last.time() >= time(23, 59) else moment_text(last)


def _checked(item: Reliance) -> str:
    if not item.dated:
        return ""
    dates = sorted({p.last_checked_on for p in item.dated if p.last_checked_on})
    return (
        f". Last checked {date_text(dates[0])}." if dates else ". When it was last checked is not recorded."
    )


def _short(items: list[Reliance], about: Gathered) -> Para:
    names = "; ".join(i.name[:1].lower() + i.name[1:] if i.name[1:2].islower() else i.name for i in items)
    usable = [
        replace(i, dated=tuple(p for p in i.dated if holds(p, about) and reaches(p, about))) for i in items
    ]
    dated = "; ".join(_dates(i, about) + _checked(i).rstrip(".") for i in usable if i.dated)
    text = f"{names}." + (f" {dated}." if dated else "")
    return Para((Run("Powers relied on: ", bold=True), Run(text)), must_stay=True)

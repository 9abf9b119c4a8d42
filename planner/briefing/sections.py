"""The seven numbered sections, from the brief's texts and the tables."""

from dataclasses import replace
from typing import Final

from planner.briefing.content import Audience, Block, Para, Run, Section, Subheading, Wording
from planner.briefing.gather import Gathered
from planner.briefing.order_tables import posts_table, risk_table, timetable, visits_table
from planner.briefing.power_words import power_table
from planner.briefing.texts import lead_in, paragraphs, plain
from planner.domain.phrases import date_text
from planner.domain.vocabulary import Heading, Weight

_TITLES: Final = {
    Heading.INFORMATION: "Information",
    Heading.INTENTION: "Intention",
    Heading.METHOD: "Method",
    Heading.ADMINISTRATION: "Administration",
    Heading.RISK: "Risk assessment",
    Heading.COMMUNICATIONS: "Communications",
    Heading.HUMAN_RIGHTS: "Human rights and other legal issues",
}
_JESIP_TITLES: Final = {Heading.INTENTION: "Intent", Heading.HUMAN_RIGHTS: "Humanitarian issues"}
_SIDE_NOTES: Final = 900  # characters; longer notes read better across the page than in a column
_MOST_ROWS_BESIDE_NOTES: Final = 9
_NOT_PUBLIC: Final = {Heading.METHOD, Heading.ADMINISTRATION, Heading.RISK, Heading.COMMUNICATIONS}


def heading_title(heading: Heading, wording: Wording) -> str:
    """Return a heading in the College's or JESIP's words."""
    if wording is Wording.JESIP and heading in _JESIP_TITLES:
        return _JESIP_TITLES[heading]
    return _TITLES[heading]


def seven_sections(about: Gathered, wording: Wording, audience: Audience) -> tuple[Section, ...]:
    """Return the IIMARCH sections in order; an empty one says so."""
    result = []
    for number, heading in enumerate(Heading, 1):
        blocks = _BLOCKS[heading](about, audience)
        if not blocks:
            blocks = (plain(_nothing(about, heading, audience)),)
        result.append(Section(number, heading_title(heading, wording), blocks))
    return tuple(result)


def _nothing(about: Gathered, heading: Heading, audience: Audience) -> str:
    if audience is Audience.PUBLIC and heading in _NOT_PUBLIC:
        return "Not part of a public copy."
    if about.kind.weight is Weight.LIGHT and heading is Heading.RISK:
        return "No risk lines: not asked of this type. The supervisor assesses risk on the ground."
    return "Nothing recorded."


def _text(about: Gathered, heading: Heading, audience: Audience) -> tuple[Para, ...]:
    if audience is Audience.PUBLIC and heading in _NOT_PUBLIC:
        return ()
    return paragraphs(about.briefs.get(heading, ""), audience)


def _information(about: Gathered, audience: Audience) -> tuple[Block, ...]:
    return _text(about, Heading.INFORMATION, audience)


def _intention(about: Gathered, audience: Audience) -> tuple[Block, ...]:
    blocks: list[Block] = [*_text(about, Heading.INTENTION, audience)]
    if about.priority:
        blocks.append(lead_in("Priority served:", f"{about.priority.title}."))
    measures = []
    for measure in about.measures:
        figures = "; ".join(
            f"{name} {value}" for name, value in (("now", measure.baseline), ("goal", measure.goal)) if value
        )
        words = measure.text + (f" ({figures})" if figures else "")
        measures.append(Para((Run(words),), bullet=True))
    if measures:
        blocks += [Para((Run("Measured by:", bold=True),)), *measures]
    return tuple(blocks)


def _method(about: Gathered, audience: Audience) -> tuple[Block, ...]:
    tables = [timetable(about, audience), visits_table(about) if audience is not Audience.PUBLIC else None]
    return (*(t for t in tables if t), *_text(about, Heading.METHOD, audience))


def _administration(about: Gathered, audience: Audience) -> tuple[Block, ...]:
    if audience is Audience.PUBLIC:
        return ()
    notes = _text(about, Heading.ADMINISTRATION, audience)
    table = posts_table(about, audience)
    short = 0 < sum(len(p.text) for p in notes) <= _SIDE_NOTES
    if short and len(table.rows) <= _MOST_ROWS_BESIDE_NOTES:
        return (replace(table, side_title="Notes", side=notes),)
    return (table, *notes)


def _risk(about: Gathered, audience: Audience) -> tuple[Block, ...]:
    if audience is Audience.PUBLIC:
        return ()
    table = risk_table(about)
    text = _text(about, Heading.RISK, audience)
    return (table, *text) if table else text


def _communications(about: Gathered, audience: Audience) -> tuple[Block, ...]:
    return _text(about, Heading.COMMUNICATIONS, audience)


def _human_rights(about: Gathered, audience: Audience) -> tuple[Block, ...]:
    text = tuple(_kept(p) for p in _text(about, Heading.HUMAN_RIGHTS, audience))
    if audience is Audience.PUBLIC:
        return text
    table = power_table(about)
    blocks: list[Block] = [*text, *fairness(about)]
    if table:
        blocks += [Subheading("Powers relied on"), table]
    if checked := _last_checked(about):
        blocks.append(plain(checked))
    return tuple(blocks)


def fairness(about: Gathered) -> tuple[Para, ...]:
    """Return the fairness-and-impact line: who is affected, what was changed for them, who was asked."""
    impact = about.impact
    if impact is None:
        return ()
    when = f", {date_text(impact.asked_on)}" if impact.asked_on else ""
    asked = f"{impact.asked}{f' (by {impact.asked_by}{when})' if impact.asked_by else when}"
    told = [
        impact.affected,
        f"Changed because of it: {impact.changed}" if impact.changed else "",
        f"Asked: {asked}" if impact.asked else "",
    ]
    words = " ".join(f"{part.rstrip('.')}." for part in told if part)
    return (lead_in("Fairness and impact:", words),) if words else ()


def _kept(para: Para) -> Para:
    """Return the paragraph on a child who is found, which no shortening may take out, marked to stay."""
    return replace(para, must_stay=True) if "safeguard first" in para.text.casefold() else para


def _last_checked(about: Gathered) -> str:
    dates = [
        p.last_checked_on
        for r in about.powers_relied_on
        if (p := about.powers.get(r.power_id)) is not None and p.last_checked_on
    ]
    return f"Dated powers as last checked {date_text(min(dates))}." if dates else ""


_BLOCKS: Final = {
    Heading.INFORMATION: _information,
    Heading.INTENTION: _intention,
    Heading.METHOD: _method,
    Heading.ADMINISTRATION: _administration,
    Heading.RISK: _risk,
    Heading.COMMUNICATIONS: _communications,
    Heading.HUMAN_RIGHTS: _human_rights,
}

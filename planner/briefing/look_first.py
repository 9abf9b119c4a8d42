"""The "Look first" box: what a reader must know before relying on the order, each a plain sentence."""

from planner.briefing.content import Audience
from planner.briefing.gather import Gathered
from planner.briefing.power_words import power_problems
from planner.briefing.texts import unfilled
from planner.briefing.words import day_word
from planner.domain.phrases import and_list, count_text
from planner.domain.vocabulary import CommandStyle, Heading, Weight

_MOST_DAYS = 5
_NEEDED_TEXTS = {
    Heading.INFORMATION: "information",
    Heading.INTENTION: "intention",
    Heading.METHOD: "method",
    Heading.COMMUNICATIONS: "communications",
}


def look_first(about: Gathered, audience: Audience) -> tuple[str, ...]:
    """Return the sentences of the box; partners learn of missing parts and powers, the public of nothing."""
    if audience is Audience.PUBLIC:
        return ()
    found = [*_changed(about)]
    if audience.is_police:
        found += empty_posts(about)
    found += power_problems(about)
    found += _missing(about)
    return tuple(found)


def _changed(about: Gathered) -> list[str]:
    operation = about.operation
    if about.is_draft and operation.authorised_version:
        return [f"Changed since version {operation.authorised_version} was authorised: this is a draft."]
    if about.changed_since:
        return [f"Changed since authorised: {and_list(about.changed_since)}."]
    return []


def empty_posts(about: Gathered) -> list[str]:
    """Return the days with posts nobody fills: "Fri 11: 2 of 6 posts empty." """
    counts = [(d, *about.manned(d)) for d in about.deployments]
    short = [(d, needed - filled, needed) for d, filled, needed in counts if filled < needed]
    if not short:
        return []
    needed = sum(n for _, _, n in counts)
    empty = sum(e for _, e, _ in short)
    if len(about.deployments) > 1 and empty == needed:
        return [f"All {needed} posts on {count_text(len(about.deployments), 'deployment')} are empty."]
    if len(short) > _MOST_DAYS:
        days = count_text(len(about.deployments), "deployment")
        return [f"{empty} of {needed} posts empty, on {len(short)} of {days}: see the timetable."]
    words = [f"{day_word(d.start.date(), about)}: {e} of {n} posts empty" for d, e, n in short]
    return ["; ".join(words) + "."]


def _missing(about: Gathered) -> list[str]:
    full = about.kind.weight is not Weight.LIGHT
    parts = [*_missing_people(about, full)]
    if not about.deployments:
        parts.append("deployments")
    if not about.wards:
        parts.append("ward")
    if full:
        parts += ["RVP"] if about.rvp is None else []
        parts += ["risk lines"] if not about.risks else []
        parts += ["fairness and impact"] if _lacks_impact(about) else []
    parts += [
        name for heading, name in _NEEDED_TEXTS.items() if full and not about.briefs.get(heading, "").strip()
    ]
    found = [f"Missing: {and_list(parts)}."] if parts else []
    blanks = dict.fromkeys(name for text in about.briefs.values() for name in unfilled(text))
    if blanks:
        found.append(f"Still to be filled in: {and_list([_blank_word(b) for b in blanks])}.")
    return found


def _lacks_impact(about: Gathered) -> bool:
    """Whether nobody has written who is affected and what was changed for them."""
    return about.impact is None or not (about.impact.affected and about.impact.changed)


def _blank_word(name: str) -> str:
    return {"nearest ae": "nearest emergency department"}.get(name, name)


def _missing_people(about: Gathered, full: bool) -> list[str]:
    operation = about.operation
    parts = [] if operation.lead or all(d.lead for d in about.deployments) else ["lead"]
    if about.kind.command_style is CommandStyle.GOLD_SILVER_BRONZE:
        parts += [name for name in ("Gold", "Silver", "Bronze") if not getattr(operation, name.lower())]
    if full and not operation.supervisor and not _has_supervisor_post(about):
        parts.append("supervisor")
    if full and not (operation.decision_maker or about.plan.out_of_hours):
        parts.append("out-of-hours decision-maker")
    return parts


def _has_supervisor_post(about: Gathered) -> bool:
    return any("supervis" in p.role.casefold() for posts in about.posts.values() for p in posts)

"""Days, hours and figures in the words that an order uses."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from planner.briefing.gather import Gathered
from planner.domain.phrases import (
    count_text,
    date_text,
    day_name,
    day_range,
    day_text,
    hours_text,
    month_name,
    span_text,
    working_day,
)
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import Risk
from planner.domain.timespan import to_local
from planner.domain.vocabulary import PostKind

MOST_GROUPS: Final = 4  # more different hours than this are better read in the timetable
KIND_WORDS: Final = {PostKind.PCSO: "PCSO", PostKind.STAFF: "police staff", PostKind.SPECIAL: "Special"}


def day_word(day: date, within: Gathered) -> str:
    """Return "Fri 11", or "Fri 11 Dec" outside the operation or when that is longer than a fortnight."""
    near = within.first_day <= day <= within.last_day and (within.last_day - within.first_day).days < 14
    word = day_text(day, short=True)
    if near:
        return word
    year = f" {day.year}" if day.year != within.first_day.year else ""
    return f"{word} {month_name(day)[:3]}{year}"


def kind_word(kind: PostKind) -> str:
    """Return what a kind of post is called on paper."""
    return KIND_WORDS.get(kind, kind.value)


def block_hours(deployment: Deployment) -> str:
    """Return "14–22", naming the end's day when the block is longer than a day."""
    start, end = deployment.start, deployment.end
    if (end - start).total_seconds() < 86_400:
        return hours_text(start, end)
    return f"{hours_text(start, end)} {day_name(working_day(end, start), short=True)}"


def when_line(about: Gathered) -> str:
    """Return the dates, and the hours where there is only one block."""
    if len(about.deployments) == 1:
        only = about.deployments[0]
        return span_text(only.start, only.end)
    if not about.deployments:
        return span_text(about.operation.start, about.operation.end)
    days = day_range(about.first_day, about.last_day)
    same = len({hours_text(d.start, d.end) for d in about.deployments}) == 1
    below = "hours below" if about.first_day == about.last_day else "hours by day below"
    hours = block_hours(about.deployments[0]) if same else below
    return f"{days} · {hours} each time" if same else f"{days} · {hours}"


def on_duty(deployments: Sequence[Deployment], about: Gathered) -> str:
    """Return when a post is on duty: "daily 10–18", "Mon 7, Fri 11 14–22", or "see timetable"."""
    groups: dict[str, list[date]] = {}
    for deployment in deployments:
        groups.setdefault(block_hours(deployment), []).append(deployment.start.date())
    if len(groups) > MOST_GROUPS:
        return "see timetable"
    every_day = {d.start.date() for d in about.deployments}
    parts = []
    for hours, days in groups.items():
        if len(every_day) > 1 and every_day == set(days):
            parts.append(f"daily {hours}" if len(every_day) < 8 else f"each time {hours}")
        elif len(days) > 3:
            parts.append(f"{count_text(len(days), 'time')} {hours}")
        else:
            parts.append(f"{', '.join(day_word(d, about) for d in days)}, {hours}")
    return "; ".join(parts)


def risk_score(likelihood: int, impact: int) -> str:
    """Return "3 × 3 = 9 medium": number and word, never a colour alone."""
    return f"{likelihood} × {impact} = {likelihood * impact} {risk_word(likelihood * impact)}"


def risk_word(score: int) -> str:
    """Return the band of a score of the five by five matrix."""
    if score <= 4:
        return "low"
    if score <= 9:
        return "medium"
    return "high" if score <= 16 else "very high"


def score_before(risk: Risk) -> int:
    """Return the score before the control, to put the worst first."""
    return risk.likelihood * risk.impact


def clock_text(utc: datetime, zone: str) -> str:
    """Return a stored UTC clock as local "26 August 2026 14:10"."""
    from datetime import UTC

    local = to_local(utc.replace(tzinfo=UTC), zone)
    return f"{date_text(local.date())} {local:%H:%M}"


def moment_text(local: datetime) -> str:
    """Return a local wall time as "3 September 2026 08:12"."""
    return f"{date_text(local.date())} {local:%H:%M}"

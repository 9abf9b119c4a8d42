"""Rules of repeating deployments as RFC 5545 text: made, expanded to days, moved, and in words."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from planner.document.commands.base import check_day
from planner.domain.errors import InvalidInput
from planner.domain.phrases import and_list, date_text, day_name

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST = 400
_MONDAY = date(2026, 9, 7)


def weekly_rule(weekdays: Collection[int], until: date, *, every: int = 1) -> str:
    """Return the rule "on these weekdays (Monday 0) until a day, every so many weeks" as RRULE text."""
    if not weekdays:
        raise InvalidInput("A repeat needs at least one day of the week; choose one.")
    days = ",".join(_CODES[d] for d in sorted(set(weekdays)))
    interval = f";INTERVAL={every}" if every > 1 else ""
    return f"FREQ=WEEKLY{interval};WKST=MO;BYDAY={days};UNTIL={until:%Y%m%d}T235959"


def days_of_rule(rule: str, first: date, exceptions: Collection[date] = ()) -> list[date]:
    """Return the days a rule gives from a first day on, without the exceptions.

    Raises InvalidInput for a rule that is not understood, never ends or gives more than 400 days.
    """
    from dateutil.rrule import rrulestr

    check_day(first)
    if "UNTIL=" not in rule.upper() and "COUNT=" not in rule.upper():
        raise InvalidInput("A repeat needs an end; give its last day.")
    days: list[date] = []
    try:
        for moment in rrulestr(rule, dtstart=datetime.combine(first, time(0))):
            if moment.date() not in exceptions:
                days.append(moment.date())
            if len(days) > _MOST:
                raise InvalidInput(
                    f"That would make more than {_MOST} deployments; give an earlier last day."
                )
    except (ValueError, TypeError):
        raise InvalidInput("That repeat is not understood; choose days of the week and a last day.") from None
    return days


def rule_words(rule: str) -> str:
    """Return a weekly rule in words: "Fridays and Saturdays until 31 October 2026"; else "repeated"."""
    parts = dict(p.split("=", 1) for p in rule.split(";") if "=" in p)
    names = [
        f"{day_name(_MONDAY + timedelta(days=_CODES.index(c)))}s"
        for c in parts.get("BYDAY", "").split(",")
        if c in _CODES
    ]
    if parts.get("FREQ") != "WEEKLY" or not names:
        return "repeated"
    every = f", every {parts['INTERVAL']} weeks" if parts.get("INTERVAL", "1") != "1" else ""
    last = _until(parts)
    return f"{and_list(names)}{every}{f' until {date_text(last)}' if last else ''}"


def shifted_rule(rule: str, days: int) -> str:
    """Return a weekly rule whose days of the week and last day are moved by days; other rules stay."""
    parts = dict(p.split("=", 1) for p in rule.split(";") if "=" in p)
    codes = [c for c in parts.get("BYDAY", "").split(",") if c in _CODES]
    if parts.get("FREQ") != "WEEKLY" or not codes:
        return rule
    parts["BYDAY"] = ",".join(_CODES[d] for d in sorted((_CODES.index(c) + days) % 7 for c in codes))
    if last := _until(parts):
        parts["UNTIL"] = f"{last + timedelta(days=days):%Y%m%d}T235959"
    return ";".join(f"{k}={v}" for k, v in parts.items())


def _until(parts: Mapping[str, str]) -> date | None:
    text = parts.get("UNTIL", "")[:8]
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 and text.isdigit() else None

"""Days typed into a filter of the history: a date without a year is the one behind us."""

from datetime import date

from planner.domain.errors import InvalidInput


def typed_day(text: str, today: date) -> date | None:
    """Return the day of a text such as "2 June 2026", None for no text; InvalidInput otherwise."""
    from dateutil.relativedelta import relativedelta

    from planner.document.typed_dates import read_when

    if not text.strip():
        return None
    when = read_when(text, today)
    if when.first is None:
        raise InvalidInput("Type a date such as 2 June 2026.")
    if when.first > today and str(when.first.year) not in text:
        return when.first - relativedelta(years=1)
    return when.first

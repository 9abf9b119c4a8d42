"""What stands in the columns of the history."""

from typing import Final

from planner.document.looking_back import HistoryLine
from planner.domain.phrases import date_text, day_name, time_text

HEADERS: Final = ("When", "Recorded by", "What was done", "From what to what")
WHEN, WHO, WHAT, WORDS = range(4)


def cells(line: HistoryLine) -> tuple[str, ...]:
    """Return the words of a line, one for each column."""
    when = f"{date_text(line.at.date())}, {time_text(line.at)}"
    return when, f"{line.author} {line.copy}".strip(), line.label, line.words


def when_words(line: HistoryLine) -> str:
    """Return "Wed 2 September 2026, 14:05"."""
    return f"{day_name(line.at, short=True)} {date_text(line.at.date())}, {time_text(line.at)}"

"""How review dates and holds read, on screen and in lists."""

from datetime import date

from planner.document.retention import Keeping
from planner.domain.phrases import count_text, date_text
from planner.domain.records.review import Hold

AUTOMATIC = "Set by itself, from its returns."


def review_words(keeping: Keeping) -> str:
    """Return "Review on 9 April 2028, by the schedule: light, 24 months after its end."."""
    if keeping.is_own:
        source = "its own date"
    else:
        months = count_text(keeping.months, "month")
        source = f"by the schedule: {keeping.weight.value}, {months} after its end"
    return f"Review on {date_text(keeping.review_on)}, {source}."


def due_words(keeping: Keeping, today: date) -> str:
    """Return "Due 12 days ago", "Due today", or nothing while it is not due."""
    days = (today - keeping.review_on).days
    if days < 0:
        return ""
    return f"Due {count_text(days, 'day')} ago" if days else "Due today"


def last_words(keeping: Keeping) -> str:
    """Return what the last review decided, or nothing when there was none."""
    review = keeping.review
    if review is None or review.reviewed_on is None:
        return ""
    return f"Reviewed {date_text(review.reviewed_on)} by {review.reviewed_by}: {review.decision}"


def hold_words(hold: Hold) -> str:
    """Return who holds an operation since when and why; an automatic hold says what set it."""
    kind = hold.kind.value[:1].upper() + hold.kind.value[1:]
    who = AUTOMATIC if hold.is_automatic else f"Placed by {hold.placed_by}."
    words = f"{kind}, since {date_text(hold.placed_on)}: {hold.reason.rstrip('.')}. {who}"
    if hold.released_on is None:
        return words
    return f"{words} Released {date_text(hold.released_on)} by {hold.released_by}: {hold.release_reason}"


def quiet_line(keeping: Keeping) -> str:
    """Return the one line that the inspector shows of an operation."""
    count = len(keeping.open_holds)
    held = f" {count_text(count, 'hold')}: {keeping.open_holds[0].kind.value}." if count else " No hold."
    return review_words(keeping) + held

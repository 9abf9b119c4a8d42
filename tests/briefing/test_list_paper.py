"""Tables of the handover sheet and of what we hold: which words stay on one line."""

from planner.briefing.list_paper import ListPart, _row
from planner.briefing.order_tables import NBSP


def test_short_words_of_an_unbroken_column_stay_on_one_line_and_long_ones_may_break() -> None:
    part = ListPart(title="", columns=("Reference", "When"), lines=(), unbroken=(1,))
    short, long = "Fri 27 to Sun 29 November 2026", "Tue 29 December 2026 to Sat 2 January 2027"
    assert _row(part, ("A B", short)).cells[1].text == short.replace(" ", NBSP)
    assert _row(part, ("A B", long)).cells[1].text == long
    assert _row(part, ("A B", short)).cells[0].text == "A B"

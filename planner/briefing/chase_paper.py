"""The chase list as PDF: whom to ring about what, who is longest overdue first, with room for the answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from planner.briefing.content import Cell, Run, Table
from planner.briefing.flowing import Flowing, Heading
from planner.briefing.order_tables import NBSP, row
from planner.briefing.paging import Pager
from planner.briefing.paper import Paper, marked, paper_pdf
from planner.briefing.paper_blocks import PaperHead, table_block, text_block
from planner.briefing.styles import FULL_WIDTH, SMALL
from planner.briefing.table_layout import column_shares
from planner.domain.phrases import count_text, date_text
from planner.domain.vocabulary import Marking

ChaseRow = tuple[str, str, str, str, str, str]
"""Due, how late, task, operation, where, the last word of whoever owes it."""


def chase_pdf(
    groups: Sequence[tuple[str, str, Sequence[ChaseRow]]],
    *,
    district: str,
    today: date,
    printed: str,
    marking: Marking,
) -> bytes:
    """Return the chase list; each group is who owes it, their desk, and what is overdue."""
    number = sum(len(rows) for _who, _contact, rows in groups)
    stream: list[Flowing] = [
        PaperHead(
            " · ".join(p for p in ("Chase list", district) if p),
            f"{count_text(number, 'task')} overdue" if number else "Nothing is overdue",
            "Longest overdue first, by who owes it",
            (f"As on {date_text(today)}",),
        )
    ]
    shares = _shares([row for _who, _contact, rows in groups for row in rows])
    for who, contact, rows in groups:
        stream.append(Heading(0, f"{who}: {count_text(len(rows), 'task')}"))
        if contact:
            stream.append(replace(text_block([Run(contact)]), keeps_next=True))
        stream.append(replace(table_block(_table(rows)), shares=shares))
    words = "Write the answer beside the task, and put it in under Plan, Tasks due."
    stream.append(text_block([Run(words)], SMALL, space_before=8.0))
    pager = Pager(draft=False)
    pager.place_all(stream)
    return paper_pdf(Paper("Chase list", printed, tuple(marked(pager.pages, marking, "Chase list"))))


def _shares(rows: Sequence[ChaseRow]) -> tuple[float, ...]:
    """Return one set of columns for all the tables, so that they stand below each other."""
    whole = table_block(_table(rows))
    return column_shares((whole.header, *whole.rows), FULL_WIDTH, whole.stretch) if rows else ()


def _table(rows: Sequence[ChaseRow]) -> Table:
    made = [
        row(due.replace(" ", NBSP), late.replace(" ", NBSP), Cell(title, bold=True), operation, where, note)
        for due, late, title, operation, where, note in rows
    ]
    answer = "Last word, answer".replace(" ", NBSP)
    return Table("chase", ("Due", "Late", "Task", "For", "Where", answer), tuple(made), stretch=5)

"""The list of what we hold as JSON, CSV, XLSX or PDF; text that looks like a formula is defused."""

from datetime import datetime
from typing import Final

from planner.document.holdings import EXEMPTION, Holding, Holdings
from planner.domain.errors import InvalidInput
from planner.domain.phrases import count_text, date_text

HEADER: Final = (
    "Record", "Reference", "Operation", "Where it stands", "What it says", "Date", "Marking", "Hold",
    "Review from", "File", EXEMPTION,
)  # fmt: skip
ENDINGS: Final = (".csv", ".xlsx", ".pdf")


def as_file(found: Holdings, ending: str, *, plan: str, now: datetime | None = None) -> bytes:
    """Return the list in the form of a file name's ending; InvalidInput for another. now: local."""
    ending = ending.lower()
    if ending == ".csv":
        from planner.exchange.spreadsheets import csv_bytes

        return csv_bytes(HEADER, (_cells(row) for row in found.rows))
    if ending == ".xlsx":
        from planner.exchange.spreadsheets import table_xlsx

        title = f"What we hold in {plan}: {found.criteria}. {found.searched}"
        return table_xlsx(title, found.marking.value, HEADER, [_cells(row) for row in found.rows])
    if ending == ".pdf":
        return _pdf(found, plan, now or datetime.now())
    raise InvalidInput(f"A list is written as {', '.join(ENDINGS[:2])} or {ENDINGS[2]}; choose one of these.")


def json_rows(found: Holdings) -> list[dict[str, object]]:
    """Return the records as JSON has them, dates in ISO 8601."""
    return [
        {
            "id": row.record_id,
            "kind": row.kind,
            "operation": row.reference,
            "where": row.where,
            "says": row.says,
            "date": row.day.isoformat() if row.day else None,
            "marking": row.marking.value,
            "hold": row.hold,
            "review": row.review_on.isoformat() if row.review_on else None,
            "file": file_words(row),
        }
        for row in found.rows
    ]


def file_words(row: Holding) -> str:
    """Return which file has a record."""
    return "command file" if row.in_command_file else "plan"


def _cells(row: Holding) -> tuple[object, ...]:
    return (
        row.kind, row.reference, row.operation, row.where, row.says, row.day, row.marking.value, row.hold,
        row.review_on, file_words(row), "",
    )  # fmt: skip


def _pdf(found: Holdings, plan: str, now: datetime) -> bytes:
    from planner.briefing.list_paper import ListPaper, ListPart, list_pdf

    part = ListPart(
        title="Records",
        columns=("Record", "What it says", "Date", "Marking, hold, review", EXEMPTION),
        lines=tuple(_paper_lines(found)),
        intro="The last column is filled in by whoever decides on disclosure; nothing is decided here.",
        empty="Nothing that fits is held.",
    )
    return list_pdf(
        ListPaper(
            kicker=f"What do we hold · {plan}",
            title=found.criteria,
            subtitle=f"As on {date_text(now.date())}",
            facts=("Police only", count_text(len(found.rows), "record")),
            first=f"{found.searched} Exemptions are decided elsewhere.",
            parts=(part,),
            last="What was deleted stands in the history until it is purged.",
            foot=f"What do we hold: {found.criteria}",
            printed=f"Printed {date_text(now.date())} {now:%H:%M}",
            marking=found.marking,
        )
    )


def _paper_lines(found: Holdings) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    last = ""
    for row in found.rows:
        band = f"{row.reference} {row.operation}".strip() or "Not of one operation"
        if band != last:
            lines.append((band,))
            last = band
        keeping = "; ".join(
            part
            for part in (
                row.marking.value,
                f"hold: {row.hold}" if row.hold else "",
                f"review from {date_text(row.review_on)}" if row.review_on else "",
                "in the command file" if row.in_command_file else "",
            )
            if part
        )
        record = f"{row.kind}. {row.where}" if row.where else row.kind
        lines.append((record, row.says, date_text(row.day) if row.day else "", keeping, ""))
    return lines

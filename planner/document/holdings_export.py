"""The list of what we hold as JSON, CSV, XLSX or PDF; text that looks like a formula is defused."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from planner.document.holdings import EXEMPTION, WITHOUT_DATE, Holding, Holdings
from planner.domain.errors import InvalidInput
from planner.domain.phrases import date_text

HEADER: Final = (
    "Record", "Reference", "Operation", "Where it stands", "What it says", "Date", "Marking", "Hold",
    "Review from", "File", EXEMPTION,
)  # fmt: skip
ENDINGS: Final = (".csv", ".xlsx", ".pdf")
_NO_DATE: Final = "no date"


def as_file(found: Holdings, ending: str, *, plan: str, now: datetime | None = None) -> bytes:
    """Return the list in the form of a file name's ending; InvalidInput for another. now: local."""
    ending = ending.lower()
    if ending == ".csv":
        from planner.exchange.spreadsheets import csv_bytes

        return csv_bytes(HEADER, _table(found))
    if ending == ".xlsx":
        from planner.exchange.spreadsheets import table_xlsx

        last = f" {WITHOUT_DATE}" if found.undated else ""
        title = f"What we hold in {plan}: {found.criteria}: {found.counted}. {found.searched}{last}"
        return table_xlsx(title, found.marking.value, HEADER, _table(found))
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
        for row in found.all_rows
    ]


def file_words(row: Holding) -> str:
    """Return which file has a record."""
    return "command file" if row.in_command_file else "plan"


def _table(found: Holdings) -> list[tuple[object, ...]]:
    """Return the lines of a table, those without a date last where dates were asked for."""
    undated = [_cells(row) for row in found.undated]
    at = HEADER.index("Date")
    return [_cells(row) for row in found.rows] + [(*row[:at], _NO_DATE, *row[at + 1 :]) for row in undated]


def _cells(row: Holding) -> tuple[object, ...]:
    return (
        row.kind, row.reference, row.operation, row.where, row.says, row.day, row.marking.value, row.hold,
        row.review_on, file_words(row), "",
    )  # fmt: skip


def _pdf(found: Holdings, plan: str, now: datetime) -> bytes:
    from planner.briefing.list_paper import ListPaper, ListPart, list_pdf

    columns = ("Record", "What it says", "Date", "Marking, hold, review", EXEMPTION)
    part = ListPart(
        title="Records",
        columns=columns,
        lines=tuple(_paper_lines(found.rows)),
        intro="The last column is filled in by whoever decides on disclosure; nothing is decided here.",
        empty="Nothing that fits is held.",
    )
    head, _, why = WITHOUT_DATE.partition(": ")
    undated = ListPart(
        title=head,
        columns=columns,
        lines=tuple(_paper_lines(found.undated)),
        intro=why[:1].upper() + why[1:],
        empty="",
    )
    return list_pdf(
        ListPaper(
            kicker=f"What do we hold · {plan}",
            title=found.criteria,
            subtitle=f"As on {date_text(now.date())}",
            facts=("Police only", found.counted),
            first=f"{found.searched} Exemptions are decided elsewhere.",
            parts=(part, undated) if found.undated else (part,),
            last="What was deleted stands in the history until it is purged.",
            foot=f"What do we hold: {found.criteria}",
            printed=f"Printed {date_text(now.date())} {now:%H:%M}",
            marking=found.marking,
        )
    )


def _paper_lines(rows: Sequence[Holding]) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    last = ""
    for row in rows:
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

"""Texts that a spreadsheet would take for a formula go out as text, from every command that writes tables."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.cli.app import run
from planner.exchange.spreadsheets import csv_bytes, table_xlsx

PAYLOADS = (
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u200b=1",
    "\ufeff=1",
    "|x",
)
STARTS = ("=", "+", "-", "@", "\t", "\r")


def cells_of(path: Path) -> list[object]:
    """Every cell of a table as a spreadsheet program would take it; fails on a formula."""
    if path.suffix == ".csv":
        return [cell for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) for cell in row]
    book = load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert "<f>" not in "".join(
        zipfile.ZipFile(path).read(name).decode()
        for name in zipfile.ZipFile(path).namelist()
        if "sheet" in name
    )
    return [cell.value for cell in cells]


def check(path: Path) -> None:
    starting = [c for c in cells_of(path) if isinstance(c, str) and c.lstrip().startswith(STARTS)]
    assert not starting


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_tables_defuse_texts_and_keep_numbers(ending: str, tmp_path: Path) -> None:
    rows = [[text, -5, 7] for text in PAYLOADS]
    path = tmp_path / f"out.{ending}"
    path.write_bytes(
        csv_bytes(["a", "b", "c"], rows) if ending == "csv" else table_xlsx("=t", "M", ["a", "b", "c"], rows)
    )
    cells = cells_of(path)
    assert ("-5" if ending == "csv" else -5) in cells
    starting = [c for c in cells if isinstance(c, str) and c.lstrip().startswith(STARTS)]
    assert set(starting) <= {"-5"}


OUT = (
    *("tasks.csv", "tasks.xlsx", "operations.csv", "operations.xlsx"),
    *("council.xlsx", "holdings.csv", "holdings.xlsx"),
)
ADD = ("--type", "Street Week", "--ward", "Greenstead", "--start", "2026-10-05")


@pytest.mark.parametrize("out", OUT)
def test_every_command_that_writes_a_table(
    out: str, demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for payload in ("=cmd|'/c calc'!A1", "@SUM(A1)", "+1"):
        assert run(["add", str(demo), *ADD, "--title", payload, "--author", payload]) == 0
    path = tmp_path / out
    if out.startswith("holdings"):
        words = ["holdings", str(demo), "--ward", "Greenstead", "-o", str(path)]
    elif out.startswith("council"):
        words = ["export", str(demo), str(path), "--audience", "partner", "--partner", "City Council"]
    else:
        words = ["export", str(demo), str(path), "--what", path.stem]
    assert run(words) == 0, capsys.readouterr().err
    if out.startswith(("operations", "holdings")):
        assert any("cmd|" in str(cell) for cell in cells_of(path))
    check(path)

"""export --audience partner and import --as tasks, as other tools call them; lists; what is noted."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.cli.app import run
from planner.document.opening import open_plan
from planner.domain.records.operation import Operation
from planner.domain.records.sharing import Share
from planner.domain.vocabulary import Marking, ShareKind
from tests.cli.conftest import TODAY

DAY = ["--today", TODAY.isoformat()]


def shares(plan: Path) -> list[Share]:
    document = open_plan(plan, author="Tests", read_only=True)
    try:
        return document.read.all(Share)
    finally:
        document.close()


def exported(plan: Path) -> Path:
    out = plan.with_name("council.xlsx")
    words = ["export", str(plan), str(out), "--audience", "partner", "--partner", "City Council", *DAY]
    assert run(words) == 0
    return out


def imported(
    plan: Path, file: Path, capsys: pytest.CaptureFixture[str], status: int = 0
) -> dict[str, object]:
    capsys.readouterr()
    assert run(["import", str(plan), str(file), "--json", *DAY]) == status
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def test_a_sheet_goes_out_and_comes_back(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = exported(demo)
    assert capsys.readouterr().out.startswith("Wrote ")
    (share,) = shares(demo)
    assert (share.kind, share.file_name, share.audience) == (ShareKind.TASKS, "council.xlsx", "partner")
    book = load_workbook(out)
    page = book.worksheets[0]
    said = "not done" if page["F10"].value == "done" else "done"
    page["F10"], page["G11"], page["F12"] = said, "On our list", "perhaps"
    page["C13"] = "Not theirs to rename"
    book.save(out)
    answer = imported(demo, out, capsys, status=1)
    assert (answer["added"], answer["updated"], answer["rejected"]) == (0, 2, 2)
    assert list(answer) == ["added", "updated", "unchanged", "rejected", "reasons", "notes"]
    again = imported(demo, out, capsys, status=1)
    assert (again["added"], again["updated"], again["rejected"]) == (0, 0, 2)
    capsys.readouterr()
    assert run(["list", str(demo), "tasks", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert next(r for r in rows if r["id"] == page["A10"].value)["status"] == said
    assert run(["history", str(demo), "--limit", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["label"] == "Take answers back"


def test_an_export_that_cannot_be_made_leaves_nothing(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = demo.read_bytes()
    folder = demo.parent
    for words, said in (
        ([str(folder / "a.xlsx"), "--audience", "partner"], "Say whose tasks"),
        ([str(folder / "a.xlsx"), "--audience", "partner", "--partner", "Nobody"], "No partner is called"),
        ([str(folder / "a.csv"), "--audience", "partner", "--partner", "Nobody"], "No partner is called"),
        ([str(folder / "no" / "a.xlsx"), "--audience", "partner", "--partner", "City Council"], "no folder"),
        ([str(folder / "a.pdf")], "no known ending"),
        ([str(folder / "a.xlsx"), "--partner", "City Council"], "--audience partner"),
    ):
        assert run(["export", str(demo), *words]) == 2
        assert said in capsys.readouterr().err
    assert not list(folder.glob("a.*"))
    assert demo.read_bytes() == before


@pytest.mark.parametrize("what", ["tasks", "operations"])
def test_lists_for_the_police_have_real_dates(
    demo: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = demo.with_name("list.csv")
    assert run(["export", str(demo), str(out), "--what", what]) == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    capsys.readouterr()
    assert run(["list", str(demo), what, "--json"]) == 0
    assert [r["id"] for r in rows] == [r["id"] for r in json.loads(capsys.readouterr().out)]
    book = out.with_suffix(".xlsx")
    assert run(["export", str(demo), str(book), "--what", what]) == 0
    page = load_workbook(book).worksheets[0]
    assert page.max_row == len(rows) + 4


def test_what_is_sensitive_is_noted_and_what_is_not_leaves_the_plan_alone(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = open_plan(demo, author="Tests", read_only=True)
    plain = next(o for o in document.read.all(Operation) if o.marking is Marking.OFFICIAL)
    document.close()
    before = demo.read_bytes()
    out = demo.with_name("parish.pdf")
    assert run(["report", str(demo), "--kind", "parish", "--place", "Dedham", "-o", str(out), *DAY]) == 0
    assert demo.read_bytes() == before
    order = demo.with_name("order.pdf")
    assert run(["brief", str(demo), "--operation", plain.reference, "-o", str(order), *DAY]) == 0
    (share,) = shares(demo)  # its roster page is OFFICIAL-SENSITIVE
    assert (share.kind, share.operation_id, share.file_name) == (ShareKind.PRINT, plain.id, "order.pdf")
    assert share.marking is Marking.OFFICIAL_SENSITIVE


def test_the_chase_list_is_a_report(demo: Path) -> None:
    out = demo.with_name("chase.pdf")
    assert run(["report", str(demo), "--kind", "chase", "-o", str(out), *DAY]) == 0
    assert out.read_bytes().startswith(b"%PDF")

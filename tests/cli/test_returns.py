"""import --as returns, list visibility and check, as other tools call them."""

import json
from datetime import date
from pathlib import Path

import pytest

from planner.cli.app import run
from planner.document.commands.review import acknowledge
from planner.document.findings import findings_of_plan
from planner.document.opening import open_plan
from planner.domain.records.returns import Return, ReturnVisit
from tests.cli.conftest import TODAY

HEAD = "code,status,place,start,end,people,abstracted_minutes,reason,notes"


def imported(
    plan: Path, capsys: pytest.CaptureFixture[str], content: bytes, status: int = 0
) -> dict[str, object]:
    file = plan.with_name("returns.csv")
    file.write_bytes(content)
    capsys.readouterr()
    assert run(["import", str(plan), str(file), "--as", "returns", "--json"]) == status
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def counts(answer: dict[str, object]) -> tuple[object, ...]:
    return tuple(answer[name] for name in ("added", "updated", "unchanged", "rejected"))


def unreturned(plan: Path) -> str:
    """A rural patrol still to come, whose slips nobody can have handed in."""
    document = open_plan(plan, author="Tests", read_only=True)
    try:
        from planner.document.listing import deployment_rows

        rows = [r for r in deployment_rows(document.read) if str(r["code"]).startswith("RP-2026")]
        return str(next(r["code"] for r in rows if not r["returned"] and str(r["start"]) > "2026-09-20"))
    finally:
        document.close()


def visits(plan: Path, code: str) -> list[str]:
    document = open_plan(plan, author="Tests", read_only=True)
    try:
        from planner.document.returns_due import find_slip, return_of
        from planner.domain.records.ground import Place

        row = return_of(document.read, find_slip(document.read, code).id)
        assert isinstance(row, Return)
        found = document.read.all(ReturnVisit, return_id=row.id)
        return [document.read.require(Place, v.place_id).name for v in sorted(found, key=lambda v: v.start)]
    finally:
        document.close()


def test_returns_come_in_once_and_the_second_time_nothing_is_new(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = unreturned(demo)
    rows = "\n".join(
        (
            HEAD,
            f"{code},done,Tiptree,10:05,10:20,4,0,,=HYPERLINK(1)",
            f"{code.lower()},done,messing,10:40,10:55,2,95,call,Farm gates",
            f"{code},not done,Great Wigborough,,,,,,",
        )
    )
    assert counts(imported(demo, capsys, rows.encode())) == (3, 0, 0, 0)
    assert visits(demo, code) == ["Tiptree", "Messing"]
    assert counts(imported(demo, capsys, rows.encode())) == (0, 0, 3, 0)
    changed = rows.replace("10:20,4", "10:25,5")
    assert counts(imported(demo, capsys, changed.encode())) == (0, 3, 0, 0)
    capsys.readouterr()
    assert run(["history", str(demo), "--limit", "2", "--json"]) == 0
    labels = [step["label"] for step in json.loads(capsys.readouterr().out)]
    assert labels == ["Import returns", "Import returns"]


@pytest.mark.parametrize("shape", ["bom", "latin", "semicolons", "utf16", "tabs"])
def test_files_come_as_spreadsheets_write_them(
    demo: Path, capsys: pytest.CaptureFixture[str], shape: str
) -> None:
    code = unreturned(demo)
    text = f"{HEAD}\r\n{code},Done,Tiptree,2026-09-21 10:05,21/09/2026 10:20,4,,,Café\r\n"
    content = {
        "bom": b"\xef\xbb\xbf" + text.encode(),
        "latin": text.encode("latin-1"),
        "semicolons": text.replace(",", ";").encode(),
        "utf16": text.encode("utf-16"),
        "tabs": text.replace(",", "\t").encode(),
    }[shape]
    content = content.replace(b"2026-09-21", _day(demo, code).encode())
    british = date.fromisoformat(_day(demo, code)).strftime("%d/%m/%Y")
    for encoding in ("utf-8", "utf-16-le"):
        content = content.replace("21/09/2026".encode(encoding), british.encode(encoding))
        content = content.replace("2026-09-21".encode(encoding), _day(demo, code).encode(encoding))
    assert counts(imported(demo, capsys, content)) == (1, 0, 0, 0)


def _day(plan: Path, code: str) -> str:
    document = open_plan(plan, author="Tests", read_only=True)
    try:
        from planner.document.returns_due import find_slip

        return find_slip(document.read, code).start.date().isoformat()
    finally:
        document.close()


def test_each_bad_row_is_named_and_spoils_only_its_own_return(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = unreturned(demo)
    rows = (
        HEAD,
        f"{code},done,Tiptree,10:05,10:20,4,,,",
        "RP-2026-99/1,done,,,,,,,",
        "nonsense,done,,,,,,,",
        f"{code},perhaps,Messing,,,,,,",
        "RP-2026-01/1,done,Atlantis,10:00,10:15,,,,",
        "RP-2026-02/1,done,,,,=1+1,,,",
        "RP-2026-03/1,done,,,,,20,,",
        ",done,,,,,,,",
        f"RP-2026-04/1,done,,,,,,,{'x' * 5000}",
        "RP-2026-05/1,done,,,,,,,a\0b",
    )
    answer = imported(demo, capsys, "\n".join(rows).encode(), status=1)
    assert counts(answer) == (0, 0, 0, 10)
    reasons = {r["line"]: r["reason"] for r in answer["reasons"]}  # type: ignore[attr-defined]  # a list of dicts
    expected = {
        2: "Line 5 of the same return",
        3: "No operation is called RP-2026-99",
        4: "not a slip's code",
        5: "is not done, part or not done",
        6: "no village or place “Atlantis”",
        7: "not a whole number",
        8: "took 20 minutes away",
        9: "There is no code",
        10: "longer than 4,000 letters",
        11: "no text",
    }
    assert reasons.keys() == expected.keys()
    for line, words in expected.items():
        assert words in reasons[line], reasons[line]
        assert reasons[line].endswith(".")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "has no column code or status"),
        (b"\x00\x01\x02", "has no column"),
        (b"name,lon,lat\nDedham,1,2\n", "has no column"),
        (HEAD.encode() + b'\nRP-2026-01/1,done,"' + b"x" * 1_000_000, "far too long"),
    ],
)
def test_what_is_no_such_file_is_refused_whole(
    demo: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    before = demo.read_bytes()
    file = demo.with_name("bad.csv")
    file.write_bytes(content)
    assert run(["import", str(demo), str(file), "--as", "returns"]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
    assert demo.read_bytes() == before


def test_the_kind_is_guessed_from_the_first_line(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = demo.with_name("some.csv")
    file.write_text(f"{HEAD}\n{unreturned(demo)},not done,,,,,,weather,Flood\n", encoding="utf-8")
    assert run(["import", str(demo), str(file)]) == 0
    assert capsys.readouterr().out == "1 added, 0 updated, 0 unchanged, 0 rejected.\n"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(["import", str(demo), str(file)]) == 2
    assert "Say what it is with --as" in capsys.readouterr().err
    assert run(["import", str(demo), "missing.csv"]) == 2


def test_visibility_rows_have_the_fields_that_other_tools_rely_on(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["list", str(demo), "visibility", "--today", TODAY.isoformat(), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(
        list(row)
        == [
            "place",
            "ward",
            "days_since_seen",
            "visits_planned",
            "visits_delivered",
            "minutes_delivered",
            "next_planned",
        ]
        for row in rows
    )
    dedham = next(r for r in rows if r["place"] == "Dedham")
    assert dedham["ward"] == "Rural North"
    assert dedham["visits_planned"] > 0
    assert run(["list", str(demo), "visibility", "--today", TODAY.isoformat()]) == 0
    assert "Dedham" in capsys.readouterr().out


def test_check_names_the_lapsed_order_until_it_is_acknowledged(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = ["--today", "2026-10-20", "--from", "2026-10-30", "--to", "2026-10-30"]
    assert run(["check", str(demo), *days, "--json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    lapsed = [r for r in rows if r["code"] == "power-lapsed"]
    assert lapsed
    assert "The City Centre PSPO ends on 23 October 2026" in lapsed[0]["message"]
    assert list(lapsed[0]) == ["code", "severity", "message", "items", "acknowledged"]
    document = open_plan(demo, author="Ch Insp X101", hold_lock=True)
    try:
        from datetime import datetime

        now, day = datetime(2026, 10, 20, 12), date(2026, 10, 30)
        for finding in findings_of_plan(document.read, now=now, first=day, last=day):
            if finding.severity.value == "stop and look":
                document.run(acknowledge(finding=finding, reason="Extension signed, paper to follow"))
        document.publish()
    finally:
        document.close()
    assert run(["check", str(demo), *days, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [r["acknowledged"] for r in rows if r["code"] == "power-lapsed"] == [True] * len(lapsed)
    assert run(["check", str(demo), *days]) == 0
    assert "Extension signed" in capsys.readouterr().out


def test_check_of_the_whole_plan_has_villages_that_nobody_is_to_visit(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(demo), "--today", "2026-09-03", "--json"]) in {0, 1}
    rows = json.loads(capsys.readouterr().out)
    messages = [r["message"] for r in rows if r["code"] == "village-unplanned"]
    assert any("nothing planned in the next 28 days" in m for m in messages)
    assert run(["check", str(demo), "--from", "2026-09-03", "--to", "2026-09-01"]) == 2
    assert "ends before it begins" in capsys.readouterr().err

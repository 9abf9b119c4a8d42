"""brief and report on the command line: what they write, what they refuse, and that nothing is left."""

from pathlib import Path

import pytest

from planner.briefing.raster import page_count, page_sizes
from planner.cli.app import run
from tests.briefing.orders import page_texts


def _made(demo: Path, *arguments: str) -> bytes:
    out = demo.parent / "out.pdf"
    assert run([arguments[0], str(demo), *arguments[1:], "--today", "2026-09-03", "-o", str(out)]) == 0
    return out.read_bytes()


def test_tonights_pack_in_one_command(demo: Path) -> None:
    pages = page_texts(_made(demo, "brief", "--from", "2026-09-11", "--to", "2026-09-11", "--night"))
    assert "Friday 11 September 2026" in pages[0]
    assert "Roster and talkgroups" in pages[-1]
    assert any("Return slip" in text for text in pages)


def test_a_shift_and_chosen_operations(demo: Path) -> None:
    shift = page_texts(_made(demo, "brief", "--from", "2026-09-11T14:00", "--to", "2026-09-11T22:00"))
    assert "Shift · Friday 11 September 2026, 14:00 to 22:00" in shift[0]
    chosen = _made(
        demo, "brief", "--operation", "SW-2026-03", "--operation", "OD-2026-12", "--sheets", "none"
    )
    assert sum("Operation order" in text for text in page_texts(chosen)) == 2


def test_a_partners_pack_holds_what_it_has_a_part_in(demo: Path) -> None:
    asked = (
        "--from",
        "2026-09-07",
        "--to",
        "2026-09-13",
        "--audience",
        "partner",
        "--partner",
        "City Council",
    )
    assert "partner copy" in page_texts(_made(demo, "brief", *asked))[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--kind", "parish", "--place", "Dedham"), "Report to the parish"),
        (("--kind", "ward", "--ward", "Rural North"), "Ward sheet"),
        (("--kind", "you-said", "--ward", "Greenstead"), "You said, we did"),
        (("--kind", "partner", "--partner", "City Council"), "Tasks and times of a partner"),
        (("--kind", "wall-calendar", "--from", "2026-09-01"), "September 2026"),
        (("--kind", "wall-calendar", "--from", "2026-09-07", "--to", "2026-09-13"), "Week of 7 September"),
    ],
)  # fmt: skip
def test_each_report(demo: Path, arguments: tuple[str, ...], words: str) -> None:
    pdf = _made(demo, "report", *arguments)
    assert words in page_texts(pdf)[0]
    assert page_count(pdf) >= 1


def test_the_wall_calendar_comes_on_a3_across(demo: Path) -> None:
    pdf = _made(demo, "report", "--kind", "wall-calendar", "--from", "2026-09-01", "--paper", "A3")
    ((width, height),) = page_sizes(pdf)
    assert (round(width), round(height)) == (1191, 842)


@pytest.mark.parametrize(
    "arguments",
    [
        ("brief",),
        ("brief", "--from", "2026-09-31"),
        ("brief", "--from", "2026-09-12", "--to", "2026-09-11"),
        ("brief", "--from", "2031-01-01"),
        ("brief", "--operation", "XX-2026-01"),
        ("brief", "--from", "2026-09-11", "--audience", "public"),
        ("brief", "--from", "2026-09-11", "--partner", "City Council"),
        ("report", "--kind", "parish"),
        ("report", "--kind", "parish", "--place", "Atlantis"),
        ("report", "--kind", "ward", "--ward", "Atlantis"),
        ("report", "--kind", "partner", "--partner", "Nobody"),
        ("report", "--kind", "horoscope"),
        ("report", "--kind", "wall-calendar", "--from", "2026-09-12", "--to", "2026-09-11"),
    ],
)
def test_what_cannot_be_made_is_one_line_and_leaves_nothing(
    demo: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(p.name for p in demo.parent.iterdir())
    out = demo.parent / "out.pdf"
    command, *rest = arguments
    assert run([command, str(demo), *rest, "-o", str(out)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert sorted(p.name for p in demo.parent.iterdir()) == before


def test_a_name_too_long_to_write_beside_is_told_without_our_own(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = demo.parent / f"{'a' * 248}.pdf"
    assert run(["report", str(demo), "--kind", "handover", "-o", str(out)]) == 2
    assert capsys.readouterr().err == f"The name {'a' * 40}… is too long to write. Give it a shorter name.\n"


def test_need_to_know_work_is_on_command_copies_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WARDPLAN_STATE", str(tmp_path / "state"))
    key, plan = tmp_path / "key", tmp_path / "demo.wardplan"
    key.write_text("a long passphrase for the test", encoding="utf-8")
    assert run(["demo", str(plan), "--command", str(key), "--today", "2026-09-03"]) == 0
    from planner.document.opening import open_command_file, open_plan
    from planner.domain.records.operation import Operation
    from planner.domain.records.operation_type import OperationType

    document = open_plan(plan, author="Tests", read_only=True)
    open_command_file(document, plan.with_suffix(".command.wardplan"), key.read_text(encoding="utf-8"))
    types = {k.id for k in document.read.all(OperationType) if k.need_to_know and not k.reservation}
    hidden = next(o for o in document.read.all(Operation) if o.type_id in types)
    day = document.read.span_of(hidden.id)[0].date().isoformat()
    document.close()
    out = tmp_path / "out.pdf"
    asked = ["brief", str(plan), "--from", day, "--to", day, "--command", str(key), "-o", str(out)]
    assert run([*asked, "--audience", "command"]) == 0
    assert hidden.reference in "".join(page_texts(out.read_bytes()))
    out.unlink()
    for audience in ("police", "partner"):
        if run([*asked, "--audience", audience]) == 0:
            together = "".join(page_texts(out.read_bytes()))
            assert hidden.reference not in together
            assert hidden.title not in together
            out.unlink()
        assert run(
            ["brief", str(plan), "--operation", hidden.reference, "--audience", audience,
             "--command", str(key), "-o", str(out)]
        ) == 2  # fmt: skip
        assert not out.exists()
    capsys.readouterr()

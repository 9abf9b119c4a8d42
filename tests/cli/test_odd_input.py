"""Odd input on the command line: one sentence each, nothing changed, and titles that stay on one line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from planner.cli.app import run

STREET_WEEK = ("--type", "Street Week", "--ward", "Greenstead", "--start", "2026-06-15")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "Say what to do"),
        (("list", "PLAN"), "Choose from: operations, deployments"),
        (("add", "PLAN", *STREET_WEEK, "--title", "a\udcff"), "not in UTF-8"),
        (("add", "PLAN", *STREET_WEEK, "--title", "a" * 10_000), "shorten it to 200"),
        (("add", "PLAN", *STREET_WEEK[:-1], "2026-06-15T10:00+05:00"), "names a time zone"),
        (("edit", "PLAN", "--operation", "SW-2026-01", "--title", "\x01\n"), "may not be empty"),
        (("new", "a.command.wardplan"), "is a command file's name"),
        (("demo", "a.command.wardplan"), "is a command file's name"),
        (("export", "PLAN", "any.csv", "--audience", "partner"), "Say whose"),
        (("export", "PLAN", "any.xlsx", "--audience", "partner"), "Say whose"),
        (("export", "PLAN", "any.csv", "--audience", "public"), "The public is given no tasks"),
    ],
)
def test_odd_words_are_refused_in_one_line(
    demo: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    before = demo.read_bytes()
    assert run([str(demo) if w == "PLAN" else w for w in words]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert says in shown.err
    assert demo.read_bytes() == before
    assert [p.name for p in demo.parent.glob("*.wardplan*")] == [demo.name]


def test_a_title_is_one_line(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", str(demo), *STREET_WEEK, "--title", "=cmd|x\r\n <b>\x07 &  é"]) == 0
    assert "=cmd|x <b> & é." in capsys.readouterr().out


def test_a_notice_of_the_opening_goes_to_standard_error(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    demo.with_name(demo.name + "-wal").write_bytes(b"x")
    assert run(["info", str(demo), "--json"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("{")
    assert shown.err.count("\n") == 1
    assert "Another program has demo.wardplan open" in shown.err


def test_authorising_without_a_name_is_said(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", str(demo), *STREET_WEEK]) == 0
    reference = capsys.readouterr().out.split()[1].rstrip(",")
    words = ["edit", str(demo), "--operation", reference, "--status", "authorised"]
    assert run(words) == 0
    assert "Nobody is named" in capsys.readouterr().err


def test_every_command_that_opens_a_plan_can_take_what_a_mapping_program_changed(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["info", str(demo)]) == 0  # so that this computer has something to compare with
    with closing(sqlite3.connect(demo)) as connection:
        connection.execute("UPDATE place SET name = 'Mapped' WHERE kind = 'village'")
        connection.commit()
    before = demo.read_bytes()
    order = str(tmp_path / "order.pdf")
    for words in (
        ["list", "PLAN", "operations"],
        ["brief", "PLAN", "--operation", "SW-2026-03", "-o", order],
    ):
        said = [str(demo) if word == "PLAN" else word for word in words]
        assert run(said) == 2
        assert "--accept-outside-changes" in capsys.readouterr().err
        assert demo.read_bytes() == before
        assert run([*said, "--accept-outside-changes"]) == 0
        assert "taken in" in capsys.readouterr().err
        demo.write_bytes(before)
    assert run(["verify", str(demo)]) == 2
    assert (
        run(["merge", str(demo), str(demo), "--accept-outside-changes"]) == 2
    )  # the other is as it lies there
    assert run(["holdings", str(demo), "--text", "Mapped", "--json", "--accept-outside-changes"]) == 0
    assert "another program" in capsys.readouterr().out


def test_a_plan_that_a_mapping_program_changed_gets_a_passphrase_with_what_was_changed(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["info", str(demo)]) == 0
    with closing(sqlite3.connect(demo)) as connection:
        connection.execute("UPDATE place SET name = 'Mapped' WHERE kind = 'village'")
        connection.commit()
    key = tmp_path / "key"
    key.write_text("four quiet brown owls")
    words = ["passphrase", str(demo), "--set", str(key)]
    assert run(words) == 2
    assert "--accept-outside-changes" in capsys.readouterr().err
    assert run([*words, "--accept-outside-changes"]) == 0
    assert run(["verify", str(demo), "--passphrase-file", str(key)]) == 0


def test_a_list_of_nothing_is_said(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = demo.with_name("public.csv")
    assert run(["export", str(demo), str(out), "--what", "operations", "--audience", "public"]) == 0
    assert capsys.readouterr().err == (
        "Only the header is written: the audience may see no operations of this plan.\n"
    )
    assert len(out.read_bytes().splitlines()) == 1

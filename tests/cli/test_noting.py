"""What is noted of papers that the command line writes, on a plan with a passphrase too."""

import sys
from pathlib import Path

import click
import pytest

from planner.cli import options
from planner.cli.app import run
from planner.document.opening import open_plan
from planner.domain.records.sharing import Share
from tests.cli.conftest import copied_from

PHRASE = "four quiet brown owls"


@pytest.fixture(scope="module")
def made(apart: Path) -> Path:
    key, plan = apart / "key.txt", apart / "district.wardplan"
    key.write_text(PHRASE + "\n", encoding="utf-8")
    assert run(["demo", str(plan), "--today", "2026-12-20"]) == 0
    assert run(["passphrase", str(plan), "--set", str(key)]) == 0
    return plan


@pytest.fixture
def plan(made: Path, tmp_path: Path) -> Path:
    return copied_from(made, tmp_path)


def _noted(plan: Path) -> list[str]:
    document = open_plan(plan, author="Tests", passphrase=PHRASE, read_only=True)
    try:
        return [share.file_name for share in document.read.all(Share)]
    finally:
        document.close()


def test_with_the_passphrase_in_a_file_a_sensitive_paper_is_noted(plan: Path, tmp_path: Path) -> None:
    words = ["report", str(plan), "--kind", "handover", "-o", str(tmp_path / "sheet.pdf")]
    assert run([*words, "--passphrase-file", str(tmp_path / "key.txt")]) == 0
    assert _noted(plan) == ["sheet.pdf"]


def test_a_typed_passphrase_is_asked_for_once_and_the_paper_is_noted(
    plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typed(words: str, **_options: object) -> str:
        asked.append(words)
        return PHRASE

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(click, "prompt", typed)
    assert options.click.prompt is typed
    assert run(["report", str(plan), "--kind", "handover", "-o", str(tmp_path / "sheet.pdf")]) == 0
    assert _noted(plan) == ["sheet.pdf"]
    assert len(asked) == 1

"""Files that earlier formats made: kept beside as they were, opened, changed, merged and published."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from planner.document.backups import backups_of
from planner.document.commands.plan import edit_plan
from planner.document.opening import open_plan, verify_plan
from planner.document.protecting import change_passphrase
from planner.document.purging import purge_operation
from planner.document.restoring import preview_restore
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation
from planner.domain.records.review import Strategy
from planner.storage.checks import check
from planner.storage.engine import connect
from planner.storage.first_look import is_plain
from planner.storage.schema import compare

FILES = Path(__file__).parents[1] / "files"
PROMISES = {"1_0": 0, "1_1": 1}


@pytest.fixture(params=PROMISES)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def old(version: str, tmp_path: Path) -> Path:
    path = tmp_path / "Old.wardplan"
    path.write_bytes(gzip.decompress((FILES / f"format_{version}.wardplan.gz").read_bytes()))
    return path


def names(path: Path) -> list[str]:
    return sorted(p.name for p in path.parent.iterdir() if not p.name.endswith(".open"))


def test_looking_at_it_changes_nothing(old: Path, version: str) -> None:
    before = old.read_bytes()
    verify_plan(old)
    document = open_plan(old, author="Tests", read_only=True)
    assert document.plan.format_version == "1.2"
    assert document.read.count(Strategy) == PROMISES[version]
    assert (document.read.count(Ward), document.read.count(Deployment)) == (4, 1)
    document.close()
    assert old.read_bytes() == before
    assert names(old) == ["Old.wardplan"]


def test_opening_it_keeps_it_beside_and_the_next_publish_is_of_this_format(old: Path) -> None:
    before = old.read_bytes()
    for _ in range(2):  # opened twice without a change, it is kept once
        document = open_plan(old, author="Tests")
        assert any("made with an older Wardplan" in note for note in document.notes)
        document.close()
    kept = old.with_name("Old (before format 1.2).wardplan")
    assert names(old) == ["Old (before format 1.2).wardplan", "Old.wardplan"]
    assert kept.read_bytes() == old.read_bytes() == before
    document = open_plan(old, author="Tests")
    document.run(edit_plan(title="Carried over"))
    document.publish()
    document.close()
    assert not check(old, old.name, key=None).older
    report = compare(connect(old))
    assert (report.missing, report.added, report.foreign) == ([], [], [])
    again = open_plan(old, author="Tests")
    assert (again.notes, again.plan.title) == ([], "Carried over")
    again.close()
    assert kept.read_bytes() == before


def test_an_older_file_that_lacks_a_table_of_its_own_format_is_damaged(old: Path) -> None:
    from planner.domain.errors import FileProblem

    connection = connect(old)
    connection.execute("DROP TABLE visit")
    connection.close()
    with pytest.raises(FileProblem, match="damaged"):
        open_plan(old, author="Tests")


def test_what_it_said_is_among_the_backups_in_this_format(old: Path) -> None:
    for _ in range(2):
        document = open_plan(old, author="Tests")
        assert [b.why for b in backups_of(document)] == ["Before format 1.2"], "one a day"
        document.close()
    document = open_plan(old, author="Tests")
    document.run(edit_plan(title="Carried over"))
    (backup,) = backups_of(document)
    assert any(item.mine.text == "Carried over" for item in preview_restore(document, backup).items)
    document.close()


def _gone(old: Path) -> bool:
    return names(old) == ["Old.wardplan"]


def test_a_passphrase_leaves_nothing_plain_beside(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)
    document = open_plan(old, author="Tests")
    stranger = old.with_name("Old (before format 0.9).wardplan")
    stranger.write_bytes(b"SQLite format 3\0 but no plan of ours")
    notes = change_passphrase(document, "four quiet brown owls")
    assert any("Old (before format 1.2).wardplan" in note and "deleted" in note for note in notes)
    assert stranger.exists(), "what is no copy of this plan is told, not touched"
    assert any(stranger.name in note for note in notes)
    stranger.unlink()
    assert _gone(old)
    assert "Before format 1.2" in [b.why for b in backups_of(document)]
    assert not any(is_plain(b.path) for b in backups_of(document))
    document.close()


def test_a_purge_reaches_what_was_kept_beside_and_the_backup_of_it(old: Path) -> None:
    document = open_plan(old, author="Tests")
    operation = document.read.all(Operation)[0]
    notes = purge_operation(
        document, operation.id, reason="Retention", authoriser="Supt X100", today=date(2032, 1, 1)
    )
    assert any("Old (before format 1.2).wardplan" in note and "deleted" in note for note in notes)
    assert _gone(old)
    title = operation.title.encode()
    kept = [b.path for b in backups_of(document)]
    assert kept
    assert not [p.name for p in (old, *kept) if title in p.read_bytes()]
    document.close()

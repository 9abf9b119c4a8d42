"""What is edited while a passphrase is changed or an operation purged is kept, under the new key too."""

from datetime import date
from pathlib import Path

import pytest

from planner.document.opening import open_plan
from planner.document.protecting import PassphraseChange
from planner.document.purging import Purging
from planner.domain.records.operation import Operation
from tests.storage.plans import edit, plan_file, values

PHRASE = "four quiet brown owls"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive keys with less work: what scrypt costs is no matter of these tests."""
    monkeypatch.setattr("planner.storage.passphrase._COST", 2**10)


@pytest.mark.parametrize("work", ["passphrase", "purge"])
def test_an_edit_meanwhile_is_kept(tmp_path: Path, work: str) -> None:
    path = plan_file(tmp_path)
    document = open_plan(path, author="Tests")
    operation = document.read.all(Operation)[0]
    change = (
        PassphraseChange(document, PHRASE)
        if work == "passphrase"
        else Purging(
            document, operation.id, reason="Kept", authoriser="Commander", today=date(2026, 9, 11)
        ).begin()
    )
    change.run()
    edit(document, "meanwhile")
    change.finish()
    assert values(document)["first"] == "meanwhile"
    assert document.has_unpublished_changes
    document.publish()
    document.close()
    phrase = PHRASE if work == "passphrase" else None
    again = open_plan(path, author="Tests", read_only=True, passphrase=phrase)
    assert values(again)["first"] == "meanwhile"
    again.close()

"""What is edited while a passphrase is changed or an operation purged is kept, under the new key too."""

import errno
import os
from datetime import date
from pathlib import Path

import pytest

from planner.document.opening import open_plan
from planner.document.protecting import PassphraseChange, change_passphrase
from planner.document.purging import Purging
from planner.domain.records.operation import Operation
from planner.storage.working_copy import STAGED
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


@pytest.mark.parametrize(("before", "after"), [(None, PHRASE), (PHRASE, None)])
def test_work_goes_on_under_the_new_key_when_the_last_swap_fails(
    tmp_path: Path, before: str | None, after: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the former key nothing of it could be published, nor be read at the next opening."""
    path = plan_file(tmp_path)
    document = open_plan(path, author="Tests")
    if before is not None:
        change_passphrase(document, before)
    change = PassphraseChange(document, after).run()
    really, failed = os.replace, []

    def replace_once(source: Path, target: Path) -> None:
        if Path(source).name == STAGED and not failed:
            failed.append(target)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        really(source, target)

    monkeypatch.setattr(os, "replace", replace_once)
    change.finish()
    assert failed == [document.shared_files[0].copy.database]
    edit(document, "afterwards")
    document.publish()
    document.close()
    again = open_plan(path, author="Tests", read_only=True, passphrase=after)
    assert values(again)["first"] == "afterwards"
    assert again.is_encrypted is (after is not None)
    again.close()

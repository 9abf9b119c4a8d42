"""The short form of python -m tests.reliability: each kind of trouble a few times, none of it harmful."""

import pytest

from tests.reliability.children import refuse_other_systems
from tests.reliability.damage import damage_figures
from tests.reliability.failures import failure_figures
from tests.reliability.figures import Figure
from tests.reliability.full_disk import full_disk_figures, why_not
from tests.reliability.full_works import faults_of, full_of
from tests.reliability.kills import WORKS, kills_of
from tests.reliability.kills_kept import KEPT, kills_of_kept
from tests.reliability.purges_elsewhere import KINDS, faults_of_elsewhere, kills_of_elsewhere
from tests.reliability.shared_folder import folder_run

forks = pytest.mark.skipif(bool(refuse_other_systems()), reason=refuse_other_systems())
_SEED = 20261122
# The others take scrypt's time for every opening, or do the same on other rows: they are in the long form.
BESIDE = ("rotation", "restore", "share", "merge", "import", "passphrase set", "purge")


def check(figure: Figure, *, at_least: int = 1) -> None:
    """Fail with the line of the table and its examples when a target was missed."""
    assert figure.is_met, "\n".join([figure.line(), *figure.examples])
    assert figure.count >= at_least


@forks
@pytest.mark.parametrize("work", WORKS)
def test_killed_at_random(work: str) -> None:
    check(kills_of(work, 4, _SEED), at_least=4)


@forks
@pytest.mark.parametrize("work", KEPT)
def test_killed_while_all_that_is_kept_is_rewritten(work: str) -> None:
    check(kills_of_kept(work, 2, _SEED), at_least=2)


@forks
@pytest.mark.parametrize("kind", KINDS)
def test_a_purge_of_another_laptop_is_done_or_done_next_time(kind: str) -> None:
    check(kills_of_elsewhere(kind, 1, _SEED))
    if kind == "plain":  # the others take scrypt's time for every opening: they are in the long form
        check(faults_of_elsewhere(kind, every=50), at_least=2)


@forks
def test_failed_and_stopped_at_calls_and_pages_of_a_publish() -> None:
    calls, stops, pages = failure_figures(every=5)
    for figure in (calls, stops, pages):
        check(figure, at_least=4)
        assert figure.told["published"] >= 1
        assert figure.told["refused or stopped"] >= 3


@forks
@pytest.mark.parametrize("work", BESIDE)
def test_failed_calls_of_other_works(work: str) -> None:
    figure = faults_of(work, every=110 if work in {"passphrase set", "purge"} else 15)
    check(figure, at_least=2)
    assert figure.told["refused"]


@pytest.mark.skipif(bool(why_not()), reason=why_not())
@pytest.mark.parametrize("work", BESIDE)
def test_full_disk_in_other_works(work: str) -> None:
    figure = full_of(work, step=1_500_000)
    check(figure, at_least=3)
    assert figure.told["refused"]
    assert figure.told["done"]


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_full_disk_at_steps() -> None:
    for figure in full_disk_figures(step=160_000):
        check(figure, at_least=6)
        assert figure.told["refused"]
        assert figure.told["written"]


def test_damaged_files_plain_and_encrypted() -> None:
    for figure in damage_figures(100, _SEED):
        check(figure, at_least=10)
        assert figure.told["refused"] == figure.count


@forks
@pytest.mark.parametrize(("laptops", "with_writer"), [(2, False), (3, True)])
def test_laptops_on_one_folder(laptops: int, with_writer: bool) -> None:
    figure = folder_run("laptops on one folder", laptops, 4.0, _SEED, with_writer=with_writer)
    check(figure, at_least=laptops)
    assert figure.told["edits acknowledged"]

"""The collector rests while anybody works beside the screen, and comes back as it was."""

import gc
from collections.abc import Iterator

import pytest

from planner.ui.collector import collector_resting, look_through_all, spare_what_is_there


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_rests_until_the_last_has_done() -> None:
    with collector_resting:
        with collector_resting:
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_comes_back_after_an_error() -> None:
    with pytest.raises(ValueError, match="no"), collector_resting:
        raise ValueError("no")
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off() -> None:
    gc.disable()
    with collector_resting:
        pass
    assert not gc.isenabled()


def test_what_is_spared_is_looked_through_when_that_is_asked_for() -> None:
    ring: list[object] = []
    ring.append(ring)
    spare_what_is_there()
    assert gc.get_freeze_count() > 0
    look_through_all()
    assert gc.get_freeze_count() == 0

"""Random plans shared with each audience hold no byte of what that audience may not see."""

from tests.reliability.random_share import share_figures


def test_random_plans_leak_nothing_and_are_not_refused_for_nothing() -> None:
    (figure,) = share_figures(6, seed=7)
    assert figure.count == 18
    assert figure.is_met, figure.examples

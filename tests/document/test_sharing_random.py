"""Random plans shared with each audience leak nothing, and what comes back changes only what it may."""

from tests.reliability.random_answers import answer_figures
from tests.reliability.random_share import share_figures


def test_random_plans_leak_nothing_and_are_not_refused_for_nothing() -> None:
    (figure,) = share_figures(6, seed=7)
    assert figure.count == 18
    assert figure.is_met, figure.examples


def test_what_partners_send_back_changes_what_it_was_given_and_no_more() -> None:
    (figure,) = answer_figures(6, seed=7)
    assert figure.count >= 18
    assert figure.is_met, figure.examples

"""What stands under the title of a merge: whose copy it is, where it was written, how long it may be kept."""

from datetime import date

from planner.domain.merging import MergePreview
from planner.ui.merge.words import UNKNOWN_ORIGIN, origin_words


def preview(**fields: object) -> MergePreview:
    return MergePreview(source="copy.wardplan", title="copy", items=(), **fields)  # type: ignore[arg-type]  # by name


def test_a_plain_copy_says_on_which_computers_it_was_written() -> None:
    assert origin_words(preview()) == ""
    assert origin_words(preview(computers=("LAPTOP2", "LAPTOP3"))) == "Written on LAPTOP2 and LAPTOP3."


def test_a_copy_that_was_handed_on_says_whose_it_is_and_until_when() -> None:
    words = origin_words(preview(origin="the council", expires=date(2026, 11, 27)))
    assert words == "From the council. It was to be kept until 27 November 2026."
    assert origin_words(preview(is_known_origin=False)) == UNKNOWN_ORIGIN

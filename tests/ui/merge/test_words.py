"""The words of a preview follow its counts."""

from dataclasses import replace

from planner.domain.changes import UNNAMED
from planner.domain.merging import Choice, MergeState, Side
from planner.domain.records.operation import Task
from planner.domain.records.people import Resource
from planner.ui.merge import words
from planner.ui.merge.choices import Choices, grouped
from tests.ui.merge.samples import change, council_copy, decision, declined_copy, long_preview

VIEWER = words.Viewer("Europe/London", "X101", 2026)


def test_the_summary_is_the_pictures() -> None:
    assert (
        words.summary(council_copy())
        == "their changes: 2 tasks, 1 needs a decision, 1 ignored (not theirs to change)"
    )


def test_two_fields_of_one_task_are_one_task() -> None:
    (first, *_rest) = council_copy().items
    preview = replace(council_copy(), items=(first, replace(first, key="other", group="note")))
    assert words.summary(preview) == "their changes: 1 task"


def test_rows_have_names_that_people_use() -> None:
    assert words.kind_words(Task, 1) == "1 task"
    assert words.kind_words(Resource, 2) == "2 people and teams"


def test_who_and_when_as_in_the_picture() -> None:
    garages, cctv, meet, title = council_copy().items
    assert words.by_when(garages, VIEWER) == "Wardens, 27 Aug 16:05"
    assert words.by_when(cctv, VIEWER) == "Safety team, 27 Aug 09:12"
    assert words.by_when(meet, VIEWER) == "you 26 Aug · Fire 28 Aug"
    assert words.by_when(title, VIEWER) == "Safety team"
    assert words.by_when(garages, replace(VIEWER, year=2027)) == "Wardens, 27 Aug 2026 16:05"


def test_the_buttons_follow_the_counts() -> None:
    preview = council_copy()
    choices = Choices(preview)
    assert words.apply_words(choices) == "Apply 2, decide later"
    assert words.theirs_words(choices) == "Apply all as theirs"
    choices.toggle(preview.items[:1])
    assert words.apply_words(choices) == "Apply 1, decide later"
    assert words.theirs_words(choices) == "Apply 2 as theirs"
    choices.choose(preview.items, Choice.MINE)
    assert words.apply_words(choices) == "Apply 2"
    choices.toggle(preview.items[:1])
    assert words.apply_words(choices) == "Apply all 3"


def test_with_decisions_only_the_button_says_later() -> None:
    preview = replace(council_copy(), items=(decision(),))
    choices = Choices(preview)
    assert words.apply_words(choices) == "Decide later"
    choices.choose(preview.items, Choice.BEFORE)
    assert words.apply_words(choices) == "Apply 1"


def test_choices_leave_alone_what_they_are_not_for() -> None:
    preview = council_copy()
    choices = Choices(preview)
    choices.choose(preview.items, Choice.THEIRS)
    assert choices.chosen == {"meet/span": Choice.THEIRS}
    choices.toggle(preview.items)
    assert choices.left_out == ("garages/status", "cctv/note")
    choices.choose(preview.items, Choice.LATER)
    assert choices.chosen == {}


def test_of_a_copy_of_unknown_origin_nothing_is_ticked_and_the_reason_is_said() -> None:
    preview = council_copy(known=False)
    assert Choices(preview).ticked == 0
    assert "nothing is ticked" in words.origin_words(preview)
    assert Choices(council_copy()).ticked == 2


def test_operations_with_decisions_come_first_and_states_in_order() -> None:
    groups = grouped(long_preview().items)
    asking = [bool(g.to_decide) for g in groups]
    assert asking == sorted(asking, reverse=True)
    order = list(MergeState)
    for group in groups:
        states = [order.index(i.state) for i in group.items]
        assert states == sorted(states)


def test_what_belongs_to_no_operation_has_a_group_of_its_own() -> None:
    item = replace(change("a", "Dedham", "name", "", decision().theirs), operation_id="", operation="")
    assert grouped([item])[0].words == "The plan itself"


def test_what_was_declined_waits_for_a_tick_of_its_own() -> None:
    preview = council_copy()
    wanted = preview.taken[0]
    again = replace(preview, items=(replace(wanted, key="again", state=MergeState.DECLINED), *preview.items))
    choices = Choices(again)
    declined = again.items[0]
    assert choices.is_left_out(declined)
    choices.toggle(again.items)
    assert choices.is_left_out(declined), "with others it stays left out"
    choices.toggle([declined])
    assert "again" in choices.taking(all_decisions=False)
    assert "again" not in choices.left_out


def test_one_who_gave_no_name_is_the_other_copys_not_you() -> None:
    nameless = change("a", "CCTV report", "note", "", Side(text="done", by=UNNAMED))
    viewer = words.Viewer("Europe/London", UNNAMED, 2026)
    assert words.by_when(nameless, viewer) == "the other copy"
    council = replace(viewer, other="Colchester City Council")
    assert words.by_when(nameless, council) == "Colchester City Council"
    assert words.side_caption("Theirs", nameless.theirs, council) == "Theirs · Colchester City Council"
    both = replace(decision(), mine=Side(text="11", by=UNNAMED), theirs=Side(text="10", by=UNNAMED))
    assert words.by_when(both, viewer) == "you · the other copy"


def test_counts_follow_what_is_decided() -> None:
    preview = council_copy()
    choices = Choices(preview)
    group = next(g for g in grouped(preview.items) if g.to_decide)
    assert words.group_counts(group, choices) == "1 to decide"
    choices.choose(group.items, Choice.THEIRS)
    assert words.group_counts(group, choices) == "1 decided"
    assert "1 of 1 decision taken" in words.summary(preview, choices.decided)


def test_the_summary_says_what_comes_and_goes() -> None:
    first, second, *_rest = council_copy().items
    items = (replace(first, state=MergeState.NEW), replace(second, state=MergeState.DELETED))
    assert words.summary(replace(council_copy(), items=items)) == "their changes: 2 tasks (1 new, 1 deleted)"


def test_all_that_was_declined_is_taken_at_once() -> None:
    items = tuple(replace(i, state=MergeState.DECLINED) for i in council_copy().taken)
    choices = Choices(replace(council_copy(), items=items))
    assert words.group_counts(grouped(items)[0], choices) == "2 declined"
    choices.take_declined()
    assert choices.ticked == 2
    choices.take_declined()
    assert choices.ticked == 0


def test_a_button_says_all_only_when_what_was_declined_is_taken_too() -> None:
    choices = Choices(declined_copy())
    assert words.theirs_words(choices) == "Apply 5 as theirs"
    choices.take_declined()
    assert words.theirs_words(choices) == "Apply all as theirs"

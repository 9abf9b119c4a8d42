"""The preview by hand: keys, clicks, folding, filter, what Apply is asked for."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from planner.domain.merging import Choice, Decision, MergeItem, MergePreview, Pick
from planner.ui.merge.choices import Group
from planner.ui.merge.model import STATE, THEIRS, YOURS
from planner.ui.merge.painter import ended_at_a_word, without_common_start
from planner.ui.merge.preview import Applied, DecisionsDialog, MergePreviewDialog
from planner.ui.merge.words import Viewer
from tests.ui.merge.samples import LONG, council_copy, decision, long_preview, several_sides

VIEWER = Viewer("Europe/London", "X101", 2026)


class Shown:
    """An open preview and what it asked for."""

    def __init__(self, parent: QWidget, preview: MergePreview) -> None:
        self.dialog = MergePreviewDialog(parent, preview, VIEWER)
        self.asked: list[Applied] = []
        self.dialog.apply_wished.connect(self.asked.append)
        self.table = self.dialog.list.table
        self.dialog.show()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the table."""
        QTest.keyClick(self.table, key, modifier)
        QApplication.processEvents()

    def left_out(self) -> list[str]:
        """Return the keys of what is not to be taken."""
        return list(self.dialog.list.choices.left_out)

    def click(self, key: str, column: int, choice: Decision | None = None) -> None:
        """Click the key of a choice in a cell, or the tick of a line."""
        row = self.dialog.list.model.row_of(key)
        self.table.scrollTo(self.table.lines.index(row, column))
        rect = self.table.visualRect(self.table.lines.index(row, column))
        line = self.table.lines.lines[row]
        if choice is None:
            spot = self.table.painter.tick_rect(rect, self.table.font()).center()
        else:
            rects = dict(self.table.painter.key_rects(line, column, rect, self.table.font()))
            spot = rects[choice].center()
        self.click_at(spot)

    def click_at(self, spot: QPoint) -> None:
        """Click a point of the table."""
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        QApplication.processEvents()


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """A window for dialogs to stand over."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def shown(parent: QWidget) -> Shown:
    """The preview of the picture."""
    return Shown(parent, council_copy())


def line_in_hand(shown: Shown) -> str:
    """Return the key of the line in hand."""
    line = shown.table.line
    return line.key if line is not None else ""


def test_it_begins_at_the_first_decision_and_asks_for_nothing(shown: Shown) -> None:
    assert line_in_hand(shown) == "meet/span"
    assert shown.dialog.apply.text() == "Apply 2, decide later"
    assert not shown.asked


@pytest.mark.parametrize(
    ("key", "choice", "words"),
    [
        (Qt.Key.Key_M, Choice.MINE, "✓ yours"),
        (Qt.Key.Key_T, Choice.THEIRS, "✓ theirs"),
        (Qt.Key.Key_B, Choice.BEFORE, "✓ before"),
    ],
)
def test_one_key_decides_and_l_takes_it_back(shown: Shown, key: Qt.Key, choice: Choice, words: str) -> None:
    shown.key(key)
    assert shown.dialog.list.choices.chosen == {"meet/span": choice}
    index = shown.table.lines.index(shown.table.currentIndex().row(), STATE)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == words
    assert shown.dialog.apply.text() == "Apply all 3"
    shown.key(Qt.Key.Key_L)
    assert shown.dialog.list.choices.chosen == {}
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "decide"


def test_space_leaves_a_change_out_and_takes_it_again(shown: Shown) -> None:
    shown.key(Qt.Key.Key_Down)
    shown.key(Qt.Key.Key_Down)
    assert line_in_hand(shown) == "garages/status"
    shown.key(Qt.Key.Key_Space)
    assert shown.left_out() == ["garages/status"]
    assert shown.dialog.apply.text() == "Apply 1, decide later"
    shown.key(Qt.Key.Key_Space)
    assert shown.left_out() == []


def test_keys_and_ticks_can_be_clicked(shown: Shown) -> None:
    shown.click("meet/span", THEIRS, Choice.THEIRS)
    assert shown.dialog.list.choices.chosen == {"meet/span": Choice.THEIRS}
    shown.click("meet/span", YOURS, Choice.MINE)
    assert shown.dialog.list.choices.chosen == {"meet/span": Choice.MINE}
    shown.click("meet/span", YOURS, Choice.MINE)
    assert shown.dialog.list.choices.chosen == {}, "a second click puts it off again"
    shown.click("cctv/note", STATE)
    assert shown.left_out() == ["cctv/note"]


def test_an_operation_is_decided_left_out_and_folded_as_a_whole(parent: QWidget) -> None:
    shown = Shown(parent, long_preview())
    shown.table.go_to(shown.dialog.list.model.row_of_group("o3"))
    shown.key(Qt.Key.Key_T)
    assert shown.dialog.list.choices.chosen == {"o3/span": Choice.THEIRS}
    shown.key(Qt.Key.Key_Space)
    assert set(shown.left_out()) == {"o3/note", "o3/new", "o3/gone"}
    lines = len(shown.table.lines.lines)
    shown.key(Qt.Key.Key_Left)
    assert len(shown.table.lines.lines) == lines - 4
    assert isinstance(shown.table.line, Group)
    shown.key(Qt.Key.Key_Right)
    assert len(shown.table.lines.lines) == lines


def test_an_operations_keys_can_be_clicked(parent: QWidget) -> None:
    shown = Shown(parent, long_preview())
    row = shown.dialog.list.model.row_of_group("o0")
    rect = shown.table.visualRect(shown.table.lines.index(row, STATE))
    rects = dict(shown.table.painter.key_rects(shown.table.lines.lines[row], STATE, rect, shown.table.font()))
    shown.click_at(rects[Choice.MINE].center())
    assert shown.dialog.list.choices.chosen == {"o0/span": Choice.MINE}


def test_everything_is_decided_at_once(parent: QWidget) -> None:
    shown = Shown(parent, long_preview())
    shown.key(Qt.Key.Key_T, Qt.KeyboardModifier.ShiftModifier)
    assert set(shown.dialog.list.choices.chosen.values()) == {Choice.THEIRS}
    assert shown.dialog.list.choices.undecided == 0
    shown.dialog.list.all_mine.click()
    assert set(shown.dialog.list.choices.chosen.values()) == {Choice.MINE}


def test_the_filter_shows_one_authors_changes_and_says_so(parent: QWidget) -> None:
    shown = Shown(parent, long_preview())
    authors = shown.dialog.list.authors
    authors.setCurrentIndex(authors.findData("X103"))
    items = [line for line in shown.table.lines.lines if isinstance(line, MergeItem)]
    assert {i.theirs.by for i in items} == {"X103"}
    before = shown.dialog.apply.text()
    authors.setCurrentIndex(0)
    assert shown.dialog.apply.text() == before, "the filter changes what is seen, not what is taken"


def test_apply_asks_for_what_was_chosen(shown: Shown) -> None:
    shown.key(Qt.Key.Key_Return)
    assert not shown.asked, "Enter alone applies nothing"
    shown.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (asked,) = shown.asked
    assert (asked.choices, asked.default, asked.leave_out) == ({}, Choice.LATER, ())
    assert asked.number == 2


def test_while_it_is_applied_no_choice_changes_and_it_can_be_tried_again(shown: Shown) -> None:
    shown.key(Qt.Key.Key_M)
    shown.dialog.apply.click()
    for key in (Qt.Key.Key_T, Qt.Key.Key_L, Qt.Key.Key_Space):
        shown.key(key)
        shown.key(key, Qt.KeyboardModifier.ShiftModifier)
    shown.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    shown.click("meet/span", THEIRS, Choice.THEIRS)
    assert shown.dialog.list.choices.chosen == {"meet/span": Choice.MINE}
    assert len(shown.asked) == 1
    shown.dialog.show_progress(60, "Taking in")
    assert (shown.dialog.bar.value(), shown.dialog.working.text()) == (60, "Taking in")
    shown.dialog.end(applied=False)
    assert not shown.dialog.bar.isVisible()
    shown.key(Qt.Key.Key_T)
    assert shown.dialog.list.choices.chosen == {"meet/span": Choice.THEIRS}


def test_apply_all_as_theirs_leaves_nothing_to_decide(shown: Shown) -> None:
    shown.key(Qt.Key.Key_M)
    shown.dialog.apply_theirs.click()
    (asked,) = shown.asked
    assert (asked.choices, asked.default, asked.number) == ({}, Choice.THEIRS, 3)


def test_esc_closes_and_asks_for_nothing(parent: QWidget) -> None:
    shown = Shown(parent, council_copy())
    shown.key(Qt.Key.Key_T)
    shown.key(Qt.Key.Key_Escape)
    assert not parent.findChildren(MergePreviewDialog)
    assert not shown.asked


def test_of_an_unknown_copy_only_what_is_ticked_is_asked_for(parent: QWidget) -> None:
    shown = Shown(parent, council_copy(known=False))
    assert not shown.dialog.apply.isEnabled()
    shown.click("cctv/note", STATE)
    assert shown.dialog.apply.text() == "Apply 1"
    shown.dialog.apply.click()
    assert shown.asked[0].take == ("cctv/note",)


def test_a_long_value_ends_at_a_word_and_stands_in_full_below(parent: QWidget) -> None:
    shown = Shown(parent, long_preview())
    shown.table.go_to(shown.dialog.list.model.row_of("o1/note"))
    metrics = QFontMetrics(shown.table.font())
    short = ended_at_a_word(LONG, 160, metrics)
    assert short.endswith(" …")
    assert LONG.startswith(short.removesuffix(" …"))
    assert LONG[len(short) - 2] == " "
    assert metrics.horizontalAdvance(short) <= 160
    texts = [w.text() for w in shown.dialog.list.detail.findChildren(QWidget) if hasattr(w, "text")]
    assert LONG in texts


def test_where_the_days_agree_a_narrow_column_shows_the_hours() -> None:
    texts = ["Sat 15 Aug, 10–16", "Sat 15 Aug, 11–17", "Sat 15 Aug, 12–19"]
    assert without_common_start(texts[0], texts[1:]) == "… 10–16"
    assert without_common_start("Street Week", ["Community event", "Street Week, plan 2"]) == "Street Week"
    assert without_common_start("done", ["open", "done"]) == "done"
    assert without_common_start("one two", ["", "one two"]) == "one two"


def test_what_is_written_is_never_markup(parent: QWidget) -> None:
    wild = replace(decision(), about="<b>Street</b> & meet")
    shown = Shown(parent, replace(council_copy(), items=(wild,), title="<i>Council</i>"))
    texts = [w.text() for w in shown.dialog.findChildren(QWidget) if hasattr(w, "text")]
    assert "<i>Council</i>" in texts
    assert "<b>Street</b> & meet · start and end" in texts


def test_decisions_are_taken_in_the_same_table(parent: QWidget) -> None:
    taken: list[dict[str, Decision]] = []

    def decide(chosen: dict[str, Decision]) -> bool:
        taken.append(chosen)
        return True

    dialog = DecisionsDialog(parent, [decision(), decision("other")], VIEWER, decide)
    dialog.show()
    assert not dialog.apply.isEnabled()
    QTest.keyClick(dialog.list.table, Qt.Key.Key_B)
    assert dialog.apply.text() == "Decide 1"
    dialog.apply.click()
    assert taken == [{"meet/span": Choice.BEFORE}]
    dialog.show_items([decision("other")])
    assert dialog.isVisible()
    dialog.show_items([])
    assert not dialog.isVisible()


def test_of_three_sides_each_has_its_key_and_its_button(parent: QWidget) -> None:
    item = several_sides(3)
    shown = Shown(parent, replace(council_copy(), items=(item,)))
    detail = shown.dialog.list.detail
    assert [b.text() for b in detail._all_buttons() if b.isVisible()] == [
        "Mine (M)",
        "X103 (T)",
        "X104 (2)",
        "Before (B)",
        "Later (L)",
    ]
    assert detail.further[0].accessibleName() == "Theirs: X104, 27 August 2026 09:30"
    third = Pick("c1")
    shown.key(Qt.Key.Key_2)
    assert shown.dialog.list.choices.chosen == {item.key: third}
    row = shown.table.currentIndex().row()
    assert shown.table.lines.index(row, THEIRS).data(Qt.ItemDataRole.DisplayRole) == item.further[0].text
    assert shown.table.lines.index(row, STATE).data(Qt.ItemDataRole.DisplayRole) == "✓ theirs"
    shown.key(Qt.Key.Key_3)
    assert shown.dialog.list.choices.chosen == {item.key: third}, "there is no third of theirs"
    shown.key(Qt.Key.Key_T)
    assert shown.dialog.list.choices.chosen == {item.key: Choice.THEIRS}
    shown.click(item.key, THEIRS, third)
    assert shown.dialog.list.choices.chosen == {item.key: third}
    shown.key(Qt.Key.Key_L)
    detail.further[0].click()
    assert shown.dialog.list.choices.chosen == {item.key: third}
    shown.dialog.apply.click()
    assert shown.asked[0].choices == {item.key: third}


def test_sides_beyond_the_buttons_are_in_a_menu(parent: QWidget) -> None:
    item = several_sides(6)
    shown = Shown(parent, replace(council_copy(), items=(item,)))
    detail = shown.dialog.list.detail
    assert detail.more.isVisible()
    detail.more.click()
    (menu,) = detail.findChildren(QMenu)
    assert [a.text() for a in menu.actions()][-1] == "Theirs: X107, 24 August 2026 09:30 (5)"
    menu.actions()[-1].trigger()
    assert shown.dialog.list.choices.chosen == {item.key: Pick("c4")}
    menu.close()
    texts = {w.text() for w in detail.findChildren(QLabel)}
    assert {side.text for _, side in item.sides} <= texts, "every side stands below the table"


def test_with_two_sides_the_buttons_are_as_they_were(shown: Shown) -> None:
    words = [b.text() for b in shown.dialog.list.detail._all_buttons() if b.isVisible()]
    assert words == ["Mine (M)", "Theirs (T)", "Before (B)", "Later (L)"]


def test_the_filter_knows_the_authors_of_every_side(parent: QWidget) -> None:
    shown = Shown(parent, replace(long_preview(), items=(several_sides(4), decision("other"))))
    authors = shown.dialog.list.authors
    assert {authors.itemText(n) for n in range(authors.count())} >= {"X103", "X104", "X105", "Fire"}
    authors.setCurrentIndex(authors.findData("X105"))
    assert [i.key for i in shown.table.lines.lines if isinstance(i, MergeItem)] == ["sides/span"]

"""The menus as a whole: short, each entry once, no clash of keys, every one found by Ctrl+K."""

from collections import Counter

from PySide6.QtWidgets import QMenu

from planner.ui.actions import ACTIONS, hide_empty_menus, plain_text
from planner.ui.find.find_box import FindBox
from planner.ui.main_window import MainWindow
from planner.ui.workspace import Workspace

MOST_ENTRIES = 14
ENTRIES = [spec for spec in ACTIONS if spec.name != "-"]


def menus_with_paths(window: MainWindow) -> dict[str, QMenu]:
    """Return every menu of the bar by its words, inner ones too."""
    return {m.title(): m for m in window.menu_bar.findChildren(QMenu) if m.title()}


def letter(words: str) -> str:
    """Return the letter of an entry that Alt reaches, or nothing."""
    return words.partition("&")[2][:1].casefold()


def test_no_two_entries_share_a_key_or_a_name() -> None:
    keys = Counter(s.shortcut for s in ENTRIES if s.shortcut)
    assert [k for k, n in keys.items() if n > 1] == []
    names = Counter(s.name for s in ENTRIES)
    assert [k for k, n in names.items() if n > 1] == []


def test_every_menu_is_short_and_each_entry_has_its_own_letter(window: MainWindow) -> None:
    menus = menus_with_paths(window)
    assert {"&File", "&Share", "Pro&tect", "&Lists"} <= menus.keys()
    for title, menu in menus.items():
        words = [a.text() for a in menu.actions() if not a.isSeparator()]
        assert 0 < len(words) <= MOST_ENTRIES, title
        letters = Counter(letter(w) for w in words)
        assert not letters[""], f"{title}: an entry without a letter in {words}"
        assert [k for k, n in letters.items() if n > 1] == [], f"{title}: {words}"


def test_every_entry_that_can_be_used_is_found_by_its_words(window: MainWindow, work: Workspace) -> None:
    work.open_find()
    (box,) = window.findChildren(FindBox)
    usable = [s for s in ENTRIES if window.actions_by_name[s.name].isEnabled()]
    assert len(usable) > 20
    for spec in usable:
        if spec.name not in ("find", "recent"):
            box.line.setText(plain_text(window.actions_by_name[spec.name]))
            assert spec.name in [f.command_id for f in box.results.found[:5]], spec.text
    box.reject()


def test_a_menu_of_which_nothing_can_be_used_is_not_shown(window: MainWindow) -> None:
    brief = menus_with_paths(window)["&Brief"]
    for action in brief.actions():
        action.setVisible(False)
    hide_empty_menus(window.menu_bar)
    assert not brief.menuAction().isVisible()
    assert menus_with_paths(window)["&File"].menuAction().isVisible()
    brief.actions()[0].setVisible(True)
    hide_empty_menus(window.menu_bar)
    assert brief.menuAction().isVisible()

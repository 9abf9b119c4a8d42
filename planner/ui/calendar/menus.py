"""Menus of calendar and lanes: of a bar, of a day, of a crowded day, and of what in a series is meant."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from planner.document.agenda_bars import Bar
from planner.document.agenda_words import day_words, posts_words, times_words
from planner.document.commands.repeat import Scope
from planner.ui.calendar.timegrid import is_long
from planner.ui.calendar.words import menu_text
from planner.ui.icons import colour_square

Act = Callable[[], object]
_SCOPES = ((Scope.THIS, "This one"), (Scope.FOLLOWING, "This and following"), (Scope.ALL, "All"))


def make_menu(parent: QWidget, title: str, entries: Sequence[tuple[str, Act] | None]) -> QMenu:
    """Return a menu that deletes itself; None is a line."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    if title:
        heading = QAction(menu_text(title), menu)
        heading.setEnabled(False)
        menu.addAction(heading)
        menu.addSeparator()
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        words, act = entry
        action = menu.addAction(words)
        action.triggered.connect(lambda _checked=False, run=act: run())
    return menu


def ask_scope(parent: QWidget, verb: str, at: QPoint, then: Callable[[Scope], object]) -> QMenu:
    """Ask which of a series is meant; closing the menu does nothing."""
    entries = [(f"{verb} {words.lower()}", lambda s=scope: then(s)) for scope, words in _SCOPES]
    menu = make_menu(parent, "It is part of a series", entries)
    menu.popup(at)
    return menu


def day_list(
    parent: QWidget, day: date, bars: Sequence[Bar], choose: Callable[[Bar], object], at: QPoint
) -> QMenu:
    """Show everything of one day; choosing an entry selects it."""
    menu = make_menu(parent, day_words(day, year=True), ())
    for bar in bars:
        parts = [
            bar.long_labels[0],
            "" if is_long(bar) or bar.first != bar.last else times_words(bar.start, bar.end),
        ]
        parts.append(posts_words(bar.needed, bar.filled))
        if bar.is_clash:
            parts.append("clash")
        elif bar.has_finding:
            parts.append("to look at")
        action = menu.addAction(colour_square(bar.colour), menu_text(" · ".join(p for p in parts if p)))
        action.triggered.connect(lambda _checked=False, chosen=bar: choose(chosen))
    menu.popup(at)
    return menu


def moment_words(when: date | datetime) -> str:
    """Return a day, or a day and time, for a menu entry."""
    if isinstance(when, datetime):
        return f"{day_words(when.date())}, {when:%H:%M}"
    return day_words(when)

"""How the window shows a partner's copy: whose it is and until when, and only what can be done in it."""

from typing import TYPE_CHECKING, Final

from planner.document.partner_copy import copy_words, share_of_copy
from planner.domain.phrases import count_text
from planner.domain.records.operation import Task
from planner.domain.vocabulary import TaskStatus
from planner.ui.actions import hide_empty_menus

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

KEPT: Final = frozenset(
    {
        *("open", "recent", "new_plan", "demo", "publish", "save_copy", "export_calendar", "quit"),
        *("undo", "redo", "find", "clear_selection", "author", "about"),
        *("month", "week", "day", "agenda", "today", "earlier", "later", "fit_map"),
        *("show_palette", "show_lanes", "show_inspector", "float_panels"),
        *("text_100", "text_125", "text_150", "text_200"),
        *("tasks_due", "wall_month", "wall_week", "passphrase"),
    }
)
"""What can be done in a partner's copy; every other action is not offered there."""
_TABS: Final = ("Plan", "Tasks")
_DRESSED: Final = "is_partner_copy"
_TOLD: Final = "partner_copy_told"


def dress(window: "MainWindow", document: "Document") -> None:
    """Make the window fit the plan that it shows: a partner's copy, or any other."""
    is_partner = document.is_partner_copy
    if not is_partner and not window.property(_DRESSED):
        return
    window.setProperty(_DRESSED, is_partner)
    for name, action in window.actions_by_name.items():
        action.setVisible(not is_partner or name in KEPT)
    hide_empty_menus(window.menu_bar)
    for button in (window.toolbar.new, window.toolbar.brief):
        button.setHidden(is_partner)
    if window.workspace is not None:
        _dress_workspace(window.workspace, is_partner=is_partner)
    share = share_of_copy(document.read)
    if share is not None:
        words = copy_words(share, document.plan.zone)
        window.marking.setText(f"{document.plan.marking.value} · {words}")
        window.setWindowTitle(f"{words} – Wardplan")
        if share.partner_id:
            _say_what_to_do(window, document)


def _say_what_to_do(window: "MainWindow", document: "Document") -> None:
    """Say once what the copy is for: its readers have seen no manual."""
    number = document.read.count(Task, status=TaskStatus.OPEN)
    work = window.workspace
    if work is None or not number or window.property(_TOLD) == document.target.name:
        return
    window.setProperty(_TOLD, document.target.name)
    window.messages.say(
        f"{count_text(number, 'task')} here {'is' if number == 1 else 'are'} yours. Tick or note what "
        "is done, then send this file back to whoever sent it.",
        "Show them",
        work.weekly.partners.open_tasks,
        stays=True,
    )


def _dress_workspace(work: "Workspace", *, is_partner: bool) -> None:
    work.panels["palette"].setVisible(not is_partner)
    work.map.tools.setHidden(is_partner)
    page = work.inspector.page
    page.header.set_reading(only=is_partner)
    for index in range(page.tabs.count()):
        page.tabs.setTabVisible(index, not is_partner or page.tabs.tabText(index) in _TABS)
    if is_partner:
        page.show_tab("Tasks")

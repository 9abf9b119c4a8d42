"""The table of everything the window can do: menus, shortcuts and Ctrl+K all read it."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from planner.domain.frozen import dataclass
from planner.ui.menu_bar import (
    BRIEF,
    COPIES,
    EDIT,
    FILE,
    HELP,
    LISTS,
    PLAN,
    PROTECT,
    RECORDS,
    SHARE,
    TEXT,
    VIEW,
)


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: name in code, menu it stands in, words, shortcut, and whether it needs an open plan.

    menu: "&File", or "&File/&Share" for a menu inside another.
    checkable ones carry a state; "-" as the name is a separator.
    """

    name: str
    menu: str
    text: str = ""
    shortcut: str = ""
    needs_plan: bool = True
    checkable: bool = False


_LINE = "-"

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open", FILE, "&Open…", "Ctrl+O", needs_plan=False),
    ActionSpec("recent", FILE, "Open &recent", needs_plan=False),
    ActionSpec("new_plan", FILE, "&New plan from ward file…", needs_plan=False),
    ActionSpec("demo", FILE, "Explore the &demo district", needs_plan=False),
    ActionSpec(_LINE, FILE),
    ActionSpec("publish", FILE, "P&ublish now", "Ctrl+S"),
    ActionSpec("print", FILE, "&Print operation order…", "Ctrl+P"),
    ActionSpec("import_files", FILE, "&Import wards, places or a calendar…"),
    ActionSpec(_LINE, FILE),
    ActionSpec("share_copy", SHARE, "&Share a copy…"),
    ActionSpec("merge_copy", SHARE, "&Merge a copy…", "Ctrl+Shift+M"),
    ActionSpec(_LINE, SHARE),
    ActionSpec("send_tasks", SHARE, "Send &tasks…", "Ctrl+Shift+T"),
    ActionSpec("take_answers", SHARE, "Take answers &back…", "Ctrl+Shift+R"),
    ActionSpec(_LINE, SHARE),
    ActionSpec("export_calendar", SHARE, "&Export calendar (.ics)…"),
    ActionSpec("export_map", SHARE, "Export ma&p (.gpkg, .geojson)…"),
    ActionSpec("handed_on", SHARE, "&List what was handed on…"),
    ActionSpec("save_copy", COPIES, "&Save a copy…", "Ctrl+Shift+S"),
    ActionSpec("compare", COPIES, "&Compare with another file…"),
    ActionSpec("backups", COPIES, "Go back to a &backup…"),
    ActionSpec("make_command_file", PROTECT, "&Make a command file…"),
    ActionSpec("enter_command_view", PROTECT, "&Enter command view…"),
    ActionSpec("leave_command_view", PROTECT, "&Leave command view"),
    ActionSpec(_LINE, PROTECT),
    ActionSpec("passphrase", PROTECT, "&Passphrase of the plan…"),
    ActionSpec("command_passphrase", PROTECT, "Passphrase of the &command file…"),
    ActionSpec("purge", PROTECT, "Purge &operation…"),
    ActionSpec(_LINE, FILE),
    ActionSpec("quit", FILE, "&Quit", "Ctrl+Q", needs_plan=False),
    ActionSpec("undo", EDIT, "&Undo", "Ctrl+Z"),
    ActionSpec("redo", EDIT, "&Redo", "Ctrl+Y"),
    ActionSpec("history", EDIT, "&History…", "Ctrl+H"),
    ActionSpec(_LINE, EDIT),
    ActionSpec("new_operation", EDIT, "&New operation…", "Ctrl+N"),
    ActionSpec("copy_operation", EDIT, "&Copy to ward and date…", "Ctrl+D"),
    ActionSpec("add_deployment", EDIT, "&Add a deployment", "Ctrl+Shift+N"),
    ActionSpec("delete", EDIT, "&Delete", "Delete"),
    ActionSpec(_LINE, EDIT),
    ActionSpec("find", EDIT, "&Find or do anything…", "Ctrl+K"),
    ActionSpec("clear_selection", EDIT, "Clear &selection"),
    ActionSpec("month", VIEW, "&Month", "Ctrl+1"),
    ActionSpec("week", VIEW, "&Week", "Ctrl+2"),
    ActionSpec("day", VIEW, "&Day", "Ctrl+3"),
    ActionSpec("agenda", VIEW, "&Agenda", "Ctrl+4"),
    ActionSpec(_LINE, VIEW),
    ActionSpec("today", VIEW, "&Go to today", "Ctrl+T"),
    ActionSpec("earlier", VIEW, "&Earlier", "Alt+Left"),
    ActionSpec("later", VIEW, "&Later", "Alt+Right"),
    ActionSpec("fit_map", VIEW, "&Fit the map", "Ctrl+0"),
    ActionSpec(_LINE, VIEW),
    ActionSpec("show_palette", VIEW, "Operation &types panel", "F6", checkable=True),
    ActionSpec("show_lanes", VIEW, "La&nes", "F7", checkable=True),
    ActionSpec("show_inspector", VIEW, "&Inspector", "F8", checkable=True),
    ActionSpec("float_panels", VIEW, "Panels in their &own windows", checkable=True),
    ActionSpec(_LINE, VIEW),
    ActionSpec("text_100", TEXT, "Text size &100 %", needs_plan=False, checkable=True),
    ActionSpec("text_125", TEXT, "Text size 12&5 %", needs_plan=False, checkable=True),
    ActionSpec("text_150", TEXT, "Text size 15&0 %", needs_plan=False, checkable=True),
    ActionSpec("text_200", TEXT, "Text size &200 %", needs_plan=False, checkable=True),
    ActionSpec("authorise", PLAN, "A&uthorise…", "Ctrl+Shift+A"),
    ActionSpec("plan_rural", PLAN, "&Plan a rural patrol…"),
    ActionSpec(_LINE, PLAN),
    ActionSpec("returns", PLAN, "&Returns due…", "Ctrl+R"),
    ActionSpec("tasks_due", PLAN, "&Tasks due…", "Ctrl+Shift+K"),
    ActionSpec("unplanned", PLAN, "&Villages with nothing planned…"),
    ActionSpec("findings", PLAN, "&Findings…"),
    ActionSpec("decisions", PLAN, "&Decisions that wait…"),
    ActionSpec(_LINE, PLAN),
    ActionSpec("keeping", RECORDS, "&Reviews and holds…"),
    ActionSpec("holdings", RECORDS, "What do we &hold…"),
    ActionSpec("import_returns", RECORDS, "&Import returns (CSV)…"),
    ActionSpec("unseen", RECORDS, "Count &unseen work…"),
    ActionSpec("types", LISTS, "Operation &types…"),
    ActionSpec("people", LISTS, "Teams and &people…"),
    ActionSpec("away", LISTS, "&Not available…"),
    ActionSpec("partners", LISTS, "Pa&rtners…"),
    ActionSpec("partnership", LISTS, "Partnership &members…"),
    ActionSpec("priorities", LISTS, "Pr&iorities…"),
    ActionSpec("promises", LISTS, "Promises of &visits…"),
    ActionSpec("concerns", LISTS, "&Concerns…"),
    ActionSpec("special_days", LISTS, "Calendar of &days…"),
    ActionSpec(_LINE, PLAN),
    ActionSpec("plan_settings", PLAN, "Plan &settings…"),
    ActionSpec("author", PLAN, "Recorded &by…", needs_plan=False),
    ActionSpec("brief_tonight", BRIEF, "Brief &tonight, 18:00 to 06:00", "Ctrl+Shift+B"),
    ActionSpec("brief_day", BRIEF, "Brief the &day"),
    ActionSpec("brief_week", BRIEF, "Brief the &week"),
    ActionSpec("brief_period", BRIEF, "Brief another &night, day, week or shift…"),
    ActionSpec(_LINE, BRIEF),
    ActionSpec("brief", BRIEF, "&Order of this operation", "Ctrl+B"),
    ActionSpec("brief_chosen", BRIEF, "&Pack of what is selected"),
    ActionSpec("brief_sheets", BRIEF, "Deployment &sheets"),
    ActionSpec(_LINE, BRIEF),
    ActionSpec("wall_month", BRIEF, "Wall calendar, &month"),
    ActionSpec("wall_week", BRIEF, "Wall calendar, wee&k"),
    ActionSpec(_LINE, BRIEF),
    ActionSpec("handover", BRIEF, "&Handover sheet"),
    ActionSpec("about", HELP, "&About Wardplan", "F1", needs_plan=False),
)


def build_menus(
    menus: dict[str, QMenu], owner: QWidget, handlers: Mapping[str, Callable[[], object]]
) -> dict[str, QAction]:
    """Fill the bar's menus from the table; returns the actions by name. Every action needs its handler."""
    made: dict[str, QAction] = {}
    for spec in ACTIONS:
        if spec.menu not in menus:
            outer, _, words = spec.menu.rpartition("/")
            menus[spec.menu] = menus[outer].addMenu(words)
        menu = menus[spec.menu]
        if spec.name == _LINE:
            menu.addSeparator()
            continue
        action = QAction(spec.text, owner)
        action.setCheckable(spec.checkable)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        action.triggered.connect(lambda _checked=False, run=handlers[spec.name]: run())
        menu.addAction(action)
        owner.addAction(action)
        made[spec.name] = action
    return made


def hide_empty_menus(bar: QMenuBar) -> None:
    """Show only menus that have something to offer; called when entries were hidden or shown."""
    for menu in reversed(bar.findChildren(QMenu)):
        if menu.menuAction().text():
            is_used = any(a.isVisible() and not a.isSeparator() for a in menu.actions())
            menu.menuAction().setVisible(is_used)


def plain_text(action: QAction) -> str:
    """Return an action's words without mnemonic and dots, as lists show them."""
    return action.text().replace("&", "").removesuffix("…")

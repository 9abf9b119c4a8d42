"""The table of everything the window can do: menus, shortcuts and Ctrl+K all read it."""

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from planner.domain.frozen import dataclass


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: name in code, menu it stands in, words, shortcut, and whether it needs an open plan.

    checkable ones carry a state; "-" as the name is a separator.
    """

    name: str
    menu: str
    text: str = ""
    shortcut: str = ""
    needs_plan: bool = True
    checkable: bool = False


FILE, EDIT, VIEW, PLAN, BRIEF, HELP = "&File", "&Edit", "&View", "&Plan", "&Brief", "&Help"
_LINE = "-"

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open", FILE, "&Open…", "Ctrl+O", needs_plan=False),
    ActionSpec("recent", FILE, "Open &recent", needs_plan=False),
    ActionSpec("new_plan", FILE, "&New plan from ward file…", needs_plan=False),
    ActionSpec("demo", FILE, "Explore the &demo district", needs_plan=False),
    ActionSpec(_LINE, FILE),
    ActionSpec("publish", FILE, "&Publish now", "Ctrl+S"),
    ActionSpec("save_copy", FILE, "Save a &copy…", "Ctrl+Shift+S"),
    ActionSpec("share_copy", FILE, "S&hare a copy…"),
    ActionSpec("compare", FILE, "C&ompare with…"),
    ActionSpec("merge_copy", FILE, "Mer&ge a copy…", "Ctrl+Shift+M"),
    ActionSpec("export_calendar", FILE, "&Export calendar (.ics)…"),
    ActionSpec(_LINE, FILE),
    ActionSpec("send_tasks", FILE, "Send &tasks…", "Ctrl+Shift+T"),
    ActionSpec("take_answers", FILE, "Take answers &back…", "Ctrl+Shift+R"),
    ActionSpec("handed_on", FILE, "What was &handed on…"),
    ActionSpec(_LINE, FILE),
    ActionSpec("make_command_file", FILE, "&Make a command file…"),
    ActionSpec("enter_command_view", FILE, "Enter command &view…"),
    ActionSpec("leave_command_view", FILE, "&Leave command view"),
    ActionSpec("passphrase", FILE, "Passp&hrase…"),
    ActionSpec("backups", FILE, "&Backups…"),
    ActionSpec(_LINE, FILE),
    ActionSpec("print", FILE, "&Print operation order…", "Ctrl+P"),
    ActionSpec("quit", FILE, "&Quit", "Ctrl+Q", needs_plan=False),
    ActionSpec("undo", EDIT, "&Undo", "Ctrl+Z"),
    ActionSpec("redo", EDIT, "&Redo", "Ctrl+Y"),
    ActionSpec(_LINE, EDIT),
    ActionSpec("new_operation", EDIT, "&New operation…", "Ctrl+N"),
    ActionSpec("copy_operation", EDIT, "&Copy to ward and date…", "Ctrl+D"),
    ActionSpec("add_deployment", EDIT, "&Add a deployment", "Ctrl+Shift+N"),
    ActionSpec("delete", EDIT, "&Delete", "Delete"),
    ActionSpec("purge", EDIT, "Purge &operation…"),
    ActionSpec(_LINE, EDIT),
    ActionSpec("history", EDIT, "&History…", "Ctrl+H"),
    ActionSpec("holdings", EDIT, "&What do we hold…"),
    ActionSpec("find", EDIT, "&Find or do anything…", "Ctrl+K"),
    ActionSpec("clear_selection", EDIT, "Clear &selection"),
    ActionSpec("month", VIEW, "&Month", "Ctrl+1"),
    ActionSpec("week", VIEW, "&Week", "Ctrl+2"),
    ActionSpec("day", VIEW, "&Day", "Ctrl+3"),
    ActionSpec("agenda", VIEW, "&Agenda", "Ctrl+4"),
    ActionSpec(_LINE, VIEW),
    ActionSpec("today", VIEW, "Go to &today", "Ctrl+T"),
    ActionSpec("earlier", VIEW, "&Earlier", "Alt+Left"),
    ActionSpec("later", VIEW, "&Later", "Alt+Right"),
    ActionSpec("fit_map", VIEW, "&Fit the map", "Ctrl+0"),
    ActionSpec(_LINE, VIEW),
    ActionSpec("show_palette", VIEW, "Operation &types panel", "F6", checkable=True),
    ActionSpec("show_lanes", VIEW, "La&nes", "F7", checkable=True),
    ActionSpec("show_inspector", VIEW, "&Inspector", "F8", checkable=True),
    ActionSpec("float_panels", VIEW, "Panels in their &own windows", checkable=True),
    ActionSpec(_LINE, VIEW),
    ActionSpec("text_100", VIEW, "Text size 100 %", needs_plan=False, checkable=True),
    ActionSpec("text_125", VIEW, "Text size 125 %", needs_plan=False, checkable=True),
    ActionSpec("text_150", VIEW, "Text size 150 %", needs_plan=False, checkable=True),
    ActionSpec("text_200", VIEW, "Text size 200 %", needs_plan=False, checkable=True),
    ActionSpec("authorise", PLAN, "A&uthorise…", "Ctrl+Shift+A"),
    ActionSpec(_LINE, PLAN),
    ActionSpec("returns", PLAN, "&Returns due…", "Ctrl+R"),
    ActionSpec("import_returns", PLAN, "I&mport returns (CSV)…"),
    ActionSpec("tasks_due", PLAN, "Tas&ks due…", "Ctrl+Shift+K"),
    ActionSpec("unplanned", PLAN, "&Villages with nothing planned…"),
    ActionSpec("plan_rural", PLAN, "Plan a r&ural patrol…"),
    ActionSpec("findings", PLAN, "&Findings…"),
    ActionSpec("decisions", PLAN, "&Decisions that wait…"),
    ActionSpec("keeping", PLAN, "Re&views and holds…"),
    ActionSpec(_LINE, PLAN),
    ActionSpec("types", PLAN, "Operation &types…"),
    ActionSpec("people", PLAN, "Teams and &people…"),
    ActionSpec("partners", PLAN, "Pa&rtners…"),
    ActionSpec("partnership", PLAN, "Partners&hip members…"),
    ActionSpec("priorities", PLAN, "Pr&iorities…"),
    ActionSpec("special_days", PLAN, "&Calendar of days…"),
    ActionSpec("promises", PLAN, "Promises of vis&its…"),
    ActionSpec("unseen", PLAN, "Unsee&n work…"),
    ActionSpec("concerns", PLAN, "C&oncerns…"),
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
    bar: QMenuBar, owner: QWidget, handlers: Mapping[str, Callable[[], object]]
) -> dict[str, QAction]:
    """Fill a menu bar from the table; returns the actions by name. Every action needs its handler."""
    made: dict[str, QAction] = {}
    menus = {name: bar.addMenu(name) for name in (FILE, EDIT, VIEW, PLAN, BRIEF, HELP)}
    for spec in ACTIONS:
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


def plain_text(action: QAction) -> str:
    """Return an action's words without mnemonic and dots, as lists show them."""
    return action.text().replace("&", "").removesuffix("…")

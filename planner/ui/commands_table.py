"""What each entry of the table of actions does, and when it can be done."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from planner.ui.actions import ACTIONS
from planner.ui.menu_bar import VIEW
from planner.ui.state import Scale

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_Inside = Callable[[Callable[["Workspace"], object]], Callable[[], object]]
_NEEDS_OPERATION = frozenset(
    {"copy_operation", "add_deployment", "delete", "brief", "print", "authorise", "purge"}
)


def handlers(window: "MainWindow") -> dict[str, Callable[[], object]]:
    """Return the function of every action by its name."""
    files = window.files

    def inside(act: Callable[["Workspace"], object]) -> Callable[[], object]:
        return lambda: act(window.workspace) if window.workspace is not None else None

    def dialog(name: str) -> Callable[[], object]:
        return inside(lambda work: _open_dialog(window, work, name))

    table: dict[str, Callable[[], object]] = {
        "open": files.ask_open,
        "recent": lambda: None,
        "new_plan": files.ask_new,
        "demo": files.open_demo,
        "publish": files.publish,
        "save_copy": files.save_copy,
        "leave_command_view": inside(lambda work: work.leave_command_view()),
        "quit": window.close,
        **_inside_actions(inside),
        "author": lambda: _ask_author(window),
        "about": lambda: _about(window),
    }
    table.update(_looking_back(window, inside))
    for scale in Scale:
        table[scale.value] = inside(_shows(scale))
    for percent in (100, 125, 150, 200):
        table[f"text_{percent}"] = partial(window.set_text_percent, percent)
    table["share_copy"] = inside(lambda work: _share(window, work))
    table["import_files"] = inside(lambda work: _importing(window, work))
    table["export_map"] = inside(lambda work: _exporting("ask_map", window, work))
    table["export_calendar"] = inside(lambda work: _exporting("ask_calendar", window, work))
    for name in ("passphrase", "command_passphrase", "backups", "purge"):
        table[name] = inside(partial(_protecting, window, name))
    for name in ("make_command_file", "enter_command_view",
                 "copy_operation", "types", "people", "away", "partners",
                 "partnership", "priorities", "special_days", "concerns", "plan_settings"):  # fmt: skip
        table[name] = dialog(name)
    waits = {spec.name for spec in ACTIONS if spec.needs_plan and spec.menu != VIEW} & table.keys()
    return table | {name: partial(_when_opened, window, table[name]) for name in waits}


def _when_opened(window: "MainWindow", act: Callable[[], object]) -> None:
    """Do what needs the checked plan: waits while it is still being opened, does nothing if it is refused."""
    if window.files.wait_for_opening():
        act()


def _inside_actions(inside: "_Inside") -> dict[str, Callable[[], object]]:
    return {
        "undo": inside(lambda work: work.undo()),
        "redo": inside(lambda work: work.redo()),
        "new_operation": inside(lambda work: work.ask_new_operation()),
        "add_deployment": inside(lambda work: work.inspector.add_deployment()),
        "delete": inside(lambda work: work.operations.delete_selected()),
        "find": inside(lambda work: work.open_find()),
        "clear_selection": inside(lambda work: work.clear_selection()),
        "today": inside(lambda work: work.go_to_today()),
        "earlier": inside(lambda work: work.step(-1)),
        "later": inside(lambda work: work.step(1)),
        "fit_map": inside(lambda work: work.map.fit()),
        "show_palette": inside(lambda work: work.toggle("palette")),
        "show_lanes": inside(lambda work: work.toggle("lanes")),
        "show_inspector": inside(lambda work: work.toggle("inspector")),
        "float_panels": inside(lambda work: work.toggle_floating()),
        **_weekly_actions(inside),
        "merge_copy": inside(lambda work: work.merging.ask_file()),
        "decisions": inside(lambda work: work.merging.open_decisions()),
        "authorise": inside(lambda work: work.inspector.ask_authorise()),
    }


def _weekly_actions(inside: "_Inside") -> dict[str, Callable[[], object]]:
    return {
        "brief": inside(lambda work: work.brief()),
        "print": inside(lambda work: work.brief(straight_to_printer=True)),
        "brief_tonight": inside(lambda work: work.weekly.brief_tonight()),
        "brief_day": inside(lambda work: work.weekly.brief_day()),
        "brief_week": inside(lambda work: work.weekly.brief_week()),
        "brief_period": inside(lambda work: work.weekly.brief_period()),
        "brief_chosen": inside(lambda work: work.weekly.brief_chosen()),
        "brief_sheets": inside(lambda work: work.weekly.brief_sheets()),
        "wall_month": inside(lambda work: work.weekly.wall("month")),
        "wall_week": inside(lambda work: work.weekly.wall("week")),
        "returns": inside(lambda work: work.weekly.open_returns()),
        "import_returns": inside(lambda work: work.weekly.import_returns()),
        "tasks_due": inside(lambda work: work.weekly.partners.open_tasks()),
        "send_tasks": inside(lambda work: work.weekly.partners.open_send()),
        "take_answers": inside(lambda work: work.weekly.partners.ask_answers()),
        "handed_on": inside(lambda work: work.weekly.partners.open_handed_on()),
        "unplanned": inside(lambda work: work.weekly.open_unplanned()),
        "plan_rural": inside(lambda work: work.weekly.plan_rural()),
        "promises": inside(lambda work: work.weekly.open_promises()),
        "unseen": inside(lambda work: work.weekly.open_unseen()),
        "keeping": inside(lambda work: work.weekly.open_keeping()),
        "findings": inside(lambda work: work.weekly.open_findings()),
    }


def _looking_back(window: "MainWindow", inside: "_Inside") -> dict[str, Callable[[], object]]:
    def with_name(name: str) -> Callable[["Workspace"], object]:
        def act(work: "Workspace") -> object:
            from planner.ui.history import opening

            return getattr(opening, name)(window, work)

        return act

    names = {
        "history": "open_history",
        "holdings": "open_holdings",
        "handover": "show_handover",
        "compare": "compare_file",
    }
    return {action: inside(with_name(name)) for action, name in names.items()}


def _shows(scale: Scale) -> Callable[["Workspace"], object]:
    return lambda work: work.show_scale(scale)


def enabled(window: "MainWindow") -> dict[str, bool]:
    """Return which actions can be done now."""
    work = window.workspace
    is_open = window.document is not None
    can = {spec.name: is_open or not spec.needs_plan for spec in ACTIONS if spec.name != "-"}
    if work is None or not is_open:
        return can
    document, selection = work.bridge.document, work.state.selection
    one = bool(selection.operation_id)
    for name in _NEEDS_OPERATION:
        can[name] = one
    can["brief_chosen"] = can["brief_sheets"] = bool(selection.operation_ids or selection.deployment_ids)
    can["delete"] = bool(selection.operation_ids or selection.deployment_ids)
    can["undo"] = bool(document.history.undo_label)
    can["redo"] = bool(document.history.redo_label)
    can["make_command_file"] = can["enter_command_view"] = not document.is_command_view
    can["leave_command_view"] = can["command_passphrase"] = document.is_command_view
    can["merge_copy"] = can["import_files"] = not document.is_read_only
    can["decisions"] = bool(work.merging.decisions)
    return can


def _about(window: "MainWindow") -> None:
    from planner.ui.dialogs.about import AboutDialog

    AboutDialog(window, window.document).open()


def _share(window: "MainWindow", work: "Workspace") -> None:
    from planner.ui.sharing.dialog import ShareDialog

    work.inspector.commit()
    ShareDialog(window, work).show()


def _importing(window: "MainWindow", work: "Workspace") -> None:
    from planner.ui.importing.flow import ask_files

    ask_files(window, work)


def _exporting(name: str, window: "MainWindow", work: "Workspace") -> None:
    from planner.ui import exporting

    getattr(exporting, name)(window, work)


def _ask_author(window: "MainWindow") -> None:
    from planner.ui.dialogs.author import AuthorDialog

    AuthorDialog(window).open()


def _protecting(window: "MainWindow", name: str, work: "Workspace") -> None:
    from planner.ui.protect.entries import open_protecting

    open_protecting(window, work, name)


def _open_dialog(window: "MainWindow", work: "Workspace", name: str) -> None:
    from planner.ui.dialogs.open_dialogs import open_dialog

    open_dialog(window, work, name)

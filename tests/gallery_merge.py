"""The merge preview and the list of decisions as pictures: light and dark, two sizes, large text."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QDialog

from planner.domain.merging import Choice
from planner.ui.main_window import MainWindow
from planner.ui.merge.preview import DecisionsDialog, MergePreviewDialog
from planner.ui.merge.words import Viewer
from tests.ui.merge.samples import council_copy, decision, declined_copy, long_preview, several_sides

VIEWER = Viewer("Europe/London", "X101", 2026)
LOOKS = ((False, 1366, 768, 100), (True, 1366, 768, 100), (False, 1920, 1080, 100), (False, 1366, 768, 150))


def _dialogs(window: MainWindow) -> Iterator[tuple[str, QDialog]]:
    yield "merge-council", MergePreviewDialog(window, council_copy(), VIEWER)
    yield "merge-unknown", MergePreviewDialog(window, council_copy(known=False), VIEWER)
    long = MergePreviewDialog(window, long_preview(), VIEWER)
    long.list.table.choose(Choice.MINE)
    long.list.table.go_to(long.list.model.row_of("o0/note"))
    yield "merge-long", long
    sides = (several_sides(3), replace(several_sides(6), key="six/span", about="Street meet three"))
    several = MergePreviewDialog(
        window, replace(council_copy(), items=(*council_copy().items, *sides)), VIEWER
    )
    several.list.table.go_to(several.list.model.row_of("sides/span"))
    yield "merge-three-sides", several
    six = MergePreviewDialog(window, replace(council_copy(), items=(*council_copy().items, *sides)), VIEWER)
    six.list.table.go_to(six.list.model.row_of("six/span"))
    six.list.table.choose_of_theirs(2)
    yield "merge-six-sides", six
    applying = MergePreviewDialog(window, council_copy(), VIEWER)
    applying.ask_apply()
    applying.show_progress(60, "Taking in")
    yield "merge-applying", applying
    yield "merge-declined", MergePreviewDialog(window, declined_copy(), VIEWER)
    taken = MergePreviewDialog(window, declined_copy(), VIEWER)
    taken.list.table.take_declined()
    yield "merge-declined-taken", taken
    for choice in (Choice.MINE, Choice.THEIRS, Choice.LATER):
        decided = MergePreviewDialog(window, long_preview(4), VIEWER)
        decided.list.table.choose_all(choice)
        yield f"merge-all-{choice.value}", decided
    other = replace(decision("other"), operation_id="diss", operation="Op Diss — Castle")
    yield "decisions", DecisionsDialog(window, [decision(), other], VIEWER, lambda _chosen: True)


def grab_merge(window: MainWindow, out: Path, settle: Callable[[float], None]) -> None:
    """Save every merge dialog in every look."""
    for dark, width, height, percent in LOOKS:
        window.appearance.force_dark(dark)
        window.set_text_percent(percent)
        window.resize(width, height)
        for name, dialog in _dialogs(window):
            dialog.resize(min(dialog.width(), width - 40), min(dialog.height(), height - 60))
            dialog.show()
            settle(0.2)
            look = f"{width}x{height}-{'dark' if dark else 'light'}-text{percent}"
            dialog.grab().save(str(out / f"dialog-{name}-{look}.png"))
            dialog.close()
    window.appearance.force_dark(False)
    window.set_text_percent(100)

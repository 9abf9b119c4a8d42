"""Comparing with another copy or a backup: asked for, read by a worker, shown; nothing is changed."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from planner.domain.errors import PassphraseNeeded, WrongPassphrase
from planner.domain.phrases import count_text
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, label, row
from planner.ui.widgets.lines import LinesModel, lines_table
from planner.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from planner.document.comparing import Comparison, Difference
    from planner.ui.jobs import Job, Progress
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_HINT: Final = "Read only: nothing is changed. To take what another copy has, merge it."
_HEADERS: Final = ("Where", "Operation", "What", "Field", "This plan")
_WIDTHS: Final = (0, 0, 230, 0)  # 0: as wide as what stands there; the two values share the rest
_ALL: Final = "all"


def _cells(item: "Difference") -> tuple[str, ...]:
    what = item.about if item.field else f"{item.kind}: {item.about}"
    return item.where.value.capitalize(), item.operation, what, item.field, item.here, item.there


class ComparisonDialog(PlainDialog):
    """What this plan and another file do not have in common."""

    def __init__(self, parent: QWidget, work: "Workspace", found: "Comparison") -> None:
        from planner.document.comparing import Where

        super().__init__(parent, f"Compared with {found.title}", _HINT)
        self._work, self._found = work, found
        self.model = LinesModel((*_HEADERS, found.title), _cells)
        self.view = lines_table(self.model, dict(enumerate(_WIDTHS)), "Differences")
        self.count = label("", "strong")
        names = [(_ALL, "All", ""), *((w.value, w.value.capitalize(), "") for w in Where)]
        self.kinds = Segmented(tuple(names), _ALL)
        self.kinds.chosen.connect(lambda kind: self.show_kind(str(kind)))
        self.page.addLayout(row(self.kinds, None, self.count))
        self.page.addWidget(self.view, 1)
        self.show_button = button("Show the operation", self._go)
        self.foot.insertWidget(0, self.show_button)
        self.add_close()
        self.view.doubleClicked.connect(lambda _index: self._go())
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._enable())
        work.bridge.document_replaced.connect(self.close)
        self.fit(1180, 620)
        self.show_kind(_ALL)

    def show_kind(self, kind: str) -> None:
        """Show the differences of one sort, or all."""
        items = [item for item in self._found.items if kind in (_ALL, item.where.value)]
        self.model.show(items)
        self.count.setText(count_text(len(items), "difference") if items else "No difference")
        if items:
            self.view.selectRow(0)
        self._enable()

    def _enable(self) -> None:
        self.show_button.setEnabled(bool(self._operation_id()))

    def _operation_id(self) -> str:
        item = self.model.at(self.view.currentIndex())
        return item.operation_id if item is not None else ""

    def _go(self) -> None:
        if operation_id := self._operation_id():
            self._work.operations.show_operation(operation_id)
            self._work.show_panel("inspector")


class Comparing(QObject):
    """Runs one comparison: asks for the file, for its passphrase if it has one, and shows what was found."""

    def __init__(self, window: "MainWindow", work: "Workspace") -> None:
        super().__init__(work)
        self._window, self._work = window, work
        self._job: Job | None = None

    def ask_file(self) -> None:
        """Ask for another copy or a backup."""
        from planner.ui.plan_files import PLAN_FILTER

        folder = str(self._work.bridge.document.target.parent)
        name, _filter = QFileDialog.getOpenFileName(self._window, "Compare with", folder, PLAN_FILTER)
        if name:
            self.compare(Path(name))

    def compare(self, path: Path, passphrase: str = "") -> None:
        """Compare on a worker thread, with a window that can stop it."""
        from planner.document.comparing import compare_with
        from planner.ui.merge.asking import ComparingDialog

        self._work.inspector.commit()
        document = self._work.bridge.document

        def look(progress: "Progress") -> "Comparison | str":
            try:
                return compare_with(document, path, passphrase=passphrase, report=progress)
            except PassphraseNeeded:
                return ""
            except WrongPassphrase as error:
                return str(error)

        waiting = ComparingDialog(self._window, path.name, self._cancel)
        self._job = self._window.jobs.start(
            look,
            done=lambda found: self._on_found(path, found),
            failed=self._window.say,
            ended=waiting.accept,
        )
        self._job.progressed.connect(waiting.show_progress)
        waiting.open()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_found(self, path: Path, found: "Comparison | str") -> None:
        from planner.ui.dialogs.ask_passphrase import PassphraseDialog

        if isinstance(found, str):
            PassphraseDialog(
                self._window, path.name, lambda phrase: self.compare(path, phrase), problem=found
            ).open()
        elif found.items:
            ComparisonDialog(self._window, self._work, found).show()
        else:
            self._window.say(f"{path.name} says the same as this plan.")

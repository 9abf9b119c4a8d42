"""What the windows that write a plan anew share: fields, a sentence of trouble, and no way out meanwhile."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QProgressBar, QWidget

from planner.document.writer import BUSY
from planner.domain.errors import InvalidInput, KnownError
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, label, set_look

if TYPE_CHECKING:
    from planner.ui.jobs import Progress
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace


class RewritingForm(PlainDialog):
    """A form whose work rewrites plan and backups on a worker; Esc and Cancel wait until that is done."""

    def __init__(self, parent: "MainWindow", work: "Workspace", title: str, hint: str) -> None:
        super().__init__(parent, title, hint)
        # Nothing is edited, published or opened beside it: all of that would go to files about to be swapped.
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self._window, self._work = parent, work
        self._is_busy = False
        self._inputs: list[QWidget] = []
        self.problem = label("", "alert", wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)  # how long it takes is known only when it is done
        self._bar.setAccessibleName("Writing the plan and its backups anew")
        self._bar.hide()

    def add_inputs(self, fields: dict[str, QLineEdit], go: Callable[[], object]) -> None:
        """Put fields under their labels, Enter in each of them going on, and the place for trouble below."""
        for words, field in fields.items():
            field.returnPressed.connect(go)
            self.add_field(words, field)
        self._inputs += fields.values()
        self.page.addWidget(self.problem)
        self.page.addWidget(self._bar)
        self.page.addStretch(1)

    def add_acts(self, *buttons: QWidget) -> None:
        """Put what it can do into the foot, before Cancel."""
        for each in (*buttons, button("Cancel", self.close)):
            self._inputs.append(each)
            self.foot.addWidget(each)

    def rewrite(self, run: "Callable[[Progress], object]", finish: Callable[[Any], None]) -> None:
        """Run the long part on a worker, then finish with what it returned."""
        self._busy(True)
        publisher = self._window.files.publisher
        publisher.rest()  # the window may publish by itself, as when another program comes to the front

        def swap(result: object) -> None:
            self.let_readers_end()
            self.attempt(lambda: finish(result))

        self._window.jobs.start(run, done=swap, failed=self.refuse, ended=publisher.go_on)

    def publish_first(self, otherwise: str) -> None:
        """Publish what is new; InvalidInput that says what is not done otherwise, when it cannot be."""
        if not self._window.files.publisher.publish_here():
            raise InvalidInput(f"The plan could not be published, so {otherwise}.")

    def let_readers_end(self) -> None:
        """Wait for what is counted in the background: it reads the working copy that is to be wiped."""
        self._work.bridge.changing.emit()
        self._window.jobs.wait()

    def refuse(self, sentence: str) -> None:
        """Say why it was not done; everything can be typed again."""
        self._busy(False)
        self.problem.setText(sentence)

    def attempt(self, act: Callable[[], object]) -> None:
        """Do something, or say why it cannot be done."""
        if self._work.bridge.document.writer.is_busy:
            self.refuse(BUSY)
            return
        try:
            act()
        except KnownError as error:
            self.refuse(str(error))

    def finished_with(self, words: str) -> None:
        """Close, forget what was typed, and say what was done."""
        for field in self.findChildren(QLineEdit):
            field.clear()
        self.accept()
        self._window.refresh()
        self._window.messages.say(words, stays=True)  # it may name files that were left as they are

    def reject(self) -> None:
        """Close, unless the files are being written anew at this moment."""
        if not self._is_busy:
            super().reject()

    def _busy(self, busy: bool) -> None:
        self._is_busy = busy
        self.problem.setText("Writing the plan and its backups anew…" if busy else "")
        set_look(self.problem, "muted" if busy else "alert")
        self._bar.setVisible(busy)
        for each in self._inputs:
            each.setEnabled(not busy)

"""What every tab of the inspector shares: built once for what is selected, its values refreshed in place."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from planner.document.command import Command
from planner.domain.changes import ChangeSet
from planner.domain.records.deployment import Deployment
from planner.ui.bridge import Bridge
from planner.ui.state import ViewState
from planner.ui.widgets.build import column, emptied, label, scrolled
from planner.ui.widgets.fields import Choice, CommitLine, CommitText


class Tab(QWidget):
    """A page about one operation.

    build() lays out the page; signature() says when that must be done anew (rows came or went). Values are
    shown by the functions given to bind(), so that a field that is being typed in keeps its text and focus.
    """

    def __init__(self, bridge: Bridge, state: ViewState) -> None:
        super().__init__()
        self.bridge, self.state = bridge, state
        self.operation_id = ""
        self._signature: object = None
        self._stale = True
        self._shows: list[Callable[[], object]] = []
        self._fields: list[CommitLine | CommitText] = []
        page = QWidget()
        page.setObjectName("panel_page")
        self.page: QVBoxLayout = column(spacing=6, margins=(14, 10, 14, 16))
        page.setLayout(self.page)
        self.setLayout(column(scrolled(page), spacing=0))

    def build(self) -> None:
        """Lay out the page for the operation; the page is empty when this is called."""
        raise NotImplementedError

    def signature(self) -> object:
        """Return what the layout depends on: another value means that the page is built anew."""
        raise NotImplementedError

    def show_operation(self, operation_id: str) -> None:
        """Show another operation, or none."""
        self.commit()
        self.operation_id = operation_id
        self._signature = None
        self.reload()

    def forget(self) -> None:
        """Keep no word of the operation shown; what is being typed was handed over before."""
        self.operation_id, self._signature, self._stale = "", None, True
        self._shows.clear()
        self._fields.clear()
        emptied(self.page)

    def on_changed(self, _changes: ChangeSet) -> None:
        """Show what changed, now or when the tab is next looked at."""
        self.reload()

    def reload(self) -> None:
        """Read the operation again."""
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        if not self.operation_id:
            return
        signature = self.operation_id, self.signature()
        if signature != self._signature:
            self._signature = signature
            self._rebuild()
        for show in self._shows:
            show()

    def _rebuild(self) -> None:
        self.commit()
        self._shows.clear()
        self._fields.clear()
        self.setUpdatesEnabled(False)
        emptied(self.page)
        self.build()
        self.page.addStretch(1)
        self.setUpdatesEnabled(True)

    def commit(self) -> None:
        """Hand over what is being typed."""
        for field in tuple(self._fields):
            field.commit()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while the tab was hidden."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    # Fields -----------------------------------------------------------------------------------------

    def deployments(self) -> list[Deployment]:
        """Return the deployments of the operation shown, by start."""
        found = self.bridge.document.read.all(Deployment, operation_id=self.operation_id)
        return sorted(found, key=lambda d: (d.start, d.number))

    def bind(self, show: Callable[[], object]) -> None:
        """Call a function after each reload."""
        self._shows.append(show)

    def run(self, command: Command) -> None:
        """Run a command; after a refusal the fields show again what the plan holds."""
        if self.bridge.run(command, self) is None:
            self.reload()

    def line(
        self, value: Callable[[], str], save: Callable[[str], Command], placeholder: str = "", name: str = ""
    ) -> CommitLine:
        """Return a line that shows a value and saves it by a command."""
        field = CommitLine(placeholder=placeholder)
        field.setAccessibleName(name or placeholder)
        field.committed.connect(lambda text: self.run(save(text)))
        self._fields.append(field)
        self.bind(lambda: field.show_value(value()))
        return field

    def text(
        self,
        value: Callable[[], str],
        save: Callable[[str], Command],
        placeholder: str = "",
        *,
        name: str = "",
        lines: int = 2,
    ) -> CommitText:
        """Return a text field that shows a value and saves it by a command."""
        field = CommitText(placeholder=placeholder, lines=lines)
        field.setAccessibleName(name or placeholder)
        field.committed.connect(lambda text: self.run(save(text)))
        self._fields.append(field)
        self.bind(lambda: field.show_value(value()))
        return field

    def choice(
        self,
        items: Iterable[tuple[object, str]],
        value: Callable[[], object],
        save: Callable[[object], Command],
        name: str = "",
    ) -> Choice:
        """Return a list of values of which one is chosen, saved by a command."""
        field = Choice(items)
        field.setAccessibleName(name)
        field.chosen.connect(lambda chosen: self.run(save(chosen)))
        self.bind(lambda: field.show_value(value()))
        return field

    def add_field(self, words: str, field: QWidget) -> None:
        """Put a field under its small label."""
        caption = label(words, "section")
        caption.setBuddy(field)
        self.page.addWidget(caption)
        self.page.addWidget(field)

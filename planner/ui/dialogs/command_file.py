"""Making the command file, and entering command view; the passphrase is kept nowhere."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from planner.domain.errors import FileProblem, InvalidInput, KnownError
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, label

if TYPE_CHECKING:
    from planner.ui.workspace import Workspace

_MAKE = (
    "Need-to-know work lives in an encrypted file beside the plan. Choose a passphrase of at least eight "
    "characters, such as four words. It is kept nowhere and cannot be recovered: write it down, lock it away."
)
_ENTER = "Until you leave command view, the screen shows need-to-know work. Mind who can see it."


class CommandFileDialog(PlainDialog):
    """Asks for the passphrase, twice when a file is made."""

    def __init__(self, parent: QWidget, work: "Workspace", *, makes: bool) -> None:
        super().__init__(
            parent, "Make a command file" if makes else "Enter command view", _MAKE if makes else _ENTER
        )
        self._work, self._makes = work, makes
        self.phrase, self.again = QLineEdit(), QLineEdit()
        for field in (self.phrase, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.returnPressed.connect(self.go)
        self.add_field("Passphrase", self.phrase)
        if makes:
            self.add_field("The same again", self.again)
        self._problem = label("", "alert", wrap=True)
        self.page.addWidget(self._problem)
        self.page.addStretch(1)
        self.foot.addWidget(button("Make it" if makes else "Enter command view", self.go, "primary"))
        self.add_close("Cancel")
        self.fit(460, 320 if makes else 260)

    def go(self) -> None:
        """Make or open the command file."""
        try:
            if self._makes:
                self._make()
            else:
                self._enter()
        except KnownError as error:
            self._problem.setText(str(error))
            return
        self.phrase.clear()
        self.again.clear()
        self.accept()

    def _make(self) -> None:
        from planner.document.new_plan import command_records
        from planner.document.opening import create_command_file

        if self.phrase.text() != self.again.text():
            raise InvalidInput("The two passphrases differ; type the same one twice.")
        document = self._work.bridge.document
        path = document.target.with_suffix(".command.wardplan")
        if path.exists():
            raise FileProblem(f"{path.name} is there already; enter command view with its passphrase.")
        create_command_file(document, path, self.phrase.text(), command_records(), document.author)
        self._work.tell_command_file_made(path.name)

    def _enter(self) -> None:
        from planner.document.opening import open_command_file

        document = self._work.bridge.document
        path = document.target.with_suffix(".command.wardplan")
        if not path.exists():
            raise FileProblem("This plan has no command file beside it; make one first.")
        open_command_file(document, path, self.phrase.text())
        self._work.enter_command_view()

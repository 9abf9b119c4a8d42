"""Setting, changing and removing a passphrase, the plan's or the command file's; it is kept nowhere."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from planner.document.protecting import (
    PassphraseChange,
    needs_new_passphrase,
    refuse_short,
    refuse_wrong,
    take_new_passphrase,
)
from planner.domain.errors import InvalidInput
from planner.ui.protect.form import RewritingForm
from planner.ui.widgets.build import button

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_SET = (
    "With a passphrase the plan, its backups and every working copy are encrypted. Use at least eight "
    "characters, such as four words. It is kept nowhere and cannot be recovered: write it down and lock it "
    "away. Copies that others have already stay as they are."
)
_CHANGE = "The old passphrase then opens neither the plan nor its backups on this computer."
_COMMAND = (
    "The old passphrase then opens neither the command file nor its backups on this computer. It is kept "
    "nowhere and cannot be recovered: write it down and lock it away."
)
_TAKE = (
    "Somebody else has changed this plan's passphrase. Your work is kept on this computer; type the new one "
    "to go on. Leave the field empty if the plan has none any more."
)


class PassphraseDialog(RewritingForm):
    """Set on a plain plan, change or remove on an encrypted one, or take over what somebody else set.

    of_command_file: of the command file that is open; it is always encrypted, so it is changed only.
    """

    def __init__(self, parent: "MainWindow", work: "Workspace", *, of_command_file: bool = False) -> None:
        document = work.bridge.document
        self._of_command = of_command_file
        self._takes = not of_command_file and needs_new_passphrase(document)
        self._changes = of_command_file or (document.is_encrypted and not self._takes)
        hint = _COMMAND if of_command_file else _TAKE if self._takes else _CHANGE if self._changes else _SET
        title = "Passphrase of the command file" if of_command_file else "Passphrase"
        super().__init__(parent, work, title, hint)
        self.setObjectName("plan_passphrase")
        self.now, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        shown = {"Passphrase now": self.now} if self._changes else {}
        shown["New passphrase"] = self.new
        if not self._takes:
            shown["The same again"] = self.again
        for field in shown.values():
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_inputs(shown, self.go)
        words = "Go on" if self._takes else "Change it" if self._changes else "Encrypt the plan"
        acts = [button(words, self.go, "primary")]
        if self._changes and not of_command_file:
            acts.append(button("Remove it", self.remove))
        self.add_acts(*acts)
        self.fit(480, 350 if self._changes else 310)
        next(iter(shown.values())).setFocus()

    def go(self) -> None:
        """Set, change or take over the passphrase."""
        self.attempt(self._take if self._takes else lambda: self._start(self._typed()))

    def remove(self) -> None:
        """Make the plan plain again."""
        self.attempt(lambda: self._start(None))

    def _typed(self) -> str:
        if self.new.text() != self.again.text():
            raise InvalidInput("The two passphrases differ; type the same one twice.")
        refuse_short(self.new.text())
        return self.new.text()

    def _take(self) -> None:
        self.let_readers_end()
        take_new_passphrase(self._work.bridge.document, self.new.text() or None)
        self.finished_with("The plan goes on with its new passphrase.")
        self._window.files.publish()

    def _start(self, new: str | None) -> None:
        document = self._work.bridge.document
        if self._changes:
            refuse_wrong(document, self.now.text(), of_command_file=self._of_command)
        self.publish_first("its passphrase stays as it is")
        change = PassphraseChange(document, new, of_command_file=self._of_command)
        self.rewrite(lambda _progress: change.run(), self._finish)

    def _finish(self, change: PassphraseChange) -> None:
        change.finish()
        if self._of_command:
            self.finished_with(" ".join(["The command file has its new passphrase.", *change.notes]))
            return
        is_set = self._work.bridge.document.is_encrypted
        done = "The plan is encrypted now." if is_set else "The passphrase is removed."
        self.finished_with(" ".join([done, *change.notes]))

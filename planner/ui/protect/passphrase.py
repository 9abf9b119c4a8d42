"""Setting, changing and removing the plan's passphrase; what is typed is kept nowhere."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from planner.document.protecting import (
    PassphraseChange,
    needs_new_passphrase,
    refuse_short,
    refuse_wrong,
    take_new_passphrase,
)
from planner.domain.errors import InvalidInput, KnownError
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, label

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_SET = (
    "With a passphrase the plan, its backups and every working copy are encrypted. Use at least eight "
    "characters, such as four words. It is kept nowhere and cannot be recovered: write it down and lock it "
    "away. Copies that others have already stay as they are."
)
_CHANGE = "The old passphrase then opens neither the plan nor its backups on this computer."
_TAKE = (
    "Somebody else has changed this plan's passphrase. Your work is kept on this computer; type the new one "
    "to go on. Leave the field empty if the plan has none any more."
)


class PassphraseDialog(PlainDialog):
    """Set on a plain plan, change or remove on an encrypted one, or take over what somebody else set."""

    def __init__(self, parent: "MainWindow", work: "Workspace") -> None:
        document = work.bridge.document
        self._takes = needs_new_passphrase(document)
        self._encrypted = document.is_encrypted
        hint = _TAKE if self._takes else _CHANGE if self._encrypted else _SET
        super().__init__(parent, "Passphrase", hint)
        self.setObjectName("plan_passphrase")
        self._window, self._work = parent, work
        self._is_busy = False
        self.now, self.new, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        self._fields()
        self.problem = label("", "alert", wrap=True)
        self.page.addWidget(self.problem)
        self.page.addStretch(1)
        self._buttons: list[QWidget] = []
        self._foot()
        self.add_close("Cancel")
        self.fit(480, 350 if self._encrypted and not self._takes else 310)

    def _fields(self) -> None:
        shown = [("Passphrase now", self.now)] if self._encrypted and not self._takes else []
        shown.append(("New passphrase", self.new))
        if not self._takes:
            shown.append(("The same again", self.again))
        for words, field in shown:
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.returnPressed.connect(self.go)
            self.add_field(words, field)
        shown[0][1].setFocus()

    def _foot(self) -> None:
        words = "Go on" if self._takes else "Change it" if self._encrypted else "Encrypt the plan"
        self._buttons.append(button(words, self.go, "primary"))
        if self._encrypted and not self._takes:
            self._buttons.append(button("Remove it", self.remove))
        for each in self._buttons:
            self.foot.addWidget(each)

    def go(self) -> None:
        """Set, change or take over the passphrase."""
        if self._takes:
            self._tell(self._take)
        else:
            self._tell(lambda: self._start(self._typed()))

    def remove(self) -> None:
        """Make the plan plain again."""
        self._tell(lambda: self._start(None))

    def _typed(self) -> str:
        if self.new.text() != self.again.text():
            raise InvalidInput("The two passphrases differ; type the same one twice.")
        refuse_short(self.new.text())
        return self.new.text()

    def _take(self) -> None:
        take_new_passphrase(self._work.bridge.document, self.new.text() or None)
        self._done("The plan goes on with its new passphrase.")
        self._window.files.publish()

    def _start(self, new: str | None) -> None:
        document = self._work.bridge.document
        if self._encrypted:
            refuse_wrong(document, self.now.text())
        if not self._window.files.publisher.publish_here():
            raise InvalidInput("The plan could not be published, so its passphrase stays as it is.")
        change = PassphraseChange(document, new)
        self._busy(True)
        self._window.jobs.start(lambda _progress: change.run(), done=self._finish, failed=self._failed)

    def _finish(self, change: PassphraseChange) -> None:
        change.finish()
        done = (
            "The plan is encrypted now."
            if self._work.bridge.document.is_encrypted
            else "The passphrase is removed."
        )
        self._done(" ".join([done, *change.notes]))

    def _done(self, words: str) -> None:
        for field in (self.now, self.new, self.again):
            field.clear()
        self.accept()
        self._window.refresh()
        self._window.say(words)

    def _failed(self, sentence: str) -> None:
        self._busy(False)
        self.problem.setText(sentence)

    def reject(self) -> None:
        """Close, unless the files are being written anew at this moment."""
        if not self._is_busy:
            super().reject()

    def _busy(self, busy: bool) -> None:
        self._is_busy = busy
        self.problem.setText("Writing the plan and its backups anew…" if busy else "")
        for each in (*self._buttons, self.now, self.new, self.again):
            each.setEnabled(not busy)

    def _tell(self, work: Callable[[], object]) -> None:
        try:
            work()
        except KnownError as error:
            self._failed(str(error))

"""Asks for the passphrase of a file that is to be opened or compared."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, label


class PassphraseDialog(PlainDialog):
    """Asks once and hands the passphrase on; it is kept nowhere."""

    def __init__(
        self,
        parent: QWidget,
        name: str,
        go: Callable[[str], object],
        *,
        problem: str = "",
        act: str = "Compare",
    ) -> None:
        super().__init__(parent, "Passphrase", f"{name} is encrypted. Its passphrase is kept nowhere.")
        self.setObjectName("passphrase")
        self._go = go
        self.phrase = QLineEdit()
        self.phrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.phrase.returnPressed.connect(self.go)
        self.add_field("Passphrase", self.phrase)
        self.problem = problem
        self.page.addWidget(label(problem, "alert", wrap=True))
        self.page.addStretch(1)
        self.foot.addWidget(button(act, self.go, "primary"))
        self.add_close("Cancel")
        self.fit(460, 220)
        self.phrase.setFocus()

    def go(self) -> None:
        """Hand the passphrase over and forget it."""
        phrase = self.phrase.text()
        if phrase:
            self.phrase.clear()
            self.accept()
            self._go(phrase)

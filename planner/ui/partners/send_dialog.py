"""Send tasks: choose a partner or several, look over the terms that were remembered, send."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QWidget,
)

from planner.document.partner_tasks import GATEWAYS, PartnerLine, Terms, partner_lines, terms_for
from planner.domain.frozen import dataclass
from planner.domain.phrases import count_text, date_text
from planner.ui.bridge import Bridge
from planner.ui.dialogs.base import PlainDialog
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, holder, label, row, set_look
from planner.ui.widgets.fields import inset

_HINT = (
    "Each partner gets its own open tasks as a spreadsheet to fill in and as a paper; need-to-know work is "
    "never among them. Type the first letters of a partner and press Enter."
)
_NO_AGREEMENT = (
    "Section 115 is a power to disclose, not a lawful basis by itself: name the sharing agreement."
)
_MOST_DAYS = 3650
_ID = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Sending:
    """What the user asked for: terms by partner id, in the order of the list, and the folder."""

    terms: dict[str, Terms]
    folder: Path


class PartnerList(QListWidget):
    """Partners with what they owe; typing finds, space ticks, Enter sends."""

    send_wished = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send on Enter; everything else as in any list."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send_wished.emit()
            return
        super().keyPressEvent(event)


class SendTasksDialog(PlainDialog):
    """Sends to every partner that is ticked, or to the one in hand when none is: wished(Sending)."""

    wished = Signal(object)

    def __init__(self, parent: QWidget, bridge: Bridge, state: ViewState, partner_id: str = "") -> None:
        super().__init__(parent, "Send tasks", _HINT)
        self.setObjectName("send_tasks")
        self._bridge, self._state = bridge, state
        self._folder = bridge.document.target.parent
        self._terms: dict[str, Terms] = {}
        self.listing = PartnerList()
        self.listing.setAccessibleName("Partners with open tasks")
        self.page.addWidget(self.listing, 1)
        self._make_fields()
        self.send = button("Send", self.ask_send, "primary")
        self.foot.addWidget(self.send)
        self.add_close("Cancel")
        self.listing.currentRowChanged.connect(lambda _row: self._show_terms())
        self.listing.itemChanged.connect(lambda _item: self._name_button())
        self.listing.send_wished.connect(self.ask_send)
        bridge.document_replaced.connect(self.close)
        self._fill(partner_id)
        self.fit(640, 580)
        self.listing.setFocus()

    def _make_fields(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.purpose, self.agreement, self.reply_to = QLineEdit(), QLineEdit(), QLineEdit()
        self.gateway = QComboBox()
        self.gateway.setEditable(True)
        self.gateway.addItems(GATEWAYS)
        self.days = QSpinBox()
        self.days.setRange(1, _MOST_DAYS)
        self.days.setSuffix(" days")
        inset(self.days)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("Purpose", self.purpose),
            ("Gateway", self.gateway),
            ("Agreement", self.agreement),
            ("Destroy after", self.days),
            ("Reply to", self.reply_to),
        )
        for words, field in fields:
            field.setAccessibleName(words)
            form.addRow(label(words, "muted"), field)
        self.agreement.setPlaceholderText("Reference of the sharing agreement")
        self.reply_to.setPlaceholderText("A desk or post, never a name")
        self._warning = label("", "alert", wrap=True)
        self._where = label("", "muted", wrap=True)
        change = button("Change…", self.ask_folder, "link")
        self.page.addWidget(holder(form))
        self.page.addWidget(self._warning)
        line = row(self._where, change)
        line.setStretch(0, 1)
        self.page.addLayout(line)
        for field in (self.purpose, self.agreement, self.reply_to):
            field.textEdited.connect(lambda _text: self._keep_terms())
            field.returnPressed.connect(self.ask_send)
        self.gateway.currentTextChanged.connect(lambda _text: self._keep_terms())
        self.days.valueChanged.connect(lambda _days: self._keep_terms())

    def _fill(self, partner_id: str) -> None:
        read, today = self._bridge.document.read, self._state.today
        lines = partner_lines(read, today)
        for at, line in enumerate(lines):
            item = QListWidgetItem(partner_words(line))
            item.setData(_ID, line.partner.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.listing.addItem(item)
            self._terms[line.partner.id] = terms_for(read, line.partner)
            if line.partner.id == partner_id:
                self.listing.setCurrentRow(at)
        if self.listing.currentRow() < 0:
            self.listing.setCurrentRow(0)
        if not lines:
            self.listing.addItem("No partner owes anything: give it a task in an operation's Tasks tab.")
            self.listing.setEnabled(False)
        self._show_terms()
        self._name_button()

    @property
    def in_hand(self) -> str:
        """The id of the partner in hand, or empty."""
        item = self.listing.currentItem()
        return str(item.data(_ID) or "") if item is not None else ""

    @property
    def chosen(self) -> list[str]:
        """The ids of the partners that are ticked, else the one in hand."""
        items = [self.listing.item(at) for at in range(self.listing.count())]
        ticked = [str(i.data(_ID)) for i in items if i.data(_ID) and i.checkState() == Qt.CheckState.Checked]
        return ticked or [p for p in [self.in_hand] if p]

    def _show_terms(self) -> None:
        terms = self._terms.get(self.in_hand)
        for widget in (self.purpose, self.gateway, self.agreement, self.days, self.reply_to):
            widget.setEnabled(terms is not None)
            widget.blockSignals(True)
        if terms is not None:
            self.purpose.setText(terms.purpose)
            self.gateway.setCurrentText(terms.gateway)
            self.agreement.setText(terms.agreement)
            self.days.setValue(terms.days)
            self.reply_to.setText(terms.reply_to)
        for widget in (self.purpose, self.gateway, self.agreement, self.days, self.reply_to):
            widget.blockSignals(False)
        self._say_terms()
        self._name_button()

    def _keep_terms(self) -> None:
        before = self._terms.get(self.in_hand)
        if before is not None:
            self._terms[self.in_hand] = replace(
                before,
                purpose=self.purpose.text(),
                gateway=self.gateway.currentText(),
                agreement=self.agreement.text(),
                days=self.days.value(),
                reply_to=self.reply_to.text(),
            )
            self._say_terms()

    def _say_terms(self) -> None:
        terms = self._terms.get(self.in_hand)
        bare = terms is not None and "115" in terms.gateway and not terms.agreement.strip()
        self._warning.setText(_NO_AGREEMENT if bare else "")
        self._warning.setVisible(bare)
        set_look(self._warning, "muted")
        self._where.setText(f"The files go to the folder “{self._folder.name or self._folder}”.")

    def _name_button(self) -> None:
        chosen = self.chosen
        self.send.setText(f"Send to {len(chosen)} partners" if len(chosen) > 1 else "Send")
        self.send.setEnabled(bool(chosen))

    def ask_folder(self) -> None:
        """Ask where the files go."""
        name = QFileDialog.getExistingDirectory(self, "Folder for the task sheets", str(self._folder))
        if name:
            self._folder = Path(name)
            self._say_terms()

    def ask_send(self) -> None:
        """Send, unless a purpose or a gateway is missing."""
        chosen = self.chosen
        if not chosen:
            return
        for partner_id in chosen:
            terms = self._terms[partner_id]
            if not (terms.purpose.strip() and terms.gateway.strip()):
                self._go_to(partner_id)
                self._warning.setText("Say for what purpose and by which gateway this is handed on.")
                set_look(self._warning, "alert")
                self._warning.show()
                return
        self.send.setEnabled(False)
        self.wished.emit(Sending({p: self._terms[p] for p in chosen}, self._folder))

    def _go_to(self, partner_id: str) -> None:
        for at in range(self.listing.count()):
            if self.listing.item(at).data(_ID) == partner_id:
                self.listing.setCurrentRow(at)

    def try_again(self) -> None:
        """Let the user send again after it could not be done."""
        self._name_button()


def partner_words(line: PartnerLine) -> str:
    """Return "City Council · 12 tasks, 3 overdue · last sent 28 August 2026"."""
    owed = count_text(line.open, "task") + (f", {line.overdue} overdue" if line.overdue else "")
    sent = f"last sent {date_text(line.last_sent)}" if line.last_sent else "never sent"
    return f"{line.partner.called} · {owed} · {sent}"

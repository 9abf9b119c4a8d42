"""Share a copy: for whom, on what terms, with a passphrase or not; written on a worker thread."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QWidget,
)
from shiboken6 import isValid

from planner.document.partner_tasks import GATEWAYS, Terms, terms_for
from planner.document.sharing import (
    PLAIN_COPY,
    PreparedShare,
    ShareWish,
    finish_share,
    prepare_share,
    proposed_name,
    refuse_wish,
)
from planner.document.sharing import terms_of_share as usual_terms
from planner.domain.errors import InvalidInput, KnownError
from planner.domain.records.people import Partner
from planner.ui.dialogs.base import PlainDialog
from planner.ui.jobs import Job, Progress
from planner.ui.widgets.build import button, holder, label
from planner.ui.widgets.fields import inset
from planner.ui.widgets.progress import ProgressLines
from planner.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_HINT = (
    "A copy is a new file that holds only what its readers may see. It is read back before you get it, and "
    "noted in the register of what was handed on."
)
_ONE, _ANY, _POLICE = "one", "any", "police"
_WORDS = {
    _ONE: "Only the operations it has a part in, its own tasks and times; it may answer its tasks.",
    _ANY: "All operations with their days, wards and themes; no tasks, staff, briefs or notes.",
    _POLICE: "The whole plan with its history, without the command file.",
}
_LESS = (
    "The operations that are not marked OFFICIAL-SENSITIVE, with their days, wards and themes; no tasks, "
    "staff, briefs or notes."
)
_MOST_DAYS = 3650


class ShareDialog(PlainDialog):
    """Asks what is to be shared and with whom, then writes it."""

    def __init__(self, window: "MainWindow", work: "Workspace", partner_id: str = "") -> None:
        super().__init__(window, "Share a copy", _HINT)
        self.setObjectName("share_copy")
        self._window, self._work = window, work
        self._job: Job | None = None
        read = work.bridge.document.read
        self._partners = sorted(read.all(Partner), key=lambda p: p.sort)
        choices = ((_ONE, "One partner", ""), (_ANY, "Any partner", ""), (_POLICE, "Police", ""))
        self._whose = _ONE if self._partners else _POLICE
        self.audience = Segmented(choices, self._whose)
        self.audience.chosen.connect(self._on_audience)
        self._says = label("", "muted", wrap=True)
        self.page.addWidget(self.audience)
        self.page.addWidget(self._says)
        self.without_sensitive = QCheckBox("Without the operations marked OFFICIAL-SENSITIVE")
        self.without_sensitive.toggled.connect(lambda _on: self._say_what_goes_in())
        self._make_fields(partner_id)
        self._problem = label("", "alert", wrap=True)
        self._progress = ProgressLines("Writing the copy")
        policy = self._progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # so that the window does not jump
        self._progress.setSizePolicy(policy)
        self._progress.hide()
        self.page.addWidget(self._problem)
        self.page.addWidget(self._progress)
        self.page.addStretch(1)
        self.cancel = button("Cancel", self.stop)
        self.share = button("Share…", self.ask_share, "primary")
        self.foot.addWidget(self.share)
        self.foot.addWidget(self.cancel)
        self._on_audience(self._whose)
        self.fit(560, 480)

    def _make_fields(self, partner_id: str) -> None:
        self.partner, self.gateway = QComboBox(), QComboBox()
        for partner in self._partners:
            self.partner.addItem(partner.name, partner.id)
        self.gateway.setEditable(True)
        self.gateway.addItems(GATEWAYS)
        self.purpose, self.agreement = QLineEdit(), QLineEdit()
        self.agreement.setPlaceholderText("Reference of the sharing agreement")
        self.days = QSpinBox()
        self.days.lineEdit().setTextMargins(7, 0, 0, 0)
        self.days.setRange(0, _MOST_DAYS)
        self.days.setSuffix(" days")
        inset(self.days)
        self._make_phrase()
        self.as_zip = QCheckBox("As a .zip file, since mail gateways block unknown endings")
        self._form = QFormLayout()
        self._form.setContentsMargins(0, 4, 0, 4)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields: tuple[tuple[str, QWidget], ...] = (
            ("Partner", self.partner),
            ("Purpose", self.purpose),
            ("Gateway", self.gateway),
            ("Agreement", self.agreement),
            ("Destroy after", self.days),
            ("Passphrase", self.phrase),
            ("The same again", self.again),
        )
        for words, field in fields:
            field.setAccessibleName(words)
            self._form.addRow(label(words, "muted"), field)
        self._form.addRow(self.plain)
        self._form.addRow(self.without_sensitive)
        self._form.addRow(self.as_zip)
        self._fields = holder(self._form)
        self._show_protection(self.phrase.text())
        self.page.addWidget(self._fields)
        if partner_id:
            self.partner.setCurrentIndex(max(0, self.partner.findData(partner_id)))
        self.partner.currentIndexChanged.connect(lambda _index: self._show_terms())

    def _make_phrase(self) -> None:
        self.phrase, self.again = QLineEdit(), QLineEdit()
        for secret in (self.phrase, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.phrase.textChanged.connect(self._show_protection)
        self.phrase.setPlaceholderText("Optional; tell it by another way than the file")
        self.plain = label(PLAIN_COPY, "alert", wrap=True)

    def _on_audience(self, whose: object) -> None:
        self._whose = str(whose)
        self._say_what_goes_in()
        self._form.setRowVisible(self.partner, self._whose == _ONE)
        self._form.setRowVisible(self.without_sensitive, self._whose == _ANY)
        for field in (self.purpose, self.gateway, self.agreement, self.days):
            self._form.setRowVisible(field, self._whose != _POLICE)
        self._show_terms()

    def _say_what_goes_in(self) -> None:
        is_less = self._whose == _ANY and self.without_sensitive.isChecked()
        self._says.setText(_LESS if is_less else _WORDS[self._whose])

    def _show_protection(self, phrase: str) -> None:
        is_plain = self._work.bridge.document.is_encrypted and not phrase
        self._form.setRowVisible(self.plain, is_plain)

    def _show_terms(self) -> None:
        read = self._work.bridge.document.read
        partner = read.get(Partner, self.partner_id) if self.partner_id else None
        terms = terms_for(read, partner) if partner is not None else usual_terms(read, "")[1]
        self.purpose.setText(terms.purpose)
        self.gateway.setCurrentText(terms.gateway)
        self.agreement.setText(terms.agreement)
        self.days.setValue(terms.days)
        self._reply_to = terms.reply_to

    @property
    def partner_id(self) -> str:
        """The id of the chosen partner; empty for a copy that is not one partner's."""
        return str(self.partner.currentData() or "") if self._whose == _ONE else ""

    @property
    def recipient(self) -> str:
        """Whom the copy is for, in words for a file name."""
        return {_ONE: self.partner.currentText(), _ANY: "partners", _POLICE: "police"}[self._whose]

    def wish(self) -> ShareWish:
        """Return what was asked for; InvalidInput when something is missing."""
        if self.phrase.text() != self.again.text():
            raise InvalidInput("The two passphrases differ; type the same one twice.")
        if self._whose != _POLICE and not (
            self.purpose.text().strip() and self.gateway.currentText().strip()
        ):
            raise InvalidInput("Say for what purpose and by which gateway this is handed on.")
        terms = Terms(
            purpose=self.purpose.text() if self._whose != _POLICE else "",
            gateway=self.gateway.currentText() if self._whose != _POLICE else "",
            agreement=self.agreement.text() if self._whose != _POLICE else "",
            days=self.days.value(),
            reply_to=self._reply_to,
        )
        audience = "police" if self._whose == _POLICE else "partner"
        return ShareWish(
            audience=audience,
            partner_id=self.partner_id,
            terms=terms,
            passphrase=self.phrase.text(),
            without_sensitive=self._whose == _ANY and self.without_sensitive.isChecked(),
        )

    def ask_share(self) -> None:
        """Ask for the file name, then write the copy."""
        try:
            self.wish()
        except KnownError as error:
            self._problem.setText(str(error))
            return
        target = self._work.bridge.document.target
        name = proposed_name(target.stem, self.recipient, self._work.state.today)
        ending, kind = (".zip", "Zip files (*.zip)") if self.as_zip.isChecked() else (
            ".wardplan", "Plans (*.wardplan)")  # fmt: skip
        chosen, _filter = QFileDialog.getSaveFileName(
            self, "Share a copy", str(target.with_name(name + ending)), kind
        )
        if chosen:
            self.start(Path(chosen))

    def start(self, out: Path) -> None:
        """Write the copy on a worker thread."""
        document = self._work.bridge.document
        try:
            wish = self.wish()
            refuse_wish(document, out, wish)
        except KnownError as error:
            self._problem.setText(str(error))
            return
        self._problem.setText("")
        self._set_busy(True)

        def work(progress: Progress) -> PreparedShare:
            prepared = prepare_share(document, out, wish, at=datetime.now(UTC), report=progress)
            try:
                progress(98, "Noting the copy")
            except BaseException:
                prepared.discard()
                raise
            return prepared

        def finish(prepared: PreparedShare) -> None:
            # The dialog may be gone, or its user may have thought better of it, just as the copy was ready.
            if not isValid(self) or self._job is None:
                prepared.discard()
            else:
                self._finish(prepared)

        self._job = self._window.jobs.start(work, done=finish, failed=self._on_failed, ended=self._end)
        self._job.progressed.connect(self._progress.show_progress)

    def _finish(self, prepared: PreparedShare) -> None:
        try:
            share = finish_share(self._work.bridge.document, prepared)
        except KnownError as error:
            self._on_failed(str(error))
            return
        made = f"The {share.what[0].lower()}{share.what[1:]} is {prepared.out.name}."
        self._window.messages.say(made, stays=True)  # whoever shares has to find it
        self.accept()

    def _on_failed(self, sentence: str) -> None:
        self._problem.setText(sentence)

    def _end(self) -> None:
        self._job = None
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        self._progress.begin()
        self._progress.setVisible(busy)
        self.share.setEnabled(not busy)
        self._fields.setEnabled(not busy)
        self.audience.setEnabled(not busy)

    def stop(self) -> None:
        """Stop writing, or close the dialog when nothing is being written."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._set_busy(False)
            return
        self.reject()

    def done(self, result: int) -> None:
        """Close; a copy that is still being written is not wanted any more."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self.phrase.clear()
        self.again.clear()
        super().done(result)

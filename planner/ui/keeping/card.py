"""One operation in Reviews and holds: its dates, its holds, and what can be decided."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from planner.document.command import Command
from planner.document.commands.review import place_hold, record_review, release_hold, set_review_date
from planner.document.keeping_words import due_words, hold_words, last_words, review_words
from planner.document.retention import keeping_of
from planner.document.typed_dates import read_when
from planner.domain.errors import InvalidInput, KnownError
from planner.domain.phrases import date_text
from planner.domain.vocabulary import HoldKind
from planner.ui.widgets.build import button, column, emptied, holder, label, row
from planner.ui.widgets.fields import Choice, text_line

if TYPE_CHECKING:
    from planner.ui.workspace import Workspace

_KINDS = tuple((k, k.value[:1].upper() + k.value[1:]) for k in HoldKind)


class KeepingCard(QFrame):
    """Shows and decides; every decision is one command with one undo."""

    def __init__(self, operation_id: str, work: "Workspace") -> None:
        super().__init__()
        self.operation_id, self._work = operation_id, work
        self.keeping = keeping_of(work.bridge.document.read, operation_id)
        self.setProperty("look", "card")
        page = column(spacing=3, margins=(12, 10, 12, 10))
        operation = self.keeping.operation
        page.addWidget(label(f"{operation.reference} · {operation.title}", "strong", wrap=True))
        due = due_words(self.keeping, work.state.today)
        facts = row(label(f"Ended {date_text(self.keeping.ended)}", "muted"), label(due, "alert"), None)
        page.addWidget(holder(facts))
        page.addWidget(label(review_words(self.keeping), "", wrap=True))
        if last := last_words(self.keeping):
            page.addWidget(label(last, "muted", wrap=True))
        for hold in self.keeping.holds:
            page.addWidget(label(hold_words(hold), "" if hold.released_on is None else "muted", wrap=True))
            if hold.released_on is None:
                free = button("Release this hold…", partial(self._ask_release, hold.id), "link")
                page.addWidget(holder(row(free, None)))
        self._form = column(spacing=6)
        page.addWidget(self._links())
        page.addLayout(self._form)
        self.setLayout(page)

    def _links(self) -> QWidget:
        links = row(spacing=16)
        for words, act in (
            ("Keep until…", self.ask_keep),
            ("May be destroyed…", self.ask_let_go),
            ("Set the review date…", self.ask_date),
            ("Place a hold…", self.ask_hold),
        ):
            links.addWidget(button(words, act, "link"))
        links.addWidget(button("Show it", self._show, "link"))
        links.addStretch(1)
        return holder(links)

    def _show(self) -> None:
        self._work.operations.show_operation(self.operation_id)

    # Deciding -----------------------------------------------------------------------------------------

    def ask_keep(self) -> None:
        """Ask until when it is kept and why."""
        until = text_line("Until, such as 1 October 2028")
        why = text_line("Why it is kept")
        who = self._reviewer()

        def make() -> Command:
            return self._reviewed(f"Keep: {_needed(why, 'reason')}", who, _day(until, self._work.state.today))

        self._ask((until, why, who), "Keep it", make)

    def ask_let_go(self) -> None:
        """Ask for the reason why nothing speaks against destroying it; a hold does."""
        if self.keeping.open_holds:
            self._say("It is on hold: release the hold first, with the reason.")
            return
        why, who = text_line("Why it may be destroyed"), self._reviewer()

        def make() -> Command:
            return self._reviewed(f"May be destroyed: {_needed(why, 'reason')}", who, None)

        self._ask((why, who), "Record the decision", make)

    def _reviewer(self) -> QLineEdit:
        who = text_line("Post of the reviewer, never a name")
        who.setText(self._work.bridge.document.author)
        return who

    def _reviewed(self, decision: str, who: QLineEdit, until: date | None) -> Command:
        return record_review(
            operation_id=self.operation_id,
            reviewed_on=self._work.state.today,
            reviewed_by=who.text(),
            decision=decision,
            review_on=until,
        )

    def ask_date(self) -> None:
        """Ask for a review date of its own; nothing typed goes back to the schedule."""
        when = text_line("Review on, or nothing for the schedule's date")

        def make() -> Command:
            day = _day(when, self._work.state.today) if when.text().strip() else None
            return set_review_date(operation_id=self.operation_id, review_on=day)

        self._ask((when,), "Set it", make)

    def ask_hold(self) -> None:
        """Ask which hold and why."""
        kind, why = Choice(_KINDS), text_line("Why it must be kept, with the reference")
        kind.setAccessibleName("Kind of hold")

        def make() -> Command:
            chosen = HoldKind(str(kind.value))
            return place_hold(operation_id=self.operation_id, kind=chosen, reason=why.text())

        self._ask((kind, why), "Place the hold", make)

    def _ask_release(self, hold_id: str) -> None:
        why = text_line("Why the hold is released")
        self._ask((why,), "Release it", lambda: release_hold(hold_id=hold_id, reason=why.text()))

    def _ask(self, fields: Sequence[QWidget], words: str, make: Callable[[], Command]) -> None:
        emptied(self._form)
        problem = label("", "alert", wrap=True)

        def go() -> None:
            try:
                command = make()
            except KnownError as error:
                problem.setText(str(error))
                return
            bridge = self._work.bridge
            bridge.failed.connect(problem.setText)
            try:
                bridge.run(command, self)
            finally:
                bridge.failed.disconnect(problem.setText)

        line = row(*fields, button(words, go, "primary"), spacing=8)
        for index in range(len(fields)):
            line.setStretch(index, 1)
        self._form.addWidget(holder(line))
        self._form.addWidget(problem)
        for field in fields:
            if isinstance(field, QLineEdit):
                field.returnPressed.connect(go)
        fields[0].setFocus()

    def _say(self, sentence: str) -> None:
        emptied(self._form)
        self._form.addWidget(label(sentence, "alert", wrap=True))


def _needed(field: QLineEdit, word: str) -> str:
    if not field.text().strip():
        raise InvalidInput(f"The {word} may not be empty; type one.")
    return field.text().strip()


def _day(field: QLineEdit, today: date) -> date:
    when = read_when(field.text(), today)
    if when.first is None:
        raise InvalidInput("Type a date such as 1 October 2028.")
    return when.first

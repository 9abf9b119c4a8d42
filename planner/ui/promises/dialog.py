"""Promises of visits: list, add by a typed line, edit, end; and how each stands by submitted returns."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from planner.document.command import Command
from planner.document.commands.strategy import add_strategy, delete_strategy, edit_strategy
from planner.document.promise_standing import read_promise, standing_of
from planner.document.wards_offered import ward_choices
from planner.domain.records.ground import Place
from planner.domain.records.review import Strategy
from planner.domain.vocabulary import PlaceKind, PromisePeriod
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, label
from planner.ui.widgets.table_editor import ListSpec, TableEditor
from planner.ui.widgets.table_model import Column

if TYPE_CHECKING:
    from planner.storage.reader import Reader
    from planner.ui.workspace import Workspace

_HINT = "The nearest promise holds: a village's own before its ward's before one for every village."
_PERIODS = tuple((p, p.value) for p in PromisePeriod)


class PromisesDialog(PlainDialog):
    """A table of the promises; below it how the chosen one stands."""

    def __init__(self, parent: QWidget, work: "Workspace") -> None:
        super().__init__(parent, "Promises of visits", _HINT)
        self._work = work
        self.editor = TableEditor(work.bridge, self._spec(), "Promises of visits")
        self.standing = label("", "", wrap=True)
        self.page.addWidget(self.editor, 1)
        self.page.addWidget(label("How it stands, from submitted returns only", "section"))
        self.page.addWidget(self.standing)
        self.end = button("End it today", self.end_today, tip="Keeps the record; deleting does not")
        self.foot.insertWidget(0, self.end)
        self.add_close()
        selection = self.editor.view.selectionModel()
        selection.currentRowChanged.connect(lambda _now, _before: self._show())
        self.follow(work.bridge, self._show)
        work.bridge.document_replaced.connect(self.close)
        if self.editor.model.lines:
            self.editor.view.selectRow(0)
        self.fit(980, 520)
        self._show()

    @property
    def _read(self) -> "Reader":
        return self._work.bridge.document.read

    def _villages(self) -> dict[str, str]:
        return {p.name: p.id for p in self._read.all(Place, kind=PlaceKind.VILLAGE) if not p.operation_id}

    def _wards(self) -> dict[str, str]:
        used = {s.ward_id for s in self._read.all(Strategy)}
        return {words: i for i, words in ward_choices(self._read, used)}

    def _spec(self) -> ListSpec:
        wards = (("", "any"), *((i, n) for n, i in sorted(self._wards().items())))
        places = (("", "every village"), *((i, n) for n, i in sorted(self._villages().items())))
        columns = (
            Column("title", "Promise", wide=True),
            Column("place_id", "Village", "choice", places),
            Column("ward_id", "Ward", "choice", wards),
            Column("visits", "Visits", "number"),
            Column("period", "Each", "choice", _PERIODS),
            Column("first", "From", "date"),
            Column("last", "Until", "date", optional=True),
        )
        return ListSpec(
            Strategy, columns, lambda: sorted(self._read.all(Strategy), key=lambda s: (s.first, s.title)),
            lambda row_id, name, value: edit_strategy(strategy_id=row_id, **{name: value}),
            lambda row_id: delete_strategy(strategy_id=row_id), self._added,
            "Add: Dedham, 2 visits a quarter",
        )  # fmt: skip

    def _added(self, text: str) -> Command:
        typed = read_promise(text, self._villages(), self._wards())
        return add_strategy(
            title=typed.title,
            visits=typed.visits,
            period=typed.period,
            first=self._work.state.today,
            ward_id=typed.ward_id,
            place_id=typed.place_id,
        )[0]

    def _chosen(self) -> Strategy | None:
        chosen = self.editor.selected()
        return self._read.get(Strategy, chosen.id) if chosen is not None else None

    def _show(self) -> None:
        chosen = self._chosen()
        self.end.setEnabled(chosen is not None and chosen.last is None)
        if chosen is None:
            self.standing.setText("Choose a promise above.")
        else:
            self.standing.setText(standing_of(self._work.figures.ledger, chosen.id).words)

    def end_today(self) -> None:
        """Let the chosen promise hold for the last time today."""
        chosen = self._chosen()
        if chosen is not None:
            self.editor.run(edit_strategy(strategy_id=chosen.id, last=self._work.state.today))

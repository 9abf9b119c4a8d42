"""What the inspector shows of a ward or a village: its facts, and the operations planned there."""

from datetime import datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from planner.document.promises import period_name
from planner.document.unseen import unseen_work
from planner.domain.phrases import count_text, date_text
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.people import Concern
from planner.domain.vocabulary import PromisePeriod, UnseenKind
from planner.domain.ward_sets import ward_words
from planner.ui.bridge import Bridge
from planner.ui.state import ViewState
from planner.ui.village.card import PlaceCard
from planner.ui.village.figures import Figures, seen_words
from planner.ui.widgets.build import button, column, emptied, hairline, holder, label, row, scrolled
from planner.ui.widgets.shortened import ShortenedLink

_MOST_LINES = 14


class GroundCard(QWidget):
    """Read-only card of the selected ward or village."""

    operation_wished = Signal(str)
    place_wished = Signal(str)
    print_wished = Signal(str)  # place id: its parish report
    visit_wished = Signal(str)  # place id: plan a visit there
    list_wished = Signal(str)  # the action whose list holds more

    def __init__(self, bridge: Bridge, state: ViewState, figures: Figures) -> None:
        super().__init__()
        self._bridge, self._state, self._figures = bridge, state, figures
        self._ward_id = self._place_id = ""
        page = QWidget()
        page.setObjectName("panel_page")
        self._page = column(spacing=4, margins=(14, 12, 14, 16))
        page.setLayout(self._page)
        self.setLayout(column(scrolled(page), spacing=0))
        state.period_changed.connect(lambda _period: self.reload())

    def show_ground(self, ward_id: str, place_id: str) -> None:
        """Show a ward, or a place when one is given."""
        self._ward_id, self._place_id = ward_id, place_id
        self.reload()

    def reload(self) -> None:
        """Read the card again."""
        emptied(self._page)
        read = self._bridge.document.read
        place = read.get(Place, self._place_id) if self._place_id else None
        ward = read.get(Ward, self._ward_id) if self._ward_id else None
        if place is not None:
            self._show_place(place)
        elif ward is not None:
            self._show_ward(ward)
        self._page.addStretch(1)

    def _show_ward(self, ward: Ward) -> None:
        self._page.addWidget(label(ward_words(ward), "heading", wrap=True))
        people = f" · {ward.population:,} residents" if ward.population else ""
        self._page.addWidget(label(f"Ward · {ward.code}{people}", "muted", wrap=True))
        self._add_longest_unseen(ward)
        self._add_unseen(ward.id)
        rows = self._bridge.document.read.all(OperationWard, ward_id=ward.id)
        self._add_operations({r.operation_id for r in rows})
        concerns = sorted(self._bridge.document.read.all(Concern, ward_id=ward.id), key=lambda c: c.rank)
        if concerns:
            self._page.addSpacing(8)
            self._page.addWidget(label("What residents said matters", "section"))
        for concern in concerns:
            said = f", {date_text(concern.said_on)}" if concern.said_on else ""
            source = f" ({concern.source}{said})" if concern.source else ""
            self._page.addWidget(label(f"{concern.rank}. {concern.text}{source}", wrap=True))

    def _show_place(self, place: Place) -> None:
        read = self._bridge.document.read
        card = PlaceCard(self._bridge, self._figures, place)
        card.print_wished.connect(self.print_wished)
        card.visit_wished.connect(self.visit_wished)
        self._page.addWidget(card)
        self._add_unseen(place.ward_id)
        visits = read.all(Visit, place_id=place.id)
        deployments = read.among(Deployment, "id", [v.deployment_id for v in visits])
        self._add_operations({d.operation_id for d in deployments})

    def _add_longest_unseen(self, ward: Ward) -> None:
        """Name the ward's longest-unvisited village, which gives the ward its colour."""
        found = next((w for w in self._figures.ledger.wards if w.ward_id == ward.id), None)
        if found is None or not found.longest_id:
            return
        self._page.addSpacing(8)
        self._page.addWidget(label("Longest unseen village", "section"))
        words = f"{found.longest}, {seen_words(found.days_since_seen)}"
        go = ShortenedLink(words, lambda: self.place_wished.emit(found.longest_id))
        self._page.addWidget(go)
        delivered = f"{count_text(found.year.delivered, 'visit')} delivered of {found.year.planned} planned"
        self._page.addWidget(label(f"{delivered} in 12 months, from returns only", "muted", wrap=True))

    def _add_unseen(self, ward_id: str) -> None:
        """Show the unseen work of the last quarter that may be shown, and lead to promises and counts."""
        now = datetime.combine(self._state.today, time(12))
        rows = unseen_work(self._bridge.document.read, now, ward_id)
        if rows:
            self._page.addSpacing(8)
            name = period_name(PromisePeriod.QUARTER, rows[0].quarter)
            self._page.addWidget(label(f"Unseen work, {name}", "section"))
            counts = ", ".join(f"{kind.value} {rows[0].words(kind)}" for kind in UnseenKind)
            self._page.addWidget(label(f"{counts.capitalize()}. Not counted as seen.", "muted", wrap=True))
        promises = button("Promises…", lambda: self.list_wished.emit("promises"), "link")
        unseen = button("Unseen work…", lambda: self.list_wished.emit("unseen"), "link")
        self._page.addWidget(holder(row(promises, unseen, None, spacing=16)))

    def _add_operations(self, ids: set[str]) -> None:
        start, end = self._state.period.span
        read = self._bridge.document.read
        near = [o for o in read.operations_between(start, end + timedelta(days=56)) if o.id in ids]
        self._page.addSpacing(8)
        words = "Operations in this period and the eight weeks after"
        self._page.addWidget(label(words, "section", wrap=True))
        if not near:
            self._page.addWidget(label("None", "muted"))
        for operation in near[:_MOST_LINES]:
            self._page.addWidget(self._operation_line(operation))
            self._page.addWidget(hairline())
        if len(near) > _MOST_LINES:
            self._page.addWidget(label(f"and {len(near) - _MOST_LINES} more", "muted"))

    def _operation_line(self, operation: Operation) -> QWidget:
        start = self._bridge.document.read.span_of(operation.id)[0]
        words = f"{date_text(start.date())}  {operation.title}"
        tip = f"{operation.reference} {operation.title}"
        return ShortenedLink(words, lambda: self.operation_wished.emit(operation.id), tip)

"""What the inspector shows of a ward or a village: its facts, and the operations planned there."""

from datetime import datetime, time, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from planner.domain.phrases import count_text, date_text
from planner.domain.records.deployment import Deployment, Visit
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.people import Concern
from planner.domain.records.returns import Return, ReturnVisit
from planner.domain.vocabulary import ReturnState
from planner.geo.gridref import to_gridref
from planner.ui.bridge import Bridge
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, column, emptied, hairline, label, scrolled

_MOST_LINES = 14


class GroundCard(QWidget):
    """Read-only card of the selected ward or village."""

    operation_wished = Signal(str)

    def __init__(self, bridge: Bridge, state: ViewState) -> None:
        super().__init__()
        self._bridge, self._state = bridge, state
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
        self._page.addWidget(label(ward.name, "heading", wrap=True))
        people = f" · {ward.population:,} residents" if ward.population else ""
        self._page.addWidget(label(f"Ward · {ward.code}{people}", "muted", wrap=True))
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
        ward = read.get(Ward, place.ward_id)
        where = f" · {ward.name}" if ward is not None else ""
        kind = place.kind.value.replace("_", " ")
        self._page.addWidget(label(place.name, "heading", wrap=True))
        facts = f"{kind.capitalize()}{where} · {to_gridref(place.easting, place.northing)}"
        self._page.addWidget(label(facts, "muted", wrap=True))
        self._page.addSpacing(8)
        self._page.addWidget(label("Last seen, from returns", "section"))
        last = self._last_visit(place.id)
        self._page.addWidget(label(self._seen_words(last), wrap=True))
        visits = read.all(Visit, place_id=place.id)
        coming = sorted(v.start for v in visits if v.start.date() >= self._state.today)
        self._page.addWidget(label("Next planned", "section"))
        self._page.addWidget(label(date_text(coming[0].date()) if coming else "Nothing planned", wrap=True))
        deployments = read.among(Deployment, "id", [v.deployment_id for v in visits])
        self._add_operations({d.operation_id for d in deployments})

    def _last_visit(self, place_id: str) -> datetime | None:
        read = self._bridge.document.read
        made = read.all(ReturnVisit, place_id=place_id)
        submitted = {
            r.id
            for r in read.among(Return, "id", [v.return_id for v in made])
            if r.state is ReturnState.SUBMITTED
        }
        today = datetime.combine(self._state.today, time(23, 59))
        return max((v.start for v in made if v.return_id in submitted and v.start <= today), default=None)

    def _seen_words(self, last: datetime | None) -> str:
        if last is None:
            return "No visit in any return"
        days = (self._state.today - last.date()).days
        return f"{date_text(last.date())}, {count_text(days, 'day')} ago"

    def _add_operations(self, ids: set[str]) -> None:
        start, end = self._state.period.span
        read = self._bridge.document.read
        near = [o for o in read.operations_between(start, end + timedelta(days=56)) if o.id in ids]
        self._page.addSpacing(8)
        self._page.addWidget(label("Operations in this period and the eight weeks after", "section"))
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
        return button(
            words, lambda: self.operation_wished.emit(operation.id), "link", tip=operation.reference
        )

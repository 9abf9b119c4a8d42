"""The card of a village: when it was last seen, when next, what was promised, twelve months, who asked."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from planner.domain.phrases import count_text, date_text, day_name, month_name, time_text
from planner.domain.records.ground import Place, Ward
from planner.domain.vocabulary import PlaceKind
from planner.geo.gridref import to_gridref
from planner.ui.bridge import Bridge
from planner.ui.village.bars import MonthBars, year_words
from planner.ui.village.figures import Figures
from planner.ui.widgets.build import button, column, holder, label, row, set_look

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtWidgets import QVBoxLayout

    from planner.document.village_card import VillageCard

_MOST_CONCERNS = 4
LONG_UNSEEN_DAYS = 28


class PlaceCard(QWidget):
    """What is known of one place; figures of visits made come from submitted returns only."""

    print_wished = Signal(str)  # place id
    visit_wished = Signal(str)  # place id

    def __init__(self, bridge: Bridge, figures: Figures, place: Place) -> None:
        from planner.document.village_card import village_card

        super().__init__()
        read, feed = bridge.document.read, figures.feed
        card = village_card(read, place.id, feed.now, feed=feed)
        ward = read.get(Ward, place.ward_id)
        page = column(spacing=6)
        page.addWidget(label(place.name, "heading", wrap=True))
        kind = place.kind.value.replace("_", " ").capitalize()
        facts = [
            kind,
            ward.name if ward else "outside the district",
            to_gridref(place.easting, place.northing),
        ]
        page.addWidget(label(" · ".join(facts), "muted", wrap=True))
        page.addWidget(_box("Last seen", last_lines(card)))
        page.addWidget(_box("Next planned", next_lines(card)))
        page.addWidget(_box("Promise to the parish", promise_lines(card)))
        page.addSpacing(4)
        page.addWidget(MonthBars(card.months))
        page.addWidget(label("Outlined: planned. Solid: delivered, from returns only.", "small", wrap=True))
        page.addWidget(label(year_words(card.row.year), "small", wrap=True))
        self._add_actions(page, place)
        _add_concerns(page, card)
        self.setLayout(page)

    def _add_actions(self, page: "QVBoxLayout", place: Place) -> None:
        self.print = button("Print for the parish", lambda: self.print_wished.emit(place.id), "primary")
        self.visit = button("Plan a visit", lambda: self.visit_wished.emit(place.id))
        self.print.setVisible(place.kind is PlaceKind.VILLAGE)
        page.addSpacing(4)
        page.addWidget(holder(row(self.print, self.visit, None)))


Line = tuple[str, str]  # words and their look


def last_lines(card: "VillageCard") -> list[Line]:
    """Return "41 days" and what the return says of that visit."""
    last, days = card.row.last, card.row.days_since_seen
    if last is None or days is None:
        return [("No visit in any return", "alert_strong")]
    look = "alert_heading" if days > LONG_UNSEEN_DAYS else "heading"
    by = f", {card.role}" if card.role else ""
    words = f"{_day(last.start)}{by}, {last.minutes} min"
    return [(count_text(days, "day") if days > 0 else "Today", look), (words, "")]


def next_lines(card: "VillageCard") -> list[Line]:
    """Return the day of the next planned visit and its operation."""
    coming = card.row.next
    if coming is None:
        return [("Nothing planned", "strong")]
    words = f"{card.next_code}, {time_text(coming.start)}, {coming.minutes} min"
    return [(_day(coming.start), "strong"), (words, "")]


def promise_lines(card: "VillageCard") -> list[Line]:
    """Return what was promised, and whether the last whole period kept it."""
    promise = card.row.promise
    if promise is None:
        return [("None made", "muted")]
    lines: list[Line] = [(promise.words, "strong")]
    if promise.last_delivered is not None:
        kept = f"{promise.last_period_name}: {promise.last_delivered} of {promise.visits}"
        lines.append(
            (
                f"{kept}, kept" if promise.is_kept else f"{kept}, not kept",
                "good" if promise.is_kept else "alert",
            )
        )
    lines.append((f"{promise.period_name} so far: {promise.delivered} of {promise.visits}", ""))
    return lines


def _day(moment: "datetime") -> str:
    """Return "Fri 24 July 2026"."""
    return f"{day_name(moment, short=True)} {moment.day} {month_name(moment)} {moment.year}"


def _box(title: str, lines: list[Line]) -> QFrame:
    made = QFrame()
    made.setProperty("look", "card")
    layout = column(label(title, "section"), spacing=1, margins=(10, 7, 10, 8))
    for words, look in lines:
        line = label(words, wrap=True)
        set_look(line, look)
        layout.addWidget(line)
    made.setLayout(layout)
    return made


def _add_concerns(page: "QVBoxLayout", card: "VillageCard") -> None:
    if not card.concerns:
        return
    page.addSpacing(8)
    page.addWidget(label("Who asked, and for what", "section"))
    for concern in card.concerns[:_MOST_CONCERNS]:
        said = f", {date_text(concern.said_on)}" if concern.said_on else ""
        source = f" ({concern.source}{said})" if concern.source else ""
        page.addWidget(label(f"{concern.rank}. {concern.text}{source}", wrap=True))

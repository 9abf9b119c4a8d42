"""The visibility figures that map, cards, Ctrl+K and attention bar share: counted once, kept fresh."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from planner.domain.phrases import count_text
from planner.domain.records.ground import Place
from planner.domain.timespan import now_on
from planner.domain.vocabulary import PlaceKind
from planner.ui.bridge import Bridge
from planner.ui.state import ViewState

if TYPE_CHECKING:
    from planner.document.visibility import Ledger
    from planner.document.visibility_feed import LedgerFeed


class Figures(QObject):
    """Owns the ledger of the open plan; must hear of changes before the views that show it."""

    def __init__(self, bridge: Bridge, state: ViewState, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._state = bridge, state
        self._feed: LedgerFeed | None = None
        bridge.changed.connect(self._on_changed)
        bridge.document_replaced.connect(self.forget)

    @property
    def feed(self) -> "LedgerFeed":
        """The ledger's feed for the day in hand."""
        from planner.document.visibility_feed import LedgerFeed

        now = now_on(self._state.today)
        if self._feed is None or self._feed.now.date() != now.date():
            self._feed = LedgerFeed(self._bridge.document.read, now)
        return self._feed

    @property
    def ledger(self) -> "Ledger":
        """The whole ledger."""
        return self.feed.ledger

    def unseen_words(self, place: Place) -> str:
        """Return "not seen for 41 days" for a village, "seen today", or nothing for other places."""
        return seen_words(self.feed.row(place).days_since_seen) if place.kind is PlaceKind.VILLAGE else ""

    def _on_changed(self, changes: object, _initiator: object) -> None:
        from planner.domain.changes import ChangeSet

        if self._feed is not None and isinstance(changes, ChangeSet):
            self._feed.refresh(changes)

    def forget(self) -> None:
        """Count again when next asked: another plan or another view of it is shown."""
        self._feed = None


def seen_words(days: int | None) -> str:
    """Return how long ago a village was seen, as far as returns know."""
    if days is None:
        return "no visit in any return"
    return "seen today" if days <= 0 else f"not seen for {count_text(days, 'day')}"

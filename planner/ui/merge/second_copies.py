"""Second copies that sync clients made beside the plan: looked for after opening and publishing, offered."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from planner.domain.phrases import and_list, count_text
from planner.ui.jobs import Progress

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.document.siblings import SecondCopy, SiblingWatch
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_LOOK_AFTER_MS = 1_500
"""After opening or publishing; the first paint and the first counts go before."""
_MOST_AUTHORS = 3


class SecondCopies(QObject):
    """Offers each second copy once, when the message bar is free; nothing beside the plan is ever changed."""

    def __init__(self, work: "Workspace", window: "MainWindow") -> None:
        super().__init__(work)
        self._work, self._window = work, window
        self._watch: SiblingWatch | None = None
        self._watched: Document | None = None
        self._is_looking = False
        self._offers: list[SecondCopy] = []
        self._soon = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._soon.timeout.connect(self.look)
        work.bridge.document_replaced.connect(self._on_replaced)
        window.files.publisher.published.connect(self._soon.start)
        # Queued: what closes the bar may have something to say itself, and goes first.
        window.messages.closed.connect(self._offer_next, Qt.ConnectionType.QueuedConnection)
        self._soon.start()

    def _on_replaced(self) -> None:
        self._offers.clear()
        self._soon.start()

    def look(self) -> None:
        """Look beside the plan on a worker thread."""
        document = self._window.document
        if document is None or document.is_read_only or self._is_looking:
            return
        if document.is_opening:
            self._soon.start()
            return
        if self._watched is not document or self._watch is None:
            from planner.document.siblings import SiblingWatch

            self._watch, self._watched = SiblingWatch(document), document
        watch = self._watch
        self._is_looking = True

        def work(_progress: Progress) -> "tuple[Document, list[SecondCopy]]":
            return document, watch.look()

        self._window.jobs.start(
            work, done=lambda found: self._take(*found), failed=self._window.say, ended=self._on_ended
        )

    def _on_ended(self) -> None:
        self._is_looking = False

    def _take(self, document: "Document", found: "list[SecondCopy]") -> None:
        if document is self._window.document:
            self._offers += found
            self._offer_next()

    def _offer_next(self) -> None:
        if self._offers and not self._window.messages.text:
            offer = self._offers.pop(0)
            merging = self._work.merging
            self._window.messages.say(
                offer_words(offer), "Merge it", lambda: merging.compare(offer.path), stays=True
            )


def offer_words(offer: "SecondCopy") -> str:
    """Return "A second copy lies beside: Plan-LAPTOP2.wardplan, 3 changes by X101."."""
    by = and_list(offer.authors, most=_MOST_AUTHORS)
    return f"A second copy lies beside: {offer.path.name}, {count_text(offer.changes, 'change')} by {by}."

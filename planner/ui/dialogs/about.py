"""What this is, its version, and whose data it shows."""

from PySide6.QtWidgets import QWidget

from planner import __version__
from planner.document.document import Document
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import hairline, label

_SHIPPED = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0. "
    "Contains OS data © Crown copyright and database right. Contains public sector information "
    "(data.police.uk) licensed under the Open Government Licence v3.0. Rail: Network Rail and DfT NaPTAN, "
    "Open Government Licence v3.0. Icons: Lucide, ISC licence. Type: Noto Sans, SIL Open Font License."
)


class AboutDialog(PlainDialog):
    """Version, privacy, attribution."""

    def __init__(self, parent: QWidget, document: Document | None) -> None:
        super().__init__(parent, f"Wardplan {__version__}")
        words = (
            "Plans operations ward by ward, on a map and a calendar, and prints the briefing. It works "
            "without a network and sends nothing anywhere. Authors are recorded as typed, not authenticated."
        )
        self.page.addWidget(label(words, wrap=True))
        self.page.addWidget(hairline())
        self.page.addWidget(label("Keys", "section"))
        keys = (
            "Ctrl+N new operation, Ctrl+K find or do anything, Ctrl+P print, Ctrl+Z undo, "
            "Ctrl+1 to Ctrl+4 month to agenda"
        )
        self.page.addWidget(label(keys, wrap=True))
        self.page.addWidget(hairline())
        self.page.addWidget(label("Data and licences", "section"))
        own = document.plan.attribution if document is not None else ""
        self.page.addWidget(label(_SHIPPED, "muted", wrap=True))
        if own and own not in _SHIPPED:
            self.page.addWidget(label(own, "muted", wrap=True))
        self.page.addStretch(1)
        self.add_close()
        self.fit(520, 400)

"""The handover sheet as the preview shows and prints it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from planner.domain.phrases import date_text
from planner.ui.preview.paper import Asked, Paper

if TYPE_CHECKING:
    from planner.storage.reader import Reader


def handover_paper(today: date) -> Paper:
    """Return the handover sheet as on a day."""

    def make(read: "Reader", asked: Asked) -> bytes:
        from planner.document.handover import handover_pdf

        return handover_pdf(read, now=datetime.combine(today, asked.now.time()))

    return Paper(
        title=f"Handover sheet, {date_text(today)}",
        file_name=f"Handover sheet {today.isoformat()}.pdf",
        make=make,
    )

"""What a partner reads of an operation: where it is, and its days with their hours and themes."""

from planner.document.wards_offered import ward_names
from planner.domain.phrases import and_list, date_text, time_text
from planner.domain.records.deployment import Deployment
from planner.domain.records.operation import OperationWard
from planner.ui.inspector.tab import Tab
from planner.ui.widgets.build import label


def add_days_to_read(tab: Tab) -> None:
    """Fill a tab with words only; nothing of them can be changed."""
    read, operation_id = tab.bridge.document.read, tab.operation_id
    names = ward_names(read)
    wards = [names[w.ward_id] for w in read.all(OperationWard, operation_id=operation_id)]
    tab.page.addWidget(label("Ward" if len(wards) == 1 else "Wards", "section"))
    tab.page.addWidget(label(and_list(wards) or "None named", wrap=True))
    days = sorted(read.all(Deployment, operation_id=operation_id), key=lambda d: (d.start, d.number))
    if days:
        tab.page.addSpacing(6)
        tab.page.addWidget(label("When", "section"))
    for day in days:
        hours = f"{date_text(day.start.date())}, {time_text(day.start)} to {time_text(day.end)}"
        tab.page.addWidget(label(hours, "strong", wrap=True))
        if day.theme:
            tab.page.addWidget(label(day.theme, "muted", wrap=True))

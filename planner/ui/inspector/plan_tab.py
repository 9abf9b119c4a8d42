"""The Plan tab: where, who leads, which priority, the days, what a rule has to say, and the brief."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QSizePolicy, QWidget

from planner.document.commands.operation import edit_operation, set_wards
from planner.document.facts import post_counts
from planner.document.wards_offered import ward_choices
from planner.domain.phrases import and_list
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.records.operation_type import OperationType
from planner.domain.records.people import Priority
from planner.domain.vocabulary import CommandStyle
from planner.domain.ward_sets import ward_words
from planner.geo.route import ROUTE_UNIT
from planner.rules.finding import Finding
from planner.ui.bridge import Bridge
from planner.ui.checks import Checks
from planner.ui.inspector.concerns_field import ConcernsField
from planner.ui.inspector.days import DayRow
from planner.ui.inspector.findings_box import MOST_SHOWN, FindingBox, FindingsAsked
from planner.ui.inspector.reading import add_days_to_read
from planner.ui.inspector.tab import Tab
from planner.ui.state import ViewState
from planner.ui.widgets.build import button, column, emptied, holder, label, row, scrolled
from planner.ui.widgets.popover import Popover

_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_LEAD = (
    ("lead", "Lead", "Post, such as Insp, East CPT"),
    ("supervisor", "Supervisor on the ground", "Post and call sign"),
    ("decision_maker", "Out of hours", "Who decides out of hours"),
)
_COMMAND = (
    ("gold", "Gold (strategic)", "Post"),
    ("silver", "Silver (tactical)", "Post"),
    ("bronze", "Bronze (operational)", "Posts and their parts"),
    ("decision_maker", "Out of hours", "Who decides out of hours"),
)
DISCLOSE = "No source, suspect or intelligence here. Assume this may be disclosed."


class PlanTab(Tab):
    """Edits the operation itself and its deployments."""

    brief_wished = Signal()
    repeat_wished = Signal(str)  # deployment id
    route_wished = Signal(str)  # deployment id: plan its stops
    add_day_wished = Signal()
    tab_wished = Signal(str)

    def __init__(self, bridge: Bridge, state: ViewState, checks: Checks) -> None:
        super().__init__(bridge, state)
        self.concerns = ConcernsField(self)
        self._boxes = column()
        self._shown: list[Finding] = []
        self._asked = FindingsAsked(bridge, checks, self)
        self._asked.answered.connect(self._on_answered)

    def operation(self) -> Operation:
        """Return the operation shown."""
        return self.bridge.document.read.require(Operation, self.operation_id)

    def signature(self) -> object:
        """Build anew when a day or a concern came or went, or the type's command style is another."""
        offered = [c.id for c in self.concerns.offered()]
        days = [d.id for d in self.deployments()]
        copy = self.bridge.document.is_partner_copy
        return copy, self._type().command_style, self._type().reservation, days, offered

    def _type(self) -> OperationType:
        return self.bridge.document.read.require(OperationType, self.operation().type_id)

    @property
    def is_route(self) -> bool:
        """Whether the operation shown is a patrol from stop to stop."""
        return self._type().unit == ROUTE_UNIT

    def build(self) -> None:
        """Lay out the page."""
        if self.bridge.document.is_partner_copy:
            add_days_to_read(self)
            return
        kind = self._type()
        self._add_wards()
        if kind.reservation:
            self._add_line("desk", "Desk to ring", "The desk that owns this work")
            self.page.addWidget(label("A reservation: dates, wards and a desk only.", "small", wrap=True))
            return
        style = _COMMAND if kind.command_style is CommandStyle.GOLD_SILVER_BRONZE else _LEAD
        for field, words, placeholder in style:
            self._add_line(field, words, placeholder)
        self._add_priority()
        self.concerns.add()
        self._add_days()
        self._add_findings()
        self.page.addSpacing(6)
        brief = button("Brief this operation", self.brief_wished.emit, "primary", tip="Ctrl+B")
        brief.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.page.addWidget(brief)

    def _add_line(self, field: str, words: str, placeholder: str) -> None:
        made = self.line(
            lambda: str(getattr(self.operation(), field)),
            lambda text: edit_operation(operation_id=self.operation_id, **{field: text}),
            placeholder,
            words,
        )
        self.add_field(words, made)

    def _add_priority(self) -> None:
        priorities = self.bridge.document.read.all(Priority)
        self.add_field(
            "Priority",
            self.choice(
                [("", "None chosen"), *((p.id, p.title) for p in priorities)],
                lambda: self.operation().priority_id,
                lambda value: edit_operation(operation_id=self.operation_id, priority_id=value),
                "Priority",
            ),
        )

    # Wards ------------------------------------------------------------------------------------------

    def ward_ids(self) -> list[str]:
        """Return the wards of the operation in order."""
        rows = self.bridge.document.read.all(OperationWard, operation_id=self.operation_id)
        return [r.ward_id for r in rows]

    def _add_wards(self) -> None:
        field = QPushButton()
        field.setObjectName("field")
        field.setAutoDefault(False)
        field.setToolTip("Choose the wards")
        field.clicked.connect(lambda _checked=False: self._ask_wards(field))

        def show() -> None:
            found = {w.id: w for w in self.bridge.document.read.among(Ward, "id", self.ward_ids())}
            words = and_list([ward_words(found[i]) for i in self.ward_ids() if i in found], 3)
            field.setText(words.replace("&", "&&"))
            field.setAccessibleName(f"Wards: {words}")

        self.bind(show)
        self.add_field("Ward" if len(self.ward_ids()) == 1 else "Wards", field)

    def _ask_wards(self, anchor: QPushButton) -> None:
        chosen = self.ward_ids()
        boxes: dict[str, QCheckBox] = {}
        wards = ward_choices(self.bridge.document.read, chosen)
        listing = column(spacing=4, margins=(4, 4, 4, 4))
        for ward_id, words in wards:
            box = QCheckBox(words.replace("&", "&&"))
            box.setChecked(ward_id in chosen)
            boxes[ward_id] = box
            listing.addWidget(box)
        popover: Popover

        def go() -> None:
            popover.close()
            kept = [i for i in chosen if boxes[i].isChecked()]
            added = [i for i, box in boxes.items() if box.isChecked() and i not in chosen]
            self.run(set_wards(operation_id=self.operation_id, ward_ids=[*kept, *added]))

        area = scrolled(holder(listing))
        area.setMinimumHeight(min(360, 28 * len(wards)))
        popover = Popover(self, column(area, holder(row(None, button("Use these wards", go, "primary")))))
        popover.show_below(anchor, 300)

    # Days -------------------------------------------------------------------------------------------

    def _add_days(self) -> None:
        deployments = self.deployments()
        days = len({d.start.date() for d in deployments})
        number = _WORDS[days] if days < len(_WORDS) else str(days)
        self.page.addSpacing(4)
        self.page.addWidget(label(f"{number} day{'' if days == 1 else 's'}", "section"))
        rows = [DayRow(self, d.id) for d in deployments]
        for made in rows:
            made.repeat_wished.connect(self.repeat_wished)
            self.page.addWidget(made)
        self.bind(lambda: self._show_days(rows))
        self.page.addWidget(
            holder(row(button("Add a day", self.add_day_wished.emit, "link"), None, spacing=14))
        )

    def _add_findings(self) -> None:
        self._boxes = column(spacing=8)
        self._shown = []
        self.page.addSpacing(4)
        self.page.addWidget(holder(self._boxes))
        self.bind(lambda: self._show_findings(self._asked.about(self.operation_id)))

    def _show_findings(self, all_found: list[Finding]) -> None:
        found = all_found[:MOST_SHOWN]
        if found == self._shown:
            return
        self._shown = found
        shown = [b for i in range(self._boxes.count()) if isinstance(b := self._box_at(i), FindingBox)]
        if len(shown) == len(found) and all(box.takes(f) for box, f in zip(shown, found, strict=True)):
            return  # the same boxes say it: new ones would lay out and paint the whole panel again
        emptied(self._boxes)
        for finding in found:
            self._boxes.addWidget(FindingBox(finding, self.tab_wished.emit, self.run))

    def _box_at(self, index: int) -> QWidget | None:
        item = self._boxes.itemAt(index)
        return None if item is None else item.widget()

    def _on_answered(self) -> None:
        if self.isVisible() and self._asked.is_about(self.operation_id):
            self._show_findings(self._asked.found)

    def _show_days(self, rows: list[DayRow]) -> None:
        found = {d.id: d for d in self.deployments()}
        counts = post_counts(self.bridge.document.read, list(found))
        for made in rows:
            if made.deployment_id in found:
                made.show_deployment(found[made.deployment_id], counts[made.deployment_id])

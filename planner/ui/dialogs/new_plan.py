"""A new plan from a ward file: title, the wards, where to put it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from planner.domain.errors import KnownError
from planner.ui.dialogs.base import PlainDialog
from planner.ui.widgets.build import button, holder, label, row

_HINT = (
    "Choose a map file of wards (GeoJSON, GeoPackage, KML, shapefile), such as the Office for National "
    "Statistics publishes. Leave it out for Colchester's wards, villages and partners, which are shipped."
)


class NewPlanDialog(PlainDialog):
    """Asks, and calls make(path, title, ward file or None); a KnownError shows in the dialog."""

    def __init__(self, parent: QWidget, make: Callable[[Path, str, Path | None], None]) -> None:
        super().__init__(parent, "New plan", _HINT)
        self._make = make
        self.name, self.wards, self.path = QLineEdit(), QLineEdit(), QLineEdit()
        for field, words in ((self.wards, "Ward file"), (self.path, "Keep the plan in")):
            field.setAccessibleName(words)
        self.name.setPlaceholderText("Colchester 2026")
        self.wards.setPlaceholderText("Colchester, as shipped")
        self.add_field("Title", self.name)
        self.add_field("Ward file", self._with_button(self.wards, self._ask_wards))
        self.add_field("Keep the plan in", self._with_button(self.path, self._ask_path))
        self._problem = label("", "alert", wrap=True)
        self.page.addWidget(self._problem)
        self.page.addStretch(1)
        self.foot.addWidget(button("Make the plan", self.go, "primary"))
        self.add_close("Cancel")
        self.fit(520, 380)

    def _with_button(self, field: QLineEdit, ask: Callable[[], None]) -> QWidget:
        line = row(field, button("Choose…", ask))
        line.setStretch(0, 1)
        return holder(line)

    def _ask_wards(self) -> None:
        from planner.exchange.feature_files import FILTER

        name, _filter = QFileDialog.getOpenFileName(self, "Ward file", "", f"Wards ({FILTER})")
        if name:
            self.wards.setText(name)

    def _ask_path(self) -> None:
        proposed = str(Path.home() / f"{self.name.text().strip() or 'New plan'}.wardplan")
        name, _filter = QFileDialog.getSaveFileName(self, "Keep the plan in", proposed, "Plans (*.wardplan)")
        if name:
            self.path.setText(name)

    def go(self) -> None:
        """Make the plan."""
        if not self.path.text().strip():
            self._problem.setText("Choose where to keep the plan.")
            return
        path = Path(self.path.text().strip())
        path = path if path.suffix == ".wardplan" else path.with_name(f"{path.name}.wardplan")
        wards = Path(self.wards.text().strip()) if self.wards.text().strip() else None
        try:
            self._make(path, self.name.text().strip(), wards)
        except KnownError as error:
            self._problem.setText(str(error))
        else:
            self.accept()

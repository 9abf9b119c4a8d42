"""Asking for files to take in, and writing the plan's map for a mapping program."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from planner.ui.jobs import Progress
from planner.ui.writing import write_file

if TYPE_CHECKING:
    from planner.domain.vocabulary import Marking
    from planner.ui.importing.dialog import ImportDialog
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_LISTS: Final = "*.ics *.csv"
_EXPORTS: Final = "GeoPackage (*.gpkg);;GeoJSON (*.geojson)"


def ask_files(window: "MainWindow", work: "Workspace") -> "ImportDialog | None":
    """Ask for files and show what they would change; None when none were chosen."""
    from planner.exchange.feature_files import FILTER

    folder = str(work.bridge.document.target.parent)
    kinds = f"Maps, calendars and lists ({FILTER} {_LISTS})"
    names, _filter = QFileDialog.getOpenFileNames(window, "Import from files", folder, kinds)
    return show_import(window, work, [Path(name) for name in names]) if names else None


def show_import(window: "MainWindow", work: "Workspace", paths: list[Path]) -> "ImportDialog":
    """Show what files would change."""
    from planner.ui.importing.dialog import ImportDialog

    work.inspector.commit()
    shown = ImportDialog(window, paths)
    shown.show()
    return shown


def ask_map(window: "MainWindow", work: "Workspace") -> None:
    """Ask where, and write operations, wards and places for a mapping program."""
    proposed = str(work.bridge.document.target.with_suffix(".gpkg"))
    name, chosen = QFileDialog.getSaveFileName(window, "Export map", proposed, _EXPORTS)
    if name:
        path = Path(name)
        if path.suffix.lower() not in (".gpkg", ".geojson"):
            path = path.with_name(path.name + (".geojson" if "geojson" in chosen else ".gpkg"))
        write_map(window, work, path)


def write_map(window: "MainWindow", work: "Workspace", path: Path) -> None:
    """Make the map and read it back on a worker thread, then write and note it."""
    document = work.bridge.document
    audience = document.audience
    work.inspector.commit()

    def make(progress: Progress) -> "tuple[bytes, Marking]":
        from planner.document.gis_export import gis_export
        from planner.document.leak_check import checked_output
        from planner.document.map_export import map_export
        from planner.document.share_log import highest_marking

        progress(5, "Making the map")
        with document.reading_elsewhere() as read:
            is_geojson = path.suffix.lower() == ".geojson"
            data = map_export(read) if is_geojson else gis_export(read, report=progress)
            checked_output(read, audience, data, name=path.name, report=progress)
            return data, highest_marking(read)

    def done(made: "tuple[bytes, Marking]") -> None:
        from planner.document.share_log import note_paper
        from planner.domain.errors import KnownError
        from planner.domain.vocabulary import ShareKind

        data, marking = made
        if document is not window.document:
            return
        try:
            write_file(path, data)
            told = note_paper(
                document, what="Map", marking=marking, data=data, file_name=path.name, kind=ShareKind.EXPORT
            )
        except KnownError as error:
            window.say(str(error))
            return
        window.say(f"The map is in {path.name}. {told}".strip())

    window.jobs.start(make, done=done, failed=window.say)

"""Writing the plan for another program: a map or a calendar, for whom it is meant, made on a worker."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from planner.domain.errors import KnownError
from planner.domain.frozen import dataclass
from planner.ui.dialogs.waiting import wait_for
from planner.ui.jobs import Progress
from planner.ui.writing import write_file

if TYPE_CHECKING:
    from planner.document.document import Document
    from planner.domain.vocabulary import Marking
    from planner.storage.reader import Reader
    from planner.ui.main_window import MainWindow
    from planner.ui.workspace import Workspace

_FOR: Final = {
    "command": "for command",
    "police": "for the police",
    "partner": "for any partner",
    "public": "for the public",
}


@dataclass(frozen=True, slots=True)
class Export:
    """What is written: "Map" or "Calendar", and its kinds of file by ending, the proposed one first."""

    what: str
    kinds: dict[str, str]

    def filters(self, *, in_command: bool) -> dict[str, tuple[str, str]]:
        """Return what the file window offers: words to (ending, audience)."""
        audiences = list(_FOR) if in_command else [a for a in _FOR if a != "command"]
        return {
            f"{kind}, {_FOR[audience]} (*{ending})": (ending, audience)
            for ending, kind in self.kinds.items()
            for audience in audiences
        }


MAP: Final = Export("Map", {".gpkg": "GeoPackage", ".geojson": "GeoJSON"})
CALENDAR: Final = Export("Calendar", {".ics": "Calendar"})


def ask_map(window: "MainWindow", work: "Workspace") -> None:
    """Ask where, and write operations, wards and places for a mapping program."""
    _ask(window, work, MAP)


def ask_calendar(window: "MainWindow", work: "Workspace") -> None:
    """Ask where, and write deployments and special days as a calendar file."""
    _ask(window, work, CALENDAR)


def _ask(window: "MainWindow", work: "Workspace", export: Export) -> None:
    document = work.bridge.document
    filters = export.filters(in_command=document.is_command_view)
    proposed = str(document.target.with_suffix(next(iter(export.kinds))))
    title = f"Export {export.what.lower()}"
    name, chosen = QFileDialog.getSaveFileName(window, title, proposed, ";;".join(filters))
    if not name:
        return
    path = Path(name)
    ending, audience = filters.get(chosen) or next(iter(filters.values()))
    if path.suffix.lower() not in export.kinds:
        path = path.with_name(path.name + ending)
    write(window, work, path, export, audience)


def write(window: "MainWindow", work: "Workspace", path: Path, export: Export, audience: str = "") -> None:
    """Make an export and read it back on a worker thread, then write and note it.

    audience: command, police, partner or public; left out, whom what is shown is for.
    """
    document = work.bridge.document
    whom = audience or document.audience
    work.inspector.commit()

    def make(progress: Progress) -> "tuple[bytes, Marking]":
        from planner.document.audience_reader import reading_as
        from planner.document.leak_check import checked_output
        from planner.document.share_log import highest_marking

        progress(5, f"Making the {export.what.lower()}")
        with document.reading_elsewhere() as read:
            with reading_as(document, whom, read=read) as seen:
                data, marking = _made(seen, path, whom, progress), highest_marking(seen)
            checked_output(read, whom, data, name=path.name, report=progress)
            return data, marking

    def done(made: "tuple[bytes, Marking]") -> None:
        if document is not window.document:
            return
        try:
            told = _written(document, export, path, whom, *made)
        except KnownError as error:
            window.say(str(error))
            return
        window.say(f"The {export.what.lower()} is in {path.name}. {told}".strip())

    job = window.jobs.start(make, done=done, failed=window.say)
    wait_for(window, job, f"Writing {path.name}", "It is made and read back before it gets its name.")


def _written(
    document: "Document", export: Export, path: Path, audience: str, data: bytes, marking: "Marking"
) -> str:
    """Write an export and note it in the register; returns what to say of that."""
    from planner.document.share_log import note_paper
    from planner.domain.vocabulary import ShareKind

    write_file(path, data)
    return note_paper(
        document,
        what=export.what,
        marking=marking,
        data=data,
        file_name=path.name,
        kind=ShareKind.EXPORT,
        audience="police" if audience == "command" else audience,
    )


def _made(read: "Reader", path: Path, audience: str, progress: Progress) -> bytes:
    """Return the file's content, by its ending."""
    ending = path.suffix.lower()
    if ending == ".ics":
        from planner.document.calendar_export import calendar_export

        return calendar_export(read, now=datetime.now(UTC), is_command_view=audience == "command")
    if ending == ".geojson":
        from planner.document.map_export import map_export

        return map_export(read)
    from planner.document.gis_export import gis_export

    return gis_export(read, report=progress)

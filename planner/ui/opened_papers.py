"""The private folder of papers opened in the system's viewer; it goes with the app, or with command view."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

_KEPT = "opened_papers"


def private_folder() -> Path:
    """Return the folder, made on the first asking."""
    from planner.document.opened_papers import new_folder

    application = QApplication.instance()
    kept = application.property(_KEPT) if application is not None else None
    if isinstance(kept, str) and Path(kept).is_dir():
        return Path(kept)
    folder = new_folder()
    if application is not None:
        application.setProperty(_KEPT, str(folder))
    return folder


def forget_opened_papers() -> None:
    """Wipe the papers; a viewer that holds one open keeps that one until the app closes."""
    from planner.document.opened_papers import wipe_papers

    application = QApplication.instance()
    kept = application.property(_KEPT) if application is not None else None
    if isinstance(kept, str):
        wipe_papers(Path(kept))

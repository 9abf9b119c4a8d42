"""The private folder of papers opened in the system's viewer; it goes with the app, or with command view."""

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

_KEPT = "opened_papers"


def private_folder() -> Path:
    """Return the folder, made on the first asking."""
    application = QApplication.instance()
    kept = application.property(_KEPT) if application is not None else None
    if not isinstance(kept, tempfile.TemporaryDirectory):
        kept = tempfile.TemporaryDirectory(prefix="wardplan-", ignore_cleanup_errors=True)
        if application is not None:
            application.setProperty(_KEPT, kept)
    return Path(kept.name)


def forget_opened_papers() -> None:
    """Delete the papers; a viewer that holds one open keeps that one until the app closes."""
    application = QApplication.instance()
    kept = application.property(_KEPT) if application is not None else None
    if isinstance(kept, tempfile.TemporaryDirectory):
        kept.cleanup()
        application.setProperty(_KEPT, None)  # type: ignore[union-attr]  # there is one: it held the folder

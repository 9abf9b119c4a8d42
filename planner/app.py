"""The composition root: builds the objects of the app and hands them to each other."""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from planner.ui.main_window import MainWindow

NO_DISPLAY = "Wardplan needs a screen, and this session has none; python -m planner --help works without one."
_COLLECT_AGAIN_MS = 2_000
USAGE = "Usage: python main.py [PLAN] or python main.py --demo"
_NEEDED = {
    "EGL": ("libEGL.so.1", "libegl1"),
    "GL": ("libGL.so.1", "libgl1"),
    "xkbcommon": ("libxkbcommon.so.0", "libxkbcommon0"),
    "fontconfig": ("libfontconfig.so.1", "libfontconfig1"),
    "glib-2.0": ("libglib-2.0.so.0", "libglib2.0-0"),
    "dbus-1": ("libdbus-1.so.3", "libdbus-1-3"),
}
_NEEDED_BY_X = {
    "xcb-cursor": ("libxcb-cursor.so.0", "libxcb-cursor0"),
    "xcb-icccm": ("libxcb-icccm.so.4", "libxcb-icccm4"),
    "xcb-keysyms": ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    "xkbcommon-x11": ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Start the window; return the process's exit status: 0 closed, 2 could not start."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words in (["--help"], ["-h"]):
        sys.stdout.write(USAGE + "\n")
        return 0
    demo = "--demo" in words
    paths = [w for w in words if w != "--demo"]
    if len(paths) > 1 or (demo and paths) or any(p.startswith("-") for p in paths):
        return _refuse(USAGE)
    if reason := cannot_start():
        return _refuse(reason)
    try:
        application = make_application()
    except ImportError as error:
        return _refuse(missing_library(str(error)))
    start(application, Path(paths[0]) if paths else None, demo=demo)
    return application.exec()


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 2


def cannot_start() -> str:
    """Return why no window can be opened here, in one sentence, or nothing; Qt itself would abort."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return NO_DISPLAY
    needed = _NEEDED if os.environ.get("WAYLAND_DISPLAY") else _NEEDED | _NEEDED_BY_X
    for file, package in needed.values():
        if not _loads(file):
            return _library_words(file, package)
    return ""


def _loads(file: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def missing_library(message: str) -> str:
    """Return one sentence for Qt's own "libEGL.so.1: cannot open shared object file"."""
    for file, package in (_NEEDED | _NEEDED_BY_X).values():
        if file in message:
            return _library_words(file, package)
    return f"Qt could not be loaded ({message}); install Wardplan again with pip install ."


def _library_words(file: str, package: str) -> str:
    return f"The system library {file} is missing; install it (Debian: apt install {package})."


def make_application() -> "QApplication":
    """Load Qt and return its application; ImportError when one of its libraries is missing."""
    # What a start makes stays: looking for garbage in it again and again takes a tenth of the time.
    gc.disable()
    _load_below_the_screen()
    from PySide6.QtWidgets import QApplication

    application = QApplication([sys.argv[0], "-style", "Fusion"])
    application.setProperty("has_fusion", True)  # style.HAS_STYLE
    return application


def _load_below_the_screen() -> None:
    """Import what knows no Qt before Qt: once there it reads the source of every module after itself."""
    import planner.document.agenda
    import planner.document.map_view
    import planner.document.opening  # noqa: F401


def start(application: "QApplication", path: Path | None, *, demo: bool) -> "MainWindow":
    """Build the window and show it, with its plan if one is asked for."""
    from PySide6.QtCore import QTimer

    window = build_window(application)
    window.begin(path, demo=demo)
    QTimer.singleShot(_COLLECT_AGAIN_MS, application, _collect_again)
    return window


def _collect_again() -> None:
    gc.freeze()
    gc.enable()


def build_window(application: "QApplication") -> "MainWindow":
    """Build the objects of the app; nothing heavy is imported before the first frame is on the screen."""
    from datetime import date

    from planner.ui.errors import ErrorHook
    from planner.ui.jobs import Jobs
    from planner.ui.main_window import MainWindow
    from planner.ui.settings import Settings
    from planner.ui.style import Appearance

    application.setApplicationName("wardplan")
    hook = ErrorHook(application)
    hook.install()
    settings = Settings()
    appearance = Appearance(application, settings.text_percent)
    window = MainWindow(appearance, settings, Jobs(hook.report, application), date.today)
    hook.window = window
    return window

"""What one user of this computer chose: window layout, text size, recent plans; never a word of the plan."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from planner.paths import config_dir

MOST_RECENT = 8
TEXT_SIZES = (100, 125, 150, 200)


class Settings:
    """Typed access to one ini file in this user's settings folder."""

    def __init__(self) -> None:
        self._store = QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)

    @property
    def text_percent(self) -> int:
        """Text size in percent, one of TEXT_SIZES."""
        percent = self._number("text_percent", 100)
        return percent if percent in TEXT_SIZES else 100

    @text_percent.setter
    def text_percent(self, percent: int) -> None:
        self._store.setValue("text_percent", percent)

    @property
    def author(self) -> str:
        """Who is "recorded by" on this computer; typed, not authenticated."""
        return str(self._store.value("author", "") or "")

    @author.setter
    def author(self, author: str) -> None:
        self._store.setValue("author", author)

    @property
    def recent(self) -> list[Path]:
        """Plans opened lately, newest first; command files are never among them."""
        stored = self._store.value("recent", [])
        names = [stored] if isinstance(stored, str) else [str(n) for n in stored or []]  # type: ignore[attr-defined]  # QSettings returns object
        return [Path(name) for name in names if name]

    def note_recent(self, path: Path) -> None:
        """Put a plan at the head of the recent list."""
        rest = [p for p in self.recent if p != path]
        self._store.setValue("recent", [str(p) for p in [path, *rest][:MOST_RECENT]])

    def forget_recent(self, path: Path) -> None:
        """Take a plan that is gone off the recent list."""
        self._store.setValue("recent", [str(p) for p in self.recent if p != path])

    def layout(self, name: str) -> QByteArray:
        """Return a stored layout of a window or splitter, or an empty one."""
        stored = self._store.value(f"layout/{name}")
        return stored if isinstance(stored, QByteArray) else QByteArray()

    def note_layout(self, name: str, layout: QByteArray) -> None:
        """Keep the layout of a window or splitter."""
        self._store.setValue(f"layout/{name}", layout)

    def flag(self, name: str, default: bool) -> bool:
        """Return a stored yes or no."""
        return str(self._store.value(f"flag/{name}", "1" if default else "0")) == "1"

    def note_flag(self, name: str, value: bool) -> None:
        """Keep a yes or no."""
        self._store.setValue(f"flag/{name}", "1" if value else "0")

    def flush(self) -> None:
        """Write to disk now."""
        self._store.sync()

    def _number(self, name: str, default: int) -> int:
        text = str(self._store.value(name, default))
        return int(text) if text.isdigit() else default

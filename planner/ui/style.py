"""Fusion in our own palette, light and dark with the system, text from 100 to 200 per cent."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from planner.paths import resource_path
from planner.ui.stylesheet import stylesheet
from planner.ui.theme import DARK, LIGHT, TEXT_PX, Tokens

HAS_STYLE = "has_fusion"
"""Property of an application begun in the style: setting it later makes a class for each enum of a style."""
_FAMILY = "Noto Sans"
_FONT_FILES = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-SemiBold.ttf", "NotoSans-Italic.ttf")


class Appearance(QObject):
    """Owns the application's style, palette, font and style sheet; changed says that they were set anew."""

    changed = Signal()

    def __init__(self, application: QApplication, text_percent: int = 100) -> None:
        super().__init__(application)
        self._application = application
        self._family = _load_fonts()
        self.text_percent = text_percent
        self._forced: bool | None = None
        if not application.property(HAS_STYLE):
            application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        if self._forced is not None:
            return DARK if self._forced else LIGHT
        scheme = self._application.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT

    def set_text_percent(self, percent: int) -> None:
        """Scale all text."""
        self.text_percent = percent
        self._apply()

    def force_dark(self, dark: bool | None) -> None:
        """Use dark or light whatever the system says, or follow it again (None)."""
        self._forced = dark
        self._apply()

    def _on_scheme_changed(self) -> None:
        self._apply()

    def _apply(self) -> None:
        tokens = self.tokens
        font = QFont(self._family)
        font.setPixelSize(round(TEXT_PX * self.text_percent / 100))
        self._application.setFont(font)
        self._application.setPalette(palette(tokens))
        self._application.setStyleSheet(stylesheet(tokens, self.text_percent / 100))
        self.changed.emit()


def _load_fonts() -> str:
    for name in _FONT_FILES:
        try:
            path = resource_path(f"fonts/{name}")
        except FileNotFoundError:
            continue
        QFontDatabase.addApplicationFont(str(path))
    return _FAMILY if QFontDatabase.hasFamily(_FAMILY) else QFont().family()


def palette(tokens: Tokens) -> QPalette:
    """Return the Qt palette for a set of tokens."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window, role.WindowText: tokens.text, role.Base: tokens.panel,
        role.AlternateBase: tokens.weekend, role.Text: tokens.text, role.Button: tokens.raised,
        role.ButtonText: tokens.text, role.Highlight: tokens.selected, role.HighlightedText: tokens.text,
        role.ToolTipBase: tokens.raised, role.ToolTipText: tokens.text, role.PlaceholderText: tokens.muted,
        role.Link: tokens.ink, role.LinkVisited: tokens.ink, role.BrightText: tokens.alert,
        role.Light: tokens.raised, role.Midlight: tokens.hover, role.Mid: tokens.hairline,
        role.Dark: tokens.muted, role.Shadow: tokens.hairline, role.Accent: tokens.ink,
    }  # fmt: skip
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.muted))
    return made

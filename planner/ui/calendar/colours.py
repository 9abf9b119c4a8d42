"""Colours of bars: a type's colour as a tint or solid, always readable."""

from functools import cache

from PySide6.QtGui import QColor

from planner.ui.theme import Tokens

_READABLE = 4.5


def blend(over: QColor, under: QColor, share: float) -> QColor:
    """Return over laid on under with the given share, 0 to 1, as an opaque colour."""

    def mixed(one: int, other: int) -> int:
        return round(one * share + other * (1 - share))

    return QColor(
        mixed(over.red(), under.red()), mixed(over.green(), under.green()), mixed(over.blue(), under.blue())
    )


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@cache
def edge_colour(name: str, tokens: Tokens) -> QColor:
    """Return a type's colour for its edge, lightened on dark panels until it stands out."""
    colour, panel = QColor(name), QColor(tokens.panel)
    towards = QColor("#ffffff" if tokens.is_dark else "#000000")
    for share in (1.0, 0.85, 0.7, 0.55, 0.4):
        candidate = blend(colour, towards, share)
        if contrast(candidate, panel) >= 3:
            return candidate
    return towards


@cache
def tint(name: str, tokens: Tokens) -> QColor:
    """Return the pale tint of a type's colour on a panel, on which the text colour stays readable."""
    colour, panel, text = QColor(name), QColor(tokens.panel), QColor(tokens.text)
    for share in (0.30, 0.24, 0.18) if tokens.is_dark else (0.18, 0.14, 0.10):
        candidate = blend(colour, panel, share)
        if contrast(candidate, text) >= _READABLE:
            return candidate
    return panel


@cache
def solid(name: str, tokens: Tokens) -> QColor:
    """Return the solid colour of a lane's bar, darkened until white text on it is readable."""
    colour, black, white = QColor(name), QColor("#000000"), QColor("#ffffff")
    for step in range(20, 0, -1):
        candidate = blend(colour, black, step / 20)
        if contrast(candidate, white) >= _READABLE:
            return candidate
    return QColor(tokens.text)

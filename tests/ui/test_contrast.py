"""Every colour that is read or told apart, computed: 4.5 to 1 for words, 3 to 1 for signs (WCAG 2.2, AA)."""

import json

import pytest
from PySide6.QtGui import QColor

from planner.briefing import styles, wall_drawing
from planner.domain.vocabulary import Status
from planner.geo import theme as map_theme
from planner.paths import resource_path
from planner.ui.calendar.colours import blend, contrast, edge_colour, solid, tint
from planner.ui.theme import DARK, LIGHT, Tokens

WORDS, SIGNS = 4.5, 3.0
GROUNDS = ("window", "panel", "raised", "hover", "selected", "weekend", "alert_tint", "warn_tint")
THEMES = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
MAPS = pytest.mark.parametrize(
    "colours", [map_theme.LIGHT, map_theme.DARK, map_theme.PRINT], ids=["light", "dark", "print"]
)
_OFTEN = ["#000000", "#ffffff", "#ff0000", "#00ff00", "#ffff00", "#808080", "#14305a"]


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours as #rrggbb."""
    return contrast(QColor(one), QColor(other))


def type_colours() -> list[str]:
    """Return the colours of the shipped operation types, and some that a user may choose."""
    files = sorted(resource_path("operation_types").glob("*.json"))
    shipped = [str(json.loads(f.read_text(encoding="utf-8"))["colour"]) for f in files]
    assert len(shipped) > 8
    return [*shipped, *_OFTEN]


def too_weak(pairs: dict[str, tuple[str, str]], least: float) -> dict[str, float]:
    """Return the pairs whose contrast is too low, with it."""
    return {name: round(ratio(*pair), 2) for name, pair in pairs.items() if ratio(*pair) < least}


@THEMES
def test_words_are_readable_on_every_ground(tokens: Tokens) -> None:
    pairs = {
        f"{words} on {ground}": (getattr(tokens, words), getattr(tokens, ground))
        for words in ("text", "muted", "ink", "alert", "good")
        for ground in GROUNDS
    }
    pairs["primary button"] = (tokens.on_ink, tokens.ink)
    pairs["primary button under the mouse"] = (tokens.on_ink, tokens.ink_hover)
    pairs["today"] = (tokens.on_ink, tokens.today)
    assert too_weak(pairs, WORDS) == {}


@THEMES
def test_fields_warnings_and_the_focus_stand_out(tokens: Tokens) -> None:
    grounds = ("window", "panel", "raised")
    pairs = {f"field on {g}": (tokens.field, getattr(tokens, g)) for g in grounds}
    pairs |= {f"focus on {g}": (tokens.ink, getattr(tokens, g)) for g in GROUNDS}
    pairs |= {f"box on {g}": (tokens.muted, getattr(tokens, g)) for g in GROUNDS}
    pairs |= {f"warning on {g}": (tokens.warn_line, getattr(tokens, g)) for g in ("warn_tint", "panel")}
    pairs |= {f"focus of the primary button on {g}": (tokens.focus, getattr(tokens, g)) for g in grounds}
    assert too_weak(pairs, SIGNS) == {}


@THEMES
@pytest.mark.parametrize("colour", type_colours())
def test_a_bar_is_readable_whatever_its_type_s_colour(tokens: Tokens, colour: str) -> None:
    pale, text = tint(colour, tokens), QColor(tokens.text)
    past = blend(pale, QColor(tokens.panel), 0.55)
    assert contrast(text, pale) >= WORDS
    assert contrast(text, past) >= WORDS, Status.DEBRIEFED
    assert contrast(QColor("#ffffff"), solid(colour, tokens)) >= WORDS
    assert contrast(edge_colour(colour, tokens), QColor(tokens.panel)) >= SIGNS


@MAPS
def test_the_words_of_the_map_are_readable(colours: map_theme.Theme) -> None:
    names = ("ink", "muted", "alert")
    pairs = {f"{n} in its halo": (getattr(colours, n), colours.halo) for n in names}
    pairs |= {
        f"{n} on {g}": (getattr(colours, n), getattr(colours, g))
        for n in names
        for g in ("panel", "sea", "land", "ward", "ward_focus")
    }
    pairs["mark"] = (colours.mark_text, colours.mark)
    assert too_weak(pairs, WORDS) == {}


@MAPS
def test_the_signs_of_the_map_stand_out(colours: map_theme.Theme) -> None:
    grounds = {"sea": colours.sea, "land": colours.land, "ward": colours.ward}
    grounds |= {f"class {at}": shade for at, shade in enumerate(colours.ramp)}
    pairs = {f"highlight on {g}": (colours.highlight, shade) for g, shade in grounds.items()}
    pairs |= {f"dot on {g}": (colours.dot, shade) for g, shade in grounds.items()}
    pairs["hatching of the darkest class"] = (colours.hatch, colours.ramp[-1])
    if colours is not map_theme.PRINT:  # on paper a fine edge gives way to the ward that the page is about
        pairs |= {f"edge on {g}": (colours.ward_edge, s) for g, s in grounds.items() if g != "class 4"}
    assert too_weak(pairs, SIGNS) == {}


@MAPS
def test_each_class_of_the_map_is_a_step_on_from_the_one_before(colours: map_theme.Theme) -> None:
    steps = [ratio(shade, "#000000") for shade in colours.ramp[:4]]
    assert steps in (sorted(set(steps)), sorted(set(steps), reverse=True))


def test_paper_is_read_in_black_and_white() -> None:
    for ink in (styles.INK, styles.SOFT, wall_drawing._OUTSIDE):
        assert QColor(ink).saturation() == 0
        for ground in ("#ffffff", "#f6f6f6", styles.HEADER_FILL):
            assert ratio(ink, ground) >= WORDS, (ink, ground)
    assert ratio(styles.INK, wall_drawing._BAR_FILL) >= WORDS
    assert ratio(styles.HAIRLINE, "#ffffff") >= SIGNS
    paper = map_theme.PRINT
    assert {QColor(c).saturation() for c in (*paper.ramp, paper.hatch, paper.ward_edge, paper.mark)} == {0}

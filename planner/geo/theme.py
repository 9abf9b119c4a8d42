"""Colours of the map: light and dark screen, and print that stays readable in black and white."""

from typing import Final

from planner.domain.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """One set of map colours; `ramp` holds the five ward classes, palest first."""

    sea: str
    land: str
    land_edge: str
    ward: str
    ward_focus: str
    """Fill of a highlighted ward that has no class."""
    ramp: tuple[str, str, str, str, str]
    ward_edge: str
    hatch: str
    built_up: str
    built_up_opacity: float
    highlight: str
    railway: str
    railway_dash: tuple[float, ...]
    grid: str
    ink: str
    muted: str
    alert: str
    halo: str
    dot: str
    panel: str
    panel_edge: str
    mark: str
    mark_text: str
    symbol_edge: str
    grey_symbols: bool = False
    """Whether operation colours are left out (black and white print)."""


LIGHT: Final = Theme(
    sea="#dbe9f1",
    land="#eef0ea",
    land_edge="#d6d9d0",
    ward="#f4f7fa",
    ward_focus="#ffffff",
    ramp=("#edf3f9", "#dae6f2", "#bfd3e8", "#9cbbd9", "#6a95c2"),
    ward_edge="#46608a",
    hatch="#ffffff",
    built_up="#14305a",
    built_up_opacity=0.10,
    highlight="#14305a",
    railway="#5b6470",
    railway_dash=(),
    grid="#8d99a8",
    ink="#14305a",
    muted="#4b5866",
    alert="#a31515",
    halo="#ffffff",
    dot="#14305a",
    panel="#ffffff",
    panel_edge="#d3dae3",
    mark="#111111",
    mark_text="#ffffff",
    symbol_edge="#ffffff",
)

DARK: Final = Theme(
    sea="#16222d",
    land="#20262b",
    land_edge="#323a41",
    ward="#2a323b",
    ward_focus="#33404d",
    ramp=("#263341", "#2b4057", "#335372", "#3f6a93", "#4f83b4"),
    ward_edge="#b4c6d9",
    hatch="#16222d",
    built_up="#ffffff",
    built_up_opacity=0.08,
    highlight="#ffffff",
    railway="#9aa4ae",
    railway_dash=(),
    grid="#6c7a88",
    ink="#f1f5f9",
    muted="#b9c4cf",
    alert="#ffb4a8",
    halo="#141b22",
    dot="#f1f5f9",
    panel="#1c242c",
    panel_edge="#3a4651",
    mark="#f1f5f9",
    mark_text="#101820",
    symbol_edge="#141b22",
)

PRINT: Final = Theme(
    sea="#ffffff",
    land="#f6f6f6",
    land_edge="#bdbdbd",
    ward="#ececec",
    ward_focus="#ffffff",
    ramp=("#ffffff", "#efefef", "#dedede", "#cacaca", "#cacaca"),
    ward_edge="#8a8a8a",
    hatch="#5f5f5f",
    built_up="#000000",
    built_up_opacity=0.07,
    highlight="#000000",
    railway="#555555",
    railway_dash=(4.0, 2.0),
    grid="#b0b0b0",
    ink="#111111",
    muted="#333333",
    alert="#111111",
    halo="#ffffff",
    dot="#111111",
    panel="#ffffff",
    panel_edge="#777777",
    mark="#000000",
    mark_text="#ffffff",
    symbol_edge="#ffffff",
    grey_symbols=True,
)

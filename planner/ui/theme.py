"""The one place for colours, spacing and type sizes, light and dark."""

from typing import TYPE_CHECKING

from planner.domain.frozen import dataclass

if TYPE_CHECKING:
    from PySide6.QtGui import QPalette


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as #rrggbb; spacing in steps of four pixels."""

    is_dark: bool
    ink: str  # navy: primary buttons, selection
    on_ink: str
    text: str
    muted: str
    hairline: str
    window: str  # behind panels
    panel: str  # panels, tables
    raised: str  # pop-ups, inputs
    hover: str
    selected: str  # tint behind what is selected
    weekend: str
    today: str
    alert: str  # only for what needs a decision
    alert_tint: str
    good: str
    warn_tint: str
    warn_line: str
    edge: str  # round buttons and cards, whose words say what they are
    field: str  # round what can be typed in: 3 to 1 on every ground
    faint: str  # words of what cannot be used now
    ink_hover: str
    focus: str  # round a primary button that has the focus


LIGHT = Tokens(
    is_dark=False,
    ink="#14305a",
    on_ink="#ffffff",
    text="#1b2430",
    muted="#5b6675",
    hairline="#d8dee6",
    window="#f7f9fb",
    panel="#ffffff",
    raised="#ffffff",
    hover="#eef3f9",
    selected="#e3edf8",
    weekend="#f5f7fa",
    today="#14305a",
    alert="#a61b1b",
    alert_tint="#fbeaea",
    good="#1a7048",
    warn_tint="#fff6e5",
    warn_line="#b07c1e",
    edge="#c3ccd8",
    field="#868f9c",
    faint="#7b8694",
    ink_hover="#1f4479",
    focus="#5b8fd9",
)
DARK = Tokens(
    is_dark=True,
    ink="#8db4e8",
    on_ink="#0d1622",
    text="#e6ebf2",
    muted="#9aa7b8",
    hairline="#2c3848",
    window="#11171f",
    panel="#161e28",
    raised="#1c2632",
    hover="#202c3a",
    selected="#22344c",
    weekend="#131b24",
    today="#8db4e8",
    alert="#ff8a80",
    alert_tint="#3a1f22",
    good="#6fce9f",
    warn_tint="#33291a",
    warn_line="#c08a33",
    edge="#3a4a5e",
    field="#6a7d94",
    faint="#6d7b8d",
    ink_hover="#a7c6ef",
    focus="#f4f8ff",
)

RADIUS = 5
TEXT_PX = 13
SMALL_PX = 11
HEADING_PX = 18


def tokens_for(palette: "QPalette") -> Tokens:
    """Return the colours that go with a widget's palette: dark when its window is darker than its text.

    Views that paint themselves call this in paintEvent, so a change of scheme reaches them with the palette.
    """
    from PySide6.QtGui import QPalette as Roles

    window = palette.color(Roles.ColorRole.Window)
    text = palette.color(Roles.ColorRole.WindowText)
    return DARK if window.lightness() < text.lightness() else LIGHT

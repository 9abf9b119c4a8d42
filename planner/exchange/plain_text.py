"""Texts on their way out to programs that draw or calculate with them: plain words and nothing else."""

from typing import Final

from planner.exchange.spreadsheets import defused

_MARKUP: Final = str.maketrans({"<": "‹", ">": "›"})


def neutral(text: str) -> str:
    """Return text that no program takes for a formula or for HTML: a mapping program draws labels as either.

    Angle brackets become single quotation marks, which read the same; control characters become spaces.
    """
    return defused(text.translate(_MARKUP))

"""National grid references: easting and northing to "TL 995 252", and back from any usual writing."""

import math
import re
import unicodedata
from typing import Final

from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass

_LETTERS: Final = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # no I
_EAST_END: Final = 700_000
_NORTH_END: Final = 1_300_000
_SQUARE: Final = 100_000
_NOISE_DIGITS: Final = 5  # hundredths of a millimetre: what projecting there and back may leave behind

_LETTERED = re.compile(r"([A-Z]{2})[\s,;/:-]*(\d*)(?:[\s,;/:-]+(\d+))?", re.ASCII)
_NUMBERS = re.compile(r"E?\s*(\d{5,6})(?:\.\d+)?\s*M?[\s,;/:]+N?\s*(\d{4,7})(?:\.\d+)?\s*M?", re.ASCII)


@dataclass(frozen=True, slots=True)
class GridSquare:
    """The square that a grid reference names: its south-west corner and its side, in metres."""

    easting: int
    northing: int
    size: int

    @property
    def centre(self) -> tuple[float, float]:
        """Return the middle of the square, where a map should go."""
        return self.easting + self.size / 2, self.northing + self.size / 2


def to_gridref(easting: float, northing: float, digits: int = 3) -> str:
    """Return a reference of 1 to 5 digits each way, cut off, never rounded; InvalidInput off the grid."""
    if not 1 <= digits <= 5:
        raise ValueError("a grid reference has 1 to 5 digits each way")
    if not (math.isfinite(easting) and math.isfinite(northing)):
        raise InvalidInput("That place has no grid reference: it has no position.")
    east = math.floor(round(easting, _NOISE_DIGITS))
    north = math.floor(round(northing, _NOISE_DIGITS))
    if not (0 <= east < _EAST_END and 0 <= north < _NORTH_END):
        raise InvalidInput(
            "That place has no grid reference: it lies outside the national grid of Great Britain."
        )
    cut = 10 ** (5 - digits)
    letters = _letters(east // _SQUARE, north // _SQUARE)
    return f"{letters} {east % _SQUARE // cut:0{digits}d} {north % _SQUARE // cut:0{digits}d}"


def _letters(column: int, row: int) -> str:
    """Return the letters of a 100 km square; letters run eastwards, then southwards from the north."""
    down = 19 - row
    first = down // 5 * 5 + (column + 10) // 5
    second = down % 5 * 5 + column % 5
    return _LETTERS[first] + _LETTERS[second]


def _square_of(letters: str) -> tuple[int, int] | None:
    """Return easting, northing of a 100 km square's corner, or None if it is not in Great Britain."""
    if "I" in letters:
        return None
    first, second = _LETTERS.index(letters[0]), _LETTERS.index(letters[1])
    column = (first % 5 - 2) * 5 + second % 5
    row = 19 - (first // 5 * 5 + second // 5)
    if not (0 <= column < _EAST_END // _SQUARE and 0 <= row < _NORTH_END // _SQUARE):
        return None
    return column * _SQUARE, row * _SQUARE


def parse_gridref(text: str) -> GridSquare:
    """Read "TL 995 252", "tl995252", "TM 02900 24000" or "599500 225200"; InvalidInput says what is wrong."""
    shown = " ".join(text.split())[:40]
    plain = unicodedata.normalize("NFKC", text[:80]).replace("\N{EN DASH}", "-").strip().upper()
    if numbers := _NUMBERS.fullmatch(plain):
        return _from_numbers(int(numbers[1]), int(numbers[2]), shown)
    match = _LETTERED.fullmatch(plain)
    if match is None:
        raise InvalidInput(
            f"“{shown}” is not a grid reference: give two letters and the figures, such as TM 019 254."
        )
    letters, east, north = match[1], match[2], match[3]
    corner = _square_of(letters)
    if corner is None:
        raise InvalidInput(
            f"“{shown}” is not a grid reference: there is no square {letters} in Great Britain."
        )
    if north is None:
        half = len(east) // 2
        east, north = (east, "") if len(east) % 2 else (east[:half], east[half:])
    if not 1 <= len(east) <= 5 or len(east) != len(north):
        raise InvalidInput(
            f"“{shown}” is not a grid reference: after {letters} give as many figures east as north, "
            f"up to five each, such as {letters} 019 254."
        )
    size: int = 10 ** (5 - len(east))
    return GridSquare(corner[0] + int(east) * size, corner[1] + int(north) * size, size)


def _from_numbers(easting: int, northing: int, shown: str) -> GridSquare:
    if easting >= _EAST_END or northing >= _NORTH_END:
        raise InvalidInput(
            f"“{shown}” lies outside the national grid: eastings go to 699999, northings to 1299999."
        )
    return GridSquare(easting, northing, 1)


def looks_like_gridref(text: str) -> bool:
    """Whether a search text can be read as a grid reference (so that other answers stand aside)."""
    try:
        parse_gridref(text)
    except InvalidInput:
        return False
    return True

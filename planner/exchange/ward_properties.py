"""Which properties of a ward file are code, name and district: ONS names by pattern, any case."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from planner.domain.errors import InvalidInput

_CODE: Final = (r"WD(\d{2})_?CD", r"WD_?CD", r"WARD_?(\d{2,4})?_?(?:CD|CODE)", r"GSS_?CODE", r"CODE")
_NAME: Final = (r"WD(\d{2})_?NM", r"WD_?NM", r"WARD_?(\d{2,4})?_?(?:NM|NAME)", r"NAME")
_DISTRICT_CODE: Final = (r"(?:LAD|LTLA)(\d{2})_?CD", r"(?:LAD|LA|DISTRICT)_?(?:CD|CODE)")
_DISTRICT_NAME: Final = (r"(?:LAD|LTLA)(\d{2})_?NM", r"(?:LAD|LA|DISTRICT)_?(?:NM|NAME)")
_POPULATION: Final = (r"POPULATION", r"POP(\d{2,4})?")

_GSS_CODE = re.compile(r"[A-Z]\d{8}")
_WARD_CODE = re.compile(r"(E05|W05|S13|N08)\d{6}")


@dataclass(frozen=True, slots=True)
class WardProperties:
    """The property names that a file uses; empty where it has none."""

    code: str
    name: str
    district_code: str = ""
    district_name: str = ""
    population: str = ""
    ward_set: str = ""
    """The year that the names carry ("2025"), if they do."""


def find_properties(names: Iterable[str], file_name: str) -> WardProperties:
    """Return which properties to read; InvalidInput names what is missing and what stands there instead."""
    offered = sorted(set(names))
    code, year = _best(offered, _CODE)
    name, _ = _best(offered, _NAME, year)
    missing = [word for word, found in (("code", code), ("name", name)) if not found]
    if missing:
        seen = ", ".join(offered[:6]) if offered else "no properties at all"
        raise InvalidInput(
            f"“{file_name}” has no ward {' and no ward '.join(missing)}: its areas carry {seen[:160]}; "
            f"use a ward file with WD25CD and WD25NM (any year), or code and name."
        )
    return WardProperties(
        code=code,
        name=name,
        district_code=_best(offered, _DISTRICT_CODE)[0],
        district_name=_best(offered, _DISTRICT_NAME)[0],
        population=_best(offered, _POPULATION)[0],
        ward_set=f"20{year}" if len(year) == 2 else year,
    )


def _best(offered: list[str], patterns: tuple[str, ...], year: str = "") -> tuple[str, str]:
    """Return the property that fits the earliest pattern (of `year`, else the latest), and its year."""
    for pattern in patterns:
        matches = [
            (match[1] or "" if match.re.groups else "", name)
            for name in offered
            if (match := re.fullmatch(pattern, name.strip(), re.IGNORECASE | re.ASCII))
        ]
        if matches:
            found_year, found = max(matches, key=lambda pair: (pair[0] == year, pair[0], pair[1]))
            return found, found_year
    return "", ""


def refuse_other_areas(codes: Iterable[str], file_name: str) -> None:
    """Raise InvalidInput if ONS codes say that the areas are districts, parishes or the like."""
    known = [code for code in codes if _GSS_CODE.fullmatch(code)]
    others = [code for code in known if not _WARD_CODE.fullmatch(code)]
    if others and len(others) == len(known):
        raise InvalidInput(
            f"“{file_name}” holds no wards: its codes, such as {others[0]}, are those of other areas "
            f"(ward codes begin E05, W05, S13 or N08)."
        )


def text_of(properties: Mapping[str, object], name: str) -> str:
    """Return a property as trimmed text without control characters, or "" if it is missing."""
    value = properties.get(name) if name else None
    if value is None or isinstance(value, bool | dict | list | float):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in str(value)).split())[:200]


def number_of(properties: Mapping[str, object], name: str) -> int | None:
    """Return a property as a count, or None if it is no plausible one."""
    value = properties.get(name) if name else None
    if isinstance(value, str) and value.replace(",", "").strip().isascii():
        digits = value.replace(",", "").strip()
        value = int(digits) if digits.isdigit() and len(digits) < 9 else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**8:
        return None
    return value

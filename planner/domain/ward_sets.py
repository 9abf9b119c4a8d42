"""Ward sets: wards come dated, and a newer set replaces an older one whose wards may still be in use."""

from typing import Final

_FORMER: Final = "former"


def is_former(ward_set: str) -> bool:
    """Return whether a ward belongs to a set that a newer one has replaced."""
    return ward_set.startswith(_FORMER)


def former(ward_set: str) -> str:
    """Return what a replaced ward says of its set: "former 2020"."""
    return ward_set if is_former(ward_set) else f"{_FORMER} {ward_set}".rstrip()

"""Ward sets: wards come dated, and a newer set replaces an older one whose wards may still be in use.

A former ward is not drawn, coloured, counted or offered; it is named where work still lies in it.
"""

from collections.abc import Collection, Iterable
from typing import Final

from planner.domain.records.ground import Ward

_FORMER: Final = "former"


def is_former(ward_set: str) -> bool:
    """Return whether a ward belongs to a set that a newer one has replaced."""
    return ward_set.startswith(_FORMER)


def former(ward_set: str) -> str:
    """Return what a replaced ward says of its set: "former 2020"."""
    return ward_set if is_former(ward_set) else f"{_FORMER} {ward_set}".rstrip()


def current_wards(wards: Iterable[Ward], also: Collection[str] = ()) -> list[Ward]:
    """Return the wards that are not former, by name, then the former ones whose ids are in also.

    This is what a map draws and what a list offers.
    """
    shown = [w for w in wards if not is_former(w.ward_set) or w.id in also]
    return sorted(shown, key=lambda w: (is_former(w.ward_set), w.name))


def ward_words(ward: Ward) -> str:
    """Return a ward's name as lists show it: "Castle", "Castle (former)"."""
    return f"{ward.name} ({_FORMER})" if is_former(ward.ward_set) else ward.name

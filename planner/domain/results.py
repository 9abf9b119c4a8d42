"""What a return counts: the stable list of measures, and those that may never have a target."""

import re
from typing import Final

STANDARD_MEASURES: Final = (
    "surveys",
    "stop-searches",
    "stop-searches with a positive outcome",
    "arrests",
    "charges",
    "fixed penalty notices",
    "dispersals",
    "community protection warnings",
    "community protection notices",
    "NRM referrals",
    "MS1 notifications",
    "safeguarding referrals",
    "vehicles seized",
    "weapons recovered",
    "drugs seizures",
    "needles cleared",
    "fly-tips cleared",
    "referrals for support",
    "uses of force",
)
_COUNTED_ONLY: Final = re.compile(
    r"search|arrest|ticket|fixed penalt|penalty notice|\bfpns?\b|\bpnds?\b", re.IGNORECASE
)
_SENSITIVE: Final = re.compile(
    r"arrest|charge[sd]?\b|seiz|\bnrm\b|\bms1\b|modern slavery|force used|use[s]? of force", re.IGNORECASE
)
_NATIONAL_REFERRAL: Final = re.compile(r"\bnrm\b|\bms1\b|modern slavery", re.IGNORECASE)


def is_counted_only(measure: str) -> bool:
    """Return whether a measure counts searches, arrests or tickets, which never have a target."""
    return _COUNTED_ONLY.search(measure) is not None


def sets_hold(measure: str) -> bool:
    """Return whether a result of this measure must be kept until somebody releases it."""
    return _SENSITIVE.search(measure) is not None


def is_national_referral(measure: str) -> bool:
    """Return whether a measure counts referrals of potential victims of modern slavery."""
    return _NATIONAL_REFERRAL.search(measure) is not None

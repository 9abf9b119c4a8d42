"""Which wards a plan offers, and how it names those that a newer ward set has replaced."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from planner.domain.records.deployment import Deployment, DeploymentWard
from planner.domain.records.ground import Ward
from planner.domain.records.operation import OperationWard
from planner.domain.vocabulary import Status
from planner.domain.ward_sets import current_wards, is_former, ward_words
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.rules.snapshot import Replaced

_AHEAD: Final = timedelta(days=3660)
_OVER: Final = frozenset({Status.STOOD_DOWN, Status.DEBRIEFED})


def offered_wards(read: Reader, also: Collection[str] = ()) -> list[Ward]:
    """Return the current wards by name, then those former ones of also, which a choice names already."""
    return current_wards(read.all(Ward), also)


def ward_choices(read: Reader, also: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Return (id, words) of the wards to choose from, in order."""
    return tuple((w.id, ward_words(w)) for w in offered_wards(read, also))


def every_ward(read: Reader) -> list[Ward]:
    """Return the current wards by name, then all former ones, for looking back."""
    wards = read.all(Ward)
    return current_wards(wards, {w.id for w in wards})


def every_ward_choice(read: Reader) -> tuple[tuple[str, str], ...]:
    """Return (id, words) of every_ward()."""
    return tuple((w.id, ward_words(w)) for w in every_ward(read))


def ward_names(read: Reader) -> dict[str, str]:
    """Return id -> words of every ward, a former one as "Castle (former)", for what a screen says of work."""
    return {w.id: ward_words(w) for w in read.all(Ward)}


def former_in_use(read: Reader, wards: Iterable[Ward], now: datetime) -> set[str]:
    """Return the ids of those wards that are former and in which work lies that is not over; now: local."""
    former = [w.id for w in wards if is_former(w.ward_set)]
    if not former:
        return set()
    ahead = {o.id for o in read.operations_between(now, now + _AHEAD) if o.status not in _OVER}
    used = {r.ward_id for r in read.among(OperationWard, "ward_id", former) if r.operation_id in ahead}
    own = read.among(DeploymentWard, "ward_id", former)
    days = {d.id: d for d in read.among(Deployment, "id", {r.deployment_id for r in own})}
    return used | {
        r.ward_id
        for r in own
        if days[r.deployment_id].end > now and days[r.deployment_id].operation_id in ahead
    }


def replaced_wards(read: Reader, ward_ids: Collection[str]) -> "dict[str, Replaced]":
    """Return those of some wards that are former, with the current ward that the middle of each is in."""
    former = [w for w in read.among(Ward, "id", ward_ids) if is_former(w.ward_set)]
    if not former:
        return {}
    from planner.document.map_symbols import inner_point
    from planner.geo.hit import WardFinder
    from planner.geo.wkb import from_wkb
    from planner.rules.snapshot import Replaced

    finder, found = WardFinder(offered_wards(read)), {}
    for ward in former:
        now = finder.ward_at(*inner_point(from_wkb(ward.shape)))
        found[ward.id] = Replaced(ward.id, ward.name, now.id if now else "", now.name if now else "")
    return found

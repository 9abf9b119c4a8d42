"""The register of dated powers: PSPO, dispersal authority, closure, CPN."""

from collections.abc import Sequence
from datetime import datetime

from planner.document.command import Command
from planner.document.commands.base import wards_named
from planner.document.commands.lists import add_row, delete_row, edit_row, row_name
from planner.domain.errors import InvalidInput
from planner.domain.ids import new_id
from planner.domain.records.ground import Place
from planner.domain.records.operation import OperationPower
from planner.domain.records.people import Power, PowerWard
from planner.storage.pair import Pair
from planner.storage.reader import Reader


def add_power(
    *,
    title: str,
    kind: str,
    first: datetime,
    last: datetime,
    ward_ids: Sequence[str] = (),
    place_id: str = "",
    section: str = "",
    authoriser: str = "",
    grounds: str = "",
    note: str = "",
) -> tuple[Command, str]:
    """Return the command that adds a power to the register, and its id.

    first, last: local; last is the last moment it holds. ward_ids: the wards it reaches.
    """
    row = Power(
        id=new_id(),
        title=title.strip(),
        kind=kind.strip(),
        section=section.strip(),
        place_id=place_id,
        first=first,
        last=last,
        authoriser=authoriser.strip(),
        grounds=grounds.strip(),
        note=note.strip(),
    )
    added = add_row("power", lambda: row, _check)

    def apply(pair: Pair) -> None:
        added.apply(pair)
        pair.add_all(
            PowerWard(id=new_id(), power_id=row.id, ward_id=w.id) for w in wards_named(pair, ward_ids)
        )

    return Command(added.label, apply), row.id


def edit_power(*, power_id: str, **changes: object) -> Command:
    """Change fields of a power."""
    return edit_row("power", Power, power_id, changes, _check)


def set_power_wards(*, power_id: str, ward_ids: Sequence[str]) -> Command:
    """Choose the wards that a power reaches."""

    def apply(pair: Pair) -> None:
        pair.require(Power, power_id)
        wanted = [w.id for w in wards_named(pair, ward_ids)]
        rows = pair.all(PowerWard, power_id=power_id)
        for row in rows:
            if row.ward_id not in wanted:
                pair.drop(PowerWard, row.id)
        kept = {r.ward_id for r in rows}
        pair.add_all(PowerWard(id=new_id(), power_id=power_id, ward_id=w) for w in wanted if w not in kept)

    def subject(read: Reader) -> str:
        power = read.get(Power, power_id)
        return row_name(power) if power else "power"

    return Command("Change wards of", apply, subject=subject)


def delete_power(*, power_id: str) -> Command:
    """Delete a power that no operation relies on."""
    uses = {"operations": lambda read: read.count(OperationPower, power_id=power_id)}
    return delete_row("power", Power, power_id, uses)


def _check(pair: Pair, row: Power) -> None:
    if row.last <= row.first:
        raise InvalidInput("The power ends before it begins; give a later end.")
    if row.place_id:
        pair.require(Place, row.place_id)

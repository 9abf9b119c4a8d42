"""What another program changed in a published plan: wards and places are taken, the rest is only told."""

from dataclasses import replace
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.domain.phrases import count_text
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.ground import Place, Ward
from planner.storage.codec import codec
from planner.storage.engine import connect
from planner.storage.planning_file import PlanningFile
from planner.storage.reader import FileReader
from planner.storage.sql import quoted

AUTHOR = "another program"
_TAKEN: tuple[type[Ward], type[Place]] = (Ward, Place)


def take_outside_changes(ours: PlanningFile, outside: Path, name: str) -> list[str]:
    """Take the differences in wards and places as one change set; returns sentences for the user.

    ours is the version that was published; outside is a checked copy of what another program made of it.
    """
    other = connect(outside)
    try:
        reader = FileReader(other)
        with ours.transaction("Changes by another program", author=AUTHOR) as running:
            for kind in _TAKEN:
                try:
                    theirs = {record.id: record for record in reader.all(kind)}
                except (ValueError, TypeError):
                    raise FileProblem(
                        f"Another program wrote a {kind.TABLE} into {name} that cannot be read. "
                        "Open a backup."
                    ) from None
                mine = {record.id: record for record in running.unit.all(kind)}
                for row_id, record in theirs.items():
                    if record != mine.get(row_id):
                        running.unit.put(_redrawn(record, mine.get(row_id)))
                for row_id in mine.keys() - theirs.keys():
                    running.unit.drop(kind, row_id)
        taken = running.changes
    finally:
        other.close()
    count = len(taken.rows) if taken is not None else 0
    notes = [f"Another program changed {name}; taken in: {count_text(count, 'change')} of wards and places."]
    if not_taken := _other_differences(ours, outside):
        notes.append(f"Changes of these were not taken: {', '.join(not_taken)}.")
    return notes


def _redrawn(record: Ward | Place, before: Record | None) -> Ward | Place:
    """Return a record whose drawn shape follows a geometry that was changed alone."""
    known = before if isinstance(before, Ward | Place) else None
    if known is not None and (record.geom == known.geom or record.shape != known.shape):
        return record
    from planner.geo.projection import wkb_to_grid
    from planner.geo.wkb import from_wkb

    try:
        shape = wkb_to_grid(record.geom)
    except ValueError:
        raise FileProblem("Another program drew a shape that cannot be read. Open a backup.") from None
    if isinstance(record, Ward):
        return replace(record, shape=shape)
    low_x, low_y, high_x, high_y = from_wkb(shape).bounds
    return replace(record, shape=shape, easting=(low_x + high_x) / 2, northing=(low_y + high_y) / 2)


def _other_differences(ours: PlanningFile, outside: Path) -> list[str]:
    connection = ours.connection
    connection.execute("ATTACH DATABASE ? AS outside", (str(outside),))
    try:
        different = []
        for kind in ALL_RECORDS:
            if kind in _TAKEN:
                continue
            names = ", ".join(quoted(c) for c in codec(kind).columns)
            table = quoted(kind.TABLE)
            one, two = f"SELECT {names} FROM main.{table}", f"SELECT {names} FROM outside.{table}"
            for first, second in ((one, two), (two, one)):
                if connection.execute(f"{first} EXCEPT {second} LIMIT 1").fetchone() is not None:
                    different.append(kind.TABLE.strip("_").replace("_", " "))
                    break
        return different
    finally:
        connection.execute("DETACH DATABASE outside")

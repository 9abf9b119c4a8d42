"""The plan's operations as features on a map; what the reader shows is what goes out."""

from planner.document.listing import operation_rows
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.exchange.geojson_out import Feature, geojson_bytes
from planner.storage.derived import joined_multipolygon
from planner.storage.reader import Reader


def map_export(read: Reader) -> bytes:
    """Return every operation as GeoJSON: its drawn area, else its wards, with the facts that lists show."""
    shapes = operation_shapes(read)
    return geojson_bytes(
        Feature(str(facts["id"]), shapes[str(facts["id"])], {k: v for k, v in facts.items() if k != "id"})
        for facts in operation_rows(read)
    )


def operation_shapes(read: Reader) -> dict[str, bytes | None]:
    """Return each operation's drawn area, else its wards, as WKB in EPSG:4326; None where it has neither."""
    shapes = {w.id: w.geom for w in read.all(Ward)}
    wards: dict[str, list[bytes]] = {}
    for row in read.all(OperationWard):
        if row.ward_id in shapes:
            wards.setdefault(row.operation_id, []).append(shapes[row.ward_id])
    found: dict[str, bytes | None] = {}
    for operation in read.all(Operation):
        parts = wards.get(operation.id, [])
        found[operation.id] = operation.area or (joined_multipolygon(parts) if parts else None)
    return found

"""The plan's operations as features on a map; what the reader shows is what goes out."""

from planner.document.listing import operation_rows
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.exchange.geojson_out import Feature, geojson_bytes
from planner.storage.derived import joined_multipolygon
from planner.storage.reader import Reader


def map_export(read: Reader) -> bytes:
    """Return every operation as GeoJSON: its drawn area, else its wards, with the facts that lists show."""
    shapes = {w.id: w.geom for w in read.all(Ward)}
    areas = {o.id: o.area for o in read.all(Operation)}
    wards: dict[str, list[bytes]] = {}
    for row in read.all(OperationWard):
        if row.ward_id in shapes:
            wards.setdefault(row.operation_id, []).append(shapes[row.ward_id])
    features = []
    for facts in operation_rows(read):
        operation_id = str(facts["id"])
        parts = wards.get(operation_id, [])
        shape = areas[operation_id] or (joined_multipolygon(parts) if parts else None)
        features.append(Feature(operation_id, shape, {k: v for k, v in facts.items() if k != "id"}))
    return geojson_bytes(features)

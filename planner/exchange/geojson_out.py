"""Shapes with their facts out as GeoJSON (RFC 7946): longitude and latitude, WGS84, UTF-8."""

import json
from collections.abc import Iterable

from planner.domain.frozen import dataclass

_DECIMALS = 6  # about 10 cm


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: WKB in EPSG:4326, or None where there is no shape, and its facts."""

    id: str
    wkb: bytes | None
    facts: dict[str, object]


def geojson_bytes(features: Iterable[Feature]) -> bytes:
    """Return a FeatureCollection."""
    import shapely

    made = []
    for feature in features:
        geometry = None
        if feature.wkb is not None:
            shape = shapely.set_precision(shapely.from_wkb(feature.wkb), 10**-_DECIMALS, mode="pointwise")
            geometry = json.loads(shapely.to_geojson(shape))
        made.append({"type": "Feature", "id": feature.id, "geometry": geometry, "properties": feature.facts})
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False).encode("utf-8")

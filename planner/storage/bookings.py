"""Who is booked when, asked by index without reading whole records."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Final

from planner.domain.frozen import dataclass
from planner.storage.reader import Reader

_BOOKED: Final = """
SELECT d.id, d."start", d."end", a.resource_id, a.collar_number
FROM deployment AS d CROSS JOIN post AS p ON p.deployment_id = d.id
CROSS JOIN assignment AS a ON a.post_id = p.id
WHERE d."start" < ? AND d."start" > strftime('%Y-%m-%dT%H:%M', ?, '-45 days') AND d."end" > ?
  AND (a.resource_id IN (SELECT value FROM json_each(?)) OR a.collar_number <> '')
"""


@dataclass(frozen=True, slots=True)
class Booking:
    """Somebody on a deployment, by resource or typed collar number; start and end are local."""

    deployment_id: str
    start: datetime
    end: datetime
    resource_id: str
    number: str


def booked_between(
    read: Reader, start: datetime, end: datetime, resource_ids: Collection[str]
) -> list[Booking]:
    """Return the bookings of some resources, and all by typed collar number, that overlap a local span."""
    # No deployment lasts longer than 45 days, so the index on start bounds the scan on both sides.
    wanted = json.dumps(sorted(resource_ids))
    first, last = start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes")
    return [
        Booking(row[0], datetime.fromisoformat(row[1]), datetime.fromisoformat(row[2]), row[3], row[4])
        for connection in read.connections
        for row in connection.execute(_BOOKED, (last, first, first, wanted))
    ]

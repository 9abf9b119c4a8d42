"""Which deployments have ended without a submitted return, asked by index and without reading the rest."""

from datetime import datetime

from planner.storage.reader import Reader

_UNRETURNED = """
SELECT id FROM deployment AS d
WHERE "end" <= ? AND NOT EXISTS (
    SELECT 1 FROM return_ AS r WHERE r.deployment_id = d.id AND r."state" = 'submitted')
"""


def unreturned_ids(read: Reader, before: datetime) -> list[str]:
    """Return the ids of deployments that ended by a local moment and have no submitted return."""
    moment = before.isoformat(timespec="minutes")
    return [row[0] for c in read.connections for row in c.execute(_UNRETURNED, (moment,))]

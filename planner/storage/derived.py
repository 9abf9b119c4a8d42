"""Columns of operation that follow from other rows: its span, its UTC times, its shape on a GIS map.

They are kept outside the change log and never merged.
"""

import struct
from collections.abc import Iterable
from datetime import datetime

from planner.domain.records.base import Record
from planner.domain.records.deployment import Deployment
from planner.domain.records.ground import Ward
from planner.domain.records.operation import Operation, OperationWard
from planner.domain.timespan import to_utc, utc_text
from planner.storage.codec import gpb_to_wkb, wkb_to_gpb
from planner.storage.engine import Connection

_MULTIPOLYGON = 6


class DerivedColumns:
    """Collects the operations touched in a transaction and refreshes their derived columns once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._operations: set[str] = set()
        self._wards: set[str] = set()

    def note(self, records: Iterable[Record]) -> None:
        """Note rows that were written or deleted."""
        for record in records:
            if isinstance(record, Operation):
                self._operations.add(record.id)
            elif isinstance(record, Deployment | OperationWard):
                self._operations.add(record.operation_id)
            elif isinstance(record, Ward):
                self._wards.add(record.id)

    def refresh(self) -> None:
        """Recompute the columns of every operation noted."""
        for ward_id in self._wards:
            rows = self._connection.execute(
                "SELECT operation_id FROM operation_ward WHERE ward_id = ?", (ward_id,)
            )
            self._operations.update(r[0] for r in rows.fetchall())
        shapes: dict[str, bytes] = {}
        zone = self._zone()
        for operation_id in self._operations:
            self._refresh(operation_id, zone, shapes)
        self._operations.clear()
        self._wards.clear()

    def _zone(self) -> str:
        row = self._connection.execute("SELECT zone FROM plan").fetchone()
        return row[0] if row else "Europe/London"

    def _refresh(self, operation_id: str, zone: str, shapes: dict[str, bytes]) -> None:
        row = self._connection.execute(
            'SELECT min(d."start"), max(d."end"), o."start", o."end", o.area FROM operation o'
            " LEFT JOIN deployment d ON d.operation_id = o.id WHERE o.id = ? GROUP BY o.id",
            (operation_id,),
        ).fetchone()
        if row is None:
            return
        start, end = row[0] or row[2], row[1] or row[3]
        geometry = row[4] if row[4] is not None else self._ward_shape(operation_id, shapes)
        self._connection.execute(
            "UPDATE operation SET span_start = ?, span_end = ?, start_utc = ?, end_utc = ?, geom = ?"
            " WHERE id = ?",
            (
                start,
                end,
                _utc_text(start, zone),
                _utc_text(end, zone),
                None if geometry is None else wkb_to_gpb(geometry),
                operation_id,
            ),
        )

    def _ward_shape(self, operation_id: str, shapes: dict[str, bytes]) -> bytes | None:
        ids = [
            r[0]
            for r in self._connection.execute(
                "SELECT ward_id FROM operation_ward WHERE operation_id = ? ORDER BY sort, rowid",
                (operation_id,),
            )
        ]
        parts = []
        for ward_id in ids:
            if ward_id not in shapes:
                found = self._connection.execute("SELECT geom FROM ward WHERE id = ?", (ward_id,)).fetchone()
                shapes[ward_id] = gpb_to_wkb(found[0]) if found else b""
            if shapes[ward_id]:
                parts.append(shapes[ward_id])
        return joined_multipolygon(parts) if parts else None


def joined_multipolygon(parts: list[bytes]) -> bytes:
    """Return one little-endian WKB MultiPolygon holding the polygons of several.

    The wards of one set do not overlap, so their polygons side by side are a valid MultiPolygon but for
    shared edges, which a GIS draws without complaint.
    """
    count, body = 0, b""
    for wkb in parts:
        order, kind, polygons = struct.unpack("<BII", wkb[:9])
        if order != 1 or kind != _MULTIPOLYGON:
            raise ValueError("ward shapes are little-endian MultiPolygons")
        count += polygons
        body += wkb[9:]
    return struct.pack("<BII", 1, _MULTIPOLYGON, count) + body


def _utc_text(local: str, zone: str) -> str:
    return utc_text(to_utc(datetime.fromisoformat(local), zone))

"""The plan as a plain GeoPackage for a mapping program; what the reader shows is what goes out.

Three layers: operations (drawn area, else wards), wards, places. It is no planning file: it has no history,
no briefs, no people, and what is changed in it does not come back but by an import of places or wards.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from planner.document.listing import operation_rows
from planner.document.map_export import operation_shapes
from planner.document.share_log import highest_marking
from planner.domain.progress import Report, no_report
from planner.domain.records.ground import Place, Ward
from planner.domain.records.operation import OperationWard
from planner.domain.records.plan import Plan
from planner.domain.timespan import to_utc
from planner.domain.vocabulary import PlaceKind
from planner.domain.ward_sets import current_wards
from planner.exchange.plain_text import neutral
from planner.paths import state_dir
from planner.storage.gis_layers import GisLayer, write_layers
from planner.storage.reader import Reader
from planner.storage.working_copy import INCOMING, WorkingCopy

_TEXT: Final = "TEXT"
_OPERATION_FACTS: Final = ("reference", "title", "type", "status", "start", "end")


def gis_export(read: Reader, *, report: Report = no_report) -> bytes:
    """Return a GeoPackage of operations, wards and places.

    start and end are local wall times as lists show them; start_utc and end_utc the same for a time slider.
    Texts are neutral: no formula, no HTML. report: told how far it is, and may raise to stop it.
    """
    plan = read.all(Plan)[0]
    report(10, "Reading the plan")
    layers = [_operations(read, plan), _wards(read, plan)]
    report(40, "Reading the plan")
    layers.append(_places(read, plan))
    report(70, "Writing the layers")
    private = WorkingCopy.make(state_dir(), INCOMING, Path("export.gpkg"))
    try:
        write_layers(private.database, layers)
        return private.database.read_bytes()
    finally:
        private.discard()


def _operations(read: Reader, plan: Plan) -> GisLayer:
    shapes = operation_shapes(read)
    rows = []
    for facts in operation_rows(read):
        wards = facts["wards"]
        values = [neutral(str(facts[name])) for name in _OPERATION_FACTS]
        values += [_utc(str(facts[name]), plan.zone) for name in ("start", "end")]
        values += [neutral(", ".join(wards) if isinstance(wards, list) else ""), str(facts["marking"])]
        rows.append((shapes[str(facts["id"])], (str(facts["id"]), *values)))
    names = ("id", *_OPERATION_FACTS)
    return GisLayer(
        name="operations",
        description=f"{highest_marking(read).value}. Operations: the area drawn, else the wards",
        geometry="GEOMETRY",
        columns=(
            *((name, _TEXT) for name in names),
            *(("start_utc", "DATETIME"), ("end_utc", "DATETIME"), ("wards", _TEXT), ("marking", _TEXT)),
        ),
        rows=rows,
    )


def _wards(read: Reader, plan: Plan) -> GisLayer:
    used = {row.ward_id for row in read.all(OperationWard)}
    wards = sorted(current_wards(read.all(Ward), used), key=lambda w: w.code)
    return GisLayer(
        name="wards",
        description=f"Electoral wards. {neutral(plan.attribution)}".strip(),
        geometry="MULTIPOLYGON",
        columns=(
            *((name, _TEXT) for name in ("code", "name", "ward_set", "district_code", "district_name")),
            ("population", "INTEGER"),
        ),
        rows=[(w.geom, (*map(neutral, _words(w)), w.population)) for w in wards],
    )  # fmt: skip


def _words(ward: Ward) -> tuple[str, ...]:
    return ward.code, ward.name, ward.ward_set, ward.district_code, ward.district_name


def _places(read: Reader, plan: Plan) -> GisLayer:
    names = {w.id: w.name for w in read.all(Ward)}
    shown = [p for p in read.all(Place) if p.kind is not PlaceKind.CONTEXT]
    return GisLayer(
        name="places",
        description=f"Named places. {neutral(plan.attribution)}".strip(),
        geometry="GEOMETRY",
        columns=(
            *((name, _TEXT) for name in ("id", "name", "kind", "ward", "note")),
            *(("easting", "REAL"), ("northing", "REAL"), ("rank", "INTEGER")),
        ),
        rows=[
            (
                p.geom,
                (p.id, neutral(p.name), p.kind.value, neutral(names.get(p.ward_id, "")), neutral(p.note),
                 p.easting, p.northing, p.rank),
            )
            for p in sorted(shown, key=lambda p: (p.kind.value, p.name, p.id))
        ],
    )  # fmt: skip


def _utc(local: str, zone: str) -> str:
    """Return a local ISO time as a GeoPackage writes one."""
    return to_utc(datetime.fromisoformat(local), zone).strftime("%Y-%m-%dT%H:%M:%S.000Z")

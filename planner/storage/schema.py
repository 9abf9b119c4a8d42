"""The schema list: what a planning file may contain, word for word, and what GIS programs may have added."""

import re
from dataclasses import field
from functools import cache
from typing import Final

from planner.domain.frozen import dataclass
from planner.storage.engine import Connection
from planner.storage.migrations.scripts import FORMAT, scripts_of, statements

LEDGER: Final = "_sqlite_migrations"
_LEDGER_SQL: Final = (
    f"""CREATE TABLE "{LEDGER}"
    ("id" INTEGER PRIMARY KEY, "migration_set" TEXT, "name" TEXT, "applied_at" TEXT)""",
    f'CREATE UNIQUE INDEX "idx_{LEDGER}_migration_set_name" ON "{LEDGER}" ("migration_set", "name")',
    "CREATE TABLE sqlite_sequence(name,seq)",
)
_NAME: Final = r'CREATE (?:UNIQUE )?(TABLE|INDEX|VIEW|TRIGGER|VIRTUAL TABLE) "?(\w+)"?'
_ADDED_COLUMN: Final = r"ALTER TABLE (\w+) ADD COLUMN (.+)"
_AUTO_INDEX = "sqlite_autoindex_"
_GENERATED: Final = r"\bGENERATED\b|\bAS\s*\("

# What GDAL adds to a layer: CreateSpatialIndex (its triggers changed names over the years), feature counts.
_OGR_TABLES: Final = (
    "CREATE TABLE gpkg_ogr_contents(table_name TEXT NOT NULL PRIMARY KEY,feature_count INTEGER DEFAULT NULL)",
    "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
)
_OGR_LAYER: Final = """
CREATE VIRTUAL TABLE "rtree_T_geom" USING rtree(id, minx, maxx, miny, maxy);
CREATE TABLE "rtree_T_geom_rowid"(rowid INTEGER PRIMARY KEY,nodeno);
CREATE TABLE "rtree_T_geom_node"(nodeno INTEGER PRIMARY KEY,data);
CREATE TABLE "rtree_T_geom_parent"(nodeno INTEGER PRIMARY KEY,parentnode);
CREATE TRIGGER "rtree_T_geom_insert" AFTER INSERT ON "T"
 WHEN (new."geom" NOT NULL AND NOT ST_IsEmpty(NEW."geom"))
 BEGIN INSERT OR REPLACE INTO "rtree_T_geom" VALUES (NEW."fid",BOX); END;
CREATE TRIGGER "rtree_T_geom_update1" AFTER UPDATE OF "geom" ON "T" WHEN OLD."fid" = NEW."fid" AND FULL
 BEGIN INSERT OR REPLACE INTO "rtree_T_geom" VALUES (NEW."fid",BOX); END;
CREATE TRIGGER "rtree_T_geom_update2" AFTER UPDATE OF "geom" ON "T" WHEN OLD."fid" = NEW."fid" AND EMPTY
 BEGIN DELETE FROM "rtree_T_geom" WHERE id = OLD."fid"; END;
CREATE TRIGGER "rtree_T_geom_update3" AFTER UPDATE ON "T" WHEN OLD."fid" != NEW."fid" AND FULL
 BEGIN DELETE FROM "rtree_T_geom" WHERE id = OLD."fid";
 INSERT OR REPLACE INTO "rtree_T_geom" VALUES (NEW."fid",BOX); END;
CREATE TRIGGER "rtree_T_geom_update4" AFTER UPDATE ON "T" WHEN OLD."fid" != NEW."fid" AND EMPTY
 BEGIN DELETE FROM "rtree_T_geom" WHERE id IN (OLD."fid", NEW."fid"); END;
CREATE TRIGGER "rtree_T_geom_update5" AFTER UPDATE ON "T" WHEN OLD."fid" != NEW."fid" AND FULL
 BEGIN DELETE FROM "rtree_T_geom" WHERE id = OLD."fid";
 INSERT OR REPLACE INTO "rtree_T_geom" VALUES (NEW."fid",BOX); END;
CREATE TRIGGER "rtree_T_geom_update6" AFTER UPDATE OF "geom" ON "T" WHEN OLD."fid" = NEW."fid" AND FULL
 AND (OLD."geom" NOTNULL AND NOT ST_IsEmpty(OLD."geom"))
 BEGIN UPDATE "rtree_T_geom" SET minx = ST_MinX(NEW."geom"), maxx = ST_MaxX(NEW."geom"),
 miny = ST_MinY(NEW."geom"), maxy = ST_MaxY(NEW."geom") WHERE id = NEW."fid"; END;
CREATE TRIGGER "rtree_T_geom_update7" AFTER UPDATE OF "geom" ON "T" WHEN OLD."fid" = NEW."fid" AND FULL
 AND (OLD."geom" ISNULL OR ST_IsEmpty(OLD."geom"))
 BEGIN INSERT INTO "rtree_T_geom" VALUES (NEW."fid",BOX); END;
CREATE TRIGGER "rtree_T_geom_delete" AFTER DELETE ON "T" WHEN old."geom" NOT NULL
 BEGIN DELETE FROM "rtree_T_geom" WHERE id = OLD."fid"; END;
CREATE TRIGGER "trigger_insert_feature_count_T" AFTER INSERT ON "T"
 BEGIN UPDATE gpkg_ogr_contents
 SET feature_count = feature_count + 1 WHERE lower(table_name) = lower('T'); END;
CREATE TRIGGER "trigger_delete_feature_count_T" AFTER DELETE ON "T"
 BEGIN UPDATE gpkg_ogr_contents
 SET feature_count = feature_count - 1 WHERE lower(table_name) = lower('T'); END
"""
_BOX = 'ST_MinX(NEW."geom"), ST_MaxX(NEW."geom"),ST_MinY(NEW."geom"), ST_MaxY(NEW."geom")'
_FULL = '(NEW."geom" NOTNULL AND NOT ST_IsEmpty(NEW."geom"))'
_EMPTY = '(NEW."geom" ISNULL OR ST_IsEmpty(NEW."geom"))'


@dataclass(frozen=True, slots=True)
class SchemaReport:
    """How a file's schema differs from ours.

    missing: ours, gone or changed. added: tolerated additions of GIS programs. foreign: what nobody may add,
    in words such as 'a trigger "x"'. plain_tables: names of ordinary tables without generated columns.
    """

    missing: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    plain_tables: set[str] = field(default_factory=set)


def normalised(sql: str) -> str:
    """Return a statement with single spaces, none beside brackets and commas."""
    return re.sub(r" ?([(),]) ?", r"\1", " ".join(sql.split()))


@cache
def expected(version: tuple[int, int] = FORMAT) -> dict[str, str]:
    """Return the schema of a format version, the current one unless said: name to normalised SQL."""
    found = [s for script in scripts_of(version) for s in statements(script)]
    named = _by_name([s for s in found if s.startswith("CREATE")] + list(_LEDGER_SQL))
    for statement in found:
        if added := re.match(_ADDED_COLUMN, normalised(statement)):
            # SQLite itself keeps an added column behind the last one.
            body, _, ending = named[added[1]].rpartition(")")
            named[added[1]] = f"{body},{added[2]}){ending}"
    return named


@cache
def tolerated() -> dict[str, str]:
    """Return what GIS programs may add to ward and place: name to normalised SQL, in another version too."""
    found = list(_OGR_TABLES)
    text = _OGR_LAYER.replace("BOX", _BOX).replace("FULL", _FULL).replace("EMPTY", _EMPTY)
    for layer in ("ward", "place"):
        made = text.replace("_T_", f"_{layer}_").replace('"T"', f'"{layer}"').replace("'T'", f"'{layer}'")
        made = made.replace("count_T", f"count_{layer}")
        found += [part.strip().rstrip(";") for part in re.split(r"\n(?=CREATE )", made) if part.strip()]
    return _by_name(found)


def _by_name(found: list[str]) -> dict[str, str]:
    named = {}
    for statement in found:
        match = re.match(_NAME, statement)
        if match is None:
            raise ValueError(f"no name in {statement[:60]}")
        named[match[2]] = normalised(statement)
    return named


def compare(connection: Connection, version: tuple[int, int] = FORMAT) -> SchemaReport:
    """Return how the schema of a database differs from the list of a format version.

    Nothing but the list itself is read.
    """
    report = SchemaReport()
    ours, others = expected(version), tolerated()
    seen = set()
    for kind, name, table, sql in connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"):
        if sql is None and kind == "index" and name.startswith(_AUTO_INDEX):
            if table not in ours and table not in others:
                report.foreign.append(f'an index "{name}"')
            continue
        found = normalised(sql or "")
        if (
            kind == "table"
            and found.startswith("CREATE TABLE")
            and not re.search(_GENERATED, found, re.IGNORECASE)
        ):
            report.plain_tables.add(name)
        if ours.get(name) == found:
            seen.add(name)
        elif others.get(name) == found:
            report.added.append(name)
        elif name not in ours:
            report.foreign.append(f'{"an" if kind == "index" else "a"} {kind} "{name}"')
    report.missing.extend(sorted(set(ours) - seen))
    return report

"""Format 1.0: every table of the first planning file. Frozen: a later change is a later migration."""

from typing import Final

TABLES: Final = """
CREATE TABLE plan (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    beside_id TEXT NOT NULL,
    format_version TEXT NOT NULL,
    district TEXT NOT NULL,
    zone TEXT NOT NULL,
    marking TEXT NOT NULL,
    wording TEXT NOT NULL,
    force_day_start TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    out_of_hours TEXT NOT NULL,
    briefing_place TEXT NOT NULL,
    custody TEXT NOT NULL,
    nearest_ae TEXT NOT NULL,
    safe_places TEXT NOT NULL,
    control_room TEXT NOT NULL,
    media_contact TEXT NOT NULL,
    destroy_after_days INTEGER NOT NULL,
    attribution TEXT NOT NULL
) STRICT;
CREATE TABLE setting (
    id TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL
) STRICT;
CREATE TABLE special_day (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "first" TEXT NOT NULL,
    "last" TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE ward (
    fid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL CHECK (typeof(code) = 'text'),
    name TEXT NOT NULL CHECK (typeof(name) = 'text'),
    district_code TEXT NOT NULL CHECK (typeof(district_code) = 'text'),
    district_name TEXT NOT NULL CHECK (typeof(district_name) = 'text'),
    ward_set TEXT NOT NULL CHECK (typeof(ward_set) = 'text'),
    population INTEGER CHECK (typeof(population) IN ('integer', 'null')),
    geom MULTIPOLYGON NOT NULL,
    shape BLOB NOT NULL CHECK (typeof(shape) = 'blob')
);
CREATE TABLE place (
    fid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL CHECK (typeof(name) = 'text'),
    "kind" TEXT NOT NULL CHECK (typeof("kind") = 'text'),
    ward_id TEXT NOT NULL CHECK (typeof(ward_id) = 'text'),
    operation_id TEXT NOT NULL CHECK (typeof(operation_id) = 'text'),
    easting REAL NOT NULL CHECK (easting BETWEEN -1000000 AND 2000000) CHECK (typeof(easting) = 'real'),
    northing REAL NOT NULL CHECK (northing BETWEEN -1000000 AND 2000000) CHECK (typeof(northing) = 'real'),
    note TEXT NOT NULL CHECK (typeof(note) = 'text'),
    "rank" INTEGER NOT NULL CHECK (typeof("rank") = 'integer'),
    geom GEOMETRY NOT NULL,
    shape BLOB NOT NULL CHECK (typeof(shape) = 'blob')
);
CREATE TABLE partner (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    short_name TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    contact TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    powers TEXT NOT NULL,
    note TEXT NOT NULL,
    sort INTEGER NOT NULL
) STRICT;
CREATE TABLE partnership (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    year_starts TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE partnership_member (
    id TEXT NOT NULL PRIMARY KEY,
    partnership_id TEXT NOT NULL REFERENCES partnership (id) ON DELETE CASCADE,
    partner_id TEXT NOT NULL,
    "role" TEXT NOT NULL,
    sort INTEGER NOT NULL
) STRICT;
CREATE TABLE priority (
    id TEXT NOT NULL PRIMARY KEY,
    partnership_id TEXT NOT NULL,
    title TEXT NOT NULL,
    short_label TEXT NOT NULL,
    "first" TEXT,
    "last" TEXT,
    sort INTEGER NOT NULL
) STRICT;
CREATE TABLE resource (
    id TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    "rank" TEXT NOT NULL,
    post_kind TEXT,
    collar_number TEXT NOT NULL,
    call_sign TEXT NOT NULL,
    sort INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE concern (
    id TEXT NOT NULL PRIMARY KEY,
    ward_id TEXT NOT NULL,
    "rank" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    source TEXT NOT NULL,
    said_on TEXT
) STRICT;
CREATE TABLE power (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "section" TEXT NOT NULL,
    place_id TEXT NOT NULL,
    "first" TEXT NOT NULL,
    "last" TEXT NOT NULL,
    authoriser TEXT NOT NULL,
    grounds TEXT NOT NULL,
    "limit" REAL,
    unit TEXT NOT NULL,
    last_checked_on TEXT,
    last_checked_by TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE power_ward (
    id TEXT NOT NULL PRIMARY KEY,
    power_id TEXT NOT NULL REFERENCES power (id) ON DELETE CASCADE,
    ward_id TEXT NOT NULL
) STRICT;
CREATE TABLE operation_type (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    short_label TEXT NOT NULL,
    summary TEXT NOT NULL,
    colour TEXT NOT NULL,
    symbol TEXT NOT NULL,
    weight TEXT NOT NULL,
    unit TEXT NOT NULL,
    sort INTEGER NOT NULL,
    pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
    need_to_know INTEGER NOT NULL CHECK (need_to_know IN (0, 1)),
    reservation INTEGER NOT NULL CHECK (reservation IN (0, 1)),
    command_style TEXT NOT NULL,
    marking TEXT NOT NULL,
    handling TEXT NOT NULL,
    priority_id TEXT NOT NULL,
    "state" TEXT NOT NULL,
    state_date TEXT,
    state_decision TEXT NOT NULL,
    state_reason TEXT NOT NULL
) STRICT;
CREATE TABLE type_brief (
    id TEXT NOT NULL PRIMARY KEY,
    type_id TEXT NOT NULL REFERENCES operation_type (id) ON DELETE CASCADE,
    heading TEXT NOT NULL,
    "text" TEXT NOT NULL
) STRICT;
CREATE TABLE type_deployment (
    id TEXT NOT NULL PRIMARY KEY,
    type_id TEXT NOT NULL REFERENCES operation_type (id) ON DELETE CASCADE,
    sort INTEGER NOT NULL,
    day_offset INTEGER NOT NULL,
    "start" TEXT NOT NULL,
    "end" TEXT NOT NULL,
    theme TEXT NOT NULL,
    lead TEXT NOT NULL
) STRICT;
CREATE TABLE type_post (
    id TEXT NOT NULL PRIMARY KEY,
    type_id TEXT NOT NULL REFERENCES operation_type (id) ON DELETE CASCADE,
    type_deployment_id TEXT NOT NULL,
    sort INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    skill TEXT NOT NULL
) STRICT;
CREATE TABLE type_task (
    id TEXT NOT NULL PRIMARY KEY,
    type_id TEXT NOT NULL REFERENCES operation_type (id) ON DELETE CASCADE,
    sort INTEGER NOT NULL,
    title TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    due_offset INTEGER NOT NULL,
    legacy_months INTEGER NOT NULL
) STRICT;
CREATE TABLE type_risk (
    id TEXT NOT NULL PRIMARY KEY,
    type_id TEXT NOT NULL REFERENCES operation_type (id) ON DELETE CASCADE,
    sort INTEGER NOT NULL,
    hazard TEXT NOT NULL,
    who TEXT NOT NULL,
    likelihood INTEGER NOT NULL,
    impact INTEGER NOT NULL,
    control TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    likelihood_after INTEGER NOT NULL,
    impact_after INTEGER NOT NULL
) STRICT;
CREATE TABLE type_measure (
    id TEXT NOT NULL PRIMARY KEY,
    type_id TEXT NOT NULL REFERENCES operation_type (id) ON DELETE CASCADE,
    sort INTEGER NOT NULL,
    "text" TEXT NOT NULL
) STRICT;
CREATE TABLE type_power (
    id TEXT NOT NULL PRIMARY KEY,
    type_id TEXT NOT NULL REFERENCES operation_type (id) ON DELETE CASCADE,
    sort INTEGER NOT NULL,
    "text" TEXT NOT NULL
) STRICT;
CREATE TABLE operation (
    fid INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    type_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    priority_id TEXT NOT NULL,
    marking TEXT NOT NULL,
    handling TEXT NOT NULL,
    "start" TEXT NOT NULL,
    "end" TEXT NOT NULL,
    area BLOB,
    lead TEXT NOT NULL,
    supervisor TEXT NOT NULL,
    decision_maker TEXT NOT NULL,
    gold TEXT NOT NULL,
    silver TEXT NOT NULL,
    bronze TEXT NOT NULL,
    desk TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    authorised_by TEXT NOT NULL,
    authorised_at TEXT,
    version INTEGER NOT NULL,
    authorised_version INTEGER NOT NULL,
    note TEXT NOT NULL,
    span_start TEXT,
    span_end TEXT,
    start_utc TEXT,
    end_utc TEXT,
    geom BLOB
) STRICT;
CREATE TABLE operation_ward (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    ward_id TEXT NOT NULL,
    sort INTEGER NOT NULL
) STRICT;
CREATE TABLE brief_text (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    heading TEXT NOT NULL,
    "text" TEXT NOT NULL
) STRICT;
CREATE TABLE operation_power (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    sort INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    power_id TEXT NOT NULL
) STRICT;
CREATE TABLE risk (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    sort INTEGER NOT NULL,
    hazard TEXT NOT NULL,
    who TEXT NOT NULL,
    likelihood INTEGER NOT NULL,
    impact INTEGER NOT NULL,
    control TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    likelihood_after INTEGER NOT NULL,
    impact_after INTEGER NOT NULL
) STRICT;
CREATE TABLE measure (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    sort INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    baseline TEXT NOT NULL,
    goal TEXT NOT NULL
) STRICT;
CREATE TABLE task (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    due TEXT NOT NULL,
    status TEXT NOT NULL,
    note TEXT NOT NULL,
    legacy_months INTEGER NOT NULL,
    sort INTEGER NOT NULL
) STRICT;
CREATE TABLE deployment (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    "number" INTEGER NOT NULL,
    "start" TEXT NOT NULL,
    "end" TEXT NOT NULL,
    theme TEXT NOT NULL,
    lead TEXT NOT NULL,
    briefing TEXT NOT NULL,
    note TEXT NOT NULL,
    series_id TEXT NOT NULL,
    "rule" TEXT NOT NULL
) STRICT;
CREATE TABLE deployment_ward (
    id TEXT NOT NULL PRIMARY KEY,
    deployment_id TEXT NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
    ward_id TEXT NOT NULL
) STRICT;
CREATE TABLE visit (
    id TEXT NOT NULL PRIMARY KEY,
    deployment_id TEXT NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
    place_id TEXT NOT NULL,
    sort INTEGER NOT NULL,
    "start" TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE post (
    id TEXT NOT NULL PRIMARY KEY,
    deployment_id TEXT NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
    sort INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    skill TEXT NOT NULL
) STRICT;
CREATE TABLE assignment (
    id TEXT NOT NULL PRIMARY KEY,
    post_id TEXT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    resource_id TEXT NOT NULL,
    "rank" TEXT NOT NULL,
    collar_number TEXT NOT NULL,
    call_sign TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE return_ (
    id TEXT NOT NULL PRIMARY KEY,
    deployment_id TEXT NOT NULL REFERENCES deployment (id) ON DELETE CASCADE,
    "state" TEXT NOT NULL,
    outcome TEXT NOT NULL,
    "people" INTEGER NOT NULL,
    abstracted_minutes INTEGER NOT NULL,
    reason TEXT NOT NULL,
    notes TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TEXT
) STRICT;
CREATE TABLE return_visit (
    id TEXT NOT NULL PRIMARY KEY,
    return_id TEXT NOT NULL REFERENCES return_ (id) ON DELETE CASCADE,
    place_id TEXT NOT NULL,
    "start" TEXT NOT NULL,
    "end" TEXT NOT NULL,
    "people" INTEGER NOT NULL
) STRICT;
CREATE TABLE return_result (
    id TEXT NOT NULL PRIMARY KEY,
    return_id TEXT NOT NULL REFERENCES return_ (id) ON DELETE CASCADE,
    measure TEXT NOT NULL,
    "count" INTEGER NOT NULL
) STRICT;
CREATE INDEX partnership_member_by_partnership ON partnership_member (partnership_id);
CREATE INDEX power_ward_by_power ON power_ward (power_id);
CREATE INDEX type_brief_by_type ON type_brief (type_id);
CREATE INDEX type_deployment_by_type ON type_deployment (type_id);
CREATE INDEX type_post_by_type ON type_post (type_id);
CREATE INDEX type_task_by_type ON type_task (type_id);
CREATE INDEX type_risk_by_type ON type_risk (type_id);
CREATE INDEX type_measure_by_type ON type_measure (type_id);
CREATE INDEX type_power_by_type ON type_power (type_id);
CREATE INDEX operation_ward_by_operation ON operation_ward (operation_id);
CREATE INDEX brief_text_by_operation ON brief_text (operation_id);
CREATE INDEX operation_power_by_operation ON operation_power (operation_id);
CREATE INDEX risk_by_operation ON risk (operation_id);
CREATE INDEX measure_by_operation ON measure (operation_id);
CREATE INDEX task_by_operation ON task (operation_id);
CREATE INDEX deployment_by_operation ON deployment (operation_id);
CREATE INDEX deployment_ward_by_deployment ON deployment_ward (deployment_id);
CREATE INDEX visit_by_deployment ON visit (deployment_id);
CREATE INDEX post_by_deployment ON post (deployment_id);
CREATE INDEX assignment_by_post ON assignment (post_id);
CREATE INDEX return__by_deployment ON return_ (deployment_id);
CREATE INDEX return_visit_by_return ON return_visit (return_id);
CREATE INDEX return_result_by_return ON return_result (return_id);
CREATE INDEX deployment_by_start ON deployment ("start");
CREATE INDEX deployment_by_end ON deployment ("end");
CREATE INDEX deployment_by_series ON deployment (series_id);
CREATE INDEX operation_by_span_start ON operation (span_start);
CREATE INDEX operation_by_span_end ON operation (span_end);
CREATE INDEX operation_by_type ON operation (type_id);
CREATE INDEX operation_by_reference ON operation (reference);
CREATE INDEX place_by_name ON place (name);
CREATE INDEX place_by_kind ON place ("kind");
CREATE INDEX place_by_operation ON place (operation_id);
CREATE INDEX task_by_due ON task (due);
CREATE INDEX task_by_partner ON task (partner_id);
CREATE INDEX visit_by_place ON visit (place_id);
CREATE INDEX operation_ward_by_ward ON operation_ward (ward_id);
CREATE INDEX assignment_by_resource ON assignment (resource_id);
CREATE INDEX return_visit_by_place ON return_visit (place_id);
CREATE TABLE change_set (
    id TEXT NOT NULL PRIMARY KEY,
    copy_id TEXT NOT NULL,
    at TEXT NOT NULL,
    author TEXT NOT NULL,
    label TEXT NOT NULL
) STRICT;
CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    change_set_id TEXT NOT NULL REFERENCES change_set (id),
    table_name TEXT NOT NULL,
    row_id TEXT NOT NULL,
    field_group TEXT NOT NULL,
    parents TEXT NOT NULL,
    "after" TEXT
) STRICT;
CREATE INDEX change_by_row ON change (row_id, field_group);
CREATE INDEX change_by_change_set ON change (change_set_id);
CREATE TABLE conflict (
    id TEXT NOT NULL PRIMARY KEY,
    table_name TEXT NOT NULL,
    row_id TEXT NOT NULL,
    field_group TEXT NOT NULL,
    heads TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE purged (
    row_id TEXT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;
CREATE TABLE copy (
    id TEXT NOT NULL PRIMARY KEY,
    made_at TEXT NOT NULL,
    made_from TEXT NOT NULL
) STRICT;
CREATE TABLE seal (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    published_at TEXT NOT NULL,
    change_counter INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT;
CREATE VIEW operation_map AS
    SELECT operation.fid AS fid, operation.reference AS reference, operation.title AS title,
           operation_type.name AS type, operation.status AS status,
           operation.start_utc AS start_utc, operation.end_utc AS end_utc, operation.geom AS geom
    FROM operation LEFT JOIN operation_type ON operation_type.id = operation.type_id;
"""

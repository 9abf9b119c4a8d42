"""Format 1.2: who was given what, purges, declined changes, gateways, announced visits. Frozen."""

from typing import Final

FORMAT: Final = "1.2"

TABLES: Final = """
ALTER TABLE partner ADD COLUMN gateway TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN agreement TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN expires_after_days INTEGER;
ALTER TABLE deployment ADD COLUMN announce INTEGER NOT NULL DEFAULT 0;
ALTER TABLE operation ADD COLUMN authorised_parts TEXT NOT NULL DEFAULT '';
CREATE TABLE operation_concern (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    concern_id TEXT NOT NULL
) STRICT;
CREATE TABLE share (
    id TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    audience TEXT NOT NULL,
    partner_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    operation_id TEXT NOT NULL,
    what TEXT NOT NULL,
    file_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    marking TEXT NOT NULL,
    purpose TEXT NOT NULL,
    gateway TEXT NOT NULL,
    agreement TEXT NOT NULL,
    expires TEXT,
    "at" TEXT NOT NULL,
    "by" TEXT NOT NULL,
    given TEXT NOT NULL
) STRICT;
CREATE TABLE purge_note (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL,
    purged_on TEXT NOT NULL,
    authoriser TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;
CREATE TABLE declined (
    change_id TEXT NOT NULL PRIMARY KEY,
    "at" TEXT NOT NULL
) STRICT;
CREATE INDEX operation_concern_by_operation ON operation_concern (operation_id);
"""

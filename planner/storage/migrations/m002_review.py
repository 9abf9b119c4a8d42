"""Format 1.1: promises, unseen work, impact, reviews, holds, acknowledgements, indices. Frozen."""

from typing import Final

FORMAT: Final = "1.1"

TABLES: Final = """
CREATE TABLE strategy (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    ward_id TEXT NOT NULL,
    place_id TEXT NOT NULL,
    visits INTEGER NOT NULL,
    period TEXT NOT NULL,
    "first" TEXT NOT NULL,
    "last" TEXT,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE unseen_work (
    id TEXT NOT NULL PRIMARY KEY,
    ward_id TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    quarter TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    source TEXT NOT NULL
) STRICT;
CREATE TABLE impact (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    affected TEXT NOT NULL,
    "changed" TEXT NOT NULL,
    asked TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_on TEXT
) STRICT;
CREATE TABLE review (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    review_on TEXT,
    reviewed_on TEXT,
    reviewed_by TEXT NOT NULL,
    decision TEXT NOT NULL
) STRICT;
CREATE TABLE hold (
    id TEXT NOT NULL PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (id) ON DELETE CASCADE,
    "kind" TEXT NOT NULL,
    reason TEXT NOT NULL,
    placed_on TEXT NOT NULL,
    placed_by TEXT NOT NULL,
    is_automatic INTEGER NOT NULL,
    released_on TEXT,
    released_by TEXT NOT NULL,
    release_reason TEXT NOT NULL
) STRICT;
CREATE TABLE acknowledgement (
    id TEXT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    about_ids TEXT NOT NULL,
    operation_id TEXT NOT NULL,
    message TEXT NOT NULL,
    reason TEXT NOT NULL,
    "by" TEXT NOT NULL,
    "at" TEXT NOT NULL
) STRICT;
CREATE INDEX impact_by_operation ON impact (operation_id);
CREATE INDEX review_by_operation ON review (operation_id);
CREATE INDEX hold_by_operation ON hold (operation_id);
CREATE INDEX visit_ledger ON visit
    (place_id, (substr("start", 1, 7)), "start", minutes, deployment_id);
CREATE INDEX return_visit_ledger ON return_visit
    (place_id, (substr("start", 1, 7)), "start", return_id,
     ((strftime('%s', "end") - strftime('%s', "start")) / 60));
CREATE INDEX return_visit_by_start ON return_visit ("start");
CREATE INDEX return__by_state ON return_ ("state");
CREATE INDEX operation_by_status ON operation (status);
"""

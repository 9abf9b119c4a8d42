"""Raw SQL on a partner's copy, as a hostile partner would write it with another tool."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from planner.document.document import Document
from planner.document.merging import apply_merge, preview_merge
from planner.domain.errors import KnownError
from planner.domain.ids import new_id
from planner.domain.merging import Choice, MergePreview, MergeState
from planner.domain.records.base import Record
from planner.domain.records.catalogue import ALL_RECORDS
from planner.storage.engine import Connection, connect
from planner.storage.publish import write_copy

PHRASE = "four quiet brown owls"


@contextmanager
def tampered(copy: Path) -> Iterator[tuple[Connection, Path]]:
    """Raw SQL on a copy that came by mail; afterwards it is sealed again under another name."""
    out = copy.with_name(f"{copy.stem} {new_id()}.wardplan")
    with closing(connect(copy)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA secure_delete = OFF")
        yield connection, out
    write_copy(copy, out, key=None, at=datetime.now(UTC))


def says(
    connection: Connection,
    table: str,
    row_id: str,
    group: str,
    after: object,
    *,
    parents: object = None,
    at: str = "2026-09-02T10:00:00Z",
    author: str = "Desk",
    set_id: str = "",
    label: str = "Answer",
) -> str:
    """Forge one change in the log; returns its id."""
    known = connection.execute(
        "SELECT id FROM change WHERE row_id = ? AND field_group IN (?, '+') ORDER BY seq DESC",
        (row_id, group),
    ).fetchone()
    made, set_id = new_id(), set_id or new_id()
    connection.execute(
        "INSERT OR IGNORE INTO change_set (id, copy_id, at, author, label) VALUES (?, 'c', ?, ?, ?)",
        (set_id, at, author, label),
    )
    connection.execute(
        'INSERT INTO change (id, change_set_id, table_name, row_id, field_group, parents, "after")'
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            made,
            set_id,
            table,
            row_id,
            group,
            json.dumps(parents if parents is not None else [known[0]] if known else []),
            None if after is None else json.dumps(after),
        ),
    )
    return made


def rows(document: Document) -> dict[str, Record]:
    """Every row of what is open, but settings that a merge may count up."""
    return {r.id: r for kind in ALL_RECORDS for r in document.read.all(kind)}


def states(preview: MergePreview) -> set[tuple[str, str, MergeState]]:
    return {(item.kind.TABLE, item.group, item.state) for item in preview.items}


def takes_nothing(document: Document, path: Path) -> MergePreview:
    """Merge a copy, whatever is asked decided for theirs: no row of ours may change, no conflict may open."""
    before = rows(document)
    preview = preview_merge(document, path)
    apply_merge(document, path, default=Choice.THEIRS, take=[item.key for item in preview.items])
    assert rows(document) == before
    assert document.read.connections[0].execute("SELECT count(*) FROM conflict").fetchone()[0] == 0
    return preview


Sent = tuple[Document, Path, str]


def sentence_of(action: Callable[[], object]) -> str:
    """Do something that may be refused; the one sentence it was refused with, or nothing."""
    said = ""
    try:
        action()
    except KnownError as error:
        said = str(error)
    assert "\n" not in said
    return said

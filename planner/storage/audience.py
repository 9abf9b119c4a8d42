"""A copy of some rows as a planning file of its own: written afresh, with a log that names no past.

Nothing of the original's pages, free pages, history or deleted rows can be in it, since none of them is read.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from planner.domain.ids import new_id
from planner.domain.records.base import Record, field_names, group_of
from planner.domain.records.catalogue import ALL_RECORDS
from planner.domain.records.plan import Plan
from planner.domain.records.sharing import Share
from planner.domain.timespan import utc_text
from planner.storage.change_log import DELETE, INSERT
from planner.storage.codec import codec, to_json
from planner.storage.derived import DerivedColumns
from planner.storage.engine import Connection, connect
from planner.storage.sql import marks, parts_of, quoted

Fields = Mapping[type[Record], tuple[str, ...]]
Heads = dict[str, dict[str, str]]
"""Row id to field group to the id of the change that its value comes from ("+" for the row itself)."""

COPY_LABEL: Final = "Copy sent"
_LOG_TABLES: Final = ("change_set", "change", "conflict", "purged", "declined", "copy")


def write_rows(
    out: Path,
    source: Connection,
    plan: Plan,
    records: Sequence[Record],
    *,
    allowed: Fields,
    at: datetime,
    heads: Heads | None,
    key: str | None = None,
    share: Share | None = None,
) -> None:
    """Make a new database at a path from some rows; owners come before what they own.

    source: the plan that the rows were read from. allowed: the fields that are sent of each kind. at: UTC.
    heads: where the values come from; one change set without a name then stands for all that was before.
    None copies the change log row by row, so that the copy is a plan like any other. share: what the copy
    says of itself, outside the log.
    """
    from planner.storage.migrations.apply import make_schema

    target = connect(out, create=True, key=key)
    try:
        target.execute("PRAGMA journal_mode = MEMORY")
        target.execute("PRAGMA synchronous = OFF")
        make_schema(target)
        target.execute("BEGIN IMMEDIATE")
        _insert(target, [plan, *records])
        if share is not None:
            _insert(target, [share])
        if heads is None:
            _copy_log(source, target)
        else:
            _write_roots(target, [plan, *records], heads, allowed, at)
        derived = DerivedColumns(target)
        derived.note(records)
        derived.refresh()
        target.execute("COMMIT")
    finally:
        target.close()


def _insert(target: Connection, records: Iterable[Record]) -> None:
    by_kind: dict[type[Record], list[Record]] = defaultdict(list)
    for record in records:
        by_kind[type(record)].append(record)
    for kind in ALL_RECORDS:
        if rows := by_kind.get(kind):
            code = codec(kind)
            names = ", ".join(quoted(c) for c in code.columns)
            target.executemany(
                f"INSERT INTO {quoted(kind.TABLE)} ({names}) VALUES ({marks(code.columns)})",
                [code.row(r) for r in rows],
            )


def _copy_log(source: Connection, target: Connection) -> None:
    for table in _LOG_TABLES:
        cursor = source.execute(f"SELECT * FROM {quoted(table)}")
        filled = marks(cursor.description)
        target.executemany(f"INSERT INTO {quoted(table)} VALUES ({filled})", cursor.fetchall())


def head_ids(source: Connection, records: Iterable[Record]) -> Heads:
    """Return for each row its insert and the newest change of each field group that was changed since."""
    found: dict[str, list[tuple[str, str, list[str]]]] = defaultdict(list)
    ids = [r.id for r in records]
    for part in parts_of(ids):
        query = f"SELECT row_id, id, field_group, parents FROM change WHERE row_id IN ({marks(part)})"
        for row_id, change_id, group, parents in source.execute(f"{query} ORDER BY seq", part):
            found[row_id].append((change_id, group, json.loads(parents)))
    return {row_id: _row_heads(found.get(row_id, [])) for row_id in ids}


def _row_heads(changes: list[tuple[str, str, list[str]]]) -> dict[str, str]:
    inserts = [number for number, change in enumerate(changes) if change[1] == INSERT]
    start = inserts[-1] if inserts else 0
    heads = {INSERT: changes[start][0] if inserts else new_id()}
    replaced = {parent for _, _, parents in changes for parent in parents}
    # Of several heads the newest stands, as it does on the screen until somebody decides.
    return heads | {
        group: change_id
        for change_id, group, _parents in changes[start + 1 :]
        if group not in {INSERT, DELETE} and change_id not in replaced
    }


def _write_roots(
    target: Connection, records: Sequence[Record], heads: Heads, allowed: Fields, at: datetime
) -> None:
    """Log every row, and each group that was changed since it was made, as if made by one change set."""
    set_id = new_id()
    target.execute(
        "INSERT INTO change_set (id, copy_id, at, author, label) VALUES (?, ?, ?, '', ?)",
        (set_id, new_id(), utc_text(at), COPY_LABEL),
    )
    entries: list[tuple[str, str, str, str, str, str, str | None]] = []
    for record in records:
        kind, own = type(record), heads[record.id]
        code = codec(kind)
        values = dict(zip(code.columns, code.row(record), strict=True))
        sent: dict[str, list[str]] = defaultdict(list)
        for name in allowed.get(kind, field_names(kind)[1:]):
            sent[group_of(kind, name)].append(name)
        changed = [group for group in own if group in sent]
        made = to_json(values) if changed else None
        entries.append((own[INSERT], set_id, kind.TABLE, record.id, INSERT, "[]", made))
        for group in changed:
            after = to_json({name: values[name] for name in sent[group]})
            parents = json.dumps([own[INSERT]])
            entries.append((own[group], set_id, kind.TABLE, record.id, group, parents, after))
    target.executemany(
        'INSERT INTO change (id, change_set_id, table_name, row_id, field_group, parents, "after")'
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        entries,
    )

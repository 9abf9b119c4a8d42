"""Whether a file is a sound planning file of ours: looked at on a private copy, refused with one sentence."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from planner.domain.errors import DamagedFile, FileProblem, WrongPassphrase
from planner.domain.frozen import dataclass
from planner.storage import schema, seal
from planner.storage.engine import Connection, DatabaseError, connect, known_errors, time_limit
from planner.storage.migrations.scripts import FORMAT

_LOOK_SECONDS = 1.5
_BYTES_PER_SECOND = 10_000_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a file that may be opened.

    sealed: the digest in its seal (hex), or empty for an encrypted file. newer: made by a later version of
    the same major format, so for reading only. older: it must be migrated first. changed_outside: another
    program wrote to it since it was published.
    """

    plan_id: str
    published_at: datetime
    sealed: str = ""
    newer: bool = False
    older: bool = False
    changed_outside: bool = False


@dataclass(frozen=True, slots=True)
class _Seal:
    published_at: datetime
    counter: int
    digest: str


def check(database: Path, name: str, *, key: str | None) -> Verdict:
    """Return what is in a private copy of a file; FileProblem with one sentence if it cannot be opened."""
    try:
        return _checked(database, name, key)
    except (UnicodeDecodeError, DatabaseError) as error:
        # Damage in the list of tables: names that are no text, a header that no version of SQLite wrote.
        raise _damaged(name) from error


def _checked(database: Path, name: str, key: str | None) -> Verdict:
    looked = seal.look(database) if key is None else None
    connection = connect(database, key=key)
    try:
        with known_errors(name), time_limit(connection, _LOOK_SECONDS):
            if key is not None:
                _refuse_wrong_key(connection, name)
            report = schema.compare(connection)
            version = _version(connection, report, name)
            if version < FORMAT:
                report = schema.compare(connection, version)
            _refuse_foreign(report, name, version, newer=version > FORMAT)
            row = _seal_row(connection, report)
            plan_id = str(connection.execute("SELECT id FROM plan").fetchone()[0])
        outside = False
        if looked is None:
            _refuse_damaged_pages(connection, database, name)
        elif not looked.intact or looked.torn or row is None or looked.counter != row.counter or report.added:
            _refuse_damaged(connection, database, name, looked, row)
            outside = True
    finally:
        connection.close()
    at = row.published_at if row else datetime.now(UTC)
    return Verdict(
        plan_id, at, row.digest if row and key is None else "", version > FORMAT, version < FORMAT, outside
    )


def _damaged(name: str) -> DamagedFile:
    return DamagedFile(f"{name} is damaged. Open a backup, or ask whoever sent it for another copy.")


def opens(database: Path, key: str) -> bool:
    """Return whether a key opens an encrypted file."""
    with closing(connect(database, key=key, read_only=True)) as connection:
        return _is_readable(connection)


def _is_readable(connection: Connection) -> bool:
    try:
        # Only the first page: its checksum is made with the key. Damage further on is told apart.
        connection.execute("PRAGMA user_version").fetchone()
    except DatabaseError:
        return False
    return True


def _refuse_wrong_key(connection: Connection, name: str) -> None:
    if not _is_readable(connection):
        raise WrongPassphrase(
            f"The passphrase does not open {name}. Check capitals and spaces and try again; "
            "if it is surely right, the file is damaged: open a backup."
        )


def _version(connection: Connection, report: schema.SchemaReport, name: str) -> tuple[int, int]:
    """Return the file's format version, refusing newer majors and files that have none."""
    if "plan" not in report.plain_tables or "change" not in report.plain_tables:
        if len(report.missing) < len(schema.expected()) // 2:
            raise _damaged(name)
        raise FileProblem(f"{name} is a map file without a plan in it. Choose a file that ends in .wardplan.")
    row = connection.execute("SELECT format_version, title FROM plan").fetchone()
    try:
        major, minor = (int(part) for part in str(row[0]).split("."))
    except (TypeError, ValueError):
        raise _damaged(name) from None
    if major > FORMAT[0]:
        raise FileProblem(
            f"{name} was made with a newer Wardplan (format {major}.{minor}; this one reads up to "
            f"{FORMAT[0]}.{FORMAT[1]}). Update Wardplan to open it."
        )
    return major, minor


def _refuse_foreign(report: schema.SchemaReport, name: str, version: tuple[int, int], *, newer: bool) -> None:
    """Refuse whatever is not on the schema list; a newer minor version may have more tables and columns."""
    if newer:
        changed = {m for m in report.missing if m not in report.plain_tables}
        foreign = [
            f
            for f in report.foreign
            if not f.startswith("an index") and f.removeprefix('a table "')[:-1] not in report.plain_tables
        ]
    else:
        changed = set(report.missing) & set(schema.expected(version))
        foreign = report.foreign
    if changed and foreign:
        raise _damaged(name)
    if foreign:
        raise FileProblem(
            f"{name} holds {foreign[0]} that Wardplan did not make, so it is not opened. "
            "Ask whoever sent it for a copy made by Wardplan."
        )
    if changed:
        raise _damaged(name)


def _seal_row(connection: Connection, report: schema.SchemaReport) -> _Seal | None:
    if "seal" in report.missing:
        return None
    row = connection.execute("SELECT published_at, change_counter, digest FROM seal").fetchone()
    if row is None or not isinstance(row[2], bytes):
        return None
    try:
        at = datetime.fromisoformat(str(row[0]))
    except ValueError:
        return None
    return _Seal(at if at.tzinfo else at.replace(tzinfo=UTC), int(row[1]), row[2][len(seal.MARKER) :].hex())


def _refuse_damaged(
    connection: Connection, database: Path, name: str, looked: seal.SealReport, row: _Seal | None
) -> None:
    """Refuse a file whose seal does not fit, unless a program wrote to it and left it sound."""
    if row is None or not looked.present or looked.torn or looked.counter == row.counter:
        raise _damaged(name)
    with known_errors(name), time_limit(connection, _whole_file_seconds(database)):
        wrong = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"
        if wrong or connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise _damaged(name)


def _refuse_damaged_pages(connection: Connection, database: Path, name: str) -> None:
    with known_errors(name), time_limit(connection, _whole_file_seconds(database)):
        if connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None:
            raise _damaged(name)


def _whole_file_seconds(database: Path) -> float:
    return _LOOK_SECONDS + database.stat().st_size / _BYTES_PER_SECOND

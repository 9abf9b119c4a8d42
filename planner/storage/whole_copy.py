"""A whole copy of a database in a new file: written, sealed, verified and flushed to disk."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.domain.timespan import utc_text
from planner.storage import extents, seal, seen
from planner.storage.copying import Report, flush, flush_data
from planner.storage.engine import Connection, connect
from planner.storage.last_change import last_change
from planner.storage.page_copy import copy_frozen, freeze, is_same, is_sound, left_over, wipe

_COPIED: Final = 50


@dataclass(frozen=True, slots=True)
class Written:
    """A copy that was written: the last change in it, and the digest in its seal (empty when encrypted)."""

    last_change: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class WholeCopy:
    """One copy to be written; see publish.write_copy().

    others: threads for what waits for the disk or for SQLite, so that it shares its time. report: is told how
    far it is.
    """

    database: Path
    out: Path
    key: str | None
    at: datetime
    label: str
    is_checked: bool
    also: Path | None
    others: ThreadPoolExecutor
    report: Report

    def write(self, connection: Connection) -> Written:
        """Write what a connection to the database, for any thread, reads in it."""
        if self.key is None and freeze(connection):
            written = self._by_pages(connection)
            if written is not None:
                return written
            connection.execute("ROLLBACK")
            self.out.unlink()
        return self._anew(connection)

    def _by_pages(self, connection: Connection) -> Written | None:
        """Copy the pages of a frozen database; None when it should be written anew.

        Beside this thread only runs what leaves it Python's lock: two that took it in turn would take longer
        than one after the other.
        """
        checking = self.others.submit(is_sound, self.database, self.key) if self.is_checked else None
        copying = self.others.submit(copy_frozen, self.database, self.out)
        measured = extents.read(connection)
        places = left_over(self.database)
        copying.result()
        flushing = self.others.submit(flush, self.out)
        if places is None or not is_same(self.database, self.out, self.others):
            flushing.result()
            return None
        wipe(self.out, places)
        self.report(_COPIED)
        written = self._finished(measured, flushing)
        return written if checking is None or checking.result() else None

    def _anew(self, connection: Connection) -> Written:
        """Write every row of the database anew, and check what was written."""
        # Not flushed while it is written: the whole file is flushed at the end.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("VACUUM INTO ?", (str(self.out),))
        self.report(_COPIED)
        flushing = self.others.submit(flush, self.out)
        if not is_sound(self.out, self.key):
            raise FileProblem("What was written could not be read back. Your work is kept. Check the drive.")
        with closing(connect(self.out, key=self.key, read_only=True)) as written:
            measured = extents.read(written)
        return self._finished(measured, flushing)

    def _finished(self, measured: extents.Extents, flushing: "Future[None]") -> Written:
        """Write what only a copy has, seal it, and flush what is not on disk yet."""
        last = self._write_last_rows(measured)
        digest = b"" if self.key is not None else self._pressed()
        flushing.result()
        flush_data(self.out)
        return Written(last, digest.hex())

    def _pressed(self) -> bytes:
        """Seal the copy, and make the second one while its bytes are in memory; return the digest."""
        if self.also is None:
            return seal.press(self.out)[0]
        with seen.SecondCopy(self.also) as second:
            digest, starts = seal.press(self.out, second.add)
            second.put(digest, starts)
        return digest

    def _write_last_rows(self, measured: extents.Extents) -> int:
        with closing(connect(self.out, key=self.key)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("BEGIN IMMEDIATE")
            extents.write(connection, measured)
            connection.execute("DELETE FROM setting WHERE id = 'backup'")
            if self.label:
                connection.execute("INSERT INTO setting (id, value) VALUES ('backup', ?)", (self.label,))
            counter = seal.change_counter(self.out) + 1 if self.key is None else 0
            seal.write_row(connection, utc_text(self.at), counter)
            connection.execute("COMMIT")
            return last_change(connection)

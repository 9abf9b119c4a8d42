"""Reading a plan as an audience would: for lists and exports, over a copy that holds only what it may see."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from planner.document.audience import ALLOWED, rows_for
from planner.document.paper_figures import plan_only
from planner.domain.errors import InvalidInput
from planner.paths import state_dir
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.document.document import Document


@contextmanager
def reading_as(
    document: "Document", audience: str, partner_id: str = "", *, read: Reader | None = None
) -> Iterator[Reader]:
    """Read what an audience may see; what it may not see is not there to be read.

    command: everything that is open. police: the plan. partner, public: a private copy, deleted afterwards.
    read: a reader of this thread, where it is not the document's own. InvalidInput for command without the
    command file.
    """
    source = document.read if read is None else read
    if audience == "command":
        if not document.is_command_view:
            raise InvalidInput("For the command audience open the command file: --command F.")
        yield source
    elif audience == "police":
        yield plan_only(source)
    else:
        with _copy_for(document, source, audience, partner_id) as (path, key):
            from planner.storage.planning_file import PlanningFile

            file = PlanningFile.open(path, read_only=True, key=key)
            try:
                yield file.reader
            finally:
                file.close()


@contextmanager
def _copy_for(
    document: "Document", read: Reader, audience: str, partner_id: str
) -> Iterator[tuple[Path, str]]:
    """Write the rows of an audience to a private folder; yields the database and its key.

    The key is made for this once and kept nowhere: what a killed process leaves of it, nobody reads.
    """
    from planner.storage.audience import head_ids, write_rows
    from planner.storage.working_copy import INCOMING, WorkingCopy

    rows = rows_for(read, audience, partner_id)
    source = read.connections[0]
    key = os.urandom(48).hex()
    private = WorkingCopy.make(state_dir(), INCOMING, document.target)
    try:
        write_rows(
            private.database, source, rows.plan, rows.records, allowed=ALLOWED[audience],
            at=datetime.now(UTC), heads=head_ids(source, [rows.plan, *rows.records]), key=key,
        )  # fmt: skip
        yield private.database, key
    finally:
        private.discard()

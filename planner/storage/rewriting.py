"""Rewriting an open file so that nothing of how it was stays: for a new passphrase, and for a purge.

run() reads over connections of its own and may go to a worker thread; finish() puts the rewritten rows in the
place of the working copy and belongs to the thread that owns the file. The target is swapped first, so that a
crash in between leaves a working copy that the next opening recovers.
"""

import os
from contextlib import closing
from dataclasses import field
from datetime import UTC, datetime
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.domain.frozen import dataclass
from planner.storage.converting import convert
from planner.storage.copying import flush
from planner.storage.engine import connect, known_errors
from planner.storage.last_change import last_change
from planner.storage.passphrase import fits
from planner.storage.publish import SIDECARS, Published, PublishJob, Seen
from planner.storage.shared_file import SharedFile, change_ids
from planner.storage.wiping import wipe, wipe_folder, wiping_what_goes
from planner.storage.working_copy import STAGED, is_open_elsewhere


@dataclass(slots=True)
class Rewriting:
    """One file being rewritten under a key (None: plain), which may be the one it has.

    published: what run() did. notes: sentences to tell.
    """

    shared: SharedFile
    key: str | None
    published: Published | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def plan_folder(self) -> Path:
        """Where the state keeps this plan."""
        return self.shared.copy.folder.parent

    @property
    def _staged(self) -> Path:
        return self.shared.copy.folder / STAGED

    def run(self) -> None:
        """Publish the rewritten file; FileProblem, with nothing changed, when it cannot be done."""
        self.refuse_if_impossible()
        with known_errors(self.shared.target.name):
            try:
                self._stage()
                self._publish()
            except BaseException:
                self.unstage()
                raise

    def refuse_if_impossible(self) -> None:
        """Raise FileProblem for a file open for reading only, or open in another window of this computer."""
        shared = self.shared
        if shared.is_read_only:
            raise FileProblem(f"{shared.target.name} is open for reading only. Save a copy and change that.")
        if is_open_elsewhere(shared.copy):
            raise FileProblem(
                f"{shared.target.name} is open in another window of this computer, which keeps a copy of its "
                "own. Close it there and try again."
            )

    def _stage(self) -> None:
        part = self._staged.with_name(f"{STAGED}.part")  # a file under its own name is always whole
        wipe(part)
        database = self.shared.copy.database
        if self.key != self.shared.file.key:
            convert(database, self.shared.file.key, part, self.key)
        else:
            with closing(connect(database, key=self.key)) as connection:
                connection.execute("VACUUM INTO ?", (str(part),))
        flush(part)
        wipe(self._staged)
        os.replace(part, self._staged)

    def _publish(self) -> None:
        shared = self.shared
        wipe_folder(self.plan_folder / "seen")
        job = PublishJob(
            self._staged,
            self.key,
            shared.target,
            shared.author,
            shared.published.seen,
            -1,
            shared.lock,
            self.plan_folder,
        )
        try:
            with known_errors(shared.target.name), wiping_what_goes([shared.target]):
                published = job.run()
        except FileProblem as problem:
            if not self._is_swapped():
                raise
            # It failed after that: who is told now that nothing was done would find the file changed.
            with closing(connect(self._staged, key=self.key)) as staged:
                published = Published(datetime.now(UTC), Seen.of(shared.target), last_change(staged))
            self.notes.append(f"{shared.target.name} is written anew, but not all was tidied up. {problem}")
        if published.target_changed:
            raise FileProblem(
                f"{shared.target.name} was published by somebody else meanwhile. "
                "Publish (Ctrl+S) to take that in and try again."
            )
        self.published = published

    def _is_swapped(self) -> bool:
        """Return whether the target is what was staged: it has its key, and its changes and no other."""
        target = self.shared.target
        if Seen.of(target) == self.shared.published.seen or not fits(target, self.key):
            return False
        return change_ids(target, self.key) == change_ids(self._staged, self.key)

    def stage(self) -> None:
        """Rewrite the working copy alone, where the target holds nothing of how it was; then switch()."""
        with known_errors(self.shared.target.name):
            try:
                self._stage()
            except BaseException:
                self.unstage()
                raise

    def unstage(self) -> None:
        """Let go of what was staged."""
        wipe(self._staged.with_name(f"{STAGED}.part"))
        wipe(self._staged)

    def finish(self) -> None:
        """Go on with the rewritten rows in the working copy, and with the new key."""
        if self.published is None:
            raise RuntimeError("finish() follows a run() that succeeded")
        try:
            self.switch()
        except FileProblem:
            if self.key == self.shared.file.key:
                raise
            # The target has the new key: work that went on under the former one could not be published, and
            # once the passphrase is removed nobody could read it at the next opening.
            self._rekey_in_place()
        self.shared.finish(self.published)

    def _rekey_in_place(self) -> None:
        with known_errors(self.shared.target.name):
            self.shared.rewrite_working_copy(self.key)
            self.unstage()

    def switch(self) -> None:
        """Put what was staged in the place of the working copy."""
        database = self.shared.copy.database
        with known_errors(self.shared.target.name):
            with closing(connect(self._staged, key=self.key)) as staged:
                missed = last_change(staged) != last_change(self.shared.file.connection)
            if missed:  # an edit came in while run() was under way: it is published next time
                self._stage()
            with wiping_what_goes(database.with_name(database.name + end) for end in ("", *SIDECARS)):
                self.shared.switch_to(self._staged, self.key)

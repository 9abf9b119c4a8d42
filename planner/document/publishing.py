"""Publishing a document: each open file to its target, taking in first what others published meanwhile."""

from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from planner.domain.errors import KnownError
from planner.domain.frozen import dataclass
from planner.storage.publish import Published, PublishJob
from planner.storage.shared_file import SharedFile

if TYPE_CHECKING:
    from planner.document.document import Document


@dataclass(frozen=True, slots=True)
class PublishResult:
    """What a publishing did. at: UTC. changed: whether anything was written. notes: sentences to tell."""

    at: datetime
    target: Path
    changed: bool
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Publishing:
    """The jobs of one publishing, for a worker thread: run() raises nothing that a user can act on.

    results and error are read by Document.finish_publish().
    """

    jobs: list[PublishJob]
    results: list[Published] = field(default_factory=list)
    error: KnownError | None = None

    def run(self) -> "Publishing":
        """Publish every file; stops at the first that cannot be published."""
        try:
            for job in self.jobs:
                self.results.append(job.run())
        except KnownError as error:
            self.error = error
        return self


def publish_shared(
    document: "Document", files: list[SharedFile], publishing: Publishing | None = None
) -> PublishResult:
    """Publish files, or finish what a worker published; raises what stopped it."""
    done = publishing or Publishing([shared.job() for shared in files]).run()
    notes: list[str] = []
    changed = False
    for shared, published in zip(files, done.results, strict=False):
        shared.finish(published)
        changed = changed or published.written
        if published.target_changed:
            from planner.storage.taking_in import publish_over_changes

            taken, said = publish_over_changes(shared)
            notes += said
            changed = True
            for changes in taken:
                document.tell(changes)
    if done.error is not None:
        raise done.error
    return PublishResult(files[0].published.at, files[0].target, changed, tuple(notes))

"""Second copies of the open plan beside it: looked for on a worker thread, each offered once."""

from typing import TYPE_CHECKING

from planner.storage.siblings import Look, SecondCopy, look_into, lookalikes

if TYPE_CHECKING:
    from planner.document.document import Document

__all__ = ["SecondCopy", "SiblingWatch"]


class SiblingWatch:
    """Finds second copies of one document's plan; a file that was looked at is read again once it changed."""

    def __init__(self, document: "Document") -> None:
        self._document = document
        self._looked_at: set[Look] = set()

    def look(self) -> list[SecondCopy]:
        """Return the copies beside that hold changes which the plan lacks, newest first.

        Reads only, over connections of its own, so a worker thread may call it.
        """
        found = []
        for shared in self._document.shared_files[:1]:
            for look in lookalikes(shared.target):
                if look in self._looked_at:
                    continue
                self._looked_at.add(look)
                second = look_into(shared, look)
                if second is not None:
                    found.append(second)
        return found

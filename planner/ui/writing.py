"""Writing a file that the user named: beside it first, then swapped in; one sentence when it cannot be."""

import errno
import os
from pathlib import Path

from planner.domain.errors import FileProblem
from planner.domain.ids import new_id


def write_file(path: Path, data: bytes) -> None:
    """Write bytes so that the path holds all of them or what it held before; FileProblem otherwise."""
    beside = path.with_name(f".{path.name}.{new_id()}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            # Of such a name there is no file to be deleted either.
            raise FileProblem(
                f"The name {path.name[:40]}… is too long to write. Give it a shorter name."
            ) from error
        beside.unlink(missing_ok=True)
        reason = error.strerror or "the folder refused it"
        raise FileProblem(f"{path.name} could not be written ({reason}); choose another folder.") from error

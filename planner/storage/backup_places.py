"""Which file a backup is of: a tag in its name stands for that file's path, and where.json names the paths.

All copies of one plan have its id, so this computer keeps their backups in one folder; each copy may have a
passphrase of its own, and what is done to one must not reach what is kept of another.
"""

import enum
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from planner.domain.errors import FileProblem

FOLDER: Final = "backups"
WHERE: Final = "where.json"
_MOST_PLACES: Final = 64
_TAG_DIGITS: Final = 8


class Standing(enum.Enum):
    """What a backup is to a file: its own, of a file that is no longer at its path, or of another copy."""

    OWN = "own"
    GONE = "gone"
    ANOTHERS = "another's"


def tag_of(target: Path) -> str:
    """Return what stands for a file's path in names: eight hexadecimal digits that tell nothing of it."""
    path = os.path.normcase(str(target)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(path).hexdigest()[:_TAG_DIGITS]


def places(plan_folder: Path) -> list[Path]:
    """Return where the plan of these backups was, the last place first."""
    return [Path(name) for name in names_in(plan_folder / FOLDER)]


def names_in(folder: Path) -> list[str]:
    """Return the paths that a folder of backups names, the last one first."""
    try:
        return [str(name) for name in json.loads((folder / WHERE).read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise FileProblem("The list of backups on this computer cannot be read.") from error


def note_place(plan_folder: Path, target: Path, temporary: Path) -> None:
    """Note which file backups are made of now. temporary: a name to write under."""
    folder = plan_folder / FOLDER
    known = names_in(folder)
    if str(target) in known[:1]:
        return
    names = [str(target), *(name for name in known if name != str(target))]
    temporary.write_text(json.dumps(names[:_MOST_PLACES]), encoding="utf-8")
    os.replace(temporary, folder / WHERE)


def standing_to(target: Path, plan_folder: Path) -> Callable[[str], Standing]:
    """Return what tells the standing of a backup to a file, by the tag in its name.

    One without a tag, from before there were any, is of the file that was last open here.
    """
    own, known = tag_of(target), places(plan_folder)
    last = tag_of(known[0]) if known else own
    by_tag = {tag_of(path): path for path in reversed(known)}

    def standing(tag: str) -> Standing:
        if (tag or last) == own:
            return Standing.OWN
        path = by_tag.get(tag or last)
        return Standing.ANOTHERS if path is not None and path.is_file() else Standing.GONE

    return standing

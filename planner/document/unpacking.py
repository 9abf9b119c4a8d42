"""Plans that come by mail inside a zip file, since mail gateways block unknown endings: taken out of it."""

import re
from pathlib import Path
from typing import Final

from planner.domain.errors import FileProblem, InvalidInput
from planner.exchange.archives import unzipped

_MOST_BYTES: Final = 256 * 1024 * 1024
_OURS: Final = ".wardplan"
_MOST_LETTERS: Final = 60  # 240 bytes at most, where 255 are a file's name
_NOT_IN_NAMES: Final = re.compile(r'[\x00-\x1f\x7f"*:<>?|]')


def is_packed(path: Path) -> bool:
    """Return whether a file is a zip file by its name."""
    return path.suffix.casefold() == ".zip"


def unpacked_beside(path: Path) -> Path:
    """Put the plan that a zip file holds beside it, to be worked on; returns where.

    The same plan there already is used as it is. FileProblem with one sentence when another lies there, or
    when the zip file does not hold exactly one plan.
    """
    name, data = _plan_in(path)
    out = path.with_name(name)
    try:
        if out.exists():
            if out.stat().st_size == len(data) and out.read_bytes() == data:
                return out
            raise FileProblem(f"{name} was unpacked from {path.name} before. Open {name}: it has your work.")
        with out.open("xb") as file:
            file.write(data)
    except OSError:
        raise FileProblem(
            f"{name} cannot be unpacked beside {path.name}. Copy the zip file to a folder of yours first."
        ) from None
    return out


def to_read(path: Path) -> Path:
    """Return the file to read another plan from: itself, or what a zip file holds, put aside.

    Aside is a private folder that goes with this process. FileProblem with one sentence for a zip file that
    does not hold exactly one plan.
    """
    if not is_packed(path):
        return path
    from planner.document.opened_papers import new_folder

    name, data = _plan_in(path)
    out = new_folder() / name
    try:
        out.write_bytes(data)
    except OSError:
        raise FileProblem(f"{path.name} cannot be unpacked: is the disk of this computer full?") from None
    return out


def _plan_in(path: Path) -> tuple[str, bytes]:
    """Return the name and the bytes of the one plan in a zip file."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise FileProblem(f"{path.name} is too large to be a plan that was sent.")
        packed = path.read_bytes()
    except OSError:
        raise FileProblem(f"{path.name} cannot be read. Check its name and folder.") from None
    try:
        members = unzipped(packed, path.name, (_OURS,))
    except InvalidInput as error:
        raise FileProblem(str(error)) from None
    plans = [(_own_name(name), data) for name, data in members.items()]
    plans = [(name, data) for name, data in plans if not name.startswith(".")]
    if len(plans) != 1:
        found = "no plan" if not plans else "more than one plan"
        raise FileProblem(f"{path.name} holds {found}. Choose a zip file that Wardplan shared.")
    return plans[0]


def _own_name(member: str) -> str:
    """Return the name of a member without its folders, as a file's name that every system takes."""
    last = member.replace("\\", "/").rpartition("/")[2]
    stem = _NOT_IN_NAMES.sub("_", last[: -len(_OURS)])
    return f"{stem[:_MOST_LETTERS]}{_OURS}"

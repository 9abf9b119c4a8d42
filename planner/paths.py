"""Where shipped resources, working copies and settings live on this computer."""

import os
from pathlib import Path
from typing import Final

STATE_VARIABLE: Final = "WARDPLAN_STATE"
"""Environment variable that moves all state and settings below one folder (tests, portable use)."""

_PACKAGE: Final = Path(__file__).resolve().parent


def resource_path(name: str) -> Path:
    """Return a shipped file or folder such as "district/colchester/district.json".

    Looks in the installed package, then beside it in a checkout. ValueError for an absolute name or one
    that climbs with ".."; FileNotFoundError if nothing of that name is shipped.
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", "."}]
    if not parts or name.startswith(("/", "\\")) or name[1:2] == ":" or ".." in parts:
        raise ValueError(f"not a resource name: {name!r}")
    for root in (_PACKAGE / "_resources", _PACKAGE.parent / "resources"):
        candidate = root.joinpath(*parts)
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"no resource named {name!r}")


def real_path(path: Path) -> Path:
    """Return a path without links; unlike Path.resolve, links in a circle are returned, not raised."""
    return Path(os.path.realpath(path))


def state_dir() -> Path:
    """Return the folder for working copies, made if it is missing."""
    return _made("state", "user_state_dir")


def config_dir() -> Path:
    """Return the folder for this user's settings, made if it is missing."""
    return _made("config", "user_config_dir")


def _made(part: str, function: str) -> Path:
    chosen = os.environ.get(STATE_VARIABLE)
    if chosen:
        folder = Path(chosen) / part
    else:
        import platformdirs

        folder = Path(getattr(platformdirs, function)("wardplan", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder

"""What every reader of files asks first: is there a file to read from."""

from pathlib import Path

from planner.domain.errors import InvalidInput


def refuse_no_file(path: Path) -> None:
    """Raise InvalidInput for a folder, a pipe or nothing at all: opening a pipe would wait for ever."""
    if path.is_file():
        return
    if path.is_dir():
        raise InvalidInput(f"{path.name} is a folder. Choose a file in it.")
    if not path.exists():
        raise InvalidInput(f"There is no file {path.name}. Check its name and folder.")
    raise InvalidInput(f"{path.name} is no file. Choose another.")

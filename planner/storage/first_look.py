"""What the first bytes of a file say, before any database engine sees it."""

import os
import struct
from pathlib import Path
from typing import Final

from planner.domain.errors import DamagedFile, FileProblem, PassphraseNeeded
from planner.storage.migrations.geopackage import APPLICATION_ID

COMMAND_ENDING: Final = ".command.wardplan"
_SQLITE: Final = b"SQLite format 3\x00"
_HEADER_BYTES: Final = 100
_PAGE: Final = 4096
_OTHER_KINDS: Final = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{", "a text file"),
    (b"<", "a text file"),
)
_MANY_DIFFERENT_BYTES: Final = 180


def refuse_at_sight(path: Path, *, encrypted: bool = False) -> None:
    """Raise FileProblem for what its first bytes show not to be a planning file.

    encrypted: the caller has a passphrase, so an encrypted file is expected instead of a plain one.
    """
    name = path.name
    _refuse_no_file(path)
    try:
        with path.open("rb") as file:
            start = file.read(_PAGE)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        raise FileProblem(
            f"{name} cannot be read. Check that you may read it and that no program locks it."
        ) from None
    if not start:
        raise DamagedFile(f"{name} is empty, so it holds no plan. Open a backup, or ask for another copy.")
    if start.startswith(_SQLITE):
        if encrypted:
            raise FileProblem(f"{name} is not encrypted: it opens without a passphrase.")
        _refuse_database(name, start, size)
    elif not looks_encrypted(start):
        _refuse_other(name, start)
    else:
        _refuse_encrypted(name, size, encrypted=encrypted)


def _refuse_no_file(path: Path) -> None:
    """Refuse what there is nothing to read from, before opening it: opening a pipe would wait for ever."""
    if path.is_dir():
        raise FileProblem(f"{path.name} is a folder. Choose a planning file, which ends in .wardplan.")
    if not path.exists():
        raise FileProblem(f"There is no file {path.name}. Check its name and folder.")
    if not path.is_file():
        raise FileProblem(f"{path.name} is no file. Choose a planning file, which ends in .wardplan.")


def _refuse_encrypted(name: str, size: int, *, encrypted: bool) -> None:
    if not encrypted:
        if name.casefold().endswith(COMMAND_ENDING):
            raise FileProblem(
                f"{name} is encrypted, or no plan. A command file opens after its plan: open that first."
            )
        raise PassphraseNeeded(f"{name} is encrypted, or no plan. It opens with its passphrase only.")
    if size % _PAGE:
        raise DamagedFile(f"{name} was cut short while it was copied. Open a backup, or copy it again.")


def looks_encrypted(start: bytes) -> bool:
    """Return whether bytes look random, as an encrypted file's are from the first to the last."""
    known = any(start.startswith(magic) for magic, _ in _OTHER_KINDS[:6])
    return len(start) == _PAGE and len(set(start)) > _MANY_DIFFERENT_BYTES and not known


def is_encrypted(path: Path) -> bool:
    """Return whether a file looks encrypted, from its first bytes."""
    with path.open("rb") as file:
        return looks_encrypted(file.read(_PAGE))


def is_plain(path: Path) -> bool:
    """Return whether a file begins as an unencrypted database does."""
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _refuse_other(name: str, start: bytes) -> None:
    kind = next((said for magic, said in _OTHER_KINDS if start.startswith(magic)), "")
    if not kind and b"\x00" not in start:
        kind = "a text file"
    what = f"{name} is {kind}, not a planning file." if kind else f"{name} is not a planning file."
    packed = "Unpack it if it came by mail, and choose" if start.startswith(b"PK") else "Choose"
    raise FileProblem(f"{what} {packed} a file that ends in .wardplan.")


def _refuse_database(name: str, start: bytes, size: int) -> None:
    if len(start) < _HEADER_BYTES:
        raise DamagedFile(f"{name} was cut short while it was copied. Open a backup, or copy it again.")
    (application,) = struct.unpack_from(">I", start, 68)
    if application != APPLICATION_ID:
        raise FileProblem(
            f"{name} is another program's database, not a planning file. "
            "Choose a file that ends in .wardplan."
        )
    (page,) = struct.unpack_from(">H", start, 16)
    (pages,) = struct.unpack_from(">I", start, 28)
    if size < pages * (65536 if page == 1 else page):
        raise DamagedFile(f"{name} was cut short while it was copied. Open a backup, or copy it again.")


def is_write_protected(path: Path) -> bool:
    """Return whether a file or its folder is marked as not to be written to."""
    marked = not path.stat().st_mode & 0o222 or not path.parent.stat().st_mode & 0o222
    return marked or not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK)

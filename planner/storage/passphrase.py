"""From a passphrase to the raw key of an encrypted file, whose first 16 bytes are the salt."""

import hashlib
import os
import unicodedata
from pathlib import Path

from planner.storage.first_look import is_encrypted

_SALT_BYTES = 16
_COST, _BLOCK, _LANES = 2**16, 8, 1
_MOST_MEMORY = 1 << 28


def new_key(passphrase: str) -> str:
    """Return the raw key and a fresh salt as 96 hexadecimal digits."""
    return derive(passphrase, os.urandom(_SALT_BYTES))


def key_of(path: Path, passphrase: str) -> str:
    """Return the raw key and salt that open a file with this passphrase, if it is the right one."""
    return derive(passphrase, salt_of(path))


def salt_of(path: Path) -> bytes:
    """Return the first bytes of a file: the salt, if it is encrypted."""
    with path.open("rb") as file:
        return file.read(_SALT_BYTES)


def fits(path: Path, key: str | None) -> bool:
    """Return whether a file is protected as this key says: plain for None, else with the key's own salt.

    A plain file that is damaged still counts as plain.
    """
    if key is None:
        return not is_encrypted(path)
    return salt_of(path).hex() == key[-2 * _SALT_BYTES :]


def derive(passphrase: str, salt: bytes) -> str:
    """Return scrypt's 32-byte key and the salt in hexadecimal; the passphrase is taken in form NFKC."""
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8")
    key = hashlib.scrypt(secret, salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=_MOST_MEMORY, dklen=32)
    return key.hex() + salt.hex()

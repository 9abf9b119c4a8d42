"""From a passphrase to the raw key of an encrypted file, whose first 16 bytes are the salt."""

import hashlib
import os
import unicodedata
from pathlib import Path

_SALT_BYTES = 16
_COST, _BLOCK, _LANES = 2**16, 8, 1
_MOST_MEMORY = 1 << 28


def new_key(passphrase: str) -> str:
    """Return the raw key and a fresh salt as 96 hexadecimal digits."""
    return derive(passphrase, os.urandom(_SALT_BYTES))


def key_of(path: Path, passphrase: str) -> str:
    """Return the raw key and salt that open a file with this passphrase, if it is the right one."""
    with path.open("rb") as file:
        return derive(passphrase, file.read(_SALT_BYTES))


def derive(passphrase: str, salt: bytes) -> str:
    """Return scrypt's 32-byte key and the salt in hexadecimal; the passphrase is taken in form NFKC."""
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8")
    key = hashlib.scrypt(secret, salt=salt, n=_COST, r=_BLOCK, p=_LANES, maxmem=_MOST_MEMORY, dklen=32)
    return key.hex() + salt.hex()

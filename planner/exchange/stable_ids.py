"""Ids that two plans of one district share, so that their wards and places merge as the same rows."""

from hashlib import sha256


def stable_id(*words: str) -> str:
    """Return a 16-character hexadecimal id that depends on the words alone."""
    return sha256("\x1f".join(words).encode()).hexdigest()[:16]

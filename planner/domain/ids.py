"""Random text ids: every shared row has one, so that copies of a plan can be merged."""

import os


def new_id() -> str:
    """Return a fresh 16-character hexadecimal id (64 random bits)."""
    return os.urandom(8).hex()

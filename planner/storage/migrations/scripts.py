"""The SQL of every format version, in order, and how a script is cut into statements."""

from collections.abc import Iterator
from typing import Final

from planner.storage.migrations import geopackage, m001_initial, m002_review, m003_sharing

SCRIPTS: Final[tuple[tuple[tuple[int, int], str], ...]] = (
    ((1, 0), geopackage.TABLES),
    ((1, 0), m001_initial.TABLES),
    ((1, 1), m002_review.TABLES),
    ((1, 2), m003_sharing.TABLES),
)
FORMAT: Final = SCRIPTS[-1][0]


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a script of ours, in which a semicolon at a line's end ends a statement."""
    for statement in script.split(";\n"):
        if text := statement.strip().rstrip(";"):
            yield text


def scripts_of(version: tuple[int, int]) -> list[str]:
    """Return the scripts that made a file of a format version."""
    return [script for made, script in SCRIPTS if made <= version]

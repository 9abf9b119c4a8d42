"""What zipfile raises for a zip file that cannot be read, named once for all layers that open any."""

import zipfile
import zlib
from typing import Final

UNREADABLE: Final = (
    zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, zlib.error,
)  # fmt: skip
"""For one that is damaged, locked, or packed in a way zipfile does not know."""

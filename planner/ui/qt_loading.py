"""What Qt for Python does at each import and the app never uses, left out: a thirtieth of a start."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

_SWITCHES = "shibokensupport.feature"
_BY_MODULE = "pyside_feature_dict"
_NONE = 0


def look_for_no_features() -> None:
    """Spare Qt for Python the reading of the source of every module that an import names after its own.

    It looks there for the name PySide6, to learn whether the module may switch on one of its features (snake
    case, properties); no module of the app has any on. A module that its table names already is not read.
    Where a later version keeps no such table, nothing happens, and a start takes the longer.
    """
    table = getattr(sys.modules.get(_SWITCHES), _BY_MODULE, None)
    if isinstance(table, dict) and not any(isinstance(finder, _Noting) for finder in sys.meta_path):
        for name in sys.modules:
            table.setdefault(name, _NONE)
        sys.meta_path.insert(0, _Noting(table))


class _Noting:
    """Notes each module before it is imported as one without features, and leaves finding it to others."""

    def __init__(self, table: dict[str, int]) -> None:
        self._table = table

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        self._table.setdefault(name, _NONE)
        return None

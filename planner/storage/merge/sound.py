"""Whether column values that came from another file are ones that a row can hold."""

import types
from collections.abc import Collection
from datetime import date, datetime, time
from enum import Enum
from typing import Union, get_args, get_origin, get_type_hints

from planner.domain.records.base import Record
from planner.storage.codec import codec
from planner.storage.row_graph import Values

_CHECKS: dict[type[Record], dict[str, tuple[type, ...]]] = {}


def is_sound(kind: type[Record], values: Values) -> bool:
    """Return whether the values make a record of this kind that is written as it was read."""
    wanted = _wanted(kind)
    for name, allowed in wanted.items():
        if name not in values or type(values[name]) not in allowed:
            return False
    code = codec(kind)
    row = tuple(values[name] for name in code.columns)
    try:
        return code.row(code.record(row)) == row
    except (ValueError, TypeError):
        return False


def fits(kind: type[Record], names: Collection[str], values: Values | None) -> bool:
    """Return whether what a change says of some columns is what these can hold; it may say less."""
    if not values:
        return True
    wanted, code = _wanted(kind), codec(kind)
    convert = {code.columns[at]: read for at, read in code.converted}
    for name in values.keys() & set(names):
        value = values[name]
        if type(value) not in wanted[name]:
            return False
        try:
            if value is not None and name in convert:
                convert[name](value)
        except (ValueError, TypeError):
            return False
    return True


def _wanted(kind: type[Record]) -> dict[str, tuple[type, ...]]:
    if kind not in _CHECKS:
        hints = get_type_hints(kind)
        _CHECKS[kind] = {name: _stored_as(hints[name]) for name in codec(kind).columns}
    return _CHECKS[kind]


def _stored_as(hint: object) -> tuple[type, ...]:
    if get_origin(hint) in {Union, types.UnionType}:
        inner = next(a for a in get_args(hint) if a is not type(None))
        return (*_stored_as(inner), type(None))
    if isinstance(hint, type) and issubclass(hint, Enum | date | datetime | time):
        return (str,)
    plain: dict[object, tuple[type, ...]] = {
        bool: (int,), int: (int,), float: (float, int), bytes: (bytes,)
    }  # fmt: skip
    return plain.get(hint, (str,))

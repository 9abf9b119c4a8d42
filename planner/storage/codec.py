"""Records to SQLite values and back, by the types of their fields; the only place that knows both forms."""

import struct
import types
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from planner.domain.frozen import dataclass
from planner.domain.records.base import Record, field_names
from planner.domain.records.ground import Place, Ward

Value = str | int | float | bytes | None

GEOMETRY_FIELDS = {Ward: "geom", Place: "geom"}
_GPB_PLAIN = struct.pack("<2sBBi", b"GP", 0, 1, 4326)
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)


def wkb_to_gpb(wkb: bytes) -> bytes:
    """Wrap WKB (EPSG:4326) as a GeoPackage geometry without an envelope."""
    return _GPB_PLAIN + wkb


def gpb_to_wkb(blob: bytes) -> bytes:
    """Return the WKB inside a GeoPackage geometry, whoever wrote it; ValueError if it is none."""
    if len(blob) < 8 or blob[:2] != b"GP":
        raise ValueError("not a GeoPackage geometry")
    kind = (blob[3] >> 1) & 0b111
    if kind >= len(_ENVELOPE_BYTES):
        raise ValueError("unknown envelope")
    return blob[8 + _ENVELOPE_BYTES[kind] :]


def _date_out(value: date) -> str:
    return value.isoformat()


def _datetime_out(value: datetime) -> str:
    return value.isoformat(timespec="minutes")


def _time_out(value: time) -> str:
    return value.isoformat(timespec="minutes")


def _enum_out(value: Enum) -> Value:
    return value.value  # type: ignore[no-any-return]  # every enum of the domain is a StrEnum


def _same(value: object) -> object:
    return value


def _converters(hint: object) -> tuple[Callable[[Any], Value], Callable[[Any], Any], bool]:
    if get_origin(hint) in {Union, types.UnionType}:
        inner = next(a for a in get_args(hint) if a is not type(None))
        to_db, to_py, _ = _converters(inner)
        return to_db, to_py, True
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum_out, hint, False
    table: dict[object, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
        bool: (int, bool),
        datetime: (_datetime_out, datetime.fromisoformat),
        date: (_date_out, date.fromisoformat),
        time: (_time_out, time.fromisoformat),
    }
    to_db, to_py = table.get(hint, (_same, _same))
    return to_db, to_py, False


@dataclass(frozen=True, slots=True)
class Codec:
    """How one record kind is written and read; columns are in field order.

    out: None for a value written as it is. converted: number of a column and how it is read, for the others.
    """

    kind: type[Record]
    columns: tuple[str, ...]
    out: tuple[Callable[[Any], Value] | None, ...]
    converted: tuple[tuple[int, Callable[[Any], Any]], ...]

    def row(self, record: Record) -> tuple[Value, ...]:
        """Return the column values of a record."""
        values = []
        for name, convert in zip(self.columns, self.out, strict=True):
            value = getattr(record, name)
            values.append(value if convert is None or value is None else convert(value))
        return tuple(values)

    def records(self, rows: Sequence[Sequence[Any]]) -> list[Record]:
        """Return the records of many rows, with a function compiled for the kind once that pays."""
        if len(rows) < _WORTH_COMPILING:
            return [self.record(row) for row in rows]
        if self.kind not in _COMPILED:
            _COMPILED[self.kind] = _compiled(self)
        make = _COMPILED[self.kind]
        return [make(*row) for row in rows]

    def record(self, row: Sequence[Any]) -> Record:
        """Return the record of a row; ValueError if a value does not fit its field."""
        values = list(row)
        for at, convert in self.converted:
            if values[at] is not None:
                values[at] = convert(values[at])
        return self.kind(**dict(zip(self.columns, values, strict=True)))


_CODECS: dict[type[Record], Codec] = {}
_COMPILED: dict[type[Record], Callable[..., Record]] = {}
_WORTH_COMPILING = 300


def _compiled(code: Codec) -> Callable[..., Record]:
    """Return a function from column values to a record, of source text made from column names only."""
    names: dict[str, Any] = {"kind": code.kind}
    read = dict(code.converted)
    given = []
    for at, column in enumerate(code.columns):
        value = f"v{at}"
        if at in read:
            names[f"read{at}"] = read[at]
            value = f"None if v{at} is None else read{at}(v{at})"
            convert = read[at]
            if isinstance(convert, type) and issubclass(convert, Enum):
                # A look-up; what is no member goes to the enum itself, for its ValueError.
                names[f"known{at}"] = {member.value: member for member in convert}
                value = f"None if v{at} is None else known{at}.get(v{at}) or read{at}(v{at})"
        given.append(f"{column}={value}")
    arguments = ", ".join(f"v{at}" for at in range(len(code.columns)))
    exec(f"def make({arguments}):\n return kind({', '.join(given)})", names)
    made: Callable[..., Record] = names["make"]
    return made


def codec(kind: type[Record]) -> Codec:
    """Return the codec of a record kind."""
    if kind not in _CODECS:
        _CODECS[kind] = _made(kind)
    return _CODECS[kind]


def _made(kind: type[Record]) -> Codec:
    hints = get_type_hints(kind)
    names = field_names(kind)
    out: list[Callable[[Any], Value] | None] = []
    converted: list[tuple[int, Callable[[Any], Any]]] = []
    for at, name in enumerate(names):
        to_db, to_py, _ = _converters(hints[name])
        if GEOMETRY_FIELDS.get(kind) == name:
            to_db, to_py = wkb_to_gpb, gpb_to_wkb
        out.append(None if to_db is _same else to_db)
        if to_py is not _same:
            converted.append((at, to_py))
    return Codec(kind, names, tuple(out), tuple(converted))


def to_json(values: dict[str, Value]) -> str:
    """Return column values as JSON text; bytes become {"b64": ...}."""
    import json
    from base64 import b64encode

    plain = {k: {"b64": b64encode(v).decode()} if isinstance(v, bytes) else v for k, v in values.items()}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> dict[str, Value]:
    """Return the column values that to_json wrote."""
    import json
    from base64 import b64decode

    return {k: b64decode(v["b64"]) if isinstance(v, dict) else v for k, v in json.loads(text).items()}

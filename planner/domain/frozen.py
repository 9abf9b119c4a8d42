"""Dataclasses that cost little to declare: their __init__ is compiled once enough of them are made.

dataclasses.dataclass compiles six methods for every class as its module is imported, which for the some two
hundred records and values of the app is a good part of the time to its first painted window. Here equality,
hash, repr and the refusal to be changed are shared plain functions; fields(), replace(), match and copying
work as ever. Type checkers see dataclasses.dataclass itself.
"""
# ruff: noqa: ANN001, ANN003, ANN201, ANN401, SLF001
# It stands for dataclasses.dataclass, whose types hold for callers, and takes classes and values of any type.

import dataclasses
from collections.abc import Callable
from operator import attrgetter, ge, gt, le, lt
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, get_origin

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, kw_only=False, order=False, **others):
        """Declare a dataclass: quickly if it is frozen or has slots, else as the library does."""
        asked = {"frozen": frozen, "slots": slots, "kw_only": kw_only, "order": order}
        if others or not (frozen or slots):
            return dataclasses.dataclass(cls, **asked, **others)
        return (lambda kind: _made(kind, **asked)) if cls is None else _made(cls, **asked)


_set = object.__setattr__
_Field = dataclasses.Field[Any]
_WORTH_COMPILING = 24
"""Instances from which on compiling an __init__ costs less than filling fields one by one."""


def _made(cls: type, *, frozen: bool, slots: bool, kw_only: bool, order: bool) -> type:
    """Return the class anew, with slots, fields and methods."""
    inherited: dict[str, _Field] = {}
    taken: set[str] = set()
    for base in reversed(cls.__mro__[1:-1]):
        inherited.update(getattr(base, "__dataclass_fields__", {}))
        taken.update(base.__dict__.get("__slots__", ()))
    body = {k: v for k, v in cls.__dict__.items() if k not in {"__dict__", "__weakref__"}}
    fields = inherited | _own_fields(body, kw_only)
    compared = [f.name for f in fields.values() if f.compare]
    places = tuple(f.name for f in fields.values() if f.init and not f.kw_only)
    if slots:
        body["__slots__"] = tuple(name for name in fields if name not in taken)
        body |= {name: method for name, method in _FOR_SLOTS.items() if name not in body}
    body["__dataclass_fields__"] = fields
    body["__dataclass_params__"] = SimpleNamespace(frozen=frozen)  # what dataclasses asks of a base
    body["_compared"] = attrgetter(*compared) if compared else _nothing
    body.setdefault("__match_args__", places)
    if body.get("__hash__") is None:
        body["__hash__"] = _hash if frozen else None
    for name, method in (*_SHARED.items(), *(_ORDER.items() if order else ())):
        body.setdefault(name, method)
    if frozen:
        body["__setattr__"], body["__delattr__"] = _refuse_change, _refuse_delete
    qualified = cls.__qualname__
    left = _WORTH_COMPILING

    def __init__(self: Any, /, *values: Any, **named: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0 or not _filled(self, places, values, named):
            compiled = _compiled_init(made)
            made.__init__ = compiled  # type: ignore[misc]  # from now on the class has a method of its own
            compiled(self, *values, **named)

    body.setdefault("__init__", __init__)
    made: type = type(cls)(cls.__name__, cls.__bases__, body)
    made.__qualname__ = qualified
    return made


def _own_fields(body: dict[str, Any], kw_only: bool) -> dict[str, _Field]:
    """Take the fields that a class body declares out of it, defaults too, as slots ask for."""
    fields: dict[str, _Field] = {}
    for name, hint in body.get("__annotations__", {}).items():
        if hint is ClassVar or get_origin(hint) is ClassVar or str(hint).startswith("ClassVar"):
            continue
        default = body.pop(name, dataclasses.MISSING)
        is_field = isinstance(default, dataclasses.Field)
        field: Any = default if is_field else dataclasses.field(default=default)
        if field.default.__class__.__hash__ is None:
            raise ValueError(f"mutable default {field.default!r} for field {name}: use default_factory")
        field.name, field.type = name, hint
        field._field_type = dataclasses._FIELD  # type: ignore[attr-defined]  # what fields() looks for
        if field.kw_only is dataclasses.MISSING:
            field.kw_only = kw_only
        fields[name] = field
    return fields


def _filled(self: Any, places: tuple[str, ...], values: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Set the fields of a new instance; False for values that do not fit: the compiled one refuses them."""
    if len(values) > len(places) or not named.keys().isdisjoint(places[: len(values)]):
        return False
    given = dict(zip(places, values, strict=False)) | named
    for name, field in self.__dataclass_fields__.items():
        if name in given and field.init:
            value = given.pop(name)
        elif field.default is not dataclasses.MISSING:
            value = field.default
        elif field.default_factory is not dataclasses.MISSING:
            value = field.default_factory()
        elif field.init:
            return False
        else:
            continue
        _set(self, name, value)
    if not given and hasattr(self, "__post_init__"):
        self.__post_init__()
    return not given


def _compiled_init(cls: type) -> Callable[..., None]:
    """Return the __init__ of a class, of source text made from its fields."""
    names: dict[str, Any] = {"_set": _set, "_MISSING": dataclasses.MISSING}
    placed: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for field in cls.__dataclass_fields__.values():  # type: ignore[attr-defined]  # set by _made
        name = field.name
        made_by = field.default_factory is not dataclasses.MISSING
        has_default = made_by or field.default is not dataclasses.MISSING
        names[f"_default_{name}"] = field.default_factory if made_by else field.default
        fresh = f"_default_{name}()" if made_by else f"_default_{name}"
        if field.init:
            default = ("=_MISSING" if made_by else f"=_default_{name}") if has_default else ""
            (named if field.kw_only else placed).append(name + default)
            value = f"{fresh} if {name} is _MISSING else {name}" if made_by else name
            lines.append(f"_set(self, {name!r}, {value})")
        elif has_default:
            lines.append(f"_set(self, {name!r}, {fresh})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    words = ", ".join(["self", *placed, *(["*", *named] if named else [])])
    text = f"def __init__({words}):\n " + ("\n ".join(lines) or "pass")
    exec(text, names)  # names of fields only, as dataclasses does
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _nothing(_self: object) -> tuple[()]:
    return ()


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    compared = self._compared
    return compared(self) == compared(other)


def _comparing(decide: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    """Return a method that compares two instances of one class by their fields, in order."""

    def compare(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return decide(self._compared(self), self._compared(other))

    return compare


def _hash(self: Any) -> int:
    return hash(self._compared(self))


def _repr(self: Any) -> str:
    shown = (f"{f.name}={getattr(self, f.name)!r}" for f in self.__dataclass_fields__.values() if f.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_change(self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _take_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        _set(self, name, value)


_ORDER: dict[str, Any] = {
    "__lt__": _comparing(lt),
    "__le__": _comparing(le),
    "__gt__": _comparing(gt),
    "__ge__": _comparing(ge),
}
_SHARED: dict[str, Any] = {"__eq__": _eq, "__repr__": _repr}
_FOR_SLOTS: dict[str, Any] = {"__getstate__": _state, "__setstate__": _take_state}

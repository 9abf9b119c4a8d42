"""Rows made after other rows: an operation's after its type's, and a type's after an operation's."""

from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

from planner.domain.ids import new_id
from planner.domain.records.base import Record, field_names

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound=Record)


def made_after(kind: type[R], model: "DataclassInstance", **own: object) -> R:
    """Return a new row of a kind with every field that its model has too, but for those given."""
    shared = {f.name for f in fields(model)} & set(field_names(kind)) - {"id", *own}
    values = {name: getattr(model, name) for name in shared} | own
    return kind(id=new_id(), **values)

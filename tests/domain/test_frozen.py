"""Frozen dataclasses declared cheaply behave as those of the library."""

import copy
import dataclasses
import pickle
from dataclasses import field
from typing import ClassVar

import pytest

from planner.domain.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with a default, a list of its own and a note that does not count."""

    KIND: ClassVar[str] = "spot"

    x: float
    y: float = 2.0
    tags: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A base whose fields are given by name."""

    id: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child(Named):
    """An heir with a default before a field without one."""

    size: int = 1
    colour: str


def test_fields_and_defaults_are_those_that_were_declared() -> None:
    assert Spot(1.0) == Spot(1.0, 2.0, [])
    assert Spot(1.0).tags is not Spot(1.0).tags
    assert [f.name for f in dataclasses.fields(Child)] == ["id", "title", "size", "colour"]
    assert Child(id="a", colour="red").size == 1
    assert Spot.KIND == "spot"


def test_wrong_values_are_refused_as_by_any_function() -> None:
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Spot()  # type: ignore[call-arg]  # the point of the test
    with pytest.raises(TypeError, match="takes 1 positional argument"):
        Child("a", colour="red")  # type: ignore[call-arg]  # the point of the test


def test_nothing_can_be_changed_or_added() -> None:
    spot = Spot(1.0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        spot.x = 3.0  # type: ignore[misc]  # the point of the test
    with pytest.raises(dataclasses.FrozenInstanceError):
        del spot.x
    with pytest.raises(dataclasses.FrozenInstanceError):
        spot.other = 3.0  # type: ignore[attr-defined]  # the point of the test
    assert not hasattr(spot, "__dict__")


def test_equality_and_hash_go_by_what_is_compared() -> None:
    assert Spot(1.0, note="here") == Spot(1.0, note="there")
    assert Child(id="a", colour="red") != Named(id="a")
    assert hash(Child(id="a", colour="red")) == hash(Child(id="a", colour="red"))
    with pytest.raises(TypeError, match="unhashable"):
        hash(Spot(1.0))


def test_replace_copy_pickle_match_and_repr_work() -> None:
    child = Child(id="a", colour="red")
    assert dataclasses.replace(child, size=3) == Child(id="a", size=3, colour="red")
    assert copy.copy(child) == pickle.loads(pickle.dumps(child)) == child
    assert repr(child) == "Child(id='a', title='', size=1, colour='red')"
    assert repr(Spot(1.0, note="here")) == "Spot(x=1.0, y=2.0, tags=[])"
    match Spot(1.0, 5.0):
        case Spot(x, y):
            assert (x, y) == (1.0, 5.0)


def test_the_library_serves_what_this_does_not() -> None:
    @dataclass(slots=True)
    class Open:
        value: int

    opened = Open(1)
    opened.value = 2
    assert opened == Open(2)


def test_a_list_as_a_default_is_refused() -> None:
    with pytest.raises(ValueError, match="mutable default"):

        @dataclass(frozen=True, slots=True)
        class Shared:
            values: list[int] = []  # noqa: RUF012  # the point of the test

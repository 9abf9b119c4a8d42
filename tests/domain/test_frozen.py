"""Frozen dataclasses declared cheaply behave as those of the library."""

import copy
import dataclasses
import pickle
from dataclasses import field
from functools import cached_property
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


@dataclass(slots=True)
class Tally:
    """One that counts."""

    name: str
    count: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """One that has an order."""

    start: int
    end: int


@dataclass(frozen=True)
class Outline:
    """One without slots, which may keep what it found."""

    parts: tuple[int, ...]

    @cached_property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(self.parts)


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


def test_one_that_is_not_frozen_can_be_changed_and_has_no_hash() -> None:
    tally = Tally("a")
    tally.count += 1
    assert tally == Tally("a", 1) != Tally("a")
    with pytest.raises(TypeError, match="unhashable"):
        hash(tally)
    with pytest.raises(AttributeError):
        tally.other = 1  # type: ignore[attr-defined]  # the point of the test


def test_an_order_is_that_of_the_fields_and_of_one_class_only() -> None:
    assert sorted([Span(2, 3), Span(1, 5), Span(1, 4)]) == [Span(1, 4), Span(1, 5), Span(2, 3)]
    assert Span(1, 2) <= Span(1, 2) >= Span(1, 1)
    with pytest.raises(TypeError):
        _ = Span(1, 2) < (1, 3)  # type: ignore[operator]  # the point of the test


def test_one_without_slots_keeps_what_it_found() -> None:
    outline = Outline((1, 2))
    assert outline.total == 3
    assert outline == Outline((1, 2))
    with pytest.raises(dataclasses.FrozenInstanceError):
        outline.parts = ()  # type: ignore[misc]  # the point of the test
    assert pickle.loads(pickle.dumps(outline)) == outline


def test_the_hundredth_instance_is_made_as_the_first() -> None:
    made = [Child(id=str(number), colour="red") for number in range(100)]
    assert {child.size for child in made} == {1}
    assert [child.id for child in made] == [str(number) for number in range(100)]
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        Child(id="a", colour="red", weight=1)  # type: ignore[call-arg]  # the point of the test

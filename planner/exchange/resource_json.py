"""Reads shipped JSON strictly: a wrong or missing value is named in one sentence, never guessed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from planner.domain.errors import InvalidInput

Choice = TypeVar("Choice", bound=StrEnum)
_REMEDY = "correct the file or install Wardplan again."


@dataclass(slots=True)
class Fields:
    """One JSON object; where says in words which object of which file it is.

    Every getter raises InvalidInput when the value is missing (and no default is given) or of another kind.
    """

    data: dict[str, Any]
    where: str
    seen: set[str] = field(default_factory=set)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text without outer blanks."""
        value = self._value(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.problem(f"“{key}” is not a text")
        return value.strip()

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self._value(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.problem(f"“{key}” is not a whole number")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false; missing is false."""
        value = self._value(key, False)
        if not isinstance(value, bool):
            raise self.problem(f"“{key}” is not true or false")
        return value

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """Return one of a closed list of words."""
        value = self.text(key, None if default is None else default.value)
        if value not in {word.value for word in kind}:
            raise self.problem(f"“{key}” is “{value}”, not one of {', '.join(word.value for word in kind)}")
        return kind(value)

    def clock(self, key: str) -> time:
        """Return a time of day written as HH:MM."""
        try:
            return time.fromisoformat(self.text(key))
        except ValueError as error:
            raise self.problem(f"“{key}” is not a time such as 20:00") from error

    def day(self, key: str) -> date:
        """Return a date written as YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text(key))
        except ValueError as error:
            raise self.problem(f"“{key}” is not a date such as 2026-04-01") from error

    def texts(self, key: str) -> list[str]:
        """Return a list of texts; missing is empty."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(line, str) and line.strip() for line in value):
            raise self.problem(f"“{key}” is not a list of texts")
        return value

    def part(self, key: str) -> "Fields":
        """Return an object inside this one; missing is empty."""
        return _fields(self._value(key, {}), f"{self.where}, {key}")

    def rows(self, key: str) -> Iterator["Fields"]:
        """Yield the objects of a list; missing is empty."""
        value = self._value(key, [])
        if not isinstance(value, list):
            raise self.problem(f"“{key}” is not a list")
        for number, row in enumerate(value, 1):
            yield _fields(row, f"{self.where}, {key} {number}")

    def done(self) -> None:
        """Refuse what nobody asked for: a mistyped name would else be lost without a word."""
        unknown = sorted(set(self.data) - self.seen)
        if unknown:
            raise self.problem(f"“{unknown[0]}” is not a known field")

    def problem(self, what: str) -> InvalidInput:
        """Return the error that says what is wrong in this object and what to do."""
        return InvalidInput(f"{self.where}: {what}; {_REMEDY}")

    def _value(self, key: str, default: object) -> object:
        self.seen.add(key)
        value = self.data.get(key, default)
        if value is None:
            raise self.problem(f"“{key}” is missing")
        return value


def read_fields(path: Path) -> Fields:
    """Return the JSON object in a file; InvalidInput for a file that is missing or holds anything else."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path.name}: the file cannot be read as JSON; {_REMEDY}") from error
    return _fields(data, path.name)


def _fields(data: object, where: str) -> Fields:
    if not isinstance(data, dict):
        raise InvalidInput(f"{where}: not a JSON object in braces; {_REMEDY}")
    return Fields(data, where)

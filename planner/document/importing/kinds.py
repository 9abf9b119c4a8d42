"""What a file holds, told from its content, and reading files of one kind into something to compare."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.document.importing.intake import Compare
from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.progress import Report, no_report
from planner.domain.records.plan import Plan
from planner.exchange.reading import refuse_no_file
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.exchange.places import PlaceFile


KINDS: Final = ("wards", "places", "calendar", "returns", "tasks")
LABELS: Final = {"wards": "Import wards", "places": "Import places", "calendar": "Import a calendar"}
_YEARS_BACK, _YEARS_ON = 1, 2
_TABLES: Final = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """Files that were read: what they hold, their names, and what works out what they would do."""

    kind: str
    names: tuple[str, ...]
    compare: Compare

    @property
    def label(self) -> str:
        """Return what the change is called in the history."""
        return LABELS[self.kind]


def guessed_kind(path: Path) -> str:
    """Return what a file holds; InvalidInput when nothing in it says so."""
    from planner.exchange.calendar_in import looks_like_calendar
    from planner.exchange.places import looks_like_places
    from planner.exchange.returns_csv import looks_like_returns
    from planner.exchange.task_answers_file import looks_like_tasks

    refuse_no_file(path)
    try:
        if looks_like_calendar(path):
            return "calendar"
        if looks_like_tasks(path):
            return "tasks"
        if looks_like_returns(path):
            return "returns"
        if looks_like_places(path):
            return "places"
    except OSError as trouble:
        reason = trouble.strerror or "the system refused"
        raise InvalidInput(f"{path.name} cannot be read ({reason}). Check its name.") from None
    if path.suffix.lower() in _TABLES:
        raise InvalidInput(f"{path.name} is not a list that can be taken in. Say what it is with --as.")
    return _of_features(path)


def _of_features(path: Path) -> str:
    """Return whether a map file holds wards or places: wards are areas with a code and a name."""
    from planner.exchange.feature_files import read_feature_file
    from planner.exchange.ward_properties import find_properties

    file = read_feature_file(path, layer="ward")
    try:
        find_properties({k for f in file.features if f.shape.is_area for k in f.properties}, file.name)
    except InvalidInput:
        return "places"
    return "wards"


def read_files(
    read: Reader, paths: Sequence[Path], kind: str, *, today: date, report: Report = no_report
) -> Imported:
    """Return files of one kind, read; InvalidInput says in one sentence why one cannot be used.

    today: a calendar is taken from the year before it to the second year after it. report: how far it is.
    """
    calendar = (date(today.year - _YEARS_BACK, 1, 1), date(today.year + _YEARS_ON, 12, 31))

    def each() -> Iterator[Path]:
        for number, path in enumerate(paths):
            report(round(80 * number / len(paths)), f"Reading {path.name}")
            yield path
        report(80, "Comparing with the plan")

    compare = _READERS[kind](each(), calendar, read.all(Plan)[0].zone)
    return Imported(kind=kind, names=tuple(path.name for path in paths), compare=compare)


_Days = tuple[date, date]


def _wards(paths: Iterable[Path], _days: _Days, _zone: str) -> Compare:
    from planner.document.importing.wards import compare_wards
    from planner.exchange.wards import read_wards

    return compare_wards([read_wards(path) for path in paths])


def _places(paths: Iterable[Path], _days: _Days, _zone: str) -> Compare:
    from planner.document.importing.places import compare_places

    return compare_places([_place_file(path) for path in paths])


def _place_file(path: Path) -> "PlaceFile":
    from planner.exchange.feature_files import read_feature_file
    from planner.exchange.places import looks_like_places, places_of_features, read_place_rows

    refuse_no_file(path)
    if path.suffix.lower() in _TABLES or looks_like_places(path):
        return read_place_rows(path)
    return places_of_features(read_feature_file(path, layer="place"))


def _calendar(paths: Iterable[Path], days: _Days, zone: str) -> Compare:
    from planner.document.importing.days import compare_days
    from planner.exchange.calendar_in import read_calendar

    return compare_days([read_calendar(path, start=days[0], end=days[1], zone=zone) for path in paths])


_READERS: Final[dict[str, Callable[[Iterable[Path], _Days, str], Compare]]] = {
    "wards": _wards,
    "places": _places,
    "calendar": _calendar,
}

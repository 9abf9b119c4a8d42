"""What a file holds, told from its content, and reading files of one kind into something to compare."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.document.importing.intake import Compare, Intake
from planner.domain.errors import InvalidInput
from planner.domain.frozen import dataclass
from planner.domain.phrases import and_list
from planner.domain.progress import Report, no_report
from planner.domain.records.plan import Plan
from planner.exchange.reading import refuse_no_file
from planner.storage.reader import Reader

if TYPE_CHECKING:
    from planner.exchange.features import FeatureFile
    from planner.exchange.places import PlaceFile


KINDS: Final = ("wards", "places", "calendar", "returns", "tasks")
LABELS: Final = {"wards": "Import wards", "places": "Import places", "calendar": "Import a calendar"}
_YEARS_BACK, _YEARS_ON = 1, 2
_MOST_LAYERS: Final = 8
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


def guessed_kind(path: Path, layer: str = "") -> str:
    """Return what a file holds, or the named layer of it; InvalidInput when nothing in it says so."""
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
    return _of_features(path, layer)


def _of_features(path: Path, layer: str) -> str:
    """Return whether a map file holds wards or places: wards are areas with a code and a name."""
    from planner.exchange.feature_files import read_feature_file
    from planner.exchange.ward_properties import find_properties

    file = read_feature_file(path, likely="ward", layer=layer)
    try:
        find_properties({k for f in file.features if f.shape.is_area for k in f.properties}, file.name)
    except InvalidInput:
        return "places"
    return "wards"


@dataclass(frozen=True, slots=True, kw_only=True)
class _How:
    """How files are read. days, zone: of calendars. layer: of map files with several, "" for the likely one.

    notes: sentences that reading adds to those of the comparison.
    """

    days: tuple[date, date]
    zone: str
    layer: str
    notes: list[str]


def read_files(
    read: Reader,
    paths: Sequence[Path],
    kind: str,
    *,
    today: date,
    layer: str = "",
    report: Report = no_report,
) -> Imported:
    """Return files of one kind, read; InvalidInput says in one sentence why one cannot be used.

    today: a calendar is taken from the year before it to the second year after it. layer: which one of a map
    file with several, else the likely one. report: how far it is.
    """
    if layer and kind not in _OF_MAPS:
        raise InvalidInput("Only wards and places lie in layers of a map file; leave the layer out.")
    days = (date(today.year - _YEARS_BACK, 1, 1), date(today.year + _YEARS_ON, 12, 31))
    how = _How(days=days, zone=read.all(Plan)[0].zone, layer=layer, notes=[])

    def each() -> Iterator[Path]:
        for number, path in enumerate(paths):
            report(round(80 * number / len(paths)), f"Reading {path.name}")
            yield path
        report(80, "Comparing with the plan")

    compare = _READERS[kind](each(), how)

    def noted(reader: Reader) -> Intake:
        found = compare(reader)
        return replace(found, notes=(*found.notes, *how.notes))

    return Imported(kind=kind, names=tuple(path.name for path in paths), compare=noted)


def _map_file(path: Path, likely: str, how: _How) -> "FeatureFile":
    """Return a map file, read, and note which of its layers were not."""
    from planner.exchange.feature_files import read_feature_file

    file = read_feature_file(path, likely=likely, layer=how.layer)
    if file.others:
        how.notes.append(
            f"Of “{file.name}” the layer “{file.layer}” was read; it also holds "
            f"{and_list(file.others, _MOST_LAYERS)} (--layer on the command line, or a file of its own)."
        )
    return file


def _wards(paths: Iterable[Path], how: _How) -> Compare:
    from planner.document.importing.wards import compare_wards
    from planner.exchange.wards import wards_of_features

    return compare_wards([wards_of_features(_map_file(path, "ward", how)) for path in paths])


def _places(paths: Iterable[Path], how: _How) -> Compare:
    from planner.document.importing.places import compare_places

    return compare_places([_place_file(path, how) for path in paths])


def _place_file(path: Path, how: _How) -> "PlaceFile":
    from planner.exchange.places import looks_like_places, places_of_features, read_place_rows

    refuse_no_file(path)
    if path.suffix.lower() in _TABLES or looks_like_places(path):
        return read_place_rows(path)
    return places_of_features(_map_file(path, "place", how))


def _calendar(paths: Iterable[Path], how: _How) -> Compare:
    from planner.document.importing.days import compare_days
    from planner.exchange.calendar_in import read_calendar

    start, end = how.days
    return compare_days([read_calendar(path, start=start, end=end, zone=how.zone) for path in paths])


_READERS: Final[dict[str, Callable[[Iterable[Path], _How], Compare]]] = {
    "wards": _wards,
    "places": _places,
    "calendar": _calendar,
}
_OF_MAPS: Final = ("wards", "places")

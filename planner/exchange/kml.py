"""KML into features, as it is read: no tree is built, no entity is known, nothing else is fetched."""

from array import array
from typing import Any, Final
from xml.parsers import expat

from planner.domain.errors import InvalidInput
from planner.exchange.features import (
    MAX_FEATURES,
    MAX_VERTICES,
    Feature,
    FeatureFile,
    feature_file,
    too_many_points,
)
from planner.geo.wkb import LIMIT, Shape, ShapeKind

_DEEPEST: Final = 64
_LONGEST_TEXT: Final = 4_000
_FACTS: Final = frozenset({"name", "description"})
_KINDS: Final = {
    "Point": (ShapeKind.POINT, ShapeKind.MULTIPOINT),
    "LineString": (ShapeKind.LINESTRING, ShapeKind.MULTILINESTRING),
    "Polygon": (ShapeKind.POLYGON, ShapeKind.MULTIPOLYGON),
}


def read_kml(data: bytes, name: str) -> FeatureFile:
    """Return the placemarks of a KML document; InvalidInput says in one sentence why it cannot be used."""
    reading = _Reading(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reading.refuse_doctype
    parser.EntityDeclHandler = reading.refuse_doctype
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise InvalidInput(f"“{name}” is not KML, or is cut short: export or download it again.") from None
    if not reading.is_kml:
        raise InvalidInput(f"“{name}” is XML but not KML: export it as KML or GeoJSON.")
    return feature_file(name, reading.features)


class _Reading:
    """What expat calls while it reads one document."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.features: list[Feature] = []
        self.is_kml = False
        self._path: list[str] = []
        self._words: list[str] | None = None
        self._size = 0
        self._fact = ""
        self._facts: dict[str, str] = {}
        self._parts: list[tuple[str, list[array[float]]]] = []
        self._vertices = 0

    def refuse_doctype(self, *_what: object) -> None:
        """Refuse what no mapping program writes: entities that swell, or that fetch other files."""
        raise InvalidInput(f"“{self._name}” declares entities and is not opened: export it again as KML.")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        word = tag.rpartition(" ")[2]
        if not self._path and word == "kml":
            self.is_kml = True
        self._path.append(word)
        if len(self._path) > _DEEPEST:
            raise InvalidInput(f"“{self._name}” nests more deeply than any map: export it again.")
        if word == "Placemark":
            self._facts, self._parts = {}, []
        elif word in _KINDS:
            self._parts.append((word, []))
        elif word in {"SimpleData", "Data"}:
            self._fact = attributes.get("name", "")[:100]
        self._words, self._size = ([], 0) if self._wants_text(word) else (None, 0)

    def _wants_text(self, word: str) -> bool:
        if word == "coordinates":
            return bool(self._parts)
        return (word in _FACTS and self._path[-2:-1] == ["Placemark"]) or word in {"SimpleData", "value"}

    def text(self, words: str) -> None:
        """Take text; of a fact only so much as a plan would."""
        if self._words is None:
            return
        if self._path[-1] != "coordinates" and self._size > _LONGEST_TEXT:
            return
        self._size += len(words)
        self._words.append(words)

    def end(self, _tag: str) -> None:
        """End an element."""
        word = self._path.pop()
        words = "".join(self._words) if self._words is not None else ""
        if word == "coordinates" and self._parts:
            self._parts[-1][1].append(self._flat(words))
        elif self._words is not None and word in _FACTS:
            self._facts.setdefault(word, words)
        elif self._words is not None and self._fact:
            self._facts.setdefault(self._fact, words.strip())
        if word == "Placemark" and any(rings for _kind, rings in self._parts):
            self._add()
        self._words = None

    def _add(self) -> None:
        if len(self.features) == MAX_FEATURES:
            raise InvalidInput(f"“{self._name}” has more than 50,000 places: export fewer.")
        drawn = [(kind, rings) for kind, rings in self._parts if rings]
        kind = drawn[0][0]
        if any(other != kind for other, _rings in drawn):
            raise InvalidInput(
                f"Place {len(self.features) + 1} of “{self._name}” mixes points, lines and areas: split it."
            )
        single, many = _KINDS[kind]
        parts = tuple(tuple(rings) for _kind, rings in drawn)
        facts: dict[str, Any] = dict(self._facts)
        self.features.append(Feature(facts, Shape(single if len(parts) == 1 else many, parts)))

    def _flat(self, words: str) -> "array[float]":
        flat = array("d")
        for position in words.split():
            numbers = position.split(",")
            if len(numbers) not in (2, 3):
                raise ValueError("not a position")
            x, y = float(numbers[0]), float(numbers[1])
            if not (abs(x) <= LIMIT and abs(y) <= LIMIT):
                raise ValueError("not a place")
            flat.append(x)
            flat.append(y)
            self._vertices += 1
            if self._vertices > MAX_VERTICES:
                raise too_many_points(self._name)
        if not flat:
            raise ValueError("no positions")
        return flat

"""Map files of any format that is read here, told apart by what is in them and not by their names."""

from pathlib import Path

from planner.exchange.features import FeatureFile
from planner.exchange.geojson import read_features
from planner.exchange.reading import refuse_no_file


def read_feature_file(path: Path, *, layer: str = "") -> FeatureFile:
    """Return a map file's features; InvalidInput says in one sentence why it cannot be used.

    layer: what the layer is likely called, for files of many.
    """
    refuse_no_file(path)
    return read_features(path)

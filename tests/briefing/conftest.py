"""A plan of the real district with every shipped type, made once for all tests of the papers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.document.document import Document
from tests.briefing.orders import make_district_document


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Document]:
    """The district's wards, places, partners and all types, and no operation; tests add their own."""
    document = make_district_document(Path(tmp_path_factory.mktemp("district")) / "district.wardplan")
    yield document
    document.close()

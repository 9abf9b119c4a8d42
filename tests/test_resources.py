"""Resources and state: found from any folder, kept inside their roots, small enough to ship."""

import json
from pathlib import Path

import pytest

from planner import paths
from planner.exchange.district import list_districts


def test_shipped_files_are_found() -> None:
    for name in list_districts():
        card = json.loads(paths.resource_path(f"district/{name}/district.json").read_text(encoding="utf-8"))
        files = [card["wards"], *card["places"], *card["shapes"].values(), "ATTRIBUTION.txt"]
        for file in files:
            assert 0 < paths.resource_path(f"district/{name}/{file}").stat().st_size < 900_000


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "..", "../main.py", "district/../../main.py", "C:\\x", "C:x", "\\x", "a\\..\\b"],
)
def test_names_that_climb_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a resource name"):
        paths.resource_path(name)


def test_a_missing_resource_says_its_name() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.txt"):
        paths.resource_path("nothing.txt")


def test_the_installed_copy_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "planner"
    (package / "_resources").mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    (package / "_resources" / "one.txt").write_text("wheel")
    for name in ("one.txt", "two.txt"):
        (tmp_path / "resources" / name).write_text("checkout")
    monkeypatch.setattr(paths, "_PACKAGE", package)
    assert paths.resource_path("one.txt").read_text() == "wheel"
    assert paths.resource_path("two.txt").read_text() == "checkout"


def test_state_stays_where_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.STATE_VARIABLE, str(tmp_path / "s"))
    assert paths.state_dir() == tmp_path / "s" / "state"
    assert paths.config_dir() == tmp_path / "s" / "config"
    assert paths.state_dir().is_dir()


def test_state_is_the_users_own_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.STATE_VARIABLE)
    for variable in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))
    for folder in (paths.state_dir(), paths.config_dir()):
        assert folder.is_dir()
        assert "wardplan" in str(folder)

"""Files are kept at the platform's places, or where the options say."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardreader.paths import APP, find_paths, seeds


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point the platform's places below a temporary folder, and work there."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for kind in ("CONFIG", "CACHE", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the XDG places are Linux's")
def test_without_options_the_places_of_the_platform_are_used(places: Path) -> None:
    """The XDG variables are honoured, and each kind of file has its own folder."""
    paths = find_paths()
    assert paths.config == places / "config" / APP / "config.toml"
    assert paths.cache == places / "cache" / APP
    assert paths.data == places / "data" / APP
    assert paths.marks == places / "data" / APP / "marks.sqlite3"


def test_data_moves_index_and_marks_but_not_the_configuration(places: Path) -> None:
    """`--data DIR` keeps both databases in one folder."""
    usual = find_paths()
    paths = find_paths(data="here")
    assert (paths.cache, paths.data) == (places / "here", places / "here")
    assert paths.config == usual.config


def test_config_names_the_file(places: Path) -> None:
    """`--config FILE` moves nothing else."""
    usual = find_paths()
    paths = find_paths(config="own/settings.toml")
    assert paths.config == places / "own" / "settings.toml"
    assert (paths.cache, paths.data) == (usual.cache, usual.data)


def test_a_tilde_is_the_home_folder(places: Path) -> None:
    """As a shell would have it, also where the shell did not."""
    paths = find_paths(config="~/c.toml", data="~/d")
    assert (paths.config, paths.data) == (places / "c.toml", places / "d")


def test_a_tilde_of_nobody_is_a_name(places: Path) -> None:
    """As in a shell, a user that does not exist leaves the path as it is written."""
    paths = find_paths(config="~no.such.user/c.toml", data="~no.such.user")
    assert paths.config == places / "~no.such.user" / "c.toml"
    assert paths.data == places / "~no.such.user"


def test_finding_the_places_makes_nothing(places: Path) -> None:
    """A folder is made when something is written to it, not before."""
    before = sorted(places.rglob("*"))
    find_paths()
    find_paths("c.toml", "d")
    assert sorted(places.rglob("*")) == before


def test_the_sample_cards_are_at_hand() -> None:
    """From a checkout as from a package, the samples are a folder with card files."""
    assert seeds().is_dir()
    assert any(seeds().rglob("*.md"))

"""Where things are kept: the places of the platform, or below one folder with `--data`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

APP = "cardreader"


class Paths(NamedTuple):
    """The configuration file, the folder of the index (a cache) and that of the marks."""

    config: Path
    cache: Path
    data: Path

    @property
    def marks(self) -> Path:
        """The marks database."""
        return self.data / "marks.sqlite3"


def find_paths(config: str | None = None, data: str | None = None) -> Paths:
    """Return the places to use; `config` and `data` are the options of the command line."""
    from platformdirs import PlatformDirs  # noqa: PLC0415 - only needed once, at the start

    places = PlatformDirs(APP, appauthor=False)
    file = _given(config) if config else places.user_config_path / "config.toml"
    if data:
        folder = _given(data)
        return Paths(file, folder, folder)
    return Paths(file, places.user_cache_path, places.user_data_path)


def _given(path: str) -> Path:
    # Unlike Path's own, this leaves `~nobody` as it is instead of raising an error.
    return Path(os.path.expanduser(path)).absolute()  # noqa: PTH111


def seeds() -> Path:
    """Return the folder of the sample cards: in the package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "seeds"
    if packaged.is_dir():
        return packaged
    return Path(os.path.realpath(__file__)).parents[2] / "seeds"

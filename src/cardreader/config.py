"""Settings, from a TOML file. A mistake in it costs one setting, and is told in a sentence."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Literal, NamedTuple

from cardreader.query import Order, parse_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tomlkit.items import Array

MarkRead = Literal["open", "view", "manual"]
Density = Literal["comfortable", "compact"]


_BY_HEAT = Order("heat")


class ConfigError(Exception):
    """The configuration cannot be written or changed as asked; one plain sentence."""


class Config(NamedTuple):
    """All settings. `sources` are folders as they were written (`~` is allowed)."""

    sources: tuple[str, ...] = ()
    sort: Order = _BY_HEAT
    half_life_hours: float = 24.0
    mark_read: MarkRead = "open"
    density: Density = "comfortable"
    browser: str | None = None
    max_file_mib: float = 1.0
    theme: str = "textual-dark"
    first_sight: bool = True
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def half_life_s(self) -> int:
        """The half-life of heat in whole seconds."""
        return max(1, round(self.half_life_hours * 3600))

    @property
    def max_file_bytes(self) -> int:
        """The size up to which a file is read."""
        return round(self.max_file_mib * 2**20)


def load(path: Path) -> tuple[Config, list[str]]:
    """Read the settings; return them with a sentence for each mistake. No file: the defaults."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Config(), []
    except OSError as error:
        return Config(), [f"{path} cannot be read: {error.strerror}. Default settings are used."]
    except UnicodeDecodeError as error:
        return Config(), [f"{path} is not valid TOML: {error}. Default settings are used."]
    import tomllib  # noqa: PLC0415 - not for those who have configured nothing

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Config(), [f"{path} is not valid TOML: {error}. Default settings are used."]
    config, mistakes = Config(), []
    for key, value in values.items():
        try:
            config = config._replace(**{key: _CHECKS[key](value)})  # type: ignore[arg-type]
        except KeyError:
            mistakes.append(f"{path}: {key} is no setting; it is passed over.")
        except ValueError as error:
            mistakes.append(f"{path}: {key} {error}; its default is used.")
    return config, mistakes


def add_source(path: Path, folder: str) -> None:
    """Add a folder to `sources`, leaving the rest of the file as it is; raise ConfigError."""
    with _sources_of(path) as sources:
        sources.append(folder)
        if len(sources) > 1 and "\n" not in sources.as_string():
            sources.multiline(True)


def remove_source(path: Path, folder: str) -> None:
    """Take a folder, as it was written, out of `sources`; raise ConfigError."""
    with _sources_of(path) as sources:
        if folder not in sources:
            raise ConfigError(f"{path}: {folder} is not among the sources.")
        sources.remove(folder)


@contextlib.contextmanager
def _sources_of(path: Path) -> Iterator[Array]:
    """Give the list of sources to be changed, then write the file; raise ConfigError."""
    import tomlkit  # noqa: PLC0415 - slow to import, and needed for changes only
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415

    try:
        # As bytes: the file keeps its line ends.
        text = path.read_bytes().decode() if path.exists() else ""
        document = tomlkit.parse(text)
        sources = document.setdefault("sources", tomlkit.array())
        if not isinstance(sources, tomlkit.items.Array):
            raise ConfigError(f"{path}: sources wants a list of folders; mend it first.")
        yield sources
        _write(path, tomlkit.dumps(document).encode())
    except UnicodeEncodeError as error:
        raise ConfigError(f"{path} can only hold names that are valid UTF-8.") from error
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}. Mend it first.") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error


def _write(path: Path, data: bytes) -> None:
    """Write beside the file and put in place, so that a full disk cannot leave half a file."""
    file = path.resolve()  # a link to it stays a link
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.new")
    try:
        draft.write_bytes(data)
        if file.exists():
            draft.chmod(file.stat().st_mode)
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _folders(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(map(_is_folder, value)):
        raise ValueError('wants a list of folders, like ["~/news"]')
    return tuple(value)


def _is_folder(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def _order(value: object) -> Order:
    try:
        return parse_order(str(value))
    except ValueError as error:
        raise ValueError(f"is wrong: {str(error).rstrip('.')}") from error


def _number(low: float, high: float) -> Callable[[object], float]:
    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"wants a number from {low:g} to {high:g}")
        if not low <= value <= high:
            raise ValueError(f"wants a number from {low:g} to {high:g}")
        return float(value)

    return check


def _one_of(*words: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"wants one of {', '.join(words)}")
        return value

    return check


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("wants a text")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("wants true or false")
    return value


def _key_table(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value.values()):
        raise ValueError('wants a table of actions and keys, like open = "o"')
    return tuple(value.items())


_CHECKS: dict[str, Callable[[object], object]] = {
    "sources": _folders,
    "sort": _order,
    "half_life_hours": _number(0.1, 24 * 365),
    "mark_read": _one_of("open", "view", "manual"),
    "density": _one_of("comfortable", "compact"),
    "browser": _text,
    "max_file_mib": _number(0.001, 64),
    "theme": _text,
    "first_sight": _yes_or_no,
    "keys": _key_table,
}

"""Settings, from a TOML file. A mistake in it costs one setting, and is told in a sentence.

Reading is all that every start needs: what writes (`writing`), what reads saved views (`views`) and
what finds the line of a mistake (`lines`) is imported by who has something to write, views, or
mistakes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cardreader.clean import clean_line
from cardreader.config.settings import (
    ALL,
    BUILT_IN,
    SETTINGS,
    Config,
    Density,
    MarkRead,
    Mistake,
    Partly,
    SavedView,
    Setting,
    view_named,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "ALL",
    "BUILT_IN",
    "SETTINGS",
    "Config",
    "ConfigError",
    "Density",
    "MarkRead",
    "Mistake",
    "SavedView",
    "Setting",
    "line_in",
    "load",
    "read",
    "read_file",
    "sentences",
    "text_of",
    "values_of",
    "view_named",
]
_LARGEST = 2**20  # bytes of a file


class ConfigError(Exception):
    """The configuration cannot be written or changed as asked; one plain sentence."""


def load(path: Path) -> tuple[Config, list[str]]:
    """Read the settings; return them with a sentence for each mistake. No file: the defaults."""
    try:
        return read_file(path)
    except ConfigError as error:
        return Config(), [f"{error} Default settings are used."]


def read_file(path: Path) -> tuple[Config, list[str]]:
    """Read the settings, as `load` does; raise ConfigError where the file cannot be read at all."""
    text = ""
    try:
        text = text_of(path)
        values = values_of(text)
    except FileNotFoundError:
        return Config(), []
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: this is not valid UTF-8.") from error
    except ValueError as error:
        raise ConfigError(_of_toml(path, text, str(error))) from error
    config, mistakes = read(values)
    return config, _placed(path, text, mistakes) if mistakes else []


def text_of(path: Path) -> str:
    """Read the file, with its line ends; raise OSError, or ValueError where it is no text."""
    with path.open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST // 2**20} MiB")
    return data.decode()


def values_of(text: str) -> dict[str, Any]:
    """Return what a TOML text says; raise ValueError where it is none."""
    import tomllib  # noqa: PLC0415 - not for those who have configured nothing

    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def read(values: dict[str, object]) -> tuple[Config, list[Mistake]]:
    """Return the settings of a file, each mistake costing one of them, and the mistakes."""
    settings = {setting.name: setting for setting in SETTINGS}
    config, mistakes = Config(), []
    for name, value in values.items():
        setting = settings.get(name)
        if setting is None:
            mistakes.append(Mistake((name,), _unknown(name)))
            continue
        try:
            good = setting.read(value)
        except ValueError:
            mistakes.append(Mistake((name,), f"{name} wants {setting.kind}; {_instead(setting)}"))
            continue
        if isinstance(good, Partly):
            mistakes += good.mistakes
            good = good.value
        config = config._replace(**{name: good})  # type: ignore[arg-type]
    return _with_first_view(config, mistakes)


def sentences(path: Path, told: Iterable[str], mistakes: Iterable[Mistake]) -> list[str]:
    """Tell also of mistakes that were found in what was read, all as they stand in the file."""
    mistakes = list(mistakes)
    if not mistakes:
        return list(told)
    try:
        more = _placed(path, text_of(path), mistakes)
    except (OSError, ValueError):  # it was read a moment ago
        more = [f"{path}: {mistake.sentence}" for mistake in mistakes]
    return sorted([*told, *more], key=lambda sentence: line_in(path, sentence)[0])


def line_in(path: Path, sentence: str) -> tuple[int, str]:
    """Return the line that a sentence begins with (0: none), and the rest of it."""
    line, _, rest = sentence.removeprefix(f"{path}:").partition(": ")
    return (int(line), rest) if line.isdecimal() else (0, sentence)


def _placed(path: Path, text: str, mistakes: list[Mistake]) -> list[str]:
    """Tell of mistakes in the order in which they stand in the file."""
    from cardreader.config.lines import line_numbers  # noqa: PLC0415 - only where there is a mistake

    lines = line_numbers(text, [mistake.where for mistake in mistakes])
    told = sorted(zip(lines, mistakes, strict=True), key=lambda each: each[0] or 0)
    return [
        f"{path}{f':{line}' if line else ''}: {clean_line(mistake.sentence)}"
        for line, mistake in told
    ]


def _of_toml(path: Path, text: str, error: str) -> str:
    """Tell what is no TOML, with the line as everywhere, if there is one."""
    reason, _, place = error.partition(" (at ")
    if not place:
        return f"{path}: this is not valid TOML: {clean_line(reason)}."
    line, _, column = place.rstrip(")").partition(", ")
    number = line.removeprefix("line ")
    where = f" ({column})" if number.isdigit() else " (at the end)"
    number = number if number.isdigit() else str(text.rstrip("\n").count("\n") + 1)
    reason = clean_line(reason[:1].lower() + reason[1:])
    return f"{path}:{number}: this is not valid TOML: {reason}{where}."


def _unknown(name: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only where there is a mistake

    near = get_close_matches(name.lower(), [setting.name for setting in SETTINGS], 1)
    meant = f" Is {near[0]} meant?" if near else ""
    return f"{clean_line(name)} is no setting; it is passed over.{meant}"


def _instead(setting: Setting) -> str:
    """Say what holds instead of a value with a mistake."""
    from cardreader.config.commented import toml  # noqa: PLC0415 - only where there is a mistake

    if setting.tables is not None or setting.default in (None, ()):
        return "it is passed over."
    return f"its default, {toml(setting.default)}, is used."


def _with_first_view(config: Config, mistakes: list[Mistake]) -> tuple[Config, list[Mistake]]:
    """Start with all cards where the chosen view is not there, or cannot be understood."""
    view = view_named(config.views, config.start_view)
    if view and not view.mistake:
        return config, mistakes
    name = clean_line(config.start_view)
    why = f"the query of {name} has a mistake" if view else f"no view is called {name}"
    told = f"start_view wants the name of a view, and {why}; {ALL.name} is used."
    return config._replace(start_view=ALL.name), [*mistakes, Mistake(("start_view",), told)]

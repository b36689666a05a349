"""Settings, from a TOML file. A mistake in it costs one setting, and is told in a sentence.

Reading is all that every start needs: what writes (`writing`) and what reads saved views (`views`)
is imported by who has something to write, or views.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cardreader.clean import clean_line
from cardreader.query import Order, parse_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from cardreader.query.tree import Sort

MarkRead = Literal["open", "view", "manual"]
Density = Literal["comfortable", "compact"]


_BY_HEAT = Order("heat")
_LARGEST = 2**20  # bytes of a file


class ConfigError(Exception):
    """The configuration cannot be written or changed as asked; one plain sentence."""


class SavedView(NamedTuple):
    """A view with a name: a query as it is typed, and perhaps an order of its own.

    `mistake` tells why the query cannot be understood: such a view cannot be shown. `place` is
    where it stands among the views of the file; -1: it is built in.
    """

    name: str
    query: str = ""
    sort: Sort | None = None
    mistake: str = ""
    place: int = -1


ALL = SavedView("All")
BUILT_IN = (ALL, SavedView("Unread", "is:unread"), SavedView("Starred", "is:starred"))
"""The views that are there from the start; the first one is where narrowing begins."""


def view_named(views: Iterable[SavedView], name: str) -> SavedView | None:
    """Return the view that is called so; capitals do not matter."""
    wanted = name.casefold()
    return next((view for view in views if view.name.casefold() == wanted), None)


class Config(NamedTuple):
    """All settings. `sources` are folders as they were written (`~` is allowed).

    `views` are all there are, also the built-in ones, in their order.
    """

    sources: tuple[str, ...] = ()
    sort: Order = _BY_HEAT
    start_view: str = ALL.name
    half_life_hours: float = 24.0
    mark_read: MarkRead = "open"
    density: Density = "comfortable"
    browser: str | None = None
    max_file_mib: float = 1.0
    theme: str = "textual-dark"
    first_sight: bool = True
    keys: tuple[tuple[str, str], ...] = ()
    views: tuple[SavedView, ...] = BUILT_IN

    @property
    def home(self) -> SavedView:
        """The view of all cards, as it is defined now: where the last step back leads."""
        return view_named(self.views, ALL.name) or ALL

    @property
    def first_view(self) -> SavedView:
        """The view that the reader starts with."""
        return view_named(self.views, self.start_view) or self.home

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
        text = text_of(path)
        values = values_of(text)
    except FileNotFoundError:
        return Config(), []
    except OSError as error:
        return Config(), [f"{path} cannot be read: {error.strerror}. Default settings are used."]
    except ValueError as error:
        return Config(), [f"{path} is not valid TOML: {error}. Default settings are used."]
    config, mistakes = Config(), []
    if "views" in values:
        from cardreader.config.views import read_views  # noqa: PLC0415 - not for all

        views, found = read_views(values.pop("views"), text)
        config = config._replace(views=views)
        mistakes += [f"{path}{f', line {line}' if line else ''}: {told}" for line, told in found]
    for key, value in values.items():
        try:
            config = config._replace(**{key: _CHECKS[key](value)})  # type: ignore[arg-type]
        except KeyError:
            mistakes.append(f"{path}: {key} is no setting; it is passed over.")
        except ValueError as error:
            mistakes.append(f"{path}: {key} {error}; its default is used.")
    return _with_first_view(path, config, mistakes)


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


def _with_first_view(path: Path, config: Config, mistakes: list[str]) -> tuple[Config, list[str]]:
    """Start with all cards where the chosen view is not there, or cannot be understood."""
    view = view_named(config.views, config.start_view)
    if view and not view.mistake:
        return config, mistakes
    name = clean_line(config.start_view)
    why = f"the query of {name} has a mistake" if view else f"no view is called {name}"
    told = f"{path}: start_view is wrong: {why}; {ALL.name} is used."
    return config._replace(start_view=ALL.name), [*mistakes, told]


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
    "start_view": _text,
    "theme": _text,
    "first_sight": _yes_or_no,
    "keys": _key_table,
}

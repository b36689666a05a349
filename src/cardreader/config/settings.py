"""The one table of settings: name, type, default, what is allowed, a sentence. Pure.

`Config` is the table, a row a setting: what reads a file, tells of mistakes and writes the
commented file and the documentation is made from it. Its annotations are looked at, so they are no
texts here.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

from cardreader.query import ORDERS, Order, parse_order

if TYPE_CHECKING:
    from cardreader.query.muting import Mute
    from cardreader.query.tree import Sort

MarkRead = Literal["open", "view", "manual"]
Density = Literal["comfortable", "compact"]


class SavedView(NamedTuple):
    """A view with a name: a query as it is typed, and perhaps an order of its own.

    `mistake` tells why the query cannot be understood: such a view cannot be shown. `place` is
    where it stands among the views of the file; -1: it is built in.
    """

    name: str
    query: str = ""
    sort: "Sort | None" = None
    mistake: str = ""
    place: int = -1


ALL = SavedView("All")
BUILT_IN = (ALL, SavedView("Unread", "is:unread"), SavedView("Starred", "is:starred"))
"""The views that are there from the start; the first one is where narrowing begins."""


def view_named(views: Iterable[SavedView], name: str) -> SavedView | None:
    """Return the view that is called so; capitals do not matter."""
    wanted = name.casefold()
    return next((view for view in views if view.name.casefold() == wanted), None)


class Mistake(NamedTuple):
    """What is wrong at one place of the file, like `("views", 0, "query")`; a sentence."""

    where: tuple[str | int, ...]
    sentence: str


class Partly(NamedTuple):
    """What is right of a value of several parts, and the mistakes in the others."""

    value: object
    mistakes: list[Mistake]


class Setting(NamedTuple):
    """A setting: what it wants (the words after "wants"), what it does, and how it is read.

    `read` makes a value of the program of one of TOML, or raises ValueError. `example` is TOML for
    who has not set it: what follows its name, or the lines of its table. `tables` makes TOML tables
    of its value. `name` and `default` come from `Config`.
    """

    kind: str
    sentence: str
    read: Callable[[object], object]
    example: str = ""
    tables: Callable[[Any], list[dict[str, object]]] | None = None
    name: str = ""
    default: object = None


def _folders(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(map(_is_folder, value)):
        raise ValueError
    return tuple(value)


def _is_folder(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def _order(value: object) -> Order:
    return parse_order(str(value))


def _number(low: float, high: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError
        if not low <= value <= high:
            raise ValueError
        return float(value)

    return read


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError
        return value

    return read


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _key_table(value: object) -> Partly:
    if not isinstance(value, dict):
        raise ValueError
    right = {name: keys for name, keys in value.items() if isinstance(keys, str)}
    mistakes = [
        Mistake(("keys", name), f'{name} wants a text with its keys, like "o" or "o,ctrl+o"; '
                "its default is used.")
        for name in value if name not in right
    ]  # fmt: skip
    return Partly(tuple(right.items()), mistakes)


def _views(value: object) -> Partly:
    from cardreader.config.views import read_views  # noqa: PLC0415 - not for who has none

    return Partly(*read_views(value))


def _written_views(views: Iterable[SavedView]) -> list[dict[str, object]]:
    return [
        {"name": view.name, "query": view.query} | ({"sort": view.sort} if view.sort else {})
        for view in views if view.place >= 0
    ]  # fmt: skip


def _mutes(value: object) -> Partly:
    from cardreader.config.mutes import read_mutes  # noqa: PLC0415 - not for who mutes nothing

    return Partly(*read_mutes(value))


def _written_mutes(mutes: "Iterable[Mute]") -> list[dict[str, object]]:
    return [{key: value for key, value in mute._asdict().items() if value} for mute in mutes]


_BY_HEAT = Order("heat")


class Config(NamedTuple):
    """All settings. `sources` are folders as they were written (`~` is allowed).

    `views` are all there are, also the built-in ones, in their order. What is a table in the file
    comes last, as it has to in TOML.
    """

    # fmt: off
    sources: Annotated[tuple[str, ...], Setting(
        'a list of folders, like ["~/news"]',
        "The folders of cards. `cardreader add` and `remove` write them.",
        _folders,
        example='["~/news"]',
    )] = ()
    sort: Annotated[Order, Setting(
        f"one of {', '.join(ORDERS)}, with :asc or :desc",
        "The order of the list, until `S` chooses another one, and of `cardreader list`.",
        _order,
    )] = _BY_HEAT
    start_view: Annotated[str, Setting(
        "the name of a view",
        "The view that the reader starts with.",
        _text,
    )] = ALL.name
    half_life_hours: Annotated[float, Setting(
        "a number from 0.1 to 8760",
        "After how many hours heat counts half in the order `hot`.",
        _number(0.1, 24 * 365),
    )] = 24.0
    mark_read: Annotated[MarkRead, Setting(
        "one of open, view, manual",
        "When a card counts as read: once it is opened or gone into (`open`), after a moment under "
        "the cursor too (`view`), or only by `m` and `A` (`manual`).",
        _one_of("open", "view", "manual"),
    )] = "open"
    density: Annotated[Density, Setting(
        "one of comfortable, compact",
        "Two lines a card, or one.",
        _one_of("comfortable", "compact"),
    )] = "comfortable"
    theme: Annotated[str, Setting(
        "auto, or the name of a theme",
        "The colours: `cardreader-dark`, `cardreader-light`, `high-contrast`, `terminal` (the "
        "terminal's own sixteen colours), or one of Textual's; `auto` takes our dark or light one, "
        "as the terminal is.",
        _text,
    )] = "auto"
    first_sight: Annotated[bool, Setting(
        "true or false",
        "Whether the last screen is kept, to be there at once at the next start.",
        _yes_or_no,
    )] = True
    browser: Annotated[str | None, Setting(
        "the command of a browser",
        "What opens articles; else BROWSER, else the system's own.",
        _text,
        example='"firefox --new-tab"',
    )] = None
    max_file_mib: Annotated[float, Setting(
        "a number from 0.001 to 64",
        "Files that are larger than so many MiB are not read. After it was raised, those that were "
        "too large are read by `cardreader index --rebuild`.",
        _number(0.001, 64),
    )] = 1.0
    keys: Annotated[tuple[tuple[str, str], ...], Setting(
        'a table of actions and their keys, like open = "o"',
        "Other keys for any action, with commas between; `preset` may be `default` or `newsboat`.",
        _key_table,
        example='preset = "default"\nopen = "o,b"',
        tables=lambda keys: [dict(keys)] if keys else [],
    )] = ()
    views: Annotated[tuple[SavedView, ...], Setting(
        'tables, like [[views]] with name = "Robots" and query = "topic:robots"',
        "Saved views: a name, a query, perhaps an order. `V` chooses them, `ctrl+s` writes them.",
        _views,
        example='name = "Space this week"\nquery = "topic:space newer:1w"\nsort = "hot"',
        tables=_written_views,
    )] = BUILT_IN
    mute: Annotated[tuple["Mute", ...], Setting(
        'tables, like [[mute]] with provider = "example.com"',
        "What is not to be listed: a provider, a topic, words of titles; of several in one table "
        "all must hold. `x` writes them, and `is:muted` finds what they hide.",
        _mutes,
        example='provider = "example.com"\ntopic = "Markets"',
        tables=_written_mutes,
    )] = ()
    # fmt: on

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


SETTINGS: tuple[Setting, ...] = tuple(
    setting._replace(name=name, default=Config._field_defaults[name])
    for name, annotated in Config.__annotations__.items()
    for setting in annotated.__metadata__
)
"""All settings, in the order of the documentation."""

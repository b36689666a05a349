"""A TOML text -> the same text with something changed. Pure; no line changes that need not.

What comes out is read again and compared: a text that this cannot change rightly is refused.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Protocol

import tomlkit
from tomlkit.items import Array, InlineTable

from cardreader.config.text import VIEWS, Part, head_of, lines_in, parts_of, statements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tomlkit import TOMLDocument

_STUB = "[_]"  # stands for all tables while the settings before them are changed


class EditError(Exception):
    """The text cannot be changed so; the rest of a sentence that begins with the file."""


class Views(Protocol):
    """The views (or other such tables) of a file, by their place in it."""

    def set(self, place: int, key: str, value: str | None) -> None:
        """Give a view a value, or take one away."""

    def remove(self, place: int) -> None:
        """Take a view out."""

    def arrange(self, places: Sequence[int]) -> None:
        """Put all views into another order."""

    def add(self, values: Mapping[str, str]) -> None:
        """Add a view behind the others."""


def with_top(text: str, key: str, change: Callable[[TOMLDocument], None]) -> str:
    """Return the text with a setting changed that stands before all tables.

    A new one comes right below the line where it is commented out, if there is one.
    """
    head = head_of(text)
    if key not in tomllib.loads(head):
        return _with_new(text, head, key, change)
    rest = text[len(head) :]
    document = tomlkit.parse(f"{head}{_STUB}\n" if rest else head)
    change(document)
    return tomlkit.dumps(document).removesuffix(f"{_STUB}\n") + rest


def _with_new(text: str, head: str, key: str, change: Callable[[TOMLDocument], None]) -> str:
    """Return the text with a setting that was not in it, below its comment or behind the others."""
    document = tomlkit.document()
    change(document)
    newline = "\r\n" if "\r\n" in text else "\n"
    above = _until_comment(head, key)
    below = text[len(above) :]
    gap = ""
    if not above:
        above = re.sub(r"(\A|\n)(?:[ \t]*\r?\n)+\Z", r"\1", head)
        below = text[len(above) :]
        gap = newline if below.strip() and not re.match(r"[ \t]*\r?\n", below) else ""
    if above and not above.endswith("\n"):
        above += newline
    return above + tomlkit.dumps(document).replace("\n", newline) + gap + below


def _until_comment(head: str, key: str) -> str:
    """Return what stands above the end of the line `#key = …`; '' where there is none."""
    for line, written in statements(head):
        if re.match(rf"#\s*{key}\s*=", written):
            return "".join(lines_in(head)[: line + 1])
    return ""


def with_views(text: str, change: Callable[[Views], None], name: str = VIEWS) -> str:
    """Return the text with its views changed, or other tables of this name; raise EditError."""
    values = tomllib.loads(text)
    expected = _Plain(list(values.get(name, [])))
    change(expected)
    if name in values and not any(part.is_view for part in parts_of(text, name)):
        edited = with_top(text, name, lambda document: change(_InList(document, name)))
    else:
        tables = _InTables(text, name)
        change(tables)
        edited = tables.text
    _compare(values, edited, expected.views, name)
    return edited


def _compare(before: dict[str, Any], edited: str, views: list[dict[str, Any]], name: str) -> None:
    try:
        after = tomllib.loads(edited)
    except tomllib.TOMLDecodeError:
        after = {}
    is_right = after.pop(name, []) == views
    before = {key: value for key, value in before.items() if key != name}
    if not is_right or repr(after) != repr(before):  # as text: nan differs from itself
        raise EditError(f"its {name} are written in a way that can only be changed by hand.")


class _Plain:
    """Views as they should be in the end."""

    def __init__(self, views: list[dict[str, Any]]) -> None:
        self.views = [dict(view) for view in views]

    def set(self, place: int, key: str, value: str | None) -> None:
        if value is None:
            self.views[place].pop(key, None)
        else:
            self.views[place][key] = value

    def remove(self, place: int) -> None:
        del self.views[place]

    def arrange(self, places: Sequence[int]) -> None:
        self.views = [self.views[place] for place in places]

    def add(self, values: Mapping[str, str]) -> None:
        self.views.append(dict(values))


class _InTables:
    """Views written as `[[views]]`, or none yet."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._is_open = bool(text) and not text.endswith("\n")
        self._parts = parts_of(text + self._newline if self._is_open else text, name)

    @property
    def text(self) -> str:
        """All of it; where no line end was at the end of the file, there is none."""
        text = "".join(part.text for part in self._parts)
        return text.removesuffix(self._newline) if self._is_open else text

    def _places(self) -> list[int]:
        return [number for number, part in enumerate(self._parts) if part.is_view]

    def set(self, place: int, key: str, value: str | None) -> None:
        number = self._places()[place]
        document = tomlkit.parse(self._parts[number].text)
        view: Any = document[self._name]
        if value is None:
            view[0].pop(key, None)
        else:
            view[0][key] = value
        written = tomlkit.dumps(document)
        if self._newline == "\r\n":  # a new line is written with a line feed only
            written = re.sub(r"(?<!\r)\n", "\r\n", written)
        self._parts[number] = Part(written, is_view=True)

    def remove(self, place: int) -> None:
        number = self._places()[place]
        del self._parts[number]
        before = self._parts[number - 1].text if number else ""
        if number == len(self._parts):
            if number:
                kept = re.sub(r"(\A|\n)(?:[ \t]*\r?\n)+\Z", r"\1", before)
                self._parts[number - 1] = self._parts[number - 1]._replace(text=kept)
        elif not before or re.search(r"\n[ \t]*\r?\n\Z|\A\s*\Z", before):
            after = re.sub(r"\A(?:[ \t]*\r?\n)+", "", self._parts[number].text)
            self._parts[number] = self._parts[number]._replace(text=after)
        elif not self._parts[number].text.strip():
            del self._parts[number]

    def arrange(self, places: Sequence[int]) -> None:
        own = self._places()
        views = [self._parts[number] for number in own]
        for number, place in zip(own, places, strict=True):
            self._parts[number] = views[place]

    def add(self, values: Mapping[str, str]) -> None:
        lines = [
            f"[[{self._name}]]",
            *(f"{key} = {_written(value)}" for key, value in values.items()),
        ]
        view = Part("".join(line + self._newline for line in lines), is_view=True)
        own = self._places()
        number = own[-1] + 1 if own else len(self._parts)
        before = self._parts[number - 1].text if number else self._newline
        is_apart = not before.strip() or re.search(r"\n[ \t]*\r?\n\Z", before)
        gap = [] if is_apart else [Part(self._newline)]
        if number == len(self._parts):
            self._is_open = False
        self._parts[number:number] = [*gap, view]


class _InList:
    """Views written as `views = [{…}, …]`."""

    def __init__(self, document: TOMLDocument, name: str) -> None:
        views = document[name]
        if not isinstance(views, Array):
            raise EditError(f"{name} wants tables; mend it first.")
        self._views = views

    def set(self, place: int, key: str, value: str | None) -> None:
        view = self._views[place]
        if not isinstance(view, InlineTable):
            raise EditError("views wants tables; mend it first.")
        if value is None:
            view.pop(key, None)
        else:
            view[key] = value

    def remove(self, place: int) -> None:
        self._views.pop(place)

    def arrange(self, places: Sequence[int]) -> None:
        views = list(self._views)
        for number, place in enumerate(places):
            if number != place:
                self._views[number] = views[place]

    def add(self, values: Mapping[str, str]) -> None:
        view = tomlkit.inline_table()
        view.update(values)
        self._views.append(view)


def _written(value: str) -> str:
    return tomlkit.item(value).as_string()

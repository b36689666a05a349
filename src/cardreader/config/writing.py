"""Changing the configuration file: what is not changed stays as it is, byte for byte."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cardreader.clean import clean_line
from cardreader.config import (
    BUILT_IN,
    ConfigError,
    SavedView,
    load,
    read_file,
    text_of,
    values_of,
    view_named,
)
from cardreader.config.views import LONGEST_NAME, name_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tomlkit import TOMLDocument

    from cardreader.config.editing import Views
    from cardreader.query.muting import Mute

Saved = tuple[SavedView, ...]
"""All views, as they are after a change."""


def add_source(path: Path, folder: str) -> None:
    """Add a folder to `sources`, leaving the rest of the file as it is; raise ConfigError."""

    def add(sources: list[str]) -> None:
        sources.append(folder)

    _change_sources(path, add)


def remove_source(path: Path, folder: str) -> None:
    """Take a folder, as it was written, out of `sources`; raise ConfigError."""

    def remove(sources: list[str]) -> None:
        if folder not in sources:
            raise ConfigError(f"{path}: {folder} is not among the sources.")
        sources.remove(folder)

    _change_sources(path, remove)


def _change_sources(path: Path, change: Callable[[list[str]], None]) -> None:
    import tomlkit  # noqa: PLC0415 - slow to import, and needed for changes only

    from cardreader.config.editing import with_top  # noqa: PLC0415 - as above

    def change_top(document: TOMLDocument) -> None:
        sources = document.setdefault("sources", tomlkit.array())
        before = len(sources)
        change(sources)
        if len(sources) > max(before, 1) and "\n" not in sources.as_string():
            sources.multiline(True)

    def edit(text: str) -> str:
        sources = values_of(text).get("sources", [])
        if not isinstance(sources, list) or any(isinstance(each, dict) for each in sources):
            raise ConfigError(f"{path}: sources wants a list of folders; mend it first.")
        return with_top(text, "sources", change_top)

    _edit(path, edit)


class ViewsFile:
    """The saved views of a configuration, to be changed. Methods may raise ConfigError.

    The file is read anew each time, since a person may have changed it meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, present: Saved) -> Saved:
        """Return the views as they are now; the present ones where there is no file."""
        return read_file(self._path)[0].views if self._path.exists() else present

    def save(self, name: str, query: str, sort: str) -> Saved:
        """Add a view, or define the one of this name anew."""
        name = self._checked(name)
        values = {"name": name, "query": query, "sort": sort}
        found = view_named(self._views(), name)

        def change(views: Views) -> None:
            if found is None or found.place < 0:
                views.add(values)
                return
            for key, value in values.items():
                if key != "name":
                    views.set(found.place, key, value)

        return self._change(change)

    def rename(self, name: str, new: str) -> Saved:
        """Give a view another name; `start_view` follows."""
        view, new = self._own(name), self._checked(new)
        other = view_named(self._views(), new)
        if other and other.place != view.place:
            raise ConfigError(f"There is a view called {other.name} already.")
        return self._change(lambda views: views.set(view.place, "name", new), view.name, new)

    def remove(self, name: str) -> Saved:
        """Take a view out of the file; a built-in one is what it was from the start."""
        view = view_named(self._views(), name)
        if view and view.place < 0:
            raise ConfigError(f"{view.name} is there from the start: it cannot be removed.")
        view = self._found(name)
        stays = view_named(BUILT_IN, name) is not None
        return self._change(
            lambda views: views.remove(view.place), *(() if stays else (view.name, None))
        )

    def move(self, name: str, step: int) -> Saved:
        """Put a view one place further up (-1) or down (1); at the end it stays."""
        view, views = self._found(name), list(self._views())
        place = views.index(view)
        if not 0 <= place + step < len(views):
            return tuple(views)
        views.insert(place + step, views.pop(place))
        # Built-in views that are first, as they are from the start, need not be written.
        silent = [each for each in BUILT_IN if each in views]
        count = 0
        while silent and views[count] in silent:
            silent = silent[silent.index(views[count]) + 1 :]
            count += 1
        order = views[count:]
        missing = [each for each in order if each.place < 0]

        def change(written: Views) -> None:
            known = self._places()
            for each in missing:
                written.add({"name": each.name})
            new = {each: known + number for number, each in enumerate(missing)}
            places = [new.get(each, each.place) for each in order]
            # Above them what stays unwritten only; behind them what is no view.
            rest = [number for number in range(known + len(missing)) if number not in places]
            written.arrange([*places, *rest])

        return self._change(change)

    def _views(self) -> Saved:
        return load(self._path)[0].views

    def _places(self) -> int:
        values = values_of(_read(self._path)).get("views", [])
        return len(values) if isinstance(values, list) else 0

    def _found(self, name: str) -> SavedView:
        view = view_named(self._views(), name)
        if view is None:
            raise ConfigError(f"{self._path}: there is no view called {name} any more.")
        return view

    def _own(self, name: str) -> SavedView:
        if built_in := view_named(BUILT_IN, name):
            raise ConfigError(f"{built_in.name} is there from the start: it keeps its name.")
        return self._found(name)

    def _checked(self, name: str) -> str:
        if not name_of(name):
            raise ConfigError("A view wants a name.")
        if len(clean_line(name)) > LONGEST_NAME:
            raise ConfigError(f"A view's name has {LONGEST_NAME} characters at most.")
        return name_of(name)

    def _change(
        self, change: Callable[[Views], None], name: str = "", new: str | None = None
    ) -> Saved:
        """Change the views, and `start_view` where it is `name`; return what is there then."""
        from cardreader.config.editing import (  # noqa: PLC0415 - slow, and needed for changes only
            EditError,
            with_top,
            with_views,
        )

        def follow(document: TOMLDocument) -> None:
            if new is None:
                document.remove("start_view")
            else:
                document["start_view"] = new

        def edit(text: str) -> str:
            values = values_of(text)
            if not isinstance(values.get("views", []), list):
                raise ConfigError(f"{self._path}: views wants tables; mend it first.")
            try:
                text = with_views(text, change)
            except EditError as error:
                raise ConfigError(f"{self._path}: {error}") from error
            is_first = name and str(values.get("start_view", "")).casefold() == name.casefold()
            return with_top(text, "start_view", follow) if is_first else text

        _edit(self._path, edit)
        return self._views()


class MutesFile:
    """What the configuration mutes, to be changed. Methods may raise ConfigError.

    The file is read anew each time, since a person may have changed it meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, mute: Mute) -> tuple[Mute, ...]:
        """Mute something more; return all that is muted then."""
        if mute in self._mutes():
            return self._mutes()
        values = {key: value for key, value in mute._asdict().items() if value}
        return self._change(lambda _, tables: tables.add(values))

    def remove(self, mute: Mute) -> tuple[Mute, ...]:
        """Mute something no longer, as often as it is written; return what is muted then."""

        def remove(present: list[Mute | None], tables: Views) -> None:
            for place in reversed(range(len(present))):
                if present[place] == mute:
                    tables.remove(place)

        return self._change(remove)

    def _mutes(self) -> tuple[Mute, ...]:
        return load(self._path)[0].mute

    def _change(self, change: Callable[[list[Mute | None], Views], None]) -> tuple[Mute, ...]:
        from cardreader.config.editing import (  # noqa: PLC0415 - slow, and needed for changes only
            EditError,
            with_views,
        )
        from cardreader.config.mutes import read_mute  # noqa: PLC0415 - as above
        from cardreader.config.text import MUTE  # noqa: PLC0415 - as above

        def edit(text: str) -> str:
            written = values_of(text).get(MUTE, [])
            if not isinstance(written, list) or not all(isinstance(each, dict) for each in written):
                raise ConfigError(f"{self._path}: {MUTE} wants tables; mend it first.")
            present = [read_mute(each)[0] for each in written]
            try:
                return with_views(text, lambda tables: change(present, tables), MUTE)
            except EditError as error:
                raise ConfigError(f"{self._path}: {error}") from error

        _edit(self._path, edit)
        return self._mutes()


def _edit(path: Path, edit: Callable[[str], str]) -> None:
    """Put the file's text through a change, then write it; raise ConfigError."""
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - slow, needed for changes only

    try:
        write(path, edit(_read(path)).encode())
    except UnicodeEncodeError as error:
        raise ConfigError(f"{path} can only hold names that are valid UTF-8.") from error
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}. Mend it first.") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error


def _read(path: Path) -> str:
    return text_of(path) if path.exists() else ""


def write(path: Path, data: bytes) -> None:
    """Write beside the file and put in place, so that a full disk cannot leave half a file."""
    file = Path(os.path.realpath(path))  # a link to it stays a link
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

"""Saved views, as the configuration has them: read, with a sentence for each mistake."""

from __future__ import annotations

from cardreader.clean import clean_line
from cardreader.config import BUILT_IN, SavedView, view_named
from cardreader.query import QueryError, parse, parse_sort

LONGEST_NAME = 60
_SHAPE = 'views wants tables, like [[views]] with name = "Robots" and query = "topic:robots"'

Mistake = tuple[int | None, str]
"""The line of the file, where it is known, and a sentence."""


def read_views(value: object, text: str) -> tuple[tuple[SavedView, ...], list[Mistake]]:
    """Return all views in their order, and what is wrong with those of the file.

    `value` is what `text`, the file, says of them. The built-in ones that it does not name come
    first. A view is passed over where it has no name of its own; else a mistake costs what it is
    in: a query makes a view that cannot be shown.
    """
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return BUILT_IN, [(None, f"{_SHAPE}; they are passed over.")]
    views: list[SavedView] = []
    found: list[tuple[int, str, bool]] = []
    for place, each in enumerate(value):
        view, mistakes = _read(each, place)
        if view and view_named(views, view.name):
            mistakes = [(f"there is a view called {view.name} already; this one is passed over.",
                         False)]  # fmt: skip
            view = None
        views += [view] if view else []
        found += [(place, *mistake) for mistake in mistakes]
    return merged(views), _placed(found, text)


def merged(views: list[SavedView]) -> tuple[SavedView, ...]:
    """Return the views with the built-in ones that are not among them before them."""
    return (*(view for view in BUILT_IN if not view_named(views, view.name)), *views)


def name_of(value: object) -> str:
    """Return what a view is called, as it can be shown; '' where it has no name."""
    return clean_line(value, LONGEST_NAME) if isinstance(value, str) else ""


def _read(values: dict[str, object], place: int) -> tuple[SavedView | None, list[tuple[str, bool]]]:
    """Read a view; a mistake comes with whether it is in the query."""
    name = name_of(values.get("name"))
    if not name:
        return None, [(f"view {place + 1} wants a name, a text; it is passed over.", False)]
    built_in = view_named(BUILT_IN, name)
    view = SavedView(name, built_in.query if built_in else "", place=place)
    mistakes: list[tuple[str, bool]] = []
    for key, value in values.items():
        wrong = ""
        if key == "query":
            view = view._replace(query=value if isinstance(value, str) else "")
            view = view._replace(mistake=_mistake(value))
            if view.mistake:
                wrong = f"the query of the view {name} cannot be understood: {view.mistake}"
        elif key == "sort":
            try:
                view = view._replace(sort=parse_sort(str(value)))
            except ValueError as error:
                wrong = f"sort of the view {name} is wrong: {error}"
        elif key != "name":
            wrong = f"{clean_line(key)} of the view {name} means nothing; it is passed over."
        mistakes += [(wrong, key == "query")] if wrong else []
    return view, mistakes


def _mistake(query: object) -> str:
    if not isinstance(query, str):
        return 'it wants a text, like "topic:robots".'
    try:
        parse(query)
    except QueryError as error:
        return f"{str(error).rstrip('.')} (at character {error.position + 1})."
    return ""


def _placed(mistakes: list[tuple[int, str, bool]], text: str) -> list[Mistake]:
    """Add the lines of the file."""
    if not mistakes:
        return []
    from cardreader.config.text import view_lines  # noqa: PLC0415 - only where there is a mistake

    lines = view_lines(text)  # none where the views are written in one list
    return [
        (lines[place][in_query] if place < len(lines) else None, told)
        for place, told, in_query in mistakes
    ]

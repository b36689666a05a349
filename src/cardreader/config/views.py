"""Saved views, as the configuration has them: read, with a sentence for each mistake."""

from __future__ import annotations

from cardreader.clean import clean_line
from cardreader.config.settings import BUILT_IN, Mistake, SavedView, view_named
from cardreader.query import QueryError, parse, parse_sort

LONGEST_NAME = 60


def read_views(value: object) -> tuple[tuple[SavedView, ...], list[Mistake]]:
    """Return all views in their order, and what is wrong with those of the file.

    The built-in ones that it does not name come first. A view is passed over where it has no name
    of its own; else a mistake costs what it is in: a query makes a view that cannot be shown.
    Raises ValueError where there are no tables.
    """
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError
    views: list[SavedView] = []
    found: list[Mistake] = []
    for place, each in enumerate(value):
        view, mistakes = _read(each, place)
        if view and view_named(views, view.name):
            told = f"there is a view called {view.name} already; this one is passed over."
            view, mistakes = None, [Mistake(("name",), told)]
        views += [view] if view else []
        found += [Mistake(("views", place, *where), told) for where, told in mistakes]
    return merged(views), found


def merged(views: list[SavedView]) -> tuple[SavedView, ...]:
    """Return the views with the built-in ones that are not among them before them."""
    return (*(view for view in BUILT_IN if not view_named(views, view.name)), *views)


def name_of(value: object) -> str:
    """Return what a view is called, as it can be shown; '' where it has no name."""
    return clean_line(value, LONGEST_NAME) if isinstance(value, str) else ""


def _read(values: dict[str, object], place: int) -> tuple[SavedView | None, list[Mistake]]:
    """Read a view; a mistake tells which of its keys it is in."""
    name = name_of(values.get("name"))
    if not name:
        told = f"view {place + 1} wants a name, a text; it is passed over."
        return None, [Mistake(("name",), told)]
    built_in = view_named(BUILT_IN, name)
    view = SavedView(name, built_in.query if built_in else "", place=place)
    mistakes: list[Mistake] = []
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
                wrong = f"sort of the view {name} is wrong: {error} The view goes without it."
        elif key != "name":
            wrong = f"{clean_line(key)} of the view {name} means nothing; it is passed over."
        mistakes += [Mistake((key,), wrong)] if wrong else []
    return view, mistakes


def _mistake(query: object) -> str:
    if not isinstance(query, str):
        return 'it wants a text, like "topic:robots".'
    try:
        parse(query)
    except QueryError as error:
        return f"{str(error).rstrip('.')} (at character {error.position + 1})."
    return ""

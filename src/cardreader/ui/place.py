"""The place where a reader was left, to come back to: the view, the card, its line. Pure."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from cardreader.config import view_named
from cardreader.query import QueryError, parse_sort
from cardreader.ui.narrowing import Narrowing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardreader.config import Config

_LISTS = ("topics", "providers", "sources")


class Place(NamedTuple):
    """A card and some of those after it, by their printed ids: the first that is there is meant.

    `line` is the line of the list's pane that the row of the first one began on.
    """

    cards: tuple[str, ...]
    line: int = 0


def to_keep(narrowing: Narrowing, place: Place | None) -> dict[str, object]:
    """Return what is kept of a place, as JSON can hold it."""
    return {
        "view": narrowing.view.name,
        "sort": None if narrowing.sort == narrowing.view.sort else str(narrowing.sort or ""),
        "search": narrowing.search if "search" in narrowing.steps else "",
        **{name: list(getattr(narrowing, name)) for name in _LISTS},
        "unread": narrowing.unread,
        "everything": narrowing.everything,
        "steps": list(narrowing.steps),
        "cards": list(place.cards) if place else [],
        "line": place.line if place else 0,
    }


def kept_place(kept: object) -> Place | None:
    """Return the card and line that were kept, if any were."""
    if not isinstance(kept, dict):
        return None
    cards, line = _texts(kept.get("cards")), kept.get("line")
    return Place(cards, line if isinstance(line, int) else 0) if cards else None


def kept_narrowing(kept: object, config: Config) -> Narrowing | None:
    """Return what the list was narrowed to, unless it makes no sense any more.

    The view that the configuration says to start with wins.
    """
    if not isinstance(kept, dict) or config.first_view != config.home:
        return None
    view = view_named(config.views, str(kept.get("view")))
    if view is None or view.mistake:
        return None
    start = Narrowing(home=config.home, view=config.home, sort=config.home.sort)
    narrowing = start.in_view(view)
    try:
        if (sort := kept.get("sort")) is not None:  # another than the view's own
            narrowing = narrowing.ordered(parse_sort(str(sort)) if sort else None)
        narrowing = narrowing.searching(str(kept.get("search") or ""))
    except (QueryError, ValueError):
        return narrowing
    narrowing = narrowing.choosing(*(_texts(kept.get(name)) for name in _LISTS))
    narrowing = narrowing.with_unread(unread=kept.get("unread") is True)
    narrowing = narrowing.with_everything(everything=kept.get("everything") is True)
    order = [step for step in _texts(kept.get("steps")) if step in narrowing.steps]
    rest = [step for step in narrowing.steps if step not in order]
    return narrowing._replace(steps=(*rest, *dict.fromkeys(order)))


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def position_of(ids: Sequence[int], row: int) -> int:
    """Return where a row stands in a view, -1 where it does not: among a million in a moment."""
    if not isinstance(ids, array):
        return ids.index(row) if row in ids else -1
    # As bytes: comparing numbers would make a Python object of each.
    data, wanted = ids.tobytes(), array(ids.typecode, [row]).tobytes()
    found = data.find(wanted)
    while found % ids.itemsize > 0:  # -1 % 4 is 3
        if found < 0:
            return -1
        found = data.find(wanted, found + 1)
    return found // ids.itemsize

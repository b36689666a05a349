"""Where something stands in a TOML text: looked for only once there is a mistake to tell of. Pure.

Of what a TOML library reads it does not tell the lines; but lines that begin a statement can be
found, and each of them is a small TOML text of its own. The text is valid TOML.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from cardreader.config.text import statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    Where = tuple[str | int, ...]
    """The keys that lead to a value, and numbers for places in a list of tables."""


def line_numbers(text: str, places: Sequence[Where]) -> list[int | None]:
    """Return the line of each place, from 1; where it has none of its own, of what it is in."""
    known = _known(text)
    return [
        next((known[place[:end]] for end in range(len(place), 0, -1) if place[:end] in known), None)
        for place in places
    ]


def _known(text: str) -> dict[Where, int]:
    known: dict[Where, int] = {}
    counts: dict[Where, int] = {}
    table: Where = ()
    for line, written in statements(text):
        if not written or written.startswith("#"):
            continue
        if written.startswith("["):
            place = table = _down(tomllib.loads(written), counts, opens=True)
        else:
            place = (*table, *_down(_key(written), {}, opens=False))
        for end in range(1, len(place) + 1):
            known.setdefault(place[:end], line + 1)
    return known


def _key(written: str) -> dict[str, Any]:
    """Return the key of a line, as tables in each other: a dot or a `=` may be in quotes."""
    end = -1
    while (end := written.find("=", end + 1)) >= 0:
        try:
            return tomllib.loads(f"{written[:end]}=0")
        except tomllib.TOMLDecodeError:
            continue
    return {}


def _down(value: Any, counts: dict[Where, int], *, opens: bool) -> Where:  # noqa: ANN401 - TOML's
    """Return the way down to the innermost table or value; `counts` those of lists of tables."""
    place: Where = ()
    while isinstance(value, dict) and value:
        ((key, value),) = value.items()
        place = (*place, key)
        if isinstance(value, list) and opens:
            counts[place] = counts.get(place, -1) + 1
            value = value[0]
        if place in counts:
            place = (*place, counts[place])
    return place

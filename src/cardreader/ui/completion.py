"""Completing what is written in the search box: what is offered, and the line that shows it. Pure.

`tab` puts the first offer into the text, and again the next in its place; whatever else is typed
goes on from there. The only offer is accepted at once, so that the next `tab` is about what
follows it. Where nothing of a field is written yet, the first `tab` only shows which there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from cardreader.clean import checked
from cardreader.query.completing import Completed, accepted, candidates, completing
from cardreader.query.fields import FIELDS
from cardreader.ui.wrapping import drawable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cardreader.query.completing import Candidate, Completing

    Values = Mapping[str, Sequence[tuple[str, int]]]

# Of a field's values the library may have any number, and all are looked through at a key.
MOST_VALUES = 2_000
_GAP = "  "
_LONGEST = 40  # cells of one offer in the line
_MORE = "…"


class Place(NamedTuple):
    """A text, and where the cursor stands in it."""

    text: str
    cursor: int


class Completion:
    """What is offered at the cursor, and how far the reader has walked in it."""

    def __init__(self) -> None:
        """Start with an empty text; the library's values are given by `offer`."""
        self.found: tuple[Candidate, ...] = ()
        self.at = -1  # the offer that is in the text; -1: none of them yet
        self._base = Place("", 0)  # what the offers are for
        self._seen: Place | None = None  # what the text was when it was last looked at
        self._asked: Completing | None = None
        self._values: Values | None = None
        self._step: tuple[Place, int] | None = None  # what waits for the library's values
        self._is_shown = False  # `tab` has asked which fields there are

    def look(self, place: Place) -> None:
        """See what is to be offered here; a walk goes on where the text is still what it wrote."""
        if place != self._seen:
            self._seen = self._base = place
            self._step = None
            self._is_shown = False
            self._look()

    @property
    def wants_values(self) -> bool:
        """Whether the library is to be asked for its values."""
        return self._asked is not None and self._asked.is_offered and self._values is None

    @property
    def is_waiting(self) -> bool:
        """Whether `tab` was pressed and waits for the library's values."""
        return self._step is not None

    @property
    def is_called_for(self) -> bool:
        """Whether the offers are worth showing: something of one is written, or `tab` asked."""
        asked = self._asked
        if not self.found or asked is None:
            return False
        return self._is_shown or bool(asked.field or asked.typed)

    @property
    def takes(self) -> str:
        """What the field takes whose value is still to be written, where nothing is offered."""
        asked = self._asked
        if self.found or asked is None or not asked.field or asked.typed or self.wants_values:
            return ""
        return FIELDS[asked.field].takes.replace("`", "")

    def offer(self, values: Values) -> Completed | None:
        """Take the library's values; return the text, where `tab` was waiting for them."""
        self._values = {field: tuple(offered[:MOST_VALUES]) for field, offered in values.items()}
        if self.at < 0:
            self._look()
        waiting, self._step = self._step, None
        return self.step(*waiting) if waiting else None

    def step(self, place: Place, by: int) -> Completed | None:
        """Return the text with the next offer in it (`by` 1) or the one before (-1)."""
        self.look(place)
        if self.wants_values:
            self._step = (place, by)
        if not self.found or self._asked is None:
            return None
        if not self.is_called_for:
            self._is_shown = True
            return None
        at = self.at + by if self.at >= 0 else min(by, 0)
        at %= len(self.found)
        done = accepted(self._base.text, self._asked, self.found[at].value)
        if len(self.found) == 1:
            self.look(Place(*done))
        else:
            self.at = at
            self._seen = Place(*done)
        return done

    def _look(self) -> None:
        self.at = -1
        self._asked = completing(*self._base)
        values = self._values or {}
        asked = self._asked
        self.found = tuple(candidates(asked, values.get(asked.field, ()))) if asked else ()


def offer_line(found: Sequence[Candidate], at: int, width: int) -> Content:
    """One line of offers, at most `width` cells; that at position `at` (-1: none) is in it."""
    shown = [_shown(candidate, chosen=number == at) for number, candidate in enumerate(found)]
    first, last = 0, max(at, 0) + 1
    while first < at and _cells(shown, first, last) > width:
        first += 1
    while last < len(shown) and _cells(shown, first, last + 1) <= width:
        last += 1
    parts = [Content(_MORE)] if first else []
    parts += shown[first:last]
    parts += [Content(_MORE)] if last < len(shown) else []
    line = Content.assemble(" ", Content(_GAP).join(parts))
    if at >= 0 or len(found) == 1:
        told = Content.styled(drawable(checked(found[max(at, 0)].help)), "$text-disabled")
        if told and line.cell_length + len(_GAP) + told.cell_length <= width:
            line = Content.assemble(line, _GAP, told)
    return line.truncate(width, ellipsis=True)


def _shown(candidate: Candidate, *, chosen: bool) -> Content:
    """An offer, and the number of its cards."""
    name = Content(drawable(checked(candidate.value))).truncate(_LONGEST, ellipsis=True)
    name = name.stylize("reverse" if chosen else "$text-accent")
    if candidate.cards is None:
        return name
    return Content.assemble(name, (f" {candidate.cards:,}", "$text-muted"))


def _cells(shown: Sequence[Content], first: int, last: int) -> int:
    """The width of a line of these offers, with what tells that there are more."""
    more = (first > 0) + (last < len(shown))
    parts = sum(part.cell_length for part in shown[first:last]) + more * len(_MORE)
    return 1 + parts + len(_GAP) * (last - first + more - 1)

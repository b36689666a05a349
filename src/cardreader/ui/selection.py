"""Which rows of the list are selected. Pure: positions in ranges, so that a million cost nothing.

A range that is being drawn reaches from where it was begun (`anchor`) to the cursor; it becomes a
run when it is ended.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Selection(NamedTuple):
    """Positions in a view: `runs` are in order and do not touch each other."""

    runs: tuple[range, ...] = ()
    anchor: int | None = None

    def at(self, cursor: int) -> Selection:
        """Return what is selected while the cursor is there: with the range that is being drawn."""
        if self.anchor is None:
            return self
        first, last = sorted((self.anchor, cursor))
        return Selection(_merged((*self.runs, range(first, last + 1))))

    def begun(self, cursor: int) -> Selection:
        """Return this with a range that begins at the cursor."""
        return self._replace(anchor=cursor)

    def toggled(self, position: int) -> Selection:
        """Return this with one row more, or less."""
        runs: list[range] = []
        for run in self.runs:
            if position in run:
                parts = range(run.start, position), range(position + 1, run.stop)
                runs += [part for part in parts if part]
            else:
                runs.append(run)
        is_in = sum(map(len, runs)) < self.size
        return Selection(tuple(runs) if is_in else _merged((*runs, range(position, position + 1))))

    @property
    def size(self) -> int:
        """How many rows are selected."""
        return sum(map(len, self.runs))

    def has(self, position: int) -> bool:
        """Whether a row is selected."""
        return any(position in run for run in self.runs)

    def ids(self, view: Sequence[int]) -> array[int]:
        """Return the row numbers of the selected cards, in the order of the view."""
        found = array("I")
        for run in self.runs:
            found.extend(view[run.start : run.stop])
        return found

    def carried(self, old: Sequence[int], new: Sequence[int]) -> Selection:
        """Return where the same cards are selected in a newer state of the view.

        This goes through both: not for the event loop.
        """
        if old is new or self == NOTHING:
            return self
        chosen = frozenset(self.ids(old))
        runs = _runs(place for place, card in enumerate(new) if card in chosen)
        begun = (
            frozenset() if self.anchor is None else frozenset(old[self.anchor : self.anchor + 1])
        )
        anchor = next((place for place, card in enumerate(new) if card in begun), None)
        return Selection(tuple(runs), anchor)


NOTHING = Selection()


def _runs(places: Iterable[int]) -> list[range]:
    """Put places that are given in order into runs."""
    runs: list[range] = []
    start = stop = -1
    for place in places:
        if place != stop:
            runs.append(range(start, stop))
            start = place
        stop = place + 1
    return [*runs, range(start, stop)][1:] if start >= 0 else []


def _merged(runs: Iterable[range]) -> tuple[range, ...]:
    """Put runs in order, with those that touch as one."""
    merged: list[range] = []
    for run in sorted(runs, key=lambda run: run.start):
        if merged and run.start <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, run.stop))
        else:
            merged.append(run)
    return tuple(merged)

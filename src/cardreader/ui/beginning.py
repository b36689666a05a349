"""How a reader begins: what its first screen shows, where the last visit was left.

All of it is there before anything is drawn, and costs the same for any number of cards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader.database import DatabaseError
from cardreader.ui.asked import Asked, Counts
from cardreader.ui.loading import READING, Loading
from cardreader.ui.place import position_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardreader.query import Query
    from cardreader.ui.place import Place

# What the first screen shows, and some more to go on with while the rest is read.
_FIRST_ROWS = 200
# Of more new cards the first screen does not tell the number: it would wait for it.
_FEW_NEW = 1_000
# In so many cards a narrowed view is quickly read whole.
_FEW_CARDS = 50_000


class Beginning(Loading):
    """Fills list and card for the first screen."""

    place: Place | None = None  # where the last visit was left
    _first_ids: Sequence[int] | None = None  # the first rows, while there are more to read
    _sought: tuple[int | None, int | None] = (None, None)  # row and line, not in the first

    def load_first(self) -> None:
        """Show the first rows and the first card before anything is drawn; the rest comes after.

        In an order that is kept, this costs the same for any number of cards.
        """
        line = self.place.line if self.place else None
        asked = Asked(self.narrowing, self.order, None, frozenset(), False, None, line)
        self._asked = asked
        self.list.empty_hint = READING
        try:
            query = self.narrowing.query()
            self.sorting = query.sorted_by(self.order)
            top = self.library.top()
            ids, whole, position = self._first_rows(query, top)
            if ids:
                self.show_card(self.library.detail(ids[position]))
            counts = self._first_counts(query, ids, whole=whole)
            self.problems = self.library.problem_count()
            self.muted = self.library.kept_muted() or 0
        except DatabaseError as error:
            self.on_loading_failed(self.Failed(str(error), asked))
            return
        self._put(self.Loaded(asked, ids, counts, position, query.tree, top=top))
        if counts is None and ids:
            self._first_ids = ids

    def _first_rows(self, query: Query, top: int) -> tuple[Sequence[int], bool, int]:
        """Return the first rows, whether they are all, and where among them the cursor goes.

        Those around the place that the last visit was left at, where that can be had quickly.
        """
        view, whole = self.library.first_view(query, self.order, _FIRST_ROWS)
        if self.place is None:
            return view.ids, whole, 0
        position = self._position_in(view.ids, self.place)
        if position < 0 and not whole and top < _FEW_CARDS:
            view, whole = self.library.view(query, self.order), True
            position = self._position_in(view.ids, self.place)
        if position < 0 and not whole:  # it may be among the rest
            self._sought = self.library.row_of(self.place.cards[0]), self.place.line
        return view.ids, whole, max(0, position)

    def _position_in(self, ids: Sequence[int], place: Place) -> int:
        """Return where a place is in a view; -1: it is not there."""
        rows = (self.library.row_of(card) for card in place.cards)
        positions = (position_of(ids, row) for row in rows if row is not None)
        return next((position for position in positions if position >= 0), -1)

    def _first_counts(self, query: Query, ids: Sequence[int], *, whole: bool) -> Counts | None:
        """Return the numbers of the view, where they need not be counted for long."""
        unread = self.library.kept_unread(query) if whole else None
        few = _FEW_CARDS if whole and query.tree is not None else _FIRST_ROWS
        if unread is None and len(ids) < few:
            unread = self.library.unread(ids)
        if unread is None:
            return None
        new = self.library.few_new(query.only_scope(), _FEW_NEW)
        if new and query.tree is not None:
            new = self.library.new(ids)
        return Counts(len(ids), unread, new)

    def load_rest(self) -> None:
        """Ask for the rest of what `load_first` has begun, unless something else was asked for.

        Not before the first screen is there: a thread would take turns with drawing it.
        """
        first, self._first_ids = self._first_ids, None
        if first is not None and first is self.list.ids and self._asked is None:
            row, line = self._sought
            if row is None or self.list.position > 0:
                self._ask(self.list.current)
            else:
                self._ask(row, line=line)
        elif self.counts is not None and self.counts.new is None:
            self.recount()

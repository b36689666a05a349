"""How a reader begins: what its first screen shows, where the last visit was left.

All of it is there before anything is drawn, and costs the same for any number of cards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader.database import DatabaseError
from cardreader.ui.asked import Asked, Counts
from cardreader.ui.loading import Loading
from cardreader.ui.place import place_in

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
        asked = self._asked = Asked(self.narrowing, self.order, None, frozenset(), False, None)
        self.list.empty_hint = "Reading the cards…"
        try:
            query = self.narrowing.query()
            self.sorting = query.sorted_by(self.order)
            top = self.library.top()
            view, whole = self.library.first_view(query, self.order, _FIRST_ROWS)
            position, line = self._place_in(view.ids), self.place.line if self.place else 0
            if position < 0 and not whole and top < _FEW_CARDS:
                view, whole = self.library.view(query, self.order), True
                position = self._place_in(view.ids)
            ids = view.ids
            if position < 0:
                position = 0
                if self.place and not whole:  # it may be among the rest
                    self._sought = self.library.row_of(self.place.cards[0]), line
                line = 0
            if ids:
                self.show_card(self.library.detail(ids[position]))
            unread = self.library.kept_unread(query) if whole else None
            if unread is None and (len(ids) < _FIRST_ROWS or (whole and top < _FEW_CARDS)):
                unread = self.library.unread(ids)
            counts = None if unread is None else self._first_counts(query, ids, unread)
            self.problems = self.library.problem_count()
        except DatabaseError as error:
            self.on_loading_failed(self.Failed(str(error), asked))
            return
        asked.line = line
        self._put(self.Loaded(asked, ids, counts, position, query.tree, top))
        if unread is None and ids:
            self._first_ids = ids

    def _place_in(self, ids: Sequence[int]) -> int:
        """Return where the card stands that the last visit was left at; -1: not in this view."""
        for card in self.place.cards if self.place else ():
            row = self.library.row_of(card)
            position = -1 if row is None else place_in(ids, row)
            if position >= 0:
                return position
        return -1

    def _first_counts(self, query: Query, ids: Sequence[int], unread: int) -> Counts:
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
            sought, line = self._sought if self.list.position <= 0 else (None, None)
            if sought is None:
                sought, line = self.list.current, None
            self._ask(sought, line=line)
        elif self.counts is not None and self.counts.new is None:
            self.recount()

"""Marks in the library: the marks database is the truth, the index has a copy to sort and count.

Also what the library notices while it is open: marks of other readers, an index that was lost.
"""

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from cardreader.database import DatabaseError
from cardreader.marks import open_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cardreader.index import Index
    from cardreader.marks import Kind, Marks, Undone


# So many are marked together with their identities: that takes a tenth of a second.
_FEW = 20_000
_NAMED = 2_000  # articles, whose identities are written down at once


class Seen(NamedTuple):
    """What is new since the last look: marks; or the index is another one, to be filled anew."""

    marks: bool
    other_index: bool


class Marking:
    """The marks of a library. Methods may raise DatabaseError."""

    def __init__(self, index: Index, marks: Marks, now: Callable[[], float]) -> None:
        self._index = index
        self._marks = marks
        self._now = now
        self._index_seen = index.made
        self._marks_seen = ("", 0)  # which marks database, up to which change
        self._notices: list[str] = []
        self._is_abandoned = False
        self.has_unnamed = False  # articles that this library has marked, and not named yet

    @property
    def now(self) -> float:
        """Seconds since 1970."""
        return self._now()

    @property
    def has_marks(self) -> bool:
        """Whether the marks could be opened."""
        return not self._marks.refusal

    def mark(self, ids: Sequence[int], kind: Kind, *, value: bool, what: str) -> int:
        """Mark the articles of these rows; return how many were not so already.

        `what` names it for whoever takes it back. Durable when it returns.
        """
        if len(ids) <= _FEW:
            number = self._marks.set(self._index.articles(ids), kind, value=value, what=what)
        else:
            articles = partial(self._index.article_numbers, ids)
            number = self._marks.set_many(articles, kind, value=value, what=what)
            self.has_unnamed = True
        self._show_marks()
        return number

    def name_articles(self) -> None:
        """Write down the identities of articles that were marked many at a time.

        A bit at a time: the next marking need not wait. Stops when the library is abandoned; the
        next one goes on.
        """
        self.has_unnamed = False
        last = -1
        while not self._is_abandoned and (articles := self._marks.unnamed(last, _NAMED)):
            self._marks.name(self._index.identities(articles))
            last = articles[-1]
        if last >= 0 and not self._is_abandoned:
            self._marks.all_named()

    def undo(self) -> Undone | None:
        """Take the last marking back; None when there is none left."""
        undone = self._marks.undo()
        self._show_marks()
        return undone

    def _show_marks(self) -> None:
        """Follow a marking that is kept already, whatever becomes of the index."""
        try:
            self.follow_marks()
        except DatabaseError as error:
            raise DatabaseError(f"This is kept, but cannot be shown yet: {error}") from error

    def follow_marks(self) -> bool:
        """Bring the index's copy of the marks up to date; return whether there was anything new.

        Where there are no marks, the copy stays as it is.
        """
        if self._marks.refusal:
            return False
        database, change = self._marks.change()
        self._marks_seen = database, change
        seen_database, seen = self._index.marks_seen()
        if (database, change) == (seen_database, seen):
            return False
        known = database == seen_database and seen <= change
        changes = self._marks.since(seen) if known else None
        if changes is None:
            self._index.copy_marks(self._marks.all(), (database, change))
            return True
        self._index.follow_marks(changes, (database, change))
        return True

    def look(self) -> Seen:
        """Notice what others have done to the databases, and follow it."""
        if self._marks.refusal:
            self._open_again()
        before = self._marks_seen
        followed = self.follow_marks()
        made, self._index_seen = self._index_seen, self._index.made
        return Seen(followed or self._marks_seen != before, made != self._index_seen)

    def _open_again(self) -> None:
        """Take the marks that could not be opened, if they can be by now."""
        marks = open_marks(self._marks.path, self._now)
        if marks.refusal:
            marks.close()
            return
        old, self._marks = self._marks, marks
        old.close()
        self._notices.append(f"{marks.path} can be used again.")

    def tell(self, *sentences: str) -> None:
        """Note what whoever reads is to be told."""
        self._notices += sentences

    def notices(self) -> list[str]:
        """Return what whoever reads is to be told of the databases, once."""
        found = [*self._notices, *self._marks.notices]
        self._notices.clear()
        self._marks.notices.clear()
        return found

    def never_wait(self, wait_ms: int) -> None:
        """Have this thread never wait long for an index that is locked: it has keys to answer."""
        with contextlib.suppress(DatabaseError):
            self._index.be_quick(wait_ms)

    def state(self, key: str) -> object:
        """Return a small thing kept for the next time."""
        return self._marks.state(key)

    def keep_state(self, key: str, value: object) -> None:
        """Keep a small thing for the next time."""
        self._marks.keep_state(key, value)

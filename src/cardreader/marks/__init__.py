"""What the reader did to cards: read and starred, with an undo journal. User data, never lost.

Marks hang on the article (`cardreader.urls.article_identity`), so a moved file or a second copy
in another source keeps them. An article is written down once and known by a number from then on
(`cardreader.urls.article_of`): marking a hundred thousand of them is one statement over numbers.
The small state a person expects to find again (the order last chosen, earlier searches) lives
here too.
"""

from __future__ import annotations

import itertools
import json
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from cardreader.card import Mark
from cardreader.database import Database, DatabaseError
from cardreader.marks.schema import APPLICATION_ID, STEPS
from cardreader.urls import article_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from cardreader.marks.exchange import Entry
    from cardreader.marks.rescue import Left

    Numbers = Callable[[], Iterator[int]]

Kind = Literal["read", "starred"]
Article = tuple[int, str]
"""An article's number and identity."""

# How many markings can be undone, and how many changes a copy of the marks may be behind.
JOURNAL_LENGTH = 200
_PART = 20_000  # articles
_CLOSE_WAITS_S = 5.0


class Undone(NamedTuple):
    """A marking that was taken back: what it was, and of how many articles."""

    what: str
    number: int


class Change(NamedTuple):
    """What is done to articles, and under which name it is taken back; None: it is no marking."""

    kind: Kind
    value: bool
    what: str | None = None


class Part(NamedTuple):
    """What happened to many articles at once; `articles` are their numbers, as JSON."""

    kind: Kind
    value: bool
    articles: str


class Marks:
    """The marks database. Every method may raise DatabaseError; then nothing was changed.

    `notices` are sentences that whoever reads is to be told, once; `refusal` is why nothing can be
    marked, if it is so.
    """

    def __init__(self, path: Path, now: Callable[[], float], *, refusal: str = "") -> None:
        """Open or make the file; `now` gives seconds since 1970.

        With a `refusal` the file is left alone: there are no marks, and none can be made.
        """
        self.path = path
        self.notices: list[str] = []
        self.refusal = refusal
        self._now = now
        self._day = ""  # of the last backup
        self._backing_up: threading.Thread | None = None
        self._database = Database(
            path, APPLICATION_ID, STEPS, durable=True, back_up=True, heir=self._inherit,
            functions={"article_of": article_of}, in_memory=bool(refusal),
        )  # fmt: skip

    @property
    def made(self) -> int:
        """How often another file had to be opened in place of the first."""
        return self._database.made

    def _inherit(self, connection: sqlite3.Connection, aside: Path | None) -> None:
        """Fill a new file with what is left of the one that was set aside, and of a backup."""
        if self.refusal:
            return
        from cardreader.marks import rescue  # noqa: PLC0415 - seldom needed

        saved = self._take_over(connection, rescue.read_left(aside)) if aside else 0
        filled, backup = 0, None
        for backup, left in rescue.newest_left(self.path):  # noqa: B007 - only the newest
            filled = self._take_over(connection, left)
            break
        if aside is not None:
            self.notices.append(
                f"{self.path} was damaged. It is kept as {aside.name}; {_marks(saved)} could be "
                "saved from it" + (f", {filled:,} more from {backup.name}." if backup else ".")
            )
        elif backup is not None:
            self.notices.append(
                f"{self.path} was gone. {_marks(filled)} came back from {backup.name}."
            )

    def _take_over(self, connection: sqlite3.Connection, left: Left) -> int:
        from cardreader.marks.exchange import merge  # noqa: PLC0415 - as above

        changed = merge(connection, left.entries, int(self._now()))
        connection.executemany("INSERT OR IGNORE INTO state VALUES (?, ?)", left.state)
        return len(set().union(*changed.values()))

    def _refuse(self) -> None:
        if self.refusal:
            raise DatabaseError(self.refusal)

    def set(self, articles: Iterable[Article], kind: Kind, *, value: bool, what: str) -> int:
        """Mark these articles in one transaction, and note how to take it back under `what`.

        Durable when it returns. Returns the number of those that were not so already.
        """
        known = dict(articles)
        return self._mark(lambda: iter(sorted(known)), known, Change(kind, value, what))

    def set_many(self, articles: Numbers, kind: Kind, *, value: bool, what: str) -> int:
        """Mark many articles, given by their ascending numbers; `name` them when there is time.

        To write identities down takes several times as long as to mark.
        """
        return self._mark(articles, {}, Change(kind, value, what))

    def _mark(self, articles: Numbers, known: Mapping[int, str], change: Change) -> int:
        self._refuse()
        number = self._database.mended(partial(self._set, articles, known, change))
        self._back_up_daily()
        return number

    def _set(self, articles: Numbers, known: Mapping[int, str], change: Change) -> int:
        with self._database.writing() as connection:
            noted = None
            # In the order of their numbers they are written from one end of the tables to the
            # other; a part at a time, since nobody has memory for a million of them.
            numbers = articles()
            while some := list(itertools.islice(numbers, _PART)):
                # Never interpolate anything else into SQL: `kind` is one of two words.
                rows = connection.execute(
                    "SELECT value FROM json_each(?) LEFT JOIN mark ON mark.article = value"
                    f" WHERE ifnull(mark.{change.kind}, 0) <> ?",
                    (_json(some), change.value),
                )
                if changed := [row[0] for row in rows]:
                    if noted is None:
                        noted = self._note(connection, change)
                    _put_part(connection, noted, changed)
                    _name(connection, [(each, known[each]) for each in changed if each in known])
            if noted is None:
                return 0
            if not known:
                connection.execute("UPDATE meta SET value = '1' WHERE key = 'unnamed'")
            return self._do(connection, noted, change.kind)

    def unnamed(self, after: int, most: int) -> list[int]:
        """Return the next marked articles, by number, whose identities are not written down."""
        with self._database.reading() as connection:
            (is_any,) = connection.execute(
                "SELECT value FROM meta WHERE key = 'unnamed'"
            ).fetchone()
            if is_any == "0":
                return []
            rows = connection.execute(
                "SELECT mark.article FROM mark LEFT JOIN article ON article.id = mark.article"
                " WHERE article.id IS NULL AND mark.article > ? ORDER BY mark.article LIMIT ?",
                (after, most),
            )
            return [row[0] for row in rows]

    def name(self, articles: Iterable[Article]) -> None:
        """Write the identities of marked articles down."""
        known = sorted(articles)
        with self._database.writing() as connection:
            _name(connection, known)

    def all_named(self) -> None:
        """Note that no identity is left to be written down that anybody knows."""
        with self._database.writing() as connection:
            connection.execute("UPDATE meta SET value = '0' WHERE key = 'unnamed' AND value <> '0'")

    def undo(self) -> Undone | None:
        """Take the last marking back, in one transaction; None when there is none left."""
        self._refuse()
        undone = self._database.mended(self._undo)
        self._back_up_daily()
        return undone

    def _undo(self) -> Undone | None:
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT change, what, kind, value FROM journal"
                " WHERE what IS NOT NULL ORDER BY change DESC LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            change, what, kind, value = row
            noted = self._note(connection, Change(kind, not value))
            connection.execute("UPDATE part SET change = ? WHERE change = ?", (noted, change))
            connection.execute("DELETE FROM journal WHERE change = ?", (change,))
            return Undone(what, self._do(connection, noted, kind))

    def entries(self) -> Iterator[Entry]:
        """Give all that is known of all articles."""
        from cardreader.marks.exchange import Entry  # noqa: PLC0415 - seldom needed

        self._refuse()
        with self._database.reading() as connection:
            for article, identity, read, starred, *moments in connection.execute(
                "SELECT mark.article, identity, read, starred, read_at, starred_at FROM mark"
                " LEFT JOIN article ON article.id = mark.article ORDER BY mark.article"
            ):
                yield Entry(article, identity, bool(read), bool(starred), *moments)

    def merge(self, entries: Iterable[Entry]) -> tuple[int, Path]:
        """Take over what is newer than what is there, in one transaction.

        Returns of how many articles the marks are others now, and the copy made before.
        """
        from cardreader.marks import rescue  # noqa: PLC0415 - seldom needed
        from cardreader.marks.exchange import merge  # noqa: PLC0415

        self._refuse()
        name = f"before-import-{time.strftime('%Y%m%d-%H%M%S')}"
        before = self._database.mended(
            lambda: rescue.back_up(self.path, name, self._database.copy_to)
        )
        with self._database.writing() as connection:
            changed = merge(connection, entries, int(self._now()))
            for (kind, value), articles in changed.items():
                word: Kind = "starred" if kind == "starred" else "read"
                _put_part(connection, self._note(connection, Change(word, value)), articles)
            return len(set().union(*changed.values())), before

    def _back_up_daily(self) -> None:
        """Copy the marks at the first marking of a day, while the reader goes on."""
        day = time.strftime("%Y-%m-%d", time.localtime(self._now()))
        if day != self._day:
            self._day = day
            self._backing_up = threading.Thread(
                target=self._back_up, args=(day,), name="backup", daemon=True
            )
            self._backing_up.start()

    def _back_up(self, day: str) -> None:
        from cardreader.marks import rescue  # noqa: PLC0415 - once a day

        try:
            rescue.back_up(self.path, day, self._database.copy_to)
        except DatabaseError as error:
            self.notices.append(str(error))

    def _note(self, connection: sqlite3.Connection, change: Change) -> int:
        """Write a change into the journal, and return its number; its parts follow."""
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'change'")
        (noted,) = connection.execute("SELECT value + 0 FROM meta WHERE key = 'change'").fetchone()
        connection.execute(
            "INSERT INTO journal VALUES (?, ?, ?, ?, ?)",
            (noted, int(self._now()), change.what, change.kind, change.value),
        )
        # Counted, not reckoned from the number: what takes back uses up numbers too.
        _shorten(connection)
        return int(noted)

    def _do(self, connection: sqlite3.Connection, noted: int, kind: Kind) -> int:
        """Give the articles of a change the mark that it tells; return how many they are."""
        done = connection.execute(
            f"INSERT INTO mark (article, {kind}, {kind}_at)"
            " SELECT each.value, journal.value, ? FROM journal"
            " CROSS JOIN part ON part.change = journal.change"
            " CROSS JOIN json_each(part.articles) AS each WHERE journal.change = ?"
            f" ON CONFLICT (article) DO UPDATE SET {kind} = excluded.{kind},"
            f" {kind}_at = excluded.{kind}_at",
            (int(self._now()), noted),
        )
        return done.rowcount

    def of(self, identity: str) -> Mark:
        """Return the marks of one article."""
        article = article_of(identity)
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT read, starred FROM mark WHERE article = ?", (article,)
            ).fetchone()
            return Mark(article, *map(bool, row)) if row else Mark(article, False, False)

    def change(self) -> tuple[str, int]:
        """Return this database's own id, and the number of its last change."""
        with self._database.reading() as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
            return meta["id"], int(meta["change"])

    def last_undoable(self) -> int:
        """Return the number of the change that `undo` would take back; 0 for none."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT max(change) FROM journal WHERE what IS NOT NULL")
            return int(row.fetchone()[0] or 0)

    def all(self) -> Iterator[Mark]:
        """Give the marks of all articles that have any."""
        with self._database.reading() as connection:
            for article, read, starred in connection.execute(
                "SELECT article, read, starred FROM mark WHERE read OR starred"
            ):
                yield Mark(article, bool(read), bool(starred))

    def since(self, change: int) -> Iterator[Part] | None:
        """Give what came after the change of this number; None: that is not known any more."""
        with self._database.reading() as connection:
            (start,) = connection.execute(
                "SELECT value FROM meta WHERE key = 'journal_from'"
            ).fetchone()
        return self._parts(change) if change >= int(start) else None

    def _parts(self, change: int) -> Iterator[Part]:
        with self._database.reading() as connection:
            for kind, value, articles in connection.execute(
                "SELECT kind, value, articles FROM journal"
                " JOIN part ON part.change = journal.change"
                " WHERE journal.change > ? ORDER BY journal.change, part.rowid",
                (change,),
            ):
                yield Part(kind, bool(value), articles)

    def state(self, key: str) -> object:
        """Return a small thing that was kept for the next time; None where there is none."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
            return json.loads(row[0]) if row else None

    def keep_state(self, key: str, value: object) -> None:
        """Keep a small thing (anything JSON can hold) for the next time."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO state VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = ?2",
                (key, json.dumps(value)),
            )

    def close(self) -> None:
        """Close the database, when the backup of the day is made."""
        if self._backing_up is not None:
            self._backing_up.join(_CLOSE_WAITS_S)
        self._database.close()


def open_marks(path: Path, now: Callable[[], float]) -> Marks:
    """Open the marks; where that cannot be, those that refuse every marking, with the reason."""
    try:
        return Marks(path, now)
    except DatabaseError as error:
        return Marks(path, now, refusal=f"{error} Until then nothing can be marked.")


def _marks(number: int) -> str:
    return "one mark" if number == 1 else f"{number:,} marks"


def _json(numbers: Iterable[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"


def _put_part(connection: sqlite3.Connection, noted: int, articles: Iterable[int]) -> None:
    connection.execute("INSERT INTO part VALUES (?, ?)", (noted, _json(articles)))


def _name(connection: sqlite3.Connection, articles: Iterable[Article]) -> None:
    connection.executemany("INSERT OR IGNORE INTO article VALUES (?, ?)", articles)


def _shorten(connection: sqlite3.Connection) -> None:
    """Forget the oldest of the journal, and note from where on it is whole."""
    for condition in ("what IS NOT NULL", "what IS NULL"):
        row = connection.execute(
            f"SELECT change FROM journal WHERE {condition} ORDER BY change DESC LIMIT 1 OFFSET ?",
            (JOURNAL_LENGTH,),
        ).fetchone()
        if row is not None:
            connection.execute(f"DELETE FROM journal WHERE {condition} AND change <= ?", row)
            connection.execute(
                "UPDATE meta SET value = ?1 WHERE key = 'journal_from' AND value + 0 < ?1", row
            )

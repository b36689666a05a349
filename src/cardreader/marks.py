"""What the reader did to cards: read and starred, with an undo journal. User data, never lost.

Marks hang on the article (`cardreader.urls.article_identity`), so a moved file or a second copy
in another source keeps them. An article is written down once and known by a number from then on
(`cardreader.urls.article_of`): marking a hundred thousand of them is one statement over numbers.
The small state a person expects to find again (the order last chosen, earlier searches) lives
here too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, NamedTuple

from cardreader.card import Mark
from cardreader.database import Database
from cardreader.urls import IDENTITY_VERSION, article_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Kind = Literal["read", "starred"]
Article = tuple[int, str]
"""An article's number and identity."""

APPLICATION_ID = 0x63617264  # "card"
# How many markings can be undone, and how many changes a copy of the marks may be behind.
JOURNAL_LENGTH = 200
_STEPS = (
    f"""
    CREATE TABLE mark (
        article TEXT PRIMARY KEY,
        read INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        read_at INTEGER,
        starred_at INTEGER,
        change INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX mark_by_change ON mark (change);
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        what TEXT NOT NULL
    );
    CREATE TABLE journal_item (
        entry INTEGER NOT NULL REFERENCES journal ON DELETE CASCADE,
        article TEXT NOT NULL,
        read INTEGER NOT NULL,
        starred INTEGER NOT NULL,
        PRIMARY KEY (entry, article)
    ) WITHOUT ROWID;
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES
        ('change', '0'), ('id', lower(hex(randomblob(16)))),
        ('identity_version', '{IDENTITY_VERSION}');
    CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
    # Articles get numbers; the journal, begun anew, also tells copies of the marks what changed.
    """
    CREATE TABLE article (id INTEGER PRIMARY KEY, identity TEXT NOT NULL);
    INSERT OR IGNORE INTO article SELECT article_of(article), article FROM mark;
    ALTER TABLE mark RENAME TO old_mark;
    CREATE TABLE mark (
        article INTEGER PRIMARY KEY,
        read INTEGER NOT NULL DEFAULT 0,
        starred INTEGER NOT NULL DEFAULT 0,
        read_at INTEGER,
        starred_at INTEGER
    );
    INSERT OR IGNORE INTO mark
        SELECT article_of(article), read, starred, read_at, starred_at FROM old_mark;
    DROP TABLE old_mark;
    DROP TABLE journal_item;
    DROP TABLE journal;
    CREATE TABLE journal (
        change INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        what TEXT,              -- NULL: it took another one back
        kind TEXT NOT NULL,
        value INTEGER NOT NULL,
        articles TEXT NOT NULL  -- their numbers, as JSON
    );
    INSERT INTO meta SELECT 'journal_from', value FROM meta WHERE key = 'change';
    """,
)


class Undone(NamedTuple):
    """A marking that was taken back: what it was, and of how many articles."""

    what: str
    number: int


class Change(NamedTuple):
    """What happened to many articles at once; `articles` are their numbers, as JSON."""

    kind: Kind
    value: bool
    articles: str


class Marks:
    """The marks database. Every method may raise DatabaseError; then nothing was changed."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        """Open or make the file; `now` gives seconds since 1970."""
        self._now = now
        self._database = Database(
            path, APPLICATION_ID, _STEPS, durable=True, back_up=True,
            functions={"article_of": article_of},
        )  # fmt: skip

    def set(self, articles: Iterable[Article], kind: Kind, *, value: bool, what: str) -> int:
        """Mark these articles in one transaction, and note how to take it back under `what`.

        Durable when it returns. Returns the number of those that were not so already.
        """
        # In the order of their numbers they are written from one end of the tables to the other.
        known = dict(articles)
        wanted = sorted(known)
        with self._database.writing() as connection:
            # Never interpolate anything else into SQL: `kind` is one of two words.
            rows = connection.execute(
                "SELECT value FROM json_each(?) LEFT JOIN mark ON mark.article = value"
                f" WHERE ifnull(mark.{kind}, 0) <> ?",
                (_json(wanted), value),
            )
            changed = [row[0] for row in rows]
            if changed:
                connection.executemany(
                    "INSERT OR IGNORE INTO article VALUES (?, ?)",
                    ((article, known[article]) for article in changed),
                )
                self._change(connection, Change(kind, value, _json(changed)), what)
            return len(changed)

    def undo(self) -> Undone | None:
        """Take the last marking back, in one transaction; None when there is none left."""
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT change, what, kind, value, articles, json_array_length(articles)"
                " FROM journal WHERE what IS NOT NULL ORDER BY change DESC LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            change, what, kind, value, articles, number = row
            connection.execute("DELETE FROM journal WHERE change = ?", (change,))
            self._change(connection, Change(kind, not value, articles), None)
            return Undone(what, number)

    def _change(self, connection: sqlite3.Connection, change: Change, what: str | None) -> None:
        """Give these articles a mark, and write it into the journal."""
        kind, now = change.kind, int(self._now())
        connection.execute(
            f"INSERT INTO mark (article, {kind}, {kind}_at)"
            " SELECT value, ?, ? FROM json_each(?) WHERE true ON CONFLICT (article) DO UPDATE"
            f" SET {kind} = excluded.{kind}, {kind}_at = excluded.{kind}_at",
            (change.value, now, change.articles),
        )
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'change'")
        connection.execute(
            "INSERT INTO journal SELECT value, ?, ?, ?, ?, ? FROM meta WHERE key = 'change'",
            (now, what, *change),
        )
        # Counted, not reckoned from the number: what takes back uses up numbers too.
        _shorten(connection)

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

    def all(self) -> Iterator[Mark]:
        """Give the marks of all articles that have any."""
        with self._database.reading() as connection:
            for article, read, starred in connection.execute(
                "SELECT article, read, starred FROM mark WHERE read OR starred"
            ):
                yield Mark(article, bool(read), bool(starred))

    def since(self, change: int) -> list[Change] | None:
        """Return what came after the change of this number; None: that is not known any more."""
        with self._database.reading() as connection:
            (start,) = connection.execute(
                "SELECT value FROM meta WHERE key = 'journal_from'"
            ).fetchone()
            rows = connection.execute(
                "SELECT kind, value, articles FROM journal WHERE change > ? ORDER BY change",
                (change,),
            ).fetchall()
            if change < int(start):
                return None
            return [Change(kind, bool(value), articles) for kind, value, articles in rows]

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
        """Close the database."""
        self._database.close()


def _json(numbers: list[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"


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

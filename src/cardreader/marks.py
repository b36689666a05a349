"""What the reader did to cards: read and starred, with an undo journal. User data, never lost.

Marks hang on the article (`cardreader.urls.article_identity`), so a moved file or a second copy
in another source keeps them. The small state a person expects to find again (the order last
chosen, earlier searches) lives here too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, NamedTuple

from cardreader.card import Mark
from cardreader.database import Database
from cardreader.urls import IDENTITY_VERSION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

Kind = Literal["read", "starred"]

APPLICATION_ID = 0x63617264  # "card"
# How many markings can be undone.
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
)


class Undone(NamedTuple):
    """A marking that was taken back: what it was, and the articles' marks as they are again."""

    what: str
    marks: tuple[Mark, ...]


class Marks:
    """The marks database. Every method may raise DatabaseError; then nothing was changed."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        """Open or make the file; `now` gives seconds since 1970."""
        self._now = now
        self._database = Database(path, APPLICATION_ID, _STEPS, durable=True, back_up=True)

    def set(self, articles: Iterable[str], kind: Kind, *, value: bool, what: str) -> list[Mark]:
        """Mark these articles in one transaction, and note how to take it back under `what`.

        Durable when it returns. Returns the marks of those that were not so already.
        """
        with self._database.writing() as connection:
            # Never interpolate anything else into SQL: `kind` is one of two words.
            wanted = int(value)
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS wanted (article TEXT PRIMARY KEY)")
            connection.execute("DELETE FROM wanted")
            connection.executemany(
                "INSERT OR IGNORE INTO wanted VALUES (?)", ((article,) for article in articles)
            )
            before = f"""
                SELECT wanted.article, ifnull(mark.read, 0), ifnull(mark.starred, 0)
                FROM wanted LEFT JOIN mark USING (article)
                WHERE ifnull(mark.{kind}, 0) <> ?
            """
            entry = connection.execute(
                "INSERT INTO journal (at, what) VALUES (?, ?)", (int(self._now()), what)
            ).lastrowid
            noted = connection.execute(
                f"INSERT INTO journal_item SELECT {entry}, * FROM ({before})",
                (wanted,),
            ).rowcount
            if not noted:
                connection.execute("DELETE FROM journal WHERE id = ?", (entry,))
                return []
            change = _next_change(connection)
            connection.execute(
                f"""
                INSERT INTO mark (article, {kind}, {kind}_at, change)
                SELECT article, ?, ?, ? FROM journal_item WHERE entry = ?
                ON CONFLICT (article) DO UPDATE SET
                    {kind} = excluded.{kind}, {kind}_at = excluded.{kind}_at,
                    change = excluded.change
                """,
                (wanted, int(self._now()), change, entry),
            )
            # Counted, not reckoned from the id: markings that change nothing use up ids too.
            connection.execute(
                "DELETE FROM journal WHERE id <="
                " (SELECT id FROM journal ORDER BY id DESC LIMIT 1 OFFSET ?)",
                (JOURNAL_LENGTH,),
            )
            return _marks_of_change(connection, change)

    def undo(self) -> Undone | None:
        """Take the last marking back, in one transaction; None when there is none left."""
        with self._database.writing() as connection:
            entry = connection.execute(
                "SELECT id, what FROM journal ORDER BY id DESC LIMIT 1"
            ).fetchone()
            if entry is None:
                return None
            change = _next_change(connection)
            connection.execute(
                """
                UPDATE mark SET read = item.read, starred = item.starred, change = ?
                FROM journal_item AS item
                WHERE item.entry = ? AND item.article = mark.article
                """,
                (change, entry[0]),
            )
            connection.execute("DELETE FROM journal WHERE id = ?", (entry[0],))
            return Undone(entry[1], tuple(_marks_of_change(connection, change)))

    def of(self, article: str) -> Mark:
        """Return the marks of one article."""
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

    def since(self, change: int) -> Iterator[Mark]:
        """Give the marks that changed after the change of this number (0: all)."""
        with self._database.reading() as connection:
            for article, read, starred in connection.execute(
                "SELECT article, read, starred FROM mark WHERE change > ?", (change,)
            ):
                yield Mark(article, bool(read), bool(starred))

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


def _next_change(connection: sqlite3.Connection) -> int:
    """Count a change: whoever copies marks asks for those after the last number it saw."""
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'change'")
    (change,) = connection.execute("SELECT value FROM meta WHERE key = 'change'").fetchone()
    return int(change)


def _marks_of_change(connection: sqlite3.Connection, change: int) -> list[Mark]:
    rows = connection.execute("SELECT article, read, starred FROM mark WHERE change = ?", (change,))
    return [Mark(article, bool(read), bool(starred)) for article, read, starred in rows]

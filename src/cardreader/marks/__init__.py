"""What the reader did to cards: read and starred, with an undo journal. User data, never lost.

Marks hang on the article (`cardreader.urls.article_identity`), so a moved file or a second copy
in another source keeps them. An article is written down once and known by a number from then on
(`cardreader.urls.article_of`): marking a hundred thousand of them is one statement over numbers.
The small state a person expects to find again (the order last chosen, earlier searches) lives
here too.
"""

from __future__ import annotations

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
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from cardreader.marks.exchange import Entry
    from cardreader.marks.rescue import Left

Kind = Literal["read", "starred"]
Article = tuple[int, str]
"""An article's number and identity."""

# How many markings can be undone, and how many changes a copy of the marks may be behind.
JOURNAL_LENGTH = 200
_CLOSE_WAITS_S = 5.0


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
        self._refuse()
        known = dict(articles)
        number = self._database.mended(partial(self._set, known, kind, value, what))
        self._back_up_daily()
        return number

    def _set(self, known: dict[int, str], kind: Kind, value: bool, what: str) -> int:
        # In the order of their numbers they are written from one end of the tables to the other.
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
        self._refuse()
        undone = self._database.mended(self._undo)
        self._back_up_daily()
        return undone

    def _undo(self) -> Undone | None:
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
                self._note(connection, Change(word, value, _json(articles)), None)
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

    def _change(self, connection: sqlite3.Connection, change: Change, what: str | None) -> None:
        """Give these articles a mark, and write it into the journal."""
        kind = change.kind
        connection.execute(
            f"INSERT INTO mark (article, {kind}, {kind}_at)"
            " SELECT value, ?, ? FROM json_each(?) WHERE true ON CONFLICT (article) DO UPDATE"
            f" SET {kind} = excluded.{kind}, {kind}_at = excluded.{kind}_at",
            (change.value, int(self._now()), change.articles),
        )
        self._note(connection, change, what)

    def _note(self, connection: sqlite3.Connection, change: Change, what: str | None) -> None:
        """Write what has changed into the journal."""
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'change'")
        connection.execute(
            "INSERT INTO journal SELECT value, ?, ?, ?, ?, ? FROM meta WHERE key = 'change'",
            (int(self._now()), what, *change),
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

"""The index: a cache of all cards of all sources, made from them, to be deleted at any time."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

from cardreader.card import Provider, Summary
from cardreader.database import DamagedError, Database
from cardreader.index import filling
from cardreader.index.asking import FROM, Where, order_by, where
from cardreader.index.filling import Changes, FileRead
from cardreader.index.schema import (
    APPLICATION_ID,
    SEPARATOR,
    TABLES,
    VERSION,
    article_of,
    id_key,
    id_text,
    identity_of,
    key_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from cardreader.card import Mark
    from cardreader.query import Order, Query

__all__ = [
    "Changes", "FileRead", "Index", "Record", "article_of", "file_name", "id_of",
    "identity_of",
]  # fmt: skip

Row = tuple[Any, ...]

_FORGET_AFTER_S = 30 * 24 * 3600
_CHUNK = 500  # SQLite takes at least 999 parameters in one statement
_SUMMARY = """
    card.id, card.title, card.heat, card.quality, card.published, card.provider_name,
    card.provider_domain, card.topics, card.related_count, card.type,
    ifnull(marked.read, 0), ifnull(marked.starred, 0), card.listed, site.root_topic
"""
_RECORD = """
    card.key, source.root, card.path, card.title, card.excerpt, card.published, card.web_url,
    card.provider_name, card.provider_domain, card.topics, card.type, card.category,
    card.quality, card.heat, card.is_published, card.related_count,
    ifnull(marked.read, 0), ifnull(marked.starred, 0)
"""


def id_of(root: bytes, path: bytes) -> str:
    """Return the id that `list` prints for a file of a source."""
    return id_text(key_of(root, path))


def file_name() -> str:
    """Return the name of the index file: a new one with every version of its tables."""
    return f"index-{VERSION}.sqlite3"


class Record(NamedTuple):
    """A card as `list` prints it."""

    id: str
    source: bytes
    path: bytes
    title: str
    excerpt: str | None
    published: int | None
    web_url: str | None
    provider: Provider | None
    topics: tuple[str, ...]
    type: str
    category: str
    quality: int | None
    heat: int | None
    is_published: bool
    related_count: int
    read: bool
    starred: bool


class Index:
    """The index database. Every method may raise DatabaseError."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; a damaged one is set aside and made anew.

        Damage that shows only later sets the file aside too, with a DamagedError.
        """
        try:
            self._database = _open(path)
        except DamagedError:
            self._database = _open(path)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    # Filling

    def open_source(self, root: bytes, now: float) -> int:
        """Return the number of a source; those not opened for 30 days are dropped."""
        with self._database.writing() as connection:
            number = filling.open_source(connection, root, int(now))
            connection.execute("DELETE FROM source WHERE opened < ?", (int(now) - _FORGET_AFTER_S,))
            return number

    def roots(self) -> list[bytes]:
        """Return the root folders of all sources that the index knows."""
        with self._database.reading() as connection:
            return [row[0] for row in connection.execute("SELECT root FROM source")]

    def known_files(self, source: int) -> dict[bytes, tuple[int, int]]:
        """Return size and mtime in ns of the files of a source, as they were last read."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT path, size, mtime_ns FROM file WHERE source = ?", (source,)
            )
            return {path: (size, mtime_ns) for path, size, mtime_ns in rows}

    def states(self, source: int, paths: Sequence[bytes]) -> set[tuple[bytes, int, int]]:
        """Return path, size and mtime in ns, as last read, of those of these files it knows."""
        found: set[tuple[bytes, int, int]] = set()
        for start in range(0, len(paths), _CHUNK):
            chunk = paths[start : start + _CHUNK]
            with self._database.reading() as connection:
                found.update(
                    connection.execute(
                        "SELECT path, size, mtime_ns FROM file"
                        f" WHERE source = ? AND path IN ({', '.join('?' * len(chunk))})",
                        (source, *chunk),
                    )
                )
        return found

    def count_files(self, source: int) -> int:
        """Return how many files of a source are known."""
        (count,) = self._one("SELECT count(*) FROM file WHERE source = ?", (source,))
        return int(count)

    def known_paths(self, source: int) -> Iterator[bytes]:
        """Give the paths of the known files of a source in order, some at a time."""
        last = b""
        while True:
            with self._database.reading() as connection:
                rows = connection.execute(
                    "SELECT path FROM file WHERE source = ? AND path > ? ORDER BY path LIMIT ?",
                    (source, last, _CHUNK),
                ).fetchall()
            if not rows:
                return
            yield from (row[0] for row in rows)
            last = rows[-1][0]

    def put_files(self, source: int, root: bytes, files: Iterable[FileRead]) -> Changes:
        """Put what was read into the index, in one transaction."""
        with self._database.writing() as connection:
            return filling.put_files(connection, source, root, files)

    def drop_files(self, source: int, paths: Iterable[bytes]) -> Changes:
        """Take files that are gone out of the index, in one transaction."""
        with self._database.writing() as connection:
            return filling.drop_files(connection, source, paths)

    def find_root_topics(self) -> None:
        """Note the topic of each site that is on all its cards."""
        with self._database.writing() as connection:
            filling.find_root_topics(connection)

    def forget(self, sources: Sequence[int]) -> None:
        """Drop all that is known of these sources, so that they are read anew."""
        with self._database.writing() as connection:
            for table in ("card", "file", "problem"):
                connection.executemany(
                    f"DELETE FROM {table} WHERE source = ?",
                    ((source,) for source in sources),
                )

    def marks_seen(self) -> tuple[str, int]:
        """Return which marks database was copied up to which change."""
        with self._database.reading() as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
            return meta.get("marks_id", ""), int(meta.get("marks_change", 0))

    def copy_marks(
        self, marks: Iterable[Mark], seen: tuple[str, int], *, anew: bool = False
    ) -> None:
        """Bring the copy of these marks up to date; `anew`: forget the old copy first."""
        with self._database.writing() as connection:
            if anew:
                connection.execute("DELETE FROM marked")
            filling.copy_marks(connection, marks)
            connection.executemany(
                "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                (("marks_id", seen[0]), ("marks_change", str(seen[1]))),
            )

    # Asking

    def ids(
        self,
        query: Query,
        order: Order,
        sources: Sequence[int],
        now: float,
        half_life_s: int,
        limit: int | None = None,
    ) -> array[int]:
        """Return the row numbers of a view, in order: all, or the first `limit` ones."""
        condition = where(query, sources)
        terms = order_by(order, int(now), half_life_s)
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT card.id {FROM} WHERE {condition.sql} ORDER BY {terms} LIMIT ?",
                (*condition.parameters, -1 if limit is None else limit),
            )
            return array("q", (row[0] for row in rows))

    def count(self, query: Query, sources: Sequence[int]) -> tuple[int, int]:
        """Return how many cards a query is about, and how many of them are unread."""
        condition = where(query, sources)
        row = self._one(
            f"SELECT count(*), count(*) - total(ifnull(marked.read, 0)) {FROM}"
            f" WHERE {condition.sql}",
            condition.parameters,
        )
        return int(row[0]), int(row[1])

    def summaries(self, ids: Sequence[int]) -> list[Summary | None]:
        """Return the cards with these row numbers, in this order; None for one that is gone."""
        found = {row[0]: _summary(row) for row in self._by_id(_SUMMARY, ids)}
        return [found.get(number) for number in ids]

    def records(self, ids: Sequence[int]) -> Iterator[Record]:
        """Give the cards with these row numbers, in this order."""
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            found = {row[0]: _record(row[1:]) for row in self._by_id(f"card.id, {_RECORD}", chunk)}
            yield from (found[number] for number in chunk if number in found)

    def file(self, number: int) -> tuple[bytes, bytes] | None:
        """Return the root of the source and the path below it, of the card in this row."""
        row = self._one_or_none(
            "SELECT source.root, card.path FROM card JOIN source ON source.id = card.source"
            " WHERE card.id = ?",
            (number,),
        )
        return (row[0], row[1]) if row else None

    def identities(self, ids: Sequence[int]) -> list[str]:
        """Return the identities of the articles of these rows, in no order."""
        return [row[0] for row in self._by_id("card.identity", ids)]

    def unread(self, ids: Sequence[int]) -> set[int]:
        """Return those of these rows that are unread."""
        return {row[0] for row in self._by_id("card.id", ids, "AND ifnull(marked.read, 0) = 0")}

    def topics(self, query: Query, sources: Sequence[int]) -> list[tuple[str, int, int]]:
        """Return each topic with its cards and unread ones, most first; root topics left out.

        Spellings that a query cannot tell apart (`AI`, `Ai`) are one topic.
        """
        return self._choices(
            "SELECT min(topic.name), count(DISTINCT card.id),"
            " count(DISTINCT iif(ifnull(marked.read, 0), NULL, card.id))"
            f" {FROM} JOIN card_topic ON card_topic.card = card.id"
            " JOIN topic ON topic.id = card_topic.topic JOIN site ON site.id = card.site"
            " WHERE topic.name IS NOT site.root_topic AND {}"
            " GROUP BY topic.folded ORDER BY 2 DESC, topic.folded",
            where(query, sources),
        )

    def providers(self, query: Query, sources: Sequence[int]) -> list[tuple[str, str, int, int]]:
        """Return each provider's domain (else name, folded), name, cards and unread ones.

        The one with most cards first. Names in the wild are often wrong: the commonest is given.
        """
        named = self._choices(
            "SELECT ifnull(nullif(card.domain_key, ''), card.provider_key) AS own,"
            " card.provider_name, count(*) AS cards,"
            f" count(*) - total(ifnull(marked.read, 0)) {FROM}"
            " WHERE own <> '' AND {} GROUP BY own, card.provider_name ORDER BY cards DESC, 2",
            where(query, sources),
        )
        found: dict[str, tuple[str, int, int]] = {}
        for own, name, cards, unread in named:
            commonest, all_cards, all_unread = found.get(own, (name or "", 0, 0))
            found[own] = (commonest or name or "", all_cards + cards, all_unread + unread)
        ordered = sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
        return [(own, *rest) for own, rest in ordered]

    def sources(self, query: Query, sources: Sequence[int]) -> list[tuple[bytes, int, int]]:
        """Return each source's root, cards and unread ones."""
        return self._choices(
            "SELECT source.root, count(*), count(*) - total(ifnull(marked.read, 0))"
            f" {FROM} JOIN source ON source.id = card.source"
            " WHERE {} GROUP BY source.id ORDER BY source.root",
            where(query, sources),
        )

    def by_article(
        self, articles: Sequence[int], sources: Sequence[int]
    ) -> dict[int, tuple[int, bool]]:
        """Return row number and read state for those of these articles that are cards.

        Where several cards tell of one article, a listed one counts before the others.
        """
        found: dict[int, tuple[int, bool]] = {}
        own = ", ".join("?" * len(sources))
        for start in range(0, len(articles), _CHUNK):
            chunk = articles[start : start + _CHUNK]
            with self._database.reading() as connection:
                rows = connection.execute(
                    f"SELECT card.article, card.id, ifnull(marked.read, 0) {FROM}"
                    f" WHERE card.article IN ({', '.join('?' * len(chunk))})"
                    f" AND card.source IN ({own}) ORDER BY card.listed, card.id DESC",
                    (*chunk, *sources),
                )
                found |= {row[0]: (row[1], bool(row[2])) for row in rows}
        return found

    def by_path(self, root: bytes, paths: Sequence[bytes]) -> int | None:
        """Return the row of the first of these files of a source that is a card."""
        row = self._one_or_none(
            "SELECT card.id FROM card JOIN source ON source.id = card.source WHERE source.root = ?"
            f" AND card.path IN ({', '.join('?' * len(paths))}) ORDER BY card.path LIMIT 1",
            (root, *paths),
        )
        return int(row[0]) if row else None

    def by_id(self, text: str) -> int | None:
        """Return the row of the card with this printed id."""
        key = id_key(text)
        row = self._one_or_none("SELECT id FROM card WHERE key = ?", (key,))
        return int(row[0]) if row else None

    def problems(self, sources: Sequence[int]) -> list[tuple[bytes, bytes, int, str, bool]]:
        """Return source root, path, line, reason and whether it is only a warning, by file."""
        own = ", ".join("?" * len(sources))
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT source.root, problem.path, line, reason, warning"
                " FROM problem JOIN source ON source.id = problem.source"
                f" WHERE source IN ({own}) ORDER BY source.root, problem.path, line",
                tuple(sources),
            )
            return [(*row[:4], bool(row[4])) for row in rows]

    def _choices(self, sql: str, condition: Where) -> list[Row]:
        with self._database.reading() as connection:
            rows = connection.execute(sql.format(condition.sql), condition.parameters).fetchall()
        return [(*row[:-1], int(row[-1])) for row in rows]

    def _by_id(self, columns: str, ids: Sequence[int], extra: str = "") -> Iterator[Row]:
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            with self._database.reading() as connection:
                yield from connection.execute(
                    f"SELECT {columns} {FROM} JOIN site ON site.id = card.site"
                    " JOIN source ON source.id = card.source"
                    f" WHERE card.id IN ({', '.join('?' * len(chunk))}) {extra}",
                    tuple(chunk),
                )

    def _one(self, sql: str, parameters: Sequence[object]) -> Row:
        row = self._one_or_none(sql, parameters)
        assert row is not None  # noqa: S101 - an aggregate always has a row
        return row

    def _one_or_none(self, sql: str, parameters: Sequence[object]) -> Row | None:
        with self._database.reading() as connection:
            row: Row | None = connection.execute(sql, parameters).fetchone()
            return row


def _open(path: Path) -> Database:
    return Database(path, APPLICATION_ID, (TABLES,), durable=False, disposable=True)


def _provider(name: str | None, domain: str | None) -> Provider | None:
    return None if name is None and domain is None else Provider(name or "", domain or "")


def _topics(text: str) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()


def _summary(row: Row) -> Summary:
    number, title, heat, quality, published, name, domain, topics, related, kind = row[:10]
    read, starred, listed, root_topic = row[10:]
    return Summary(
        number, title, heat, quality, published, _provider(name, domain),
        tuple(topic for topic in _topics(topics) if topic != root_topic),
        related, kind, bool(read), bool(starred), bool(listed),
    )  # fmt: skip


def _record(row: Row) -> Record:
    key, root, path, title, excerpt, published, web_url, name, domain, topics, *rest = row
    kind, category, quality, heat, is_published, related, read, starred = rest
    return Record(
        id_text(key), root, path, title, excerpt, published, web_url, _provider(name, domain),
        _topics(topics), kind, category, quality, heat, bool(is_published), related,
        bool(read), bool(starred),
    )  # fmt: skip

"""The index: a cache of all cards of all sources, made from them, to be deleted at any time."""

from __future__ import annotations

from _blake2 import blake2b  # hashlib's own, which would load all of OpenSSL
from array import array
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from cardreader.database import Database
from cardreader.index import arriving, choices, filling, keeping
from cardreader.index.asking import (
    SQL,
    condition,
    matching,
    members,
    order_by,
    scores,
    within,
    without,
)
from cardreader.index.filling import Came, Changes, FileRead
from cardreader.index.keeping import narrowed
from cardreader.index.rows import GIVEN, RECORD, SUMMARY, Record, Row, record, summary
from cardreader.index.schema import (
    APPLICATION_ID,
    HAS,
    SEARCHED,
    TABLES,
    VERSION,
    id_key,
    id_text,
    identity_of,
    key_of,
)
from cardreader.query import Query

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from cardreader.card import Mark, Summary
    from cardreader.index.pulse import Day, Tally
    from cardreader.query import Order
    from cardreader.query.tree import Node

__all__ = [
    "Came",
    "Changes",
    "FileRead",
    "Index",
    "Record",
    "Scope",
    "file_name",
    "id_of",
    "identity_of",
]

_FORGET_AFTER_S = 30 * 24 * 3600
_NOTE_AFTER_S = 24 * 3600
_CHUNK = 500
_WITHOUT = " without "  # in the names of what is kept of cards of which some are muted
_AT_FIRST = Came()
_NO_VISITS: Mapping[int, int] = MappingProxyType({})
_MANY = 5_000  # rows that are fetched at once, where all are wanted


def id_of(root: bytes, path: bytes) -> str:
    """Return the id that `list` prints for a file of a source."""
    return id_text(key_of(root, path))


def file_name() -> str:
    """Return the name of the index file: a new one with every version of its tables.

    The columns of what is searched follow the fields of the query language by themselves.
    """
    searched = blake2b(" ".join(SEARCHED).encode(), digest_size=2).hexdigest()
    return f"index-{VERSION}-{searched}.sqlite3"


class Scope(NamedTuple):
    """What a view is of: these sources, at this time (seconds since 1970), with this half-life.

    `muted` are cards that are left out, unless a query looks at them.
    """

    sources: tuple[int, ...]
    now: int
    half_life_s: int
    muted: Node | None = None

    def left_out(self, query: Query) -> Node | None:
        """Return the cards that a query does not look at."""
        return None if query.muted else self.muted


class Index:
    """The index database. Every method may raise DatabaseError."""

    def __init__(self, path: Path, *, in_memory: bool = False) -> None:
        """Open or make the file; a damaged one is set aside and made anew.

        Damage that shows only later sets the file aside too, with a DamagedError. `in_memory`: the
        file is left alone, and all is forgotten at the end.
        """
        self._database = Database(
            path, APPLICATION_ID, (TABLES,), durable=False, disposable=True, in_memory=in_memory
        )
        self._orders = keeping.Orders()
        self._read = keeping.ReadFlags()

    @property
    def made(self) -> int:
        """How often another file had to be opened in place of the first: it knows nothing."""
        return self._database.made

    def check_writable(self) -> None:
        """Raise DatabaseError where nothing can be written; one that is only busy can be."""
        self._database.check_writable()

    def be_quick(self, wait_ms: int) -> None:
        """Have this thread never wait long for who has the file locked."""
        self._database.be_quick(wait_ms)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def abandon(self) -> None:
        """Break off what is being asked: nobody waits for it any more."""
        self._database.interrupt()

    # Filling

    def open_source(self, root: bytes, now: float) -> int:
        """Return the number of a source; those not opened for 30 days are dropped.

        It is noted once a day: an index that cannot be written just now can be read.
        """
        row = self._one("SELECT id, opened FROM source WHERE root = ?", (root,))
        if row is not None and 0 <= now - row[1] < _NOTE_AFTER_S:
            return int(row[0])
        with self._database.writing() as connection:
            number = filling.open_source(connection, root, int(now))
            gone = connection.execute(
                "DELETE FROM source WHERE opened < ?", (int(now) - _FORGET_AFTER_S,)
            )
            if gone.rowcount:
                keeping.new_generation(connection)
            return number

    def roots(self) -> list[bytes]:
        """Return the root folders of all sources that the index knows."""
        with self._database.reading() as connection:
            return [row[0] for row in connection.execute("SELECT root FROM source")]

    def states(self, source: int) -> Iterator[tuple[bytes, int, int]]:
        """Give path, size and mtime in ns, as last read, of the files of a source, by path."""
        last = b""
        while True:
            with self._database.reading() as connection:
                rows: list[tuple[bytes, int, int]] = connection.execute(
                    "SELECT path, size, mtime_ns FROM file"
                    " WHERE source = ? AND path > ? ORDER BY path LIMIT ?",
                    (source, last, _MANY),
                ).fetchall()
            yield from rows
            if len(rows) < _MANY:
                return
            last = rows[-1][0]

    def states_below(self, source: int, path: bytes, most: int) -> dict[bytes, tuple[int, int]]:
        """Return size and mtime in ns, by path, of the first files known at a path or below it."""
        with self._database.reading() as connection:
            return arriving.states_below(connection, source, path, most)

    def count_known(self, source: int, paths: Sequence[bytes]) -> int:
        """Return how many of these files of a source are known."""
        count = 0
        for start in range(0, len(paths), _CHUNK):
            some = paths[start : start + _CHUNK]
            row = self._one(
                "SELECT count(*) FROM file"
                f" WHERE source = ? AND path IN ({', '.join('?' * len(some))})",
                (source, *some),
            )
            count += row[0] if row else 0
        return count

    def is_filled(self, source: int) -> bool:
        """Whether all files of a source were read once."""
        row = self._one("SELECT filled FROM source WHERE id = ?", (source,))
        return row is not None and bool(row[0])

    def note_filled(self, source: int) -> None:
        """Note that all files of a source were read: what comes from now on is new."""
        with self._database.writing() as connection:
            connection.execute("UPDATE source SET filled = 1 WHERE id = ?", (source,))

    def put_files(
        self, source: int, root: bytes, files: Iterable[FileRead], came: Came = _AT_FIRST
    ) -> Changes:
        """Put what was read into the index, in one transaction; `came` is when."""
        with self._database.writing() as connection:
            draft = self._read.draft(connection)
            changes = filling.put_files(connection, source, root, files, came)
            self._changed(connection, draft, changes)
            return changes

    def drop_files(self, source: int, paths: Iterable[bytes]) -> Changes:
        """Take files that are gone out of the index, in one transaction."""
        with self._database.writing() as connection:
            draft = self._read.draft(connection)
            changes = filling.drop_files(connection, source, paths)
            self._changed(connection, draft, changes)
            return changes

    def _changed(
        self, connection: sqlite3.Connection, draft: keeping.FlagsDraft, changes: Changes
    ) -> None:
        if changes:
            keeping.new_generation(connection)
            draft.set_cards(changes)
            self._read.take(draft)

    def find_root_topics(self) -> None:
        """Note the topic of each site that is on all its cards."""
        with self._database.writing() as connection:
            if filling.find_root_topics(connection):
                keeping.new_generation(connection)  # they are left out of the choices

    def forget(self, sources: Sequence[int]) -> None:
        """Drop all that is known of these sources, so that they are read anew."""
        with self._database.writing() as connection:
            for table in ("card", "file", "problem"):
                connection.executemany(
                    f"DELETE FROM {table} WHERE source = ?",
                    ((source,) for source in sources),
                )
            connection.executemany(
                "UPDATE source SET filled = 0 WHERE id = ?", ((source,) for source in sources)
            )
            keeping.new_generation(connection)

    # Marks

    def marks_seen(self) -> tuple[str, int]:
        """Return which marks database was copied up to which change."""
        with self._database.reading() as connection:
            return _marks_seen(connection)

    def copy_marks(self, marks: Iterable[Mark], seen: tuple[str, int]) -> None:
        """Copy all marks anew, as they are after a change of the marks database."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM marked")
            connection.executemany("INSERT INTO marked VALUES (?, ?, ?)", marks)
            filling.note_marks(connection, seen)

    def follow_marks(self, parts: Iterable[tuple[str, bool, str]], seen: tuple[str, int]) -> None:
        """Do what the marks database has done: kind, value, and the articles' numbers as JSON.

        Nothing is done where another, that saw more, has been quicker.
        """
        with self._database.writing() as connection:
            database, change = _marks_seen(connection)
            if database == seen[0] and change >= seen[1]:
                return
            draft = self._read.draft(connection)
            for kind, value, articles in parts:
                filling.copy_change(connection, kind, articles, value=value)
                if kind == "read":
                    draft.set_articles(articles, value=value)
            filling.note_marks(connection, seen)
            self._read.take(draft)

    def articles(self, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Give number and identity of the articles of these rows, in no order."""
        with self._database.reading() as connection:
            yield from connection.execute(
                "SELECT article, identity FROM json_each(?) AS given"
                " CROSS JOIN identity ON identity.card = given.value",
                (_json(sorted(ids)),),  # from one end of the tables to the other
            )

    def article_numbers(self, ids: Iterable[int]) -> Iterator[int]:
        """Give the numbers of the articles of these rows, ascending: all cards are walked."""
        with self._database.snapshot() as connection:
            wanted = bytearray(keeping.size(connection))
            for number in ids:
                wanted[number] = 1
            last = -1
            for article, number in connection.execute(
                "SELECT article, id FROM card ORDER BY article"
            ):
                if wanted[number] and article != last:
                    last = article
                    yield article

    def identities(self, articles: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Give number and identity of those of these articles that there are cards of."""
        with self._database.reading() as connection:
            yield from connection.execute(
                "SELECT card.article, identity FROM json_each(?) AS given"
                " CROSS JOIN card ON card.article = given.value"
                " JOIN identity ON identity.card = card.id",
                (_json(articles),),
            )

    # Asking

    def ids(self, query: Query, order: Order, scope: Scope) -> array[int]:
        """Return the row numbers of a view, in order.

        Nobody may change them: they are kept for the next time.
        """
        with self._database.snapshot() as connection:
            return self._ids(connection, query, order, scope)

    def _ids(
        self, connection: sqlite3.Connection, query: Query, order: Order, scope: Scope
    ) -> array[int]:
        known = self._order(connection, query, order, scope)
        return _narrowed(connection, known.ids, query)

    def _order(
        self, connection: sqlite3.Connection, query: Query, order: Order, scope: Scope
    ) -> keeping.Order:
        """Return all cards that a query looks at, in order.

        Those that are not muted are cut out of all: what is muted changes at a key.
        """
        name = _name(query, scope, order)
        known = self._orders.known(connection, name)
        if known is not None:
            return known
        muted = scope.left_out(query)
        if muted is not None:
            whole = self._order(connection, query, order, scope._replace(muted=None))
            ids = _not_muted(connection, whole.ids, muted)
            known = self._orders.add(connection, name, ids)
        else:
            own = within(scope.sources, everything=query.everything)
            terms = order_by(order, scope.now, scope.half_life_s)
            known = self._orders.sort(
                connection, name, f"SELECT card.id FROM card WHERE {own} ORDER BY {terms}"
            )
        if order.by == "hot" and _has_future(connection, scope.now):
            self._orders.forget(known)  # what is to come stays as hot while the rest cools
        return known

    def first_ids(
        self, query: Query, order: Order, scope: Scope, rows: int
    ) -> tuple[array[int], bool]:
        """Return the first rows of a view, or all where that is as quick; and whether these are.

        This costs about the same for any number of cards if their order is kept.
        """
        with self._database.snapshot() as connection:
            known = self._orders.known(connection, _name(query, scope, order))
            if known is not None and query.tree is None:
                return known.ids, True
            if query.sort == "relevance":
                return array(keeping.IDS), False
            own = _looked_at(query, scope)
            wanted = condition(query) or SQL("1")
            found = connection.execute(
                f"SELECT card.id FROM card WHERE {own.text} AND ({wanted.text})"
                f" ORDER BY {order_by(order, scope.now, scope.half_life_s)} LIMIT ?",
                (*own.parameters, *wanted.parameters, rows),
            )
            ids = array(keeping.IDS, (row[0] for row in found))
            return ids, len(ids) < rows

    def count(self, query: Query, scope: Scope) -> int:
        """Return how many cards a query is about."""
        with self._database.reading() as connection:
            return _count(connection, _chosen(query, scope))

    def muted(self, scope: Scope, *, counting: bool = True) -> int | None:
        """Return how many cards would be listed, were they not muted.

        None where that was not kept and is not to be counted.
        """
        if scope.muted is None:
            return 0
        listed = Query()
        with self._database.snapshot() as connection:
            kept = keeping.kept(connection, f"muted {_name(listed, scope)}")
            if kept is not None:
                return int(kept)
            if not counting:
                return None
            return _muted(connection, scope)

    def unread(self, ids: Sequence[int]) -> int:
        """Return how many of these rows are unread."""
        with self._database.snapshot() as connection:
            flags = self._read.now(connection)
        return _unset(flags, ids)

    def new(self, ids: Sequence[int], since: Mapping[int, int]) -> int:
        """Return how many of these rows are new, `since` the last visits to the sources."""
        with self._database.snapshot() as connection:
            flags = arriving.new_flags(connection, since)
        return len(ids) - _unset(flags, ids) if flags else 0

    def few_new(
        self, query: Query, scope: Scope, since: Mapping[int, int], most: int
    ) -> int | None:
        """Return how many cards of a query are new; None where they are more than `most`."""
        chosen = _chosen(query, scope)
        with self._database.reading() as connection:
            return arriving.few_new(connection, chosen.sql, chosen.parameters, since, most)

    @property
    def generation(self) -> str:
        """What tells the present state of the cards from all others."""
        with self._database.reading() as connection:
            return keeping.generation(connection)

    def top(self) -> int:
        """Return a number above that of every row that there is."""
        with self._database.reading() as connection:
            return keeping.size(connection)

    def count_from(self, query: Query, scope: Scope, row: int) -> int:
        """Return how many cards a query is about, of those that came from this row number on."""
        chosen = _chosen(query, scope)
        found = self._one(
            f"SELECT count(*) FROM card WHERE card.id >= ? AND {chosen.sql}",
            (row, *chosen.parameters),
        )
        return int(found[0]) if found else 0

    def keep(self, query: Query, order: Order, scope: Scope) -> None:
        """Keep what the next start needs of all cards: their order, choices, what is unread.

        What takes long is done before the file is locked, all on one state of it; it is not kept
        when the cards have changed meanwhile.
        """
        own = query.only_scope()
        chosen = _chosen(own, scope)
        with self._database.snapshot() as connection:
            now = keeping.generation(connection)
            if self._is_kept(connection, own, order, scope):
                return
            ids = self._ids(connection, own, order, scope)
            found: dict[str, array[int] | str] = {
                **self._orders.to_keep(connection, _name(own, scope, order)),
                **choices.to_keep(connection, chosen),
            }
            if scope.muted is not None:
                whole = scope._replace(muted=None)
                found |= self._orders.to_keep(connection, _name(own, whole, order))
                found[f"muted {_name(Query(), scope)}"] = str(_muted(connection, scope))
            unread = _unset(self._read.now(connection), ids)
            found[f"unread {chosen.name}"] = f"{keeping.marks_state(connection)} {unread}"
        with self._database.writing() as connection:
            keeping.keep(connection, now, found)
            keeping.forget_others(connection, _WITHOUT, str(scope.muted))

    def _is_kept(
        self, connection: sqlite3.Connection, query: Query, order: Order, scope: Scope
    ) -> bool:
        """Whether all is kept already; what never is (hot with dates to come) counts as not."""
        name = _name(query, scope)
        unread = (keeping.kept(connection, f"unread {name}") or "").rpartition(" ")[0]
        return unread == keeping.marks_state(connection) and all(
            keeping.is_kept(connection, each)
            for each in (_name(query, scope, order), f"topics {name}", f"providers {name}")
        )

    def kept_unread(self, query: Query, scope: Scope) -> int | None:
        """Return how many of all cards are unread, where that need not be counted."""
        with self._database.snapshot() as connection:
            kept = keeping.kept(connection, f"unread {_name(query, scope)}")
            state, _, unread = (kept or "").rpartition(" ")
            return int(unread) if kept and state == keeping.marks_state(connection) else None

    def summaries(
        self, ids: Sequence[int], since: Mapping[int, int] = _NO_VISITS
    ) -> list[Summary | None]:
        """Return the cards with these row numbers, in this order; None for one that is gone.

        `since` is when the last visit to each source has ended: what came later is new.
        """
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {SUMMARY} {GIVEN}", (_json(ids),))
            found = {row[0]: summary(row, since) for row in rows}
        return [found.get(number) for number in ids]

    def records(self, ids: Sequence[int]) -> Iterator[Record]:
        """Give the cards with these row numbers, in this order."""
        for start in range(0, len(ids), _CHUNK):
            with self._database.reading() as connection:
                rows = connection.execute(
                    f"SELECT {RECORD} {GIVEN}", (_json(ids[start : start + _CHUNK]),)
                ).fetchall()
            yield from map(record, rows)

    def urls(self, ids: Sequence[int]) -> dict[int, str | None]:
        """Return the article's URL of each of these rows that has one, None where its file knows.

        What has no URL is left out.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT card.id, card_text.web_url FROM json_each(?) AS given"
                " CROSS JOIN card ON card.id = given.value"
                " JOIN card_text ON card_text.card = card.id"
                f" WHERE card.has & {HAS['url']} <> 0 ORDER BY given.key",
                (_json(ids),),
            )
            return dict(rows.fetchall())

    def file(self, number: int) -> tuple[bytes, bytes] | None:
        """Return the root of the source and the path below it, of the card in this row."""
        row = self._one(
            "SELECT source.root, card_text.path FROM card JOIN source ON source.id = card.source"
            " JOIN card_text ON card_text.card = card.id WHERE card.id = ?",
            (number,),
        )
        return (row[0], row[1]) if row else None

    def next_unread(self, ids: Sequence[int], places: range) -> int | None:
        """Return the first of these places in a view at which there is an unread card."""
        with self._database.snapshot() as connection:
            flags = self._read.now(connection)
            for place in places:
                if (
                    not any(flags[ids[place] : ids[place] + 1])
                    and connection.execute(
                        "SELECT 1 FROM card WHERE id = ?", (ids[place],)
                    ).fetchone()
                ):
                    return place
        return None

    def topics(self, query: Query, scope: Scope) -> list[tuple[str, int, int]]:
        """Return each topic with its cards and unread ones, most first; root topics left out.

        Spellings that a query cannot tell apart (`AI`, `Ai`) are one topic.
        """
        with self._database.snapshot() as connection:
            return choices.topics(connection, _chosen(query, scope))

    def providers(self, query: Query, scope: Scope) -> list[tuple[str, str, int, int]]:
        """Return each provider's domain (else name, folded), name, cards and unread ones.

        The one with most cards first. Names in the wild are often wrong: the commonest is given.
        """
        with self._database.snapshot() as connection:
            return choices.providers(connection, _chosen(query, scope))

    def sources(self, query: Query, scope: Scope) -> list[tuple[bytes, int, int]]:
        """Return each source's root, cards and unread ones."""
        with self._database.snapshot() as connection:
            return choices.sources(connection, _chosen(query, scope))

    def days(self, query: Query, scope: Scope) -> tuple[list[Day], int]:
        """Return the days of local time that have cards, and how many cards have no date."""
        from cardreader.index import pulse  # noqa: PLC0415 - not for the first screen

        with self._database.snapshot() as connection:
            return pulse.days(connection, _chosen(query, scope))

    def tallies(self, query: Query, scope: Scope) -> tuple[list[Tally], list[Tally]]:
        """Return the topics and the providers with most heat or most cards, in no order."""
        from cardreader.index import pulse  # noqa: PLC0415 - not for the first screen

        with self._database.snapshot() as connection:
            chosen = _chosen(query, scope)
            return pulse.topics(connection, chosen), pulse.providers(connection, chosen)

    def by_article(
        self, articles: Sequence[int], sources: Sequence[int]
    ) -> dict[int, tuple[int, bool]]:
        """Return row number and read state for those of these articles that are cards.

        Where several cards tell of one article, a listed one counts before the others.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT card.article, card.id, ifnull(marked.read, 0)"
                " FROM json_each(?) AS given CROSS JOIN card ON card.article = given.value"
                " LEFT JOIN marked ON marked.article = card.article"
                f" WHERE {within(sources, everything=True)} ORDER BY card.listed, card.id DESC",
                (_json(articles),),
            )
            return {row[0]: (row[1], bool(row[2])) for row in rows}

    def by_path(self, root: bytes, paths: Sequence[bytes]) -> int | None:
        """Return the row of the first of these files of a source that is a card."""
        row = self._one(
            "SELECT file.card FROM file JOIN source ON source.id = file.source"
            f" WHERE source.root = ? AND file.path IN ({', '.join('?' * len(paths))})"
            " AND file.card IS NOT NULL ORDER BY file.path LIMIT 1",
            (root, *paths),
        )
        return int(row[0]) if row else None

    def by_id(self, text: str) -> int | None:
        """Return the row of the card with this printed id."""
        row = self._one("SELECT id FROM card WHERE key = ?", (id_key(text),))
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

    def problem_count(self, sources: Sequence[int]) -> int:
        """Return how many files of these sources look like cards and cannot be read."""
        own = ", ".join(map(str, sources))
        row = self._one(f"SELECT count(*) FROM problem WHERE source IN ({own}) AND warning = 0", ())
        return int(row[0]) if row else 0

    def _one(self, sql: str, parameters: Sequence[object]) -> Row | None:
        with self._database.reading() as connection:
            row: Row | None = connection.execute(sql, parameters).fetchone()
            return row


def _narrowed(connection: sqlite3.Connection, ids: array[int], query: Query) -> array[int]:
    """Return the rows that a query is about, by relevance where it asks for that."""
    wanted = members(query)
    if wanted is None:
        return ids
    rows = connection.execute(*wanted)
    ids = narrowed(ids, (row[0] for row in rows), keeping.size(connection))
    scored = scores(query) if query.sort == "relevance" else None
    if scored is None:
        return ids
    score = dict(connection.execute(*scored).fetchall())
    return array(keeping.IDS, sorted(ids, key=lambda number: score.get(number, 0.0)))


def _json(numbers: Sequence[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"


def _name(query: Query, scope: Scope, order: Order | None = None) -> str:
    """Return what all cards of a scope, perhaps in an order, are kept under."""
    what = f"{'all' if query.everything else 'listed'} of {scope.sources}"
    if (muted := scope.left_out(query)) is not None:
        what += f"{_WITHOUT}{muted}"
    if order is None:
        return what
    return f"{what} by {order}" + (f" in {scope.half_life_s}" if order.by == "hot" else "")


def _looked_at(query: Query, scope: Scope) -> SQL:
    """Return the condition for all cards that a query looks at."""
    own = within(scope.sources, everything=query.everything)
    return without(own, scope.left_out(query))


def _not_muted(connection: sqlite3.Connection, ids: array[int], muted: Node) -> array[int]:
    """Return those of some rows that are not muted, in their order."""
    found = bytearray(b"\1") * keeping.size(connection)
    for (number,) in connection.execute(*matching(muted)):
        found[number] = 0
    return keeping.marked(ids, found)


def _chosen(query: Query, scope: Scope) -> choices.Chosen:
    own = _looked_at(query, scope)
    wanted = condition(query)
    if wanted is None:
        return choices.Chosen(*own, _name(query, scope), scope.left_out(query) is not None)
    parameters = own.parameters + wanted.parameters
    return choices.Chosen(f"{own.text} AND ({wanted.text})", parameters, None)


def _count(connection: sqlite3.Connection, chosen: choices.Chosen) -> int:
    row = connection.execute(f"SELECT count(*) FROM card WHERE {chosen.sql}", chosen.parameters)
    return int(row.fetchone()[0])


def _muted(connection: sqlite3.Connection, scope: Scope) -> int:
    whole = _count(connection, _chosen(Query(), scope._replace(muted=None)))
    return whole - _count(connection, _chosen(Query(), scope))


def _unset(flags: bytearray, ids: Sequence[int]) -> int:
    try:
        return len(ids) - sum(map(flags.__getitem__, ids))
    except IndexError:  # these are rows of an index that was lost meanwhile
        return sum(1 for number in ids if not any(flags[number : number + 1]))


def _marks_seen(connection: sqlite3.Connection) -> tuple[str, int]:
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    return meta.get("marks_id", ""), int(meta.get("marks_change", 0))


def _has_future(connection: sqlite3.Connection, now: int) -> bool:
    found = connection.execute("SELECT 1 FROM card WHERE published > ? LIMIT 1", (now,))
    return found.fetchone() is not None

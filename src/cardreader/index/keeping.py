"""What is kept so that nothing is sorted or counted twice: orders of cards, and which are read.

An order is the row numbers of all cards of some sources, as four bytes each: a few milliseconds
for a million of them, where SQLite would sort for a second. Narrower views are cut out of it
(`narrowed`). Orders are kept in memory (the last one) and in the index, together with the
generation of the cards they are of.
"""

from __future__ import annotations

import json
import threading
from array import array
from binascii import crc32
from itertools import chain, compress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from cardreader.index.filling import Changes

# Row numbers are given out from 1 on, one for every card ever seen: four bytes are enough for the
# four thousand millionth.
IDS = "I"
_REMEMBERED = 2  # orders: one may go back and forth between them
_SEAL = 4  # bytes
_PART = 2**16  # bytes


class Order(NamedTuple):
    """An order of all cards of some sources. Nobody changes `ids`."""

    name: str
    generation: str
    ids: array[int]


def narrowed(ids: array[int], members: Iterable[int], size: int) -> array[int]:
    """Return those of some rows that are also members, in their order; all are below `size`."""
    wanted = bytearray(size)
    for number in members:
        wanted[number] = 1
    return marked(ids, wanted)


def marked(ids: array[int], wanted: bytearray) -> array[int]:
    """Return those of some rows whose byte is set, in their order."""
    return array(IDS, compress(ids, map(wanted.__getitem__, ids)))


def generation(connection: sqlite3.Connection) -> str:
    """Return what tells the present state of the cards from all others."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    return str(row[0])


def new_generation(connection: sqlite3.Connection) -> None:
    """Note that the cards have changed: what is kept of them is no longer good."""
    connection.execute("UPDATE meta SET value = lower(hex(randomblob(8))) WHERE key = 'generation'")


def size(connection: sqlite3.Connection) -> int:
    """Return a number above that of every row there was ever."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'card'").fetchone()
    return int(row[0]) + 1 if row else 1


class Orders:
    """The orders last asked for, and those that are kept in the index."""

    def __init__(self) -> None:
        self._last: tuple[Order, ...] = ()

    def known(self, connection: sqlite3.Connection, name: str) -> Order | None:
        """Return an order that need not be sorted."""
        now = generation(connection)
        for last in self._last:
            if (last.name, last.generation) == (name, now):
                return last
        ids = _kept_order(connection, name, now)
        return None if ids is None else self._remember(Order(name, now, ids))

    def sort(self, connection: sqlite3.Connection, name: str, sql: str) -> Order:
        """Have an order sorted by SQLite."""
        ids = array(IDS, chain.from_iterable(connection.execute(sql)))
        return self.add(connection, name, ids)

    def add(self, connection: sqlite3.Connection, name: str, ids: array[int]) -> Order:
        """Remember an order that was cut out of another one."""
        return self._remember(Order(name, generation(connection), ids))

    def to_keep(self, connection: sqlite3.Connection, name: str) -> dict[str, array[int]]:
        """Return an order under its name, if it is remembered, still good and not kept yet."""
        now = generation(connection)
        found = [last for last in self._last if (last.name, last.generation) == (name, now)]
        if not found or is_kept(connection, name):
            return {}
        return {name: found[0].ids}

    def forget(self, order: Order) -> None:
        """Forget an order that is not good for long."""
        self._last = tuple(last for last in self._last if last is not order)

    def _remember(self, order: Order) -> Order:
        self._last = (order, *self._last)[:_REMEMBERED]
        return order


def _kept_order(connection: sqlite3.Connection, name: str, now: str) -> array[int] | None:
    """Return an order that was kept, read a bit at a time: it may be megabytes, but not twice.

    It has a checksum before it: a row number that is none would lead astray.
    """
    row = connection.execute(
        "SELECT id FROM kept WHERE name = ? AND generation = ? AND typeof(value) = 'blob'",
        (name, now),
    ).fetchone()
    if row is None:
        return None
    ids = array(IDS)
    with connection.blobopen("kept", "value", row[0], readonly=True) as blob:
        if len(blob) % ids.itemsize:
            return None
        seal = blob.read(_SEAL)
        while part := blob.read(_PART):
            ids.frombytes(part)
    return ids if crc32(ids).to_bytes(_SEAL) == seal else None


def _keep_order(connection: sqlite3.Connection, name: str, now: str, ids: array[int]) -> None:
    data = memoryview(ids).cast("B")
    kept = connection.execute(
        "INSERT OR REPLACE INTO kept (name, generation, value) VALUES (?, ?, zeroblob(?))",
        (name, now, _SEAL + len(data)),
    )
    assert kept.lastrowid is not None  # noqa: S101 - a row has just been inserted
    with connection.blobopen("kept", "value", kept.lastrowid) as blob:
        blob.write(crc32(data).to_bytes(_SEAL))
        blob.write(data)


def absent(ids: Sequence[int], present: Sequence[int]) -> int:
    """Return how many of some rows are not among others."""
    there = bytearray(1 + max(max(ids, default=0), max(present, default=0)))
    for number in present:
        there[number] = 1
    return len(ids) - sum(map(there.__getitem__, ids))


def keep(connection: sqlite3.Connection, of: str, found: Mapping[str, array[int] | str]) -> None:
    """Keep what was found of the cards of a generation, if it is the present one still.

    What is kept of older ones goes.
    """
    now = generation(connection)
    connection.execute("DELETE FROM kept WHERE generation <> ?", (now,))
    for name, value in found.items() if of == now else ():
        if isinstance(value, str):
            connection.execute(
                "INSERT INTO kept (name, generation, value) VALUES (?1, ?2, ?3)"
                " ON CONFLICT (name) DO UPDATE SET value = ?3 WHERE value <> ?3",
                (name, now, value),
            )
        else:
            _keep_order(connection, name, now, value)


def forget_others(connection: sqlite3.Connection, part: str, own: str) -> None:
    """Forget what is kept under names with this part in them, unless `own` comes behind it."""
    connection.execute(
        "DELETE FROM kept WHERE instr(name, ?1) AND NOT instr(name, ?1 || ?2)", (part, own)
    )


def kept(connection: sqlite3.Connection, name: str) -> str | None:
    """Return what was kept of the present cards, but for orders."""
    row = connection.execute(
        "SELECT value FROM kept WHERE name = ? AND generation = ?", (name, generation(connection))
    ).fetchone()
    return str(row[0]) if row else None


def is_kept(connection: sqlite3.Connection, name: str) -> bool:
    """Whether something was kept of the present cards."""
    row = connection.execute(
        "SELECT 1 FROM kept WHERE name = ? AND generation = ?", (name, generation(connection))
    ).fetchone()
    return row is not None


def marks_state(connection: sqlite3.Connection) -> str:
    """Return what tells the present state of the copied marks from all others."""
    row = connection.execute(
        "SELECT group_concat(value, ' ') FROM (SELECT value FROM meta"
        " WHERE key IN ('marks_id', 'marks_change') ORDER BY key)"
    ).fetchone()
    return str(row[0])


class ReadFlags:
    """A byte for each row: 1 where the card is read. Good for a state of cards and marks.

    Flags that were given out are never changed: another thread may be counting them.
    """

    def __init__(self) -> None:
        self._stamp: str | None = None
        self._flags = bytearray()
        self._lock = threading.Lock()

    def now(self, connection: sqlite3.Connection) -> bytearray:
        """Return the flags as they are now, indexed by row number."""
        with self._lock:
            stamp = _stamp(connection)
            if stamp != self._stamp:
                flags = bytearray(size(connection))
                for (number,) in connection.execute(
                    "SELECT card.id FROM marked CROSS JOIN card ON card.article = marked.article"
                    " WHERE marked.read = 1"
                ):
                    flags[number] = 1
                self._flags, self._stamp = flags, stamp
            return self._flags

    def draft(self, connection: sqlite3.Connection) -> FlagsDraft:
        """Return the flags to be changed by what is to be done in this transaction."""
        with self._lock:
            is_good = self._stamp == _stamp(connection)
            return FlagsDraft(connection, self._stamp if is_good else None, self._flags)

    def take(self, draft: FlagsDraft) -> None:
        """Take over a draft; last of all in its transaction, since what fails changes nothing."""
        with self._lock:
            if draft.before is not None and self._stamp == draft.before:
                self._flags, self._stamp = draft.flags, _stamp(draft.connection)


class FlagsDraft:
    """Flags as they will be after a transaction; `before` tells the state that they are made from.

    Where that is None they were good for no state that counts, and are made anew when wanted.
    """

    def __init__(
        self, connection: sqlite3.Connection, before: str | None, flags: bytearray
    ) -> None:
        self.connection = connection
        self.before = before
        self._made_from = flags
        self._flags: bytearray | None = None

    @property
    def flags(self) -> bytearray:
        """A copy, made when something changes; with room for the rows that there are by now."""
        if self._flags is None:
            more = size(self.connection) - len(self._made_from)
            self._flags = self._made_from + bytes(max(0, more))
        return self._flags

    def set_articles(self, articles: str, *, value: bool) -> None:
        """Note that articles (their numbers, as JSON) are read, or not."""
        if self.before is not None:
            flags = self.flags
            for (number,) in self.connection.execute(
                "SELECT card.id FROM json_each(?) AS given"
                " CROSS JOIN card ON card.article = given.value",
                (articles,),
            ):
                flags[number] = value

    def set_cards(self, changes: Changes) -> None:
        """Note what came, changed and went."""
        if self.before is None:
            return
        flags = self.flags
        for number in changes.removed:
            flags[number] = 0
        for number, read in self.connection.execute(
            "SELECT card.id, ifnull(marked.read, 0) FROM json_each(?) AS given"
            " CROSS JOIN card ON card.id = given.value"
            " LEFT JOIN marked ON marked.article = card.article",
            (json.dumps([*changes.added, *changes.changed]),),
        ):
            flags[number] = read


def _stamp(connection: sqlite3.Connection) -> str:
    """Return what tells the present state of cards and marks from all others."""
    return f"{generation(connection)} {marks_state(connection)}"

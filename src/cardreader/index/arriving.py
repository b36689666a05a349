"""What has come: which cards are new, and what is known of some files only.

What these cost depends on how many cards came and not on how many there are: `came` is indexed
for those that came after their source was first read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader.index.asking import new
from cardreader.index.keeping import size

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence


def new_flags(connection: sqlite3.Connection, since: Mapping[int, int]) -> bytearray:
    """Return a byte for each row, 1 where the card is new; none at all where no card is.

    New are the unread cards that came since the last visits to their sources.
    """
    flags = bytearray()
    for (number,) in connection.execute(f"SELECT card.id FROM card WHERE {new(since.items())}"):
        flags = flags or bytearray(size(connection))
        flags[number] = 1
    return flags


def few_new(
    connection: sqlite3.Connection,
    condition: str,
    parameters: Sequence[object],
    since: Mapping[int, int],
    most: int,
) -> int | None:
    """Return how many cards with a condition are new; None where they are more than `most`."""
    (number,) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM card WHERE {new(since.items())} AND {condition}"
        " LIMIT ?)",
        (*parameters, most + 1),
    ).fetchone()
    return int(number) if number <= most else None


def states_below(
    connection: sqlite3.Connection, source: int, path: bytes, most: int
) -> dict[bytes, tuple[int, int]]:
    """Return size and mtime in ns, by path, of the first files known at a path or below it."""
    rows = connection.execute(
        "SELECT path, size, mtime_ns FROM file WHERE source = ?1 AND path = ?2 UNION ALL"
        " SELECT path, size, mtime_ns FROM file WHERE source = ?1 AND path > ?3 AND path < ?4"
        " LIMIT ?5",
        (source, path, path + b"/", path + b"0", most),  # 0 comes next after /
    )
    return {found: (size, mtime_ns) for found, size, mtime_ns in rows}

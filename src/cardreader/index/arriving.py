"""What has come: which cards are new, and what is known of some files only.

What these cost depends on how many cards came and not on how many there are: `came` is indexed
for those that came after their source was first read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader.index.asking import new

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence


def new_rows(connection: sqlite3.Connection, since: Mapping[int, int]) -> frozenset[int]:
    """Return the rows of the unread cards that came since the last visits to their sources."""
    rows = connection.execute(f"SELECT card.id FROM card WHERE {new(since.items())}")
    return frozenset(row[0] for row in rows)


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
    connection: sqlite3.Connection, source: int, path: bytes
) -> dict[bytes, tuple[int, int]]:
    """Return size and mtime in ns, by path, of the files known at a path or below it."""
    rows = connection.execute(
        "SELECT path, size, mtime_ns FROM file WHERE source = ?1 AND path = ?2 UNION ALL"
        " SELECT path, size, mtime_ns FROM file WHERE source = ?1 AND path > ?3 AND path < ?4",
        (source, path, path + b"/", path + b"0"),  # 0 comes next after /
    )
    return {found: (size, mtime_ns) for found, size, mtime_ns in rows}

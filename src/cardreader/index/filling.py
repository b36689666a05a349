"""Putting cards into the index, and taking them out: functions on an open transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cardreader.index.schema import (
    CARD_COLUMNS,
    card_row,
    identity_of,
    text_row,
    words_row,
)
from cardreader.query import fold_name
from cardreader.urls import article_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from cardreader.card import Card, Problem

_ROOT_TOPIC_FROM = 20  # cards of a site, before a topic on all of them counts as its root
_COLUMNS = ("id", "source", "site", *CARD_COLUMNS)
_PUT_CARD = (
    f"INSERT INTO card ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    f" ON CONFLICT (id) DO UPDATE SET ({', '.join(_COLUMNS[1:])})"
    f" = ({', '.join(f'excluded.{column}' for column in _COLUMNS[1:])})"
)


class FileRead(NamedTuple):
    """A file as it was found and read; `card` is None when it is no (readable) card."""

    path: bytes
    size: int
    mtime_ns: int
    site: bytes
    site_topic: str | None
    digest: bytes
    card: Card | None
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Changes:
    """Row numbers of the cards that came, changed and went."""

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.changed or self.removed)

    def extend(self, other: Changes) -> None:
        """Add other changes to these."""
        self.added += other.added
        self.changed += other.changed
        self.removed += other.removed


def open_source(connection: sqlite3.Connection, root: bytes, now: int) -> int:
    """Return the number of a source, noting that it was opened."""
    connection.execute(
        "INSERT INTO source (root, opened) VALUES (?1, ?2)"
        " ON CONFLICT (root) DO UPDATE SET opened = ?2",
        (root, now),
    )
    row = connection.execute("SELECT id FROM source WHERE root = ?", (root,)).fetchone()
    return int(row[0])


def put_files(
    connection: sqlite3.Connection, source: int, root: bytes, files: Iterable[FileRead]
) -> Changes:
    """Put what was read into the index; a card that did not change is left as it is."""
    changes = Changes()
    sites: dict[tuple[bytes, str | None], int] = {}
    for file in files:
        known = connection.execute(
            "SELECT file.card, card_text.digest FROM file"
            " LEFT JOIN card_text ON card_text.card = file.card"
            " WHERE file.source = ? AND file.path = ?",
            (source, file.path),
        ).fetchone()
        number, digest = known or (None, None)
        if known or file.problems:
            _put_problems(connection, source, file)
        if file.card is None:
            if number is not None:
                connection.execute("DELETE FROM card WHERE id = ?", (number,))
                changes.removed.append(number)
                number = None
        elif number is None or digest != file.digest:
            site = (file.site, file.site_topic)
            if site not in sites:
                sites[site] = _site(connection, *site)
            is_new = number is None
            number = _put_card(connection, (source, sites[site]), root, file, number)
            (changes.added if is_new else changes.changed).append(number)
        connection.execute(
            "INSERT INTO file VALUES (?1, ?2, ?3, ?4, ?5)"
            " ON CONFLICT (source, path) DO UPDATE SET size = ?3, mtime_ns = ?4, card = ?5",
            (source, file.path, file.size, file.mtime_ns, number),
        )
    return changes


def _put_problems(connection: sqlite3.Connection, source: int, file: FileRead) -> None:
    connection.execute("DELETE FROM problem WHERE source = ? AND path = ?", (source, file.path))
    connection.executemany(
        "INSERT INTO problem VALUES (?, ?, ?, ?, ?)",
        (
            (source, file.path, problem.line, problem.reason, problem.warning)
            for problem in file.problems
        ),
    )


def _put_card(
    connection: sqlite3.Connection,
    owner: tuple[int, int],
    root: bytes,
    file: FileRead,
    number: int | None,
) -> int:
    """Put a card of a source and site into its row, or into a new one; return the row."""
    card = file.card
    assert card is not None  # noqa: S101 - the caller has looked
    identity = identity_of(card, root, file.path)
    row = (number, *owner, *card_row(card, root, file.path, identity))
    is_new = number is None
    number = connection.execute(_PUT_CARD, row).lastrowid if number is None else number
    if not is_new:
        connection.execute(_PUT_CARD, row)
        connection.execute("DELETE FROM card_text WHERE card = ?", (number,))
        connection.execute("DELETE FROM identity WHERE card = ?", (number,))
        connection.execute("DELETE FROM words WHERE rowid = ?", (number,))
        connection.execute("DELETE FROM card_topic WHERE card = ?", (number,))
    connection.execute(
        "INSERT INTO card_text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (number, *text_row(card, file.path, file.digest)),
    )
    connection.execute(
        "INSERT INTO identity VALUES (?, ?, ?)", (number, article_of(identity), identity)
    )
    connection.execute(
        "INSERT INTO words (rowid, title, excerpt, body, provider, domain, topics)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, *words_row(card)),
    )
    for topic in card.topics:
        found = connection.execute("SELECT id FROM topic WHERE name = ?", (topic,)).fetchone()
        topic_id = (
            found[0]
            if found
            else connection.execute(
                "INSERT INTO topic (name, folded) VALUES (?, ?)", (topic, fold_name(topic))
            ).lastrowid
        )
        connection.execute("INSERT INTO card_topic VALUES (?, ?)", (topic_id, number))
    return int(number or 0)


def _site(connection: sqlite3.Connection, root: bytes, topic: str | None) -> int:
    connection.execute(
        "INSERT INTO site (root, topic, root_topic) VALUES (?1, ?2, ?2)"
        " ON CONFLICT (root) DO UPDATE SET topic = ?2",
        (root, topic),
    )
    return int(connection.execute("SELECT id FROM site WHERE root = ?", (root,)).fetchone()[0])


def drop_files(connection: sqlite3.Connection, source: int, paths: Iterable[bytes]) -> Changes:
    """Take files that are gone out of the index, with their cards and problems."""
    changes = Changes()
    for path in paths:
        where = (source, path)
        known = connection.execute(
            "SELECT card FROM file WHERE source = ? AND path = ?", where
        ).fetchone()
        connection.execute("DELETE FROM file WHERE source = ? AND path = ?", where)
        connection.execute("DELETE FROM problem WHERE source = ? AND path = ?", where)
        if known and known[0] is not None:
            connection.execute("DELETE FROM card WHERE id = ?", known)
            changes.removed.append(known[0])
    return changes


def find_root_topics(connection: sqlite3.Connection) -> bool:
    """Note the topic of each site that is on all its cards, where it does not name one itself.

    Such a topic is on any card of the site: only those of its first one are looked at.
    Returns whether any is another than before.
    """
    changed = False
    for site, topic in connection.execute("SELECT id, topic FROM site").fetchall():
        found = topic or _topic_of_all(connection, site)
        noted = connection.execute(
            "UPDATE site SET root_topic = ?1 WHERE id = ?2 AND root_topic IS NOT ?1", (found, site)
        )
        changed = changed or noted.rowcount > 0
    return changed


def _topic_of_all(connection: sqlite3.Connection, site: int) -> str | None:
    some = connection.execute(
        "SELECT id FROM card WHERE site = ? LIMIT ?", (site, _ROOT_TOPIC_FROM)
    ).fetchall()
    if len(some) < _ROOT_TOPIC_FROM:
        return None
    row = connection.execute(
        """
        SELECT topic.name FROM card_topic JOIN topic ON topic.id = card_topic.topic
        WHERE card_topic.card = ?1 AND NOT EXISTS (
            SELECT 1 FROM card AS other WHERE other.site = ?2 AND NOT EXISTS (
                SELECT 1 FROM card_topic AS its
                WHERE its.topic = card_topic.topic AND its.card = other.id
            )
        )
        ORDER BY topic.name LIMIT 1
        """,
        (some[0][0], site),
    ).fetchone()
    return str(row[0]) if row else None


def copy_change(connection: sqlite3.Connection, kind: str, articles: str, *, value: bool) -> None:
    """Give many articles (their numbers, as JSON) a mark in the copy; `kind` names its column."""
    other = "starred" if kind == "read" else "read"
    connection.execute(
        f"INSERT INTO marked (article, {kind}, {other}) SELECT value, ?, 0 FROM json_each(?)"
        f" WHERE true ON CONFLICT (article) DO UPDATE SET {kind} = excluded.{kind}",
        (value, articles),
    )


def note_marks(connection: sqlite3.Connection, seen: tuple[str, int]) -> None:
    """Note which marks database was copied, up to which change."""
    connection.executemany(
        "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
        (("marks_id", seen[0]), ("marks_change", str(seen[1]))),
    )

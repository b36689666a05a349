"""Putting cards into the index, and taking them out: functions on an open transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cardreader.index.schema import article_of, card_row
from cardreader.query import fold_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from cardreader.card import Card, Mark, Problem

_ROOT_TOPIC_FROM = 20  # cards of a site, before a topic on all of them counts as its root


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
    for file in files:
        connection.execute(
            "INSERT INTO file VALUES (?1, ?2, ?3, ?4)"
            " ON CONFLICT (source, path) DO UPDATE SET size = ?3, mtime_ns = ?4",
            (source, file.path, file.size, file.mtime_ns),
        )
        _put_problems(connection, source, file)
        known = connection.execute(
            "SELECT id, digest FROM card WHERE source = ? AND path = ?", (source, file.path)
        ).fetchone()
        if file.card is None:
            if known:
                connection.execute("DELETE FROM card WHERE id = ?", (known[0],))
                changes.removed.append(known[0])
        elif known is None or known[1] != file.digest:
            number = _put_card(connection, source, root, file, known[0] if known else None)
            (changes.changed if known else changes.added).append(number)
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
    connection: sqlite3.Connection, source: int, root: bytes, file: FileRead, number: int | None
) -> int:
    assert file.card is not None  # noqa: S101 - the caller has looked
    site = _site(connection, file.site, file.site_topic)
    row = card_row(file.card, root, file.path)
    row |= {"id": number, "source": source, "site": site, "digest": file.digest}
    columns = ", ".join(row)
    places = ", ".join(f":{column}" for column in row)
    if number is None:
        number = connection.execute(
            f"INSERT INTO card ({columns}) VALUES ({places})",
            row,
        ).lastrowid
    else:
        connection.execute(
            f"UPDATE card SET ({columns}) = ({places}) WHERE id = :id",
            row,
        )
        connection.execute("DELETE FROM card_topic WHERE card = ?", (number,))
    for topic in file.card.topics:
        connection.execute(
            "INSERT OR IGNORE INTO topic (name, folded) VALUES (?, ?)", (topic, fold_name(topic))
        )
        connection.execute(
            "INSERT INTO card_topic SELECT id, ? FROM topic WHERE name = ?", (number, topic)
        )
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
        connection.execute("DELETE FROM file WHERE source = ? AND path = ?", where)
        connection.execute("DELETE FROM problem WHERE source = ? AND path = ?", where)
        row = connection.execute(
            "SELECT id FROM card WHERE source = ? AND path = ?", where
        ).fetchone()
        if row:
            connection.execute("DELETE FROM card WHERE id = ?", row)
            changes.removed.append(row[0])
    return changes


def find_root_topics(connection: sqlite3.Connection) -> None:
    """Note the topic of each site that is on all its cards, where it does not name one itself."""
    connection.execute(
        """
        UPDATE site SET root_topic = ifnull(topic, (
            SELECT topic.name
            FROM card JOIN card_topic ON card_topic.card = card.id
                JOIN topic ON topic.id = card_topic.topic
            WHERE card.site = site.id
            GROUP BY topic.id
            HAVING count(*) >= ?
                AND count(*) = (SELECT count(*) FROM card WHERE card.site = site.id)
            ORDER BY topic.name LIMIT 1
        ))
        """,
        (_ROOT_TOPIC_FROM,),
    )


def copy_marks(connection: sqlite3.Connection, marks: Iterable[Mark]) -> None:
    """Bring the copy of these marks up to date."""
    connection.executemany(
        "INSERT INTO marked VALUES (?1, ?2, ?3)"
        " ON CONFLICT (article) DO UPDATE SET read = ?2, starred = ?3",
        ((article_of(mark.article), mark.read, mark.starred) for mark in marks),
    )

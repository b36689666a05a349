"""Putting cards into the index, and taking them out: functions on an open transaction."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from cardreader.index.keeping import size
from cardreader.index.schema import (
    ARTICLE,
    CARD_COLUMNS,
    SEARCHED,
    card_row,
    identity_of,
    text_row,
    words_row,
)
from cardreader.query import fold_name

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

    from cardreader.card import Card, Problem

_ROOT_TOPIC_FROM = 20  # cards of a site, before a topic on all of them counts as its root
_COLUMNS = ("id", "source", "site", *CARD_COLUMNS)
_PUT_CARD = (
    f"INSERT INTO card ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    f" ON CONFLICT (id) DO UPDATE SET ({', '.join(_COLUMNS[1:])})"
    f" = ({', '.join(f'excluded.{column}' for column in _COLUMNS[1:])})"
)
_PUT_FILE = (
    "INSERT INTO file VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (source, path) DO UPDATE SET size = ?3, mtime_ns = ?4, card = ?5"
)
_PUT_WORDS = f"INSERT INTO words (rowid, {', '.join(SEARCHED)}) VALUES (?{', ?' * len(SEARCHED)})"


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
    files = list({file.path: file for file in files}.values())  # told twice, the last counts
    known = _known(connection, source, files)
    numbers = itertools.count(size(connection))
    cards: list[tuple[int, FileRead]] = []
    states = []
    changes = Changes()
    for file in files:
        number, digest = known.get(file.path, (None, None))
        if file.card is None:
            if number is not None:
                changes.removed.append(number)
            number = None
        elif number is None:
            number = next(numbers)
            changes.added.append(number)
            cards.append((number, file))
        elif digest != file.digest:
            changes.changed.append(number)
            cards.append((number, file))
        states.append((source, file.path, file.size, file.mtime_ns, number))
    connection.executemany("DELETE FROM card WHERE id = ?", _each(changes.removed))
    for table in ("card_text", "identity", "card_topic"):
        connection.executemany(f"DELETE FROM {table} WHERE card = ?", _each(changes.changed))
    connection.executemany("DELETE FROM words WHERE rowid = ?", _each(changes.changed))
    _put_cards(connection, source, root, cards)
    connection.executemany(_PUT_FILE, states)
    connection.executemany(
        "DELETE FROM problem WHERE source = ? AND path = ?", ((source, path) for path in known)
    )
    connection.executemany(
        "INSERT INTO problem VALUES (?, ?, ?, ?, ?)",
        ((source, file.path, *problem) for file in files for problem in file.problems),
    )
    return changes


def _known(
    connection: sqlite3.Connection, source: int, files: Sequence[FileRead]
) -> dict[bytes, tuple[int | None, bytes | None]]:
    """Return row and digest of the cards in those of these files that are known."""
    rows = connection.execute(
        "SELECT file.path, file.card, card_text.digest FROM file"
        " LEFT JOIN card_text ON card_text.card = file.card"
        f" WHERE file.source = ? AND file.path IN ({', '.join('?' * len(files))})",
        (source, *(file.path for file in files)),
    )
    return {path: (number, digest) for path, number, digest in rows}


def _each(numbers: Iterable[int]) -> Iterator[tuple[int]]:
    return ((number,) for number in numbers)


def _put_cards(
    connection: sqlite3.Connection, source: int, root: bytes, cards: Sequence[tuple[int, FileRead]]
) -> None:
    """Put cards into their rows, of which nothing but the row itself is there any more."""
    sites = {
        site: _site(connection, *site)
        for site in {(file.site, file.site_topic) for _, file in cards}
    }
    topics = _topics(connection, {name for _, file in cards for name in _card(file).topics})
    rows, texts, identities, words, filed = [], [], [], [], []
    for number, file in cards:
        card, path = _card(file), file.path
        identity = identity_of(card, root, path)
        site = sites[file.site, file.site_topic]
        row = card_row(card, root, path, identity)
        rows.append((number, source, site, *row))
        texts.append((number, *text_row(card, path, file.digest)))
        identities.append((number, row[ARTICLE], identity))
        words.append((number, *words_row(card)))
        filed += [(topics[name], number) for name in card.topics]
    connection.executemany(_PUT_CARD, rows)
    connection.executemany("INSERT INTO card_text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", texts)
    connection.executemany("INSERT INTO identity VALUES (?, ?, ?)", identities)
    connection.executemany(_PUT_WORDS, words)
    connection.executemany("INSERT INTO card_topic VALUES (?, ?)", filed)


def _card(file: FileRead) -> Card:
    assert file.card is not None  # noqa: S101 - only files with a card get this far
    return file.card


def _topics(connection: sqlite3.Connection, names: set[str]) -> dict[str, int]:
    """Return the numbers of topics, new ones included."""
    connection.executemany(
        "INSERT INTO topic (name, folded) VALUES (?, ?) ON CONFLICT DO NOTHING",
        ((name, fold_name(name)) for name in sorted(names)),
    )
    rows = connection.execute(
        "SELECT topic.name, topic.id FROM json_each(?) JOIN topic ON topic.name = value",
        (json.dumps(list(names)),),
    )
    return dict(rows.fetchall())


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

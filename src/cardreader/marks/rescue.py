"""When marks are damaged or gone: reading what is left of a file, and the backup of each day."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cardreader.database import DatabaseError
from cardreader.database.faults import alone
from cardreader.marks.exchange import Entry
from cardreader.marks.schema import APPLICATION_ID, STEPS
from cardreader.urls import article_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEPT_BACKUPS = 7
_DAY = re.compile(r"\.\d{4}-\d\d-\d\d")
_SPANS = 256  # parts of the range of articles' numbers, which are spread evenly
_LARGEST = 2**63 - 1
_HEADER = 100  # bytes at the start of a database
_SAFE_INTEGERS = range(2**53)

Row = tuple[object, ...]


class Left(NamedTuple):
    """What could be read of a file: marks, and the small state of the reader as key and JSON."""

    entries: list[Entry]
    state: list[tuple[str, str]]


def read_left(path: Path) -> Left:
    """Read what SQLite still can of a file, which stays as it is byte for byte.

    A copy is read, with its journal. Where the copy has lost its first page, it gets a new one.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="reading-", dir=path.parent) as folder:
            copy = Path(folder) / "marks"
            shutil.copyfile(path, copy)
            journal = path.with_name(f"{path.name}-wal")
            if journal.exists():
                shutil.copyfile(journal, copy.with_name("marks-wal"))
            left = _read(copy)
            if not left.entries and _give_first_page(copy, Path(folder) / "new"):
                left = _read(copy)
            return left
    except OSError:
        return Left([], [])


def _read(path: Path) -> Left:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        articles = _all_rows(connection, "id, identity", "article", "id")
        marks = _all_rows(
            connection, "article, read, starred, read_at, starred_at", "mark", "article"
        )
        state = _all_rows(connection, "key, value", "state", "key")
    identities = dict(filter(None, map(_named, articles)))
    return Left(
        [entry for row in marks if (entry := _entry(row, identities))],
        [pair for row in state if (pair := _state(row))],
    )


def _all_rows(connection: sqlite3.Connection, columns: str, table: str, key: str) -> list[Row]:
    """Read a table; around what is damaged, from both ends of many parts."""
    sql = f"SELECT {columns} FROM {table}"
    try:
        return connection.execute(sql).fetchall()
    except sqlite3.Error:
        found: dict[object, Row] = {}
        step = _LARGEST // _SPANS + 1
        for start in range(0, _LARGEST, step):
            for order in ("", "DESC"):
                with contextlib.suppress(sqlite3.Error):
                    for row in connection.execute(
                        f"{sql} WHERE {key} BETWEEN ? AND ? ORDER BY {key} {order}",
                        (start, min(start + step - 1, _LARGEST)),
                    ):
                        found[row[0]] = row
        return list(found.values())


def _named(row: Row) -> tuple[int, str] | None:
    """Return an article's number and identity, if the one belongs to the other."""
    number, identity = row
    text = identity.decode("utf-8", "replace") if isinstance(identity, bytes) else ""
    return (article_of(text), text) if article_of(text) == number else None


def _entry(row: Row, identities: dict[int, str]) -> Entry | None:
    """Return a row of marks, if that is what it is; the first version had identities there."""
    article, read, starred, *moments = row
    if isinstance(article, bytes):
        text = article.decode("utf-8", "replace")
        article = article_of(text)
        identities = {article: text}
    if not isinstance(article, int) or article < 0 or {read, starred} - {0, 1}:
        return None
    read_at, starred_at = (at if isinstance(at, int) and at in _SAFE_INTEGERS else None
                           for at in moments)  # fmt: skip
    return Entry(article, identities.get(article), bool(read), bool(starred), read_at, starred_at)


def _state(row: Row) -> tuple[str, str] | None:
    try:
        key, value = (bytes(each).decode("utf-8") for each in row if isinstance(each, bytes))
        json.loads(value)
    except (ValueError, RecursionError):
        return None
    return key, value


def _give_first_page(copy: Path, new: Path) -> bool:
    """Put the first page of a new database before the others; return whether that can be.

    It tells where the tables begin: in the same places wherever this version made the file.
    """
    with contextlib.closing(sqlite3.connect(new, isolation_level=None)) as connection:
        connection.create_function("article_of", 1, article_of, deterministic=True)
        for step in STEPS:
            connection.executescript(step)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    page = bytearray(new.read_bytes()[:size])
    pages = copy.stat().st_size // size
    if not pages:
        return False
    page[28:32] = pages.to_bytes(4, "big")
    page[32:40] = bytes(8)  # no free pages
    page[92:96] = page[24:28]  # the number of pages is good for this change of the file
    copy.with_name("marks-wal").unlink(missing_ok=True)
    with copy.open("r+b") as file:
        old = file.read(size)
        # Where only the header is lost, the rest of the page knows better.
        is_header = old[_HEADER : _HEADER + 1] == page[_HEADER : _HEADER + 1]
        file.seek(0)
        file.write(page[:_HEADER] if is_header else page)
        file.truncate(pages * size)
    return True


def backups(path: Path) -> list[Path]:
    """Return the backups of the days, the newest first."""
    try:
        found = [each for each in path.parent.iterdir()
                 if each.name.startswith(path.name)
                 and _DAY.fullmatch(each.name[len(path.name):])]  # fmt: skip
    except OSError:
        return []
    return sorted(found, reverse=True)


def back_up(path: Path, name: str, copy_to: Callable[[Path], None]) -> Path:
    """Copy the marks into a file of this ending, unless it is there; the last seven days stay.

    Raises DatabaseError.
    """
    target = path.with_name(f"{path.name}.{name}")
    try:
        with alone(path):
            if target.exists():
                return target
            for left_over in path.parent.glob(f"{path.name}.*.part"):
                left_over.unlink()
            draft = target.with_name(f"{target.name}.part")
            copy_to(draft)
            draft.replace(target)
            for old in backups(path)[KEPT_BACKUPS:]:
                old.unlink()
    except OSError as error:
        raise DatabaseError(f"No backup of {path} can be made: {error.strerror}.") from error
    return target


def newest_left(path: Path) -> Iterator[tuple[Path, Left]]:
    """Give what the backups hold, the newest first, without those that hold nothing."""
    for backup in backups(path):
        left = read_left(backup)
        if left.entries:
            yield backup, left

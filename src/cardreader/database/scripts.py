"""What is said to SQLite when a file is opened."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def prefer_wal(connection: sqlite3.Connection) -> None:
    """Have readers and a writer work at once; the mode stays with the file.

    Where the file system cannot, SQLite keeps its rollback journal by itself. While another
    connection is at work the mode cannot be changed, and when that one is about to change it too
    SQLite does not even wait; then it is left to who opens the file next.
    """
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise


def statements(script: str) -> Iterator[str]:
    """Split a script: `executescript` would end the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

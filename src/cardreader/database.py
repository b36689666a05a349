"""Opening SQLite files: pragmas, schema versions, transactions, and one type of error."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

BUSY_TIMEOUT_MS = 5_000
_CLOSE_WAITS_S = 5.0
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class DatabaseError(Exception):
    """A database cannot be used as asked; the text is one plain sentence."""


class DamagedError(DatabaseError):
    """The file is not a whole SQLite database."""


class Database:
    """One SQLite file, with a connection for each thread that asks.

    `steps` are the scripts that lead from an empty file to today's schema; a file remembers how
    many of them it has seen in `user_version`.
    """

    def __init__(
        self,
        path: Path,
        application_id: int,
        steps: Sequence[str],
        *,
        durable: bool,
        back_up: bool = False,
        disposable: bool = False,
        functions: Mapping[str, Callable[[str], int]] | None = None,
    ) -> None:
        """Open or make the file.

        `durable`: a commit is on the disk before it returns. `back_up`: the file is copied before
        its schema changes. `disposable`: when it turns out to be damaged it is set aside, and the
        next who opens it makes it anew. `functions` of a text are there for the steps, under
        their names. Raises DatabaseError; DamagedError when it is damaged.
        """
        self.path = path
        self._application_id = application_id
        self._steps = steps
        self._durable = durable
        self._back_up = back_up
        self._disposable = disposable
        self._functions = functions or {}
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._uses = 0
        self._closed = False
        try:
            self._bring_up_to_date()
        except BaseException:
            self.close()
            raise

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection; raises DatabaseError when it cannot be opened."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
            with self._lock:
                self._opened.append(connection)
        return connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for queries; sqlite's errors become DatabaseError."""
        with self._in_use(), self._plain_errors():
            yield self.connection

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose queries all see the same state of the file."""
        with self.reading() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:  # a disk that fails has ended it already
                    connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run a transaction, all or nothing; sqlite's errors become DatabaseError.

        It takes the write lock at once: a transaction that first reads and then writes would fail
        without waiting when another wrote in between.
        """
        with self._in_use(), self._plain_errors():
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk has rolled back already
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close every thread's connection, when what is being done is done; no more is begun.

        Closing a connection that another thread is using would bring the process down.
        """
        with self._idle:
            self._closed = True
            if self._idle.wait_for(lambda: not self._uses, _CLOSE_WAITS_S):
                for connection in self._opened:
                    connection.close()
                self._opened.clear()

    def interrupt(self) -> None:
        """Break off what every thread is doing here, with a DatabaseError."""
        with self._lock:
            for connection in self._opened:
                connection.interrupt()

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._idle:
            if self._closed:
                raise DatabaseError(f"{self.path} is closed already.")
            self._uses += 1
        try:
            yield
        finally:
            with self._idle:
                self._uses -= 1
                self._idle.notify_all()

    def _connect(self) -> sqlite3.Connection:
        with self._plain_errors():
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise DatabaseError(
                    f"The folder {self.path.parent} cannot be made: {error.strerror}."
                ) from error
            connection = sqlite3.connect(
                self.path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None,
                check_same_thread=False,
            )  # fmt: skip
            try:
                connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA temp_store = MEMORY")
            except BaseException:
                connection.close()
                raise
            return connection

    def _bring_up_to_date(self) -> None:
        """Refuse what is not ours before anything is written, the journal's mode included."""
        with self.reading() as connection:
            seen = self._version(connection)
            _prefer_wal(connection)
        if seen == len(self._steps):
            return
        with self.writing() as connection:
            for name, function in self._functions.items():
                connection.create_function(name, 1, function, deterministic=True)
            seen = self._version(connection)  # another process may have been quicker
            if 0 < seen < len(self._steps) and self._back_up:
                self._copy(seen)
            for number in range(seen, len(self._steps)):
                for statement in _statements(self._steps[number]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute(f"PRAGMA application_id = {self._application_id}")

    def _version(self, connection: sqlite3.Connection) -> int:
        """Return how many steps the file has seen; refuse one that is not ours or newer."""
        # All three are made at once, so one that is read later is never older.
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
        if owner != self._application_id and (owner or version or tables):
            raise DatabaseError(
                f"{self.path} belongs to another program; move it away or use --data DIR."
            )
        if not 0 <= version <= len(self._steps):
            raise DatabaseError(
                f"{self.path} was written by a newer cardreader; it is left as it is. "
                "Update cardreader, or use --data DIR."
            )
        return int(version)

    def _copy(self, version: int) -> None:
        """Copy the file, with a connection of its own: the caller's is in a transaction."""
        stamp = time.strftime("%Y%m%d-%H%M%S")
        target = _unused(self.path.with_name(f"{self.path.name}.v{version}-{stamp}"))
        with contextlib.closing(self._connect()) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            plain = _plain_error(self.path, error)
            if isinstance(plain, DamagedError) and self._disposable:
                self._disposable = False  # what is there afterwards is another file
                _set_aside(self.path)
                plain = DamagedError(f"{plain} It was set aside; start again, and it is made anew.")
            raise plain from error


def _plain_error(path: Path, error: sqlite3.Error) -> DatabaseError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
    if code in _DAMAGED:
        return DamagedError(f"{path} is damaged: {error}.")
    if code == sqlite3.SQLITE_FULL:
        return DatabaseError(f"The disk is full: {path} could not be written. Free some space.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseError(f"{path} is in use by another program; try again in a moment.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return DatabaseError(f"{path} cannot be written: check its permissions, or use --data DIR.")
    return DatabaseError(f"{path} could not be used: {error}.")


def _set_aside(path: Path) -> None:
    """Rename a damaged file and its journals, with the date; raise DatabaseError."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    target = _unused(path.with_name(f"{path.name}.damaged-{stamp}"))
    for suffix in ("", "-wal", "-shm"):
        old = path.with_name(path.name + suffix)
        try:
            old.rename(target.with_name(target.name + suffix))
        except FileNotFoundError:
            continue  # there is no such journal, or another process was quicker
        except OSError as error:
            raise DatabaseError(
                f"{old} is damaged and cannot be renamed: {error.strerror}. Move it away."
            ) from error


def _unused(path: Path) -> Path:
    """Return the path, with a number behind it where there is a file already."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in itertools.count(2))
    return next(each for each in itertools.chain((path,), numbered) if not each.exists())


def _prefer_wal(connection: sqlite3.Connection) -> None:
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


def _statements(script: str) -> Iterator[str]:
    """Split a script: `executescript` would end the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""

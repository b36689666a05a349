"""Opening SQLite files: pragmas, schema versions, transactions, and one type of error.

A file is looked after while it is open: when it was removed, replaced or found damaged, the next
who uses it gets another one, made anew.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, TypeVar

from cardreader.database.faults import (
    BusyError,
    DamagedError,
    DatabaseError,
    FileId,
    alone,
    file_id,
    has_journal,
    is_hollow,
    make_folder,
    plain_error,
    set_aside,
    settle,
    unused,
)
from cardreader.database.scripts import prefer_wal, statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    T = TypeVar("T")
    Heir = Callable[[sqlite3.Connection, Path | None], None]

__all__ = ["BUSY_TIMEOUT_MS", "BusyError", "DamagedError", "Database", "DatabaseError"]

BUSY_TIMEOUT_MS = 5_000
_CLOSE_WAITS_S = 5.0
_in_memory = itertools.count()


class Database:
    """One SQLite file, with a connection for each thread that asks.

    `steps` are the scripts that lead from an empty file to today's schema; a file remembers how
    many of them it has seen in `user_version`. `made` counts how often another file has taken the
    place of the one that was open.
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
        heir: Heir | None = None,
        functions: Mapping[str, Callable[[str], int]] | None = None,
        in_memory: bool = False,
    ) -> None:
        """Open or make the file.

        `durable`: a commit is on the disk before it returns. `back_up`: the file is copied before
        its schema changes. `disposable`: a damaged file is set aside, and made anew. With an
        `heir` too; it fills every new file, in the transaction that makes it, given the one that
        was set aside if any; and a file that is removed while it is open is written down again.
        `functions` of a text are there for the steps, under their names. `in_memory`: the file is
        left alone, and all is forgotten at the end. Raises DatabaseError; DamagedError when it is
        damaged.
        """
        self.path = path
        self.made = 0
        self._application_id = application_id
        self._steps = steps
        self._durable = durable
        self._back_up = back_up
        self._mends = disposable or heir is not None
        self._heir = heir
        self._functions = functions or {}
        self._name = f"/cardreader-{os.getpid()}-{next(_in_memory)}" if in_memory else ""
        self._local = threading.local()
        self._opened: dict[sqlite3.Connection, int] = {}  # and which of the files it is of
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._renewing = threading.RLock()
        self._file: FileId | None = None  # the one that is open
        self._is_ready = self._is_mending = False
        self._aside: Path | None = None  # the one that was set aside, until its heir has it
        self._uses = 0
        self._closed = False
        try:
            if heir is not None and not in_memory and is_hollow(path):
                with self._mending():
                    self._put_hollow_aside()
                    self._bring_up_to_date()
            else:
                self._open()
        except BaseException:
            self.close()
            raise

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection; raises DatabaseError when it cannot be opened."""
        local = self._local
        connection: sqlite3.Connection | None = getattr(local, "connection", None)
        # One that is being used further out in this thread is not taken away from it.
        if connection is not None and local.made != self.made and local.depth < 2:  # noqa: PLR2004
            self._let_go()
            connection = None
        if connection is None:
            local.made = self.made
            connection = local.connection = self._connect()
            with self._lock:
                self._opened[connection] = local.made
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

    def mended(self, act: Callable[[], T]) -> T:
        """Do something; where that finds damage which could be mended, do it once more."""
        made = self.made
        try:
            return act()
        except DamagedError:
            if self.made == made:
                raise
            return act()

    def copy_to(self, target: Path) -> None:
        """Copy what the database holds into a new file; raise DatabaseError."""
        with self.reading() as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        settle(target)

    def check_writable(self) -> None:
        """Raise DatabaseError where nothing can be written; one that is only busy can be."""
        with contextlib.suppress(BusyError), self.reading() as connection:
            (wait_ms,) = connection.execute("PRAGMA busy_timeout").fetchone()
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
            finally:
                connection.execute(f"PRAGMA busy_timeout = {wait_ms}")

    def be_quick(self, wait_ms: int) -> None:
        """Have this thread never wait long for who has the file locked: it has others waiting."""
        with self.reading() as connection:
            self._local.wait_ms = wait_ms
            connection.execute(f"PRAGMA busy_timeout = {wait_ms}")

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
        depth = getattr(self._local, "depth", 0)
        self._local.depth = depth + 1
        try:
            if not depth and not self._is_current():
                self._renew()
            yield
        finally:
            self._local.depth = depth
            with self._idle:
                self._uses -= 1
                self._idle.notify_all()

    # Opening, and opening anew

    def _open(self) -> None:
        try:
            self._bring_up_to_date()
        except DamagedError:
            if not self._is_ready:  # it was not mended meanwhile
                raise

    def _is_current(self) -> bool:
        """Whether the file that is open is the one that stands there."""
        return self._is_ready and (bool(self._name) or file_id(self.path) == self._file)

    @contextlib.contextmanager
    def _mending(self) -> Iterator[bool]:
        """Keep other threads and processes from mending meanwhile; give whether we were not."""
        with self._renewing:
            if self._is_mending:
                yield False
                return
            self._is_mending = True
            try:
                with alone(self.path):
                    yield True
            finally:
                self._is_mending = False

    def _renew(self) -> None:
        """Open what stands in the file's place now; put it back where it was removed."""
        with self._mending():
            if self._is_current():
                return  # another thread was quicker
            if self._heir is not None and self._aside is None and file_id(self.path) is None:
                self._write_down_again()
            self.made += 1
            self._let_go()
            self._bring_up_to_date()

    def _let_go(self) -> None:
        """Close this thread's connection, which is to the file that was."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            self._local.connection = None
            with self._lock:
                del self._opened[connection]
            connection.close()

    def _mend(self) -> bool:
        """Set a damaged file aside and make it anew, unless another has; return whether it was."""
        with self._mending() as is_first:
            is_ours = getattr(self._local, "made", None) == self.made
            if not (is_first and is_ours and self._file and file_id(self.path) == self._file):
                return False
            self._aside = set_aside(self.path)
            self._is_ready, self._local.connection = False, None
            with contextlib.suppress(DatabaseError):  # who uses it next tries again, and is told
                self._renew()
            return True

    def _write_down_again(self) -> None:
        """Copy what was removed while it was open: it is there until it is closed."""
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        with self._lock:
            connections = [each for each, made in self._opened.items() if made == self.made]
        for connection in connections:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                draft.unlink(missing_ok=True)
                connection.execute("VACUUM INTO ?", (str(draft),))
                settle(draft)
                if has_journal(self.path):  # it is of the old file, and would spoil the new one
                    set_aside(self.path, "removed")
                draft.rename(self.path)
            except (sqlite3.Error, OSError):
                continue  # one that is being used; what none can do, the heir does
            return
        self._put_hollow_aside()

    def _put_hollow_aside(self) -> None:
        """Keep a journal without a file: SQLite would delete it."""
        if is_hollow(self.path):
            self._aside = set_aside(self.path)

    def _connect(self) -> sqlite3.Connection:
        with self._plain_errors():
            if not self._name:
                make_folder(self.path.parent)
            connection = sqlite3.connect(
                f"file:{self._name}?vfs=memdb" if self._name else self.path,
                uri=bool(self._name), timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None,
                check_same_thread=False,
            )  # fmt: skip
            try:
                connection.execute(f"PRAGMA synchronous = {'FULL' if self._durable else 'NORMAL'}")
                connection.execute("PRAGMA foreign_keys = ON")
                # Sorting a million rows in memory would take 100 MB; and each thread has a cache.
                connection.execute("PRAGMA temp_store = FILE")
                connection.execute("PRAGMA cache_size = -1000")
                if wait_ms := getattr(self._local, "wait_ms", None):
                    connection.execute(f"PRAGMA busy_timeout = {wait_ms}")
            except BaseException:
                connection.close()
                raise
            return connection

    def _bring_up_to_date(self) -> None:
        """Refuse what is not ours before anything is written, the journal's mode included."""
        depth = getattr(self._local, "depth", 0)
        self._local.depth = depth + 1  # what is being opened is not looked after yet
        self._is_ready = False
        self._file = file_id(self.path)
        try:
            with self.reading() as connection:
                self._file = file_id(self.path)
                seen = self._version(connection)
                prefer_wal(connection)
            if seen < len(self._steps):
                with self.writing() as connection:
                    self._take_steps(connection)
            self._is_ready, self._aside = True, None
        finally:
            self._local.depth = depth

    def _take_steps(self, connection: sqlite3.Connection) -> None:
        for name, function in self._functions.items():
            connection.create_function(name, 1, function, deterministic=True)
        seen = self._version(connection)  # another process may have been quicker
        if 0 < seen < len(self._steps) and self._back_up:
            self._copy(seen)
        for number in range(seen, len(self._steps)):
            for statement in statements(self._steps[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute(f"PRAGMA application_id = {self._application_id}")
        if not seen and self._heir is not None:
            self._heir(connection, self._aside)

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
        target = unused(self.path.with_name(f"{self.path.name}.v{version}-{stamp}"))
        with contextlib.closing(self._connect()) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))

    @contextlib.contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            plain = plain_error(self.path, error)
            if isinstance(plain, DamagedError) and self._mends and self._mend():
                plain = DamagedError(f"{plain} It was set aside, and is made anew.")
            raise plain from error

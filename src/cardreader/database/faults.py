"""What can go wrong with an SQLite file: the errors, in plain sentences; setting files aside."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import sqlite3
import stat
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_JOURNALS = ("-wal", "-shm", "-journal")
_HEADERS = {"-wal": 32, "-journal": 512}  # bytes
_ALONE_WAITS_S = 10.0
_TICK_S = 0.01

FileId = tuple[int, int]
"""Device and inode: what tells a file from another one under its name."""


class DatabaseError(Exception):
    """A database cannot be used as asked; the text is one plain sentence."""


class DamagedError(DatabaseError):
    """The file is not a whole SQLite database."""


class BusyError(DatabaseError):
    """Another program has had the file locked for too long."""


def plain_error(path: Path, error: sqlite3.Error) -> DatabaseError:
    """Say an error of SQLite's in a sentence, with what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
    if code in _DAMAGED:
        return DamagedError(f"{path} is damaged: {error}.")
    if code == sqlite3.SQLITE_FULL:
        return DatabaseError(f"The disk is full: {path} could not be written. Free some space.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BusyError(f"{path} is in use by another program; try again in a moment.")
    state = _state(path)
    if state is not None and stat.S_ISDIR(state.st_mode):
        return DatabaseError(f"{path} is a folder: move it away, or use --data DIR.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return DatabaseError(f"{path} cannot be written: check its permissions, or use --data DIR.")
    return DatabaseError(f"{path} could not be used: {error}.")


def file_id(path: Path) -> FileId | None:
    """Return what tells the file from another one under its name; None where there is none."""
    state = _state(path)
    return None if state is None else (state.st_dev, state.st_ino)


def _state(path: Path) -> os.stat_result | None:
    """Return what is there; None also where its folder keeps it from us."""
    try:
        return path.stat()
    except OSError:
        return None


def set_aside(path: Path, why: str = "damaged") -> Path:
    """Rename a file and its journals, with the date; return its new name, raise DatabaseError."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    target = unused(path.with_name(f"{path.name}.{why}-{stamp}"))
    for suffix in ("", *_JOURNALS):
        old = path.with_name(path.name + suffix)
        try:
            old.rename(target.with_name(target.name + suffix))
        except FileNotFoundError:
            continue  # there is no such journal, or another process was quicker
        except OSError as error:
            raise DatabaseError(
                f"{old} is damaged and cannot be renamed: {error.strerror}. Move it away."
            ) from error
    return target


def settle(path: Path) -> None:
    """Have the system write a new file to the disk; SQLite does not where it copies."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter; raise DatabaseError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DatabaseError(f"The folder {folder} cannot be made: {error.strerror}.") from error


def has_journal(path: Path) -> bool:
    """Whether there is a journal of the file: what it holds may be nowhere else."""
    return any(file_id(path.with_name(path.name + suffix)) for suffix in _JOURNALS)


def is_hollow(path: Path) -> bool:
    """Whether there is nothing where a journal says there was something.

    A journal that has only its header is of a file that was about to be made.
    """
    state = _state(path)
    is_empty = state is None or (not state.st_size and stat.S_ISREG(state.st_mode))
    journals = ((_state(path.with_name(path.name + end)), size) for end, size in _HEADERS.items())
    return is_empty and any(journal and journal.st_size > size for journal, size in journals)


def unused(path: Path) -> Path:
    """Return the path, with a number behind it where there is a file already."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in itertools.count(2))
    return next(
        each
        for each in itertools.chain((path,), numbered)
        if file_id(each) is None and not has_journal(each)
    )


class _HeldFolders(threading.local):
    folders: tuple[Path, ...] = ()


_Held = _HeldFolders()


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other processes from mending files of the same folder meanwhile.

    Where a folder cannot be locked, or another holds it for too long, go on without.
    """
    if path.parent in _Held.folders:  # a lock is the file's that was opened, not the process's
        yield
        return
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        _lock(folder)
        _Held.folders = (*_Held.folders, path.parent)
        yield
    finally:
        _Held.folders = tuple(each for each in _Held.folders if each != path.parent)
        os.close(folder)


def _lock(folder: int) -> None:
    deadline = time.monotonic() + _ALONE_WAITS_S
    while True:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return
            time.sleep(_TICK_S)
        except OSError:
            return
        else:
            return

"""Reading many files: a second process reads while this one fills the index.

Threads would take turns at Python's lock. Two processes share the work of a first index evenly:
the one that fills reads a part itself. To start the second costs some ten milliseconds: nothing
for thousands of files, too much for a few. There is no work for more.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import pickle
import signal
import threading
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from cardreader.card import Problem, Reading
from cardreader.index import FileRead
from cardreader.sources.folder import Folder, Found, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

_PAYS_FROM = 1000  # files
_SHARE = 4  # of so many batches this process reads one itself
_PIPE_BYTES = 2**20  # as large as any user may have one on Linux: some batches ahead


def read_batches(
    folder: Folder, batches: Sequence[Sequence[Found]], max_bytes: int
) -> Generator[list[FileRead]]:
    """Read batch after batch. Close it where the rest is not wanted."""
    if sum(map(len, batches)) < _PAYS_FROM or not _may_fork():
        yield from (_read(folder, batch, max_bytes) for batch in batches)
        return
    # The first is there sooner than a process.
    yield _read(folder, batches[0], max_bytes)
    others = [batch for number, batch in enumerate(batches) if _is_for_other(number)]
    with contextlib.closing(_read_ahead(folder, others, max_bytes)) as ahead:
        for number, batch in enumerate(batches[1:], 1):
            # Also what is left when the other process came to grief.
            files = next(ahead, None) if _is_for_other(number) else None
            yield _read(folder, batch, max_bytes) if files is None else files


def _is_for_other(number: int) -> bool:
    """Whether the other process reads this batch: filling takes about half as long as reading."""
    return number % _SHARE != 0


def held_time(mtime_ns: int) -> int:
    """Return a file's time as a number that SQLite can hold: from 2262 on it is too large."""
    return mtime_ns % 2**63


def _may_fork() -> bool:
    """Whether a copy of this process can do anything useful.

    Never in the reader: of its threads only one would be copied, and the locks that the others
    hold would stay locked for ever; and memory would be taken twice. Nor on macOS, whose own
    libraries do not stand it.
    """
    return (
        hasattr(os, "fork")
        and hasattr(os, "sched_getaffinity")
        and len(os.sched_getaffinity(0)) > 1
        and threading.active_count() == 1
    )


def _read_ahead(
    folder: Folder, batches: Sequence[Sequence[Found]], max_bytes: int
) -> Generator[list[FileRead]]:
    """Give what another process reads; fewer batches than asked for when it ends before its time.

    It waits while the pipe is full, and ends when nobody reads from it any more, however this
    process ends.
    """
    receiving, sending = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):  # then it waits more often
            fcntl.fcntl(sending, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _send(folder, batches, max_bytes, sending)
    os.close(sending)
    try:
        with os.fdopen(receiving, "rb") as file:
            for _ in batches:
                files = _receive(file)
                if files is None:
                    return
                yield files
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _receive(file: BinaryIO) -> list[FileRead] | None:
    try:
        files: list[FileRead] = pickle.load(file)  # noqa: S301 - from this program's own process
    except (EOFError, pickle.UnpicklingError):
        return None
    return files


def _send(
    folder: Folder, batches: Sequence[Sequence[Found]], max_bytes: int, sending: int
) -> NoReturn:
    """Be the other process: read and send, and never return to what this one was doing."""
    status = 1
    try:
        gc.disable()  # cards hold no cycles, and what was there before stays shared
        with os.fdopen(sending, "wb") as file:
            for batch in batches:
                pickle.dump(_read(folder, batch, max_bytes), file, pickle.HIGHEST_PROTOCOL)
                file.flush()
        status = 0
    finally:
        # Neither buffers nor databases are this process's own to finish.
        os._exit(status)


def _read(folder: Folder, batch: Sequence[Found], max_bytes: int) -> list[FileRead]:
    from cardreader.card.reading import read_listed  # noqa: PLC0415 - for whoever reads files

    files = []
    for file in batch:
        site = folder.site(file.path)
        mtime_ns, digest = held_time(file.mtime_ns), b""
        try:
            data = folder.read(file.path, max_bytes)
        except UnreadableFile as error:
            # Permissions may change without a trace in size or time: look again next time.
            mtime_ns = -1
            reading = Reading(problems=(Problem(1, f"{error}"),))
        else:
            reading, digest = read_listed(data, folder.place(file.path))
        files.append(
            FileRead(
                file.path, file.size, mtime_ns, site.root, site.topic, digest, reading.card,
                reading.problems,
            )
        )  # fmt: skip
    return files

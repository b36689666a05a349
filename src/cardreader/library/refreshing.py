"""Bringing the index up to date with a source: only files that changed are read again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from cardreader.card import Problem, Reading
from cardreader.clean import clean_path
from cardreader.index import Changes, FileRead, Index
from cardreader.sources.folder import Folder, Found, UnreadableFile, plain_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_BATCH = 100


class Progress(NamedTuple):
    """How far a refresh has come: files read of those to read, and what that changed."""

    done: int
    total: int
    changes: Changes


class SourceTrouble(NamedTuple):
    """A source that could not be read, wholly or in part; one plain sentence."""

    sentence: str


def refresh(
    index: Index,
    folder: Folder,
    source: int,
    max_bytes: int,
    report: Callable[[Progress | SourceTrouble], None],
    cancelled: Callable[[], bool],
) -> Changes:
    """Bring the index up to date with one folder, in batches, reporting each.

    Stops between batches when `cancelled()`; what was done stays done. Raises DatabaseError.
    """
    changes = Changes()
    known = index.known_files(source)
    try:
        found = list(folder.files())
    except OSError as error:
        name = clean_path(os.fsdecode(folder.root))
        report(SourceTrouble(f"{name} cannot be read: {plain_reason(error)}. Its cards are kept."))
        return changes
    for path, reason in folder.troubles:
        name = clean_path(os.fsdecode(os.path.join(folder.root, path)))
        report(SourceTrouble(f"{name} cannot be entered: {reason}. Its cards are kept."))
    stale = [file for file in found if known.get(file.path) != (file.size, _mtime_ns(file))]
    gone = _gone(known.keys() - {file.path for file in found}, folder)
    if gone:
        dropped = index.drop_files(source, gone)
        changes.extend(dropped)
        report(Progress(0, len(stale), dropped))
    for start in range(0, len(stale), _BATCH):
        if cancelled():
            break
        batch = stale[start : start + _BATCH]
        # Read before the transaction begins: a mark set meanwhile must not wait for files.
        files = list(_read(folder, batch, max_bytes))
        batch_changes = index.put_files(source, folder.root, files)
        changes.extend(batch_changes)
        report(Progress(start + len(batch), len(stale), batch_changes))
    if changes:
        index.find_root_topics()
    return changes


def _gone(paths: set[bytes], folder: Folder) -> list[bytes]:
    """Leave out what lies in folders that could not be entered: it may still be there."""
    closed = tuple(path + b"/" for path, _ in folder.troubles)
    return [path for path in paths if not path.startswith(closed)] if closed else list(paths)


def _mtime_ns(file: Found) -> int:
    """Return the file's time as a number that SQLite can hold: from 2262 on it is too large."""
    return file.mtime_ns % 2**63


def _read(folder: Folder, batch: Sequence[Found], max_bytes: int) -> Iterator[FileRead]:
    from cardreader.card.reading import read_listed  # noqa: PLC0415 - for whoever reads files

    for file in batch:
        site = folder.site(file.path)
        mtime_ns, digest = _mtime_ns(file), b""
        try:
            data = folder.read(file.path, max_bytes)
        except UnreadableFile as error:
            # Permissions may change without a trace in size or time: look again next time.
            mtime_ns = -1
            reading = Reading(problems=(Problem(1, f"{error}"),))
        else:
            reading, digest = read_listed(data, folder.place(file.path))
        yield FileRead(
            file.path, file.size, mtime_ns, site.root, site.topic, digest, reading.card,
            reading.problems,
        )  # fmt: skip

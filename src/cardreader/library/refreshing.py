"""Bringing the index up to date with a source: only files that changed are read again."""

from __future__ import annotations

import contextlib
import itertools
import os
from array import array
from typing import TYPE_CHECKING, NamedTuple

from cardreader.clean import clean_path
from cardreader.index import Changes, Index
from cardreader.library.reading_ahead import held_time, read_batches
from cardreader.sources.folder import Folder, Found, plain_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# The first cards are soon to be seen; a mark never waits long for a transaction.
_FIRST_BATCH = 50
_BATCH = 200
# Files of which the index is asked at once: in order, so that neighbours are read together.
_LOOK_UP = 20_000
_MANY = 20  # files: so many do not go all at once by hand


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
    *,
    confirmed: bool = False,
) -> Changes:
    """Bring the index up to date with one folder, in batches, reporting each.

    Stops between batches when `cancelled()`; what was done stays done. A folder that had many
    files and has none now may be a disk that is not mounted: its cards are kept, and it is noted
    as out of reach, unless it is `confirmed` that they are gone. Raises DatabaseError.
    """
    changes = Changes()
    try:
        stale, seen, known = _look(index, folder, source)
    except OSError as error:
        name = clean_path(os.fsdecode(folder.root))
        report(SourceTrouble(f"{name} cannot be read: {plain_reason(error)}. Its cards are kept."))
        folder.out_of_reach = True
        return changes
    if not seen and not confirmed and (had := index.count_files(source)) >= _MANY:
        name = clean_path(os.fsdecode(folder.root))
        report(SourceTrouble(
            f"{name} is empty, where there were {had:,} files: perhaps its disk is not there. Its "
            "cards are kept; R (or `cardreader index`) takes them out."
        ))  # fmt: skip
        folder.out_of_reach = True
        return changes
    for path, reason in folder.troubles:
        name = clean_path(os.fsdecode(os.path.join(folder.root, path)))
        report(SourceTrouble(f"{name} cannot be entered: {reason}. Its cards are kept."))
    if known < index.count_files(source) and (gone := _gone(index, folder, source, seen)):
        dropped = index.drop_files(source, gone)
        changes.extend(dropped)
        report(Progress(0, len(stale), dropped))
    done = 0
    with contextlib.closing(read_batches(folder, _batches(stale), max_bytes)) as batches:
        # Read before the transaction begins: a mark set meanwhile must not wait for files.
        while not cancelled() and (files := next(batches, None)) is not None:
            batch_changes = index.put_files(source, folder.root, files)
            changes.extend(batch_changes)
            done += len(files)
            report(Progress(done, len(stale), batch_changes))
    if changes:
        index.find_root_topics()
    return changes


def _look(index: Index, folder: Folder, source: int) -> tuple[list[Found], array[int], int]:
    """Return the files that are new or changed, all that were seen, and how many were known.

    What was seen is kept as hashes: a million paths would be more than all else in memory.
    """
    stale: list[Found] = []
    seen = array("q")
    known = 0
    files = folder.files()
    while some := sorted(itertools.islice(files, _LOOK_UP)):
        paths = [file.path for file in some]
        states = index.states(source, paths)
        known += len(states)
        seen.extend(map(hash, paths))
        stale += [file for file in some if file not in states and _held(file) not in states]
    stale.sort()
    return stale, seen, known


def _held(file: Found) -> tuple[bytes, int, int]:
    return file.path, file.size, held_time(file.mtime_ns)


def _gone(index: Index, folder: Folder, source: int, seen: array[int]) -> list[bytes]:
    """Return the known files that were not seen.

    Without what lies in folders that could not be entered: it may still be there.
    """
    closed = tuple(path + b"/" for path, _ in folder.troubles)
    hashes = frozenset(seen)
    return [
        path
        for path in index.known_paths(source)
        if hash(path) not in hashes and not path.startswith(closed)
    ]


def _batches(files: Sequence[Found]) -> list[Sequence[Found]]:
    starts = range(_FIRST_BATCH, len(files), _BATCH)
    return [files[:_FIRST_BATCH], *(files[start : start + _BATCH] for start in starts)][
        : len(files)
    ]

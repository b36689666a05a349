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
_BATCH = 250
_COMPARED = 20_000  # files that are compared with what is known at once
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
        stale, seen, gone = _look(index, folder, source)
    except OSError as error:
        name = clean_path(os.fsdecode(folder.root))
        report(SourceTrouble(f"{name} cannot be read: {plain_reason(error)}. Its cards are kept."))
        folder.out_of_reach = True
        return changes
    if not seen and not confirmed and (had := sum(1 for _ in index.states(source))) >= _MANY:
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
    if gone:
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


def _look(index: Index, folder: Folder, source: int) -> tuple[list[Found], int, list[bytes]]:
    """Return the files that are new or changed, how many were seen, and which are gone.

    What is known is held as hashes of path, size and time: a million of them take 8 MB, as paths
    they would take more than all else in memory. Two that are equal by chance (one in ten million,
    among a million) hide a change until the next look, with other hashes.
    """
    known = array("q", map(hash, index.states(source)))
    stale: list[Found] = []
    seen = 0
    files = folder.files()
    while some := {_hash(file): file for file in itertools.islice(files, _COMPARED)}:
        seen += len(some)
        stale += [some[each] for each in set(some).difference(known)]
    stale.sort()
    changed = index.count_known(source, [file.path for file in stale]) if known else 0
    are_all_there = seen - len(stale) + changed == len(known)
    return stale, seen, [] if are_all_there else _gone(index, folder, source)


def _hash(file: Found) -> int:
    path, size, mtime_ns = file
    return hash((path, size, held_time(mtime_ns)))


def _gone(index: Index, folder: Folder, source: int) -> list[bytes]:
    """Return the known files that are not there any more: they are looked for once more.

    Without what lies in folders that could not be entered: it may still be there.
    """
    there = array("q", (hash(file.path) for file in folder.files()))
    closed = tuple(path + b"/" for path, _ in folder.troubles)
    gone: list[bytes] = []
    paths = (state[0] for state in index.states(source))
    while some := {hash(path): path for path in itertools.islice(paths, _COMPARED)}:
        gone += [some[each] for each in set(some).difference(there)]
    return [path for path in gone if not path.startswith(closed)]


def _batches(files: Sequence[Found]) -> list[Sequence[Found]]:
    starts = [0, *range(_FIRST_BATCH, len(files), _BATCH)] if files else []
    return [files[start:end] for start, end in itertools.pairwise([*starts, len(files)])]

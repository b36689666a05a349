"""Opening a library whatever has become of its databases: reading goes on without them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cardreader.database import DatabaseError
from cardreader.index import Index
from cardreader.library import Library
from cardreader.marks import open_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_IN_MEMORY = "For now the index is kept in memory, and all cards are read anew."


def open_library(
    index_file: Path,
    marks_file: Path,
    folders: Sequence[str],
    now: Callable[[], float],
    half_life_s: int,
    max_file_bytes: int,
    *,
    known_too: bool = False,
) -> Library:
    """Open a library; what its reader is to be told of that, it has as `notices`.

    An index that cannot be used is left as it is, and another one kept in memory. Where the marks
    cannot be opened, nothing can be marked until they can. `known_too`: with the folders that the
    index knows besides.
    """
    marks = open_marks(marks_file, now)

    def library(index: Index) -> Library:
        known = [os.fsdecode(root) for root in index.roots()] if known_too else []
        return Library(index, marks, [*folders, *known], now, half_life_s, max_file_bytes)

    index = None
    try:
        index = Index(index_file)
        index.check_writable()
        opened = library(index)
    except DatabaseError as error:
        if index is not None:
            index.close()
        opened = library(Index(index_file, in_memory=True))
        opened.tell(f"{error} {_IN_MEMORY}")
    if marks.refusal:
        opened.tell(marks.refusal)
    return opened

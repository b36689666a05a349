"""Card files and libraries for the tests of database, marks, index, library and refresh."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import yaml

from cardreader.index import FileRead, Index, file_name
from cardreader.library import Library, Order, Query
from cardreader.marks import Marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from cardreader.card import Card

NOW = 1_613_775_000
DAY = 24 * 3600
HALF_LIFE_S = DAY
ROOT = b"/news"
LATER_TIME_NS = 2_000_000_000 * 10**9


def write_card(path: Path, title: str, body: str = "", **fields: object) -> Path:
    """Write a card with these front-matter fields, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    front = yaml.safe_dump({"title": title, **fields}, sort_keys=False, allow_unicode=True)
    path.write_text(f"---\n{front}---\n{body}", "utf-8")
    return path


def index_path(home: Path) -> Path:
    """Return where a library that lives in `home` has its index."""
    return home / "cache" / file_name()


def marks_path(home: Path) -> Path:
    """Return where a library that lives in `home` has its marks."""
    return home / "data" / "marks.sqlite3"


def open_library(
    home: Path, *folders: Path, now: float = NOW, max_file_bytes: int = 2**20
) -> Library:
    """Open a library with its databases below `home`, at a fixed time."""

    def clock() -> float:
        return now

    index = Index(index_path(home))
    marks = Marks(marks_path(home), clock)
    return Library(index, marks, list(map(str, folders)), clock, HALF_LIFE_S, max_file_bytes)


def file_read(
    name: str, card: Card | None, *, site: bytes = ROOT, site_topic: str | None = None
) -> FileRead:
    """Make a file as a refresh hands it to the index; its digest follows from the card."""
    digest = repr(card).encode()
    return FileRead(name.encode(), 1, 1, site, site_topic, digest, card)


def fill(index: Index, cards: Iterable[Card], root: bytes = ROOT) -> tuple[int, list[int]]:
    """Put cards into a source as files `0.md`, `1.md`…; return its number and the cards' rows."""
    source = index.open_source(root, NOW)
    files = [file_read(f"{number}.md", card) for number, card in enumerate(cards)]
    return source, index.put_files(source, root, files).added


def titles(library: Library, ids: Sequence[int]) -> list[str]:
    """Return the titles of these rows, in order."""
    return [summary.title for summary in library.summaries(ids) if summary]


def counted(library: Library, query: Query) -> tuple[int, int]:
    """Return how many cards a query is about, and how many of them are unread."""
    return library.count(query), library.unread(library.view(query, Order()).ids)


def start_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start another process that runs this code, with pipes for input and output."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

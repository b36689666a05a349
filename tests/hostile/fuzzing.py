"""What is fuzzed: five functions that take any bytes, and fail where a promise is broken.

`make fuzz` gives them what a coverage-guided fuzzer makes up; `test_found.py` what was once found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader.card import Place
from cardreader.card.reading import read_card
from cardreader.clean import (
    BLOCK_LIMIT,
    LINE_LIMIT,
    checked,
    clean_block,
    clean_line,
    clean_path,
    is_clean,
    unescape,
)
from cardreader.query import QueryError, parse
from cardreader.query.completing import accepted, candidates, completing
from cardreader.query.lighting import lit
from cardreader.ui.body_text import body
from cardreader.urls import MAX_URL_BYTES, UnsafeURL, article_identity, join_site, openable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PLACE = Place("news", "article", "https://site.example", "/base")
_BODY = 3_000  # characters of a body are read on


def fuzz_card(data: bytes) -> None:
    """File bytes -> card: never raises, all texts clean, the same card with and without related."""
    whole = read_card(data, _PLACE)
    listed = read_card(data, _PLACE, whole=False)
    for reading in (whole, listed):
        for problem in reading.problems:
            assert is_clean(problem.reason)
            assert problem.line >= 1
        if reading.card:
            for text in _texts(reading.card._replace(body="")):
                assert is_clean(text), text
            assert is_clean(reading.card.body, block=True)
            assert reading.card.title
    assert (whole.card is None) == (listed.card is None)
    if whole.card and listed.card:
        # Damage among the related items is only noticed where they are read.
        if not any("related: " in problem.reason for problem in whole.problems):
            assert whole.card._replace(related=()) == listed.card
        assert whole.card.related_count == len(whole.card.related)
        for block in body(whole.card.body[:_BODY]).blocks:
            assert is_clean(block.text, block=True)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def fuzz_clean(data: bytes) -> None:
    """Text -> clean text: clean, bounded, and the same when cleaned again."""
    text = unescape(_text(data))
    line, block, path = clean_line(text), clean_block(text), clean_path(text)
    assert is_clean(line)
    assert is_clean(block, block=True)
    assert is_clean(path)
    assert len(line) <= LINE_LIMIT
    assert len(block) <= BLOCK_LIMIT
    assert (clean_line(line), clean_block(block), clean_path(path)) == (line, block, path)
    assert checked(line) is line
    assert is_clean(checked(text))
    assert is_clean(checked(text, block=True), block=True)


def fuzz_urls(data: bytes) -> None:
    """URL -> what a browser may be given: plain ASCII of http, the same when judged again."""
    text = _text(data)
    identity = article_identity(text)
    join_site(text, "https://site.example", "/base")
    try:
        url = openable(text)
    except UnsafeURL as error:
        _check_reason(error)
        return
    assert url.isascii()
    assert url.isprintable()
    assert url.lower().startswith(("http://", "https://"))
    assert not set(url) & set(" '\"\\<>`{}|^")
    assert len(url) <= MAX_URL_BYTES
    assert openable(url) == url
    assert article_identity(url) == identity
    assert identity is not None


def fuzz_query(data: bytes) -> None:
    """Query text -> query, places that are lit, what can be completed: QueryError or nothing."""
    text = _text(data)[:300]
    for typing in (False, True):
        try:
            query = parse(text, typing=typing)
        except QueryError as error:
            _check_reason(error)
            continue
        for start, end in lit(text, query.tree, "title"):
            assert 0 <= start < end <= len(text)
    for cursor in range(0, len(text) + 1, 1 + len(text) // 8):
        asked = completing(text, cursor)
        if asked is not None:
            assert 0 <= asked.start <= asked.end <= len(text)
            for candidate in candidates(asked, [(text[:20], 1)], limit=3):
                assert accepted(text, asked, candidate.value).cursor >= 0


def fuzz_marks(data: bytes) -> None:
    """A line of exported marks -> an entry: ValueError or one that comes back the same."""
    from cardreader.marks.exchange import from_line, to_line  # noqa: PLC0415 - for this one only

    try:
        entry = from_line(data)
    except ValueError as error:
        _check_reason(error)
        return
    line = to_line(entry)
    assert is_clean(line)
    again = from_line(line.encode())
    assert again._replace(read_at=0, starred_at=0) == entry._replace(read_at=0, starred_at=0)


def _check_reason(error: Exception) -> None:
    assert str(error)
    assert is_clean(checked(str(error), block=True), block=True)


def _text(data: bytes) -> str:
    """Any text, lone surrogates too."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "card": fuzz_card,
    "clean": fuzz_clean,
    "urls": fuzz_urls,
    "query": fuzz_query,
    "marks": fuzz_marks,
}

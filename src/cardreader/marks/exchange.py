"""Marks outside of their database: a line of JSON for each article, and how two states are merged.

The format is told in `docs/marks.md`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from cardreader.card.values import utc_text
from cardreader.clean import is_clean
from cardreader.urls import article_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

_LONGEST_LINE = 2**16
_LONGEST_IDENTITY = 2**14
_EXAMPLE = "2026-11-24T10:00:00Z"
_ARTICLES = range(2**63)
_LAST_SECOND = 253_402_300_799  # of the year 9999

Moment = int | None
"""Seconds since 1970; None where it is not known."""


class Entry(NamedTuple):
    """What is known of one article's marks; its identity is None where only its number is left."""

    article: int
    identity: str | None
    read: bool
    starred: bool
    read_at: Moment
    starred_at: Moment


def to_line(entry: Entry) -> str:
    """Return an entry as one line of JSON, without its end."""
    name = {"identity": entry.identity} if entry.identity else {"article": entry.article}
    marks = {
        "read": entry.read, "starred": entry.starred,
        "read_at": _text(entry.read_at), "starred_at": _text(entry.starred_at),
    }  # fmt: skip
    return json.dumps(name | marks, ensure_ascii=False)


def from_line(line: bytes) -> Entry:
    """Read a line; raise ValueError with a plain reason when it is not one of ours."""
    if len(line) > _LONGEST_LINE:
        raise ValueError("it is too long")
    try:
        given = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(given, dict):
        raise ValueError("it is no JSON object")
    article, identity = _article(given)
    return Entry(
        article, identity, _flag(given, "read"), _flag(given, "starred"),
        _moment(given, "read_at"), _moment(given, "starred_at"),
    )  # fmt: skip


def _article(given: dict[str, object]) -> tuple[int, str | None]:
    identity, number = given.get("identity"), given.get("article")
    if isinstance(identity, str):
        if not identity or len(identity) > _LONGEST_IDENTITY or not is_clean(identity):
            raise ValueError("its identity is empty, too long, or holds what no identity holds")
        return article_of(identity), identity
    if identity is None and type(number) is int and number in _ARTICLES:
        return number, None
    raise ValueError("it names no article: identity is missing")


def _flag(given: dict[str, object], name: str) -> bool:
    value = given.get(name, False)
    if not isinstance(value, bool):
        raise ValueError(f"{name} is neither true nor false")
    return value


def _moment(given: dict[str, object], name: str) -> Moment:
    text = given.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
        seconds = int(moment.astimezone(UTC).timestamp())
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{name} is no time like {_EXAMPLE}") from error
    if moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone, as in {_EXAMPLE}")
    return seconds


def _text(moment: Moment) -> str | None:
    return None if moment is None else utc_text(min(max(moment, 0), _LAST_SECOND))


def merge(
    connection: sqlite3.Connection, entries: Iterable[Entry], now: int
) -> dict[tuple[str, bool], list[int]]:
    """Take over what is newer than what is there; return which articles are marked otherwise now.

    Read and starred are judged apart. A moment to come counts as now. Without any moment a mark
    is kept, whoever has it.
    """
    changed: dict[tuple[str, bool], list[int]] = {}
    for entry in entries:
        own = connection.execute(
            "SELECT read, read_at, starred, starred_at FROM mark WHERE article = ?",
            (entry.article,),
        ).fetchone() or (0, None, 0, None)
        read = _newer((bool(own[0]), own[1]), (entry.read, entry.read_at), now)
        starred = _newer((bool(own[2]), own[3]), (entry.starred, entry.starred_at), now)
        if entry.identity is not None:
            connection.execute(
                "INSERT OR IGNORE INTO article VALUES (?, ?)", (entry.article, entry.identity)
            )
        if (*read, *starred) == (bool(own[0]), own[1], bool(own[2]), own[3]):
            continue
        connection.execute(
            "INSERT INTO mark (article, read, read_at, starred, starred_at)"
            " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (article) DO UPDATE"
            " SET read = ?2, read_at = ?3, starred = ?4, starred_at = ?5",
            (entry.article, *read, *starred),
        )
        for kind, value, before in (("read", read[0], own[0]), ("starred", starred[0], own[2])):
            if value != bool(before):
                changed.setdefault((kind, value), []).append(entry.article)
    return changed


def _newer(own: tuple[bool, Moment], other: tuple[bool, Moment], now: int) -> tuple[bool, Moment]:
    (own_value, own_at), (value, at) = own, other
    if at is None:
        return (own_value or value, None) if own_at is None else own
    at = min(at, now)
    return own if own_at is not None and own_at >= at else (value, at)

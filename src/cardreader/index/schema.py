"""The tables of the index, and the keys that are made when a card is put in."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from cardreader.heat import hot_order
from cardreader.query import fold
from cardreader.urls import article_identity

if TYPE_CHECKING:
    from cardreader.card import Card

APPLICATION_ID = 0x63617278  # "carx"
# Counted up with every change of the tables or of what is kept in them: the version is part of
# the file's name, so that an older program never meets a newer index and nothing is migrated.
VERSION = 2

TABLES = """
    -- The numbers of sources and cards are never given to another: libraries and views hold them.
    CREATE TABLE source (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        root BLOB NOT NULL UNIQUE,
        opened INTEGER NOT NULL
    );
    CREATE TABLE site (
        id INTEGER PRIMARY KEY,
        root BLOB NOT NULL UNIQUE,
        topic TEXT,       -- as its configuration names it
        root_topic TEXT   -- the topic that is on every card of it
    );
    CREATE TABLE file (
        source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
        path BLOB NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        PRIMARY KEY (source, path)
    ) WITHOUT ROWID;
    CREATE TABLE card (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key INTEGER NOT NULL UNIQUE,
        source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
        path BLOB NOT NULL,
        site INTEGER NOT NULL REFERENCES site,
        digest BLOB NOT NULL,
        article INTEGER NOT NULL,
        identity TEXT NOT NULL,
        title TEXT NOT NULL,
        excerpt TEXT,
        web_url TEXT,
        provider_name TEXT,
        provider_domain TEXT,
        topics TEXT NOT NULL,
        type TEXT NOT NULL,
        category TEXT NOT NULL,
        published INTEGER,
        quality INTEGER,
        heat INTEGER,
        hot INTEGER,
        is_published INTEGER NOT NULL,
        removed INTEGER NOT NULL,
        listed INTEGER NOT NULL,
        related_count INTEGER NOT NULL,
        title_key TEXT NOT NULL,
        provider_key TEXT,
        domain_key TEXT,
        words TEXT NOT NULL,
        UNIQUE (source, path)
    );
    CREATE INDEX card_by_article ON card (article);
    CREATE INDEX card_by_heat ON card
        (listed, heat DESC, quality DESC, published DESC, title_key, key, source, article);
    CREATE TABLE topic (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, folded TEXT NOT NULL);
    CREATE TABLE card_topic (
        topic INTEGER NOT NULL REFERENCES topic,
        card INTEGER NOT NULL REFERENCES card ON DELETE CASCADE,
        PRIMARY KEY (topic, card)
    ) WITHOUT ROWID;
    CREATE INDEX topic_by_card ON card_topic (card);
    CREATE TABLE problem (
        source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
        path BLOB NOT NULL,
        line INTEGER NOT NULL,
        reason TEXT NOT NULL,
        warning INTEGER NOT NULL
    );
    CREATE INDEX problem_by_path ON problem (source, path);
    -- A copy of the marks, for sorting and counting; the marks database is the truth.
    CREATE TABLE marked (
        article INTEGER PRIMARY KEY,
        read INTEGER NOT NULL,
        starred INTEGER NOT NULL
    );
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

SEPARATOR = "\x1f"  # between the topics of a card; `clean` lets none through
_WORD = re.compile(r"\w+")
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
_ID_LENGTH = 12


def key_of(root: bytes, path: bytes) -> int:
    """Return 60 bits that name a file of a source, the same in every index."""
    digest = hashlib.blake2b(root + b"\0" + path, digest_size=8).digest()
    return int.from_bytes(digest) >> 4


def id_text(key: int) -> str:
    """Return the id of a card as it is printed: 12 letters and digits."""
    return "".join(_DIGITS[key >> 5 * place & 31] for place in reversed(range(_ID_LENGTH)))


def id_key(text: str) -> int | None:
    """Return what `id_text` made it from; None when it is no id."""
    if len(text) != _ID_LENGTH or any(char not in _DIGITS for char in text.lower()):
        return None
    key = 0
    for char in text.lower():
        key = key << 5 | _DIGITS.index(char)
    return key


def identity_of(card: Card, root: bytes, path: bytes) -> str:
    """Return what marks hang on: the article's URL, without one the source and path."""
    own = article_identity(card.url) if card.url else None
    return own or f"file:{quote_from_bytes(root)}/{quote_from_bytes(path)}"


def article_of(identity: str) -> int:
    """Return 63 bits that stand for an article's identity inside the index."""
    digest = hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def words_of(text: str) -> str:
    """Return the folded words of a text, each with a blank before it."""
    return "".join(f" {word}" for word in _WORD.findall(fold(text)))


def card_row(card: Card, root: bytes, path: bytes) -> dict[str, object]:
    """Return the columns of a card but for source, site and digest."""
    identity = identity_of(card, root, path)
    provider = card.provider
    return {
        "key": key_of(root, path),
        "path": path,
        "article": article_of(identity),
        "identity": identity,
        "title": card.title,
        "excerpt": card.excerpt,
        "web_url": card.web_url,
        "provider_name": provider.name if provider else None,
        "provider_domain": provider.domain if provider else None,
        "topics": SEPARATOR.join(card.topics),
        "type": card.type,
        "category": card.category,
        "published": card.published,
        "quality": card.quality,
        "heat": card.heat,
        "hot": hot_order(card.heat) if card.published is not None else None,
        "is_published": card.is_published,
        "removed": card.removed,
        "listed": card.listed,
        "related_count": card.related_count,
        "title_key": fold(card.title),
        "provider_key": fold(provider.label) if provider else None,
        "domain_key": fold(provider.domain) if provider else None,
        "words": words_of(f"{card.title} {card.excerpt or ''}"),
    }

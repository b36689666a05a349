"""The tables of the index, and the keys that are made when a card is put in."""

from __future__ import annotations

from _blake2 import blake2b  # hashlib's own, which would load all of OpenSSL
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from cardreader.heat import hot_order
from cardreader.query import fold, fold_name, words_of
from cardreader.query.fields import FIELDS
from cardreader.urls import article_identity, article_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cardreader.card import Card

APPLICATION_ID = 0x63617278  # "carx"
# Counted up with every change of the tables or of what is kept in them: the version is part of
# the file's name, so that an older program never meets a newer index and nothing is migrated.
VERSION = 4

# The texts of a card that are searched, by column: those of the fields that have any, and others.
_SEARCHED: dict[str, Callable[[Card], Iterable[str]]] = {
    **{field.name: field.texts for field in FIELDS.values() if field.texts},
    "body": lambda card: (card.body,),
    "provider": lambda card: (card.provider.name,) if card.provider else (),
    "domain": lambda card: (card.provider.domain,) if card.provider else (),
    "topics": lambda card: card.topics,
}
SEARCHED = tuple(_SEARCHED)
"""The columns of `words`, and what `words_row` gives, in its order."""

TABLES = rf"""
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
        card INTEGER,     -- its row, where it is a card
        PRIMARY KEY (source, path)
    ) WITHOUT ROWID;
    -- What sorts and narrows: narrow rows, since they are all walked for an order not yet kept.
    CREATE TABLE card (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key INTEGER NOT NULL UNIQUE,
        source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
        site INTEGER NOT NULL REFERENCES site,
        article INTEGER NOT NULL,
        listed INTEGER NOT NULL,
        is_published INTEGER NOT NULL,
        removed INTEGER NOT NULL,
        heat INTEGER,
        hot INTEGER,
        quality INTEGER,
        published INTEGER,
        related_count INTEGER NOT NULL,
        has INTEGER NOT NULL,   -- bits, see HAS
        type_key TEXT NOT NULL,
        category_key TEXT NOT NULL,
        title_key TEXT NOT NULL,
        provider_key TEXT,
        domain_key TEXT
    );
    CREATE INDEX card_by_article ON card (article);
    CREATE INDEX card_by_source ON card (source);
    -- What is shown.
    CREATE TABLE card_text (
        card INTEGER PRIMARY KEY REFERENCES card ON DELETE CASCADE,
        path BLOB NOT NULL,
        digest BLOB NOT NULL,
        title TEXT NOT NULL,
        excerpt TEXT,
        web_url TEXT,
        provider_name TEXT,
        provider_domain TEXT,
        topics TEXT NOT NULL,
        type TEXT NOT NULL,
        category TEXT NOT NULL
    );
    -- What marks hang on, apart so that many are read at once.
    CREATE TABLE identity (
        card INTEGER PRIMARY KEY REFERENCES card ON DELETE CASCADE,
        article INTEGER NOT NULL,
        identity TEXT NOT NULL
    );
    -- What is searched: the words as `query.words_of` tells them, with blanks between. So the
    -- tokenizer has nothing left to decide, whatever SQLite it comes with: it splits at blanks.
    CREATE VIRTUAL TABLE words USING fts5 (
        {", ".join(SEARCHED)},
        tokenize = "ascii tokenchars '_$+<=>|~'", prefix = '1 2'
    );
    CREATE TRIGGER words_go AFTER DELETE ON card BEGIN
        DELETE FROM words WHERE rowid = old.id;
    END;
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
    -- A copy of the marks, for narrowing and counting; the marks database is the truth.
    CREATE TABLE marked (
        article INTEGER PRIMARY KEY,
        read INTEGER NOT NULL,
        starred INTEGER NOT NULL
    );
    -- What is kept rather than counted or sorted anew: good as long as the cards are of the same
    -- generation.
    CREATE TABLE kept (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, generation TEXT NOT NULL, value NOT NULL
    );
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('generation', 'none');
"""

HAS = {"image": 1, "url": 2, "body": 4}
"""What `card.has` tells of a card, a bit each."""

SEPARATOR = "\x1f"  # between the topics of a card; `clean` lets none through
_BREAK = "\ue000"  # between texts: for FTS5 a word, and one that no text has
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
_ID_LENGTH = 12


def key_of(root: bytes, path: bytes) -> int:
    """Return 60 bits that name a file of a source, the same in every index."""
    digest = blake2b(root + b"\0" + path, digest_size=8).digest()
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


def card_row(card: Card, root: bytes, path: bytes, identity: str) -> tuple[object, ...]:
    """Return the columns of `card` from `key` on, but for source and site."""
    provider = card.provider
    has = (
        (HAS["image"] if card.images else 0)
        | (HAS["url"] if card.url else 0)
        | (HAS["body"] if card.body.strip() else 0)
    )
    return (
        key_of(root, path),
        article_of(identity),
        card.listed,
        card.is_published,
        card.removed,
        card.heat,
        hot_order(card.heat) if card.published is not None else None,
        card.quality,
        card.published,
        card.related_count,
        has,
        fold_name(card.type),
        fold_name(card.category),
        fold(card.title),
        fold_name(provider.label) if provider else None,
        fold_name(provider.domain) if provider else None,
    )


CARD_COLUMNS = (
    "key", "article", "listed", "is_published", "removed", "heat", "hot", "quality",
    "published", "related_count", "has", "type_key", "category_key", "title_key", "provider_key",
    "domain_key",
)  # fmt: skip
"""The columns that `card_row` gives, in its order."""
ARTICLE = CARD_COLUMNS.index("article")


def text_row(card: Card, path: bytes, digest: bytes) -> tuple[object, ...]:
    """Return the columns of `card_text` but for the card's row."""
    provider = card.provider
    return (
        path,
        digest,
        card.title,
        card.excerpt,
        card.web_url,
        provider.name if provider else None,
        provider.domain if provider else None,
        SEPARATOR.join(card.topics),
        card.type,
        card.category,
    )


def words_row(card: Card) -> tuple[str, ...]:
    """Return the columns of `words`.

    Topics are told apart, so that no row of words goes from one to the next.
    """
    return tuple([_words(*texts(card)) for texts in _SEARCHED.values()])


def _words(*texts: str) -> str:
    return f" {_BREAK} ".join([" ".join(words_of(text)) for text in texts])

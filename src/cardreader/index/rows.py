"""What is fetched of cards: the columns, and the values made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from cardreader.card import Provider, Summary
from cardreader.index.schema import SEPARATOR, id_text

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = tuple[Any, ...]

SUMMARY = """
    card.id, card_text.title, card.heat, card.quality, card.published, card_text.provider_name,
    card_text.provider_domain, card_text.topics, card.related_count, card_text.type,
    ifnull(marked.read, 0), ifnull(marked.starred, 0), card.listed, site.root_topic,
    card.source, card.came
"""
RECORD = """
    card.key, source.root, card_text.path, card_text.title, card_text.excerpt, card.published,
    card_text.web_url, card_text.provider_name, card_text.provider_domain, card_text.topics,
    card_text.type, card_text.category, card.quality, card.heat, card.is_published,
    card.related_count, ifnull(marked.read, 0), ifnull(marked.starred, 0)
"""
# Rows in the order of the numbers that are given as JSON; nothing for one that is gone.
GIVEN = """
    FROM json_each(?) AS given CROSS JOIN card ON card.id = given.value
        JOIN card_text ON card_text.card = card.id
        JOIN site ON site.id = card.site JOIN source ON source.id = card.source
        LEFT JOIN marked ON marked.article = card.article
    ORDER BY given.key
"""


class Record(NamedTuple):
    """A card as `list` prints it."""

    id: str
    source: bytes
    path: bytes
    title: str
    excerpt: str | None
    published: int | None
    web_url: str | None
    provider: Provider | None
    topics: tuple[str, ...]
    type: str
    category: str
    quality: int | None
    heat: int | None
    is_published: bool
    related_count: int
    read: bool
    starred: bool


def _provider(name: str | None, domain: str | None) -> Provider | None:
    return None if name is None and domain is None else Provider(name or "", domain or "")


def _topics(text: str) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()


def summary(row: Row, since: Mapping[int, int]) -> Summary:
    """Return a card as the list shows it, from the columns of `SUMMARY`.

    `since` is when the last visit to each source has ended.
    """
    number, title, heat, quality, published, name, domain, topics, related, kind = row[:10]
    read, starred, listed, root_topic, source, came = row[10:]
    return Summary(
        number, title, heat, quality, published, _provider(name, domain),
        tuple(topic for topic in _topics(topics) if topic != root_topic),
        related, kind, bool(read), bool(starred), bool(listed),
        came > since.get(source, 0) and not read,
    )  # fmt: skip


def record(row: Row) -> Record:
    """Return a card as `list` prints it, from the columns of `RECORD`."""
    key, root, path, title, excerpt, published, web_url, name, domain, topics, *rest = row
    kind, category, quality, heat, is_published, related, read, starred = rest
    return Record(
        id_text(key), root, path, title, excerpt, published, web_url, _provider(name, domain),
        _topics(topics), kind, category, quality, heat, bool(is_published), related,
        bool(read), bool(starred),
    )  # fmt: skip

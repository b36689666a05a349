"""What a view can be narrowed to, with how many cards each: functions on a connection.

Of all cards of some sources the numbers are kept; of narrower views they are counted. What is
unread is what is left when those that are read are taken off: these are few, or were looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from cardreader.index.keeping import is_kept, kept

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Hashable

Row = tuple[Any, ...]

_READ = "card JOIN marked ON marked.article = card.article AND marked.read = 1"
# From the read ones on, where a condition takes long to ask of all cards.
_FROM_READ = "marked CROSS JOIN card ON card.article = marked.article AND marked.read = 1"
_TOPICS = """
    SELECT topic.folded, min(topic.name), count(DISTINCT card.id)
    FROM {cards} JOIN card_topic ON card_topic.card = card.id
        JOIN topic ON topic.id = card_topic.topic JOIN site ON site.id = card.site
    WHERE {own} AND topic.name IS NOT site.root_topic
    GROUP BY topic.folded ORDER BY 3 DESC, topic.folded
"""
_PROVIDERS = """
    SELECT ifnull(nullif(card.domain_key, ''), card.provider_key) AS own,
        card_text.provider_name, count(*)
    FROM {cards} JOIN card_text ON card_text.card = card.id
    WHERE {own} AND own <> '' GROUP BY own, card_text.provider_name ORDER BY 3 DESC, 2
"""
_READ_PROVIDERS = """
    SELECT ifnull(nullif(card.domain_key, ''), card.provider_key) AS own, count(*)
    FROM {cards} WHERE {own} AND own <> '' GROUP BY own
"""
_SOURCES = """
    SELECT source.root, count(*) FROM {cards} JOIN source ON source.id = card.source
    WHERE {own} GROUP BY source.id ORDER BY source.root
"""


class Chosen(NamedTuple):
    """The cards whose choices are asked for: a condition, and the name they are kept under.

    `is_slow`: asking whether the condition holds for a card takes longer than finding the card.
    """

    sql: str
    parameters: tuple[object, ...]
    name: str | None
    is_slow: bool = False


def topics(connection: sqlite3.Connection, chosen: Chosen) -> list[tuple[str, int, int]]:
    """Return each topic with its cards and unread ones, most first; root topics left out."""
    all_cards = _all(connection, "topics", _TOPICS, chosen)
    read = _read(connection, _TOPICS, chosen)
    return [(name, cards, cards - read[folded]) for folded, name, cards in all_cards]


def providers(connection: sqlite3.Connection, chosen: Chosen) -> list[tuple[str, str, int, int]]:
    """Return each provider's domain (else name), commonest name, cards and unread ones."""
    read = _read(connection, _READ_PROVIDERS, chosen)
    cards: Counter[str] = Counter()
    names: dict[str, str] = {}
    for own, name, number in _all(connection, "providers", _PROVIDERS, chosen):
        cards[own] += number
        if name and not names.get(own):
            names[own] = name
    ordered = sorted(cards.items(), key=lambda item: (-item[1], item[0]))
    return [(own, names.get(own, ""), number, number - read[own]) for own, number in ordered]


def sources(connection: sqlite3.Connection, chosen: Chosen) -> list[tuple[bytes, int, int]]:
    """Return each source's root, cards and unread ones."""
    read = _read(connection, _SOURCES, chosen)
    rows = connection.execute(_SOURCES.format(cards="card", own=chosen.sql), chosen.parameters)
    return [(root, cards, cards - read[root]) for root, cards in rows]


def to_keep(connection: sqlite3.Connection, chosen: Chosen) -> dict[str, str]:
    """Return the choices that are kept, under their names, as far as they are not kept yet."""
    return {
        name: json.dumps(_rows(connection, sql, chosen))
        for kind, sql in (("topics", _TOPICS), ("providers", _PROVIDERS))
        if not is_kept(connection, name := f"{kind} {chosen.name}")
    }


def _all(connection: sqlite3.Connection, kind: str, sql: str, chosen: Chosen) -> list[Row]:
    known = kept(connection, f"{kind} {chosen.name}") if chosen.name else None
    return json.loads(known) if known else _rows(connection, sql, chosen)


def _rows(connection: sqlite3.Connection, sql: str, chosen: Chosen) -> list[Row]:
    return connection.execute(
        sql.format(cards="card", own=chosen.sql), chosen.parameters
    ).fetchall()


def _read(connection: sqlite3.Connection, sql: str, chosen: Chosen) -> Counter[Hashable]:
    """Count those that are read, by the first column."""
    cards = _FROM_READ if chosen.is_slow else _READ
    rows = connection.execute(sql.format(cards=cards, own=chosen.sql), chosen.parameters)
    return Counter({row[0]: row[-1] for row in rows})

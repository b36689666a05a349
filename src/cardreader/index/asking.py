"""From a Query and an Order to SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardreader.heat import SCALE
from cardreader.query.tree import (
    Age,
    And,
    Has,
    Is,
    Kind,
    Not,
    Or,
    Provider,
    Range,
    Source,
    Topic,
    Words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardreader.query import Order, Query
    from cardreader.query.tree import Leaf, Node

_STATES = {
    "read": "ifnull(marked.read, 0) = 1",
    "unread": "ifnull(marked.read, 0) = 0",
    "starred": "ifnull(marked.starred, 0) = 1",
    "retired": "ifnull(card.heat, 0) = -1",
    "published": "card.is_published = 1 AND card.removed = 0",
    "removed": "card.removed = 1",
}
_THINGS = {
    "related": "card.related_count > 0",
    "image": "card.has_image = 1",
    "url": "card.has_url = 1",
    "body": "card.has_body = 1",
}
_NUMBERS = {
    "heat": "card.heat",
    "quality": "card.quality",
    "related": "card.related_count",
    "published": "card.published",
}
_TEXTS = {
    "title": ("card.title_words",),
    "excerpt": ("card.excerpt_words",),
    None: ("card.title_words", "card.excerpt_words", "card.provider_words", "card.other_words"),
}
_TIES = {
    "heat": "card.heat DESC",
    "quality": "card.quality DESC",
    "date": "card.published DESC",
    "title": "card.title_key",
}
FROM = "FROM card LEFT JOIN marked ON marked.article = card.article"


class Where(NamedTuple):
    """A condition on `card` and `marked`, with its parameters."""

    sql: str
    parameters: tuple[object, ...]


def where(query: Query, sources: Sequence[int]) -> Where:
    """Return the condition for the cards of these sources that a query is about.

    The library has put in what only it knows: numbers of sources, and now.
    """
    parts = [Where(f"card.source IN ({', '.join('?' * len(sources))})", tuple(sources))]
    if not query.everything:
        parts.append(Where("card.listed = 1", ()))
    if query.tree:
        parts.append(_node(query.tree))
    return _joined(" AND ", parts)


def _node(node: Node) -> Where:
    if isinstance(node, Not):
        part = _node(node.part)
        # Where something is missing SQL knows neither yes nor no; here it is no, so this is yes.
        return Where(f"NOT ifnull({part.sql}, 0)", part.parameters)
    if isinstance(node, And):
        return _joined(" AND ", [_node(part) for part in node.parts])
    if isinstance(node, Or):
        return _joined(" OR ", [_node(part) for part in node.parts])
    return _leaf(node)


def _joined(joint: str, parts: list[Where]) -> Where:
    sql = joint.join(f"({part.sql})" for part in parts)
    return Where(sql, tuple(value for part in parts for value in part.parameters))


def _leaf(leaf: Leaf) -> Where:  # noqa: PLR0911 - one for each condition
    match leaf:
        case Words(words, prefix, field):
            return _words(words, _TEXTS[field], prefix=prefix)
        case Topic():
            return _topic(leaf)
        case Provider():
            return _provider(leaf)
        case Source(_, numbers):
            return Where(f"card.source IN ({', '.join('?' * len(numbers))})", numbers)
        case Kind(field, value):
            return Where(f"card.{field}_key = ?", (value,))
        case Is(state):
            return Where(_STATES[state], ())
        case Has(what):
            return Where(_THINGS[what], ())
        case Range(field, low, high):
            own = _NUMBERS[field]
            return Where(
                f"{own} IS NOT NULL AND {own} >= ifnull(?, {own}) AND {own} <= ifnull(?, {own})",
                (low, high),
            )
        case Age():
            raise ValueError("an age is counted from now, which the index does not know")


def _words(words: tuple[str, ...], texts: Sequence[str], *, prefix: bool) -> Where:
    sought = f" {' '.join(words)}" + ("" if prefix else " ")
    sql = " OR ".join(f"instr({text}, ?) > 0" for text in texts)
    return Where(sql, (sought,) * len(texts))


def _topic(topic: Topic) -> Where:
    named = "substr(folded, 1, length(?)) = ?" if topic.prefix else "folded = ?"
    return Where(
        "card.id IN (SELECT card FROM card_topic WHERE topic IN"
        f" (SELECT id FROM topic WHERE {named}))",
        (topic.name, topic.name) if topic.prefix else (topic.name,),
    )


def _provider(provider: Provider) -> Where:
    """Match the domain, a parent of it, or words of the name."""
    name = provider.name
    if provider.prefix:
        parts = [Where("instr('.' || card.domain_key, ?) > 0", (f".{name}",))]
    else:
        parts = [
            Where("card.domain_key = ?", (name,)),
            Where("substr(card.domain_key, -length(?)) = ?", (f".{name}", f".{name}")),
            Where("card.provider_key = ?", (name,)),
        ]
    if provider.words:
        parts.append(_words(provider.words, ["card.provider_words"], prefix=provider.prefix))
    return _joined(" OR ", parts)


def order_by(order: Order, now: int, half_life_s: int) -> str:
    """Return the ORDER BY terms: total, the missing ones last whichever way."""
    # A future date counts as now. Whole numbers all the way: no float decides an order.
    hot = f"(card.hot * {half_life_s} / {SCALE} + min(card.published, {now}))"
    main = {
        "heat": "card.heat",
        "hot": hot,
        "date": "card.published",
        "quality": "card.quality",
        "provider": "card.provider_key",
        "title": "card.title_key",
    }[order.by]
    way = "ASC" if order.ascending else "DESC"
    ties = [tie for name, tie in _TIES.items() if name != order.by]
    # NULL counts as smallest: going down it comes last by itself, and an index can be used.
    terms = [f"{main} IS NULL"] if order.ascending and order.by != "title" else []
    return ", ".join([*terms, f"{main} {way}", *ties, "card.key"])

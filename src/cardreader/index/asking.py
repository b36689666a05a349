"""From a Query and an Order to SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardreader.heat import SCALE
from cardreader.index.schema import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cardreader.query import Order, Query

_STATES = {
    "read": "ifnull(marked.read, 0) = 1",
    "unread": "ifnull(marked.read, 0) = 0",
    "starred": "ifnull(marked.starred, 0) = 1",
    "retired": "ifnull(card.heat, 0) = -1",
    "published": "card.is_published = 1 AND card.removed = 0",
}
_TIES = {
    "heat": "card.heat DESC",
    "quality": "card.quality DESC",
    "date": "card.published DESC",
    "title": "card.title_key",
}
_FIRST_CJK = "\u2e80"  # from here on, words are not set apart by blanks
FROM = "FROM card LEFT JOIN marked ON marked.article = card.article"


class Where(NamedTuple):
    """A condition on `card` and `marked`, with its parameters."""

    sql: str
    parameters: tuple[object, ...]


def where(query: Query, sources: Sequence[int]) -> Where:
    """Return the condition for the cards of these sources that a query is about."""
    parts = list(_conditions(query, sources))
    parameters = tuple(value for part in parts for value in part.parameters)
    return Where(" AND ".join(f"({part.sql})" for part in parts), parameters)


def _conditions(query: Query, sources: Sequence[int]) -> Iterator[Where]:
    yield Where(f"card.source IN ({', '.join('?' * len(sources))})", tuple(sources))
    if not query.everything:
        yield Where("card.listed = 1", ())
    for state in query.states:
        yield Where(_STATES[state], ())
    for word in query.words:
        yield from _word(word, "> 0")
    for word in query.without:
        yield from _word(word, "= 0")
    if query.topics:
        yield Where(
            "card.id IN (SELECT card FROM card_topic WHERE topic IN"
            f" (SELECT id FROM topic WHERE folded IN ({', '.join('?' * len(query.topics))})))",
            query.topics,
        )
    if query.providers:
        parts = [_provider(value) for value in query.providers]
        yield Where(
            " OR ".join(part.sql for part in parts),
            tuple(value for part in parts for value in part.parameters),
        )


def _word(word: str, comparison: str) -> Iterator[Where]:
    """Match the start of a word; inside of texts that do not part words by blanks, anywhere."""
    for part in words_of(word).split(" ")[1:]:
        inside = any(char >= _FIRST_CJK for char in part)
        sought = part if inside else f" {part}"
        yield Where(f"instr(card.words, ?) {comparison}", (sought,))


def _provider(value: str) -> Where:
    """Match the domain, a parent of it, or words of the name."""
    return Where(
        "card.domain_key = ? OR substr(card.domain_key, -length(?)) = ?"
        " OR instr(' ' || card.provider_key, ?) > 0",
        (value, f".{value}", f".{value}", f" {value}"),
    )


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

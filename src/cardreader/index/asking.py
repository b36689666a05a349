"""From a Query and an Order to SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardreader.heat import SCALE
from cardreader.query import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cardreader.query import Order, Query

_MARKED = "EXISTS (SELECT 1 FROM marked WHERE marked.article = card.article AND marked.{} = 1)"
_STATES = {
    "read": _MARKED.format("read"),
    "unread": f"NOT {_MARKED.format('read')}",
    "starred": _MARKED.format("starred"),
    "retired": "ifnull(card.heat, 0) = -1",
    "published": "card.is_published = 1 AND card.removed = 0",
}
_TIES = {
    "heat": "card.heat DESC",
    "quality": "card.quality DESC",
    "date": "card.published DESC",
    "title": "card.title_key",
}


class Where(NamedTuple):
    """A condition on `card`, with its parameters."""

    sql: str
    parameters: tuple[object, ...]


def within(sources: Sequence[int], *, everything: bool) -> str:
    """Return the condition for the cards of these sources: all, or those listed by default."""
    own = f"card.source IN ({', '.join(map(str, sources))})"
    return own if everything else f"{own} AND card.listed = 1"


def where(query: Query) -> Where | None:
    """Return the condition for what a query is about, over `within`; None: it narrows nothing."""
    parts = list(_conditions(query))
    if not parts:
        return None
    parameters = tuple(value for part in parts for value in part.parameters)
    return Where(" AND ".join(f"({part.sql})" for part in parts), parameters)


def _conditions(query: Query) -> Iterator[Where]:
    for state in query.states:
        yield Where(_STATES[state], ())
    for word in query.words:
        yield _word(word, "IN")
    for word in query.without:
        yield _word(word, "NOT IN")
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


def _word(word: str, comparison: str) -> Where:
    text = " ".join(words_of(word))
    return Where(
        f"card.id {comparison} (SELECT rowid FROM words WHERE words MATCH ?)",
        (f'{{title excerpt}} : "{text}" *',),
    )


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
    # NULL counts as smallest: going down it comes last by itself.
    terms = [f"{main} IS NULL"] if order.ascending and order.by != "title" else []
    return ", ".join([*terms, f"{main} {way}", *ties, "card.key"])

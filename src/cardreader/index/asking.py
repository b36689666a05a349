"""From a Query and an Order to SQL."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from cardreader.heat import SCALE
from cardreader.index.schema import HAS, SEARCHED
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
    leaves,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cardreader.query import Order, Query
    from cardreader.query.tree import Leaf, Node

_MARKED = "EXISTS (SELECT 1 FROM marked WHERE marked.article = card.article AND marked.{} = 1)"
_STATES = {
    "read": _MARKED.format("read"),
    "unread": f"NOT {_MARKED.format('read')}",
    "starred": _MARKED.format("starred"),
    "retired": "ifnull(card.heat, 0) = -1",
    "published": "card.is_published = 1 AND card.removed = 0",
    "removed": "card.removed = 1",
    "muted": "0",  # where something is, the library puts its tree in the place of this
}
_NUMBERS = {
    "heat": "card.heat",
    "quality": "card.quality",
    "related": "card.related_count",
    "published": "card.published",
}
_TIES = {
    "heat": "card.heat DESC",
    "quality": "card.quality DESC",
    "date": "card.published DESC",
    "title": "card.title_key",
}
_MATCHING = "SELECT rowid FROM words WHERE words MATCH ?"
# A word in the title tells most of what a card is about.
_WEIGHT = {"title": 10, "excerpt": 4, "body": 1, "provider": 3, "domain": 2, "topics": 5}
_WEIGHTS = ", ".join(str(_WEIGHT.get(column, 3)) for column in SEARCHED)
_LARGEST = 2**63 - 1  # what SQLite can hold


class SQL(NamedTuple):
    """A condition on `card`, or a whole statement, with its parameters."""

    text: str
    parameters: tuple[object, ...] = ()


def within(sources: Sequence[int], *, everything: bool) -> str:
    """Return the condition for the cards of these sources: all, or those listed by default."""
    # The plus keeps SQLite from looking up card after card by source: mostly they are all wanted.
    own = f"+card.source IN ({', '.join(map(str, sources))})"
    return own if everything else f"{own} AND card.listed = 1"


def without(own: str, muted: Node | None) -> SQL:
    """Return the condition for those of some cards that are not muted."""
    if muted is None:
        return SQL(own)
    found = _node(Not(muted))
    return SQL(f"{own} AND {found.text}", found.parameters)


def condition(query: Query) -> SQL | None:
    """Return the condition for what a query is about; None: it narrows nothing.

    The library has put in what only it knows: numbers of sources, and now.
    """
    return _node(query.tree) if query.tree else None


def members(query: Query) -> SQL | None:
    """Return the statement for the rows that the condition holds for, in no order.

    They are not only of the sources that are asked for.
    """
    tree = query.tree
    parts = tree.parts if isinstance(tree, And) else (tree,)
    words = [part for part in parts if isinstance(part, Words)]
    if words and len(words) == len(parts):  # nothing but words: the cards are not even looked at
        return SQL(_MATCHING, (_all(words),))
    found = condition(query)
    return found and SQL(f"SELECT card.id FROM card WHERE {found.text}", found.parameters)


def matching(tree: Node) -> SQL:
    """Return the statement for the rows that a tree holds for, of all sources, in no order."""
    found = _node(tree)
    return SQL(f"SELECT card.id FROM card WHERE {found.text}", found.parameters)


def scores(query: Query) -> SQL | None:
    """Return the statement for rows and how well wanted words match there: the less the better."""
    words = [leaf for leaf, wanted in leaves(query.tree) if wanted and isinstance(leaf, Words)]
    if not words:
        return None
    return SQL(
        f"SELECT rowid, bm25(words, {_WEIGHTS}) FROM words WHERE words MATCH ?",
        (" OR ".join(map(_match, words)),),
    )


def _node(node: Node) -> SQL:
    if isinstance(node, Not):
        part = _node(node.part)
        # Where something is missing SQL knows neither yes nor no; here it is no, so this is yes.
        return SQL(f"NOT ifnull({part.text}, 0)", part.parameters)
    if isinstance(node, Or):
        return _joined(" OR ", _one_of(node.parts))
    if isinstance(node, And):
        words = [part for part in node.parts if isinstance(part, Words)]
        others = [_node(part) for part in node.parts if not isinstance(part, Words)]
        return _joined(" AND ", [*([_found(_all(words))] if words else ()), *others])
    return _leaf(node)


def _one_of(parts: Sequence[Node]) -> Iterator[SQL]:
    """Give conditions of which one must hold; many of a kind are looked up at once."""
    words = [part for part in parts if isinstance(part, Words)]
    topics = [part for part in parts if isinstance(part, Topic) and not part.prefix]
    named = [part for part in parts if isinstance(part, Provider) and part == Provider(part.name)]
    if words:
        yield _found(" OR ".join(map(_match, words)))
    if topics:
        yield SQL(
            "card.id IN (SELECT card FROM card_topic WHERE topic IN"
            " (SELECT id FROM topic WHERE folded IN (SELECT value FROM json_each(?))))",
            (json.dumps([topic.name for topic in topics]),),
        )
    if named:
        yield _providers(json.dumps([provider.name for provider in named]))
    known = {*words, *topics, *named}
    yield from (_node(part) for part in parts if part not in known)


def _providers(names: str) -> SQL:
    """Match one of these names, given as JSON: the domain, a parent of it, or the whole name."""
    given = "(SELECT value FROM json_each(?))"
    below = (
        "(SELECT own FROM (SELECT DISTINCT domain_key AS own FROM card) JOIN json_each(?)"
        " WHERE substr(own, -length(value) - 1) = '.' || value)"
    )
    own = [f"card.domain_key IN {given}", f"card.domain_key IN {below}"]
    return SQL(" OR ".join([*own, f"card.provider_key IN {given}"]), (names, names, names))


def _joined(joint: str, parts: Iterable[SQL]) -> SQL:
    parts = list(parts)
    text = joint.join(f"({part.text})" for part in parts)
    return SQL(text, tuple(value for part in parts for value in part.parameters))


def _leaf(leaf: Leaf) -> SQL:  # noqa: C901, PLR0911 - one for each condition
    match leaf:
        case Words():
            return _found(_match(leaf))
        case Topic():
            return _topic(leaf)
        case Provider():
            return _provider(leaf)
        case Source(_, numbers):
            return SQL(f"card.source IN ({', '.join(map(str, numbers))})")
        case Kind(field, value):
            return SQL(f"card.{field}_key = ?", (value,))
        case Is(state):
            return SQL(_STATES[state])
        case Has("related"):
            return SQL("card.related_count > 0")
        case Has(what):
            return SQL(f"card.has & {HAS[what]} <> 0")
        case Range():
            return _range(leaf)
        case Age():
            raise ValueError("an age is counted from now, which the index does not know")


def _found(match: str) -> SQL:
    return SQL(f"card.id IN ({_MATCHING})", (match,))


def _all(words: Iterable[Words]) -> str:
    return " AND ".join(map(_match, words))


def _match(words: Words) -> str:
    """Return words in a row as FTS5 takes them: quoted, since any text may be sought.

    No word has a quote in it, nor a blank.
    """
    column = f"{{{words.field}}} : " if words.field else ""
    return f'{column}"{" ".join(words.words)}"{" *" if words.prefix else ""}'


def _topic(topic: Topic) -> SQL:
    named = "substr(folded, 1, length(?)) = ?" if topic.prefix else "folded = ?"
    return SQL(
        "card.id IN (SELECT card FROM card_topic WHERE topic IN"
        f" (SELECT id FROM topic WHERE {named}))",
        (topic.name, topic.name) if topic.prefix else (topic.name,),
    )


def _provider(provider: Provider) -> SQL:
    """Match the domain, a parent of it, or words of the name."""
    name = provider.name
    if provider.prefix:
        parts = [SQL("instr('.' || card.domain_key, ?) > 0", (f".{name}",))]
    else:
        parts = [
            SQL("card.domain_key = ?", (name,)),
            SQL("substr(card.domain_key, -length(?)) = ?", (f".{name}", f".{name}")),
            SQL("card.provider_key = ?", (name,)),
        ]
    if provider.words:
        words = Words(provider.words, provider.prefix, "provider")
        parts.append(_found(_match(words)))
    return _joined(" OR ", parts)


def _range(wanted: Range) -> SQL:
    own = _NUMBERS[wanted.field]
    parts = [SQL(f"{own} IS NOT NULL")]
    for sign, edge in ((">=", wanted.low), ("<=", wanted.high)):
        if edge is not None:
            parts.append(SQL(f"{own} {sign} ?", (max(-_LARGEST, min(edge, _LARGEST)),)))
    return _joined(" AND ", parts)


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

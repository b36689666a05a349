"""A naive reading of the query language: one card at a time, in plain Python, without an index."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import strategies as st

from cardreader.query import fold_name, words_of
from cardreader.query.fields import FIELDS
from cardreader.query.tree import (
    STATES,
    THINGS,
    Age,
    And,
    Has,
    Is,
    Kind,
    Node,
    Not,
    Number,
    Or,
    Provider,
    Query,
    Range,
    Source,
    Topic,
    Words,
    query_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cardreader.card import Card

# Fields of words, which the table of fields may have more of.
TEXTS = {field.name: field.texts for field in FIELDS.values() if field.texts}
AGES = (60, 3_600, 86_400, 2 * 86_400, 7 * 86_400, 366 * 86_400)


class Facts(NamedTuple):
    """A card, what the reader did to it, and what its source is called (name and whole path).

    `body` is the text of the card that is searched, where that is not the body as written. `muted`:
    it is about what the reader has muted.
    """

    card: Card
    read: bool = False
    starred: bool = False
    sources: tuple[str, ...] = ()
    body: str | None = None
    muted: bool = False

    @property
    def everywhere(self) -> list[str]:
        """All texts that plain words are looked for in; no row of words goes over their ends."""
        card, provider = self.card, self.card.provider
        names = (provider.name, provider.domain) if provider else ()
        body = card.body if self.body is None else self.body
        return [*(text for name in TEXTS for text in self.texts(name)), body, *names, *card.topics]

    def texts(self, field: str) -> list[str]:
        """The texts that a field of words is about."""
        own = {"title": [self.card.title], "excerpt": [self.card.excerpt or ""]}
        return own[field] if field in own else list(TEXTS[field](self.card))


def found(query: Query, cards: Iterable[Facts], now: int) -> list[int]:
    """Return the places of the cards that a query is about."""
    return [place for place, facts in enumerate(cards) if is_found(query, facts, now)]


def is_found(query: Query, facts: Facts, now: int) -> bool:
    """Whether a query is about a card: also whether it looks at such cards at all."""
    is_seen = (query.everything or facts.card.listed) and (query.muted or not facts.muted)
    return is_seen and matches(query.tree, facts, now)


def matches(tree: Node | None, facts: Facts, now: int) -> bool:
    """Whether the tree holds for a card."""
    if tree is None:
        return True
    if isinstance(tree, Not):
        return not matches(tree.part, facts, now)
    if isinstance(tree, And):
        return all(matches(part, facts, now) for part in tree.parts)
    if isinstance(tree, Or):
        return any(matches(part, facts, now) for part in tree.parts)
    return _LEAVES[type(tree)](tree, facts, now)


def _words(leaf: Words, facts: Facts, _: int) -> bool:
    texts = facts.texts(leaf.field) if leaf.field else facts.everywhere
    return any(_in_a_row(leaf.words, _read(text), leaf.prefix) for text in texts)


@cache
def _read(text: str) -> list[str]:
    """Return the words of a text; the same texts are asked for again and again."""
    return words_of(text)


def _in_a_row(sought: Sequence[str], words: list[str], prefix: bool) -> bool:
    *firsts, last = sought
    if not prefix and last not in words:
        return False  # as it is with most words and cards
    ends = (place for place, word in enumerate(words)
            if (word.startswith(last) if prefix else word == last))  # fmt: skip
    return any(words[max(place - len(firsts), 0) : place] == firsts for place in ends)


def _topic(leaf: Topic, facts: Facts, _: int) -> bool:
    names = [fold_name(topic) for topic in facts.card.topics]
    return any(name.startswith(leaf.name) if leaf.prefix else name == leaf.name for name in names)


def _provider(leaf: Provider, facts: Facts, _: int) -> bool:
    provider = facts.card.provider
    if provider is None:
        return False
    labels = fold_name(provider.domain).split(".")
    parents = [".".join(labels[start:]) for start in range(len(labels))]
    names = [*parents, fold_name(provider.label)]
    if leaf.prefix:
        is_so = any(parent.startswith(leaf.name) for parent in parents)
    else:
        is_so = leaf.name in names
    words = _read(provider.name)
    return is_so or (bool(leaf.words) and _in_a_row(leaf.words, words, leaf.prefix))


def _source(leaf: Source, facts: Facts, _: int) -> bool:
    return leaf.name in map(fold_name, facts.sources)


def _kind(leaf: Kind, facts: Facts, _: int) -> bool:
    own = facts.card.type if leaf.field == "type" else facts.card.category
    return fold_name(own) == leaf.value


def _is(leaf: Is, facts: Facts, _: int) -> bool:
    card = facts.card
    return {
        "read": facts.read,
        "unread": not facts.read,
        "starred": facts.starred,
        "retired": card.retired,
        "published": card.is_published and not card.removed,
        "removed": card.removed,
        "muted": facts.muted,
    }[leaf.state]


def _has(leaf: Has, facts: Facts, _: int) -> bool:
    card = facts.card
    own = {
        "related": card.related_count > 0,
        "image": bool(card.images),
        "url": bool(card.url),
        "body": bool(card.body.strip()),
    }
    return own[leaf.what]


def _range(leaf: Range, facts: Facts, _: int) -> bool:
    card = facts.card
    own = {
        "heat": card.heat,
        "quality": card.quality,
        "related": card.related_count,
        "published": card.published,
    }[leaf.field]
    if own is None:
        return False
    return (leaf.low is None or own >= leaf.low) and (leaf.high is None or own <= leaf.high)


def _age(leaf: Age, facts: Facts, now: int) -> bool:
    published = facts.card.published
    if published is None:
        return False
    return (published >= now - leaf.seconds) == leaf.newer


_LEAVES: dict[type, Callable[..., bool]] = {
    Words: _words,
    Topic: _topic,
    Provider: _provider,
    Source: _source,
    Kind: _kind,
    Is: _is,
    Has: _has,
    Range: _range,
    Age: _age,
}


def queries(cards: Sequence[Facts]) -> st.SearchStrategy[Query]:
    """Make random queries about what these cards have, and about some things they have not."""
    return st.builds(
        lambda tree, everything, muted: query_of(tree).and_also(
            Query(everything=everything, muted=muted)
        ),
        trees(cards),
        st.booleans(),
        st.booleans(),
    )


def trees(cards: Sequence[Facts]) -> st.SearchStrategy[Node]:
    """Make random trees of conditions on these cards."""
    return st.recursive(_conditions(cards), _combined, max_leaves=6)


def _combined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(parts.map(Not), several.map(And), several.map(Or))


def _conditions(cards: Sequence[Facts]) -> st.SearchStrategy[Node]:
    own = [facts.card for facts in cards]
    providers = [card.provider for card in own if card.provider]
    domains = {fold_name(provider.domain) for provider in providers}
    parents = {domain[place + 1 :] for domain in domains for place in range(len(domain))
               if domain[place] == "."}  # fmt: skip
    topics = {fold_name(topic) for card in own for topic in card.topics}
    numbers: dict[Number, set[int | None]] = {
        "heat": {card.heat for card in own},
        "quality": {card.quality for card in own},
        "related": {card.related_count for card in own},
        "published": {card.published for card in own},
    }
    return st.one_of(
        _phrases(cards),
        _of(topics).map(Topic),
        _begun(topics).map(lambda name: Topic(name, prefix=True)),
        _providers(domains | parents | {fold_name(provider.name) for provider in providers}),
        _of({fold_name(name) for facts in cards for name in facts.sources}).map(Source),
        _of({fold_name(card.type) for card in own}).map(lambda value: Kind("type", value)),
        _of({fold_name(card.category) for card in own}).map(lambda value: Kind("category", value)),
        st.sampled_from(STATES).map(Is),
        st.sampled_from(THINGS).map(Has),
        *(_ranges(name, {each for each in values if each is not None})
          for name, values in numbers.items()),
        st.builds(Age, st.booleans(), st.sampled_from(AGES)),
    )  # fmt: skip


def _phrases(cards: Sequence[Facts]) -> st.SearchStrategy[Node]:
    """One to three words of a text, whole or with the last one begun; sometimes in one field."""
    texts = sorted({text for facts in cards for text in facts.everywhere if _read(text)})

    @st.composite
    def made(draw: st.DrawFn) -> Words:
        words = words_of(draw(st.sampled_from(texts))) if texts else ["nothing"]
        start = draw(st.integers(0, len(words) - 1))
        row = words[start : start + draw(st.integers(1, 3))]
        if prefix := draw(st.booleans()):
            row[-1] = row[-1][: draw(st.integers(1, len(row[-1])))]
        if draw(st.integers(0, 9)) == 0:
            row = ["nowhere", *row]
        return Words(tuple(row), prefix, draw(st.sampled_from([None, None, *TEXTS])))

    return made()


def _providers(names: set[str]) -> st.SearchStrategy[Node]:
    def made(name: str, prefix: bool) -> Provider:
        return Provider(name, tuple(words_of(name)), prefix)

    whole = st.builds(made, _of({name for name in names if name}), st.booleans())
    return st.one_of(whole, st.builds(made, _begun(names), st.just(True)))


def _ranges(name: Number, values: set[int]) -> st.SearchStrategy[Node]:
    edges = sorted({each + step for each in values or {0} for step in (-1, 0, 1)})
    edge = st.one_of(st.none(), st.sampled_from(edges))
    return st.builds(Range, st.just(name), edge, edge)


def _of(values: set[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([*sorted(values), "no such"])


def _begun(values: set[str]) -> st.SearchStrategy[str]:
    begun = {value[: length + 1] for value in values for length in range(min(len(value), 6))}
    return _of({each for each in begun if each.strip() == each})

"""The text of a search -> a Query. Pure.

For now: plain words (prefixes of words in title and excerpt), `-word`, `topic:`, `provider:`,
`source:` and `is:`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple, get_args

State = Literal["read", "unread", "starred", "retired", "published"]
OrderBy = Literal["heat", "hot", "date", "quality", "provider", "title"]

STATES: tuple[str, ...] = get_args(State)
ORDERS: tuple[OrderBy, ...] = get_args(OrderBy)
# Which way each order runs when nothing is said: the best first, names from A.
_ASCENDING_BY_DEFAULT = frozenset({"provider", "title"})
_TOKEN = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+)|(?(2)|(?!)))')
_FIELDS = frozenset({"topic", "provider", "source", "is"})


class QueryError(ValueError):
    """A search that cannot be understood: one sentence, and where in the text."""

    def __init__(self, message: str, position: int) -> None:
        """Remember the sentence and the position (0-based, in characters)."""
        super().__init__(message)
        self.position = position


class Query(NamedTuple):
    """What is looked for. Topics add up with OR, as do providers and sources; all else with AND.

    Texts are folded (`fold`). `everything` also looks at retired, removed and unpublished cards.
    """

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    everything: bool = False

    def only_scope(self) -> Query:
        """Return the query that looks at the same cards, and narrows nothing."""
        return Query(everything=self.everything)

    def and_also(self, other: Query) -> Query:
        """Return the query that both must hold for; lists that add up are joined."""
        return Query(
            self.words + other.words,
            self.without + other.without,
            self.topics + other.topics,
            self.providers + other.providers,
            self.sources + other.sources,
            self.states + other.states,
            self.everything or other.everything,
        )


class Order(NamedTuple):
    """How a view is sorted."""

    by: OrderBy = "heat"
    ascending: bool = False

    def __str__(self) -> str:
        """As `--sort` takes it."""
        if self.ascending == (self.by in _ASCENDING_BY_DEFAULT):
            return self.by
        return f"{self.by}:{'asc' if self.ascending else 'desc'}"


def parse_order(text: str) -> Order:
    """Read `heat`, `date:asc`…; raise ValueError with a sentence."""
    name, _, way = text.partition(":")
    by = next((order for order in ORDERS if order == name), None)
    if by is None or way not in ("", "asc", "desc"):
        raise ValueError(
            f"{text!r} is no order; use one of {', '.join(ORDERS)}, with :asc or :desc."
        )
    ascending = way == "asc" if way else by in _ASCENDING_BY_DEFAULT
    return Order(by, ascending)


def fold(text: str) -> str:
    """Fold case and accents: what remains, and folds to itself, is what search compares."""
    if text.isascii():
        return text.lower()
    # Letters made for mathematics (𝐀𝐈 in a title) have a case only once they are decomposed.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(char for char in folded if not unicodedata.combining(char))


_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the folded words of a text."""
    return _WORD.findall(fold(text))


def parse(text: str) -> Query:
    """Read a search; raise QueryError. An unknown field is searched as text."""
    # A surrogate stands for an undecodable byte of the command line: no card's text has it.
    text = text.encode("utf-8", "replace").decode()
    found: dict[str, list[str]] = {}
    for token in _TOKEN.finditer(text):
        minus, field, quoted, bare = token.groups()
        value = quoted if quoted is not None else bare or ""
        if field is None or field.lower() not in _FIELDS:
            words = fold(f"{field}:{value}" if field else value).split()
            found.setdefault("without" if minus else "words", []).extend(words)
            continue
        if minus:
            raise QueryError(f"{token[0]}: - goes before words only, for now.", token.start())
        _add_field(found, field.lower(), value, token.start())
    states = found.pop("is", [])
    return Query(
        words=tuple(found.get("words", ())),
        without=tuple(found.get("without", ())),
        topics=tuple(found.get("topic", ())),
        providers=tuple(found.get("provider", ())),
        sources=tuple(found.get("source", ())),
        states=tuple(states),
        everything="retired" in states or "published" in states,
    )


def _add_field(found: dict[str, list[str]], field: str, value: str, position: int) -> None:
    folded = fold(value).strip()
    if not folded:
        raise QueryError(f"{field}: wants a value, like {_EXAMPLES[field]}.", position)
    if field == "is" and folded not in STATES:
        raise QueryError(f"is:{value}: use one of {', '.join(STATES)}.", position)
    found.setdefault(field, []).append(folded)


_EXAMPLES = {
    "topic": 'topic:ai or topic:"open source"',
    "provider": "provider:example.com",
    "source": "source:azure",
    "is": "is:unread",
}

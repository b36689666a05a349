"""The one table of fields: the language, its errors, its completion and its page are made from it.

A new field is a row here: what reads its value gives a condition of the tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, cast

from cardreader.query.amounts import WrongValueError, age, moment, number, read_range
from cardreader.query.order import ORDERS, parse_order
from cardreader.query.tree import (
    STATES,
    THINGS,
    Age,
    Has,
    Is,
    Kind,
    Node,
    Number,
    Provider,
    Range,
    Sort,
    Source,
    State,
    Thing,
    Topic,
    Words,
)
from cardreader.query.words import ends_in_word, fold_name, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import tzinfo

    from cardreader.card import Card


class Value(NamedTuple):
    """What was written after `field:`. `starred`: with a `*` behind it, which is cut off."""

    text: str
    starred: bool = False
    zone: tzinfo | None = None


class Sorting(NamedTuple):
    """What `sort:` gives: no condition, but an order."""

    sort: Sort


class Field(NamedTuple):
    """One field: what it takes, with an example, is for people; `read` may raise WrongValueError.

    `read` gives None for a value without any word. `values` are all that it takes, where they
    are few; `is_offered`: the library knows those that its cards have. `is_whole`: it has no use
    for a `*`; the value of another may go on while it is typed. `texts`: where `read` is `_words`,
    the texts of a card that they are looked for in; the index keeps them under the field's name.
    """

    name: str
    takes: str
    example: str
    help: str
    read: Callable[[str, Value], Node | Sorting | None]
    values: tuple[str, ...] = ()
    is_offered: bool = False
    is_whole: bool = True
    texts: Callable[[Card], Iterable[str]] | None = None


def words_in(text: str, *, prefix: bool, field: str | None = None) -> Words | None:
    """Return the condition that a text stands for: its words in a row."""
    words = words_of(text)
    return Words(tuple(words), prefix and ends_in_word(text), field) if words else None


def _words(name: str, value: Value) -> Node | None:
    return words_in(value.text, prefix=value.starred, field=name)


def _topic(_: str, value: Value) -> Node:
    return Topic(fold_name(value.text), value.starred)


def _provider(_: str, value: Value) -> Node:
    return Provider(fold_name(value.text), tuple(words_of(value.text)), value.starred)


def _source(_: str, value: Value) -> Node:
    return Source(fold_name(value.text))


def _kind(name: str, value: Value) -> Node:
    return Kind(cast("Literal['type', 'category']", name), fold_name(value.text))


def _is(_: str, value: Value) -> Node:
    return Is(cast("State", _one_of(STATES, value)))


def _has(_: str, value: Value) -> Node:
    return Has(cast("Thing", _one_of(THINGS, value)))


def _one_of(values: tuple[str, ...], value: Value) -> str:
    folded = fold_name(value.text)
    if folded not in values:
        raise WrongValueError(f"wants one of {', '.join(values)}")
    return folded


def _number(name: str, value: Value) -> Node:
    return Range(cast("Number", name), *read_range(value.text, number))


def _date(_: str, value: Value) -> Node:
    return Range("published", *read_range(value.text, moment(value.zone)))


def _age(name: str, value: Value) -> Node:
    return Age(name == "newer", age(value.text))


def _sort(_: str, value: Value) -> Sorting:
    name = fold_name(value.text)
    if name == RELEVANCE:
        return Sorting("relevance")
    try:
        return Sorting(parse_order(name))
    except ValueError:
        names = ", ".join((*ORDERS, RELEVANCE))
        raise WrongValueError(f"wants one of {names} (:asc or :desc may follow)") from None


def chosen(name: str, value: str) -> Node | None:
    """Return the condition that a value of a field stands for, as it was picked from a list."""
    found = FIELDS[name].read(name, Value(value))
    return None if isinstance(found, Sorting) else found


RELEVANCE = "relevance"
Table: TypeAlias = "Mapping[str, Field]"
_NUMBER = "a number or a range: `80`, `>80`, `>=80`, `<80`, `<=80`, `50..90`, `50..`, `..90`"
_AGE = "an age in minutes, hours, days, weeks or years: `30m`, `6h`, `2d`, `3w`, `1y`"

FIELDS: Table = {
    field.name: field
    for field in (
        Field("topic", "a whole name, or how it begins with `*`", "topic:ai",
              "The card is filed under this topic.", _topic, is_offered=True, is_whole=False),
        Field("provider", "a domain or a parent of it, or words of the name",
              "provider:example.com", "This provider published the article.",
              _provider, is_offered=True, is_whole=False),
        Field("source", "a folder's name or whole path", "source:azure",
              "The card comes from this source.", _source, is_offered=True),
        Field("title", "words", "title:robotaxi",
              "The title has these words next to each other.",
              _words, is_whole=False, texts=lambda card: (card.title,)),
        Field("excerpt", "words", 'excerpt:"open source"',
              "The excerpt has these words next to each other.",
              _words, is_whole=False, texts=lambda card: (card.excerpt or "",)),
        Field("type", "a whole name", "type:video",
              "The card is of this type.", _kind,
              ("article", "book", "collection", "course", "download", "event", "forum", "profile",
               "video")),
        Field("category", "a whole name", "category:news",
              "The card is of this category.", _kind,
              ("challenge", "community", "customer", "event", "form", "learning", "news",
               "newsletter", "people", "sample")),
        Field("is", "one of " + ", ".join(f"`{state}`" for state in STATES), "is:unread",
              "The card is in this state.", _is, STATES),
        Field("has", "one of " + ", ".join(f"`{thing}`" for thing in THINGS), "has:related",
              "The card has related items, a picture, an article to open, a text.", _has, THINGS),
        Field("heat", _NUMBER, "heat:>80", "How big the story is.", _number),
        Field("quality", _NUMBER, "quality:50..90", "How good the article is.", _number),
        Field("related", _NUMBER, "related:>=3", "How many related items the card lists.",
              _number),
        Field("newer", _AGE, "newer:2d", "It was published within this time.", _age),
        Field("older", _AGE, "older:1w", "It was published before that.", _age),
        Field("date", "a day, month or year, or a range of them: `2021-02-19`, `2021-02`, "
              "`2021`, `2021-02..2021-04`, `>2021-02-19`", "date:2021-02",
              "It was published then, in local time.", _date),
        Field("sort", "one of " + ", ".join(f"`{name}`" for name in (*ORDERS, RELEVANCE))
              + "; all but the last with `:asc` or `:desc`", "sort:date",
              "How the cards are sorted, whatever the current order is; the last one counts.",
              _sort, (*ORDERS, RELEVANCE)),
    )
}  # fmt: skip

"""Mutes: what a reader does not want listed, in words that stand in the configuration. Pure."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cardreader.query.fields import words_in
from cardreader.query.tree import Provider, Topic, Words, all_of, any_of
from cardreader.query.words import fold_name, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cardreader.card import Card, Summary
    from cardreader.query.tree import Leaf, Node


class Mute(NamedTuple):
    """Cards of this provider, with this topic, with these words in a row in their title.

    Of what is not empty all must hold. A provider is a domain, a parent of it, or a whole name:
    words of a name would mute more than was meant. The others are as `topic:` and `title:`.
    """

    provider: str = ""
    topic: str = ""
    words: str = ""

    @property
    def tree(self) -> Node | None:
        """The cards that it is about; None where it says nothing."""
        return all_of(list(_leaves(self)))

    @property
    def label(self) -> str:
        """What it says, for a person: `provider example.com`."""
        told = zip(KEYS, self, strict=True)
        return ", ".join(f"{key} {value}" for key, value in told if value)

    def holds_for(self, card: Card | Summary) -> bool:
        """Whether it is about a card: what `tree` finds, told of one card by itself."""
        leaves = _leaves(self)
        return bool(leaves) and all(_holds(leaf, card) for leaf in leaves)


KEYS = Mute._fields
"""What may stand in a mute of the configuration."""


def muted(mutes: Sequence[Mute]) -> Node | None:
    """Return the tree of all cards that are muted; None for none."""
    return any_of([tree for mute in mutes if (tree := mute.tree)])


def reason(mutes: Iterable[Mute], card: Card | Summary) -> str:
    """Say by what a card is muted; '' where it is not."""
    return "; ".join(mute.label for mute in mutes if mute.holds_for(card))


@lru_cache(maxsize=1024)
def _leaves(mute: Mute) -> tuple[Leaf, ...]:
    leaves = (
        Provider(fold_name(mute.provider)) if mute.provider else None,
        Topic(fold_name(mute.topic)) if mute.topic else None,
        words_in(mute.words, prefix=False, field="title"),
    )
    return tuple(leaf for leaf in leaves if leaf)


def _holds(leaf: Leaf, card: Card | Summary) -> bool:
    if isinstance(leaf, Topic):
        return leaf.name in map(fold_name, card.topics)
    if isinstance(leaf, Words):
        return _in_a_row(leaf.words, card.title)
    if not isinstance(leaf, Provider) or card.provider is None:
        return False
    domain, own = fold_name(card.provider.domain), fold_name(card.provider.label)
    return leaf.name in (domain, own) or domain.endswith(f".{leaf.name}")


def _in_a_row(sought: tuple[str, ...], text: str) -> bool:
    words = tuple(words_of(text))
    starts = range(len(words) - len(sought) + 1)
    return any(words[start : start + len(sought)] == sought for start in starts)

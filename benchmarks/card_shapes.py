"""How the cards of a real library are distributed, and the invented words they are made of.

Measured on the azure corpus: 600 cards of a site about one company's products, 2019 to 2021. Only
numbers were taken from it. Everything is a table that one random number between 0 and 1 is looked
up in: no logarithm or root is used, whose last digit may differ from machine to machine.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

# A word of every second card, and one of every thousandth: what the benchmarks search for. No
# other word begins with them, but many with their first two letters.
COMMON_WORD, RARE_WORD = "salimor", "tavenlok"
COMMON_SHARE, RARE_SHARE = 0.5, 0.001

ROOT_TOPIC = "Nivora"

# Share of the cards in thousandths -> value; between two of them the values rise evenly.
_QUANTILES: dict[str, tuple[tuple[int, int], ...]] = {
    "title words": ((0, 3), (10, 5), (50, 7), (250, 9), (500, 10), (750, 12), (900, 14),
                    (950, 16), (990, 20), (1000, 23)),
    "excerpt words": ((0, 0), (19, 0), (20, 6), (50, 10), (100, 14), (250, 20), (500, 29),
                      (750, 39), (900, 47), (990, 57), (1000, 76)),
    "heat": ((0, 2), (50, 30), (100, 69), (200, 77), (300, 86), (400, 92), (500, 104), (600, 114),
             (700, 137), (800, 184), (900, 307), (950, 522), (980, 917), (990, 1399),
             (1000, 3695)),
    "quality": ((0, 0), (10, 0), (50, 12), (100, 18), (250, 49), (500, 77), (750, 89), (900, 101),
                (950, 107), (990, 121), (1000, 137)),
    # The sample's retired cards have 45 related items, and all its cards 18; the whole corpus has
    # 32. So the retired ones, which have the long lists, are given more here.
    "related, retired": ((0, 0), (50, 5), (100, 6), (200, 10), (300, 22), (400, 42), (500, 72),
                         (600, 104), (700, 132), (800, 158), (900, 176), (1000, 181)),
    "secured bytes": ((0, 255), (60, 258), (70, 276), (750, 291), (760, 420), (1000, 436)),
}  # fmt: skip
_SLOTS = 8192

# Weights of 0, 1, 2... topics besides the root topic.
_TOPICS_PER_CARD = (307, 214, 60, 14, 3, 0, 0, 1, 1)
_TOPIC_WEIGHTS = (
    46, 41, 36, 35, 33, 31, 26, 26, 23, 19, 17, 14, 13, 13, 12, 9, 7, 6, 5, 5, 4, 4, 3, 3, 2, 2, 2,
    1, 1, 1,
)  # fmt: skip
# The first provider has more than half of all cards, and half of the 114 have one in 600.
_PROVIDER_WEIGHTS = (341, 22, 18, 15, 10, 9, 9, 7, 7, 6, 6, 6, 5, 4, 4, 4, *[3] * 5, *[2] * 19,
                     *[1] * 74)  # fmt: skip
_HOUR_WEIGHTS = (17, 7, 4, 4, 7, 5, 22, 17, 39, 55, 41, 22, 21, 20, 28, 28, 101, 51, 15, 22, 23, 18,
                 21, 12)  # fmt: skip

_ONSETS = ("b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st",
           "tr", "br", "pl", "gr", "")  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u")
_CODAS = ("", "", "", "n", "r", "s", "l", "t", "m")
_ACCENTED = str.maketrans("aeiou", "áéîöü")
_WORDS = 30_000
_WORD_SLOTS = 2**18
# Frequent words are short: the rank from which on a word has so many syllables.
_SYLLABLES = ((0, 1), (40, 2), (2000, 3))


class Provider(NamedTuple):
    """A publisher: `path` is where its articles are, below its host."""

    name: str
    domain: str
    host: str
    path: str


class Table(Generic[T]):
    """Values in the shares they occur in."""

    def __init__(self, values: Sequence[T], rng: random.Random) -> None:
        """Look up in `values` with numbers from `rng`."""
        self._values, self._size, self._random = values, len(values), rng.random

    def one(self) -> T:
        """Pick a value."""
        return self._values[int(self._random() * self._size)]

    def some(self, count: int) -> list[T]:
        """Pick so many values, each for itself."""
        values, size, number = self._values, self._size, self._random
        return [values[int(number() * size)] for _ in range(count)]


def quantiles(name: str) -> list[int]:
    """Spread a distribution of `_QUANTILES` over a table of equal shares."""
    points = _QUANTILES[name]
    shares = [share for share, _ in points]
    values = []
    for slot in range(_SLOTS):
        share = slot * 1000 // _SLOTS
        place = bisect_right(shares, share) - 1
        (left, low), (right, high) = points[place], points[place + 1]
        within = slot * 1000 - left * _SLOTS
        values.append(low + (high - low) * within // ((right - left) * _SLOTS))
    return values


def weighted(values: Sequence[T], weights: Sequence[int], slots: int = 2**13) -> list[T]:
    """Spread values over a table so that each has its weight's share of it."""
    ends = list(accumulate(weights))
    return [values[bisect_right(ends, slot * ends[-1] // slots)] for slot in range(slots)]


def words() -> list[str]:
    """Return a table of invented words, in which the word of rank n has a share as of 1/n."""
    rng = random.Random("words")
    ranked: dict[str, None] = {}
    while len(ranked) < _WORDS:
        syllables = next(n for rank, n in reversed(_SYLLABLES) if len(ranked) >= rank)
        word = "".join(_syllable(rng) for _ in range(syllables))
        if rng.random() < 0.01:  # one word in a hundred is not plain ASCII
            word = word.translate(_ACCENTED)
        if len(word) > 1 and not word.startswith((COMMON_WORD, RARE_WORD)):
            ranked[word] = None
    return weighted(list(ranked), [2**32 // (rank + 3) for rank in range(_WORDS)], _WORD_SLOTS)


def _syllable(rng: random.Random) -> str:
    return "".join(part[int(rng.random() * len(part))] for part in (_ONSETS, _VOWELS, _CODAS))


def topics() -> list[str]:
    """Return a table of the topics besides the root topic."""
    rng = random.Random("topics")
    names = [_name(rng, 2 + index % 2, " ") for index in range(len(_TOPIC_WEIGHTS))]
    return weighted(names, _TOPIC_WEIGHTS)


def topics_per_card() -> list[int]:
    """Return a table of how many topics a card has besides the root topic."""
    return weighted(range(len(_TOPICS_PER_CARD)), _TOPICS_PER_CARD)


def providers() -> list[Provider]:
    """Return a table of the publishers."""
    rng = random.Random("providers")
    known = []
    for index in range(len(_PROVIDER_WEIGHTS)):
        name = _name(rng, 1 + index % 3, " ")
        domain = f"{name.lower().replace(' ', '')}{index}.example"
        host = domain if index % 4 == 0 else f"www.{domain}"
        known.append(Provider(name, domain, host, ("", "news/", "articles/2020/")[index % 3]))
    return weighted(known, _PROVIDER_WEIGHTS)


def _name(rng: random.Random, parts: int, between: str) -> str:
    return between.join((_syllable(rng) + _syllable(rng)).capitalize() for _ in range(parts))


def hours() -> list[int]:
    """Return a table of the hours of the day at which articles appear."""
    return weighted(range(24), _HOUR_WEIGHTS)

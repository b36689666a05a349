"""Which places of a shown text a search has found. Pure; quick enough for rows at each key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from cardreader.query.tree import Provider, Topic, Words, leaves
from cardreader.query.words import fold_name, word_spans, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cardreader.query.tree import Node
    from cardreader.query.words import Word

# What the shown text is: one topic is a text of its own.
Shown = Literal["title", "excerpt", "body", "provider", "topic"]


class Lights(NamedTuple):
    """What a search lights in the texts of one kind, made once for many of them."""

    rows: dict[str, list[tuple[str, ...]]]  # words in a row, by their first
    begun: dict[str, list[tuple[str, ...]]]  # the same, where the last word may go on
    prefixes: tuple[str, ...]  # single words that may go on
    names: tuple[tuple[str, bool], ...]  # whole names, and whether they may go on

    def begins_with(self, word: str) -> bool:
        """Whether something that is lit may begin with this word."""
        return word in self.rows or word in self.begun or word.startswith(self.prefixes)

    def __bool__(self) -> bool:
        """Whether there is anything to light."""
        return any(self)


def lights(tree: Node | None, shown: Shown) -> Lights:
    """Return what the words of a search that are wanted (not those behind a `-`) light."""
    found = Lights({}, {}, (), ())
    for leaf, is_wanted in leaves(tree):
        if not is_wanted:
            continue
        if isinstance(leaf, Words) and leaf.field in (None, shown):
            found = _with_words(found, leaf.words, prefix=leaf.prefix)
        elif isinstance(leaf, Topic) and shown == "topic":
            found = found._replace(names=(*found.names, (leaf.name, leaf.prefix)))
        elif isinstance(leaf, Provider) and shown == "provider":
            found = found._replace(names=(*found.names, (leaf.name, leaf.prefix)))
            if leaf.words:
                found = _with_words(found, leaf.words, prefix=leaf.prefix)
    return found


def _with_words(found: Lights, words: tuple[str, ...], *, prefix: bool) -> Lights:
    if prefix and len(words) == 1:
        return found._replace(prefixes=(*found.prefixes, words[0]))
    (found.begun if prefix else found.rows).setdefault(words[0], []).append(words)
    return found


def lit(text: str, tree: Node | None, shown: Shown) -> list[tuple[int, int]]:
    """Return the spans of a text that a search lights, in order, from and up to characters.

    A span is a whole word, or whole words in a row, with the marks on their last letter.
    """
    return lit_by(text, lights(tree, shown))


def lit_by(text: str, found: Lights) -> list[tuple[int, int]]:
    """Return the spans of a text that these lights light."""
    if not found or not text:
        return []
    if found.names and _is_named(fold_name(text), found.names):
        return [(0, len(text))]
    # Most texts hold nothing of it, and telling so is quicker than finding places.
    if not any(map(found.begins_with, words_of(text))):
        return []
    return _joined(_spans(word_spans(text), found))


def _is_named(name: str, names: Sequence[tuple[str, bool]]) -> bool:
    return any(name.startswith(own) if prefix else name == own for own, prefix in names)


def _spans(words: Sequence[Word], found: Lights) -> Iterator[tuple[int, int]]:
    for place, (word, start, end) in enumerate(words):
        if found.prefixes and word.startswith(found.prefixes):
            yield start, end
        for row in found.rows.get(word, ()):
            if _follow(words, place, row, prefix=False):
                yield start, words[place + len(row) - 1].end
        for row in found.begun.get(word, ()):
            if _follow(words, place, row, prefix=True):
                yield start, words[place + len(row) - 1].end


def _follow(words: Sequence[Word], place: int, row: tuple[str, ...], *, prefix: bool) -> bool:
    """Whether the words from here on are these."""
    if place + len(row) > len(words):
        return False
    last = words[place + len(row) - 1].word
    return (last.startswith(row[-1]) if prefix else last == row[-1]) and all(
        words[place + step].word == sought for step, sought in enumerate(row[:-1])
    )


def _joined(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap; they come in the order of their starts."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined

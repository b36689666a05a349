"""What a search has found is lit in the text that is shown."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.query import parse
from cardreader.query.lighting import Shown, lit
from cardreader.query.tree import And, Node, Not, Or, Provider, Topic, Words, leaves
from cardreader.query.words import words_of

quick = settings(max_examples=300, deadline=None, derandomize=True)


def shown_lit(text: str, query: str, shown: Shown = "title", *, typing: bool = False) -> str:
    """Return the text with brackets around what is lit."""
    spans = lit(text, parse(query, typing=typing).tree, shown)
    for start, end in reversed(spans):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Robots fold laundry", "fold", "Robots [fold] laundry"),
        ("Robots fold laundry", "FOLD robots", "[Robots] [fold] laundry"),
        ("Robots fold laundry", "robot", "Robots fold laundry"),
        ("Robots fold laundry", "robot*", "[Robots] fold laundry"),
        ("Robots fold laundry", '"fold laundry"', "Robots [fold laundry]"),
        ("Robots fold laundry", '"fold lau"*', "Robots [fold laundry]"),
        ("Robots fold laundry", '"laundry fold"', "Robots fold laundry"),
        ("fold", '"fold laundry"', "fold"),
        ("Robots fold laundry", "-fold robots", "[Robots] fold laundry"),
        ("Robots fold laundry", "-(fold -robots)", "[Robots] fold laundry"),
        ("Robots fold laundry", "(a OR fold)", "Robots [fold] laundry"),
        ("Open-source: open, source", "open-source", "[Open-source]: [open, source]"),
        ("a b a b a", '"a b a"', "[a b a b a]"),
        ("a b c", '"a b" "b c"', "[a b c]"),
        ("École d'été", "ecole ete", "[École] d'[été]"),
        ("E\u0301cole!", "ecole", "[E\u0301cole]!"),
        ("cafe\u0301 x", "cafe", "[cafe\u0301] x"),
        ("Die Straße hier", "strasse", "Die [Straße] hier"),
        ("ﬁne ﬁre", "fine", "[ﬁne] ﬁre"),
        ("人工知能の未来", "知能", "人工[知能]の未来"),
        ("がっこう", "かつ こ", "がっ[こ]う"),
        ("I ❤️ you", "❤", "I [❤️] you"),
        ("well 👍🏽!", "👍", "well [👍🏽]!"),
        ("İstanbul now", "istanbul now", "[İstanbul] [now]"),
        ("C++ and C#", "c++", "[C++] and C#"),
        ("Windows™", "windows", "[Windows]™"),
        ("co\xadop", "coop", "[co\xadop]"),
        ("a title:fold b", "title:fold", "a title:[fold] b"),
        ("fold", "excerpt:fold", "fold"),
        ("ai", "topic:ai", "ai"),
        ("", "a", ""),
        ("text", "", "text"),
        ("text", "is:read heat:>1", "text"),
    ],
)
def test_words_are_lit(text: str, query: str, marked: str) -> None:
    """Whole words and phrases of what is wanted, with their marks, as they were written."""
    assert shown_lit(text, query) == marked


def test_a_word_is_lit_from_its_first_letter_typed() -> None:
    """While typing the last word goes on."""
    assert shown_lit("Robots fold", "ro", typing=True) == "[Robots] fold"
    assert shown_lit("Robots fold", "ro ", typing=True) == "Robots fold"


@pytest.mark.parametrize(
    ("text", "query", "shown", "marked"),
    [
        ("Open Source", "topic:OPEN*", "topic", "[Open Source]"),
        ("Open Source", "topic:open", "topic", "Open Source"),
        ("Open Source", "open", "topic", "[Open] Source"),
        ("The Café Post", 'provider:"cafe post"', "provider", "The [Café Post]"),
        ("example.com", "provider:example.com", "provider", "[example.com]"),
        ("news.example.com", "provider:example.com", "provider", "news.[example.com]"),
        ("fold", "excerpt:fold", "excerpt", "[fold]"),
        ("fold", "title:fold", "body", "fold"),
        ("fold", "fold", "body", "[fold]"),
    ],
)
def test_fields_light_their_own_text(text: str, query: str, shown: Shown, marked: str) -> None:
    """A topic is lit as a whole, a provider by its words, words of a field only there."""
    assert shown_lit(text, query, shown) == marked


LETTERS = st.text(st.sampled_from('ab é\u0301ßﬁ日本™❤\ufe0f-"+🏽'), max_size=14)
ROWS = LETTERS.map(words_of).filter(bool).map(tuple)
CONDITIONS = st.one_of(
    ROWS.flatmap(lambda row: st.booleans().map(lambda prefix: Words(row, prefix))),
    ROWS.map(lambda row: Topic(" ".join(row))),
    ROWS.map(lambda row: Provider(" ".join(row), row)),
)
TREES: st.SearchStrategy[Node] = st.recursive(
    CONDITIONS,
    lambda parts: st.one_of(
        parts.map(Not),
        st.lists(parts, min_size=2, max_size=3).map(tuple).map(And),
        st.lists(parts, min_size=2, max_size=3).map(tuple).map(Or),
    ),
    max_leaves=5,
)


@quick
@given(LETTERS, TREES, st.sampled_from(["title", "excerpt", "body"]))
def test_what_is_lit_is_what_was_sought(text: str, tree: Node, shown: Shown) -> None:
    """Spans are in order and inside the text; each begins and ends with words of the search."""
    spans = lit(text, tree, shown)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    wanted = [leaf for leaf, is_wanted in leaves(tree) if is_wanted and isinstance(leaf, Words)]
    for start, end in spans:
        for word in words_of(text[start:end]):
            assert any(
                word in leaf.words or (leaf.prefix and word.startswith(leaf.words[-1]))
                for leaf in wanted
            )


@quick
@given(LETTERS, ROWS, st.booleans())
def test_what_is_found_is_lit(text: str, row: tuple[str, ...], prefix: bool) -> None:
    """A text has a lit place just when it holds the words in a row."""
    words = words_of(text)
    holds = any(
        all(word == own for word, own in zip(words[start:], row[:-1], strict=False))
        and start + len(row) <= len(words)
        and (
            words[start + len(row) - 1].startswith(row[-1])
            if prefix
            else words[start + len(row) - 1] == row[-1]
        )
        for start in range(len(words))
    )
    assert bool(lit(text, Words(row, prefix), "title")) == holds

"""Queries written as text: typed again, they mean the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardreader.query import Query, QueryError, all_of, parse
from cardreader.query.writing import EVERYTHING, as_kept, joined, one_of, quoted

PIECES = st.sampled_from([
    "a", "b", "OR", "-", "(", ")", '"open sour', '"c d"', "topic:x", "-is:read", "sort:date", " ",
    "heat:>8", "e*", "!!!", "is:retired", 'title:"f', "C++", "newer:2d",
])  # fmt: skip
SEARCHES = st.lists(PIECES, max_size=6).map(" ".join) | st.text('ab"-() :*é!', max_size=8)


def read(text: str) -> Query | None:
    """Return what a search means, None for nothing at all that can be understood."""
    try:
        return parse(text)
    except QueryError:
        return None


@given(st.lists(SEARCHES, max_size=4))
def test_searches_written_together_mean_all_of_them(texts: list[str]) -> None:
    """Whatever each is made of, open quotes and parentheses too; orders are left out."""
    queries = [(text, query) for text in texts if (query := read(text))]
    together = parse(joined(text for text, _ in queries))
    assert together.tree == all_of([query.tree for _, query in queries if query.tree])
    assert together.sort is None
    assert together.everything == any(query.everything for _, query in queries)


@given(SEARCHES)
def test_a_search_that_was_typed_is_written_as_it_was_meant(text: str) -> None:
    """What could go on while it was typed has its `*`."""
    try:
        meant = parse(text, typing=True)
    except QueryError:
        return
    assert parse(as_kept(text)).tree == meant.tree


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        (["a", "", " b c "], "a b c"),
        (["a OR b", "is:unread"], "(a OR b) is:unread"),
        (["a OR b"], "a OR b"),
        (["(a OR b) c OR d"], "(a OR b) c OR d"),
        (["a sort:date b"], "a b"),
        (["sort:date"], ""),
        (['"open sour', "x"], '"open sour" x'),
        (["(a", "b"], "(a) b"),
        (["a", "a"], "a"),
    ],
)
def test_no_more_is_written_than_need_be(texts: list[str], written: str) -> None:
    """Parentheses stand only where something else stands beside."""
    assert joined(texts) == written


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ((), ""),
        (("AI",), "topic:AI"),
        (("AI", "Open source"), '(topic:AI OR topic:"Open source")'),
        (("C* (language)",), 'topic:"C* (language)"'),
    ],
)
def test_one_of_several_values(values: tuple[str, ...], written: str) -> None:
    """Topics are alternatives, in quotes where they need them."""
    assert one_of("topic", values) == written


@given(st.text(max_size=12).filter(lambda value: bool(value.strip()) and '"' not in value))
def test_a_quoted_value_is_taken_as_it_stands(value: str) -> None:
    """Nothing in it is read as anything else."""
    query = read(f"topic:{quoted(value)}")
    if query is not None:
        assert query == parse(f'topic:"{value}"')


def test_everything_narrows_nothing_and_shows_all() -> None:
    """The unlisted cards are looked at too."""
    assert parse(EVERYTHING).everything
    assert parse(joined(["a", EVERYTHING])).everything

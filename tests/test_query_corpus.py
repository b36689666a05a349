"""What a search finds in real cards is what a naive reading of the same cards finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.query import QueryError, parse, words_of
from conftest import CORPUS
from library_tools import DAY, NOW
from query_tools import ORDER, Searched, searched

many = settings(max_examples=600, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module", params=["azure", "powerapps"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searched:
    """Return a searched corpus."""
    source = CORPUS / request.param
    if not source.is_dir():
        pytest.skip("the corpus is not beside this checkout")
    return searched(tmp_path_factory.mktemp(request.param), source, every=9, with_mutes=True)


@many
@given(data=st.data())
def test_random_trees_find_what_a_naive_reading_finds(real: Searched, data: st.DataObject) -> None:
    """Whatever conditions are combined, the index finds the very cards that they hold for."""
    query = data.draw(real.trees)
    assert real.found(query) == real.expected(query)


@many
@given(data=st.data())
def test_random_texts_find_what_their_tree_means(real: Searched, data: st.DataObject) -> None:
    """A search as it is typed finds the cards that the tree it is read as holds for."""
    text = data.draw(real.texts)
    try:
        query = parse(text, typing=data.draw(st.booleans()))
    except QueryError as error:
        assert 0 <= error.position <= len(text)  # noqa: PT017 - many texts are good
        return
    assert real.found(query) == real.expected(query)


def test_some_cards_are_muted_and_some_are_not(real: Searched) -> None:
    """Else the other tests would tell nothing of it. Their number is told without a search."""
    muted = [path for path, facts in real.facts.items() if facts.muted and facts.card.listed]
    assert real.found(parse("is:muted")) == sorted(muted)
    assert 0 < len(muted) == real.library.muted() < len(real.facts) * 3 / 4


def test_a_search_by_relevance_finds_the_same_cards(real: Searched) -> None:
    """How well words match decides the order, never what is found; the title counts most."""
    seen = [facts for facts in real.facts.values() if facts.card.listed and not facts.muted]
    listed = [facts.card.title for facts in seen]
    word = next(word for title in listed for word in words_of(title))
    query = parse(f"{word} sort:relevance")
    assert real.found(query) == real.expected(query)
    ids = real.library.view(query, ORDER).ids
    in_title = [
        word in words_of(summary.title) for summary in real.library.summaries(ids) if summary
    ]
    assert in_title.index(True) == 0


def test_ages_are_counted_from_now(real: Searched) -> None:
    """`newer:` and `older:` part the dated cards."""
    newer, older = real.found(parse("newer:2d")), real.found(parse("older:2d"))
    seen = {path: facts.card for path, facts in real.facts.items()
            if facts.card.listed and not facts.muted}  # fmt: skip
    dated = [path for path, card in seen.items() if card.published is not None]
    assert sorted(newer + older) == sorted(dated)
    assert all((real.facts[path].card.published or 0) >= NOW - 2 * DAY for path in newer)

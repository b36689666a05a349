"""What a search finds in real cards is what a naive reading of the same cards finds."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.card.reading import read_card
from cardreader.query import Order, QueryError, parse, words_of
from cardreader.sources.folder import Folder
from conftest import CORPUS
from library_tools import DAY, open_library
from query_oracle import Facts, is_found, queries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cardreader.library import Library
    from cardreader.query import Query

# A day in the middle of what the corpora tell of, so that ages part them.
NOW = 1_613_775_000
ORDER = Order("date")
many = settings(max_examples=600, deadline=None, derandomize=True, database=None)


class Searched(NamedTuple):
    """A library, and each of its cards as it is read by itself."""

    library: Library
    files: dict[int, bytes]  # by row
    facts: dict[bytes, Facts]
    trees: st.SearchStrategy[Query]  # about some of the cards
    texts: st.SearchStrategy[str]

    def found(self, query: Query) -> list[bytes]:
        """Return the files that the library lists, by name."""
        ids = self.library.view(query, ORDER).ids
        assert len(set(ids)) == len(ids)
        return sorted(self.files[number] for number in ids)

    def expected(self, query: Query) -> list[bytes]:
        """Return the files that a naive reading finds, by name."""
        return sorted(path for path, facts in self.facts.items() if is_found(query, facts, NOW))


def pieces(cards: list[Facts]) -> Iterator[str]:
    """Give pieces of searches, made of what these cards have."""
    for facts in cards:
        card = facts.card
        words = words_of(card.title)
        yield from words[:2]
        yield f'"{" ".join(words[:2])}"'
        yield f"{words[-1][:3]}*" if words else "*"
        yield f"title:{card.title.split()[0]}"
        yield from (f'topic:"{topic}"' for topic in card.topics[:1])
        if card.provider:
            yield f"provider:{card.provider.domain or card.provider.name.split()[0]}"
        yield f"heat:>{card.heat}"
        yield f"quality:{card.quality}.."
        yield f"related:<={card.related_count}"
        yield f"type:{card.type}"
    yield from (
        "is:read",
        "is:unread",
        "is:new",
        "is:starred",
        "is:retired",
        "has:body",
        "has:image",
    )
    yield from ("newer:2d", "older:3w", "date:2021", "date:2021-02..", "C#", "a-b", "🚀", "日本")


def written(cards: list[Facts]) -> st.SearchStrategy[str]:
    """Make random searches as they are typed."""
    piece = st.sampled_from(sorted(set(pieces(cards))))
    return st.recursive(
        st.one_of(piece, piece.map("-{}".format)),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(" ".join),
            st.lists(inner, min_size=2, max_size=3).map(" OR ".join),
            inner.map("({})".format),
            inner.map("-({})".format),
        ),
        max_leaves=5,
    )


def searched(home: Path, source: Path) -> Searched:
    """Index a folder, mark some of it, and read its cards naively too."""
    library = open_library(home, source, now=NOW)
    library.refresh()
    ids = library.view(parse("is:published OR -is:published"), ORDER).ids
    chance = random.Random(1)  # noqa: S311 - no secret
    library.mark(chance.sample(list(ids), len(ids) // 3), "read", value=True, what="some")
    library.mark(chance.sample(list(ids), len(ids) // 9), "starred", value=True, what="some")
    came = frozenset(chance.sample(list(ids), len(ids) // 5))
    with library._index._database.writing() as connection:
        connection.executemany(
            "UPDATE card SET came = ? WHERE id = ?", ((NOW, row) for row in came)
        )
    folder = Folder(str(source))
    records = list(library.records(ids))
    marked = {record.path: (record.read, record.starred) for record in records}
    rows = {record.path: row for row, record in zip(ids, records, strict=True)}
    files = {number: record.path for number, record in zip(ids, records, strict=True)}
    facts = {}
    for file in folder.files():
        card = read_card(folder.read(file.path, 2**20), folder.place(file.path)).card
        if card:
            names = (source.name, str(source.resolve()))
            has_come = rows[file.path] in came
            facts[file.path] = Facts(card, *marked[file.path], names, came=has_come)
    assert facts.keys() == marked.keys()
    return Searched(
        library,
        files,
        facts,
        queries(list(facts.values())[::7]),
        written(list(facts.values())[::9]),
    )


@pytest.fixture(scope="module", params=["azure", "powerapps"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searched:
    """Return a searched corpus."""
    source = CORPUS / request.param
    if not source.is_dir():
        pytest.skip("the corpus is not beside this checkout")
    return searched(tmp_path_factory.mktemp(request.param), source)


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


def test_a_search_by_relevance_finds_the_same_cards(real: Searched) -> None:
    """How well words match decides the order, never what is found; the title counts most."""
    listed = [facts.card.title for facts in real.facts.values() if facts.card.listed]
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
    dated = [path for path, facts in real.facts.items()
             if facts.card.listed and facts.card.published is not None]  # fmt: skip
    assert sorted(newer + older) == sorted(dated)
    assert all((real.facts[path].card.published or 0) >= NOW - 2 * DAY for path in newer)

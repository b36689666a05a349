"""The index holds the cards of the files, and answers as a naive reading of them would."""

from __future__ import annotations

import contextlib
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.card import Card, Mark, Problem, Provider
from cardreader.database import DamagedError, DatabaseError
from cardreader.heat import hot
from cardreader.index import Index, Scope, file_name, id_of, identity_of
from cardreader.index.schema import id_key, id_text, key_of
from cardreader.query import ORDERS, Order, Query, fold, parse, query_of
from cardreader.query.fields import chosen
from cardreader.query.tree import Age, Is, Topic, with_leaves
from cardreader.urls import article_of
from library_tools import DAY, HALF_LIFE_S, NOW, ROOT, file_read, fill
from query_oracle import Facts, is_found, queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cardreader.query.tree import Leaf, Node

quick = settings(max_examples=60, deadline=None, derandomize=True)

EVERYTHING = Query(everything=True)
PROVIDERS = [
    None,
    Provider("Example Times", "times.example.com"),
    Provider("Wrong name", "times.example.com"),
    Provider("The Times", "example.org"),
    Provider("", "Example.COM"),
    Provider("", "bücher.example"),
    Provider("Café Post", ""),
]
TITLES = ["Market", "market", "École d'été", "Robotaxis on the road", "人工知能の未来", "𝐀𝐈", "!"]
EXCERPTS = [None, "", "The open market", "AI-powered, 日本 first", "a week in C#"]
TOPICS = ["AI", "ai", "Open Source", "日本"]
CARDS = st.builds(
    lambda **fields: Card(**fields),  # noqa: PLW0108 - or all its fields are made up
    title=st.sampled_from(TITLES),
    category=st.just("news"),
    type=st.just("article"),
    excerpt=st.sampled_from(EXCERPTS),
    published=st.sampled_from([None, NOW - 3 * DAY, NOW - DAY, NOW - 60, NOW, NOW + DAY]),
    web_url=st.sampled_from([None, "https://example.com/1", "https://example.com/2"]),
    quality=st.sampled_from([None, 0, 7, 2**53]),
    heat=st.sampled_from([None, -1, 0, 1, 2, 97, 3_694, 2**53]),
    is_published=st.sampled_from([True, True, False]),
    removed=st.sampled_from([False, False, True]),
    provider=st.sampled_from(PROVIDERS),
    topics=st.lists(st.sampled_from(TOPICS), unique=True, max_size=3).map(tuple),
)
SETS = st.lists(CARDS, max_size=8)
MARKS = st.dictionaries(
    st.sampled_from(["example.com/1", "example.com/2", "file:/news/0.md", "elsewhere.example"]),
    st.tuples(st.booleans(), st.booleans()),
)
# Cards with every value, for queries to be about; the next to last has none.
SAMPLES = [
    Facts(
        Card(
            TITLES[place % len(TITLES)], "news", "article", EXCERPTS[place % len(EXCERPTS)],
            provider=PROVIDERS[place % len(PROVIDERS)], topics=(TOPICS[place % len(TOPICS)],),
            heat=[None, -1, 0, 97, 3_694][place % 5], quality=[None, 0, 7][place % 3],
            published=[None, NOW - 3 * DAY, NOW - 60, NOW + DAY][place % 4],
        )
    )
    for place in range(12)
]  # fmt: skip
QUERIES = queries(SAMPLES)
ALL_ORDERS = [Order(by, ascending) for by in ORDERS for ascending in (False, True)]


def known_files(index: Index, source: int) -> dict[bytes, tuple[int, int]]:
    """Return size and mtime of the files of a source that the index knows."""
    return {path: (size, mtime_ns) for path, size, mtime_ns in index.states(source)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the index is."""
    return tmp_path / "cache" / file_name()


@pytest.fixture
def index(path: Path) -> Iterator[Index]:
    """Give a new index."""
    index = Index(path)
    yield index
    index.close()


@contextlib.contextmanager
def in_memory() -> Iterator[Index]:
    """Give an index that is gone afterwards, for one example of many."""
    with contextlib.closing(Index(Path("index"), in_memory=True)) as index:
        yield index


def card(title: str = "A card", **fields: object) -> Card:
    """Make a card."""
    return Card(title, "news", "article")._replace(**fields)  # type: ignore[arg-type]


def of(*sources: int, now: int = NOW, half_life_s: int = HALF_LIFE_S) -> Scope:
    """Look at these sources, at a fixed time."""
    return Scope(sources, now, half_life_s)


def listed(index: Index, source: int, query: Query = EVERYTHING) -> list[int]:
    """Return the rows of a query, hottest first."""
    return list(index.ids(query, Order(), of(source)))


def counted(index: Index, query: Query, *sources: int) -> tuple[int, int]:
    """Return how many cards a query is about, and how many of them are unread."""
    ids = index.ids(query, Order(), of(*sources))
    return len(ids), index.unread(ids)


def titles(index: Index, source: int, query: Query = EVERYTHING) -> list[str]:
    """Return the titles of a query, hottest first."""
    summaries = index.summaries(listed(index, source, query))
    return [summary.title for summary in summaries if summary]


# Putting in and taking out


def test_a_new_file_is_a_new_card(index: Index) -> None:
    """What came is told by row."""
    source = index.open_source(ROOT, NOW)
    changes = index.put_files(source, ROOT, [file_read("a.md", card("One"))])
    assert (len(changes.added), changes.changed, changes.removed) == (1, [], [])
    assert titles(index, source) == ["One"]
    assert known_files(index, source) == {b"a.md": (1, 1)}


def test_the_same_text_again_is_no_change(index: Index) -> None:
    """Size and time of the file are noted, the card is left as it is."""
    source, _ = fill(index, [card("One")])
    again = file_read("0.md", card("One"))._replace(size=2, mtime_ns=3)
    assert not index.put_files(source, ROOT, [again])
    assert known_files(index, source) == {b"0.md": (2, 3)}


def test_another_text_changes_the_card_in_its_row(index: Index) -> None:
    """Who holds the row sees the card as it is now, its topics included."""
    source, rows = fill(index, [card("One", topics=("AI", "Web"))])
    changes = index.put_files(source, ROOT, [file_read("0.md", card("Two", topics=("Web",)))])
    assert (changes.added, changes.changed, changes.removed) == ([], rows, [])
    (summary,) = index.summaries(rows)
    assert summary is not None
    assert (summary.title, summary.topics) == ("Two", ("Web",))
    assert index.topics(EVERYTHING, of(source)) == [("Web", 1, 1)]


def test_a_file_that_is_no_card_any_more_takes_its_card_along(index: Index) -> None:
    """The file is remembered, so that it is not read again."""
    source, rows = fill(index, [card()])
    changes = index.put_files(source, ROOT, [file_read("0.md", None)])
    assert changes.removed == rows
    assert index.summaries(rows) == [None]
    assert known_files(index, source) == {b"0.md": (1, 1)}


def test_a_file_that_is_gone_takes_all_along(index: Index) -> None:
    """Card, file, topics and problems go."""
    source = index.open_source(ROOT, NOW)
    file = file_read("a.md", card(topics=("AI",)))._replace(problems=(Problem(3, "odd", True),))
    rows = index.put_files(source, ROOT, [file]).added
    assert index.drop_files(source, [b"a.md", b"never.md"]).removed == rows
    assert listed(index, source) == []
    assert known_files(index, source) == {}
    assert index.topics(EVERYTHING, of(source)) == []
    assert index.problems([source]) == []


def test_a_row_is_never_given_to_another_card(index: Index) -> None:
    """A view that still holds the row of a card that went must not show or mark another one."""
    source, rows = fill(index, [card("One"), card("Two")])
    index.drop_files(source, [b"1.md"])
    added = index.put_files(source, ROOT, [file_read("new.md", card("New"))]).added
    assert not set(added) & set(rows)


def test_a_batch_is_all_or_nothing(index: Index) -> None:
    """When reading fails half-way, nothing of the batch is in the index."""
    source = index.open_source(ROOT, NOW)

    def files() -> Iterator[object]:
        yield file_read("a.md", card())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.put_files(source, ROOT, files())  # type: ignore[arg-type]
    assert listed(index, source) == []


def test_a_full_disk_is_told_and_the_index_stays_as_it_was(index: Index) -> None:
    """A batch that does not fit is taken back, and reading goes on."""
    source, _ = fill(index, [card("One")])
    connection = index._database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    files = [file_read(f"{number}.md", card("x" * 500)) for number in range(1, 300)]
    with pytest.raises(DatabaseError, match="disk is full"):
        index.put_files(source, ROOT, files)
    assert titles(index, source) == ["One"]


def test_problems_are_listed_by_file_and_replaced(index: Index) -> None:
    """Each reading of a file brings its own problems."""
    source = index.open_source(ROOT, NOW)
    bad = file_read("b.md", None)._replace(problems=(Problem(9, "late"), Problem(2, "early")))
    odd = file_read("a.md", card())._replace(problems=(Problem(1, "odd", warning=True),))
    index.put_files(source, ROOT, [bad, odd])
    assert index.problems([source]) == [
        (ROOT, b"a.md", 1, "odd", True),
        (ROOT, b"b.md", 2, "early", False),
        (ROOT, b"b.md", 9, "late", False),
    ]
    index.put_files(source, ROOT, [bad._replace(problems=())])
    assert [problem[1] for problem in index.problems([source])] == [b"a.md"]
    assert index.problems([]) == []


def test_forgetting_a_source_leaves_the_others(index: Index) -> None:
    """The source itself stays open, without cards and files."""
    source, _ = fill(index, [card("One")])
    other, _ = fill(index, [card("Two")], b"/other")
    index.forget([source])
    assert known_files(index, source) == {}
    assert titles(index, source) == []
    assert titles(index, other) == ["Two"]
    assert fill(index, [card("One")])[0] == source


# Sources


def test_a_source_has_one_number(index: Index) -> None:
    """Opening it again finds it, whatever bytes its name is made of."""
    first = index.open_source(b"/news\xff", NOW)
    assert index.open_source(b"/other", NOW) != first
    assert index.open_source(b"/news\xff", NOW + DAY) == first
    assert sorted(index.roots()) == [b"/news\xff", b"/other"]


def test_a_source_not_opened_for_thirty_days_is_dropped(index: Index) -> None:
    """With all its cards; one that is opened more often stays."""
    source, rows = fill(index, [card("Old")])
    other, _ = fill(index, [card("Other")], b"/other")
    index.open_source(b"/other", NOW + 30 * DAY)
    assert set(index.roots()) == {ROOT, b"/other"}
    index.open_source(b"/other", NOW + 31 * DAY)  # noted once a day
    assert index.roots() == [b"/other"]
    assert index.summaries(rows) == [None]
    assert known_files(index, source) == {}
    assert titles(index, other) == ["Other"]


@pytest.mark.parametrize("how", ["dropped", "forgotten", "no card any more", "changed", "aged"])
def test_nothing_stays_of_a_card_that_went(index: Index, how: str) -> None:
    """However it went, its texts, words and topics go with it."""
    source, _ = fill(index, [card("Gone", topics=("AI",))])
    if how == "dropped":
        index.drop_files(source, [b"0.md"])
    elif how == "forgotten":
        index.forget([source])
    elif how == "no card any more":
        index.put_files(source, ROOT, [file_read("0.md", None)])
    elif how == "changed":
        index.put_files(source, ROOT, [file_read("0.md", card("Other"))])
        assert listed(index, source, parse("gone")) == []
        index.drop_files(source, [b"0.md"])
    else:
        index.open_source(b"/other", NOW + 31 * DAY)
    with index._database.reading() as connection:
        for table in ("card", "card_text", "identity", "card_topic", "words"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608 - our own words


def test_a_source_that_is_opened_after_a_long_time_is_still_there(index: Index) -> None:
    """Its own opening keeps it: nothing is read again."""
    source, rows = fill(index, [card()])
    assert index.open_source(ROOT, NOW + 100 * DAY) == source
    assert listed(index, source) == rows


# Orders


def missing_last(value: int | None) -> tuple[bool, int]:
    """Sort numbers downwards, and none of them last."""
    return (value is None, -(value or 0))


def naive_key(order: Order, number: int, card: Card) -> tuple[object, ...]:
    """Return what a card sorts by, in plain Python (for all orders but hot)."""
    ties = {
        "heat": missing_last(card.heat),
        "quality": missing_last(card.quality),
        "date": missing_last(card.published),
        "title": (fold(card.title),),
    }
    label = fold(card.provider.label) if card.provider else None
    value = {
        "heat": card.heat, "quality": card.quality, "date": card.published,
        "provider": label, "title": fold(card.title),
    }[order.by]  # fmt: skip
    main = (value is None, Way(value, up=order.ascending))
    rest = [tie for by, tie in ties.items() if by != order.by]
    return (main, *rest, key_of(ROOT, f"{number}.md".encode()))


class Way:
    """A value that sorts upwards or downwards; missing ones are alike."""

    def __init__(self, value: int | str | None, *, up: bool) -> None:
        """Hold a value and its direction."""
        self.value = value
        self.up = up

    def __eq__(self, other: object) -> bool:
        """Alike when the values are."""
        return isinstance(other, Way) and self.value == other.value

    def __lt__(self, other: Way) -> bool:
        """Before the other, as the direction has it."""
        if self.value is None or other.value is None:
            return False
        one, two = (self.value, other.value) if self.up else (other.value, self.value)
        return one < two  # type: ignore[operator]

    __hash__ = None  # type: ignore[assignment]


@quick
@given(SETS, st.sampled_from([order for order in ALL_ORDERS if order.by != "hot"]))
def test_orders_are_those_of_a_naive_sort(cards: list[Card], order: Order) -> None:
    """Total, missing values last whichever way, ties by heat, quality, date and title."""
    with in_memory() as index:
        source, rows = fill(index, cards)
        expected = sorted(range(len(cards)), key=lambda each: naive_key(order, each, cards[each]))
        found = index.ids(EVERYTHING, order, of(source))
        assert list(found) == [rows[number] for number in expected]


@quick
@given(SETS, st.booleans(), st.sampled_from([360, HALF_LIFE_S, 365 * DAY]))
def test_the_hot_order_is_that_of_hot(cards: list[Card], ascending: bool, half_life_s: int) -> None:
    """Cards stand as `heat.hot` has them now, those without it last, ties as for heat."""
    with in_memory() as index:
        source, rows = fill(index, cards)
        found = index.ids(EVERYTHING, Order("hot", ascending), of(source, half_life_s=half_life_s))
        assert sorted(found) == rows
        for one, two in pairwise(rows.index(row) for row in found):
            hots = [
                hot(cards[each].heat, cards[each].published, NOW, half_life_s / 3600)
                for each in (one, two)
            ]
            first, second = hots if not ascending else hots[::-1]
            if hots[0] is None or hots[1] is None:
                assert hots[1] is None
            else:
                assert first is not None
                assert second is not None
                # The order is kept in whole seconds: that much of a half-life is a tie.
                assert first >= second * 2 ** (-1.1 / half_life_s)
            if hots[0] == hots[1] and cards[one].heat == cards[two].heat:
                tie = Order("heat")
                assert naive_key(tie, one, cards[one]) < naive_key(tie, two, cards[two])


@quick
@given(SETS, st.integers(min_value=0, max_value=1000 * DAY))
def test_the_hot_order_does_not_depend_on_the_time_of_looking(
    cards: list[Card], later_s: int
) -> None:
    """Without dates in the future, today's order is that of any later day."""
    past = [each._replace(published=each.published and min(each.published, NOW)) for each in cards]
    with in_memory() as index:
        source, _ = fill(index, past)
        now = index.ids(EVERYTHING, Order("hot"), of(source))
        later = index.ids(EVERYTHING, Order("hot"), of(source, now=NOW + later_s))
        assert now == later


def test_a_future_date_counts_as_now(index: Index) -> None:
    """A card from tomorrow is no hotter than one of today, until tomorrow has come."""
    today = card("today", heat=100, published=NOW)
    tomorrow = card("tomorrow", heat=99, published=NOW + DAY)
    source, rows = fill(index, [today, tomorrow])
    hot_order = Order("hot")
    assert list(index.ids(EVERYTHING, hot_order, of(source))) == rows
    later = index.ids(EVERYTHING, hot_order, of(source, now=NOW + DAY))
    assert list(later) == rows[::-1]


@pytest.mark.parametrize("order", ALL_ORDERS, ids=str)
def test_equal_cards_have_an_order_that_stays(index: Index, order: Order) -> None:
    """What nothing tells apart stands as its files' keys do, however the files came in."""
    source, rows = fill(index, [card()] * 20)
    keys = {row: key_of(ROOT, f"{number}.md".encode()) for number, row in enumerate(rows)}
    found = index.ids(EVERYTHING, order, of(source))
    assert list(found) == sorted(rows, key=lambda row: keys[row])


# Queries


def settled(query: Query) -> Query:
    """Put in what only the library knows, as it does: now, and that there is one source."""

    def known(leaf: Leaf) -> Node:
        return leaf.at(NOW) if isinstance(leaf, Age) else leaf

    return query._replace(tree=with_leaves(query.tree, known) if query.tree else None)


def is_asked(card: Card, mark: tuple[bool, bool], query: Query) -> bool:
    """Decide in plain Python whether a query is about a card."""
    return is_found(query, Facts(card, *mark), NOW)


def marks_of(cards: Sequence[Card], marks: dict[str, tuple[bool, bool]]) -> list[tuple[bool, bool]]:
    """Return read and starred for each card, as its article is marked."""
    return [
        marks.get(identity_of(each, ROOT, f"{number}.md".encode()), (False, False))
        for number, each in enumerate(cards)
    ]


def copy(index: Index, marks: dict[str, tuple[bool, bool]]) -> None:
    """Have the index follow these marks."""
    index.copy_marks([Mark(article_of(name), *mark) for name, mark in marks.items()], ("id", 1))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(SETS, MARKS, QUERIES)
def test_queries_find_what_a_naive_search_finds(
    cards: list[Card], marks: dict[str, tuple[bool, bool]], query: Query
) -> None:
    """The cards of a query, their number, and how many are unread."""
    with in_memory() as index:
        source, rows = fill(index, cards)
        copy(index, marks)
        own = marks_of(cards, marks)
        expected = [n for n, each in enumerate(cards) if is_asked(each, own[n], query)]
        query = settled(query)
        assert sorted(listed(index, source, query)) == [rows[number] for number in expected]
        unread = [number for number in expected if not own[number][0]]
        assert counted(index, query, source) == (len(expected), len(unread))
        assert index.unread(rows) == sum(not read for read, _ in own)


@quick
@given(SETS, MARKS, st.booleans())
def test_choices_count_what_they_would_list(
    cards: list[Card], marks: dict[str, tuple[bool, bool]], everything: bool
) -> None:
    """Each topic and source has as many cards, and unread ones, as the view it leads to."""
    with in_memory() as index:
        source, _ = fill(index, cards)
        copy(index, marks)
        query = Query(everything=everything)
        topics = index.topics(query, of(source))
        for name, *counts in topics:
            own_topic = query._replace(tree=Topic(fold(name)))
            assert counted(index, own_topic, source) == tuple(counts)
        seen = {fold(t) for each in cards if everything or each.listed for t in each.topics}
        assert sorted(fold(name) for name, *_ in topics) == sorted(seen)
        assert [count for _, count, _ in topics] == sorted((c for _, c, _ in topics), reverse=True)
        total = counted(index, query, source)
        assert index.sources(query, of(source)) == ([(ROOT, *total)] if total[0] else [])


@quick
@given(SETS, MARKS)
def test_providers_are_counted_by_domain(
    cards: list[Card], marks: dict[str, tuple[bool, bool]]
) -> None:
    """The domain is the identity, without one the name; each can be asked for as it is given."""
    with in_memory() as index:
        source, _ = fill(index, cards)
        copy(index, marks)
        own = marks_of(cards, marks)
        expected: Counter[str] = Counter()
        unread: Counter[str] = Counter()
        for (read, _), each in zip(own, cards, strict=True):
            if each.provider:
                name = fold(each.provider.domain or each.provider.name)
                expected[name] += 1
                unread[name] += not read
        found = index.providers(EVERYTHING, of(source))
        assert {name: count for name, _, count, _ in found} == dict(expected)
        assert {name: count for name, *_, count in found} == dict(unread)
        for name, _, count, _ in found:
            provider = Query(chosen("provider", name), everything=True)
            assert counted(index, provider, source)[0] >= count


def test_only_the_sources_asked_for_are_searched(index: Index) -> None:
    """Views, counts and choices leave other sources out; without any there is nothing."""
    source, rows = fill(index, [card("Own", topics=("AI",), web_url="https://example.com/1")])
    other, _ = fill(index, [card("Other", topics=("Web",))], b"/other")
    assert titles(index, source) == ["Own"]
    assert counted(index, EVERYTHING, source, other) == (2, 2)
    assert index.topics(EVERYTHING, of(other)) == [("Web", 1, 1)]
    assert counted(index, EVERYTHING) == (0, 0)
    assert list(index.ids(EVERYTHING, Order(), of())) == []
    article = article_of("example.com/1")
    assert index.by_article([article], [other]) == {}
    assert index.by_article([article], [source]) == {article: (rows[0], False)}


def test_words_with_quotes_and_wildcards_are_only_words(index: Index) -> None:
    """Nothing a person types is taken for SQL, or for the language of FTS5."""
    source, rows = fill(index, [card('100 % of C# users\' "quotes"; -- DROP TABLE card')])
    for word in ("%", "'", '"', "users'", "--", "100", 'quotes";'):
        query = parse(f"'{word.replace(chr(34), ' ')}'")._replace(everything=True)
        assert listed(index, source, query) == rows
    for value in ("'", "%", "_", 'x" OR 1 --'):
        for field in ("topic", "provider"):
            query = Query(chosen(field, value), everything=True)
            assert listed(index, source, query) == []


# Root topics


def test_a_site_that_names_its_topic_does_not_offer_it(index: Index) -> None:
    """Its cards do not show it either, nor is a site of others affected."""
    source = index.open_source(ROOT, NOW)
    own = card("Own", topics=("Azure", "AI"))
    files = [
        file_read("a.md", own, site=b"/azure", site_topic="Azure"),
        file_read("b.md", card("Other", topics=("Azure",)), site=b"/other"),
    ]
    rows = index.put_files(source, ROOT, files).added
    index.find_root_topics()
    assert index.topics(EVERYTHING, of(source)) == [("AI", 1, 1), ("Azure", 1, 1)]
    first, second = index.summaries(rows)
    assert first is not None
    assert second is not None
    assert (first.topics, second.topics) == (("AI",), ("Azure",))
    assert [record.topics for record in index.records(rows)] == [("Azure", "AI"), ("Azure",)]
    assert sorted(listed(index, source, query_of(Topic("azure")))) == rows


@pytest.mark.parametrize(("count", "offered"), [(19, True), (20, False)])
def test_a_topic_of_all_cards_is_the_root_of_a_larger_site(
    index: Index, count: int, offered: bool
) -> None:
    """From twenty cards on, what is on every one of them is useless as a choice."""
    source, _ = fill(index, [card(topics=("Azure", f"Own {n}")) for n in range(count)])
    index.find_root_topics()
    names = {name for name, *_ in index.topics(EVERYTHING, of(source))}
    assert ("Azure" in names) == offered
    assert "Own 7" in names


def test_a_topic_of_all_cards_but_one_is_offered(index: Index) -> None:
    """When a card without it comes, the topic is a choice again."""
    source, _ = fill(index, [card(topics=("Azure",)) for _ in range(25)])
    index.find_root_topics()
    assert index.topics(EVERYTHING, of(source)) == []
    index.put_files(source, ROOT, [file_read("new.md", card(topics=("AI",)))])
    index.find_root_topics()
    assert [name for name, *_ in index.topics(EVERYTHING, of(source))] == ["Azure", "AI"]


# Asking for rows


def test_summaries_keep_the_order_and_the_gaps(index: Index) -> None:
    """As many answers as rows, None for a card that is gone, a row twice for one asked twice."""
    source, rows = fill(index, [card(f"Card {number}") for number in range(1_200)])
    index.drop_files(source, [b"7.md"])
    asked = [*reversed(rows), rows[3], 10**9]
    found = index.summaries(asked)
    assert len(found) == len(asked)
    assert found[rows[::-1].index(rows[7])] is None
    assert found[-1] is None
    named = [summary.title for summary in found[:3] + found[-2:-1] if summary]
    assert named == ["Card 1199", "Card 1198", "Card 1197", "Card 3"]
    assert index.summaries([]) == []


def test_a_summary_tells_what_the_list_shows(index: Index) -> None:
    """Every field arrives, missing ones as None."""
    whole = card(
        "Whole", heat=5, quality=6, published=NOW, provider=Provider("Name", "example.com"),
        topics=("AI", "Web"), related_count=14, type="video", web_url="https://example.com/1",
    )  # fmt: skip
    _, rows = fill(index, [whole, card("Bare"), card("Retired", heat=-1)])
    copy(index, {"example.com/1": (True, False)})
    one, two, three = index.summaries(rows)
    assert one is not None
    assert two is not None
    assert three is not None
    assert (one.title, one.heat, one.quality, one.published) == ("Whole", 5, 6, NOW)
    assert (one.provider, one.topics) == (Provider("Name", "example.com"), ("AI", "Web"))
    assert (one.related_count, one.type) == (14, "video")
    assert (one.read, one.starred, one.listed) == (True, False, True)
    assert (two.heat, two.quality, two.published, two.provider) == (None, None, None, None)
    assert (two.topics, two.read, two.starred) == ((), False, False)
    assert not three.listed


def test_records_are_in_order_and_leave_out_what_is_gone(index: Index) -> None:
    """More than one statement's worth of them, with all that `list --json` prints."""
    _, rows = fill(index, [card(f"Card {number}", excerpt="Why") for number in range(1_001)])
    found = list(index.records([rows[1000], 10**9, *rows[:600]]))
    assert [record.title for record in found[:3]] == ["Card 1000", "Card 0", "Card 1"]
    assert len(found) == 601
    assert found[1].id == id_of(ROOT, b"0.md")
    assert (found[1].source, found[1].path, found[1].excerpt) == (ROOT, b"0.md", "Why")
    assert (found[1].provider, found[1].is_published, found[1].read) == (None, True, False)


def test_the_listed_card_of_an_article_comes_before_the_others(index: Index) -> None:
    """Of several cards of one article, the first that is listed by default is the one."""
    url = "https://example.com/1"
    cards = [
        card("Retired", heat=-1, web_url=url),
        card("Listed", web_url=f"{url}?utm_source=x"),
        card("Listed too", web_url=url.replace("https", "http")),
        card("Removed", removed=True, web_url=url),
        card("Only retired", heat=-1, web_url="https://example.com/2"),
    ]
    source, rows = fill(index, cards)
    copy(index, {"example.com/1": (True, True)})
    articles = [article_of(f"example.com/{number}") for number in (1, 2, 3)]
    assert index.by_article(articles, [source]) == {
        articles[0]: (rows[1], True),
        articles[1]: (rows[4], False),
    }


def test_a_file_is_found_by_its_path_only_within_its_source(index: Index) -> None:
    """The first of several that is a card; no other source is looked at."""
    _, rows = fill(index, [card(), card()])
    fill(index, [card(), card(), card()], b"/other")
    assert index.by_path(ROOT, [b"9.md", b"1.md", b"0.md"]) == rows[0]
    assert index.by_path(ROOT, [b"2.md"]) is None
    assert index.file(rows[1]) == (ROOT, b"1.md")
    assert index.file(10**9) is None


@quick
@given(st.binary(), st.binary())
def test_ids_are_short_and_lead_back(root: bytes, path: bytes) -> None:
    """An id is twelve letters and digits, says the file's key, and may be typed in capitals."""
    text = id_of(root, path)
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{12}", text)
    assert id_key(text) == id_key(text.upper()) == key_of(root, path)
    assert id_text(key_of(root, path)) == text


@quick
@given(st.text())
def test_what_is_no_id_finds_nothing(text: str) -> None:
    """Any text may be asked for."""
    key = id_key(text)
    assert key is None or id_text(key) == text.lower()


def test_a_card_is_found_by_its_printed_id(index: Index) -> None:
    """The id of a file is the same in every index; an unknown one finds nothing."""
    _, rows = fill(index, [card(), card()])
    assert index.by_id(id_of(ROOT, b"1.md")) == rows[1]
    assert index.by_id(id_of(ROOT, b"9.md")) is None
    assert index.by_id("not an id") is None


# Marks


def test_an_article_is_marked_in_every_card_of_it(index: Index) -> None:
    """Marks hang on the article; without a URL on source and path."""
    url = "https://example.com/1"
    cards = [card("One", web_url=url), card("Same", web_url=f"{url}#top"), card("Other")]
    source, rows = fill(index, cards)
    names = ["example.com/1", "example.com/1", "file:/news/2.md"]
    assert sorted(index.articles(rows)) == sorted((article_of(name), name) for name in names)
    copy(index, {"example.com/1": (True, False), "file:/news/2.md": (False, True)})
    assert sorted(titles(index, source, query_of(Is("read")))) == ["One", "Same"]
    assert titles(index, source, query_of(Is("starred"))) == ["Other"]


def test_the_copy_of_the_marks_follows_and_can_be_made_anew(index: Index) -> None:
    """Later marks replace earlier ones; anew, all that was copied before is forgotten."""
    _, rows = fill(index, [card(web_url=f"https://example.com/{number}") for number in (1, 2)])
    one, two = (article_of(f"example.com/{number}") for number in (1, 2))
    assert index.marks_seen() == ("", 0)
    index.copy_marks([Mark(one, read=True, starred=False)], ("id", 3))
    index.follow_marks([("read", False, f"[{one}]"), ("read", True, f"[{two}]")], ("id", 5))
    assert index.marks_seen() == ("id", 5)
    assert unread(index, rows) == {rows[0]}
    index.follow_marks([("starred", True, f"[{one},{two}]")], ("id", 6))
    assert unread(index, rows) == {rows[0]}
    assert [each.starred for each in index.summaries(rows) if each] == [True, True]
    index.copy_marks([Mark(one, read=True, starred=False)], ("other", 1))
    assert index.marks_seen() == ("other", 1)
    assert unread(index, rows) == {rows[1]}
    assert [each.starred for each in index.summaries(rows) if each] == [False, False]


def unread(index: Index, rows: list[int]) -> set[int]:
    """Return those of these rows that are unread."""
    return {row for row in rows if index.unread([row])}


# The file


def test_all_is_there_again_the_next_time(index: Index, path: Path) -> None:
    """Closing and opening changes nothing."""
    source, rows = fill(index, [card("One")])
    index.close()
    with contextlib.closing(Index(path)) as again:
        assert titles(again, source) == ["One"]
        assert listed(again, source) == rows


def test_a_file_that_is_no_database_is_set_aside_and_made_anew(path: Path) -> None:
    """The index can always be made again from the files; the old bytes are kept."""
    path.parent.mkdir()
    path.write_bytes(b"damaged" * 1000)
    with contextlib.closing(Index(path)) as index:
        source, _ = fill(index, [card("One")])
        assert titles(index, source) == ["One"]
    (kept,) = path.parent.glob("*.damaged-*")
    assert kept.read_bytes() == b"damaged" * 1000


def test_damage_that_shows_later_leads_to_a_new_index_the_next_time(path: Path) -> None:
    """It is told once, and the next index is whole."""
    with contextlib.closing(Index(path)) as index:
        source, _ = fill(index, [card(f"Card {number}" * 20) for number in range(300)])
    content = bytearray(path.read_bytes())
    content[40 * 4096 :] = b"\xff" * len(content[40 * 4096 :])
    path.write_bytes(content)
    with (
        contextlib.closing(Index(path)) as index,
        pytest.raises(DamagedError, match="set aside, and is made anew"),
    ):
        titles(index, source)
    with contextlib.closing(Index(path)) as index:
        assert index.roots() == []


def test_the_version_of_the_tables_is_in_the_name(path: Path) -> None:
    """An older program never meets a newer index."""
    assert re.fullmatch(r"index-\d+-[0-9a-f]{4}\.sqlite3", path.name)

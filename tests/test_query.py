"""The text of a search becomes a query, or says where its mistake is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardreader.query import ORDERS, STATES, Order, Query, QueryError, fold, parse, parse_order

quick = settings(max_examples=150, deadline=None, derandomize=True)

FIELDS = ["topic", "provider", "source", "is"]
SEARCHES = st.lists(
    st.sampled_from(
        [*FIELDS, ":", '"', "-", " ", "unread", "ai", "Café", "日本", "\ud800", "\x1b"]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("   ", Query()),
        ("baidu Robotaxi", Query(words=("baidu", "robotaxi"))),
        ('"open source"', Query(words=("open", "source"))),
        ('"still typing', Query(words=("still", "typing"))),
        ("-market", Query(without=("market",))),
        ('-"stock market"', Query(without=("stock", "market"))),
        ("topic:AI", Query(topics=("ai",))),
        ('topic:"Open Source" topic:ai', Query(topics=("open source", "ai"))),
        ("provider:Example.com", Query(providers=("example.com",))),
        ("source:azure", Query(sources=("azure",))),
        ("is:unread is:starred", Query(states=("unread", "starred"))),
        ("IS:Unread", Query(states=("unread",))),
        ("is:retired", Query(states=("retired",), everything=True)),
        ("is:published", Query(states=("published",), everything=True)),
        ("ai topic:ai -ai", Query(words=("ai",), without=("ai",), topics=("ai",))),
        ("colour:red", Query(words=("colour:red",))),
        ("-colour:red", Query(without=("colour:red",))),
        ("colour:", Query(words=("colour:",))),
        ("https://example.com/a", Query(words=("https://example.com/a",))),
        ("-", Query(words=("-",))),
        ("a-b", Query(words=("a-b",))),
        ("::", Query(words=("::",))),
    ],
)
def test_a_search_is_read(text: str, query: Query) -> None:
    """Words, fields and quotes mean what they look like; an unknown field is text."""
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("topic:", 0, "topic: wants a value, like topic:ai"),
        ("ai topic: ai", 3, "topic: wants a value"),
        ('ai provider:""', 3, "provider: wants a value, like provider:example.com"),
        ('source:"  "', 0, "source: wants a value"),
        ("is:", 0, "is: wants a value, like is:unread"),
        ("ai is:new", 3, "is:new: use one of read, unread"),
        ("ai  -topic:x", 4, "-topic:x: - goes before words only"),
    ],
)
def test_a_mistake_says_what_and_where(text: str, position: int, words: str) -> None:
    """The sentence names the field, and the position is where it begins."""
    with pytest.raises(QueryError) as error:
        parse(text)
    assert error.value.position == position
    assert words in str(error.value)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_understood(state: str) -> None:
    """Each word that the message offers can be written."""
    assert parse(f"is:{state}").states == (state,)


@quick
@given(st.one_of(st.text(), SEARCHES))
@example("topic:" * 1000)
@example('"' * 1001)
def test_any_text_is_a_query_or_a_mistake_within_it(text: str) -> None:
    """Nothing else is ever raised, and what comes out can be bound to SQL."""
    position, query = 0, Query()
    try:
        query = parse(text)
    except QueryError as error:
        position = error.position
    assert 0 <= position < max(1, len(text))
    for value in itertools.chain(
        query.words, query.without, query.topics, query.providers, query.sources
    ):
        assert value == fold(value)
        assert value.encode()


@quick
@given(SEARCHES, SEARCHES)
def test_a_search_after_another_is_both(one: str, other: str) -> None:
    """Writing two searches one after the other is the same as adding the second to the first."""
    one, other = one.replace('"', ""), other.replace('"', "")
    try:
        queries = parse(one), parse(other)
    except QueryError:
        return
    assert parse(f"{one} {other}") == queries[0].and_also(queries[1])


def test_queries_add_up() -> None:
    """Lists are joined, and either may ask for everything."""
    one = Query(("a",), ("b",), ("c",), ("d",), ("e",), ("read",), everything=True)
    other = Query(("1",), ("2",), ("3",), ("4",), ("5",), ("starred",))
    both = Query(
        ("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"), ("e", "5"), ("read", "starred"),
        everything=True,
    )  # fmt: skip
    assert one.and_also(other) == both
    assert Query().and_also(one) == one
    assert one.and_also(Query()) == one


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café", "cafe"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("ＡＩ", "ai"),
        ("𝐀𝐈", "ai"),
        ("℡", "tel"),
        ("がっこう", "かっこう"),
        ("Ἀθῆναι", "αθηναι"),
        ("İstanbul", "istanbul"),
    ],
)
def test_case_accents_and_styles_are_folded(text: str, folded: str) -> None:
    """What looks the same to a reader is the same to the search."""
    assert fold(text) == folded


@quick
@given(st.text())
@example("ϓ ϔ ᴬ ﬃ ŉ ΐ ẞ")
def test_folding_twice_is_folding_once(text: str) -> None:
    """A stored key can be compared with a folded word."""
    assert fold(fold(text)) == fold(text)


@quick
@given(st.text(st.characters(exclude_characters="ı")))
def test_case_never_matters(text: str) -> None:
    """A text and its upper and lower case fold alike (but for the dotless i)."""
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("heat", Order("heat")),
        ("hot:asc", Order("hot", ascending=True)),
        ("date:desc", Order("date")),
        ("title", Order("title", ascending=True)),
        ("provider:desc", Order("provider")),
    ],
)
def test_an_order_is_read(text: str, order: Order) -> None:
    """Without a direction the best comes first, and names from A."""
    assert parse_order(text) == order


@pytest.mark.parametrize("text", ["", "size", "heat:up", "Heat", " heat", ":asc", "is:asc"])
def test_no_order_is_told(text: str) -> None:
    """The sentence repeats what was written and offers what there is."""
    with pytest.raises(ValueError, match="is no order; use one of heat, hot, date") as error:
        parse_order(text)
    assert repr(text) in str(error.value)


@pytest.mark.parametrize("by", ORDERS)
@pytest.mark.parametrize("way", ["", ":asc", ":desc"])
def test_an_order_is_written_as_it_is_read(by: str, way: str) -> None:
    """What an order says of itself can be given to `--sort`, and is as short as can be."""
    order = parse_order(f"{by}{way}")
    assert parse_order(str(order)) == order
    assert str(parse_order(by)) == by

"""The text of a search becomes a query, or says where its mistake is."""

from __future__ import annotations

import contextlib
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardreader.query import Order, Query, QueryError, all_of, any_of, fold, parse, words_of
from cardreader.query.fields import FIELDS
from cardreader.query.parsing import MAX_CONDITIONS, MAX_DEPTH
from cardreader.query.tree import (
    STATES,
    THINGS,
    Age,
    And,
    Has,
    Is,
    Kind,
    Node,
    Not,
    Or,
    Provider,
    Range,
    Source,
    Topic,
    Words,
    leaves,
    negated,
    with_leaves,
)

quick = settings(max_examples=400, deadline=None, derandomize=True)

PIECES = [
    *(f"{name}:" for name in FIELDS), *(field.example for field in FIELDS.values()),
    "OR", "(", ")", "-", '"', "*", ":", " ", " ", "..", ">", "80", "unread", "ai", "Café", "日本",
    "\ud800", "\x1b", "\0", "❤", "colour:red",
]  # fmt: skip
SEARCHES = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


def w(*words: str, prefix: bool = False, field: str | None = None) -> Words:
    """Make the condition for words in a row."""
    return Words(words, prefix, field)


A, B, C, D = w("a"), w("b"), w("c"), w("d")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", None),
        ("   ", None),
        ("baidu Robotaxi", And((w("baidu"), w("robotaxi")))),
        ('"open source"', w("open", "source")),
        ("“open source”", And((w("open"), w("source")))),
        ('"still typing', w("still", "typing")),
        ('"a""b"', And((A, B))),
        ('a"b c"d', And((A, w("b", "c"), D))),
        ("-market", Not(w("market"))),
        ('-"stock market"', Not(w("stock", "market"))),
        ("--a", A),
        ("---a", Not(A)),
        ("-(-a)", A),
        ("a-b", w("a", "b")),
        ("C#", C),
        ("C++", w("c", "+", "+")),
        ("example.com", w("example", "com")),
        ("❤️", w("❤")),
        ("人工", w("人", "工")),
        ("data*", w("data", prefix=True)),
        ('"open sour"*', w("open", "sour", prefix=True)),
        ('"open sour*"', w("open", "sour")),
        ("da*ta", w("da", "ta")),
        ("data-*", w("data")),
        ("a a A", A),
    ],
)
def test_words_are_read(text: str, tree: Node | None) -> None:
    """A piece of several words is a phrase; a word said twice is said once."""
    assert parse(text).tree == tree
    assert type(parse(text).tree) is type(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b OR c d", Or((And((A, B)), And((C, D))))),
        ("a (b OR c) d", And((A, Or((B, C)), D))),
        ("a OR b OR c", Or((A, B, C))),
        ("(a OR b) OR c", Or((A, B, C))),
        ("(a b) c", And((A, B, C))),
        ("-(a OR b)", Not(Or((A, B)))),
        ("-(a b) c", And((Not(And((A, B))), C))),
        ("a OR -b", Or((A, Not(B)))),
        ("((a OR (b c)) d)", And((Or((A, And((B, C)))), D))),
        ("a(b)c", And((A, B, C))),
        ("a or b", And((A, w("or"), B))),
        ('a "OR" b', And((A, w("or"), B))),
        ("a -OR b", And((A, Not(w("or")), B))),
        ("ORa", w("ora")),
        ("a OR a", A),
    ],
)
def test_precedence(text: str, tree: Node) -> None:
    """Blanks bind tighter than OR, parentheses tighter still, `-` takes the next thing only."""
    assert parse(text).tree == tree


@pytest.mark.parametrize(
    ("text", "tree", "hints"),
    [
        ("a OR", A, [2]),
        ("OR a", A, [0]),
        ("a OR OR b", Or((A, B)), [2]),
        ("OR", None, [0]),
        ("a ()", A, [2]),
        ("()", None, [0]),
        ("-()", None, [1]),
        ("(a b", And((A, B)), []),
        ("((a) OR b", Or((A, B)), []),
        ("(", None, [0]),
        ("a -", A, [2]),
        ("a - b", And((A, B)), [2]),
        ("(a -)", A, [3]),
        ("a !!!", A, [2]),
        ("a -!!!", A, [3]),
        ('a ""', A, [2]),
        ('a "', A, []),
        ("*", None, [0]),
        ("title:!!!", None, [0]),
        ("colour:red", w("colour", "red"), [0]),
        ("-colour:red", Not(w("colour", "red")), [1]),
        ("colour:", w("colour"), [0]),
        ("at 12:30", And((w("at"), w("12", "30"))), [3]),
        ("https://example.com/a", w("https", "example", "com", "a"), [0]),
        ('"https://x"', w("https", "x"), []),
        ("a::b", w("a", "b"), [0]),
    ],
)
def test_what_is_clear_is_understood(text: str, tree: Node | None, hints: list[int]) -> None:
    """What is not finished or has no meaning is passed over, with a hint at its place."""
    query = parse(text)
    assert query.tree == tree
    assert [hint.position for hint in query.hints] == hints
    assert all(hint.sentence.endswith(".") for hint in query.hints)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("topc:ai", "topc: is no field (topic:?); it is searched as text."),
        ("Provder:x", "Provder: is no field (provider:?); it is searched as text."),
        ("http://x", "http: is no field; it is searched as text."),
    ],
)
def test_a_field_that_is_none_is_told(text: str, sentence: str) -> None:
    """The hint names the field that was perhaps meant."""
    assert [hint.sentence for hint in parse(text).hints] == [sentence]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a or b", "OR in capitals is a choice; `or` is only a word."),
        ("a | b", "OR is a choice; `|` is only a sign."),
        ("a AND b", "`AND` is only a word; all things side by side must hold anyway."),
        ("NOT b", "`-` right before a thing asks for its contrary; `NOT` is only a word."),
        ("+a b", "`+a`: all words must be found anyway; `+` is only a sign."),
        ("!a b", "`!a`: `-` asks for the contrary; `!` means nothing."),
        ("“a b”", "`“a`: only straight quotes make a phrase."),
        ("*ata", "`*ata`: `*` means something only at the end of a word."),
        ("a -d*a*", "`d*a*`: `*` means something only at the end of a word."),
        ("topic:*ata*", "`*ata*`: `*` means something only at the end of a word."),
        ("heat>80", "`heat>80`: a field has a colon, like heat:>80."),
        ("Topic=ai", "`Topic=ai`: a field has a colon, like topic:ai."),
        ("type:videos", "`type:videos`: no usual type (video?)."),
        ("provider:www.a.com", "`www.a.com`: a domain mostly stands without https:// and www."),
        ("provider:HTTP://a", "`HTTP://a`: a domain mostly stands without https:// and www."),
        ("-category:New", "`category:New`: no usual category (news?)."),
    ],
)  # fmt: skip
def test_what_other_search_boxes_take_is_told(text: str, sentence: str) -> None:
    """It is searched for as it stands, which may not be what was meant."""
    assert parse(text).hints[0].sentence == sentence


@pytest.mark.parametrize(
    "text",
    ["and", "Not", "C++", "+", "a+b", "!", "a!", "a*", "a**", '"a or b"', "size>80", "x=y",
     'topic:"*ata"', "type:video", "type:essay", "-OR", "rock|roll", 'type:"videos"'],
)  # fmt: skip
def test_what_may_be_meant_as_it_stands_is_no_hint(text: str) -> None:
    """A hint that is always there is not read."""
    assert [hint for hint in parse(text).hints if "holds no word" not in hint.sentence] == []


def test_an_or_that_may_go_on_is_none_yet() -> None:
    """Nobody who types `oracle` is told of it."""
    assert parse("a or", typing=True).hints == ()
    assert parse("a or ", typing=True).hints != ()


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("topic:AI", Topic("ai")),
        ('TOPIC:"Open  Source"', Topic("open source")),
        ("topic:data*", Topic("data", prefix=True)),
        ('topic:"open so"*', Topic("open so", prefix=True)),
        ('topic:"what*"', Topic("what*")),
        ("-topic:ai", Not(Topic("ai"))),
        ("topic:ai topic:web", And((Topic("ai"), Topic("web")))),
        ("provider:Forbes.com", Provider("forbes.com", ("forbes", "com"))),
        ("provider:forb*", Provider("forb", ("forb",), prefix=True)),
        ('provider:"!"', Provider("!")),
        ("source:azure", Source("azure")),
        ("title:robo*", w("robo", prefix=True, field="title")),
        ('excerpt:"open source"', w("open", "source", field="excerpt")),
        ("title:a b", And((w("a", field="title"), B))),
        ("type:Video", Kind("type", "video")),
        ("category:news", Kind("category", "news")),
        ("Is:Unread", Is("unread")),
        ("has:related", Has("related")),
        ("heat:>80", Range("heat", 81)),
        ("heat:>=80", Range("heat", 80)),
        ("heat:<80", Range("heat", None, 79)),
        ("heat:<=80", Range("heat", None, 80)),
        ("heat:80", Range("heat", 80, 80)),
        ("heat:-1", Range("heat", -1, -1)),
        ("-heat:-1", Not(Range("heat", -1, -1))),
        ("quality:50..90", Range("quality", 50, 90)),
        ("quality:50..", Range("quality", 50)),
        ("related:..90", Range("related", None, 90)),
        ('heat:"> 80"', Range("heat", 81)),
        ("heat:>" + "9" * 5_000, Range("heat", 2**63 - 1)),
        ("heat:<-" + "9" * 5_000, Range("heat", None, 1 - 2**63)),
        ("newer:30m", Age(newer=True, seconds=1_800)),
        ("newer:6h", Age(newer=True, seconds=21_600)),
        ("newer:2D", Age(newer=True, seconds=172_800)),
        ("older:3w", Age(newer=False, seconds=1_814_400)),
        ("older:1y", Age(newer=False, seconds=31_557_600)),
    ],
)
def test_fields_are_read(text: str, tree: Node) -> None:
    """Each field takes its own kind of value, in any case."""
    query = parse(text)
    assert query.tree == tree
    assert query.hints == ()


def seconds(*moment: int) -> int:
    """Return a moment of universal time in seconds."""
    return int(datetime(*moment, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc]


DAY = (seconds(2021, 2, 19), seconds(2021, 2, 20) - 1)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2021-02-19", *DAY),
        ("2021-2-19", *DAY),
        ("2021-02", seconds(2021, 2, 1), seconds(2021, 3, 1) - 1),
        ("2021-12", seconds(2021, 12, 1), seconds(2022, 1, 1) - 1),
        ("2020", seconds(2020, 1, 1), seconds(2021, 1, 1) - 1),
        ("2021-02-19..2021-02-19", *DAY),
        ("2020..2021-02-19", seconds(2020, 1, 1), DAY[1]),
        ("2021-02-19..", DAY[0], None),
        ("..2021-02-19", None, DAY[1]),
        (">2021-02-19", DAY[1] + 1, None),
        (">=2021-02-19", DAY[0], None),
        ("<2021-02-19", None, DAY[0] - 1),
        ("<=2021-02-19", None, DAY[1]),
        ("9999", seconds(9999, 1, 1), 253_402_300_799),
        ("9999-12-31", seconds(9999, 12, 31), 253_402_300_799),
        ("0001", seconds(1, 1, 1), seconds(2, 1, 1) - 1),
    ],
)
def test_dates_are_read(text: str, low: int | None, high: int | None) -> None:
    """A day, month or year is all its seconds; a range has both ends in it."""
    assert parse(f"date:{text}", zone=UTC).tree == Range("published", low, high)


def test_dates_are_local() -> None:
    """A day begins and ends where the reader is, and is 23 hours long when the clocks go on."""
    berlin = ZoneInfo("Europe/Berlin")
    start = seconds(2021, 3, 28) - 3_600
    assert parse("date:2021-03-28", zone=berlin).tree == Range("published", start, start + 82_799)
    east = timezone(timedelta(hours=14))
    assert parse("date:>=0001", zone=east).tree == Range("published", seconds(1, 1, 1) - 50_400)


def test_dates_are_of_the_system_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a time zone it is the system's."""
    monkeypatch.setenv("TZ", "XYZ-5")
    time.tzset()
    try:
        assert parse("date:2021-02-19").tree == Range("published", DAY[0] - 18_000, DAY[1] - 18_000)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_age_is_counted_from_when_it_is_asked() -> None:
    """The edge belongs to the newer ones; together they are all cards with a date."""
    assert Age(newer=True, seconds=60).at(1_000) == Range("published", 940)
    assert Age(newer=False, seconds=60).at(1_000) == Range("published", None, 939)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("sort:heat", Order("heat")),
        ("a sort:Date:ASC b", Order("date", ascending=True)),
        ("sort:title sort:hot", Order("hot")),
        ("sort:relevance", "relevance"),
        ("(sort:provider)", Order("provider", ascending=True)),
        ("a", None),
    ],
)
def test_a_sort_order_is_read(text: str, sort: Order | str | None) -> None:
    """The last one counts, wherever it stands, and it narrows nothing."""
    query = parse(text)
    assert query.sort == sort
    assert {leaf for leaf, _ in leaves(query.tree)} <= {A, B}


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("topic:", 0, "`topic:`: topic wants a value, like topic:ai."),
        ("ai topic: ai", 3, "topic wants its value right behind the colon, like topic:ai."),
        ("topic:(a OR b)", 0, "topic wants its value right behind the colon"),
        ("(topic: ) a", 1, "topic wants a value"),
        ("topic: OR a", 0, "topic wants a value"),
        ('ai provider:""', 3, '`provider:""`: provider wants a value, like provider:example.com.'),
        ('source:"  "', 0, "source wants a value"),
        ("topic:*", 0, "topic wants a value"),
        ("is:", 0, "is wants a value, like is:unread"),
        (
            "ai is:new",
            3,
            "`is:new`: is wants one of read, unread, starred, retired, published, rem",
        ),
        ("has:wings", 0, "has wants one of related, image, url, body, like has:related."),
        ("heat:hot", 0, "`heat:hot`: heat wants a number, like heat:>80."),
        ("a -heat:>", 3, "`heat:>`: heat wants a number"),
        ("heat:1.5", 0, "heat wants a number"),
        ("heat:..", 0, "heat wants a number or a date before or after `..`"),
        ("heat:90..50", 0, "heat wants the smaller end of a range first"),
        ("heat:1..2..3", 0, "heat wants a number"),
        ("heat:>80*", 0, "heat takes no `*`"),
        ("type:vid*", 0, "type takes no `*`, like type:video."),
        ("newer:2", 0, "`newer:2`: newer wants an age in m, h, d, w or y, like newer:2d."),
        ("older:2021", 0, "older wants an age"),
        ("date:soon", 0, "`date:soon`: date wants a day, a month or a year, like date:2021-02."),
        ("date:2021-02-30", 0, "date wants a date that there is"),
        ("date:2021-00", 0, "date wants a date that there is"),
        ("date:0000", 0, "date wants a date that there is"),
        ("date:2022..2021", 0, "date wants the smaller end of a range first"),
        ("sort:size", 0, "sort wants one of heat, hot, date, quality, provider, title, relevance"),
        ("sort:relevance:asc", 0, "sort wants one of"),
        ("a -sort:heat", 2, "`-` means nothing before sort:"),
        ("a )", 2, "`)` closes no parenthesis"),
        (":)", 1, "`)` closes no parenthesis"),
        ("(a)) b", 3, "`)` closes no parenthesis"),
        ("(" * (MAX_DEPTH + 1), MAX_DEPTH, "Parentheses go 50 deep at most"),
        ("a " * (MAX_CONDITIONS + 1), 2 * MAX_CONDITIONS, "for 500 words and fields at most"),
        ("heat:" + "x" * 9_000, 0, "xx…`: heat wants a number"),
        ("heat:\x1b[31m", 0, "`heat:[31m`: heat wants a number"),
    ],
)
def test_a_mistake_says_what_and_where(text: str, position: int, words: str) -> None:
    """One sentence that names the field and shows a right one, and where the wrong one begins."""
    with pytest.raises(QueryError) as error:
        parse(text)
    assert error.value.position == position
    assert words in str(error.value)
    assert str(error.value).endswith(".")
    assert len(str(error.value)) < 200


@pytest.mark.parametrize("name", FIELDS)
def test_every_example_is_right(name: str) -> None:
    """What a mistake shows as right is understood, and every field is one."""
    query = parse(FIELDS[name].example)
    assert query.tree or query.sort
    assert query.hints == ()


@pytest.mark.parametrize("field", [field for field in FIELDS.values() if field.values])
def test_every_value_that_is_offered_is_right(field: object) -> None:
    """Each word that a list of values holds can be written."""
    assert isinstance(field, type(FIELDS["is"]))
    for value in field.values:
        query = parse(f"{field.name}:{value}")
        assert query.tree or query.sort


@pytest.mark.parametrize(
    ("text", "everything"),
    [
        ("", False),
        ("is:unread is:read is:starred", False),
        ("is:retired", True),
        ("is:published", True),
        ("-is:removed", True),
        ("a OR (b -is:retired)", True),
        ('"is:retired"', False),
    ],
)
def test_who_speaks_of_hidden_cards_sees_them(text: str, everything: bool) -> None:
    """Also inside a negation or an OR."""
    assert parse(text).everything == everything


# While typing


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("ro", w("ro", prefix=True)),
        ("a ro", And((A, w("ro", prefix=True)))),
        ("a ro ", And((A, w("ro")))),
        ("(a OR ro", Or((A, w("ro", prefix=True)))),
        ("(ro)", w("ro")),
        ('"ro', w("ro")),
        ('"ro"', w("ro")),
        ("open-so", w("open", "so", prefix=True)),
        ("open-", w("open")),
        ("title:ro", w("ro", prefix=True, field="title")),
        ("topic:ro", Topic("ro", prefix=True)),
        ("topic:ro ", Topic("ro")),
        ("type:ro", Kind("type", "ro")),
        ("topc:ro", w("topc", "ro", prefix=True)),
        ("-ro", Not(w("ro"))),
        ("-(a ro", Not(And((A, w("ro"))))),
        ("-(a -ro", Not(And((A, Not(w("ro", prefix=True)))))),
        ("--ro", w("ro", prefix=True)),
        ("a OR", A),
        ("", None),
    ],
)
def test_the_last_word_goes_on_while_typing(text: str, tree: Node | None) -> None:
    """Until a blank or quote ends it; not behind a `-`, where one letter would hide most cards."""
    assert parse(text, typing=True).tree == tree


@quick
@given(SEARCHES)
def test_typing_changes_only_the_last_word(text: str) -> None:
    """Followed by a blank, what is typed means what it means when it is kept."""
    kept: object
    typed: object
    try:
        kept = parse(text + " ")
    except QueryError as error:
        kept = str(error), error.position
    try:
        typed = parse(text + " ", typing=True)
    except QueryError as error:
        typed = str(error), error.position
    assert typed == kept


# Any text


@quick
@given(SEARCHES, st.booleans())
@example("topic:" * 1000, False)
@example('"' * 1001, True)
@example("(-" * 49 + "a", True)
@example("-" * 10_000, True)
@example(":" * 10_000, True)
def test_any_text_is_a_query_or_a_mistake_within_it(text: str, typing: bool) -> None:
    """Nothing else is ever raised; what comes out is folded, flat and fit for SQL."""
    position, query = 0, Query()
    try:
        query = parse(text, typing=typing, zone=UTC)
    except QueryError as error:
        position = error.position
    assert 0 <= position <= len(text)
    if query == Query():
        return
    assert parse(text, typing=typing, zone=UTC) == query
    assert all(0 <= hint.position < len(text) for hint in query.hints)
    assert is_flat(query.tree)
    for leaf, _ in leaves(query.tree):
        for value in leaf:
            for each in value if isinstance(value, tuple) else [value]:
                if isinstance(each, str):
                    assert each == fold(each)
                    assert each.encode()
                elif each is not None:
                    assert abs(each) < 2**63
        if isinstance(leaf, Words):
            assert words_of(" ".join(leaf.words)) == list(leaf.words)


def is_flat(tree: Node | None) -> bool:
    """Whether no part of an AND is an AND, no part of an OR an OR, and nothing is negated twice."""
    if isinstance(tree, (And, Or)):
        return len(set(tree.parts)) == len(tree.parts) > 1 and all(
            type(part) is not type(tree) and is_flat(part) for part in tree.parts
        )
    return not isinstance(tree, Not) or (not isinstance(tree.part, Not) and is_flat(tree.part))


@pytest.mark.parametrize(
    "unit",
    ["a ", '"', "(", ")", "-", "- ", "*", "a:", "topic:a ", "-(", "OR ", "() ", "!", "é", "\0",
     '"a" ', "12:30 ", "(a) ", "a OR ", 'x:"', "heat:" + "9" * 50 + " ", "🙂", "日", "\ud800"],
)  # fmt: skip
def test_long_texts_take_no_long_time(unit: str) -> None:
    """Eight times the text takes eight times the steps at most, and never much for a letter."""
    short, long = (steps((unit * length)[:length]) for length in (2_000, 16_000))
    assert long < 9 * short + 200
    assert long < 40 * 16_000


def steps(text: str) -> int:
    """Count the calls that reading a text takes; how busy the machine is does not count."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        with contextlib.suppress(QueryError):
            parse(text, typing=True)
    finally:
        sys.setprofile(None)
    return calls


@quick
@given(SEARCHES, SEARCHES)
def test_a_search_after_another_is_both(one: str, other: str) -> None:
    """Writing two searches side by side in parentheses is adding the second to the first."""
    one, other = (text.replace('"', "").replace("(", "").replace(")", "") for text in (one, other))
    try:
        both = parse(one).and_also(parse(other))
    except QueryError:
        return
    written = parse(f"({one} ) ({other} )")
    assert written.tree == both.tree
    assert (written.sort, written.everything) == (both.sort, both.everything)


# Values


def test_conditions_of_different_kinds_differ() -> None:
    """Also where they hold the same values: they may be keys of one cache."""
    both: Node = And((A, B))
    one_of: Node = Or((A, B))
    assert both != one_of
    assert not both == one_of  # noqa: SIM201 - both operators are our own
    topic: Node = Topic("a", prefix=False)
    assert topic != Is("read")
    assert Is("read") == Is("read")
    assert len({And((A, B)), Or((A, B)), And((A, B))}) == 2
    assert Query(And((A, B))) != Query(Or((A, B)))


def test_queries_add_up() -> None:
    """Both must hold, the later order wins, and either may ask for everything."""
    one = parse("a OR b sort:heat").and_also(parse("c sort:date is:retired"))
    assert one == Query(And((Or((A, B)), C, Is("retired"))), Order("date"), everything=True)
    assert one.states == {"retired"}
    assert Query().and_also(one) == one
    assert one.and_also(Query()) == one
    assert Query(everything=True).and_also(Query()).everything


def test_parts_are_joined() -> None:
    """Nothing is no condition, one is itself, and what is joined the same way is one list."""
    assert any_of([]) is None
    assert all_of([A]) == A
    assert any_of([A, Or((B, A)), And((A, B))]) == Or((A, B, And((A, B))))
    assert negated(negated(A)) == A


def test_conditions_can_be_replaced() -> None:
    """Everywhere in the tree, which keeps its shape."""
    tree = parse("-(a OR source:x) newer:1d").tree
    assert tree
    changed = with_leaves(tree, lambda leaf: leaf.at(0) if isinstance(leaf, Age) else leaf)
    assert changed == And((Not(Or((A, Source("x")))), Range("published", -86_400)))


@pytest.mark.parametrize("name", [*STATES, *THINGS])
def test_every_state_and_thing_is_understood(name: str) -> None:
    """Each that the tree knows can be written."""
    assert parse(f"{'is' if name in STATES else 'has'}:{name}").tree

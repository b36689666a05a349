"""What the index keeps (orders, read flags, counts) is what would be found by looking anew."""

from __future__ import annotations

import contextlib
import tempfile
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.card import Card, Mark, Provider
from cardreader.index import Index, Scope, choices, filling, keeping
from cardreader.index.asking import order_by, within
from cardreader.marks import Kind, Marks
from cardreader.query import ORDERS, Order, Query, query_of
from cardreader.query.tree import Is, Or, Topic, Words
from cardreader.query.tree import Provider as FromProvider
from library_tools import DAY, HALF_LIFE_S, NOW, ROOT, file_read, fill, start_python

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cardreader.query.tree import Node

quick = settings(max_examples=60, deadline=None, derandomize=True)

EVERYTHING = Query(everything=True)
ALL_ORDERS = [Order(by, ascending) for by in ORDERS for ascending in (False, True)]
URLS = [None, "https://example.com/1", "https://example.com/2"]
CARDS = st.builds(
    lambda **fields: Card(category="news", type="article", **fields),
    title=st.sampled_from(["One", "Two", "Three"]),
    heat=st.sampled_from([None, -1, 0, 3, 97]),
    published=st.sampled_from([None, NOW - DAY, NOW, NOW + DAY]),
    web_url=st.sampled_from(URLS),
    topics=st.lists(st.sampled_from(["AI", "ai", "Web"]), unique=True, max_size=2).map(tuple),
    provider=st.sampled_from(
        [None, Provider("A", "a.example"), Provider("B", "a.example"), Provider("C", "")]
    ),
)
NAMES = st.sampled_from(["a.md", "b.md", "c.md", "d.md"])
PUTS = st.tuples(
    st.just("put"), st.lists(st.tuples(NAMES, st.one_of(CARDS, st.none())), min_size=1, max_size=3)
)
DROPS = st.tuples(st.just("drop"), st.lists(NAMES, min_size=1, max_size=2))
KINDS: list[Kind] = ["read", "starred"]
MARKS = st.tuples(
    st.just("mark"),
    st.tuples(st.lists(st.integers(0, 3), max_size=3), st.sampled_from(KINDS), st.booleans()),
)
UNDOS = st.tuples(st.just("undo"), st.none())
FOLLOWS = st.tuples(st.just("follow"), st.none())
COPIES = st.tuples(st.just("copy"), st.none())
KEEPS = st.tuples(st.just("keep"), st.tuples(st.sampled_from(ALL_ORDERS), st.booleans()))
# Each with the index that does it (two are open on one file), and whether both are looked at.
STEPS = st.lists(
    st.tuples(
        st.one_of(PUTS, DROPS, MARKS, MARKS, UNDOS, FOLLOWS, COPIES, KEEPS),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


def of(*sources: int, now: int = NOW) -> Scope:
    """Look at these sources, at this time."""
    return Scope(sources, now, HALF_LIFE_S)


def card(title: str = "A card", **fields: object) -> Card:
    """Make a card."""
    return Card(title, "news", "article")._replace(**fields)  # type: ignore[arg-type]


class World:
    """Two indexes open on one file, the marks that they follow, and what was put in."""

    def __init__(self, folder: Path) -> None:
        """Make the databases."""
        self.path = folder / "index.sqlite3"
        self.indexes = (Index(self.path), Index(self.path))
        self.marks = Marks(folder / "marks.sqlite3", lambda: NOW)
        self.source = self.indexes[0].open_source(ROOT, NOW)
        self.cards: dict[str, Card] = {}

    def do(self, step: tuple[str, object], index: Index) -> None:
        """Do a step with one of the indexes."""
        name, value = step
        getattr(self, name)(index, value)

    def put(self, index: Index, files: list[tuple[str, Card | None]]) -> None:
        """Put files in."""
        index.put_files(self.source, ROOT, [file_read(name, each) for name, each in files])
        for name, each in files:
            self.cards.pop(name, None)
            if each is not None:
                self.cards[name] = each

    def drop(self, index: Index, names: list[str]) -> None:
        """Take files out."""
        index.drop_files(self.source, [name.encode() for name in names])
        for name in names:
            self.cards.pop(name, None)

    def mark(self, index: Index, what: tuple[list[int], Kind, bool]) -> None:
        """Mark some of the cards, not always those that are there; the index need not follow."""
        numbers, kind, value = what
        rows = self.rows()
        own = [rows[number] for number in numbers if number < len(rows)]
        self.marks.set(index.articles(own), kind, value=value, what="")

    def undo(self, index: Index, _: None) -> None:
        """Take a marking back; the index follows."""
        self.marks.undo()
        self.follow(index)

    def follow(self, index: Index, _: None = None) -> None:
        """Have an index follow the marks change by change."""
        changes = self.marks.since(index.marks_seen()[1])
        assert changes is not None
        index.follow_marks(changes, self.marks.change())

    def copy(self, index: Index, _: None) -> None:
        """Have an index copy the marks anew."""
        index.copy_marks(self.marks.all(), self.marks.change())

    def keep(self, index: Index, what: tuple[Order, bool]) -> None:
        """Keep an order, and what goes with it."""
        index.keep(Query(everything=what[1]), what[0], of(self.source))

    def rows(self) -> list[int]:
        """Return the rows of all cards, read from the file."""
        with self.indexes[0]._database.reading() as connection:
            return [row[0] for row in connection.execute("SELECT id FROM card ORDER BY id")]

    def read_rows(self) -> set[int]:
        """Return the rows of the read cards: what the marks say, once they are followed."""
        articles = dict.fromkeys(mark.article for mark in self.marks.all() if mark.read)
        with self.indexes[0]._database.reading() as connection:
            found = connection.execute("SELECT id, article FROM card").fetchall()
        return {row for row, article in found if article in articles}

    def sorted_anew(self, order: Order, scope: Scope, *, everything: bool) -> list[int]:
        """Return what SQLite sorts now."""
        own = within(scope.sources, everything=everything)
        terms = order_by(order, scope.now, scope.half_life_s)
        with self.indexes[0]._database.reading() as connection:
            rows = connection.execute(f"SELECT id FROM card WHERE {own} ORDER BY {terms}")  # noqa: S608 - our own words
            return [row[0] for row in rows]

    def fresh(self) -> Index:
        """Return an index in memory that was just made from the same cards and marks."""
        index = Index(self.path, in_memory=True)
        assert index.open_source(ROOT, NOW) == self.source
        files = [file_read(name, each) for name, each in self.cards.items()]
        index.put_files(self.source, ROOT, files)
        index.copy_marks(self.marks.all(), self.marks.change())
        index.find_root_topics()
        return index

    def close(self) -> None:
        """Close all."""
        for index in self.indexes:
            index.close()
        self.marks.close()


@contextlib.contextmanager
def a_world() -> Iterator[World]:
    """Give databases of their own, for one example of many."""
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(World(Path(folder))) as world:
        yield world


@pytest.fixture
def world() -> Iterator[World]:
    """Give databases of their own."""
    with a_world() as world:
        yield world


Steps = list[tuple[tuple[str, object], bool, bool]]


def states_of(world: World, steps: Steps) -> Iterator[tuple[Index, ...]]:
    """Do each step with one index, and have one or both looked at after it."""
    one, two = world.indexes
    for step, by_first, both in steps:
        index = one if by_first else two
        world.do(step, index)
        world.follow(index)
        yield (one, two) if both else (index,)
    yield one, two


# Which are read


@settings(max_examples=150, deadline=None, derandomize=True)
@given(STEPS)
def test_read_flags_are_what_counting_gives(steps: Steps) -> None:
    """After any change of cards and marks, by this index or by another on the same file."""
    with a_world() as world:
        for looked_at in states_of(world, steps):
            rows, read = world.rows(), world.read_rows()
            for index in looked_at:
                unread = {row for row in rows if index.unread([row])}
                assert unread == set(rows) - read
                assert index.unread(rows) == len(unread)
                places = [place for place, row in enumerate(rows) if row in unread]
                first = index.next_unread(rows, range(len(rows)))
                assert first == (places[0] if places else None)


def test_a_card_that_went_is_counted_alike_whoever_saw_it_go(world: World) -> None:
    """A view that is older than the cards has one number of unread ones, not two."""
    one, two = world.indexes
    world.put(one, [("a.md", card("A")), ("b.md", card("B"))])
    rows = world.rows()
    world.mark(one, ([0, 1], "read", True))
    world.follow(one)
    assert one.unread(rows) == 0
    world.drop(one, ["a.md"])
    assert one.unread(rows) == two.unread(rows)


def test_a_card_that_tells_of_another_article_now_is_as_that_is_marked(world: World) -> None:
    """In its old row, whether or not the flags were counted before."""
    one, two = world.indexes
    url = "https://example.com/"
    world.put(one, [("a.md", card("A", web_url=f"{url}1")), ("b.md", card("B", web_url=f"{url}2"))])
    rows = world.rows()
    world.mark(one, ([0], "read", True))
    world.follow(one)
    assert [one.unread([row]) for row in rows] == [0, 1]
    world.put(one, [("a.md", card("A", web_url=f"{url}2")), ("b.md", card("B", web_url=f"{url}1"))])
    for index in (one, two):
        assert [index.unread([row]) for row in rows] == [1, 0]


def test_following_that_fails_half_way_leaves_the_flags(world: World) -> None:
    """What was taken back in the file is not counted either."""
    index, _ = world.indexes
    world.put(index, [("a.md", card("A"))])
    (row,) = world.rows()
    ((article, _),) = index.articles([row])
    assert index.unread([row]) == 1

    def changes() -> Iterator[tuple[str, bool, str]]:
        yield "read", True, f"[{article}]"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        index.follow_marks(changes(), ("id", 2))
    assert index.unread([row]) == 1


def test_who_follows_late_takes_nothing_back(world: World) -> None:
    """Of two that follow at once, the one that saw less and comes last changes nothing."""
    one, two = world.indexes
    world.put(one, [("a.md", card("A"))])
    rows = world.rows()
    world.mark(one, ([0], "read", True))
    (less, seen) = ([*(world.marks.since(0) or ())], world.marks.change())
    world.mark(one, ([0], "read", False))
    world.follow(one)
    assert less
    two.follow_marks(less, seen)
    assert one.marks_seen() == two.marks_seen() == world.marks.change()
    assert (one.unread(rows), two.unread(rows)) == (1, 1)


# Orders


@quick
@given(STEPS, st.sampled_from(ALL_ORDERS), st.booleans())
def test_kept_orders_are_those_of_sorting_anew(
    steps: Steps, order: Order, everything: bool
) -> None:
    """After any change, for who was there and for who comes new; also as time goes by."""
    query = Query(everything=everything)
    unread = query._replace(tree=Is("unread"))
    with a_world() as world:
        for number, looked_at in enumerate(states_of(world, steps)):
            scope = of(world.source, now=NOW + number * DAY // 4)
            expected = world.sorted_anew(order, scope, everything=everything)
            read = world.read_rows()
            with contextlib.closing(Index(world.path)) as new:
                for index in (*looked_at, new):
                    assert list(index.ids(query, order, scope)) == expected
                    narrow = index.ids(unread, order, scope)
                    assert list(narrow) == [row for row in expected if row not in read]
                    for rows in (0, 2):
                        for asked, wanted in ((query, expected), (unread, list(narrow))):
                            first, whole = index.first_ids(asked, order, scope, rows)
                            assert list(first) == (wanted if whole else wanted[:rows])


@contextlib.contextmanager
def statements(index: Index) -> Iterator[list[str]]:
    """Give a list of the statements that the index runs on this thread."""
    found: list[str] = []
    connection = index._database.connection
    connection.set_trace_callback(found.append)
    try:
        yield found
    finally:
        connection.set_trace_callback(None)


def sorts(found: Sequence[str]) -> list[str]:
    """Return those of some statements that sort, or walk, cards."""
    return [each for each in found if "FROM card" in each or "ORDER BY card" in each]


@pytest.mark.parametrize("order", ALL_ORDERS, ids=str)
def test_the_order_that_was_kept_is_used_by_the_next(world: World, order: Order) -> None:
    """The whole list and its first rows come from what was kept: no card is sorted or walked."""
    index, _ = world.indexes
    world.put(index, [(f"{number}.md", card(str(number), heat=number)) for number in range(9)])
    index.keep(Query(), order, of(world.source))
    with contextlib.closing(Index(world.path)) as new, statements(new) as found:
        whole = new.ids(Query(), order, of(world.source))
        first = new.first_ids(Query(), order, of(world.source), 3)
    assert list(whole) == world.sorted_anew(order, of(world.source), everything=False)
    assert first == (whole, True)
    assert sorts(found) == []


def test_an_order_is_sorted_once(world: World) -> None:
    """Asked for again, whole or narrowed, it is the one that was sorted."""
    index, _ = world.indexes
    world.put(index, [("a.md", card("A", topics=("AI",))), ("b.md", card("B"))])
    with statements(index) as found:
        for query in (Query(), query_of(Topic("ai")), query_of(Is("unread")), Query()):
            index.ids(query, Order(), of(world.source))
    assert len([each for each in found if "ORDER BY card.heat" in each]) == 1


# Muted cards

MUTED = st.sampled_from([Topic("ai"), FromProvider("a.example"), Words(("one",), field="title")])


@quick
@given(STEPS, st.sampled_from(ALL_ORDERS), st.booleans(), MUTED)
def test_muted_cards_are_cut_out_of_every_order(
    steps: Steps, order: Order, everything: bool, muted: Node
) -> None:
    """Of what is kept too, and of what is counted; who looks at them sees them in their place."""
    query = Query(everything=everything)
    with a_world() as world:
        for looked_at in states_of(world, steps):
            scope = of(world.source)._replace(muted=muted)
            whole = world.sorted_anew(order, scope, everything=everything)
            for index in looked_at:
                gone = set(index.ids(query._replace(tree=muted, muted=True), order, scope))
                expected = [row for row in whole if row not in gone]
                index.keep(query, order, scope)
                assert list(index.ids(query, order, scope)) == expected
                assert list(index.ids(query._replace(muted=True), order, scope)) == whole
                assert list(index.first_ids(query, order, scope, 2)[0])[:2] == expected[:2]
                assert index.count(query, scope) == len(expected)
                assert sum(cards for _, cards, _ in index.sources(query, scope)) == len(expected)
                assert index.kept_unread(query, scope) == index.unread(expected)
                listed = index.ids(Query(muted=True), order, scope)
                assert index.muted(scope) == len(gone.intersection(listed))


def test_muting_more_sorts_nothing(world: World) -> None:
    """Muted at a key: the cards are cut out of the order that is there, and come back to it."""
    index, _ = world.indexes
    world.put(index, [("a.md", card("A", topics=("AI",))), ("b.md", card("B", topics=("Web",)))])
    plain, one = of(world.source), of(world.source)._replace(muted=Topic("ai"))
    two = one._replace(muted=Or((Topic("ai"), Topic("web"))))
    with statements(index) as found:
        seen = [len(index.ids(Query(), Order(), scope)) for scope in (plain, one, plain, two)]
    assert seen == [2, 1, 2, 0]
    assert len([each for each in found if "ORDER BY card.heat" in each]) == 1


def test_what_is_kept_without_muted_cards_is_used_by_the_next(world: World) -> None:
    """No card is walked to list the others, nor to tell how many are muted."""
    index, _ = world.indexes
    world.put(index, [("a.md", card("A", topics=("AI",))), ("b.md", card("B"))])
    scope = of(world.source)._replace(muted=Topic("ai"))
    assert index.muted(scope, counting=False) is None
    index.keep(Query(), Order(), scope)
    with contextlib.closing(Index(world.path)) as new, statements(new) as found:
        first, whole = new.first_ids(Query(), Order(), scope, 3)
        assert (len(first), whole, new.muted(scope, counting=False)) == (1, True, 1)
    assert sorts(found) == []


def test_what_is_kept_without_cards_that_were_muted_once_goes(world: World) -> None:
    """Else each muting would leave an order of a million cards behind."""
    index, _ = world.indexes
    world.put(index, [("a.md", card("A", topics=("AI",))), ("b.md", card("B"))])

    def names() -> list[str]:
        with index._database.reading() as connection:
            return [row[0] for row in connection.execute("SELECT name FROM kept")]

    for topic in ("ai", "web"):
        index.keep(Query(), Order(), of(world.source)._replace(muted=Topic(topic)))
    assert any("web" in name for name in names())
    assert not any("'ai'" in name for name in names())
    index.keep(Query(), Order(), of(world.source))
    assert names()
    assert not any(" without " in name for name in names())


def test_what_is_kept_is_of_these_sources_and_these_cards(world: World) -> None:
    """Another source, all cards instead of the listed ones, another half-life: another order."""
    index, _ = world.indexes
    world.put(index, [("a.md", card("A", heat=-1)), ("b.md", card("B", heat=1))])
    other, (far,) = fill(index, [card("Other")], b"/other")
    hidden, shown = (row for row in world.rows() if row != far)
    by_hot = Order("hot")
    index.keep(Query(), by_hot, of(world.source))
    with contextlib.closing(Index(world.path)) as new:
        assert list(new.ids(Query(), by_hot, of(world.source))) == [shown]
        assert list(new.ids(EVERYTHING, by_hot, of(world.source))) == [shown, hidden]
        assert list(new.ids(Query(), by_hot, of(other))) == [far]
        assert sorted(new.ids(Query(), by_hot, of(world.source, other))) == [shown, far]
        with statements(new) as found:
            new.ids(Query(), by_hot, of(world.source)._replace(half_life_s=1))
        assert sorts(found)


PUT_ONE = """
import sys
from pathlib import Path
from cardreader.card import Card
from cardreader.index import FileRead, Index
index = Index(Path(sys.argv[1]))
source = index.open_source(b"/news", int(sys.argv[2]))
new = Card("Hotter", "news", "article", heat=500)
index.put_files(source, b"/news", [FileRead(b"new.md", 1, 1, b"/news", None, b"x", new)])
"""


def test_what_another_process_puts_in_is_in_the_order(world: World) -> None:
    """Neither the order in memory nor the one in the file is used when the cards have changed."""
    index, _ = world.indexes
    world.put(index, [("a.md", card("A", heat=3))])
    index.keep(Query(), Order(), of(world.source))
    assert len(index.ids(Query(), Order(), of(world.source))) == 1
    process = start_python(PUT_ONE, world.path, NOW)
    process.communicate()
    assert process.returncode == 0
    found = index.ids(Query(), Order(), of(world.source))
    assert [each.title for each in index.summaries(found) if each] == ["Hotter", "A"]


@pytest.mark.parametrize("change", ["forget", "drop the source"])
def test_cards_that_went_with_their_source_are_in_no_order(world: World, change: str) -> None:
    """However they went."""
    index, other = world.indexes
    world.put(index, [("a.md", card("A"))])
    index.keep(Query(), Order(), of(world.source))
    if change == "forget":
        other.forget([world.source])
    else:
        other.open_source(b"/other", NOW + 31 * DAY)
    assert list(index.ids(Query(), Order(), of(world.source))) == []
    assert index.kept_unread(Query(), of(world.source)) is None


def kept_names(index: Index) -> list[str]:
    """Return under which names something is kept."""
    with index._database.reading() as connection:
        return [row[0] for row in connection.execute("SELECT name FROM kept")]


@pytest.mark.parametrize(("published", "is_kept"), [(NOW, True), (NOW + 1, False)])
def test_the_hot_order_of_what_is_to_come_is_not_kept(
    world: World, published: int, is_kept: bool
) -> None:
    """It changes with time: what is to come stays as hot while the rest cools."""
    index, _ = world.indexes
    world.put(index, [("a.md", card(heat=3, published=published))])
    index.keep(Query(), Order("hot"), of(world.source))
    assert any("by hot" in name for name in kept_names(index)) == is_kept
    with statements(index) as found:
        index.ids(Query(), Order("hot"), of(world.source))
    assert bool(sorts(found)) != is_kept


def test_what_was_kept_of_earlier_cards_goes(world: World) -> None:
    """What is kept does not grow with every change of the cards."""
    index, _ = world.indexes
    counts = []
    for number in range(4):
        world.put(index, [(f"{number}.md", card())])
        index.keep(Query(), Order(), of(world.source))
        counts.append(len(kept_names(index)))
    assert counts == [counts[0]] * 4


@quick
@given(st.data())
def test_narrowing_keeps_the_order_of_the_members(data: st.DataObject) -> None:
    """As a naive filter does, whatever the members' order, and whether they are in it or not."""
    ids = data.draw(st.lists(st.integers(1, 99), unique=True))
    members = data.draw(st.lists(st.integers(1, 99)))
    found = keeping.narrowed(array(keeping.IDS, ids), members, 100)
    assert list(found) == [number for number in ids if number in members]


# Choices and counts


@quick
@given(STEPS, st.booleans())
def test_kept_choices_and_counts_are_what_counting_gives(steps: Steps, everything: bool) -> None:
    """As an index says that was just made of the same cards and marks, and has kept nothing."""
    query = Query(everything=everything)
    with a_world() as world:
        scope = of(world.source)
        for looked_at in states_of(world, steps):
            with contextlib.closing(world.fresh()) as fresh:
                unread = fresh.unread(fresh.ids(query, Order(), scope))
                for index in looked_at:
                    assert index.topics(query, scope) == fresh.topics(query, scope)
                    assert index.providers(query, scope) == fresh.providers(query, scope)
                    assert index.sources(query, scope) == fresh.sources(query, scope)
                    assert index.kept_unread(query, scope) in (None, unread)


def test_what_is_kept_needs_no_counting(world: World) -> None:
    """The next start finds the number of unread cards and the choices; no card is walked."""
    index, _ = world.indexes
    world.put(index, [("a.md", card("A", topics=("AI",))), ("b.md", card("B"))])
    world.mark(index, ([0], "read", True))
    world.follow(index)
    scope = of(world.source)
    assert index.kept_unread(Query(), scope) is None
    index.keep(Query(), Order(), scope)
    with contextlib.closing(Index(world.path)) as new, statements(new) as found:
        assert new.kept_unread(Query(), scope) == 1
        assert new.topics(Query(), scope) == [("AI", 1, 0)]
        assert new.kept_unread(EVERYTHING, scope) is None
    # Only those that are read are looked at.
    assert all("JOIN marked" in each for each in sorts(found))


def test_the_number_of_unread_cards_is_kept_until_a_mark_is_set(world: World) -> None:
    """By whichever index; what the cards are is kept on."""
    index, other = world.indexes
    world.put(index, [("a.md", card("A")), ("b.md", card("B"))])
    index.keep(Query(), Order(), of(world.source))
    names = kept_names(index)
    world.mark(other, ([0], "read", True))
    world.follow(other)
    assert index.kept_unread(Query(), of(world.source)) is None
    index.keep(Query(), Order(), of(world.source))
    assert index.kept_unread(Query(), of(world.source)) == 1
    assert kept_names(index) == names


def interrupted(monkeypatch: pytest.MonkeyPatch, interruption: Callable[[], None]) -> None:
    """Have something happen as soon as the unread cards were counted, once."""
    now = keeping.ReadFlags.now
    waiting = [interruption]

    def counted(flags: keeping.ReadFlags, connection: object) -> bytearray:
        found = now(flags, connection)  # type: ignore[arg-type]
        if waiting:
            waiting.pop()()
        return found

    monkeypatch.setattr(keeping.ReadFlags, "now", counted)


def test_a_number_is_not_kept_for_marks_that_came_while_counting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was counted before a mark is no answer after it."""
    index, other = world.indexes
    world.put(index, [("a.md", card("A"))])

    def mark() -> None:
        world.mark(other, ([0], "read", True))
        world.follow(other)

    interrupted(monkeypatch, mark)
    index.keep(Query(), Order(), of(world.source))
    assert index.kept_unread(Query(), of(world.source)) is None


def test_a_number_is_not_kept_for_cards_that_came_while_counting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was counted before a card came is no answer after it."""
    index, other = world.indexes
    world.put(index, [("a.md", card("A"))])
    interrupted(monkeypatch, lambda: world.put(other, [("b.md", card("B"))]))
    index.keep(Query(), Order(), of(world.source))
    assert index.kept_unread(Query(), of(world.source)) is None
    assert len(index.ids(Query(), Order(), of(world.source))) == 2


def test_keeping_does_not_hold_up_who_marks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long is done while others may write."""
    index, other = world.indexes
    world.put(index, [("a.md", card("A"))])
    to_keep = choices.to_keep
    seen: list[tuple[str, int]] = []

    def slow(*arguments: object) -> dict[str, str]:
        world.mark(other, ([0], "read", True))
        world.follow(other)
        seen.append(other.marks_seen())
        return to_keep(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(choices, "to_keep", slow)
    index.keep(Query(), Order(), of(world.source))
    assert seen == [world.marks.change()]


# Root topics

TOPICS = ["AI", "Azure", "News", "Web"]
SITES = [b"/azure", b"/other"]
TOPIC_CARDS = st.tuples(
    st.sampled_from([f"{number}.md" for number in range(8)]),
    st.sampled_from(SITES),
    st.lists(st.sampled_from(TOPICS), unique=True, max_size=4),
)


@quick
@given(st.lists(st.lists(TOPIC_CARDS, min_size=1, max_size=6), max_size=3), st.booleans())
def test_root_topics_are_those_of_all_cards(
    batches: list[list[tuple[str, bytes, list[str]]]], named: bool
) -> None:
    """The first by name of those that are on every card of a site of some size, or its own."""
    own = "News" if named else None
    least = 3
    with a_world() as world, pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "_ROOT_TOPIC_FROM", least)
        index, _ = world.indexes
        files: dict[str, tuple[bytes, list[str]]] = {}
        sites: set[bytes] = set()
        for batch in batches:
            # A file stays in its site: only then is it the same card.
            batch_of = [(f"{site.decode()}{name}", site, topics) for name, site, topics in batch]
            reads = [
                file_read(name, card(topics=tuple(topics)), site=site, site_topic=own)
                for name, site, topics in batch_of
            ]
            index.put_files(world.source, ROOT, reads)
            index.find_root_topics()
            files |= {name: (site, topics) for name, site, topics in batch_of}
            sites |= {site for _, site, _ in batch_of}
            with index._database.reading() as connection:
                found = dict(connection.execute("SELECT root, root_topic FROM site"))
            for site in sites:
                on_each = [set(topics) for where, topics in files.values() if where == site]
                shared = sorted(set.intersection(*on_each)) if len(on_each) >= least else []
                assert found[site] == (own or next(iter(shared), None))


def test_choices_kept_before_the_root_topics_were_found_are_not_used(world: World) -> None:
    """The root topics are found last: until then others may have kept what there was."""
    one, two = world.indexes
    world.put(one, [(f"{number}.md", card(topics=("Azure",))) for number in range(20)])
    two.keep(Query(), Order(), of(world.source))
    assert two.topics(Query(), of(world.source)) == [("Azure", 20, 20)]
    one.find_root_topics()
    assert two.topics(Query(), of(world.source)) == []
    two.keep(Query(), Order(), of(world.source))
    names = kept_names(two)
    one.find_root_topics()  # nothing new: what is kept stays good
    with statements(two) as found:
        assert two.topics(Query(), of(world.source)) == []
    assert all("JOIN marked" in each for each in sorts(found))
    assert names == kept_names(two)


# The copy of the marks


@quick
@given(STEPS)
def test_a_copy_that_followed_is_one_made_anew(steps: Steps) -> None:
    """Whichever index followed, however often, change by change or all at once."""
    with a_world() as world:
        for _ in states_of(world, steps):
            with world.indexes[0]._database.reading() as connection:
                rows = connection.execute("SELECT * FROM marked WHERE read OR starred").fetchall()
            assert {Mark(row[0], bool(row[1]), bool(row[2])) for row in rows} == {
                *world.marks.all()
            }


def test_an_order_that_was_damaged_is_sorted_anew(world: World) -> None:
    """Its checksum tells: a number that is no row would lead astray."""
    index, _ = world.indexes
    world.put(index, [(f"{number}.md", card(str(number), heat=number)) for number in range(9)])
    index.keep(Query(), Order(), of(world.source))
    with index._database.writing() as connection:
        connection.execute(
            "UPDATE kept SET value = CAST(substr(value, 1, 8) || x'ffffffff' || substr(value, 13)"
            " AS BLOB) WHERE name LIKE '% by %'"
        )
    with contextlib.closing(Index(world.path)) as new:
        ids = new.ids(Query(), Order(), of(world.source))
        assert list(ids) == world.sorted_anew(Order(), of(world.source), everything=False)
        assert new.unread(ids) == 9

"""The library answers for all sources: views, single cards and where they lead, marks."""

from __future__ import annotations

import contextlib
import os
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest

from cardreader.card import Target
from cardreader.index import id_of
from cardreader.library import Library, Order, Query, marking
from cardreader.marks import Undone
from cardreader.query import query_of
from cardreader.query.fields import chosen
from cardreader.query.tree import Is, Or, Source, Topic
from library_tools import NOW, counted, open_library, titles, write_card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cardreader.card import Detail

EVERYTHING = Query(everything=True)
BY_TITLE = Order("title", ascending=True)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Return a folder for cards."""
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[..., Library]]:
    """Give a function that opens a library and refreshes it; it is closed in the end."""
    with contextlib.ExitStack() as stack:

        def open_one(*folders: Path) -> Library:
            library = open_library(tmp_path / "own", *folders)
            stack.enter_context(contextlib.closing(library))
            library.refresh()
            return library

        yield open_one


def ids(library: Library, query: Query = EVERYTHING) -> list[int]:
    """Return the rows of a query, from A to Z."""
    return list(library.view(query, BY_TITLE).ids)


def row(library: Library, title: str) -> int:
    """Return the row of the card with this title."""
    found = ids(library)
    return found[titles(library, found).index(title)]


def detail(library: Library, title: str) -> Detail:
    """Return a card whole."""
    found = library.detail(row(library, title))
    assert found is not None
    return found


# Views


def test_a_view_is_hottest_first(opened: Callable[..., Library], news: Path) -> None:
    """Sorted by heat, then quality, date and title; what is not listed stays out."""
    fields_of: dict[str, dict[str, Any]] = {
        "cold": {"heat": 1},
        "hot": {"heat": 300},
        "plain B": {"quality": 3},
        "plain A": {"quality": 3},
        "newer": {"quality": 3, "publishedDateTime": "2021-02-19T00:00:00Z"},
        "better": {"quality": 4},
        "retired": {"heat": -1},
        "unpublished": {"heat": 500, "published": False},
        "removed": {"heat": 500, "removed": True},
    }
    for title, fields in fields_of.items():
        write_card(news / f"{title}.md", title, **fields)
    library = opened(news)
    view = library.view(Query(), Order())
    assert titles(library, view.ids) == ["hot", "cold", "better", "newer", "plain A", "plain B"]
    assert (view.query, view.order) == (Query(), Order())
    assert counted(library, Query()) == (6, 6)
    assert counted(library, EVERYTHING) == (9, 9)


def test_a_library_knows_its_name(opened: Callable[..., Library], news: Path) -> None:
    """One source by its folder's name, several by their number; a source given twice is one."""
    (news.parent / "more").mkdir()
    assert opened(news).name == "news"
    assert opened(news, news / "." / ".").name == "news"
    assert opened(news, news.parent / "more").name == "2 sources"


def test_a_linked_source_is_the_folder_it_leads_to(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """The folder a person names is always entered, link or not, and is one source."""
    write_card(news / "a.md", "A")
    link = tmp_path / "link"
    link.symlink_to(news)
    library = opened(link, news)
    assert titles(library, ids(library)) == ["A"]


def test_sources_can_be_told_apart(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """A query names them by their folder's name or by their whole path, and OR joins them."""
    write_card(news / "a.md", "A")
    write_card(tmp_path / "Mehr" / "b.md", "B")
    write_card(tmp_path / "third" / "c.md", "C")
    library = opened(news, tmp_path / "Mehr", tmp_path / "third")
    for sources, expected in [
        (("mehr",), ["B"]),
        (("news", "mehr"), ["A", "B"]),
        ((str(tmp_path / "third").lower(),), ["C"]),
        (("me",), []),
        (("nowhere",), []),
    ]:
        query = query_of(Or(tuple(map(Source, sources))))
        assert titles(library, ids(library, query)) == expected
        assert counted(library, query) == (len(expected), len(expected))


def test_a_source_of_another_library_is_not_searched(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """The index holds the cards of all sources, a view only those of its own."""
    write_card(news / "a.md", "A", topics=["AI"])
    write_card(tmp_path / "more" / "b.md", "B", topics=["Web"])
    opened(tmp_path / "more")
    library = opened(news)
    assert titles(library, ids(library)) == ["A"]
    assert [topic.label for topic in library.choices(Query()).topics] == ["AI"]


def test_choices_say_what_they_lead_to(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """Topics, providers and sources, with what a query takes and what a person reads."""
    one = {"name": "Example Times", "domain": "times.example.com"}
    write_card(news / "a.md", "A", provider=one, topics=["Open Source"])
    write_card(news / "b.md", "B", provider=one | {"name": ""}, topics=["Open Source", "AI"])
    write_card(news / "c.md", "C", provider={"name": "The Post"})
    write_card(news / "d.md", "D", provider={"domain": "example.org"})
    write_card(tmp_path / "more" / "e.md", "E")
    library = opened(news, tmp_path / "more")
    library.mark([row(library, "A")], "read", value=True, what="")
    choices = library.choices(Query())
    assert [(each.label, each.cards, each.unread) for each in choices.topics] == [
        ("Open Source", 2, 1),
        ("AI", 1, 1),
    ]
    assert [(each.value, each.label, each.cards) for each in choices.providers] == [
        ("times.example.com", "Example Times (times.example.com)", 2),
        ("example.org", "example.org", 1),
        ("the post", "The Post", 1),
    ]
    assert [(each.value, each.label, each.cards, each.unread) for each in choices.sources] == [
        (str(tmp_path / "more"), "more", 1, 1),
        (str(news), "news", 4, 3),
    ]
    for each in choices.providers:
        provider = chosen("provider", each.value)
        assert provider
        assert counted(library, query_of(provider)) == (each.cards, each.unread)


# What is kept for the next start


def test_the_next_start_knows_how_many_are_unread(
    opened: Callable[..., Library], news: Path
) -> None:
    """Of all cards, whatever view was kept; a narrower one is counted."""
    for name in "abc":
        write_card(news / f"{name}.md", name, topics=["AI"])
    library = opened(news)
    library.mark([row(library, "b")], "read", value=True, what="")
    assert library.kept_unread(Query()) is None
    library.keep_view(query_of(Topic("ai")), BY_TITLE)
    library.close()
    again = opened(news)
    assert again.kept_unread(Query()) == 2
    assert again.kept_unread(query_of(Topic("ai"))) is None
    again.mark([row(again, "c")], "read", value=True, what="")
    assert again.kept_unread(Query()) is None


def test_what_is_kept_is_of_all_sources(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """A view of one of several sources is not taken for the view of all."""
    write_card(news / "a.md", "A")
    write_card(tmp_path / "more" / "b.md", "B")
    library = opened(news, tmp_path / "more")
    library.keep_view(query_of(Source("more")), BY_TITLE)
    assert library.kept_unread(Query()) == 2
    assert library.kept_unread(query_of(Source("more"))) is None
    assert titles(library, ids(library, query_of(Source("more")))) == ["B"]


# The next unread card


@pytest.fixture
def forty(opened: Callable[..., Library], news: Path) -> Library:
    """Give a library of forty cards, `00` to `39`."""
    for number in range(40):
        write_card(news / f"{number:02}.md", f"{number:02}")
    return opened(news)


EVERY = set(range(40))


@pytest.mark.parametrize("unread", [{0}, {39}, {6, 7, 8}, {13, 14}, {0, 20, 39}, set(), EVERY])
def test_the_next_unread_card_is_found_both_ways(forty: Library, unread: set[int]) -> None:
    """From every place, over any number of read ones; None past the last."""
    rows = ids(forty)
    read = [each for place, each in enumerate(rows) if place not in unread]
    forty.mark(read, "read", value=True, what="")
    for position in range(-1, 41):
        after = [place for place in sorted(unread) if place > position]
        before = [place for place in sorted(unread) if place < position]
        assert forty.next_unread(rows, position, 1) == next(iter(after), None)
        assert forty.next_unread(rows, position, -1) == next(reversed(before), None)


def test_many_are_marked_at_once_and_named_after(
    forty: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their identities follow a bit at a time, as if they had been marked one by one."""
    monkeypatch.setattr(marking, "_FEW", 5)
    monkeypatch.setattr(marking, "_NAMED", 3)
    rows = ids(forty)
    forty.mark(rows[:2], "read", value=True, what="")
    assert forty.mark(rows[:30], "read", value=True, what="thirty") == 28
    assert forty.unread(rows) == 10
    assert forty.has_unnamed
    assert sum(entry.identity is None for entry in forty._marks.entries()) == 28
    forty.name_articles()
    identities = dict(forty._index.articles(rows[:30]))
    assert {e.article: e.identity for e in forty._marks.entries()} == identities
    assert forty.undo() == Undone("thirty", 28)
    assert forty.unread(rows) == 38


def test_an_abandoned_library_leaves_naming_to_the_next(
    forty: Library, opened: Callable[..., Library], news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who quits does not wait for it; nothing is forgotten."""
    monkeypatch.setattr(marking, "_FEW", 5)
    forty.mark(ids(forty), "read", value=True, what="")
    forty.abandon()
    forty.name_articles()
    assert all(entry.identity is None for entry in forty._marks.entries())
    again = opened(news)
    again.name_articles()
    assert all(entry.identity is not None for entry in again._marks.entries())


def test_a_card_that_is_gone_is_not_unread(forty: Library, news: Path) -> None:
    """A view that is older than the index is walked all the same."""
    rows = ids(forty)
    (news / "01.md").unlink()
    forty.refresh()
    assert forty.next_unread(rows, 0, 1) == 2


def test_an_empty_view_has_no_unread_card(forty: Library) -> None:
    """There is nowhere to go."""
    assert forty.next_unread([], -1, 1) is None
    assert forty.next_unread([], 0, -1) is None


# One card


def test_a_card_is_read_whole_from_its_file(opened: Callable[..., Library], news: Path) -> None:
    """Body and related items come from the file as it is now, not from the index."""
    path = write_card(news / "a.md", "A", "Old body", heat=3)
    library = opened(news)
    write_card(path, "A", "New body", heat=3, related=[{"title": "Another view"}])
    found = detail(library, "A")
    assert found.card is not None
    assert (found.card.body, found.path, found.notice) == ("New body", str(path), "")
    assert found.summary.title == "A"
    assert [target.title for target in found.targets] == ["Another view"]


def test_a_row_that_is_gone_has_no_detail(opened: Callable[..., Library], news: Path) -> None:
    """There is no card, no file and no mark to be had from it."""
    write_card(news / "a.md", "A")
    library = opened(news)
    gone = row(library, "A")
    (news / "a.md").unlink()
    library.refresh()
    assert library.detail(gone) is None
    assert library.file(gone) is None
    assert library.mark([gone], "read", value=True, what="") == 0
    assert library.undo() is None


def test_a_file_that_is_gone_meanwhile_is_told(opened: Callable[..., Library], news: Path) -> None:
    """The list still has the card; the detail says what has happened."""
    path = write_card(news / "a.md", "A", related=[{"title": "Another view"}])
    library = opened(news)
    path.unlink()
    found = detail(library, "A")
    assert (found.card, found.targets) == (None, ())
    assert found.notice == f"{path} cannot be read: no such file or directory."


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("---\ntitle: A\nheat: [\n---\n", "cannot be read: not valid YAML: .* \\(line \\d\\)\\.$"),
        ("---\ntitle: A\n", "cannot be read: the front matter is not closed: .* is missing\\.$"),
        ("Only text.", "is no card: it has no front matter with a title\\.$"),
        ("---\nheat: 3\n---\n", "is no card: it has no front matter with a title\\.$"),
    ],
)
def test_a_file_that_broke_meanwhile_is_told(
    opened: Callable[..., Library], news: Path, text: str, notice: str
) -> None:
    """The sentence names the file and says why it is no card now."""
    path = write_card(news / "a.md", "A")
    library = opened(news)
    path.write_text(text)
    found = detail(library, "A")
    assert found.card is None
    assert found.notice.startswith(str(path))
    assert re.search(notice, found.notice)


def test_a_link_put_in_the_place_of_a_file_is_not_followed(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """What lies outside of the source is never shown."""
    path = write_card(news / "a.md", "A")
    secret = write_card(tmp_path / "secret.md", "Secret")
    library = opened(news)
    path.unlink()
    path.symlink_to(secret)
    found = detail(library, "A")
    assert (found.card, found.notice) == (None, f"{path} cannot be read: it is a link.")


def test_the_file_of_a_card_is_known(opened: Callable[..., Library], news: Path) -> None:
    """As bytes, since a file's name need not be text."""
    write_card(news / "deep" / "a.md", "A")
    library = opened(news)
    assert library.file(row(library, "A")) == os.fsencode(news / "deep" / "a.md")


def test_names_that_are_not_text_are_no_trouble(opened: Callable[..., Library], news: Path) -> None:
    """A name of any bytes is read, listed, found and shown safely."""
    name = os.fsencode(news) + b"/\xff\x1b[2J.md"
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - bytes
        file.write("---\ntitle: A\n---\n")
    library = opened(news)
    found = detail(library, "A")
    assert found.card is not None
    assert found.path == f"{news}/\\xff\\x1b[2J.md"
    whole = library.whole(id_of(os.fsencode(news), b"\xff\x1b[2J.md"))
    assert whole is not None
    assert whole.card is not None
    assert library.whole(os.fsdecode(name)) == whole
    assert library.mark([row(library, "A")], "read", value=True, what="") == 1


# Where a card leads


def test_related_items_that_are_cards_of_the_library_lead_to_them(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """By the article's URL, in any source, with their own read state."""
    write_card(tmp_path / "more" / "b.md", "B", webUrl="https://example.org/b?utm_source=x")
    write_card(news / "c.md", "C", originalUrl="http://example.org/c#part", heat=-1)
    times = {"name": "Example Times", "domain": "example.org"}
    write_card(
        news / "a.md", "A", webUrl="https://example.com/a",
        related=[
            {"title": "To B", "webUrl": "http://EXAMPLE.org/b", "provider": times, "quality": 83},
            {
                "title": "Elsewhere", "webUrl": "https://example.net/x",
                "publishedDateTime": "2021-02-19T22:50:00Z",
            },
            {"title": "To C", "webUrl": "https://example.org/c"},
            {"title": "No URL"},
            {"title": "Bad URL", "webUrl": "javascript:alert(1)"},
        ],
    )  # fmt: skip
    library = opened(news, tmp_path / "more")
    library.mark([row(library, "B")], "read", value=True, what="")
    b, c = row(library, "B"), row(library, "C")
    assert detail(library, "A").targets == (
        Target("related", "To B", "http://EXAMPLE.org/b", b, True, "Example Times", None, 83),
        Target("related", "Elsewhere", "https://example.net/x", published=NOW),
        Target("related", "To C", "https://example.org/c", c),
        Target("related", "No URL"),
        Target("related", "Bad URL", "javascript:alert(1)"),
    )


def test_a_related_item_leads_to_the_listed_card_of_its_article(
    opened: Callable[..., Library], news: Path
) -> None:
    """Where a retired card tells of the same article, the one that is listed counts."""
    url = "https://example.com/story"
    write_card(news / "1.md", "Retired", webUrl=url, heat=-1)
    write_card(news / "2.md", "Listed", webUrl=url)
    write_card(news / "a.md", "A", related=[{"title": "The story", "webUrl": url}])
    library = opened(news)
    assert detail(library, "A").targets[0].card == row(library, "Listed")


def test_more_related_items_than_a_statement_takes(
    opened: Callable[..., Library], news: Path
) -> None:
    """A card with hundreds of them finds those that are cards."""
    related = [
        {"title": f"View {number}", "webUrl": f"https://example.com/{number}"}
        for number in range(700)
    ]
    write_card(news / "a.md", "A", related=related)
    write_card(news / "b.md", "B", webUrl="https://example.com/3")
    write_card(news / "c.md", "C", webUrl="https://example.com/650")
    library = opened(news)
    targets = detail(library, "A").targets
    known = {number: each.card for number, each in enumerate(targets) if each.card}
    assert known == {3: row(library, "B"), 650: row(library, "C")}


def test_items_of_a_collection_lead_to_their_cards(
    opened: Callable[..., Library], news: Path
) -> None:
    """They are named from the folder above the collection's, with or without an ending."""
    learning = news / "_learning"
    times = {"name": "Example Times"}
    write_card(
        learning / "videos" / "first.md", "First video", quality=7, provider=times,
        publishedDateTime="2021-02-19T22:50:00Z", webUrl="https://example.com/v",
    )  # fmt: skip
    write_card(learning / "courses" / "second.html", "Second course")
    write_card(
        learning / "collections" / "all.md", "All",
        items=["videos/first", "/videos/first", "courses/second.html", "videos/not-there-yet"],
    )  # fmt: skip
    library = opened(news)
    library.mark([row(library, "First video")], "read", value=True, what="")
    assert detail(library, "All").targets == (
        Target("item", "First video", None, row(library, "First video"), True, "Example Times",
               NOW, 7),
        Target("item", "first"),
        Target("item", "Second course", None, row(library, "Second course")),
        Target("item", "not there yet"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "item",
    ["../../etc/passwd", "../../secret", "/etc/passwd", "../secret", "..", "/", "videos/../../../x",
     "../../../../../../secret.md", "secret"],
)  # fmt: skip
def test_items_never_leave_the_source(
    opened: Callable[..., Library], news: Path, tmp_path: Path, item: str
) -> None:
    """Whatever a collection names, only cards of its own source are led to."""
    write_card(tmp_path / "secret.md", "Secret")
    write_card(tmp_path / "more" / "secret.md", "Secret")
    write_card(news / "_learning" / "collections" / "all.md", "All", items=[item, f"x/{item}"])
    library = opened(news, tmp_path / "more")
    found = detail_in(library, news, "All")
    assert [(target.kind, target.card, target.url) for target in found.targets] == [
        ("item", None, None),
        ("item", None, None),
    ]
    assert all(target.title for target in found.targets)


def test_a_folder_inside_another_is_listed_once(opened: Callable[..., Library], news: Path) -> None:
    """Naming a folder and one inside it lists no file twice."""
    write_card(news / "_news" / "a.md", "A")
    library = opened(news, news / "_news")
    assert library.count(Query(everything=True)) == 1


def detail_in(library: Library, folder: Path, title: str) -> Detail:
    """Return a card of one source whole, where another source has it too."""
    found = ids(library, query_of(Source(str(folder).lower()))._replace(everything=True))
    details = [library.detail(each) for each in found]
    return next(each for each in details if each and each.summary.title == title)


def test_links_come_after_related_items(opened: Callable[..., Library], news: Path) -> None:
    """Downloads, a web site and a video's frame are links, opened in the browser."""
    write_card(
        news / "a.md", "A",
        related=[{"title": "Another view"}],
        actions=[{"title": "Get it", "url": "https://example.com/get"}],
        website="https://example.com/",
        featuredContent='<iframe src="https://example.com/embed/1"></iframe>',
    )  # fmt: skip
    library = opened(news)
    assert detail(library, "A").targets == (
        Target("related", "Another view"),
        Target("link", "Get it", "https://example.com/get"),
        Target("link", "Web site", "https://example.com/"),
        Target("link", "Video", "https://example.com/embed/1"),
    )


# A card by its name


def test_a_card_is_found_by_file_url_and_id(
    opened: Callable[..., Library], news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All three lead to the same card, with its marks."""
    path = write_card(news / "deep" / "a.md", "A", webUrl="https://example.com/a?utm_medium=x")
    library = opened(news)
    library.mark([row(library, "A")], "starred", value=True, what="")
    whole = library.whole(str(path))
    assert whole is not None
    assert whole.card is not None
    assert whole.card.title == "A"
    assert (whole.source, whole.path) == (os.fsencode(news), b"deep/a.md")
    assert (whole.read, whole.starred, whole.problem) == (False, True, "")
    monkeypatch.chdir(news)
    for name in ("deep/a.md", "./deep/../deep/a.md", "http://example.com/a", whole.id):
        assert library.whole(name) == whole
    assert library.whole(whole.id.upper()) == whole


def test_a_file_outside_of_the_sources_is_read_too(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """Its folder counts as its source, and marks of its article hold."""
    write_card(news / "a.md", "A", webUrl="https://example.com/a")
    path = write_card(tmp_path / "_news" / "b.md", "B", webUrl="https://example.com/a")
    library = opened(news)
    library.mark([row(library, "A")], "read", value=True, what="")
    whole = library.whole(str(path))
    assert whole is not None
    assert whole.card is not None
    assert (whole.source, whole.path) == (os.fsencode(path.parent), b"b.md")
    assert (whole.card.title, whole.card.category, whole.read) == ("B", "news", True)


def test_a_file_of_nested_sources_belongs_to_the_nearest(
    opened: Callable[..., Library], news: Path
) -> None:
    """The id is the one that a list of that source prints."""
    path = write_card(news / "inner" / "a.md", "A")
    whole = opened(news, news / "inner").whole(str(path))
    assert whole is not None
    assert (whole.source, whole.path) == (os.fsencode(news / "inner"), b"a.md")


def test_a_linked_file_is_told_instead_of_shown(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """Links are not followed, not even when they are named."""
    link = news / "link.md"
    link.symlink_to(write_card(tmp_path / "a.md", "A"))
    whole = opened(news).whole(str(link))
    assert whole is not None
    assert (whole.card, whole.problem) == (None, f"{link} cannot be read: it is a link.")


def test_a_card_that_went_since_it_was_listed_is_told(
    opened: Callable[..., Library], news: Path
) -> None:
    """Its id is still known, its file is not there."""
    path = write_card(news / "a.md", "A")
    library = opened(news)
    path.unlink()
    whole = library.whole(id_of(os.fsencode(news), b"a.md"))
    assert whole is not None
    assert whole.card is None
    assert whole.problem == f"{path} cannot be read: no such file or directory."


@pytest.mark.parametrize(
    "text",
    ["", "nothing", "000000000000", "https://example.com/other", "a\0b", "\udcff", "x" * 5_000,
     "https://[", "."],
)  # fmt: skip
def test_what_names_no_card_finds_none(
    opened: Callable[..., Library], news: Path, text: str
) -> None:
    """Any text may be asked for."""
    write_card(news / "a.md", "A", webUrl="https://example.com/a")
    assert opened(news).whole(text) is None


# Marks


def test_marking_counts_what_was_not_so_already(opened: Callable[..., Library], news: Path) -> None:
    """By article: two cards of one article are one mark."""
    for name in "abc":
        write_card(news / f"{name}.md", name, webUrl="https://example.com/ab")
    write_card(news / "c.md", "c")
    library = opened(news)
    assert library.mark(ids(library), "read", value=True, what="all read") == 2
    assert library.mark(ids(library), "read", value=True, what="all read") == 0
    assert counted(library, EVERYTHING) == (3, 0)
    assert [each.read for each in library.summaries(ids(library)) if each] == [True] * 3


def test_marking_all_can_be_undone_for_those_it_changed(
    opened: Callable[..., Library], news: Path
) -> None:
    """What was read before stays read, in view, count and detail."""
    for name in "abc":
        write_card(news / f"{name}.md", name)
    library = opened(news)
    library.mark([row(library, "b")], "read", value=True, what="read")
    library.mark(ids(library), "read", value=True, what="all read")
    assert library.undo() == Undone("all read", 2)
    assert titles(library, ids(library, query_of(Is("read")))) == ["b"]
    assert counted(library, EVERYTHING) == (3, 2)
    assert detail(library, "b").summary.read
    library.undo()
    assert library.undo() is None
    assert counted(library, EVERYTHING) == (3, 3)


def test_thousands_of_cards_are_marked_at_once(opened: Callable[..., Library], news: Path) -> None:
    """More rows than one statement takes parameters."""
    for number in range(1_100):
        (news / f"{number}.md").write_text(f"---\ntitle: Card {number}\n---\n")
    library = opened(news)
    assert library.mark(ids(library), "read", value=True, what="all read") == 1_100
    assert counted(library, EVERYTHING) == (1_100, 0)
    library.undo()
    assert counted(library, EVERYTHING) == (1_100, 1_100)


def test_threads_share_a_library(forty: Library) -> None:
    """Views are read and cards marked from several threads, and nothing is lost."""
    rows = ids(forty)
    failed: list[Exception] = []

    def work(own: list[int]) -> None:
        try:
            for each in own:
                forty.mark([each], "read", value=True, what="read")
                assert forty.view(EVERYTHING, BY_TITLE).ids.tolist() == rows
                assert forty.detail(each) is not None
        except Exception as error:  # noqa: BLE001 - told by the assertion below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(rows[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert counted(forty, EVERYTHING) == (40, 0)


def test_small_things_are_kept_for_the_next_time(
    opened: Callable[..., Library], news: Path
) -> None:
    """They lie with the marks, not in the index."""
    library = opened(news)
    library.keep_state("order", "hot")
    library.close()
    assert opened(news).state("order") == "hot"


# Checking


def test_check_reads_every_file_whole(opened: Callable[..., Library], news: Path) -> None:
    """Damage inside the related list is found too, with file and line; files go from A to Z."""
    write_card(news / "a.md", "Fine")
    (news / "b.md").write_text("---\ntitle: B\nrelated:\n- title: [\n---\n")
    (news / "c.md").write_text("---\ntitle: C\nheat: hot\n")
    write_card(news / "d.md", "D", heat="hot")
    os.mkfifo(news / "pipe.md")
    found = list(opened(news).check())
    assert [(file, line, warning) for file, line, _, warning in found] == [
        (str(news / "b.md"), 5, True),
        (str(news / "c.md"), 1, False),
        (str(news / "d.md"), 3, True),
    ]


def test_check_tells_of_a_source_that_is_gone(
    opened: Callable[..., Library], news: Path, tmp_path: Path
) -> None:
    """It is a problem like any other, and the other sources are checked."""
    (news / "a.md").write_text("---\ntitle: A\n")
    library = opened(tmp_path / "nowhere", news)
    found = list(library.check())
    assert found[0] == (str(tmp_path / "nowhere"), 1, "no such file or directory", False)
    assert found[1][0] == str(news / "a.md")


def test_check_changes_nothing(opened: Callable[..., Library], news: Path) -> None:
    """What the index knows stays as it was."""
    write_card(news / "a.md", "A")
    library = opened(news)
    (news / "b.md").write_text("---\ntitle: B\n")
    assert len(list(library.check())) == 1
    assert library.problems() == []
    assert titles(library, ids(library)) == ["A"]

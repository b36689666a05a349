"""What is new: it came since the last visit to its source, and is unread."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from cardreader.library import Library, Order, Query
from cardreader.query import parse
from conftest import run
from library_tools import NOW, open_library, titles, write_card

if TYPE_CHECKING:
    from pathlib import Path

BY_TITLE = Order("title", ascending=True)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two cards that has been read once."""
    for title in ("a", "b"):
        card(tmp_path / "news", title)
    open_library(tmp_path / "home", tmp_path / "news").refresh()
    return tmp_path / "news"


def card(folder: Path, title: str) -> Path:
    """Write a card with an article of its own."""
    return write_card(folder / f"{title}.md", title, webUrl=f"https://example.com/{title}")


def opened(*folders: Path, now: float = NOW) -> Library:
    """Open a library on folders, and bring it up to date."""
    library = open_library(folders[0].parent / "home", *folders, now=now)
    library.refresh()
    return library


def new(library: Library) -> list[str]:
    """Return what `is:new` finds; every other way to ask must agree."""
    ids = library.view(Query(), BY_TITLE).ids
    marked = [each.title for each in library.summaries(ids) if each and each.new]
    found = titles(library, library.view(parse("is:new"), BY_TITLE).ids)
    assert marked == found
    others = titles(library, library.view(parse("-is:new"), BY_TITLE).ids)
    assert sorted([*others, *found]) == titles(library, ids)
    assert library.new(ids) == library.few_new(Query(), 9) == len(found)
    return found


def test_the_first_cards_of_a_source_are_not_new(news: Path) -> None:
    """Else all of them would be."""
    assert new(opened(news)) == []


def test_what_comes_later_is_new_until_the_visit_ends(news: Path) -> None:
    """Also to a reader that was not there when it came."""
    card(news, "c")
    opened(news)
    library = opened(news, now=NOW + 60)
    assert new(library) == ["c"]
    library.end_visit(NOW + 60)
    assert new(library) == []
    card(news, "d")
    library = opened(news, now=NOW + 120)
    assert new(library) == ["d"]


def test_what_was_not_let_in_stays_new(news: Path) -> None:
    """A visit ends for what had come up to a moment."""
    library = opened(news)
    card(news, "c")
    later = opened(news, now=NOW + 60)
    later.end_visit(NOW + 30)
    assert new(later) == ["c"]
    later.end_visit(NOW + 60)
    library.end_visit(NOW)  # an earlier moment, of another reader, takes nothing back
    assert new(opened(news, now=NOW + 90)) == []


def test_a_read_card_is_not_new(news: Path) -> None:
    """New, unread, read: one after the other; and back."""
    card(news, "c")
    library = opened(news)
    ids = library.view(parse("is:new"), BY_TITLE).ids
    library.mark(ids, "read", value=True, what="read")
    assert new(library) == []
    library.undo()
    assert new(library) == ["c"]


def test_a_changed_card_is_not_new(news: Path) -> None:
    """It was there before."""
    write_card(news / "a.md", "a", "Another text.", webUrl="https://example.com/a")
    assert new(opened(news)) == []


@pytest.mark.parametrize("whole", [True, False])
def test_a_moved_file_brings_nothing_new(news: Path, whole: bool) -> None:
    """Its article was there before, as that of a second copy is."""
    library = opened(news)
    (news / "old").mkdir()
    (news / "a.md").rename(news / "old" / "a.md")
    shutil.copy(news / "b.md", news / "copy.md")
    card(news, "c")
    if whole:
        library.refresh()
    else:
        paths = ("a.md", "old", "copy.md", "c.md")
        library.refresh_paths({bytes(news / path) for path in paths})
    assert new(library) == ["c"]


def test_each_source_is_visited_by_itself(news: Path, tmp_path: Path) -> None:
    """A visit to one folder does not end the news of another."""
    other = tmp_path / "other"
    card(other, "x")
    both = opened(news, other)
    card(news, "c")
    card(other, "y")
    opened(other, now=NOW + 60).end_visit(NOW + 60)
    both = opened(news, other, now=NOW + 90)
    assert new(both) == ["c"]


def test_a_new_source_has_no_new_cards(news: Path, tmp_path: Path) -> None:
    """Nor does it make those of the others new."""
    library = opened(news)
    library.end_visit(NOW)
    card(tmp_path / "other", "x")
    library.read_folders([str(news), str(tmp_path / "other")])
    library.refresh()
    assert new(library) == []
    assert titles(library, library.view(Query(), BY_TITLE).ids) == ["a", "b", "x"]


def test_an_index_made_anew_has_no_new_cards(news: Path) -> None:
    """Nobody knows any more when they came."""
    card(news, "c")
    library = opened(news)
    library.rebuild()
    library.refresh()
    assert new(library) == []


def test_a_first_reading_that_is_broken_off_has_no_new_cards(tmp_path: Path) -> None:
    """What is read when it goes on is still the first of its source."""
    for number in range(120):
        card(tmp_path / "news", f"{number:03}")
    library = open_library(tmp_path / "home", tmp_path / "news")
    stops = iter([False, True])
    library.refresh(cancelled=lambda: next(stops, True))
    assert 0 < library.count(Query()) < 120
    library.refresh()
    assert library.count(Query()) == 120
    assert new(library) == []


def test_many_new_cards_are_not_counted_to_the_end(news: Path) -> None:
    """The first screen does not wait for their number."""
    for title in "cdef":
        card(news, title)
    library = opened(news)
    assert library.few_new(Query(), 4) == 4
    assert library.few_new(Query(), 3) is None


def test_cards_are_counted_from_a_row_on(news: Path) -> None:
    """So those are counted that came after a view was read, and belong to it."""
    library = opened(news)
    top = library.top()
    assert library.count_from(Query(), top) == 0
    card(news, "c")
    write_card(news / "d.md", "d", heat=-1)
    library.refresh()
    assert library.count_from(Query(), top) == 1
    assert library.count_from(Query(everything=True), top) == 2
    assert library.count_from(parse("a"), top) == 0


def test_the_command_line_knows_what_is_new(tmp_path: Path) -> None:
    """`list -q is:new` before and after something came."""
    news, data = tmp_path / "news", tmp_path / "data"
    card(news, "a")
    assert run("list", news, "--data", data, "-q", "is:new").out == ""
    card(news, "b")
    assert run("list", news, "--data", data, "-q", "is:new").out.endswith("\tb\n")

"""A source whose files are all gone at once may be a disk that is not mounted: its cards stay."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

import pytest

from cardreader.library import Library, Order, Progress, Query, SourceTrouble
from conftest import run
from library_tools import open_library, titles, write_card
from reader_tools import reading, story

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANY, FEW = 25, 5


def fill(folder: Path, number: int) -> Path:
    """Write so many cards."""
    for each in range(number):
        write_card(folder / f"{each}.md", f"Card {each:02}", webUrl=f"https://example.com/{each}")
    return folder


def empty(folder: Path) -> None:
    """Take all files away; the folder stays, as a mount point does."""
    shutil.rmtree(folder)
    folder.mkdir()


def count(library: Library) -> int:
    """Return how many cards there are."""
    return library.count(Query(everything=True))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Open a library of many cards, one of which is starred."""
    with contextlib.closing(open_library(tmp_path, fill(tmp_path / "news", MANY))) as library:
        library.refresh()
        library.mark(library.view(Query(), Order("title")).ids[:1], "starred", value=True, what="")
        yield library


def test_a_source_that_is_empty_at_once_keeps_its_cards(library: Library, tmp_path: Path) -> None:
    """It is told, and said where the library is named."""
    empty(tmp_path / "news")
    reports: list[Progress | SourceTrouble] = []
    assert not library.refresh(reports.append)
    (trouble,) = reports
    assert isinstance(trouble, SourceTrouble)
    assert f"is empty, where there were {MANY} files" in trouble.sentence
    assert count(library) == MANY
    assert library.name == "news (out of reach)"


def test_its_cards_say_why_they_cannot_be_read(library: Library, tmp_path: Path) -> None:
    """In the card pane, with what the index knows of them."""
    empty(tmp_path / "news")
    library.refresh()
    detail = library.detail(library.view(Query(), Order()).ids[0])
    assert detail is not None
    assert "is out of reach: its source is not there now. Its marks are kept." in detail.notice


def test_when_it_is_back_all_is_as_it_was(library: Library, tmp_path: Path) -> None:
    """Cards and marks."""
    empty(tmp_path / "news")
    library.refresh()
    fill(tmp_path / "news", MANY)
    library.refresh()
    assert library.name == "news"
    view = library.view(Query(), Order("title"))
    first = library.summaries(view.ids[:1])[0]
    assert len(view.ids) == MANY
    assert first is not None
    assert first.starred


def test_what_is_confirmed_to_be_gone_goes(library: Library, tmp_path: Path) -> None:
    """The marks stay for ever."""
    empty(tmp_path / "news")
    library.refresh(confirmed=library.roots)
    assert count(library) == 0
    fill(tmp_path / "news", MANY)
    library.refresh()
    (first,) = library.summaries(library.view(Query(), Order("title")).ids[:1])
    assert first is not None
    assert first.starred


def test_a_few_files_may_go_at_once(tmp_path: Path) -> None:
    """So many can be deleted by hand."""
    with contextlib.closing(open_library(tmp_path, fill(tmp_path / "news", FEW))) as library:
        library.refresh()
        empty(tmp_path / "news")
        library.refresh()
        assert count(library) == 0


def test_one_of_several_sources_is_counted(library: Library, tmp_path: Path) -> None:
    """The title tells how many are out of reach."""
    library.close()
    more = write_card(tmp_path / "more" / "a.md", "More").parent
    with contextlib.closing(open_library(tmp_path, tmp_path / "news", more)) as both:
        both.refresh()
        (tmp_path / "news").rename(tmp_path / "away")
        both.refresh()
        assert both.name == "2 sources (1 out of reach)"
        assert "More" in titles(both, both.view(Query(), Order("title")).ids)


def test_the_index_command_confirms(tmp_path: Path) -> None:
    """`list` does not."""
    news = fill(tmp_path / "news", MANY)
    run("add", news)
    run("index")
    empty(news)
    listed = run("list")
    assert (listed.status, listed.out.count("\n")) == (1, MANY)
    assert "`cardreader index`" in listed.err
    assert f"{MANY} went" in run("index").out
    assert run("list").out == ""


async def test_the_reader_says_so_and_reload_confirms(tmp_path: Path) -> None:
    """The title tells it quietly; only an `R` after that takes the cards out."""
    news = tmp_path / "news"
    for number in range(MANY):
        story(news, f"card-{number}", number + 1)
    async with reading(news) as driver:
        empty(news)
        await driver.new_files()
        assert "out of reach" in driver.title
        assert len(driver.titles) == MANY
        await driver.press("R")
        assert driver.titles == []
        assert "out of reach" not in driver.title

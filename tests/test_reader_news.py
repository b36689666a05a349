"""What comes, changes and goes while the reader is open, and what it comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from cardreader.library import Library
from cardreader.ui.card_list import CardList
from cardreader.ui.following import Pace, reading_told
from cardreader.ui.hearing import Hearing
from reader_tools import reading, related, stories, story

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from textual.strip import Strip

    from reader_tools import Driver


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Four stories: first is hotter than second, and so on."""
    folder = tmp_path / "news"
    for heat, name in ((40, "first"), (30, "second"), (20, "third"), (10, "fourth")):
        story(folder, name, heat, related=related("second", "third"))
    return folder


@pytest.fixture(params=["told", "looking"])
async def watched(news: Path, request: pytest.FixtureRequest) -> AsyncIterator[Driver]:
    """A reader that hears of changes from the system, and one that has to look for them."""
    with patch.object(Library, "watch", Library.watch if request.param == "told" else _no_watch):
        async with reading(news, watched=True) as driver:
            assert driver.library.is_watching == (request.param == "told")
            yield driver


def _no_watch(_: Library) -> None:
    return None


# By themselves


async def test_changes_show_by_themselves(watched: Driver, news: Path) -> None:
    """A new card is announced, a changed one is updated, one that is gone goes."""
    await watched.press("j", "j")
    story(news, "hottest", 99)
    story(news, "third", 20, title="third, mended", excerpt="Another excerpt.")
    (news / "first.md").unlink()
    await watched.until(lambda: "1 more: R" in watched.title and len(watched.titles) == 3)
    await watched.until(lambda: "Another excerpt." in watched.text)
    assert watched.titles == ["second", "third, mended", "fourth"]
    assert watched.cursor == watched.shown == "third, mended"
    watched.send("R")
    await watched.until(lambda: watched.titles[0] == "hottest")
    assert watched.cursor == "third, mended"


async def test_the_selected_item_stays(watched: Driver, news: Path) -> None:
    """In the card, while cards come and go around it."""
    watched.send("enter", "j", "j")
    await watched.until(lambda: watched.card.selected == 1)
    story(news, "hottest", 99)
    (news / "fourth.md").unlink()
    await watched.until(lambda: "1 more: R" in watched.title and len(watched.titles) == 3)
    assert watched.card.has_focus
    assert watched.card.targets[watched.card.selected].title == "About third"


async def test_many_changes_are_one_refresh(tmp_path: Path) -> None:
    """Those that come together, as a `git pull` brings them."""
    folder = stories(tmp_path / "news", 3)
    seen: list[int] = []
    real = Library.refresh_paths

    def refresh_paths(library: Library, paths: set[bytes], *given: object) -> object:
        seen.append(len(paths))
        return real(library, paths, *given)  # type: ignore[arg-type]

    with patch.object(Library, "refresh_paths", refresh_paths):
        async with reading(folder, watched=True) as driver:
            await driver.press("j")
            for number in range(50):
                story(folder, f"new-{number}", 50)
            await driver.until(lambda: "50 more: R" in driver.title)
    assert sum(seen) >= 50
    assert len(seen) <= 3  # the machine may pause in between


async def test_what_cannot_be_watched_is_let_go(news: Path) -> None:
    """Where the system refuses a folder, the reader looks from time to time."""
    with patch("cardreader.sources.watch.Watch.add", side_effect=OSError(28, "No space left")):
        async with reading(news, watched=True) as driver:
            assert driver.reader._ear is None
            story(news, "hottest", 99)
            await driver.until(lambda: "1 more: R" in driver.title)


async def test_an_unmoved_list_does_not_move_by_itself(news: Path) -> None:
    """Once the sources have been seen, news wait, though no key was pressed."""
    async with reading(news) as driver:
        story(news, "hottest", 99)
        await driver.new_files()
        assert driver.cursor == driver.shown == "first"
        assert driver.titles[0] == "first"
        assert "1 more: R" in driver.title


async def test_a_look_that_finds_nothing_draws_nothing(news: Path) -> None:
    """However often is looked, over ssh it costs nothing."""
    async with reading(news) as driver:
        drawn: list[int] = []
        real = CardList.render_line

        def render_line(cards: CardList, y: int) -> Strip:
            drawn.append(y)
            return real(cards, y)

        with patch.object(CardList, "render_line", render_line):
            await driver.new_files()
            assert drawn == []
            story(news, "second", 30, title="second, mended")
            await driver.new_files()
            assert drawn


async def test_what_another_reader_changed_is_shown(news: Path) -> None:
    """A look that finds it in the index already shows it all the same."""
    async with reading(news) as driver:
        await driver.press("j")
        story(news, "third", 20, title="third, mended")
        driver.library.refresh()  # as from another process: nobody reports it here
        await driver.new_files()
        assert "third, mended" in driver.text


async def test_an_empty_list_lets_news_in(tmp_path: Path) -> None:
    """There is nothing in it that could move."""
    folder = tmp_path / "news"
    folder.mkdir()
    async with reading(folder) as driver:
        story(folder, "first", 1)
        await driver.new_files()
        assert driver.titles == ["first"]
        assert "more" not in driver.title


async def test_what_another_reader_indexed_is_announced(news: Path) -> None:
    """A look that finds nothing new itself counts it all the same."""
    async with reading(news) as driver:
        await driver.press("j")
        story(news, "hottest", 99)
        driver.library.refresh()  # as from another process: nobody reports it here
        await driver.new_files()
        assert "1 more: R" in driver.title


# New


async def test_new_is_told_apart_from_unread(news: Path) -> None:
    """In the title, in the row, and in a view; a card that is read is not new any more."""
    async with reading(news) as driver:
        assert "new ·" not in driver.title
        story(news, "hottest", 99)
        await driver.press("R")
        assert "5 cards · 1 new · 5 unread" in driver.title
        assert driver.lines[2][2:].lstrip().startswith("99")
        assert "•hottest" in driver.lines[2]
        assert sum("•" in line[:50] for line in driver.lines) == 1
        await driver.press("slash")
        await driver.type("is:new")
        await driver.press("enter")
        assert driver.titles == ["hottest"]
        await driver.press("m")
        assert "new ·" not in driver.title
        assert "•" not in driver.lines[2][:50]
        await driver.press("u")
        assert "1 new · 1 unread" in driver.title


async def leave(driver: Driver, *, keeps_place: bool = True) -> None:
    """Leave the reader as `q` does."""
    await driver.reader.to_list()
    driver.reader.end_visit(keeps_place=keeps_place)
    assert driver.reader.tidy()


async def test_leaving_ends_the_visit(news: Path) -> None:
    """What the last screen tells is what the next one will: nothing is new."""
    async with reading(news) as driver:
        story(news, "hottest", 99)
        await driver.press("R")
        await leave(driver)
        assert "new ·" not in driver.title
        assert "•hottest" not in driver.text
    async with reading(news) as driver:
        assert "new ·" not in driver.title


async def test_what_waits_stays_new(news: Path) -> None:
    """It was never seen in the list."""
    async with reading(news) as driver:
        await driver.press("j")
        with patch.object(driver.library, "_now", lambda: driver.reader.up_to + 60):
            story(news, "hottest", 99)
            await driver.new_files()
            assert driver.reader.waiting == 1
            driver.reader.end_visit(keeps_place=False)
    async with reading(news) as driver:
        assert "1 new" in driver.title


# Coming back


async def test_the_reader_comes_back(tmp_path: Path) -> None:
    """To the card, on the line that it was on; all of the list is there around it."""
    folder = stories(tmp_path / "news", 40)
    async with reading(folder, comes_back=True) as driver:
        await driver.press("pagedown", "pagedown", "pagedown", "k", "k")
        await leave(driver)
        before, cursor = driver.lines, driver.cursor
        assert cursor == "card-19"
    async with reading(folder, comes_back=True) as driver:
        assert driver.cursor == driver.shown == cursor
        assert driver.lines == before
        await driver.press("k", "k", "k", "k", "k")
        assert driver.cursor == "card-14"


async def test_the_place_is_there_on_the_first_screen(tmp_path: Path) -> None:
    """It is drawn once, and not scrolled to afterwards."""
    folder = stories(tmp_path / "news", 40)
    async with reading(folder, comes_back=True) as driver:
        await driver.press("G", "k", "k", "k")
        await leave(driver)
        offset = driver.list.scroll_offset
    seen: list[object] = []
    with patch.object(Hearing, "load_rest", lambda screen: seen.append(screen.list.scroll_offset)):
        async with reading(folder, comes_back=True) as driver:
            assert seen == [offset]
            assert driver.list.vertical_scrollbar.position == offset.y


async def test_a_place_far_down_a_narrowed_view_is_found(tmp_path: Path) -> None:
    """Also where so many cards are not looked through before the first screen."""
    folder = stories(tmp_path / "news", 260)
    async with reading(folder, comes_back=True) as driver:
        await driver.press("U", "G", "k", "k")
        await leave(driver)
        before, cursor = driver.lines, driver.cursor
    with patch("cardreader.ui.beginning._FEW_CARDS", 100):
        async with reading(folder, comes_back=True) as driver:
            assert driver.cursor == driver.shown == cursor == "card-257"
            assert driver.lines == before


async def test_on_top_means_on_top(news: Path) -> None:
    """Who left at the first card finds the first one again, whichever it is by then."""
    async with reading(news, comes_back=True) as driver:
        await driver.press("j", "k")
        await leave(driver)
    story(news, "hottest", 99)
    async with reading(news, comes_back=True) as driver:
        assert driver.cursor == "hottest"


async def test_news_do_not_move_the_place(news: Path) -> None:
    """They come in above the card that the reader comes back to."""
    async with reading(news, comes_back=True) as driver:
        await driver.press("j", "j")
        await leave(driver)
    story(news, "hottest", 99)
    async with reading(news, comes_back=True, unread_files=True) as driver:
        assert driver.titles[0] == "hottest"
        assert driver.cursor == driver.shown == "third"


async def test_what_narrowed_the_list_comes_back(news: Path) -> None:
    """And is taken back by the same key."""
    async with reading(news, comes_back=True) as driver:
        await driver.press("U", "m", "j")
        driver.reader.end_visit(keeps_place=True)
        assert not driver.reader.tidy()  # the next one has no read cards
    async with reading(news, comes_back=True) as driver:
        assert driver.titles == ["second", "third", "fourth"]
        assert driver.cursor == "second"
        assert "unread only" in driver.title
        await driver.press("escape")
        assert driver.titles == ["first", "second", "third", "fourth"]


async def test_a_card_that_left_the_view_is_followed_by_the_next(news: Path) -> None:
    """As when it was the last thing that was read among unread ones."""
    async with reading(news, comes_back=True) as driver:
        await driver.press("U", "j", "m")
        driver.reader.end_visit(keeps_place=True)
    async with reading(news, comes_back=True) as driver:
        assert driver.titles == ["first", "third", "fourth"]
        assert driver.cursor == driver.shown == "third"


async def test_a_card_that_is_gone_leads_to_the_top(news: Path) -> None:
    """With all that came after it."""
    async with reading(news, comes_back=True) as driver:
        await driver.press("G")
        await leave(driver)
    (news / "fourth.md").unlink()
    async with reading(news, comes_back=True) as driver:
        assert driver.cursor == driver.shown == "first"


# Progress


@pytest.mark.parametrize(
    ("done", "seconds", "told"),
    [
        (100, 0.5, "reading 100 of 100,000"),
        (12_300, 1.0, "reading 12,300 of 100,000 · 7 s left"),
        (1_000, 10.0, "reading 1,000 of 100,000 · 16 min left"),
        (99_999, 60.0, "reading 99,999 of 100,000 · 1 s left"),
    ],
)
def test_progress_tells_how_long_it_will_take(done: int, seconds: float, told: str) -> None:
    """As soon as that can be told."""
    assert reading_told(Pace(100_000, 0, 7.0), done, 7.0 + seconds) == told

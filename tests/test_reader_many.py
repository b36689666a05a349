"""Acting on many cards: those that are selected, and those above the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cardreader.config import Config
from cardreader.opener import NoBrowserError
from cardreader.ui import selecting
from reader_tools import Browser, reading, stories, story, url

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Eight stories, `card-0` the hottest."""
    return stories(tmp_path / "news", 8)


# Selecting


async def test_the_title_counts_what_is_selected(news: Path) -> None:
    """And the last line tells what can be done, until `esc` drops it; only then it widens."""
    async with reading(news) as driver:
        await driver.press("U", "space", "v", "j")
        assert "3 selected" in driver.title
        assert "drop" in driver.lines[-1]
        await driver.press("escape")
        assert "selected" not in driver.title
        assert "drop" not in driver.lines[-1]
        assert driver.narrowing.unread
        await driver.press("escape")
        assert not driver.narrowing.unread


async def test_another_view_has_nothing_selected(news: Path) -> None:
    """It would be other cards, perhaps out of sight."""
    async with reading(news) as driver:
        await driver.press("space", "space", "U")
        assert driver.list.selected.size == 0
        await driver.press("m")
        assert driver.marked("read") == {"card-2"}


async def test_a_selection_survives_what_changes_around_it(news: Path) -> None:
    """Cards that go take their own rows with them; those that come are not selected."""
    async with reading(news) as driver:
        await driver.press("j", "v", "j", "j", "v")
        (news / "card-2.md").unlink()
        (news / "card-0.md").unlink()
        story(news, "hot", 99)
        story(news, "between", 13, publishedDateTime="2021-02-19T22:00:00Z")
        await driver.new_files()
        assert driver.list.selected.size == 2
        await driver.press("R")
        assert driver.list.selected.size == 2
        await driver.press("m")
        assert driver.marked("read") == {"card-1", "card-3"}


async def test_a_range_that_is_drawn_survives_too(news: Path) -> None:
    """It goes on from the card where it was begun."""
    async with reading(news) as driver:
        await driver.press("j", "j", "v")
        (news / "card-0.md").unlink()
        await driver.new_files()
        await driver.press("j", "s")
        assert driver.marked("starred") == {"card-2", "card-3"}


# Marks


async def test_the_selected_are_marked_in_one_step(news: Path) -> None:
    """All at once, told with how to take it back; one `u` does, and the next the one before."""
    async with reading(news) as driver:
        await driver.press("j", "m", "g", "space", "space", "space", "m")
        assert driver.marked("read") == {"card-0", "card-1", "card-2"}
        assert driver.sentence == "2 cards marked read. u takes it back."
        assert driver.list.selected.size == 0
        await driver.press("g", "v", "j", "s")
        assert driver.marked("starred") == {"card-0", "card-1"}
        assert driver.sentence == "2 cards marked starred. u takes it back."
        await driver.press("u")
        assert driver.marked("starred") == set()
        assert driver.sentence == "Undone: 2 cards marked starred"
        await driver.press("u")
        assert driver.marked("read") == {"card-1"}
        await driver.press("u")
        assert driver.marked("read") == set()


@pytest.mark.parametrize(("key", "kind"), [("m", "read"), ("s", "starred")])
async def test_where_all_are_so_already_it_is_taken_back(news: Path, key: str, kind: str) -> None:
    """As for one card: again, no longer."""
    async with reading(news) as driver:
        await driver.press("v", "j", key)
        assert driver.marked(kind) == {"card-0", "card-1"}
        await driver.press("g", "v", "j", key)
        assert driver.marked(kind) == set()
        assert driver.sentence == f"2 cards marked un{kind}. u takes it back."


async def test_inside_the_card_keys_are_about_the_card(news: Path) -> None:
    """What is selected in the list waits there."""
    async with reading(news, config=Config(mark_read="manual")) as driver:
        await driver.press("space", "space", "enter", "m")
        assert driver.marked("read") == {"card-2"}
        assert driver.list.selected.size == 2


async def test_all_above_the_cursor_are_marked(news: Path) -> None:
    """`M` leaves the card under the cursor and those below; one `u` brings them back."""
    async with reading(news) as driver:
        await driver.press("j", "m", "j", "j", "M")
        assert driver.marked("read") == {"card-0", "card-1", "card-2"}
        assert driver.sentence == "2 cards above marked read. u takes it back."
        assert driver.cursor == "card-3"
        await driver.press("M")
        assert driver.sentence == "All cards above were read already."
        await driver.press("u")
        assert driver.marked("read") == {"card-1"}
        await driver.press("g", "M")
        assert driver.sentence == "There is no card above this one."


# Opening and copying


async def test_the_selected_are_opened_in_their_order(news: Path) -> None:
    """Up to five without a question; they count as read, which is one step to take back."""
    browser = Browser()
    async with reading(news, browser=browser) as driver:
        await driver.press("j", "v", "j", "j", "o")
        assert browser.opened == [url(f"card-{number}") for number in (1, 2, 3)]
        assert driver.sentence == "Opened 3 articles, now read. u takes that back."
        assert driver.marked("read") == {"card-1", "card-2", "card-3"}
        await driver.press("u")
        assert driver.marked("read") == set()


@pytest.mark.parametrize("answer", ["y", "n"])
async def test_more_than_five_are_asked_for(news: Path, answer: str) -> None:
    """Whoever says no has them selected still."""
    browser = Browser()
    async with reading(news, browser=browser) as driver:
        await driver.press("v", "G", "o")
        assert "Open 8 articles in the browser?" in driver.text
        assert browser.opened == []
        await driver.press(answer)
        assert len(browser.opened) == (8 if answer == "y" else 0)
        assert driver.list.selected.size == (0 if answer == "y" else 8)


async def test_cards_without_a_url_are_told(tmp_path: Path) -> None:
    """The others are opened, and copied; one with another URL than the usual has its own."""
    browser = Browser()
    story(tmp_path / "news", "one", 9)
    story(tmp_path / "news", "two", 8, webUrl=None)
    story(tmp_path / "news", "three", 7, webUrl=None, originalUrl=url("original"))
    story(tmp_path / "news", "four", 6, webUrl="javascript:alert(1)")
    story(tmp_path / "news", "five", 5, webUrl="https://me@example.com/")
    async with reading(tmp_path / "news", browser=browser) as driver:
        await driver.press("v", "G", "o")
        assert browser.opened == [url("one"), url("original")]
        told = "Opened 2 articles, now read; 3 have none that can be opened. u takes that back."
        assert driver.sentence == told
        await driver.press("g", "v", "G", "y")
        assert driver.app.clipboard == f"{url('one')}\n{url('original')}"
        assert driver.sentence == "Copied 2 URLs; 3 have none that can be opened."


async def test_where_there_is_no_browser_nothing_counts_as_read(news: Path) -> None:
    """It is said once, and they are selected still, for `y`."""
    browser = Browser(error=NoBrowserError("No browser was found."))
    async with reading(news, browser=browser) as driver:
        await driver.press("v", "j", "o")
        assert driver.toasts == ["No browser was found."]
        assert driver.marked("read") == set()
        assert driver.list.selected.size == 2


async def test_there_is_a_limit(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants a thousand tabs, and no terminal takes a million URLs."""
    monkeypatch.setattr(selecting, "_MOST_OPENED", 2)
    monkeypatch.setattr(selecting, "_MOST_COPIED", 2)
    browser = Browser()
    async with reading(news, browser=browser) as driver:
        await driver.press("v", "G", "o", "y")
        assert driver.toasts == [
            "o opens 2 articles at most, and 8 cards are selected.",
            "y copies 2 URLs at most, and 8 cards are selected.",
        ]
        assert (browser.opened, driver.app.clipboard) == ([], "")

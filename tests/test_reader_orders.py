"""Orders in the reader: chosen, turned round, kept for the next start, explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cardreader.card.values import utc_text
from cardreader.config import Config, SavedView
from cardreader.query import Order, parse, parse_order
from cardreader.ui.narrowing import Wanted, started, starting
from library_tools import NOW
from reader_tools import HOUR, reading, story

if TYPE_CHECKING:
    from pathlib import Path

    from reader_tools import Driver


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Three stories: `alpha` is the hottest, `beta` the newest, `gamma` the best."""
    folder = tmp_path / "news"
    for name, heat, hours, quality in (
        ("alpha", 90, 30, 1),
        ("beta", 50, 1, 2),
        ("gamma", 10, 9, 3),
    ):
        story(folder, name, heat, quality=quality, publishedDateTime=utc_text(NOW - hours * HOUR))
    return folder


async def sort(driver: Driver, name: str, *keys: str) -> None:
    """Choose an order, with more keys before it is taken."""
    await driver.press("S")
    await driver.type(name)
    await driver.press(*keys, "enter")


async def test_an_order_can_be_turned_round(news: Path) -> None:
    """`→` in the chooser turns it, and says so before it is taken."""
    async with reading(news) as driver:
        await driver.press("S", "right")
        assert "heat ▴: the smallest story first" in driver.text
        await driver.press("enter")
        assert driver.titles == ["gamma", "beta", "alpha"]
        assert "heat ▴" in driver.title
        await driver.press("S", "left", "enter")
        assert "heat ▾" in driver.title


async def test_the_chooser_tells_how_to_turn(news: Path) -> None:
    """The frame names the keys."""
    async with reading(news) as driver:
        await driver.press("S")
        assert "← → turns it round" in driver.text


async def test_another_order_can_be_turned_before_it_is_taken(news: Path) -> None:
    """The one under the cursor turns."""
    async with reading(news) as driver:
        await sort(driver, "date", "right")
        assert driver.titles == ["alpha", "gamma", "beta"]
        assert "date ▴" in driver.title


async def test_the_order_is_kept_for_the_next_start(news: Path) -> None:
    """What `S` chose holds when the reader is opened again."""
    async with reading(news) as driver:
        await sort(driver, "quality", "right")
        assert driver.library.state("order") == ["quality:asc", "heat"]
    async with reading(news) as driver:
        _, order = starting(Config(), Wanted(), driver.library.state("order"))
        assert order == Order("quality", ascending=True)


async def test_relevance_is_offered_while_searching(news: Path) -> None:
    """It goes with the search."""
    async with reading(news) as driver:
        await driver.press("S")
        assert "relevance" not in driver.text
        await driver.press("escape", "slash")
        await driver.type("excerpt beta")
        await driver.press("enter")
        await sort(driver, "relevance")
        assert "relevance" in driver.title
        await driver.press("escape")
        assert "heat ▾" in driver.title
        assert driver.library.state("order") is None


async def test_an_order_in_the_search_wins(news: Path) -> None:
    """The title tells the order that holds."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("sort:title:desc")
        await driver.press("enter")
        assert driver.titles == ["gamma", "beta", "alpha"]
        assert "title ▾" in driver.title


async def test_choosing_an_order_against_the_search_is_told(news: Path) -> None:
    """The search goes on to win, and the chosen order holds after it."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("sort:title")
        await driver.press("enter")
        await sort(driver, "date")
        (toast,) = driver.toasts
        assert toast == (
            "The search has a sort: of its own, which wins: "
            "the list will be sorted by date without it."
        )
        assert "title ▴" in driver.title
        await driver.press("escape")
        assert "date ▾" in driver.title


async def test_the_command_lines_own_order_is_told(news: Path) -> None:
    """`-q sort:quality` shows in the title too."""
    narrowing = started("sort:quality", parse("sort:quality"))
    async with reading(news, narrowing=narrowing) as driver:
        assert "quality ▾" in driver.title
        assert driver.titles[0] == "gamma"


async def test_an_order_in_a_view_with_one_of_its_own_is_for_now(news: Path) -> None:
    """It is neither kept nor taken along to another view."""
    own = SavedView("Mine", "", parse_order("title"))
    config = Config(views=(*Config().views, own))
    async with reading(news, config=config) as driver:
        await driver.press("V", "4")
        assert "title ▴" in driver.title
        await sort(driver, "date")
        assert "date ▾" in driver.title
        await driver.press("V", "1")
        assert "heat ▾" in driver.title
        assert driver.library.state("order") is None


async def test_a_card_says_why_it_is_hot(news: Path) -> None:
    """`i` explains in the pane how hot a card is and why, until it is pressed again."""
    async with reading(news, order=Order("hot"), size=(140, 30)) as driver:
        assert driver.cursor == "beta"
        await driver.press("i", "j")
        assert driver.cursor == "alpha"
        assert "Heat 90: how big the story is" in driver.text
        assert "Hot 38 = heat 90 cooled by 30 h (half-life 24 h)." in driver.text
        assert "Sorted by hot ▾: hot 38 = heat 90 cooled" in driver.text
        await driver.press("i")
        assert "half-life" not in driver.text


async def test_the_order_that_holds_is_explained(news: Path) -> None:
    """Where the same card stays under the cursor, what is said of it follows the order."""
    async with reading(news, order=Order("hot"), size=(140, 30)) as driver:
        await driver.press("i", "S", "d", "a", "t", "e", "enter")
        assert "Sorted by date ▾: " in driver.text


async def test_what_is_explained_is_brought_into_sight(news: Path) -> None:
    """On a small screen the card is scrolled to it."""
    async with reading(news, order=Order("hot"), size=(40, 12)) as driver:
        await driver.press("j", "enter")
        await driver.press("i")
        assert "▎ Heat 90: how big the story is" in driver.text


async def test_where_no_card_is_beside_the_list_the_last_line_explains(news: Path) -> None:
    """Of what is said, the order is the most important."""
    async with reading(news, order=Order("hot"), size=(90, 12)) as driver:
        await driver.press("j", "i")
        assert "hot 38 = heat 90 cooled by 30 h" in driver.lines[-1]


async def test_there_may_be_nothing_to_explain(tmp_path: Path) -> None:
    """Without a card, `i` says so."""
    (tmp_path / "news").mkdir()
    async with reading(tmp_path / "news") as driver:
        await driver.press("i")
        assert list(driver.toasts) == ["There is no card here."]

"""Going on from a card: through related cards and back, and with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reader_tools import Browser, reading, related, story, url

if TYPE_CHECKING:
    from pathlib import Path

    from reader_tools import Driver

SIZE = (120, 30)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write cards that lead to each other; `hidden` is not listed."""
    folder = tmp_path / "news"
    post = {"name": "Example Post", "domain": "post.example"}
    long_text = "\n\n".join(f"Paragraph {number}." for number in range(30))
    more = {"excerpt": "See below."}
    story(folder, "first", 40, related=related("second", "hidden"), topics=["AI", "Cars"])
    story(folder, "second", 30, related=related("third"), provider=post, **more)
    story(folder, "third", 20, related=related("second"), topics=["AI"])
    story(folder, "hidden", -1, related=related("third", "first"))
    path = story(folder, "fourth", 10, related=related("third", "second"), topics=["Cars"])
    path.write_text(path.read_text() + long_text)
    return folder


def place_of(driver: Driver, text: str, *, after: int = 0) -> tuple[int, int]:
    """Column and line of a text on the screen, from a column on."""
    for y, line in enumerate(driver.lines):
        if (x := line.find(text, after)) >= 0:
            return x, y
    raise AssertionError(f"{text} is not on the screen:\n{driver.text}")


async def test_backspace_goes_back_card_by_card(news: Path) -> None:
    """Through cards of the view and others; the first one is where it ends."""
    async with reading(news, size=SIZE) as driver:
        await driver.press("enter", "j", "j", "enter", "j", "enter", "j", "enter")
        seen = [(driver.cursor, driver.shown)]
        for _ in range(3):
            await driver.press("backspace")
            seen.append((driver.cursor, driver.shown))
        assert seen == [
            ("second", "second"), ("third", "third"), ("third", "hidden"), ("first", "first")
        ]  # fmt: skip
        assert driver.card.has_focus
        await driver.press("backspace")
        assert driver.sentence == "There is no card to go back to; esc leads to the list."


async def test_one_comes_back_to_where_one_was(news: Path) -> None:
    """The card is scrolled as it was, and the item that was gone to is selected."""
    async with reading(news, size=SIZE) as driver:
        await driver.press("G", "enter", "G")
        before = driver.card.spot
        assert before.top > (0, 0)
        await driver.press("enter")
        assert (driver.shown, driver.card.spot.top) == ("second", (0, 0))
        await driver.press("backspace")
        assert (driver.shown, driver.card.spot) == ("fourth", before)


async def test_going_back_marks_nothing(news: Path) -> None:
    """What was marked unread on the way stays so."""
    async with reading(news, size=SIZE) as driver:
        await driver.press("enter", "m", "j", "enter", "backspace")
        assert driver.shown == "first"
        assert driver.marked("read") == {"second"}


@pytest.mark.parametrize("keys", [("escape", "enter"), ("escape", "j", "enter"), ("n",)])
async def test_the_way_is_forgotten_when_it_is_left(news: Path, keys: tuple[str, ...]) -> None:
    """Back in the list, or on another card, there is nothing to go back to."""
    async with reading(news, size=SIZE) as driver:
        await driver.press("enter", "j", "enter", *keys)
        shown = driver.shown
        await driver.press("backspace")
        assert driver.shown == shown
        assert driver.sentence.startswith("There is no card to go back to")


async def test_the_wheel_moves_no_cursor(news: Path) -> None:
    """It scrolls what is under it, wherever the focus is."""
    async with reading(news, size=(100, 18)) as driver:
        await driver.press("G")
        await driver.wheel(80, 8)
        assert driver.card.spot.top > (0, 0)
        assert (driver.cursor, driver.list.has_focus) == ("fourth", True)


async def test_a_click_goes_to_a_card_and_opens_nothing(news: Path) -> None:
    """Nor does a second one, later; nothing is marked."""
    browser = Browser()
    async with reading(news, size=SIZE, browser=browser) as driver:
        for _ in range(2):
            await driver.click(*place_of(driver, "second"))
            await driver.click(*place_of(driver, "cards"))  # another place: no double click
        assert driver.cursor == driver.shown == "second"
        assert (browser.opened, driver.marked("read")) == ([], set())


async def test_two_clicks_open_the_article(news: Path) -> None:
    """That of the card under the pointer, once."""
    browser = Browser()
    async with reading(news, size=SIZE, browser=browser) as driver:
        await driver.click(*place_of(driver, "second"), times=2)
        assert browser.opened == [url("second")]
        assert driver.marked("read") == {"second"}


async def test_a_click_on_a_topic_narrows_to_it(news: Path) -> None:
    """In the list, where two clicks open nothing either; again in the card: no longer."""
    browser = Browser()
    async with reading(news, size=SIZE, browser=browser) as driver:
        await driver.click(*place_of(driver, "AI"), times=2)
        assert (driver.titles, driver.cursor) == (["first", "third"], "first")
        assert "topic: AI" in driver.title
        x, y = place_of(driver, "AI · Cars", after=60)
        await driver.click(x + 6, y)
        assert driver.titles == ["first", "fourth"]
        await driver.click(*place_of(driver, "unread", after=60))  # no double click
        await driver.click(x + 6, y)
        assert driver.titles == ["first", "second", "third", "fourth"]
        assert browser.opened == []


async def test_a_click_on_a_provider_narrows_to_it(news: Path) -> None:
    """In the list and in the card; the domain is who it is."""
    async with reading(news, size=SIZE) as driver:
        await driver.click(*place_of(driver, "Example Post"))
        assert driver.titles == ["second"]
        assert "provider: post.example" in driver.title
        await driver.click(*place_of(driver, "Example Post", after=60))
        assert driver.titles == ["first", "second", "third", "fourth"]


async def test_a_click_on_a_related_item_goes_to_it(news: Path) -> None:
    """As enter does, and backspace comes back."""
    async with reading(news, size=SIZE) as driver:
        await driver.click(*place_of(driver, "About second"))
        assert driver.cursor == driver.shown == "second"
        await driver.press("backspace")
        assert driver.shown == "first"


async def test_a_click_on_the_address_opens_the_article(news: Path) -> None:
    """As `o` does: the card is read then."""
    browser = Browser()
    async with reading(news, size=SIZE, browser=browser) as driver:
        await driver.click(*place_of(driver, url("first")))
        assert browser.opened == [url("first")]
        assert driver.marked("read") == {"first"}


async def test_what_is_selected_is_copied(news: Path) -> None:
    """ctrl+c copies it and says so; esc lets it go before it leads to the list."""
    async with reading(news, size=SIZE) as driver:
        x, y = place_of(driver, "The excerpt of first.")
        await driver.drag((x + 4, y), (x + 10, y))
        assert driver.sentence == "Selected. ctrl+c copies it, esc lets it go."
        await driver.press("ctrl+c")
        assert (driver.app.clipboard, driver.sentence) == ("excerpt", "Copied the selected text.")
        await driver.press("escape")
        assert driver.card.has_focus
        await driver.press("ctrl+c")
        assert driver.sentence == "q quits."
        await driver.click(x + 4, y, times=2)
        assert driver.sentence.startswith("Selected.")
        assert driver.reader.get_selected_text() == "The excerpt of first."


async def test_on_a_narrow_screen_a_second_click_goes_into_the_card(news: Path) -> None:
    """There, the card is not beside the list."""
    async with reading(news, size=(40, 12)) as driver:
        await driver.click(*place_of(driver, "second"))
        assert (driver.cursor, driver.list.display) == ("second", True)
        await driver.click(12, 3)
        assert (driver.shown, driver.list.display) == ("second", False)

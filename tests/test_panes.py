"""How the panes share the screen, the division that is moved, and the topics beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region, Size

from cardreader.ui.panes import (
    Arrangement,
    Division,
    Places,
    arranged,
    divided_at,
    kept_division,
)
from reader_tools import reading, stories, story

if TYPE_CHECKING:
    from pathlib import Path

    from reader_tools import Driver

BROAD = (170, 20)


@pytest.mark.parametrize(
    ("arrangement", "size", "places"),
    [
        ("alone", Size(40, 10), Places(Region(0, 0, 40, 10))),
        ("stacked", Size(80, 23), Places(Region(0, 0, 80, 11), Region(0, 11, 80, 12))),
        ("wide", Size(121, 38), Places(Region(0, 0, 60, 38), Region(60, 0, 61, 38))),
        (
            "broad", Size(160, 38),
            Places(Region(28, 0, 66, 38), Region(94, 0, 66, 38), Region(0, 0, 28, 38)),
        ),
    ],
)  # fmt: skip
def test_panes_have_their_places(arrangement: Arrangement, size: Size, places: Places) -> None:
    """List and card share the room evenly, unless they were divided otherwise."""
    assert arranged(size, arrangement, Division()) == places


@given(
    st.sampled_from(["stacked", "wide", "broad"]), st.integers(60, 400), st.integers(14, 200),
    st.integers(-5, 500),
)  # fmt: skip
def test_a_division_is_where_it_was_put(
    arrangement: Arrangement, width: int, height: int, cells: int
) -> None:
    """To the cell, as far as list and card keep the least that they need."""
    size = Size(width, height)
    places = arranged(size, arrangement, divided_at(cells, size, arrangement, Division()))
    assert places.card is not None
    if arrangement == "stacked":
        least = min(6, height // 2)
        assert places.list.height == max(least, min(cells, height - least))
        assert places.list.height + places.card.height == height
    else:
        whole = places.list.width + places.card.width
        least = min(30, whole // 2)
        assert places.list.width == max(least, min(cells, whole - least))
        assert whole == width - (28 if arrangement == "broad" else 0)


@pytest.mark.parametrize("kept", [None, [], [500], ["a", 2], [0, 500], [500, 1000], "50"])
def test_a_kept_division_without_sense_is_the_usual_one(kept: object) -> None:
    """What the marks hold may come from another version, or from anywhere."""
    assert kept_division(kept) == Division()
    assert kept_division([300, 700]) == Division(300, 700)


# In the reader


def widths(driver: Driver) -> tuple[int, int]:
    """The widths of list and card."""
    return driver.list.outer_size.width, driver.card.outer_size.width


async def test_keys_move_the_division(tmp_path: Path) -> None:
    """`<` and `>` give card and list more room; it is so again the next time, from the start."""
    news = stories(tmp_path / "news", 60)
    async with reading(news, size=(120, 20)) as driver:
        driver.send("less_than_sign", "less_than_sign")  # also when they come at once
        await driver.settle()
        assert widths(driver) == (54, 66)
        await driver.press("greater_than_sign")
        assert widths(driver) == (57, 63)
        assert driver.list.has_focus
    async with reading(news, size=(120, 20)) as driver:
        assert widths(driver) == (57, 63)
        assert driver.list._expected == Size(55, 16)
        assert driver.card._expected == Size(61, 16)


async def test_both_panes_keep_what_they_need(tmp_path: Path) -> None:
    """However often the keys are pressed, and stacked as well."""
    async with reading(stories(tmp_path / "news", 3), size=(100, 30)) as driver:
        await driver.press(*["less_than_sign"] * 12)
        assert widths(driver) == (30, 70)
        await driver.resize(80, 24)
        await driver.press(*["greater_than_sign"] * 12)
        assert driver.card.outer_size.height == 6
        await driver.resize(100, 30)
        assert widths(driver) == (30, 70)


async def test_one_pane_cannot_be_divided(tmp_path: Path) -> None:
    """The key says why."""
    async with reading(stories(tmp_path / "news", 3), size=(40, 12)) as driver:
        await driver.press("greater_than_sign")
        assert driver.sentence.startswith("There is one pane")


@pytest.mark.parametrize("column", [59, 60])
async def test_the_division_is_dragged(tmp_path: Path, column: int) -> None:
    """By either line of it; nothing is selected, clicked or focused by that."""
    async with reading(stories(tmp_path / "news", 9), size=(120, 20)) as driver:
        await driver.drag((column, 6), (44, 9))
        assert widths(driver) == (45, 75)
        assert (driver.cursor, driver.list.has_focus) == ("card-0", True)
        assert not driver.reader.selections
        assert driver.library.state("division") == [375, 500]


async def test_a_stacked_division_is_dragged(tmp_path: Path) -> None:
    """Up and down."""
    async with reading(stories(tmp_path / "news", 9), size=(80, 30)) as driver:
        await driver.drag((20, 14), (30, 9))
        assert driver.list.outer_size.height == 9


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write cards on three topics."""
    for name, heat, topics in (
        ("first", 40, ["AI", "Cars"]), ("second", 30, ["Cars"]), ("third", 20, ["AI"]),
        ("fourth", 10, ["Space"]), ("fifth", 5, ["Cars"]),
    ):  # fmt: skip
        story(tmp_path / "news", name, heat, topics=topics)
    return tmp_path / "news"


def topics(driver: Driver) -> list[str]:
    """The lines of the pane of topics."""
    return [" ".join(line[1:27].split()) for line in driver.lines[2:-2] if line[1:27].strip()]


async def test_a_broad_screen_has_topics_beside_the_list(news: Path) -> None:
    """With their unread cards and all of them; they follow marks, and searches."""
    async with reading(news, size=BROAD) as driver:
        assert topics(driver) == ["✓ All topics", "Cars 3/3", "AI 2/2", "Space 1/1"]
        await driver.press("m")
        assert topics(driver)[1:3] == ["Cars 2/3", "AI 1/2"]
        await driver.press("slash", "t", "h", "i", "r", "d", "enter")
        assert topics(driver) == ["✓ All topics", "AI 1/1"]


async def test_a_topic_is_chosen_by_keys(news: Path) -> None:
    """`h` goes there, `enter` narrows to it, again no longer; `l` comes back."""
    async with reading(news, size=BROAD) as driver:
        await driver.press("h", "j", "enter")
        assert driver.titles == ["first", "second", "fifth"]
        assert topics(driver)[:2] == ["All topics", "▌✓ Cars 3/3"]
        await driver.press("enter")
        assert len(driver.titles) == 5
        await driver.press("G", "enter")
        assert driver.titles == ["fourth"]
        await driver.press("g", "enter", "l")
        assert (len(driver.titles), driver.list.has_focus) == (5, True)


async def test_a_topic_is_chosen_by_a_click(news: Path) -> None:
    """And all of them again by one on the first line."""
    async with reading(news, size=BROAD) as driver:
        await driver.click(8, 4)
        assert driver.titles == ["first", "third"]
        await driver.click(8, 2)
        assert len(driver.titles) == 5


async def test_tab_goes_round_the_panes(news: Path) -> None:
    """From the list to the card, the topics, and the list."""
    async with reading(news, size=BROAD) as driver:
        focused = []
        for _ in range(3):
            await driver.press("tab")
            focused.append(type(driver.app.focused).__name__)
        assert focused == ["CardDetail", "TopicsPane", "CardList"]


async def test_topics_come_and_go_with_the_width(news: Path) -> None:
    """Under 160 columns they have no place; a screen that grows gets them."""
    async with reading(news, size=(159, 20)) as driver:
        assert widths(driver) == (79, 80)
        await driver.press("h")
        assert driver.sentence.startswith("Topics stand beside the list from 160 columns on")
        await driver.resize(160, 20)
        assert topics(driver)[1] == "Cars 3/3"
        assert widths(driver) == (66, 66)
        await driver.press("h")
        await driver.resize(120, 20)
        assert widths(driver) == (60, 60)
        assert driver.list.has_focus

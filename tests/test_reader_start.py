"""The reader's first screen: laid out once, for the size that it is going to have."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pyte
import pytest
from textual.geometry import Size

from cardreader.ui.frame import frame_of
from cardreader.ui.reader_screen import ReaderScreen
from reader_tools import reading, stories

if TYPE_CHECKING:
    from pathlib import Path

SIZES = [
    (170, 45),
    (160, 30),
    (120, 40),
    (121, 41),
    (100, 20),
    (99, 31),
    (80, 24),
    (61, 17),
    (60, 16),
    (40, 12),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [3, 60])
async def test_panes_are_as_large_as_was_expected(
    tmp_path: Path, size: tuple[int, int], count: int
) -> None:
    """So what they were filled with at first is what they show."""
    expected: dict[str, object] = {}
    real = ReaderScreen._expect_sizes

    def expect(screen: ReaderScreen, size: Size) -> None:
        real(screen, size)
        classes = {name for name in screen.classes if name.startswith("-")}
        expected.update(list=screen.list._expected, card=screen.card._expected, classes=classes)

    with patch.object(ReaderScreen, "_expect_sizes", expect):
        async with reading(stories(tmp_path / "news", count), size=size) as driver:
            panes = [driver.list, *([driver.card] if driver.card.display else [])]
            for name, pane in zip(("list", "card"), panes, strict=False):
                bar = pane.styles.scrollbar_size_vertical if pane.show_vertical_scrollbar else 0
                gutter = pane.styles.scrollbar_size_vertical if name == "card" else bar
                width, height = pane.scrollable_size
                assert expected[name] == Size(width + gutter, height)
            assert expected["classes"] == {
                name for name in driver.reader.classes if name.startswith("-")
            }


async def test_what_only_some_need_is_not_there_yet(tmp_path: Path) -> None:
    """The topics are made where there is room for them."""
    async with reading(stories(tmp_path / "news", 3), size=(120, 20)) as driver:
        assert driver.reader.topics is None
        assert not driver.reader.query("TopicsPane")


async def test_the_search_box_is_made_when_it_is_opened(tmp_path: Path) -> None:
    """And what was typed ahead for it goes into it."""
    async with reading(stories(tmp_path / "news", 3)) as driver:
        assert not driver.reader.query("SearchBox")
        driver.send("slash", "c", "a")
        await driver.settle()
        assert driver.reader.query("SearchBox")
        assert driver.narrowing.search == "ca"


async def test_the_screen_can_be_drawn_again_from_text(tmp_path: Path) -> None:
    """What is kept for the first sight is the screen, cell by cell, and nothing but that."""
    async with reading(stories(tmp_path / "news", 3), size=(100, 20)) as driver:
        screen = pyte.Screen(100, 20)
        pyte.Stream(screen).feed(frame_of(driver.app))
        assert [line.rstrip() for line in screen.display] == [
            line.rstrip() for line in driver.lines
        ]
        assert screen.buffer[0][1].bold


async def test_what_holds_for_a_moment_is_taken_away(tmp_path: Path) -> None:
    """A sentence in the last line; a message on top of all keeps the screen from being kept."""
    async with reading(stories(tmp_path / "news", 3)) as driver:
        driver.reader.say("A word.")
        assert driver.reader.tidy()
        assert "A word." not in frame_of(driver.app)
        driver.reader.say("A warning.", severity="warning")
        await driver.settle()
        assert not driver.reader.tidy()

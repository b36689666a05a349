"""The pulse: what it draws, how one moves in it, and how the list is narrowed to a bar."""

from __future__ import annotations

from functools import partialmethod
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from cardreader.config import Config
from cardreader.database import DatabaseError
from cardreader.library import Library
from cardreader.ui.narrowing import Narrowing
from cardreader.ui.pulse import Pulse
from cardreader.ui.pulse_drawing import AXIS
from reader_tools import Gate, reading, story

if TYPE_CHECKING:
    from pathlib import Path

    from reader_tools import Driver

WIDE = (100, 30)


# A day begins at midnight UTC; the clock says 19 Feb 2021, 22:50.
pytestmark = pytest.mark.usefixtures("utc")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Ten stories on the days before, the newest the hottest, on two topics; and an old one."""
    folder = tmp_path / "news"
    for day in range(10):
        story(
            folder, f"day-{day}", 100 - day, publishedDateTime=f"2021-02-{19 - day:02}T12:00:00Z",
            topics=["AI"] if day < 3 else ["Robots"] if day < 8 else ["AI", "Robots"],
            provider={"name": "Times", "domain": "times.example"} if day % 2 else None,
        )  # fmt: skip
    story(folder, "old", 500, publishedDateTime="2019-01-01T12:00:00Z", topics=["AI"])
    return folder


def pulse(driver: Driver) -> Pulse:
    """Return the pulse that is in front."""
    screen = driver.app.screen
    assert isinstance(screen, Pulse)
    return screen


def words(driver: Driver) -> str:
    """Return what the line of figures says."""
    return driver.lines[-2].strip()


async def test_it_shows_days_topics_and_providers(news: Path) -> None:
    """The span follows from the cards; the cursor is on the newest day, told in words."""
    async with reading(news, size=WIDE) as driver:
        await driver.press("P")
        assert "10 cards" in driver.lines[0]
        assert "month to 19 Feb 2021" in driver.lines[0]
        assert words(driver) == "Fri 19 Feb 2021 · 1 card · heat 100"
        assert [each.name for each in pulse(driver).topics.items] == ["Robots", "AI"]
        assert "heat by day" in driver.text
        assert "times.example" not in driver.text
        assert "▌Times " in driver.text


async def test_enter_narrows_to_a_day_and_esc_widens_again(news: Path) -> None:
    """One step, whatever else the list is narrowed to."""
    async with reading(news, narrowing=Narrowing().with_unread(unread=True)) as driver:
        await driver.press("P", "h", "h", "enter")
        assert driver.titles == ["day-2"]
        assert driver.narrowing.labels() == ["unread only", "date: 2021-02-17"]
        await driver.press("escape")
        assert len(driver.titles) == 11


async def test_enter_narrows_to_a_topic_in_the_time_that_is_shown(news: Path) -> None:
    """To exactly the cards that the bar tells of; without the time where that is all there is."""
    async with reading(news, size=WIDE) as driver:
        await driver.press("P", "j", "j")
        assert words(driver).startswith("topic AI · 5 cards · heat ")
        await driver.press("enter")
        assert len(driver.titles) == 5
        assert driver.narrowing.labels() == ["topic: AI, date: 2021-01-21..2021-02-19"]
        await driver.press("escape", "P", "5", "tab")
        assert words(driver).startswith("topic AI · 6 cards · heat ")
        await driver.press("enter")
        assert driver.narrowing.labels() == ["topic: AI"]
        assert len(driver.titles) == 6


async def test_it_is_of_what_is_listed(news: Path) -> None:
    """And one can come closer and closer."""
    async with reading(news, narrowing=Narrowing().searching("heat:<95"), size=WIDE) as driver:
        await driver.press("P", "tab", "tab")
        assert words(driver).startswith("provider Times · 2 cards")
        await driver.press("enter", "P", "enter")
        assert driver.titles == ["day-7"]
        await driver.press("escape")
        assert sorted(driver.titles) == ["day-7", "day-9"]
        await driver.press("T")
        assert len(driver.titles) == 4


@pytest.mark.parametrize("key", ["escape", "q", "P"])
async def test_it_is_closed_and_nothing_has_changed(news: Path, key: str) -> None:
    """Three keys do it; the cursor of the list is where it was."""
    async with reading(news) as driver:
        await driver.press("j", "j", "P", "h", key)
        assert driver.app.screen is driver.reader
        assert driver.cursor == "day-1"
        assert driver.narrowing == Narrowing()


async def test_other_spans_and_earlier_times(news: Path) -> None:
    """Digits choose a span, brackets go back and forth; the span is there the next time."""
    async with reading(news, size=WIDE) as driver:
        await driver.press("P", "1")
        assert "week to 19 Feb 2021" in driver.lines[0]
        await driver.press("left_square_bracket")
        assert "week to 12 Feb 2021" in driver.lines[0]
        assert "3 cards" in driver.lines[0]
        assert words(driver).startswith("Fri 12 Feb 2021 · 1 card")
        await driver.press("right_square_bracket", "right_square_bracket", "q", "P")
        assert "week to 19 Feb 2021" in driver.lines[0]
        await driver.press("5")
        assert "all since 1 Jan 2019" in driver.lines[0]
        assert "heat by month" in driver.text


async def test_heat_or_cards(news: Path) -> None:
    """`s` turns what the bars tell and what sorts; it is there the next time."""
    async with reading(news, size=WIDE) as driver:
        await driver.press("P", "5", "tab")
        assert words(driver).startswith("topic AI")
        await driver.press("s")
        assert "cards by month" in driver.text
        assert words(driver).startswith("topic Robots · 7 cards")
        await driver.press("q", "P")
        assert "cards by month" in driver.text


async def test_moving_about(news: Path) -> None:
    """`h` and `l` along the days, `j` down to the topics, `k` back up, `tab` round."""
    async with reading(news, size=WIDE) as driver:
        await driver.press("P", "g", "l")
        assert words(driver) == "Fri 22 Jan 2021 · no cards"
        await driver.press("enter")
        screen = pulse(driver)
        await driver.press("G", "l", "pageup")
        assert words(driver).startswith("Fri 12 Feb 2021")
        await driver.press("j", "l", "l")
        assert screen.at.id == "providers"
        await driver.press("h", "j", "j")
        assert screen.at.id == "topics"
        assert screen.topics.cursor == 1
        await driver.press("k", "k")
        assert screen.at.id == "days"
        await driver.press("shift+tab", "tab", "tab")
        assert screen.at.id == "topics"


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (20, 6)])
async def test_small_screens(news: Path, size: tuple[int, int]) -> None:
    """At 40x12 one part has the screen; everything can be done at any size."""
    async with reading(news, size=size) as driver:
        await driver.press("P")
        assert words(driver).startswith("15 – 19" if size[0] < 30 else "Fri 19 Feb 2021")
        assert ("cards  ▾heat" in driver.text) == (size[0] == 80)
        await driver.press("j")
        assert words(driver).startswith("topic Robots")
        assert ("▲" in driver.text) == (size[0] == 80)
        await driver.press("l")
        assert words(driver).startswith("provider Times")
        await driver.press("enter")
        assert len(driver.titles) == 5


async def test_another_size_keeps_the_day(news: Path) -> None:
    """Where days do not fit any more, the cursor is on the week or month that has it."""
    async with reading(news, size=WIDE) as driver:
        await driver.press("P", "3", "h", "h", "h")
        assert words(driver).startswith("Tue 16 Feb 2021")
        await driver.resize(50, 20)
        assert words(driver).startswith("15 – 19 Feb 2021 · 5 cards")


async def test_the_mouse(news: Path) -> None:
    """A click goes to a bar, the second one narrows; the wheel goes along."""
    async with reading(news, size=WIDE) as driver:
        await driver.press("P")
        chart, topics = pulse(driver).chart, pulse(driver).topics
        row = topics.content_region.y + 2
        await driver.click(topics.content_region.x + 3, row)
        assert words(driver).startswith("topic AI")
        left = chart.content_region.x + AXIS
        pitch = (chart.content_region.width - AXIS) // 30
        await driver.click(left + 28 * pitch, 5)
        assert words(driver).startswith("Thu 18 Feb 2021")
        await driver.click(left + 28 * pitch, 5)
        assert driver.titles == ["day-1"]


async def test_an_empty_view_says_so(tmp_path: Path) -> None:
    """And how one gets out; `enter` does nothing."""
    (tmp_path / "news").mkdir()
    async with reading(tmp_path / "news", size=WIDE) as driver:
        await driver.press("P", "h", "enter", "tab", "j", "enter", "s", "2", "left_square_bracket")
        assert "there is nothing to draw" in driver.text
        assert "esc goes back" in driver.text


async def test_cards_without_a_date_have_topics(tmp_path: Path) -> None:
    """The days say why they are empty."""
    story(tmp_path / "news", "a", 5, publishedDateTime=None, topics=["AI"])
    async with reading(tmp_path / "news", size=WIDE) as driver:
        await driver.press("P")
        assert "None of these cards has a date." in driver.text
        await driver.press("tab", "enter")
        assert driver.narrowing.labels() == ["topic: AI"]


async def test_what_a_stranger_wrote_is_drawn_as_text(tmp_path: Path) -> None:
    """Wide, joined and marked-up names keep the columns straight."""
    for place, name in enumerate(
        ("[@click=app.quit]x[/]", "日本語の話題がここにある長い長い", "\u202eabc")
    ):
        story(tmp_path / "news", str(place), 5, topics=[name])
    async with reading(tmp_path / "news", size=WIDE) as driver:
        await driver.press("P", "tab")
        assert "[@click=app.quit]x[/]" in driver.text
        strips = driver.app.screen._compositor.render_strips()
        assert {strip.cell_length for strip in strips} == {WIDE[0]}


async def test_keys_are_answered_while_it_counts(news: Path) -> None:
    """It says that it counts; the newest time is what is counted in the end, and `esc` leaves."""
    gate = Gate(Library.tallies)
    with patch.object(Library, "tallies", partialmethod(gate)):
        async with reading(news, size=WIDE) as driver:
            gate.shut()
            driver.send("P")
            await driver.until(lambda: gate.waiting)
            await driver.handle_messages()
            assert "counting…" in driver.lines[0]
            driver.send("1", "left_square_bracket", "5")
            await driver.until(lambda: "all since" in driver.lines[0])
            gate.open()
            await driver.settle()
            assert "counting…" not in driver.lines[0]
            assert pulse(driver).topics.items[0].cards == 6
            gate.shut()
            driver.send("1")
            await driver.until(lambda: gate.waiting)
            driver.send("escape")
            await driver.until(lambda: driver.app.screen is driver.reader)
            gate.open()


async def test_an_index_that_cannot_be_read_is_told(news: Path) -> None:
    """In one sentence, where the bars would be; the reader goes on."""
    with patch.object(Library, "days", side_effect=DatabaseError("The index is away.")):
        async with reading(news, size=WIDE) as driver:
            await driver.press("P")
            assert "The index is away." in driver.text
            assert "counting" not in driver.text
            await driver.press("escape", "j")
            assert driver.cursor == "day-0"


async def test_a_move_redraws_two_bars(news: Path) -> None:
    """Not the whole chart, as keys come over slow lines too."""
    async with reading(news, size=WIDE) as driver:
        await driver.press("P")
        chart = pulse(driver).chart
        drawn: list[int] = []
        with patch.object(
            type(chart), "refresh", lambda _, *regions, **__: drawn.append(len(regions))
        ):
            chart.move(-1)
        assert drawn == [2]


async def test_a_rebound_key_opens_and_closes_it(news: Path) -> None:
    """As the keys of the configuration say."""
    async with reading(news, config=Config(keys=(("pulse", "ctrl+y"),))) as driver:
        await driver.press("P")
        assert len(driver.app.screen_stack) == 1
        await driver.press("ctrl+y")
        assert len(driver.app.screen_stack) == 2
        await driver.press("ctrl+y")
        assert len(driver.app.screen_stack) == 1

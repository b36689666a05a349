"""The configuration in the reader: its mistakes in one place, its changes taken up as it runs."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from cardreader.config import Config, load
from cardreader.query import Order
from cardreader.ui.commands import keys_of
from cardreader.ui.help import Help
from cardreader.ui.mistakes import Mistakes
from reader_tools import Browser, Driver, reading, stories, story

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Three stories, `card-0` the hottest."""
    return stories(tmp_path / "news", 3)


@pytest.fixture
def path(news: Path) -> Path:
    """Return where the reader of these tests has its configuration."""
    return news.parent / "config.toml"


def started(news: Path, text: str = "") -> AbstractAsyncContextManager[Driver]:
    """Start the reader with a configuration that says this."""
    path = news.parent / "config.toml"
    path.write_text(text)
    config, mistakes = load(path)
    return reading(news, config=config, mistakes=mistakes, browser=Browser())


async def changed(driver: Driver, path: Path, text: str) -> None:
    """Have the reader see that the configuration says this now."""
    rewrite(path, text)
    await look(driver)


def rewrite(path: Path, text: str) -> None:
    """Put another file in its place, as editors do: it differs, whatever the clock says."""
    draft = path.with_name("draft.toml")
    draft.write_text(text)
    draft.replace(path)


async def look(driver: Driver) -> None:
    """Have the reader look, as it does every so often."""
    driver.reader.look()
    await driver.settle()


# Mistakes


async def test_a_single_mistake_is_a_message(news: Path, path: Path) -> None:
    """It is in nobody's way, and goes by itself."""
    async with started(news, "\n[keys]\nstar = 'o'\n") as driver:
        assert driver.toasts == [
            f"{path}:3: o is the key of both open and star; the default of star, s, is used."
        ]
        await driver.press("s")
        assert driver.marked("starred") == {"card-0"}


async def test_several_mistakes_are_told_in_one_place(news: Path, path: Path) -> None:
    """Those of the file, of the theme and of the keys, in their order; esc goes on."""
    async with started(news, "[keys]\nstar = 'o'\n[[views]]\nname = 1\n[t]\n") as driver:
        assert isinstance(driver.app.screen, Mistakes)
        assert driver.toasts == []
        text = driver.text
        places = [text.index(f"line {line} ") for line in (2, 4, 5)]
        assert "3 mistakes in the configuration" in text
        assert path.name in re.sub(r"[^\w.]", "", text)  # its folders may be long
        assert places == sorted(places)
        await driver.press("escape", "j")
        assert driver.cursor == "card-1"


async def test_mistakes_are_shown_as_they_are(news: Path) -> None:
    """Nothing that is written in the file is markup, or reaches the terminal uncleaned."""
    text = '"[@click=app.quit]\\u001b[31mx[/]" = 1\ntheme = "[/b]\\u001b]0;x\\u0007"\nsort = 1\n'
    async with started(news, text) as driver:
        assert isinstance(driver.app.screen, Mistakes)
        assert "[@click=app.quit]" in driver.text
        assert "\x1b" not in driver.text


async def test_an_unknown_theme_is_told(news: Path, path: Path) -> None:
    """With those that do exist; the default is used."""
    async with started(news, "theme = 'sepia'\n") as driver:
        (toast,) = driver.toasts
        assert toast.startswith(f"{path}:1: theme 'sepia' is not known; auto is used. There are: ")
        assert "nord" in toast
        assert driver.app.theme == "cardreader-dark"


# Changes


async def test_other_keys_hold_at_once(news: Path, path: Path) -> None:
    """They do what they are for, and hints and help show them."""
    async with started(news) as driver:
        await changed(driver, path, "[keys]\npreset = 'newsboat'\nstar = 'w,W'\n")
        assert "The configuration has changed: keys." in driver.sentence
        await driver.press("J", "N", "W")
        assert driver.marked("read") == driver.marked("starred") == {"card-1"}
        assert " w star" in driver.lines[-1]
        await driver.press("s")
        assert driver.marked("starred") == {"card-1"}
        await driver.press("question_mark", "s", "t", "a", "r")
        assert isinstance(driver.app.screen, Help)
        assert "w W" in driver.text
        await driver.press("escape", "escape", "enter", "q")
        assert driver.reader.focused is driver.list  # q leaves the card, then the reader
        await changed(driver, path, "")
        assert keys_of("star", driver.reader.keymap) == ("s",)
        await driver.press("s")
        assert driver.marked("starred") == set()


async def test_looks_change_at_once(news: Path, path: Path) -> None:
    """Theme and density; the cursor stays on its card."""
    async with started(news) as driver:
        await driver.press("j")
        await changed(driver, path, "theme = 'nord'\ndensity = 'compact'\n")
        assert driver.app.theme == "nord"
        assert [line[2:].strip() != "" for line in driver.lines[2:5]] == [True] * 3
        assert "card-2" in driver.lines[4]
        assert driver.cursor == "card-1"
        await changed(driver, path, "theme = 'nord'\n")
        assert "card-1" in driver.lines[4]


async def test_a_theme_that_was_chosen_for_now_stays(news: Path, path: Path) -> None:
    """Unless another one is configured."""
    async with started(news) as driver:
        driver.app.theme = "nord"
        await changed(driver, path, "density = 'compact'\n")
        assert driver.app.theme == "nord"


async def test_order_and_half_life_change_at_once(news: Path, path: Path) -> None:
    """As if `S` had chosen the order; the cards are sorted by what holds now."""
    async with started(news, "sort = 'hot'") as driver:
        await changed(driver, path, "sort = 'title:desc'\nhalf_life_hours = 2\n")
        assert driver.titles == ["card-2", "card-1", "card-0"]
        assert driver.reader.order == Order("title")
        assert driver.library.half_life_s == 7200


async def test_views_change_at_once(news: Path, path: Path) -> None:
    """They are offered, and the one that is shown follows; what the reader wrote is no news."""
    robots = "[[views]]\nname = 'One'\nquery = 'card-{}'\n"
    async with started(news, robots.format(1)) as driver:
        await driver.press("V", "4")
        assert driver.titles == ["card-1"]
        await changed(driver, path, robots.format(2))
        assert driver.titles == ["card-2"]
        await driver.press("ctrl+s", "X", "enter")
        driver.reader.hint_bar.hush()
        await look(driver)
        assert driver.sentence == ""
        assert driver.reader.views[-1].name.endswith("X")


async def test_what_counts_as_read_changes_at_once(news: Path, path: Path) -> None:
    """With `manual`, going into a card marks nothing."""
    async with started(news) as driver:
        await changed(driver, path, "mark_read = 'manual'\n")
        await driver.press("enter")
        assert driver.marked("read") == set()


async def test_another_browser_is_used_at_once(news: Path, path: Path, tmp_path: Path) -> None:
    """Without one before, and with one after."""
    program = tmp_path / "browser"
    program.write_text('#!/bin/sh\necho "$1" >> "$0.opened"\n')
    program.chmod(0o755)
    async with started(news) as driver:
        await changed(driver, path, f"browser = '{program}'\n")
        await driver.press("o")
        await driver.until(program.with_name("browser.opened").exists)
        assert driver.marked("read") == {"card-0"}


async def test_other_sources_are_followed_at_once(news: Path, path: Path, tmp_path: Path) -> None:
    """Where the reader was started on those that are configured."""
    other = stories(tmp_path / "other", 1)
    story(other, "new", 99)

    def folders_of(config: Config) -> tuple[list[str], bool]:
        return list(config.sources), False

    async with reading(news, config=Config(), folders_of=folders_of) as driver:
        await changed(driver, path, f"sources = ['{news}', '{other}']\n")
        assert set(driver.titles) == {"card-0", "card-1", "card-2", "new"}
        assert "2 sources" in driver.title
        await changed(driver, path, f"sources = ['{other}']\n")
        assert driver.titles == ["new", "card-0"]
        await driver.press("m")
        assert driver.marked("read") == {"new"}


async def test_sources_are_left_alone_where_folders_were_named(news: Path, path: Path) -> None:
    """What the command line asks for stays."""
    async with started(news) as driver:
        await changed(driver, path, "sources = ['/elsewhere']\n")
        assert len(driver.titles) == 3


async def test_a_file_that_is_no_toml_changes_nothing(news: Path, path: Path) -> None:
    """It may be half written; once it is right again, it holds."""
    async with started(news, "theme = 'nord'\n") as driver:
        await changed(driver, path, "theme = 'dracula'\nsort = \n")
        assert driver.app.theme == "nord"
        (toast,) = driver.toasts
        assert toast.startswith(f"{path}:2: this is not valid TOML: ")
        assert toast.endswith(" The settings stay as they were.")
        await changed(driver, path, "theme = 'dracula'\n")
        assert driver.app.theme == "dracula"


async def test_a_mistake_that_stays_is_told_once(news: Path, path: Path) -> None:
    """Each change is looked through, and what is new is told."""
    async with started(news) as driver:
        await changed(driver, path, "sort = 1\n")
        await changed(driver, path, "sort = 1\ntheme = 'nord'\n")
        assert len(driver.toasts) == 1
    async with started(news, "sort = 1\n") as driver:
        await changed(driver, path, "sort = 1\ntheme = 'nord'\n")
        assert len(driver.toasts) == 1
        await changed(driver, path, "sort = 1\ncolour = 1\n")
        assert isinstance(driver.app.screen, Mistakes)


async def test_a_dialogue_is_not_covered(news: Path, path: Path) -> None:
    """Several mistakes are one message while something else is in front."""
    async with started(news) as driver:
        await driver.press("V")
        await changed(driver, path, "sort = 1\ncolour = 1\n")
        (toast,) = driver.toasts
        assert toast.endswith("`cardreader config check` tells the others.")
        assert not isinstance(driver.app.screen, Mistakes)


async def test_a_file_that_is_gone_for_a_moment_changes_nothing(news: Path, path: Path) -> None:
    """As editors take it away to put another in its place; one that stays away does."""
    async with started(news, "theme = 'nord'\n") as driver:
        os.unlink(path)  # noqa: PTH108 - asyncio is not kept waiting here
        await look(driver)
        assert driver.app.theme == "nord"
        await look(driver)
        assert driver.app.theme == "cardreader-dark"

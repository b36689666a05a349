"""Saved views in the reader: chosen, saved, renamed, removed, moved; also after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cardreader.config import load
from cardreader.query import parse
from cardreader.ui.narrowing import Wanted, started, starting
from cardreader.ui.view_picker import ViewPicker
from reader_tools import Gate, reading, story

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from reader_tools import Driver

MINE = """\
# My views.

[[views]]  # robots
name = "Robots"
query = "topic:robots"
sort = "title"

[keys]
help = "question_mark"

# About hot.
[[views]]
name = "Hot"
query = "heat:>45"
"""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Four stories, hottest first: AI and Robots, AI, Robots, one without topic."""
    folder = tmp_path / "news"
    story(folder, "both", 60, topics=["AI", "Robots"])
    story(folder, "ai", 50, topics=["AI"])
    story(folder, "robots", 40, topics=["Robots"])
    story(folder, "none", 30)
    return folder


@pytest.fixture
def path(news: Path) -> Path:
    """Return where the reader of these tests has its configuration."""
    return news.parent / "config.toml"


def restarted(news: Path, *, wide: bool = False) -> AbstractAsyncContextManager[Driver]:
    """Start the reader as the command line does, with the configuration that is there."""
    config, mistakes = load(news.parent / "config.toml")
    narrowing, order = starting(config, Wanted(), None)
    return reading(
        news, config=config, narrowing=narrowing, order=order, mistakes=mistakes,
        size=(120, 20) if wide else (100, 20),
    )  # fmt: skip


async def offered(driver: Driver) -> list[str]:
    """Return the rows of the chooser of views, without the tick, and leave it."""
    await driver.press("V")
    picker = driver.app.screen
    assert isinstance(picker, ViewPicker)
    rows = [" ".join(each.label.split()) + f" {each.count}" for each in picker._choices]
    await driver.press("escape")
    return rows


def write(path: Path, text: str) -> None:
    """Write the configuration as it is, with its line ends."""
    path.write_bytes(text.encode())


def content(path: Path) -> str:
    """Return the configuration as it is."""
    return path.read_bytes().decode()


def is_there(path: Path) -> bool:
    """Whether there is any configuration."""
    return path.exists()


# Choosing


async def test_views_are_offered_with_their_unread_cards(news: Path, path: Path) -> None:
    """Each with its digit and the number of unread cards in it."""
    write(path, MINE)
    async with restarted(news) as driver:
        await driver.press("m", "s")
        assert await offered(driver) == [
            "1 All 3", "2 Unread 3", "3 Starred 0", "4 Robots 1", "5 Hot 1",
        ]  # fmt: skip


async def test_a_digit_chooses_a_view(news: Path, path: Path) -> None:
    """With its query and its order; the title tells its name."""
    write(path, MINE)
    async with restarted(news) as driver:
        await driver.press("V", "4")
        assert driver.titles == ["both", "robots"]
        assert "title ▴" in driver.title
        assert "Robots" in driver.title
        await driver.press("escape")
        assert len(driver.titles) == 4
        assert "heat ▾" in driver.title


async def test_letters_narrow_the_views(news: Path, path: Path) -> None:
    """A digit behind them is part of what is typed."""
    write(path, MINE.replace("Hot", "Hot 1"))
    async with restarted(news) as driver:
        await driver.press("V")
        await driver.type("hot 1")
        await driver.press("enter")
        assert driver.narrowing.view.name == "Hot 1"


async def test_counting_does_not_hold_the_choice_back(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A view can be chosen while the numbers are still being counted."""
    write(path, MINE)
    async with restarted(news) as driver:
        gate = Gate(driver.library.count)
        monkeypatch.setattr(driver.library, "count", gate)
        gate.shut()
        driver.send("V")
        await driver.until(lambda: gate.waiting)
        driver.send("5")
        await driver.until(lambda: driver.narrowing.view.name == "Hot")
        gate.open()
        await driver.settle()
        assert driver.titles == ["both", "ai"]


async def test_numbers_come_as_they_are_counted(
    news: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chooser is there before them, and shows them without being asked again."""
    write(path, MINE)
    async with restarted(news) as driver:
        gate = Gate(driver.library.count)
        monkeypatch.setattr(driver.library, "count", gate)
        gate.shut()
        driver.send("V")
        await driver.until(lambda: gate.waiting)
        assert "5 Hot" in driver.text
        gate.open()
        await driver.settle()
        (row,) = (line for line in driver.lines if "5 Hot" in line)
        assert row.split("Hot")[1].split()[0] == "2"


async def test_the_reader_starts_with_the_chosen_view(news: Path, path: Path) -> None:
    """`start_view` is a narrowing that `esc` takes back."""
    write(path, f'start_view = "hot"\n{MINE}')
    async with restarted(news) as driver:
        assert driver.titles == ["both", "ai"]
        await driver.press("escape")
        assert len(driver.titles) == 4


# Broken ones


async def test_a_broken_view_is_told_at_the_start(news: Path, path: Path) -> None:
    """The reader starts; the sentence tells file, line, view and place."""
    write(path, MINE.replace("heat:>45", "heat:hot"))
    async with restarted(news) as driver:
        assert len(driver.titles) == 4
        (toast,) = driver.toasts
        assert toast == (
            f"{path}:14: the query of the view Hot cannot be understood: "
            "`heat:hot`: heat wants a number, like heat:>80 (at character 1)."
        )


async def test_a_broken_view_says_so_when_it_is_chosen(news: Path, path: Path) -> None:
    """It is offered, and the list stays as it is."""
    write(path, MINE.replace("heat:>45", "heat:hot"))
    async with restarted(news) as driver:
        driver.app.clear_notifications()
        await driver.press("V")
        assert "5 Hot  (its query has a mistake)" in driver.text
        await driver.press("5")
        (toast,) = driver.toasts
        assert toast.startswith("The query of the view Hot cannot be understood: `heat:hot`: ")
        assert len(driver.titles) == 4
        assert driver.narrowing.view.name == "All"


# Saving


async def test_what_narrows_is_saved_as_a_query(news: Path, path: Path) -> None:
    """Search, topics and states are written as one would type them, with the present order."""
    async with reading(news) as driver:
        await driver.press("U", "t", "tab", "down", "tab", "enter", "slash")
        await driver.type("excerpt OR zzz")
        await driver.press("enter", "S")
        await driver.type("title")
        await driver.press("enter")
        before = driver.titles
        await driver.press("ctrl+s")
        await driver.type("Mine")
        await driver.press("enter")
        assert driver.titles == before == ["ai", "both", "robots"]
        assert driver.narrowing.labels() == ["Mine"]
    view = load(path)[0].views[-1]
    assert view.query == "(excerpt OR zzz*) (topic:AI OR topic:Robots) is:unread"
    assert str(view.sort) == "title"


async def test_a_view_is_saved_from_the_search_box(news: Path, path: Path) -> None:
    """`ctrl+s` keeps the search and asks for a name; the search is what is suggested."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("title:robo")
        await driver.press("ctrl+s")
        assert "Save this view as" in driver.text
        assert "title:robo* · sorted by heat" in driver.text
        await driver.press("enter")
        assert driver.titles == ["robots"]
        assert driver.sentence.startswith("Saved as title:robo.")
        assert "hit" not in driver.text
    assert load(path)[0].views[-1][:2] == ("title:robo", "title:robo*")


async def test_a_search_with_a_mistake_is_not_saved(news: Path, path: Path) -> None:
    """The mistake is told, and the box stays open."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("heat:hot")
        await driver.press("ctrl+s")
        assert "heat wants a number" in driver.lines[-1]
        assert "heat:hot" in driver.lines[-2]
    assert not is_there(path)


async def test_leaving_the_question_saves_nothing(news: Path, path: Path) -> None:
    """`esc` goes back."""
    async with reading(news) as driver:
        await driver.press("U", "ctrl+s", "escape")
        assert driver.narrowing.steps == ("unread",)
    assert not is_there(path)


async def test_an_existing_name_asks_first(news: Path, path: Path) -> None:
    """`n` keeps the old view, `y` replaces it."""
    write(path, MINE)
    async with restarted(news) as driver:
        await driver.press("U", "ctrl+s")
        await driver.type("hot")
        await driver.press("enter")
        assert "Replace the view Hot? It is: heat:>45" in driver.text
        await driver.press("n")
        assert content(path) == MINE
        await driver.press("ctrl+s")
        await driver.type("hot")
        await driver.press("enter", "y")
    assert content(path) == MINE.replace(
        'query = "heat:>45"\n', 'query = "is:unread"\nsort = "heat"\n'
    )


async def test_what_the_command_line_asked_for_is_saved_too(news: Path, path: Path) -> None:
    """The view is the same without it."""
    narrowing = started("topic:ai", parse("topic:ai"))
    async with reading(news, narrowing=narrowing) as driver:
        await driver.press("a", "ctrl+s")
        await driver.type("A view")
        await driver.press("enter")
        assert driver.narrowing.labels() == ["A view"]
    assert load(path)[0].views[-1].query == "topic:ai (is:retired OR is:muted OR -is:muted)"


async def test_keys_that_come_at_once_go_into_the_name(news: Path) -> None:
    """None is lost while the question opens, and none does anything else."""
    async with reading(news) as driver:
        driver.send("U", "ctrl+s", "q", "A", "enter")
        await driver.settle()
        assert driver.narrowing.view.name == "qA"
        assert driver.marked("read") == set()


# Changing


async def test_a_view_is_renamed(news: Path, path: Path) -> None:
    """`ctrl+r` in the chooser; the chooser is open again after it."""
    write(path, MINE)
    async with restarted(news) as driver:
        await driver.press("V", "5", "V", "ctrl+r", "ctrl+u")
        await driver.type("Big")
        await driver.press("enter")
        assert "5 Big" in driver.text
        await driver.press("escape")
        assert "Big" in driver.title
        assert driver.titles == ["both", "ai"]
    assert content(path) == MINE.replace('"Hot"', '"Big"')


async def test_a_view_is_removed_after_a_question(news: Path, path: Path) -> None:
    """`delete` asks; what it showed gives way to all cards."""
    write(path, MINE)
    async with restarted(news) as driver:
        await driver.press("V", "5", "V", "delete")
        assert "Remove the view Hot?" in driver.text
        await driver.press("enter")
        assert content(path) == MINE
        await driver.press("delete", "y", "escape")
        assert driver.narrowing.labels() == []
        assert len(driver.titles) == 4
    assert content(path) == MINE[: MINE.index("\n# About hot.")]


async def test_a_built_in_view_cannot_be_removed(news: Path, path: Path) -> None:
    """It says so, and the chooser stays."""
    async with restarted(news) as driver:
        await driver.press("V", "down", "delete")
        assert list(driver.toasts) == ["Unread is there from the start: it cannot be removed."]
        assert isinstance(driver.app.screen, ViewPicker)
    assert not is_there(path)


async def test_a_view_is_moved(news: Path, path: Path) -> None:
    """`shift+↑` moves the view under the cursor up, as often as it is pressed."""
    write(path, MINE)
    async with restarted(news) as driver:
        await driver.press("V", *["down"] * 4, "shift+up", "shift+up", "escape")
        assert [row[:6] for row in await offered(driver)] == [
            "1 All ", "2 Unre", "3 Hot ", "4 Star", "5 Robo",
        ]  # fmt: skip
    async with restarted(news) as driver:
        assert [view.name for view in driver.reader.views] == [
            "All", "Unread", "Hot", "Starred", "Robots",
        ]  # fmt: skip


async def test_all_of_it_survives_a_restart_and_a_hand(news: Path, path: Path) -> None:
    """Saved, renamed, moved, edited by hand in between, removed: the file keeps what it had."""
    write(path, MINE.replace("\n", "\r\n"))
    async with restarted(news) as driver:
        await driver.press("slash")
        await driver.type("none")
        await driver.press("ctrl+s", "enter")
    async with restarted(news) as driver:
        await driver.press("V", "6")
        assert driver.titles == ["none"]
        await driver.press("V", "ctrl+r", "ctrl+u")
        await driver.type("Zero")
        await driver.press("enter", "shift+up", "escape")
    by_hand = content(path) + '# mine\r\n[[views]]\r\nname = "End"\r\nquery="ai"\r\n'
    write(path, by_hand)
    async with restarted(news) as driver:
        await driver.press("V", "7")
        assert driver.titles == ["both", "ai"]
        await driver.press("V", *["up"] * 3, "delete", "y", "escape")
    left = by_hand.replace(MINE[13 : MINE.index("[keys]")].replace("\n", "\r\n"), "")
    assert content(path) == left
    async with restarted(news) as driver:
        assert [view.name for view in driver.reader.views[3:]] == ["Zero", "Hot", "End"]


async def test_what_was_written_by_hand_meanwhile_is_offered(news: Path, path: Path) -> None:
    """The chooser reads the file; one that cannot be read leaves the views as they were."""
    write(path, MINE)
    async with restarted(news) as driver:
        before = await offered(driver)
        write(path, f"{MINE}\n[[views]]\nname = 'By hand'\nquery = 'heat:>1'\n")
        after = await offered(driver)
        assert [row.split(" ")[1:3] for row in after if row not in before] == [["By", "hand"]]
        write(path, "[[views")
        assert await offered(driver) == after
        assert "is not valid TOML" in driver.toasts[-1]


async def test_a_file_with_a_mistake_is_told_and_kept(news: Path, path: Path) -> None:
    """What was broken by hand while the reader was open is not made worse."""
    async with restarted(news) as driver:
        write(path, "views = [")
        await driver.press("U", "ctrl+s", "x", "enter")
        (toast,) = driver.toasts
        assert toast.endswith("Mend it first.")
        assert driver.narrowing.steps == ("unread",)
    assert content(path) == "views = ["

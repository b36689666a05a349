"""How the reader looks: its sizes, its words around the list, and text from strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.command import CommandPalette

from cardreader.clean import is_clean
from cardreader.config import Config
from cardreader.library import Changes, Progress
from cardreader.ui.commands import COMMANDS, Command, palette
from cardreader.ui.picker import Choice, Picker
from cardreader.ui.topics_pane import TopicsPane
from reader_tools import reading, related, stories, story

if TYPE_CHECKING:
    from pathlib import Path

    from textual.dom import DOMNode

    from reader_tools import Driver

_SIZES = [(120, 40), (99, 30), (80, 24), (59, 20), (40, 12), (20, 5), (5, 3), (1, 1)]
_NASTY = "[@click=app.quit]x[/] [/b] \x1b]0;owned\x07 \u202eevil\u2066 \x9b31m [link='x']"
_SHOWN = "[@click=app.quit]x[/] [/b] ]0;owned evil 31m [link='x']"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Six stories, each with related items."""
    folder = tmp_path / "news"
    for number in range(6):
        story(folder, f"card-{number}", 12 - number, related=related("card-5", "elsewhere"))
    return folder


# Sizes


@pytest.mark.parametrize("size", _SIZES, ids=[f"{width}x{height}" for width, height in _SIZES])
async def test_every_size_is_usable(news: Path, size: tuple[int, int]) -> None:
    """At any size all that can be opened opens and closes, and the keys still work."""
    async with reading(news, size=size) as driver:
        for opener in ("question_mark", "t", "slash", "z", "ctrl+p"):
            await driver.press(opener, "escape")
        await driver.press("G", "enter", "j", "escape", "k", "m")
        assert driver.marked("read") >= {"card-4", "card-5"}
        assert len(driver.lines) == size[1]
        assert {len(line) for line in driver.lines} <= {*range(size[0] + 1)}


async def test_the_size_may_change_at_any_time(news: Path) -> None:
    """Growing and shrinking, in the list, in the card and in the help, keeps cursor and focus."""
    async with reading(news) as driver:
        await driver.press("j", "j")
        for size in _SIZES:
            await driver.resize(*size)
            assert driver.list.has_focus
        await driver.press("enter")
        for size in reversed(_SIZES):
            await driver.resize(*size)
            assert driver.card.has_focus
        await driver.press("question_mark")
        for size in ((20, 5), (1, 1), (80, 24)):
            await driver.resize(*size)
        await driver.press("escape", "escape")
        assert driver.cursor == driver.shown == "card-2"
        assert driver.list.has_focus


def panes(driver: Driver) -> str:
    """Tell which panes there are, and how they stand to each other."""
    shown, card = driver.list.region, driver.card.region
    if not (driver.list.display and driver.card.display):
        return "list" if driver.list.display else "card"
    return "beside" if shown.y == card.y else "stacked"


async def test_the_width_arranges_the_panes(news: Path) -> None:
    """They stand beside each other, stacked under 100 columns, and alone under 60."""
    async with reading(news, size=(100, 30)) as driver:
        seen = [panes(driver)]
        for width in (99, 60, 59):
            await driver.resize(width, 30)
            seen.append(panes(driver))
        assert seen == ["beside", "stacked", "stacked", "list"]


async def test_a_small_screen_shows_one_pane_at_a_time(news: Path) -> None:
    """At 40x12 the card is a screen of its own, entered and left."""
    async with reading(news, size=(40, 12)) as driver:
        assert panes(driver) == "list"
        assert "card-3" in driver.text
        await driver.press("j", "enter")
        assert panes(driver) == "card"
        assert "The excerpt of card-1." in driver.text
        await driver.press("escape")
        assert panes(driver) == "list"
        assert driver.cursor == "card-1"


async def test_a_small_screen_shows_the_list_while_searching(news: Path) -> None:
    """At 40x12, searching from within a card shows what is found."""
    async with reading(news, size=(40, 12)) as driver:
        await driver.press("enter", "slash")
        await driver.type("card-4")
        assert panes(driver) == "list"
        assert "card-4" in driver.text


async def test_compact_rows_are_one_line(news: Path) -> None:
    """In `compact` density each card has a line."""
    async with reading(news, config=Config(density="compact")) as driver:
        titles = [line.split()[3] for line in driver.lines[2:8]]
        assert titles == [f"card-{number}" for number in range(6)]


# Words around


async def test_the_hints_are_those_of_the_pane(news: Path) -> None:
    """The last line reminds of the keys that hold where the focus is."""
    async with reading(news) as driver:
        assert driver.lines[-1].startswith(" o open  m read  s star")
        await driver.press("enter")
        assert driver.lines[-1].startswith(" enter follow  esc back")
        await driver.press("escape", "slash")
        assert driver.lines[-1].startswith(" tab complete  ↑ ↓ earlier searches  ctrl+s save view")
        await driver.press("escape")
        assert driver.lines[-1].startswith(" o open")


async def test_the_focus_is_seen(news: Path) -> None:
    """The pane that has the focus has another frame than the other."""
    async with reading(news) as driver:

        def frames() -> tuple[object, object]:
            return driver.list.styles.border_top, driver.card.styles.border_top

        before = frames()
        await driver.press("enter")
        assert frames() == before[::-1]
        assert before[0] != before[1]


async def test_the_title_names_the_folder(news: Path) -> None:
    """The first line has the source, the numbers of cards and the order."""
    async with reading(news) as driver:
        assert driver.title.split() == [
            "cardreader", "news", "·", "6", "cards", "·", "6", "unread", "heat", "▾",
        ]  # fmt: skip


async def test_the_samples_are_called_so(news: Path) -> None:
    """On the bundled cards the title says that they are samples."""
    async with reading(news, samples=True) as driver:
        assert "sample cards · 6 cards" in driver.title


async def test_notices_are_shown(news: Path) -> None:
    """What there is to say at the start is said, literally and clean."""
    async with reading(news, notices=["Add a folder.", _NASTY]) as driver:
        assert driver.toasts == ["Add a folder.", _SHOWN]
        assert "Add a folder." in driver.text


async def test_a_theme_is_used(news: Path) -> None:
    """The configured theme is taken."""
    async with reading(news, config=Config(theme="nord")) as driver:
        assert driver.app.theme == "nord"
        assert driver.toasts == []


async def test_an_empty_folder_says_what_a_card_is(tmp_path: Path) -> None:
    """A folder without cards tells what to put there."""
    (tmp_path / "news").mkdir()
    async with reading(tmp_path / "news", size=(120, 20)) as driver:
        assert "No cards in news." in driver.text
        assert "A card is a text file (.md, .html, .txt)" in driver.text
        assert "0 cards" in driver.title


async def test_missing_samples_are_told(tmp_path: Path) -> None:
    """Without the bundled cards the list says how to get them back."""
    (tmp_path / "news").mkdir()
    async with reading(tmp_path / "news", samples=True) as driver:
        assert "The sample cards are missing." in driver.text


async def test_a_first_card_ends_the_emptiness(tmp_path: Path) -> None:
    """A card that is put into an empty folder is there after `R`."""
    folder = tmp_path / "news"
    folder.mkdir()
    async with reading(folder) as driver:
        story(folder, "first", 1)
        await driver.press("R")
        assert driver.cursor == driver.shown == "first"


async def test_progress_is_told(news: Path) -> None:
    """While files are read the title tells how far it is, and no longer."""
    async with reading(news) as driver:
        driver.reader.post_message(driver.reader.Refreshed(Progress(1_200, 5_000, Changes())))
        await driver.settle()
        assert "reading 1,200 of 5,000" in driver.title
        driver.reader.post_message(driver.reader.Refreshed(None))
        await driver.settle()
        assert "reading" not in driver.title


async def test_many_files_come_in_at_once(tmp_path: Path) -> None:
    """More files than a refresh reads in one go are all there in the end, hottest first."""
    folder = stories(tmp_path / "news", 210)
    async with reading(folder, unread_files=True) as driver:
        assert len(driver.titles) == 210
        assert driver.titles[0] == driver.cursor == driver.shown == "card-0"


# Text from strangers


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """Two cards whose every text tries to be more than text."""
    folder = tmp_path / "news"
    fields = {
        "title": _NASTY,
        "excerpt": _NASTY,
        "topics": [_NASTY],
        "provider": {"name": _NASTY, "domain": "example.org"},
        "related": [{"title": _NASTY, "webUrl": None}],
    }
    story(folder, "nasty", 2, **fields)
    story(folder, "also", 1, **(fields | {"topics": ["Other"]}))
    return folder


def assert_clean(driver: Driver) -> None:
    """Nothing on the screen is anything but text."""
    assert all(is_clean(line) for line in driver.lines)


async def test_nasty_text_is_shown_literally(nasty: Path) -> None:
    """In list and card, markup and controls are letters or gone."""
    async with reading(nasty, size=(160, 30)) as driver:
        assert driver.titles == [_SHOWN, _SHOWN]
        assert _SHOWN in driver.lines[2]  # the list
        assert sum(_SHOWN in line for line in driver.lines) >= 4
        assert_clean(driver)


async def test_nasty_text_does_nothing_when_clicked(nasty: Path) -> None:
    """A click on a title that would quit the program in Textual's markup is a click on a card."""
    async with reading(nasty, size=(160, 30)) as driver:
        for column, line in ((20, 4), (20, 2), (84, 2), (84, 8)):
            await driver.click(column, line)
        assert driver.app.is_running
        assert not driver.app._exit


async def test_a_nasty_topic_is_chosen(nasty: Path) -> None:
    """In the picker and in the title bar it is literal too, and narrows like any other."""
    async with reading(nasty, size=(200, 30)) as driver:
        await driver.press("t")
        assert _SHOWN in driver.text
        assert_clean(driver)
        await driver.type("app.quit")
        await driver.press("enter")
        assert f"topic: {_SHOWN}" in driver.title
        assert len(driver.titles) == 1
        assert_clean(driver)


async def test_a_nasty_title_is_told_in_sentences(nasty: Path) -> None:
    """What is undone is named by its title, literally."""
    async with reading(nasty, size=(160, 30)) as driver:
        await driver.press("s", "u")
        assert driver.sentence == f"Undone: starred: {_SHOWN}"
        assert _SHOWN in driver.lines[-1]
        assert_clean(driver)


async def test_nasty_text_in_a_search(nasty: Path) -> None:
    """What is searched for stands literally in the title."""
    async with reading(nasty) as driver:
        await driver.press("slash")
        await driver.type("[/b]")
        await driver.press("enter")
        assert "/[/b]" in driver.title


async def test_a_nasty_folder_name(tmp_path: Path) -> None:
    """A source's name is shown literally, what would move the cursor as an escape."""
    folder = tmp_path / "[@click=app.quit]\x1b[2J"
    folder.mkdir()
    async with reading(folder) as driver:
        assert "[@click=app.quit]\\x1b[2J · 0 cards" in driver.title
        assert "No cards in [@click=app.quit]\\x1b[2J." in driver.text
        assert_clean(driver)


async def test_a_nasty_sentence_on_top(news: Path) -> None:
    """Sentences that come with text from elsewhere are literal and clean as well."""
    async with reading(news) as driver:
        driver.reader.say(_NASTY, severity="error")
        await driver.settle()
        assert driver.toasts == [_SHOWN]
        assert_clean(driver)


async def test_a_nasty_key_in_the_help(news: Path) -> None:
    """Keys that look like markup are shown literally in help, hints and palette."""
    keys = (("star", "left_square_bracket"), ("undo", "right_square_bracket"))
    async with reading(news, config=Config(keys=keys), size=(120, 70)) as driver:
        assert "[ star" in driver.lines[-1]
        await driver.press("question_mark")
        assert "[ " in driver.text
        await driver.press("escape", "ctrl+p")
        assert driver.app.is_running


# Commands


async def test_the_palette_lists_every_command(news: Path) -> None:
    """`ctrl+p` offers all commands that make sense by name, and the choice of themes."""
    async with reading(news) as driver:
        commands = driver.app.get_system_commands(driver.app.screen_stack[0])
        names = [command.title for command in commands]
        assert names == [each.name.capitalize() for each in palette()] + ["Theme"]


async def test_the_palette_runs_a_command(news: Path) -> None:
    """A command that is found by its name does what its key does."""
    async with reading(news) as driver:
        await driver.press("j", "ctrl+p")
        assert isinstance(driver.app.screen, CommandPalette)
        await driver.type("star")
        await driver.until(lambda: "Star the card" in driver.text)
        await driver.press("enter")
        await driver.until(lambda: driver.marked("starred"))
        assert driver.marked("starred") == {"card-1"}


@pytest.mark.parametrize("opened", ["ctrl+p", "t", "V", "S", "question_mark"])
async def test_a_page_of_no_lines_is_gone_through(news: Path, opened: str) -> None:
    """In a terminal where nothing of a list is to be seen, its keys do no harm."""
    async with reading(news, size=(33, 2)) as driver:
        await driver.press(opened)
        for key in ("end", "pagedown", "pageup", "down", "up", "home", "pagedown"):
            await driver.press(key)
        await driver.press("escape")
        assert driver.app.is_running


@pytest.mark.parametrize("opened", ["ctrl+p", "t", "V", "S", "question_mark"])
async def test_what_is_closed_twice_closes_nothing_else(news: Path, opened: str) -> None:
    """A second click or key may come before the first has taken the dialogue away."""
    async with reading(news) as driver:
        await driver.press(opened)
        dialogue = driver.app.screen
        assert dialogue is not driver.reader
        dialogue.dismiss(None)
        dialogue.dismiss(None)
        await driver.settle()
        assert driver.app.screen is driver.reader
        assert driver.app.is_running


@pytest.mark.parametrize("opened", ["ctrl+p", "t", "V", "S", "question_mark"])
async def test_a_click_beside_its_parts_takes_no_focus_from_a_dialogue(
    news: Path, opened: str
) -> None:
    """Else its keys would wait for ever for something that has the focus."""
    async with reading(news) as driver:
        await driver.press(opened)
        had = driver.app.focused
        assert had is not None
        driver.app.screen.set_focus(None)
        assert driver.app.focused is had
        await driver.press("escape")
        await driver.until(lambda: driver.app.screen is driver.reader)


async def test_a_dialogue_that_is_left_before_it_is_there_closes_then(news: Path) -> None:
    """The key that leaves it may be quicker than what is in it."""
    async with reading(news) as driver:
        dialogue = Picker("Choose", [Choice("a", "A")], many=False)
        driver.app.push_screen(dialogue)
        dialogue.dismiss(None)
        await driver.until(lambda: driver.app.screen is driver.reader)
        assert driver.app.is_running


async def test_what_is_typed_while_the_palette_closes_is_let_go(news: Path) -> None:
    """Its text may be told of when there is no list any more."""
    async with reading(news) as driver:
        await driver.press("ctrl+p")
        palette_screen = driver.app.screen
        palette_screen.dismiss(None)
        await driver.settle()
        assert isinstance(palette_screen, CommandPalette)
        palette_screen._gather_commands("star")
        await driver.settle()
        assert driver.app.is_running


async def test_a_theme_is_chosen_where_no_line_is_seen(news: Path) -> None:
    """The palette of themes is one like any other."""
    async with reading(news, size=(33, 2)) as driver:
        driver.app.action_change_theme()
        await driver.press("end", "pagedown", "pageup", "escape")
        assert driver.app.is_running


async def test_the_palette_runs_every_command(news: Path) -> None:
    """Each of the palette's commands has a method to run."""
    async with reading(news) as driver:
        for command in palette():
            node = driver.app if "app" in command.where else driver.reader
            assert resolves(driver, command, node), command.id


async def test_every_key_has_its_method(news: Path) -> None:
    """Where a command is bound, there is a method for its action."""
    async with reading(news) as driver:
        places: dict[str, DOMNode] = {
            "list": driver.list,
            "card": driver.card,
            "topics": TopicsPane(),
            "everywhere": driver.reader,
            "app": driver.app,
        }
        for command in COMMANDS:
            for place in command.where:
                assert resolves(driver, command, places[place]), (command.id, place)


def resolves(driver: Driver, command: Command, node: DOMNode) -> bool:
    """Whether the action of a command leads to a method, when it is bound by this node."""
    action = command.action.format(key="1")
    target, name, _ = driver.app._parse_action(action, node)
    return callable(getattr(target, f"action_{name}", None))

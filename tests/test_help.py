"""The help: every key is in it, as it is now, and can be found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Input

from cardreader.ui.commands import COMMANDS, Keymap, bindings, keys_display
from cardreader.ui.help import Help, found, help_lines


class Helping(App[None]):
    """Shows the help; has the reader's own keys, which must not get through."""

    BINDINGS = bindings("app")

    def __init__(self, keymap: Keymap | None = None) -> None:
        super().__init__()
        self.help = Help(keymap or {})

    def on_mount(self) -> None:
        """Show it."""
        self.push_screen(self.help)

    @property
    def is_open(self) -> bool:
        """Whether the help is in front."""
        return self.screen is self.help


def shown(keymap: Keymap, width: int = 80) -> str:
    """The whole help as text."""
    return "\n".join(line.plain for line in help_lines(found("", keymap), keymap, width))


def test_every_command_is_in_the_help() -> None:
    """Each command has one line with its keys and its sentence."""
    lines = shown({}, 120).splitlines()
    for command in COMMANDS:
        told = [line for line in lines if line.endswith(f" {command.help}")]
        assert [line.split("  ")[0] for line in told] == [keys_display(command.keys)]


def test_help_is_grouped() -> None:
    """The groups have headings, in a fixed order, with empty lines between."""
    lines = shown({}).splitlines()
    starts = [0, *(place + 1 for place, line in enumerate(lines) if not line)]
    headings = [lines[start] for start in starts]
    assert headings == ["Moving", "Reading", "Narrowing", "Marking", "Other"]


def test_help_shows_the_keys_as_they_are_now() -> None:
    """A command that was moved to another key stands with that key."""
    assert "\nf1 x  " in shown({"star": "f1,x"})


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("quit", ["quit"]),
        ("star", ["star"]),
        ("ctrl+d", ["page-down"]),
        ("URL copy", ["copy-url"]),
        ("pgup", ["page-up"]),
        ("unr only", ["unread-only"]),
        ("nothing like that", []),
    ],
)
def test_commands_are_found(typed: str, ids: list[str]) -> None:
    """Beginnings of words of keys, name and sentence find a command, in any order and case."""
    assert [command.id for command in found(typed, {})] == ids


def test_commands_are_found_by_the_keys_of_now() -> None:
    """A moved command is found by its new key, no more by its old one."""
    assert [command.id for command in found("f1", {"reload": "f1"})] == ["reload"]


def test_nothing_found_is_said() -> None:
    """An empty help says what to do."""
    assert help_lines([], {}, 80)[0].plain == "No key does that; ctrl+u empties the filter."


@given(st.integers(13, 200))
def test_help_fits_its_width(width: int) -> None:
    """No line is wider than the pane, down to the width of the keys."""
    assert max(line.cell_length for line in help_lines([*COMMANDS], {}, width)) <= width


@pytest.mark.parametrize("key", ["escape", "question_mark"])
async def test_help_is_closed(key: str) -> None:
    """The key that opened it closes it, as does escape."""
    app = Helping()
    async with app.run_test() as pilot:
        await pilot.press(key)
        assert not app.is_open


async def test_any_word_can_be_typed() -> None:
    """Letters are text from the first one on: `quit` finds the key to quit."""
    app = Helping()
    async with app.run_test() as pilot:
        await pilot.press(*"quit")
        assert app.is_open
        assert app.screen.query_one(Input).value == "quit"


async def test_moved_help_key_closes_it() -> None:
    """The key for help is the one of the configuration."""
    app = Helping({"help": "f1"})
    async with app.run_test() as pilot:
        await pilot.press("question_mark")
        assert app.is_open
        await pilot.press("ctrl+u", "f1")
        assert not app.is_open


async def test_letters_that_close_can_be_searched_for() -> None:
    """After another letter, q is a letter like all others."""
    app = Helping()
    async with app.run_test() as pilot:
        await pilot.press(*"sq?")
        assert app.is_open
        assert app.help.query_one(Input).value == "sq?"


async def test_arrows_and_pages_scroll() -> None:
    """All that does not fit is a key away, and the reader's own keys stay behind."""
    app = Helping()
    async with app.run_test(size=(80, 24)) as pilot:
        body = app.help.query_one(VerticalScroll)
        await pilot.press("down", "ctrl+n", "ctrl+p")
        await pilot.pause()
        assert body.scroll_target_y == 1
        await pilot.press("pagedown")
        assert body.scroll_target_y == 1 + body.size.height


async def test_typing_goes_back_to_the_top() -> None:
    """What was found is in sight wherever the help was scrolled to."""
    app = Helping()
    async with app.run_test(size=(80, 24)) as pilot:
        body = app.help.query_one(VerticalScroll)
        await pilot.press("pagedown", *"mark")
        await pilot.pause()
        assert body.scroll_offset.y == 0
        assert body.max_scroll_y == 0


@pytest.mark.parametrize("size", [(120, 40), (40, 12), (20, 5), (3, 2), (1, 1)])
async def test_help_works_at_any_size(size: tuple[int, int]) -> None:
    """From a large terminal to a tiny one, searching, scrolling and closing work."""
    app = Helping()
    async with app.run_test() as pilot:
        await pilot.resize_terminal(*size)
        await pilot.press("down", *"mark", "pagedown", "escape")
        assert not app.is_open

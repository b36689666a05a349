"""The table of actions: its keys are those of the design, and each of them does what it says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingsMap
from textual.containers import Container
from textual.screen import ModalScreen, Screen

from cardreader.ui.app import ReaderApp as ReaderApplication
from cardreader.ui.card_detail import CardDetail
from cardreader.ui.card_list import CardList
from cardreader.ui.commands import (
    COMMANDS,
    Place,
    bindings,
    hints,
    key_display,
    keys_display,
    keys_of,
    palette,
)
from cardreader.ui.reader_screen import ReaderScreen
from cardreader.ui.topics_pane import TopicsPane as Topics

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.dom import DOMNode

EVERYWHERE = {
    "n": "next_unread",
    "p": "previous_unread",
    "tab": "next_pane",
    "o": "open",
    **{str(number): f"open_related({number})" for number in range(1, 10)},
    "y": "copy_url",
    "z": "full_screen",
    "less_than_sign": "narrower_list",
    "greater_than_sign": "wider_list",
    "e": "edit",
    "slash": "search",
    "t": "choose_topics",
    "T": "drop_topics",
    "U": "unread_only",
    "a": "all_cards",
    "x": "mute",
    "S": "sort",
    "i": "explain",
    "P": "pulse",
    "V": "choose_view",
    "ctrl+s": "save_view",
    "m": "mark_read",
    "s": "star",
    "M": "mark_above_read",
    "A": "mark_all_read",
    "u": "undo",
    "R": "reload",
    "plus": "add_source",
    "exclamation_mark": "problems",
    "question_mark": "help",
}
EVERY_PANE = {
    "g": "first",
    "home": "first",
    "G": "last",
    "end": "last",
    "ctrl+d": "page_down",
    "pagedown": "page_down",
    "ctrl+u": "page_up",
    "pageup": "page_up",
}
LIST = EVERY_PANE | {
    "j": "cursor_down",
    "down": "cursor_down",
    "k": "cursor_up",
    "up": "cursor_up",
    "enter": "screen.enter_card",
    "l": "screen.enter_card",
    "right": "screen.enter_card",
    "escape": "screen.widen",
    "h": "screen.enter_topics",
    "left": "screen.enter_topics",
    "space": "select",
    "v": "select_range",
}
CARD = EVERY_PANE | {
    "j": "next_target",
    "down": "next_target",
    "k": "previous_target",
    "up": "previous_target",
    "enter": "enter_target",
    "space": "page_down",
    "backspace": "screen.go_back",
    "escape": "screen.leave_card",
    "h": "screen.leave_card",
    "left": "screen.leave_card",
}
TOPICS = EVERY_PANE | {
    "j": "cursor_down",
    "down": "cursor_down",
    "k": "cursor_up",
    "up": "cursor_up",
    "enter": "choose",
    "escape": "screen.leave_card",
    "l": "screen.leave_card",
    "right": "screen.leave_card",
}
APP = {"ctrl+p": "command_palette", "ctrl+z": "suspend_process", "q": "quit"}
DESIGN: dict[Place, dict[str, str]] = {
    "everywhere": EVERYWHERE,
    "list": LIST,
    "card": CARD,
    "topics": TOPICS,
    "app": APP,
}
# Who binds the keys of a place, in the reader.
OWNERS: dict[Place, type[DOMNode]] = {
    "list": CardList, "card": CardDetail, "topics": Topics,
    "everywhere": ReaderScreen, "app": ReaderApplication,
}  # fmt: skip


class Pane(Container, can_focus=True):
    """A pane that can have the focus."""


class ListPane(Pane):
    """Stands for the list."""

    BINDINGS = bindings("list")


class CardPane(Pane):
    """Stands for the detail pane."""

    BINDINGS = bindings("card")


class TopicsPane(Pane):
    """Stands for the topics."""

    BINDINGS = bindings("topics")


class Reader(Screen[None]):
    """Stands for the reader's screen."""

    BINDINGS = bindings("everywhere")

    def compose(self) -> ComposeResult:
        """Three panes."""
        yield ListPane()
        yield CardPane()
        yield TopicsPane()


class ReaderApp(App[None]):
    """Wired as the reader is; writes down which action fired, and where."""

    BINDINGS = bindings("app")

    def __init__(self) -> None:
        super().__init__()
        self.fired: list[tuple[str, str]] = []

    def get_default_screen(self) -> Reader:
        """Start with the reader's screen."""
        return Reader()


def noted(action: str) -> Callable[..., None]:
    """An action that only writes down that it fired."""

    def note(node: DOMNode, *parameters: object) -> None:
        told = f"{action}({parameters[0]})" if parameters else action
        assert isinstance(node.app, ReaderApp)
        node.app.fired.append((type(node).__name__, told))

    return note


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> ReaderApp:
    """The app, with each action where the table says that it belongs."""
    owners: dict[Place, type[DOMNode]] = {
        "list": ListPane,
        "card": CardPane,
        "topics": TopicsPane,
        "everywhere": Reader,
        "app": ReaderApp,
    }
    for command in COMMANDS:
        name = command.action.removeprefix("screen.").removesuffix("({key})")
        for place in command.where:
            owner = Reader if command.action.startswith("screen.") else owners[place]
            monkeypatch.setattr(owner, f"action_{name}", noted(name), raising=False)
    return ReaderApp()


def expected(keys: dict[str, str], owner: type[DOMNode]) -> list[tuple[str, str]]:
    """What fires when these keys are pressed."""
    return [
        (Reader.__name__, action.removeprefix("screen."))
        if action.startswith("screen.")
        else (owner.__name__, action)
        for action in keys.values()
    ]


def bound(place: Place) -> dict[str, str]:
    """All keys of a place with their actions, as the table has them."""
    return {key: binding.action for key, binding in BindingsMap(bindings(place))}


@pytest.mark.parametrize("place", DESIGN)
def test_keys_of_the_design_mean_what_they_should(place: Place) -> None:
    """What people have in their fingers stays; the table may have more."""
    assert DESIGN[place].items() <= bound(place).items()


@pytest.mark.parametrize("place", OWNERS)
def test_every_action_is_there(place: Place) -> None:
    """Each key is bound to what the class of its place, the screen or the app can do."""
    whose = {"screen": ReaderScreen, "app": ReaderApplication}
    for action in bound(place).values():
        owner, dot, name = action.partition("(")[0].rpartition(".")
        assert hasattr(whose[owner] if dot else OWNERS[place], f"action_{name}"), action


@pytest.mark.parametrize("pane", ["list", "card"])
def test_no_key_means_two_things_in_one_pane(pane: Place) -> None:
    """Keys of a pane do not hide those that hold everywhere, nor each other."""
    places: tuple[Place, ...] = (pane, "everywhere", "app")
    keys = [key for place in places for key, _ in BindingsMap(bindings(place))]
    assert len(keys) == len(set(keys))


def test_ids_can_be_written_in_a_configuration() -> None:
    """Ids of bindings are lower-case words with dashes, each for one action."""
    ids = {
        (binding.id, binding.action)
        for place in DESIGN
        for _, binding in BindingsMap(bindings(place))
    }
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*(-[1-9])?", str(id_)) for id_, _ in ids)
    assert len({id_ for id_, _ in ids}) == len(ids)


def test_every_command_has_a_short_name_and_a_sentence() -> None:
    """Names fit the hints line, and the help is one sentence."""
    assert all(re.fullmatch(r"[\w ]{3,16}", command.name) for command in COMMANDS)
    assert all(re.fullmatch(r"[A-Z][^.]*\.", command.help) for command in COMMANDS)


async def test_keys_of_the_list_fire(app: ReaderApp) -> None:
    """With the focus in the list, each key runs its action on the list or the screen."""
    async with app.run_test() as pilot:
        app.screen.query_one(ListPane).focus()
        await pilot.press(*bound("list"))
    assert app.fired == expected(bound("list"), ListPane)


async def test_keys_of_the_card_fire(app: ReaderApp) -> None:
    """With the focus in the card, each key runs its action on the card or the screen."""
    async with app.run_test() as pilot:
        app.screen.query_one(CardPane).focus()
        await pilot.press(*bound("card"))
    assert app.fired == expected(bound("card"), CardPane)


async def test_keys_of_the_topics_fire(app: ReaderApp) -> None:
    """With the focus in the topics, each key runs its action on the topics or the screen."""
    async with app.run_test() as pilot:
        app.screen.query_one(TopicsPane).focus()
        await pilot.press(*bound("topics"))
    assert app.fired == expected(bound("topics"), TopicsPane)


@pytest.mark.parametrize("pane", [ListPane, CardPane, None])
async def test_keys_that_hold_everywhere_fire(app: ReaderApp, pane: type[Pane] | None) -> None:
    """Wherever the focus is, these keys run their action on the screen or the app."""
    async with app.run_test() as pilot:
        app.screen.set_focus(app.screen.query_one(pane) if pane else None)
        await pilot.press(*bound("everywhere"), *bound("app"))
    assert app.fired == expected(bound("everywhere"), Reader) + expected(bound("app"), ReaderApp)


async def test_only_suspending_works_from_behind_a_modal_screen(app: ReaderApp) -> None:
    """A chooser in front keeps the reader's keys to itself, all but ctrl+z."""
    async with app.run_test() as pilot:
        await app.push_screen(ModalScreen())
        await pilot.press(*EVERYWHERE, *APP)
    assert app.fired == [("ReaderApp", "suspend_process")]


async def test_keymap_moves_a_command_to_another_key(app: ReaderApp) -> None:
    """A command that is rebound by its id obeys the new key only."""
    app.set_keymap({"star": "x", "open-related-3": "W"})
    async with app.run_test() as pilot:
        await pilot.press("s", "x", "3", "W")
    assert app.fired == [("Reader", "star"), ("Reader", "open_related(3)")]


def test_hints_are_those_of_the_design() -> None:
    """The list's hints are as in the design's picture."""
    told = "  ".join(f"{key} {name}" for key, name in hints("list", {}))
    assert told == "o open  m read  s star  t topic  / search  S sort  ? help  q quit"


@pytest.mark.parametrize("pane", ["list", "card"])
def test_hints_end_with_the_ways_out(pane: Place) -> None:
    """Help and quit are the last hints in every pane."""
    assert pane in ("list", "card")
    assert [name for _, name in hints(pane, {})][-2:] == ["help", "quit"]


def test_hints_follow_the_keymap() -> None:
    """A hint shows the key as it is now."""
    assert ("F", "star") in hints("list", {"star": "F,s"})


def test_keys_follow_the_keymap() -> None:
    """Each of the numbered keys can be another one."""
    assert keys_of("open-related", {"open-related-2": "X, Y"})[:4] == ("1", "X", "Y", "3")


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("ctrl+d", "ctrl+d"),
        ("down", "↓"),
        ("slash", "/"),
        ("?", "?"),
        ("question_mark", "?"),
        ("G", "G"),
        ("pagedown", "pgdn"),
        ("escape", "esc"),
        ("enter", "enter"),
        ("space", "space"),
        ("shift+tab", "shift+tab"),
        ("+", "+"),
    ],
)
def test_key_display(key: str, shown: str) -> None:
    """A key is shown as a person writes it."""
    assert key_display(key) == shown


def test_many_keys_are_told_as_a_range() -> None:
    """Nine keys take three cells, two are told in full."""
    assert keys_display(keys_of("open-related", {})) == "1…9"
    assert keys_display(("j", "down")) == "j ↓"


def test_palette_has_what_makes_sense_by_name() -> None:
    """Neither moving the cursor nor the palette itself is in the palette, but quitting is."""
    ids = {command.id for command in palette()}
    assert {"open", "reload", "quit"} <= ids
    assert not {"next-card", "open-related", "command-palette"} & ids

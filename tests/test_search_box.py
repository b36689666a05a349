"""The search box: what it tells, and how earlier searches are recalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.widgets import Static

from cardreader.ui.search_box import LineInput, Recall, SearchBox

if TYPE_CHECKING:
    from textual.pilot import Pilot

HISTORY = ["first", "second"]


class Searching(App[None]):
    """A search box, and what it told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def compose(self) -> ComposeResult:
        """Only the box."""
        yield SearchBox()

    def on_search_box_changed(self, event: SearchBox.Changed) -> None:
        """Write it down."""
        self.told.append(f"changed {event.text}")

    def on_search_box_kept(self, event: SearchBox.Kept) -> None:
        """Write it down."""
        self.told.append(f"kept {event.text}")

    def on_search_box_left(self) -> None:
        """Write it down."""
        self.told.append("left")


async def opened(app: Searching, pilot: Pilot[None], text: str = "") -> LineInput:
    """The box's input, after it was opened."""
    box = app.query_one(SearchBox)
    box.open(text, HISTORY)
    await pilot.pause()
    return box.query_one(LineInput)


def test_recall_goes_back_to_the_oldest_and_stays() -> None:
    """Before the oldest search there is nothing else."""
    recall = Recall(HISTORY)
    assert [recall.older("new") for _ in range(3)] == ["second", "first", "first"]


def test_recall_brings_back_what_was_being_typed() -> None:
    """After the newest search comes the unfinished one, and that is the end."""
    recall = Recall(HISTORY)
    recall.older("unfinished")
    recall.older("second")
    assert [recall.newer("first"), recall.newer("second")] == ["second", "unfinished"]
    assert recall.newer("unfinished, and more") == "unfinished, and more"


def test_recall_without_history_changes_nothing() -> None:
    """With no earlier search the text stays."""
    recall = Recall([])
    assert recall.older("typed") == recall.newer("typed") == "typed"


async def test_box_is_hidden_until_it_is_opened() -> None:
    """It takes no room before, and the focus once it is opened."""
    app = Searching()
    async with app.run_test() as pilot:
        assert not app.query_one(SearchBox).display
        box = await opened(app, pilot)
        assert app.query_one(SearchBox).size.height == 1
        assert app.focused is box


async def test_each_key_tells_the_text() -> None:
    """Typing tells the text so far."""
    app = Searching()
    async with app.run_test() as pilot:
        await opened(app, pilot)
        await pilot.press("a", "space", "question_mark")
    assert app.told == ["changed a", "changed a ", "changed a ?"]


async def test_opening_tells_nothing() -> None:
    """The text that it is opened with is known already, and typing replaces it."""
    app = Searching()
    async with app.run_test() as pilot:
        await opened(app, pilot, "before")
        assert app.told == []
        await pilot.press("x")
    assert app.told == ["changed x"]


async def test_enter_keeps_the_text() -> None:
    """Enter tells the text that is to be kept."""
    app = Searching()
    async with app.run_test() as pilot:
        await opened(app, pilot, "cloud")
        await pilot.press("enter")
    assert app.told == ["kept cloud"]


async def test_escape_leaves() -> None:
    """Escape only tells that the box was left."""
    app = Searching()
    async with app.run_test() as pilot:
        await opened(app, pilot, "cloud")
        await pilot.press("escape")
    assert app.told == ["left"]


async def test_arrows_recall_earlier_searches() -> None:
    """Up and down walk the earlier searches and tell each, the cursor at the end."""
    app = Searching()
    async with app.run_test() as pilot:
        box = await opened(app, pilot)
        await pilot.press("n", "up", "up", "down", "down")
        assert app.told[1:] == ["changed second", "changed first", "changed second", "changed n"]
        assert box.cursor_position == 1


async def test_opening_again_starts_at_the_newest_search() -> None:
    """How far the reader went back last time is forgotten."""
    app = Searching()
    async with app.run_test() as pilot:
        await opened(app, pilot)
        await pilot.press("up", "up")
        await opened(app, pilot)
        await pilot.press("up")
    assert app.told[-1] == "changed second"


async def test_pasted_lines_become_one() -> None:
    """Line breaks and control characters of a pasted text do not reach the box."""
    app = Searching()
    async with app.run_test() as pilot:
        box = await opened(app, pilot)
        box.post_message(Paste("one\r\n two\n\x1b]0;three\x07"))
        await pilot.pause()
    assert app.told == ["changed one two ]0;three"]


async def test_what_was_copied_is_pasted_as_one_line() -> None:
    """Ctrl+v inserts at the cursor what was copied in the reader."""
    app = Searching()
    async with app.run_test() as pilot:
        box = await opened(app, pilot)
        app.copy_to_clipboard("b\nc\x1b")
        await pilot.press("a", "d", "left", "ctrl+v")
        assert box.value == "ab cd"


async def test_longest_paste_is_cut() -> None:
    """A text of a million characters does not slow the box down."""
    app = Searching()
    async with app.run_test() as pilot:
        box = await opened(app, pilot)
        box.post_message(Paste("x" * 1_000_000))
        await pilot.pause()
        assert len(box.value) == 1_000


@pytest.mark.parametrize(
    ("hits", "told"), [(None, ""), (0, "0 hits"), (1, "1 hit"), (12345, "12,345 hits")]
)
async def test_hits_are_told(hits: int | None, told: str) -> None:
    """The number of hits stands at the right, once it is known."""
    app = Searching()
    async with app.run_test() as pilot:
        await opened(app, pilot)
        app.query_one(SearchBox).hits = 7
        app.query_one(SearchBox).hits = hits
        assert str(app.query_one(".search-box--hits", Static).content) == told


async def test_box_fits_a_tiny_terminal() -> None:
    """Twenty by five cells are enough for prompt, text and hits."""
    app = Searching()
    async with app.run_test(size=(20, 5)) as pilot:
        box = await opened(app, pilot)
        app.query_one(SearchBox).hits = 12_345_678
        await pilot.press(*"abc")
        assert box.region.width >= 4

"""The search box: what it tells, and how earlier searches are recalled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.app import App, ComposeResult
from textual.events import Key, Paste
from textual.widgets import Static

from cardreader.ui.line_input import LineInput
from cardreader.ui.search_box import SearchBox, without_mistake
from cardreader.ui.search_input import Recall

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
        assert app.query_one(SearchBox).size.height == 2
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


async def test_ctrl_c_leaves_unless_a_part_is_selected() -> None:
    """As it does in a shell; what is selected is copied, as everywhere."""
    app = Searching()
    async with app.run_test() as pilot:
        await opened(app, pilot, "cloud")
        await pilot.press("ctrl+c")
        assert app.told == ["left"]
        await opened(app, pilot, "cloud")
        await pilot.press("end", "shift+left", "shift+left", "ctrl+c")
        assert app.told == ["left"]
        assert app.clipboard == "ud"


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


async def test_recall_begins_with_another_search() -> None:
    """The text that the box is opened with is mostly the newest search of all."""
    app = Searching()
    async with app.run_test() as pilot:
        await opened(app, pilot, "second ")
        await pilot.press("up", "down")
    assert app.told == ["changed first", "changed second "]


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


async def test_a_paste_fills_what_room_there_is() -> None:
    """Textual would refuse all of what is too long for a box with some text in it."""
    app = Searching()
    async with app.run_test() as pilot:
        box = await opened(app, pilot)
        await pilot.press("a", "b")
        box.post_message(Paste("x" * 10_000))
        await pilot.pause()
        assert len(box.value) == 1_000
        assert box.value.startswith("abxxx")


@pytest.mark.parametrize(
    "text",
    [
        '((((" -',
        "is:",
        "a:b:c",
        "\U0001f469\u200d\U0001f52c*",
        "\x1b[31m\x07",
        "e\u0301\u0301",
        "sort:x" * 99,
    ],
)
async def test_anything_may_be_pasted_and_completed(text: str) -> None:
    """Whatever stands in the box, it is drawn, and no key of the box falls over it."""
    app = Searching()
    async with app.run_test(size=(40, 5)) as pilot:
        box = await opened(app, pilot)
        box.post_message(Paste(text))
        await pilot.press(
            "tab", "shift+tab", "left", "tab", "home", "tab", "delete", "end", "enter"
        )
        assert app.told[-1] == f"kept {box.value}"


async def test_keys_take_effect_in_the_order_they_come() -> None:
    """What edits and what is typed may arrive at once."""
    app = Searching()
    async with app.run_test() as pilot:
        box = await opened(app, pilot)
        for key in ("a", "b", "backspace", "c", "left", "d", "home", "e", "end", "f"):
            event = Key(key, key if len(key) == 1 else None)
            event.set_sender(app)
            app.post_message(event)
        await pilot.pause()
        await pilot.pause()
        assert box.value == "eadcf"


# Mistakes


def marked(box: LineInput) -> str:
    """What of the text is underlined."""
    return "".join(
        segment.text for segment in box.render_line(0) if segment.style and segment.style.underline
    )


def told(app: Searching) -> str:
    """What stands beside the text."""
    return str(app.query_one(".search-box--told", Static).content)


def below(app: Searching) -> str:
    """What stands in the lower line."""
    return app.screen._compositor.render_strips()[app.query_one(SearchBox).region.bottom - 1].text


async def test_a_short_mistake_is_told_beside_the_text() -> None:
    """Where there is room, and its place is shown in the text."""
    app = Searching()
    async with app.run_test(size=(120, 5)) as pilot:
        box = await opened(app, pilot)
        box.value = "robots heat:hot more"
        await pilot.pause()
        assert told(app) == "`heat:hot`: heat wants a number, like heat:>80."
        assert marked(box) == "heat:hot"


async def test_a_mistake_yields_on_a_narrow_screen() -> None:
    """At 40 columns the text has the line, and the mistake the one below."""
    app = Searching()
    async with app.run_test(size=(40, 5)) as pilot:
        box = await opened(app, pilot)
        box.value = "heat:hot"
        await pilot.pause()
        assert told(app) == ""
        assert box.size.width >= 35
        assert below(app) == f"{' heat wants a number, like heat:>80.':40}"


async def test_a_corrected_mistake_is_no_longer_marked() -> None:
    """The mark goes with the mistake."""
    app = Searching()
    async with app.run_test(size=(120, 5)) as pilot:
        box = await opened(app, pilot)
        box.value = "heat:hot"
        await pilot.pause()
        box.value = "heat:80"
        await pilot.pause()
        assert marked(box) == told(app) == ""


async def test_hits_are_not_told_of_a_mistake() -> None:
    """What is listed then is no answer to the text."""
    app = Searching()
    async with app.run_test(size=(60, 5)) as pilot:
        box = await opened(app, pilot)
        box.value = "is:foo"
        await pilot.pause()
        app.query_one(SearchBox).hits = 5
        assert told(app) == ""


async def test_what_may_not_be_meant_so_is_told_quietly() -> None:
    """A hint stands below; it is no mistake, so the hits are told too."""
    app = Searching()
    async with app.run_test(size=(120, 5)) as pilot:
        box = await opened(app, pilot)
        box.value = "robots OR"
        await pilot.pause()
        app.query_one(SearchBox).hits = 5
        await pilot.pause()
        assert told(app) == "5 hits"
        assert "OR stands between two things" in below(app)
        assert marked(box) == ""


async def test_no_hit_says_what_to_do() -> None:
    """The lower line tells how to get cards again."""
    app = Searching()
    async with app.run_test(size=(120, 5)) as pilot:
        await opened(app, pilot)
        await pilot.press("z", "q")
        app.query_one(SearchBox).hits = 0
        await pilot.pause()
        assert "take a word away" in below(app)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("robots", "robots"),
        ("is:foo", ""),
        ("robots is:foo cars", "robots  cars"),
        ("heat:hot is:foo a", "  a"),
        ("is:foo " * 99, ""),
    ],
)
def test_what_is_left_without_mistakes(text: str, rest: str) -> None:
    """The pieces that cannot be understood are left out; very many are not looked for."""
    assert without_mistake(text) == rest


async def test_longest_paste_is_cut() -> None:
    """A text of a million characters does not slow the box down."""
    app = Searching()
    async with app.run_test() as pilot:
        box = await opened(app, pilot)
        box.post_message(Paste("x" * 1_000_000))
        await pilot.pause()
        assert len(box.value) == 1_000


@pytest.mark.parametrize(
    ("hits", "told"), [(None, ""), (0, "no hit"), (1, "1 hit"), (12345, "12,345 hits")]
)
async def test_hits_are_told(hits: int | None, told: str) -> None:
    """The number of hits stands at the right, once it is known."""
    app = Searching()
    async with app.run_test() as pilot:
        await opened(app, pilot)
        app.query_one(SearchBox).hits = 7
        app.query_one(SearchBox).hits = hits
        assert str(app.query_one(".search-box--told", Static).content) == told


async def test_box_fits_a_tiny_terminal() -> None:
    """Twenty by five cells are enough for prompt, text and hits."""
    app = Searching()
    async with app.run_test(size=(20, 5)) as pilot:
        box = await opened(app, pilot)
        app.query_one(SearchBox).hits = 12_345_678
        await pilot.press(*"abc")
        assert box.region.width >= 4

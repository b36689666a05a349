"""A plain question and its answers."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Static

from cardreader.ui.confirm import Confirm


class Asking(App[None]):
    """Asks one question, and keeps the answer."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question
        self.answers: list[bool | None] = []

    def on_mount(self) -> None:
        """Ask."""
        self.push_screen(Confirm(self.question), self.answers.append)


@pytest.mark.parametrize(
    ("key", "answer"), [("y", True), ("n", False), ("enter", False), ("escape", False)]
)
async def test_answer(key: str, answer: bool) -> None:
    """Only y is yes; a mere enter is not."""
    app = Asking("Open it?")
    async with app.run_test() as pilot:
        await pilot.press(key)
    assert app.answers == [answer]


async def test_other_keys_are_no_answer() -> None:
    """Any other key leaves the question open."""
    app = Asking("Open it?")
    async with app.run_test() as pilot:
        await pilot.press("x", "space", "o", "down")
        assert isinstance(app.screen, Confirm)
    assert app.answers == []


async def test_long_url_wraps_and_can_be_scrolled() -> None:
    """A URL longer than the screen keeps the frame on the screen, and the arrows reach its end."""
    app = Asking("https://example.com/" + "a" * 8_000)
    async with app.run_test(size=(20, 5)) as pilot:
        frame = app.screen.query_one(VerticalScroll)
        assert frame.region.height == 5
        assert app.screen.query_one(Static).size.width <= 20
        await pilot.press("end")
        await pilot.pause()
        assert frame.scroll_offset.y == frame.max_scroll_y > 0


async def test_question_is_no_markup() -> None:
    """What is asked about is shown as it is, without what could harm the terminal."""
    app = Asking("[@click=app.quit]open[/] [/b]\nhost: \x1b[31mexample.com")
    async with app.run_test():
        shown = str(app.screen.query_one(Static).content)
    assert shown == "[@click=app.quit]open[/] [/b]\nhost: [31mexample.com"

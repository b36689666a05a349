"""A URL to take along by hand, where it cannot be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cardreader.clean import checked
from cardreader.ui.dialogue import Dialogue

if TYPE_CHECKING:
    from textual.app import ComposeResult

_KEY = "bold $text-accent"
_ANSWERS = Content.assemble(("y", _KEY), " copy   ", ("esc", _KEY), " back")


class Copying(Dialogue[bool]):
    """Why a URL is not opened, and the whole of it; True when it is to be copied.

    There is nothing beside the URL's lines, so that it can be selected with the mouse of any
    terminal.
    """

    DEFAULT_CSS = """
    Copying {
        align: center middle;
    }
    Copying > VerticalScroll {
        width: 100%;
        height: auto;
        max-height: 100%;
        background: $surface;
        border-top: solid $warning;
        border-bottom: solid $warning;
        border-subtitle-color: $foreground;
    }
    Copying #why {
        margin-bottom: 1;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Copy", show=False),
        Binding("n,q,enter,escape", "answer(False)", "Back", show=False),
    ]

    def __init__(self, url: str, why: str) -> None:
        super().__init__()
        self._url = checked(url)
        self._why = checked(why)

    def compose(self) -> ComposeResult:
        """The reason, and the URL wrapped to the screen's width."""
        with VerticalScroll() as frame:
            frame.border_subtitle = _ANSWERS
            yield Static(Content(self._why), id="why")
            yield Static(Content(self._url), id="url")

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)

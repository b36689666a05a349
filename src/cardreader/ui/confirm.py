"""A plain question that has to be answered before anything else happens."""

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
_ANSWERS = Content.assemble(("y", _KEY), " yes   ", ("n", _KEY), " no")


class Confirm(Dialogue[bool]):
    """A question of any length; True for yes. A mere `enter` is no, as it may be a slip."""

    DEFAULT_CSS = """
    Confirm {
        align: center middle;
    }
    Confirm > VerticalScroll {
        width: 100%;
        max-width: 72;
        height: auto;
        max-height: 100%;
        padding: 0 1;
        background: $surface;
        border: round $warning;
        border-subtitle-color: $foreground;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", show=False),
        Binding("n,enter,escape", "answer(False)", "No", show=False),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = checked(question, block=True)

    def compose(self) -> ComposeResult:
        """The question, which can be scrolled, with the answers in its frame, always in sight."""
        with VerticalScroll() as frame:
            frame.border_subtitle = _ANSWERS
            yield Static(Content(self._question))

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)

"""A question that is answered with one line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from cardreader.clean import checked
from cardreader.ui.dialogue import Dialogue
from cardreader.ui.line_input import LineInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.widgets import Input

_KEY = "bold $text-accent"


class Ask(Dialogue[str]):
    """Asks for a line; it begins with a suggestion that can be typed over. None: it was left."""

    DEFAULT_CSS = """
    Ask {
        align: center middle;
    }
    Ask > Vertical {
        width: 100%;
        max-width: 64;
        height: auto;
        max-height: 100%;
        background: $surface;
        border: round $primary;
        border-title-color: $text-primary;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
    }
    Ask LineInput, Ask LineInput:focus {
        background: $boost;
        background-tint: $foreground 0%;
        padding: 0 1;
    }
    Ask Static {
        padding: 0 1;
        color: $text-muted;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
    ]

    def __init__(self, title: str, suggestion: str, about: str = "") -> None:
        """`about` stands below the line."""
        super().__init__()
        self._title = title
        self._suggestion = suggestion
        self._about = about

    def compose(self) -> ComposeResult:
        """The line, and what it is about, in a frame that tells the keys."""
        with Vertical() as frame:
            frame.border_title = Content(checked(self._title))
            frame.border_subtitle = Content.assemble(
                ("esc", _KEY), " leaves  ", ("enter", _KEY), " takes"
            )
            yield LineInput("a name…")
            if self._about:
                yield Static(Content(checked(self._about)))

    def on_mount(self) -> None:
        """Suggest something."""
        line = self.query_one(LineInput)
        line.value = checked(self._suggestion)
        line.select_all()
        self.set_focus(line)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line, unless it is blank."""
        event.stop()
        if event.value.strip():
            self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)

"""What is wrong in the configuration: all of it in one place, until it has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from cardreader.clean import checked, clean_path
from cardreader.config import line_in
from cardreader.ui.dialogue import Dialogue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.app import ComposeResult

_KEY = "bold $text-accent"
_CLOSES = Content.assemble(("↓ ↑", _KEY), " scroll   ", ("esc", _KEY), " goes on")


class Mistakes(Dialogue[None]):
    """A sentence for each mistake, with its line; the reader goes on behind it."""

    DEFAULT_CSS = """
    Mistakes {
        align: center middle;
    }
    Mistakes > VerticalScroll {
        width: 100%;
        max-width: 84;
        height: auto;
        max-height: 100%;
        padding: 0 1;
        background: $surface;
        border: round $warning;
        border-title-color: $text-warning;
        border-title-style: bold;
        border-subtitle-color: $foreground;
        scrollbar-size-vertical: 1;
    }
    Mistakes Horizontal { height: auto; margin-top: 1; }
    Mistakes Horizontal > Static { width: 1fr; }
    Mistakes Horizontal > Static:first-child { width: 10; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "close", "Close", show=False),
        Binding("down,j", "move('scroll_down')", "Down", show=False),
        Binding("up,k", "move('scroll_up')", "Up", show=False),
        Binding("pagedown,space", "move('page_down')", "Page down", show=False),
        Binding("pageup", "move('page_up')", "Page up", show=False),
    ]

    def __init__(self, file: Path, sentences: Sequence[str]) -> None:
        """`sentences` begin with the file's path and, where it is known, the line."""
        super().__init__()
        self._file = file
        self._sentences = sentences

    def compose(self) -> ComposeResult:
        """The file, and below it the sentences."""
        number = len(self._sentences)
        with VerticalScroll() as frame:
            frame.border_title = Content(f"{number} mistakes in the configuration")
            frame.border_subtitle = _CLOSES
            yield Static(Content.styled(clean_path(str(self._file)), "$text-muted"))
            for sentence in self._sentences:
                line, rest = line_in(self._file, sentence)
                with Horizontal():
                    yield Static(Content.styled(f"line {line}" if line else "", _KEY))
                    yield Static(Content(checked(rest)))

    async def action_move(self, how: str) -> None:
        """Scroll, with an action of the scrolled part."""
        await self.app.run_action(how, self.query_one(VerticalScroll))

    def action_close(self) -> None:
        """Go back to the reader."""
        self.dismiss(None)

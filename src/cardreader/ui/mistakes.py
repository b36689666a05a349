"""What is wrong in the configuration: all of it in one place, until it has been read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cardreader.clean import checked, clean_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.app import ComposeResult

_KEY = "bold $text-accent"
_CLOSES = Content.assemble(("↓ ↑", _KEY), " scroll   ", ("esc", _KEY), " goes on")
_LINE = re.compile(r":(\d+): ")


class Mistakes(ModalScreen[None]):
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
                yield Static(Content.assemble("\n", self._shown(sentence)))

    def _shown(self, sentence: str) -> Content:
        """The sentence, with the line alone where it begins with the file and its line."""
        rest = sentence.removeprefix(str(self._file))
        line = _LINE.match(rest) if rest != sentence else None
        if line is None:
            return Content(checked(sentence))
        return Content.assemble((f"line {line[1]}  ", _KEY), checked(rest[line.end() :]))

    async def action_move(self, how: str) -> None:
        """Scroll, with an action of the scrolled part."""
        await self.app.run_action(how, self.query_one(VerticalScroll))

    def action_close(self) -> None:
        """Go back to the reader."""
        self.dismiss(None)

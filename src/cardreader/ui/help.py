"""The help: every key as it is now, by group, searchable by typing."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, ClassVar, get_args

from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget

from cardreader.ui.commands import (
    COMMANDS,
    Command,
    Group,
    Keymap,
    keys_display,
    keys_of,
)
from cardreader.ui.dialogue import Dialogue
from cardreader.ui.line_input import LineInput

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Key
    from textual.geometry import Size
    from textual.widgets import Input

_GAP = 2
_LEAST_TEXT = 18  # cells; where less is left beside the keys, the text goes below them
_KEY = "bold $text-accent"


def found(typed: str, keymap: Keymap) -> list[Command]:
    """The commands whose keys, name or help have all words of `typed`, or words that begin so."""
    words = [f" {word}" for word in typed.lower().split()]
    return [
        command for command in COMMANDS if all(word in _text(command, keymap) for word in words)
    ]


def help_lines(commands: list[Command], keymap: Keymap, width: int) -> list[Content]:
    """Headings, keys and sentences in lines of at most `width` cells (wide enough for the keys)."""
    if not commands:
        return [Content("No key does that; ctrl+u empties the filter.")]
    column = max(len(keys_display(command.keys_now(keymap))) for command in COMMANDS) + _GAP
    lines: list[Content] = []
    for group in get_args(Group):
        of_group = [command for command in commands if command.group == group]
        if of_group:
            lines += [Content("")] if lines else []
            lines.append(Content.styled(group, "bold $text-primary"))
        for command in of_group:
            lines += _command_lines(command, keymap, column, width)
    return lines


class Help(Dialogue[None]):
    """All keys: typing narrows them, the arrows scroll.

    `esc` closes it, and so does the key that opened it while nothing is typed.
    """

    DEFAULT_CSS = """
    Help {
        align: center middle;
    }
    Help > Vertical {
        width: 100%;
        max-width: 84;
        height: 90%;
        background: $surface;
        border: round $primary;
        border-title-color: $text-primary;
        border-title-style: bold;
        border-subtitle-color: $text-muted;
    }
    Help LineInput, Help LineInput:focus {
        background: $boost;
        background-tint: $foreground 0%;
        padding: 0 1;
    }
    Help VerticalScroll {
        height: 1fr;
        padding: 0 1;
        scrollbar-size-vertical: 1;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,ctrl+n", "move('scroll_down')", "Down", show=False),
        Binding("up,ctrl+p", "move('scroll_up')", "Up", show=False),
        Binding("pagedown", "move('page_down')", "Page down", show=False),
        Binding("pageup", "move('page_up')", "Page up", show=False),
        Binding("escape", "close", "Close", show=False),
    ]

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap

    def compose(self) -> ComposeResult:
        """The filter above the keys, in a frame."""
        with Vertical() as frame:
            frame.border_title = Content("Keys")
            frame.border_subtitle = Content.assemble(
                ("↓ ↑", _KEY), " scroll  ", ("esc", _KEY), " closes"
            )
            yield _Filter(self._keymap)
            with VerticalScroll(can_focus=False):
                yield _Keys(self._keymap)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the keys to what is typed."""
        event.stop()
        self.query_one(_Keys).narrow(event.value)
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_key(self, event: Key) -> None:
        """Close at the key that opened it, while nothing is typed."""
        if self.query_one(_Filter).leaves_key(event.key):
            event.stop()
            self.action_close()

    async def action_move(self, how: str) -> None:
        """Scroll, with an action of the scrolled part."""
        await self.app.run_action(how, self.query_one(VerticalScroll))

    def action_close(self) -> None:
        """Go back to the reader."""
        self.dismiss(None)


class _Filter(LineInput):
    """What is typed to narrow the keys; while empty it leaves the key that opens the help alone."""

    def __init__(self, keymap: Keymap) -> None:
        super().__init__("type to find a key…")
        self._openers = keys_of("help", keymap)

    def leaves_key(self, key: str) -> bool:
        """Leave the key that closes the help again."""
        return not self.value and key in self._openers


class _Keys(Widget):
    """The keys that were found, laid out for the present width."""

    DEFAULT_CSS = """
    _Keys {
        height: auto;
    }
    """

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap
        self._found = found("", keymap)

    def narrow(self, typed: str) -> None:
        """Show what has all these words."""
        self._found = found(typed, self._keymap)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        """One for each line."""
        return len(help_lines(self._found, self._keymap, width))

    def render(self) -> Content:
        """All lines."""
        return Content("\n").join(help_lines(self._found, self._keymap, self.size.width))


def _text(command: Command, keymap: Keymap) -> str:
    keys = keys_display(command.keys_now(keymap))
    return f" {keys} {command.name} {command.help}".lower()


def _command_lines(command: Command, keymap: Keymap, column: int, width: int) -> list[Content]:
    """Keys in a column and the sentence beside it, or below it where it is too narrow."""
    keys = Content.styled(keys_display(command.keys_now(keymap)), _KEY)
    beside = width - column >= _LEAST_TEXT
    indent = column if beside else _GAP
    texts = textwrap.wrap(command.help, max(width - indent, 1))
    lines = [Content.assemble(" " * indent, text) for text in texts]
    if not beside:
        return [keys, *lines]
    return [Content.assemble(keys, " " * (column - keys.cell_length), texts[0]), *lines[1:]]

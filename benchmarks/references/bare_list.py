"""A bare list in Textual, drawn by the line from rows held in an array: what a key costs at least.

    python bare_list.py ROWS

ROWS has a line for each row: heat, title, and what stands below the title, with tabs between. Rows
are two lines high and 58 cells wide, as in cardreader's list at 120 columns. Nothing is beside it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

WIDTH = 58
ROW_LINES = 2
_HEAT, _TITLE, _BELOW = Style(color="red"), Style(bold=True), Style(dim=True)
_CURSOR = Style(bgcolor="blue")


class BareList(ScrollView, can_focus=True):
    """Rows, one of them under the cursor."""

    DEFAULT_CSS = f"BareList {{ width: {WIDTH}; scrollbar-size-horizontal: 0; }}"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "move(1)"),
        ("up", "move(-1)"),
        ("pagedown", "page(1)"),
        ("pageup", "page(-1)"),
        ("home", "go(0)"),
        ("end", "go(-1)"),
    ]

    def __init__(self, rows: list[str]) -> None:
        super().__init__()
        self._rows = rows
        self._cursor = 0
        self.virtual_size = Size(WIDTH, len(rows) * ROW_LINES)

    def render_line(self, y: int) -> Strip:
        """Draw a line of what is in sight."""
        number, below = divmod(y + self.scroll_offset.y, ROW_LINES)
        if number >= len(self._rows):
            return Strip.blank(WIDTH)
        heat, title, about = self._rows[number].split("\t")
        mark = "▌" if number == self._cursor else " "
        if below:
            line = [Segment(f"{mark}            "), Segment(about, _BELOW)]
        else:
            line = [Segment(f"{mark} {heat:>4} █████ ", _HEAT), Segment(title, _TITLE)]
        strip = Strip(line).adjust_cell_length(WIDTH)
        return strip.apply_style(_CURSOR) if number == self._cursor else strip

    def action_move(self, step: int) -> None:
        """Go some rows down or up."""
        self.action_go(max(0, min(len(self._rows) - 1, self._cursor + step)))

    def action_page(self, step: int) -> None:
        """Go a page down or up."""
        self.action_move(step * (self.size.height // ROW_LINES))

    def action_go(self, number: int) -> None:
        """Go to a row; -1 is the last."""
        left, self._cursor = self._cursor, number % len(self._rows)
        for row in (left, self._cursor):
            top = row * ROW_LINES - self.scroll_offset.y
            self.refresh(Region(0, top, WIDTH, ROW_LINES))
        self.scroll_to_region(
            Region(0, self._cursor * ROW_LINES, WIDTH, ROW_LINES), animate=False, force=True
        )


class BareListApp(App[None]):
    """A list and nothing else; ctrl+q ends it."""

    def compose(self) -> ComposeResult:
        """The list."""
        yield BareList(Path(sys.argv[1]).read_text("utf-8").splitlines())


BareListApp().run()

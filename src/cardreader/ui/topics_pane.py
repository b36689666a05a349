"""The pane of topics beside list and card, where the screen is broad enough for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cardreader.clean import checked
from cardreader.ui.card_row import short_number
from cardreader.ui.commands import bindings
from cardreader.ui.wrapping import drawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual import events

    from cardreader.library import Count

_PREFIX = "topics-pane--"
_PARTS = ("unread", "read", "count", "chosen", "cursor")
_MARK = "▌"
_TICK = "✓ "
_ALL = "All topics"
_LEFT_BUTTON = 1


class TopicsPane(ScrollView, can_focus=True, inherit_bindings=False):
    """The topics of the view with their unread cards and all of them; the first line is for all.

    It has actions but no keys: those come from one table.
    """

    BINDINGS = bindings("topics")
    is_pane = True  # its keys take effect at once: see `typeahead`
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"{_PREFIX}{part}" for part in _PARTS}
    DEFAULT_CSS = """
    TopicsPane {
        display: none;
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;

        & > .topics-pane--unread { text-style: bold; }
        & > .topics-pane--read { color: $text-muted; }
        & > .topics-pane--count { color: $text-muted; }
        & > .topics-pane--chosen { color: $text-success; text-style: bold; }
        & > .topics-pane--cursor { color: $primary; background: $primary 25%; }
        &:ansi > .topics-pane--read { text-style: dim; }
        &:ansi > .topics-pane--cursor { background: ansi_bright_black; }
        &:ansi:light > .topics-pane--cursor { background: ansi_white; }
    }
    """

    class Chosen(Message):
        """A topic was chosen, or (None) all of them."""

        def __init__(self, topic: str | None) -> None:
            super().__init__()
            self.topic = topic

    def __init__(self) -> None:
        super().__init__()
        self.border_title = "topics"
        self._counts: Sequence[Count] = ()
        self._chosen: frozenset[str] = frozenset()
        self._position = 0
        self._styles: dict[str, Style] = {}

    def show(self, counts: Sequence[Count], chosen: Sequence[str]) -> None:
        """Show these topics; the cursor stays on its own."""
        if (counts, frozenset(chosen)) == (self._counts, self._chosen):
            return
        before = self._topic
        self._counts, self._chosen = counts, frozenset(chosen)
        topics = [None, *(count.value for count in counts)]
        self._position = topics.index(before) if before in topics else 0
        self.virtual_size = Size(1, len(topics))
        self._follow()
        self.refresh()

    @property
    def _topic(self) -> str | None:
        return self._counts[self._position - 1].value if self._position else None

    # Moving and choosing

    def action_cursor_down(self) -> None:
        """To the next topic."""
        self._move_to(self._position + 1)

    def action_cursor_up(self) -> None:
        """To the previous topic."""
        self._move_to(self._position - 1)

    def action_first(self) -> None:
        """To the line for all."""
        self._move_to(0)

    def action_last(self) -> None:
        """To the last topic."""
        self._move_to(len(self._counts))

    def action_page_down(self) -> None:
        """Down by what is on the screen, but for a line."""
        self._move_to(self._position + max(1, self.scrollable_size.height - 1))

    def action_page_up(self) -> None:
        """Up by what is on the screen, but for a line."""
        self._move_to(self._position - max(1, self.scrollable_size.height - 1))

    def action_choose(self) -> None:
        """Narrow to the topic under the cursor."""
        self.post_message(self.Chosen(self._topic))

    def on_click(self, event: events.Click) -> None:
        """Narrow to the clicked topic."""
        offset = event.get_content_offset(self)
        if offset is None or event.button != _LEFT_BUTTON or event.chain > 1:
            return
        position = self.scroll_offset.y + offset.y
        if position <= len(self._counts):
            self._move_to(position)
            self.action_choose()

    def _move_to(self, position: int) -> None:
        old, self._position = self._position, clamp(position, 0, len(self._counts))
        self._follow()
        for changed in (old, self._position):
            self.refresh(Region(0, changed - self.scroll_offset.y, self.size.width, 1))

    def _follow(self) -> None:
        """Scroll as little as needed to have the cursor in sight."""
        top, height = self.scroll_offset.y, self.scrollable_size.height
        y = clamp(top, self._position - height + 1, self._position)
        if self.is_mounted and y != top:
            self.scroll_to(y=y, animate=False, force=True)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The line of the screen that is `y` lines below the top of the pane."""
        width = self.scrollable_size.width
        position = self.scroll_offset.y + y
        if position > len(self._counts) or width <= 0:
            return Strip.blank(max(0, width), self._style(""))
        name, numbers, style = self._told(position)
        is_chosen = self._topic_at(position) in self._chosen if self._chosen else not position
        under = self.has_focus and position == self._position
        over = self._style("cursor") if under else None
        segments = [
            Segment(_MARK if under else " ", over or self._style("")),
            Segment(_TICK if is_chosen else "  ", self._style("chosen")),
            Segment(_fitted(name, width - 3 - len(numbers) - 1), self._style(style)),
            Segment(f" {numbers}", self._style("count")),
        ]
        if over is not None:
            background = over.background_style
            segments = [
                Segment(text, (own or self._style("")) + background) for text, own, _ in segments
            ]
        return Strip(segments).adjust_cell_length(width, self._style(""))

    def _topic_at(self, position: int) -> str | None:
        return self._counts[position - 1].value if position else None

    def _told(self, position: int) -> tuple[str, str, str]:
        """Name, numbers, and the style of the name, of a line."""
        if not position:
            return _ALL, "", "unread"
        count = self._counts[position - 1]
        numbers = f"{short_number(count.unread)}/{short_number(count.cards)}"
        return count.label, numbers, "unread" if count.unread else "read"

    def notify_style_update(self) -> None:
        """Look the colours up again before the next line is drawn."""
        super().notify_style_update()
        self._styles = {}

    def _style(self, part: str) -> Style:
        if part not in self._styles:
            self._styles[part] = (
                self.get_component_rich_style(_PREFIX + part) if part else self.rich_style
            )
        return self._styles[part]


def _fitted(text: str, cells: int) -> str:
    """A name in exactly so many cells."""
    text = drawable(checked(text))
    if cell_len(text) > cells > 0:
        text = set_cell_size(text, cells - 1) + "…"
    return set_cell_size(text, max(0, cells))

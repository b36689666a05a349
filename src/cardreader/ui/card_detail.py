"""The pane that shows one card whole, and lets its related items and links be walked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import TextSelected
from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection

from cardreader.ui.card_view import MARGIN, CardView
from cardreader.ui.commands import bindings

if TYPE_CHECKING:
    from textual import events
    from textual.widget import Widget

    from cardreader.card.values import Detail, Target

_LEFT_BUTTON = 1


class CardDetail(CardView, inherit_bindings=False):
    """The page of one card, with a cursor on its targets (related items, items, links).

    It has actions but no keys: those come from one table.

    Walking: *next* and *previous* move from target to target. While none is selected (or the
    selected one was scrolled out of sight), *next* takes the first target in sight and *previous*
    the last; where there is none in sight they scroll by a line, so that a long text is read with
    the same keys. Beyond the first and the last target they scroll by a line, too.
    """

    BINDINGS = bindings("card")
    is_pane = True  # its keys take effect at once: see `typeahead`

    class TargetChosen(Message):
        """The reader wants to go where a target leads; `index` is its position on the page."""

        def __init__(self, target: Target, index: int) -> None:
            super().__init__()
            self.target = target
            self.index = index

    class LinkClicked(Message):
        """A link in the text was clicked; the article's own address is one, too."""

        def __init__(self, url: str) -> None:
            super().__init__()
            self.url = url

    class NameClicked(Message):
        """The name of a topic, or (`topic` is empty) of the card's provider, was clicked."""

        def __init__(self, detail: Detail, topic: str) -> None:
            super().__init__()
            self.detail = detail
            self.topic = topic

    # Walking

    def action_next_target(self) -> None:
        """To the next target; or down a line while there is none in sight."""
        index = self.selected + 1
        if not index:
            index = self._first_in_sight()
        self._step(index, 1)

    def action_previous_target(self) -> None:
        """To the previous target; or up a line while there is none in sight."""
        index = self.selected - 1
        if self.selected < 0 and self.scroll_offset.y:
            index = self._last_in_sight()
        self._step(index, -1)

    def action_page_down(self) -> None:
        """Down by what is on the screen, but for a line."""
        self._scroll_by(max(1, self.scrollable_size.height - 1))

    def action_page_up(self) -> None:
        """Up by what is on the screen, but for a line."""
        self._scroll_by(-max(1, self.scrollable_size.height - 1))

    def action_first(self) -> None:
        """To the top of the page."""
        self._select(-1)
        self._scroll_to_line(0)

    def action_last(self) -> None:
        """To the end of the page, and its last target."""
        self._scroll_to_line(len(self._page.lines))
        self._select(len(self.targets) - 1)

    def action_enter_target(self) -> None:
        """Ask to go where the selected target leads."""
        index = self.selected
        if index >= 0:
            self.post_message(self.TargetChosen(self.targets[index], index))

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Go where a click leads; the end of a selection is none. Two clicks select a paragraph."""
        from cardreader.ui import page_text  # noqa: PLC0415 - for who uses the mouse

        event.prevent_default()  # Textual would select all of the card,
        event.stop()  # or of the screen
        offset = event.get_content_offset(self)
        if offset is None or event.button != _LEFT_BUTTON or self.text_selection is not None:
            return
        y = self.scroll_offset.y + offset.y
        meant = page_text.hit(self._page, y, offset.x - MARGIN)
        if event.chain > 1:  # what has been clicked first has taken effect already
            if meant == page_text.Hit() and y < len(self._page.lines):
                first, last = page_text.passage_around(self._page, y)
                selection = Selection(Offset(first.x, first.y), Offset(last.x, last.y))
                self.screen.selections = {self: selection}
                self.screen.post_message(TextSelected())  # as Textual tells of what was dragged
            return
        if meant.target >= 0:
            self._select(meant.target)
            self.post_message(self.TargetChosen(self.targets[meant.target], meant.target))
        elif meant.url:
            self.post_message(self.LinkClicked(meant.url))
        elif self._detail and (meant.topic or meant.is_provider):
            self.post_message(self.NameClicked(self._detail, meant.topic))

    def place_under(self, x: int, y: int) -> Offset:
        """The place of the page under a cell of the screen, as selections count."""
        from cardreader.ui import page_text  # noqa: PLC0415 - for who uses the mouse

        cell = Offset(x, y) - self.content_region.offset
        y = self.scroll_offset.y + cell.y
        place = page_text.place_at(self._page, y, cell.x - MARGIN)
        return Offset(place.x, place.y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, as it was before it was set in lines."""
        from cardreader.ui import page_text  # noqa: PLC0415 - for who uses the mouse

        start = selection.start or Offset()
        end = selection.end or Offset(0, len(self._page.lines))
        first, last = page_text.Place(start.y, start.x), page_text.Place(end.y, end.x)
        return page_text.text_between(self._page, first, last), "\n"

    # The focus

    def on_focus(self) -> None:
        """Show the selected target."""
        self.redraw()

    def on_blur(self) -> None:
        """Hide the selected target."""
        self.redraw()

    def _step(self, index: int, lines: int) -> None:
        """Select a target if there is one at this position, else scroll by so many lines."""
        if 0 <= index < len(self.targets):
            self._select(index)
        else:
            self._scroll_by(lines)

    def _select(self, index: int) -> None:
        self._cursor = index
        self._follow()
        self.redraw()


def place_under(
    pane: CardDetail, found: tuple[Widget | None, Offset | None], x: int, y: int
) -> tuple[Widget | None, Offset | None]:
    """The widget and the place of its text at a cell of the screen, where Textual `found` a widget.

    The pane tells its places itself: Textual would have them noted in each line that is drawn.
    """
    return (pane, pane.place_under(x, y)) if found[0] is pane else found

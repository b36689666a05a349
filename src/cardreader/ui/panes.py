"""How the panes share the screen: how large each is, and the division that can be dragged.

The sizes are told by a function (`arranged`), of which Textual's layout is made here: so what the
panes are filled with before the first layout is what that gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from textual.containers import Container
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import Layout, WidgetPlacement
from textual.message import Message
from textual.reactive import Reactive

if TYPE_CHECKING:
    from textual import events
    from textual.layout import ArrangeResult
    from textual.widget import Widget

Arrangement = Literal["alone", "stacked", "wide", "broad"]
"""One pane at a time, card below list, card beside list, and topics beside both."""

STACKED_FROM, WIDE_FROM, BROAD_FROM = 60, 100, 160
"""The widths of a screen, in cells, from which it has room for two panes, one above the other or
side by side, and for the topics."""
HIGH_FROM = 16
"""The height from which it has room for more than one pane."""

_TOPICS_COLUMNS = 28
_LEAST_COLUMNS = 30
_LEAST_LINES = 6  # two rows of two lines, and the frame
_WHOLE = 1000
_STEP_COLUMNS, _STEP_LINES = 3, 1


class Division(NamedTuple):
    """The share of the list, in thousandths: of the columns, and (stacked) of the lines."""

    columns: int = _WHOLE // 2
    lines: int = _WHOLE // 2


class Places(NamedTuple):
    """Where each pane is; None for one that is not there."""

    list: Region
    card: Region | None = None
    topics: Region | None = None


def arrangement_of(screen: Size) -> Arrangement:
    """Return how the panes are arranged on a screen of this size."""
    if screen.width < STACKED_FROM or screen.height < HIGH_FROM:
        return "alone"
    if screen.width < WIDE_FROM:
        return "stacked"
    return "wide" if screen.width < BROAD_FROM else "broad"


def arranged(size: Size, arrangement: Arrangement, division: Division) -> Places:
    """Return the places of the panes in an area."""
    if arrangement == "alone":
        return Places(size.region)
    if arrangement == "stacked":
        upper, lower = size.region.split_horizontal(
            _part(size.height, division.lines, _LEAST_LINES)
        )
        return Places(upper, lower)
    rest = size.region
    topics: Region | None = None
    if arrangement == "broad":
        topics, rest = rest.split_vertical(_TOPICS_COLUMNS)
    left, right = rest.split_vertical(_part(rest.width, division.columns, _LEAST_COLUMNS))
    return Places(left, right, topics)


def divided_at(cells: int, size: Size, arrangement: Arrangement, division: Division) -> Division:
    """Return the division that gives the list so many columns or, stacked, lines."""
    if arrangement == "stacked":
        return division._replace(lines=_share(cells, size.height, _LEAST_LINES))
    if arrangement == "alone":
        return division
    width = size.width - (_TOPICS_COLUMNS if arrangement == "broad" else 0)
    return division._replace(columns=_share(cells, width, _LEAST_COLUMNS))


def kept_division(kept: object) -> Division:
    """Return the division that was kept, or the usual one where that makes no sense."""
    match kept:
        case [int(columns), int(lines)] if 0 < columns < _WHOLE and 0 < lines < _WHOLE:
            return Division(columns, lines)
    return Division()


def _part(whole: int, share: int, least: int) -> int:
    return _within(whole * share // _WHOLE, whole, least)


def _share(cells: int, whole: int, least: int) -> int:
    """The least share that gives so many cells, as far as both panes have their least."""
    return -(-_within(cells, whole, least) * _WHOLE // whole) if whole > 0 else _WHOLE // 2


def _within(cells: int, whole: int, least: int) -> int:
    least = min(least, whole // 2)
    return max(least, min(cells, whole - least))


class Panes(Container):
    """The panes, arranged as the size of the screen allows."""

    DEFAULT_CSS = """
    Panes { height: 1fr; }
    """

    # What it holds fits it: that its size was told is no reason to draw all of it once more.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)

    class Divided(Message):
        """The division was dragged to another place."""

    def __init__(self, list_: Widget, card: Widget, topics: Widget | None) -> None:
        """Hold the list, the card, and (made when there is room for it) the topics."""
        super().__init__(*([topics] if topics else []), list_, card)
        self._list, self._card, self.topics = list_, card, topics
        self.division = Division()
        self._layout = _PanesLayout()
        self._dragging = False

    def add_topics(self, topics: Widget) -> None:
        """There is room for the topics now."""
        self.topics = topics
        self.mount(topics, before=self._list)

    @property
    def arrangement(self) -> Arrangement:
        """How the panes are arranged now."""
        return arrangement_of(self.app.size)

    @property
    def layout(self) -> Layout:
        """Our own way to arrange the panes."""
        return self._layout

    def places(self, size: Size) -> dict[Widget, Region]:
        """Where each pane is that is shown; a pane that is alone has all."""
        if not (self._list.display and self._card.display):
            return dict.fromkeys((self._list, self._card), size.region)
        places = arranged(size, self.arrangement, self.division)
        # On a screen that shrinks both are there for a moment: else the card would lose the focus.
        found = {self._list: places.list, self._card: places.card or places.list}
        if self.topics and places.topics:
            found[self.topics] = places.topics
        return found

    def divide(self, division: Division) -> None:
        """Divide the panes otherwise from now on."""
        if division != self.division:
            self.division = division
            self._clear_arrangement_cache()
            self.refresh(layout=True)

    def move_division(self, steps: int) -> bool:
        """Give the list more or less room; return whether there is a division to be moved."""
        if not self._is_divided():
            return False
        before = arranged(self.size, self.arrangement, self.division).list.size
        if self.arrangement == "stacked":
            cells = before.height + steps * _STEP_LINES
        else:
            cells = before.width + steps * _STEP_COLUMNS
        self.divide(divided_at(cells, self.size, self.arrangement, self.division))
        return True

    def is_division(self, x: int, y: int) -> bool:
        """Whether a cell of the screen is one of the two lines between list and card."""
        if not self._is_divided():
            return False
        list_, card = self._list.region, self._card.region
        if self.arrangement == "stacked":
            return y in (list_.bottom - 1, card.y)
        return x in (list_.right - 1, card.x) and list_.y <= y < list_.bottom

    def _is_divided(self) -> bool:
        return self.arrangement != "alone" and self._list.display and self._card.display

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take the division."""
        if self.is_division(event.screen_x, event.screen_y):
            event.stop()
            self._dragging = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the division."""
        if self._dragging:
            event.stop()
            list_ = self._list.region
            stacked = self.arrangement == "stacked"
            cells = event.screen_y - list_.y if stacked else event.screen_x - list_.x
            self.divide(divided_at(cells + 1, self.size, self.arrangement, self.division))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let the division go."""
        if self._dragging:
            event.stop()
            self._dragging = False
            self.release_mouse()
            self.post_message(self.Divided())


class _PanesLayout(Layout):
    """Puts each pane where `Panes.places` has it."""

    name = "panes"

    def arrange(
        self,
        parent: Widget,
        children: list[Widget],
        size: Size,
        greedy: bool = True,  # noqa: ARG002 - Textual's signature
    ) -> ArrangeResult:
        """Place the children that are shown."""
        parent.pre_layout(self)
        places = parent.places(size) if isinstance(parent, Panes) else {}
        return [
            WidgetPlacement(places[child], NULL_OFFSET, NULL_SPACING, child)
            for child in children
            if child in places
        ]

"""The parts of the pulse, one widget each: what they draw stands in `pulse_drawing`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from textual.content import Content
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.widget import Widget

from cardreader.clean import checked
from cardreader.index.pulse import Tally
from cardreader.ui.periods import Bar, bars
from cardreader.ui.pulse_drawing import (
    Figures,
    amount,
    bars_that_fit,
    chart_lines,
    hint_lines,
    rank_lines,
    room_for,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events
    from textual.strip import Strip

    from cardreader.index.pulse import Day
    from cardreader.ui.card_row import RowStyles
    from cardreader.ui.periods import Window
    from cardreader.ui.pulse_drawing import Measure

Item = TypeVar("Item", bound=Figures)

_LEFT_BUTTON = 1
_A_PAGE_OF_BARS = 7


class Part(Widget, Generic[Item], can_focus=True):
    """Bars with a cursor; without any, a hint why there are none."""

    ALLOW_SELECT = False

    class Pointed(Message):
        """Something else is under the cursor."""

    class Chosen(Message):
        """The bar under the cursor was clicked again."""

    def __init__(self, styles: Callable[[], RowStyles], by: Measure, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.items: Sequence[Item] = ()
        self.cursor = 0
        self.by: Measure = by
        self._hint = "counting…"
        self._styles = styles
        self._clicked = -1
        self._drawn: tuple[object, list[Strip]] = (None, [])

    @property
    def current(self) -> Item | None:
        """What is under the cursor."""
        return self.items[self.cursor] if self.items else None

    @property
    def told(self) -> str:
        """What is under the cursor, in words; '' for nothing."""
        raise NotImplementedError

    @property
    def condition(self) -> tuple[str, str]:
        """The field and the value that narrow to what is under the cursor."""
        raise NotImplementedError

    @property
    def page(self) -> int:
        """How far a page key moves."""
        raise NotImplementedError

    def show(self, items: Sequence[Item], hint: str = "", cursor: int = 0) -> None:
        """Show these; without any, a hint."""
        self.items, self._hint, self.cursor, self._clicked = items, hint, cursor, -1
        self.refresh()
        self.post_message(self.Pointed())

    def measure(self, by: Measure) -> None:
        """Let the bars tell something else."""
        self.by = by
        self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor, as far as there are bars."""
        self.go(self.cursor + step)

    def go(self, place: int) -> None:
        """Put the cursor on a bar."""
        place = clamp(place, 0, max(0, len(self.items) - 1))
        if place != self.cursor:
            before, self.cursor, self._clicked = self.cursor, place, -1
            self.redraw(before)
            self.post_message(self.Pointed())

    def redraw(self, before: int) -> None:
        """Draw what has changed since the cursor was on another bar."""
        raise NotImplementedError

    def item_at(self, x: int, y: int) -> int | None:
        """Return which bar is at a place of the content."""
        raise NotImplementedError

    def lines(self, size: Size) -> list[Strip]:
        """Draw all bars."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """One line; all are drawn together."""
        size, styles = self.content_size, self._styles()
        state = (size, styles, self.has_focus, self.items, self.cursor, self.by, self._hint)
        if self._drawn[0] != state:
            width, height = size
            hint = hint_lines(checked(self._hint, block=True), width, height, styles)
            self._drawn = state, self.lines(size) if self.items else hint
        return self._drawn[1][y]

    def on_click(self, event: events.Click) -> None:
        """Go to the bar that was clicked; the second click on it takes it."""
        offset = event.get_content_offset(self)
        if offset is None or event.button != _LEFT_BUTTON:
            return
        place = self.item_at(*offset)
        if place is None or place >= len(self.items):
            return
        if place == self._clicked:
            self.post_message(self.Chosen())
        self.go(place)
        self._clicked = place

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """To the next one."""
        event.stop()
        self.move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """To the one before."""
        event.stop()
        self.move(-1)


class Chart(Part[Bar]):
    """The days of a time, or longer bars where they are too many."""

    def __init__(self, styles: Callable[[], RowStyles], by: Measure) -> None:
        super().__init__(styles, by, "days")
        self._days: Sequence[Day] = ()
        self._window: Window | None = None
        self._told = ("", "")

    @property
    def told(self) -> str:
        """The day, in words."""
        return self.current.told if self.current else ""

    @property
    def condition(self) -> tuple[str, str]:
        """The days of the bar."""
        return "date", self.items[self.cursor].value

    @property
    def page(self) -> int:
        """Less than a screen: there is one screen only."""
        return _A_PAGE_OF_BARS

    def show_time(self, days: Sequence[Day], window: Window) -> None:
        """Show a time; the cursor stays on its day if that is still in sight."""
        self._days, self._window = days, window
        self._lay_out()

    def tell(self, note: str) -> None:
        """Write what is drawn, and a note, into the frame, if that has changed: it draws all."""
        told = f"{self.by} by {self.items[0].unit if self.items else 'day'}", note
        if told != self._told:
            self._told = told
            self.border_title, self.border_subtitle = map(Content, told)

    def on_resize(self) -> None:
        """Draw longer or shorter bars, as there is room."""
        self._lay_out()

    def _lay_out(self) -> None:
        if self._window is None or not self.content_size.width:
            return
        at = self.current.last if self.current else None
        items = bars(self._days, self._window, bars_that_fit(self.content_size.width))
        filled = [place for place, bar in enumerate(items) if bar.cards]
        newest = filled[-1] if filled else len(items) - 1
        same = [place for place, bar in enumerate(items) if at and bar.first <= at <= bar.last]
        self.show(items, cursor=same[0] if same else newest)

    def redraw(self, before: int) -> None:
        """Draw two bars anew; all of them where they had to be moved."""
        width, height = self.content_size
        room = room_for(len(self.items), width, self.cursor)
        if room == room_for(len(self.items), width, before):
            self.refresh(room.region(before, height), room.region(self.cursor, height))
        else:
            self.refresh()

    def item_at(self, x: int, y: int) -> int | None:  # noqa: ARG002 - a bar's column is all its own
        """Return which bar is in a column."""
        return room_for(len(self.items), self.content_size.width, self.cursor).bar_at(x)

    def lines(self, size: Size) -> list[Strip]:
        """Draw all bars."""
        focused = self.has_focus
        return chart_lines(self.items, self.by, self.cursor, size, self._styles(), focused=focused)


class Ranks(Part[Tally]):
    """Topics or providers, the greatest first, below a line that says what the numbers are."""

    def __init__(self, field: str, id: str, styles: Callable[[], RowStyles], by: Measure) -> None:  # noqa: A002 - Textual's name
        super().__init__(styles, by, id)
        self.border_title = id
        self._field = field
        self._top = 0  # the first one on the screen

    @property
    def told(self) -> str:
        """The name, and what it is the name of."""
        return f"{self._field} {self.current.name}" if self.current else ""

    @property
    def condition(self) -> tuple[str, str]:
        """The topic or provider."""
        return self._field, self.items[self.cursor].value

    @property
    def page(self) -> int:
        """The rows on the screen but one."""
        return max(1, self.content_size.height - 2)

    def show(self, items: Sequence[Tally], hint: str = "", cursor: int = 0) -> None:
        """Show these in the order of what is measured; a cursor that was moved stays on its row."""
        at = self.current.value if self.current and self.cursor else None
        ordered = sorted(items, key=lambda tally: (-amount(tally, self.by), tally.name))
        same = [place for place, tally in enumerate(ordered) if tally.value == at]
        super().show(ordered, hint, same[0] if same else cursor)
        self._top = 0
        self.redraw(self.cursor)

    def measure(self, by: Measure) -> None:
        """Sort anew; the cursor goes to the top."""
        self.by, self.cursor = by, 0
        items, self.items = self.items, ()
        self.show(items, self._hint)

    def redraw(self, before: int) -> None:
        """Draw two rows anew; all of them where they had to be scrolled."""
        rows = max(1, self.content_size.height - 1)
        top = clamp(self._top, self.cursor - rows + 1, self.cursor)
        if top == self._top:
            width = self.content_size.width
            self.refresh(*(Region(0, 1 + row - top, width, 1) for row in (before, self.cursor)))
        else:
            self._top = top
            self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.redraw(self.cursor)

    def item_at(self, x: int, y: int) -> int | None:  # noqa: ARG002 - a row is as wide as the list
        """Return which one is in a line."""
        return self._top + y - 1 if y else None

    def lines(self, size: Size) -> list[Strip]:
        """Draw what is on the screen."""
        focused = self.has_focus
        name = "" if self.gutter.top else f"{self.border_title}"  # else the frame tells it
        return rank_lines(
            self.items, self.by, self.cursor, self._top, size, self._styles(),
            name=name, focused=focused,
        )  # fmt: skip


class Words(Widget):
    """The figures under the cursor, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[str] = ()

    def say(self, parts: Sequence[str]) -> None:
        """Show these, the last of them only where there is room."""
        if parts != self._parts:
            self._parts = parts
            self.refresh()

    def render(self) -> Content:
        """Lay them out for the present width."""
        width = self.size.width
        for count in range(len(self._parts), 0, -1):
            line = Content(checked(" " + " · ".join(self._parts[:count])))
            if line.cell_length <= width:
                return line
        return Content(checked(" ".join(["", *self._parts[:1]]))).truncate(width, ellipsis=True)

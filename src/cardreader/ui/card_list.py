"""The list of cards: it holds row numbers, and fetches and draws what is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from cardreader.clean import checked
from cardreader.heat import LEVELS
from cardreader.ui.card_row import Cursor, RowStyles, draw, name_at
from cardreader.ui.commands import bindings
from cardreader.ui.selection import NOTHING, Selection
from cardreader.ui.themes import heat_colours
from cardreader.ui.when import relative

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual import events

    from cardreader.card.values import Summary
    from cardreader.ui.card_row import Name
    from cardreader.ui.lit import Lit

    Fetch = Callable[[Sequence[int]], Sequence[Summary | None]]
    RowKey = tuple[Summary | None, str, int, Cursor, Lit | None, bool]

# In rows. A window is what one fetch brings; what is kept is far more than any screen shows.
_WINDOW = 128
_KEPT = 8 * _WINDOW
_LEFT_BUTTON = 1
_TWICE = 2
_BRIGHT = Style(dim=False)


class _Summaries:
    """The summaries around the screen, fetched a window at a time; the least used are let go."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._kept: LRUCache[int, Summary | None] = LRUCache(_KEPT)

    def at(self, ids: Sequence[int], position: int) -> Summary | None:
        """The summary of the card at a position of `ids`; None when the card is gone.

        Raises ValueError when the fetch does not answer with one entry per row number.
        """
        card = ids[position]
        if card not in self._kept:
            start = position - position % _WINDOW
            wanted = [id_ for id_ in ids[start : start + _WINDOW] if id_ not in self._kept]
            for id_, summary in zip(wanted, self._fetch(wanted), strict=True):
                self._kept[id_] = summary
        return self._kept[card]

    def drop(self, ids: Iterable[int]) -> None:
        """Forget these cards, so that they are fetched anew when next asked for."""
        for id_ in ids:
            self._kept.discard(id_)

    def clear(self) -> None:
        """Forget all cards."""
        self._kept.clear()


class CardList(ScrollView, can_focus=True, inherit_bindings=False):
    """A virtual list of cards with a cursor. What a key costs does not depend on its length.

    `fetch` gives one summary per row number, in their order, None for a card that is gone. `now`
    is the clock, in seconds since 1970. It has actions but no keys: those come from one table.
    """

    BINDINGS = bindings("list")
    is_pane = True  # its keys take effect at once: see `typeahead`
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "card-list--unread",
        "card-list--read",
        "card-list--meta",
        "card-list--star",
        "card-list--new",
        "card-list--gone",
        "card-list--lit",
        "card-list--hint",
        "card-list--cursor",
        "card-list--cursor-blurred",
        "card-list--selected",
        "card-list--heat-0",
        "card-list--heat-1",
        "card-list--heat-2",
        "card-list--heat-3",
        "card-list--heat-4",
        "card-list--heat-5",
    }
    DEFAULT_CSS = """
    CardList {
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        content-align: center middle;
        text-align: center;

        & > .card-list--unread { text-style: bold; }
        & > .card-list--read { color: $text-muted; }
        & > .card-list--meta { color: $text-muted; }
        & > .card-list--star { color: $text-warning; text-style: bold; }
        & > .card-list--new { color: $text-success; text-style: bold; }
        & > .card-list--gone { color: $text-disabled; text-style: italic; }
        & > .card-list--lit { color: $text-success; text-style: underline; }
        & > .card-list--hint { color: $text-muted; }
        & > .card-list--cursor { color: $primary; background: $primary 25%; }
        & > .card-list--cursor-blurred { color: $text-muted; background: $foreground 8%; }
        & > .card-list--selected {
            color: $text-accent; background: $accent 12%; text-style: bold;
        }
        & > .card-list--heat-0 { color: $text-muted; }
        & > .card-list--heat-1 { color: $text-primary 75%; }
        & > .card-list--heat-2 { color: $text-primary; }
        & > .card-list--heat-3 { color: $text-warning; }
        & > .card-list--heat-4 { color: $warning; }
        & > .card-list--heat-5 { color: $error-lighten-1; text-style: bold; }
        &:light > .card-list--heat-4 { color: $error; }
        &:light > .card-list--heat-5 { color: $text-error; text-style: bold; }
        &:ansi > .card-list--read { text-style: dim; }
        &:ansi > .card-list--cursor { background: ansi_bright_black; }
        &:ansi:light > .card-list--cursor { background: ansi_white; }
        &:ansi > .card-list--cursor-blurred { background: transparent; }
        &:ansi > .card-list--selected { background: transparent; }
    }
    """

    empty_hint: reactive[str] = reactive("")
    """What an empty list says; plain text, wrapped to its width and centred."""

    class Moved(Message):
        """The current card is another one; `id` is None and `position` -1 where there is none."""

        def __init__(self, position: int, id_: int | None) -> None:
            super().__init__()
            self.position = position
            self.id = id_

    class NameClicked(Message):
        """The name of a topic or of a provider was clicked."""

        def __init__(self, name: Name) -> None:
            super().__init__()
            self.name = name

    class Opened(Message):
        """A card was clicked twice: the reader wants to open its article."""

        def __init__(self, position: int, id_: int) -> None:
            super().__init__()
            self.position = position
            self.id = id_

    class Selected(Message):
        """Other cards are selected than before."""

    class Entered(Message):
        """The current card was clicked: the reader may want to go into it."""

        def __init__(self, position: int, id_: int) -> None:
            super().__init__()
            self.position = position
            self.id = id_

    def __init__(
        self,
        fetch: Fetch,
        now: Callable[[], float],
        *,
        compact: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._summaries = _Summaries(fetch)
        self._now = now
        self._compact = compact
        self._row_height = 1 if compact else 2
        self._ids: Sequence[int] = ()
        self._position = -1
        self._selection = NOTHING
        self._expected = Size()
        self._styles: RowStyles | None = None
        self._styles_stale = True
        self._clicked: int | None = None  # the row that was clicked last, but not on a name
        self._lit: Lit | None = None
        self._drawn: LRUCache[RowKey, tuple[Strip, ...]] = LRUCache(_KEPT)
        self._keys: dict[int, RowKey] = {}  # by position, as each row was drawn last

    # What is shown

    @property
    def ids(self) -> Sequence[int]:
        """The row numbers of the cards, in order."""
        return self._ids

    @property
    def position(self) -> int:
        """Where the cursor is, from 0; -1 in an empty list."""
        return self._position

    @property
    def current(self) -> int | None:
        """The row number of the card under the cursor; None in an empty list."""
        return self._ids[self._position] if self._position >= 0 else None

    @property
    def selection(self) -> Selection:
        """Which rows are selected; `at` the cursor, with the range that is being drawn."""
        return self._selection

    @property
    def selected(self) -> Selection:
        """Which rows are selected now."""
        return self._selection.at(self._position)

    @property
    def line(self) -> int:
        """The line of the screen that the row under the cursor begins on, from the list's top."""
        return max(0, self._position) * self._row_height - self.scroll_offset.y

    def expect(self, size: Size) -> None:
        """Be ready for this size of the content (scrollbar included) before it is laid out."""
        self._expected = size

    def summary(self, position: int) -> Summary | None:
        """The summary of the card at a position; None when the card is gone.

        Raises IndexError where the list has no such position.
        """
        return self._summaries.at(self._ids, position)

    def show(self, ids: Sequence[int], cursor: int = 0, line: int = 0) -> None:
        """Show a new view, its row under the cursor at the top as far as there are rows below.

        Another `line` may be given, as `line` tells it.
        """
        self._put(ids, cursor, NOTHING)
        self._scroll_to_line(self._position * self._row_height - line)
        self._follow()
        self._tell_moved()

    def replace(
        self,
        ids: Sequence[int],
        position: int,
        line: int | None = None,
        selection: Selection = NOTHING,
    ) -> None:
        """Show a newer state of the view; the row under the cursor keeps its line on the screen.

        Where that is not possible it comes as near as the ends of the list allow. A cursor that
        was scrolled out of sight stays out of sight. Another `line` may be given, as `line` told
        it before. `selection` is what is selected in the newer state.
        """
        before = (self._position, self.current)
        follows = line is None and self._is_visible(self._position)
        line = self.line if line is None else line
        self._put(ids, position, selection)
        self._scroll_to_line(self._position * self._row_height - line)
        if follows:
            self._follow()
        if (self._position, self.current) != before:
            self._tell_moved()

    def refresh_rows(self, ids: Iterable[int] | None = None) -> None:
        """Fetch these cards anew, as far as they are on the screen, and draw what has changed.

        None stands for all: use it where they are many, the cost grows with the row numbers given.
        """
        if ids is None:
            self._summaries.clear()
            width = self.scrollable_size.width
            for position in self._visible_positions():
                if self._keys.get(position) != self._key(position, width):
                    self._redraw(position)
            return
        changed = frozenset(ids)
        self._summaries.drop(changed)
        for position in self._visible_positions():
            if self._ids[position] in changed:
                self._redraw(position)

    def set_compact(self, compact: bool) -> None:
        """Draw a card in one line, or in two again; the row under the cursor keeps its line."""
        line = self.line
        self._compact, self._row_height = compact, 1 if compact else 2
        self._drawn.clear()
        self.virtual_size = Size(1, len(self._ids) * self._row_height)
        self._scroll_to_line(max(0, self._position) * self._row_height - line)
        self._follow()
        self.refresh()

    def light(self, lit: Lit | None) -> None:
        """Light the words that a search was found by, from the next drawing on."""
        if lit is not self._lit:
            self._lit = lit
            self.refresh(Region(0, 0, *self.scrollable_size))

    def tell_place(self, place: str) -> None:
        """Write where the cursor is into the lower border, and draw only that line anew."""
        self._border_subtitle = Content(place)  # assigning the public one draws all rows
        self.refresh(Region(0, self.content_size.height, self.size.width, 1))

    def _put(self, ids: Sequence[int], position: int, selection: Selection) -> None:
        """Take over other rows, without scrolling."""
        was = self.selected
        self._ids = ids
        self._selection = selection
        self._position = clamp(position, 0, len(ids) - 1) if len(ids) else -1
        self._summaries.clear()
        # Assigning it would have all the screen laid out anew, and the list's frame drawn.
        self.set_reactive(CardList.virtual_size, Size(1, len(ids) * self._row_height))
        if not self.is_mounted:
            self.show_vertical_scrollbar = self.virtual_size.height > self._expected.height
            return
        self._scroll_update(self.virtual_size)
        self.refresh(Region(0, 0, *self.scrollable_size))
        if self.selected != was:
            self.post_message(self.Selected())

    def _tell_moved(self) -> None:
        self.post_message(self.Moved(self._position, self.current))

    # Moving

    def move_to(self, position: int) -> None:
        """Put the cursor on a row (the nearest one there is) and scroll it into sight."""
        if not len(self._ids):
            return
        old, self._position = self._position, clamp(position, 0, len(self._ids) - 1)
        self._follow()
        if self._position != old:
            self._redraw(old)
            self._redraw(self._position)
            self._tell_moved()
            if self._selection.anchor is not None:
                self._redraw_selected(self._selection.at(old))

    def action_cursor_down(self) -> None:
        """To the next card."""
        self.move_to(self._position + 1)

    def action_cursor_up(self) -> None:
        """To the previous card."""
        self.move_to(self._position - 1)

    def action_first(self) -> None:
        """To the first card."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last card."""
        self.move_to(len(self._ids) - 1)

    def action_page_down(self) -> None:
        """Down by the rows on the screen but one."""
        self.move_to(self._position + self._page())

    def action_page_up(self) -> None:
        """Up by the rows on the screen but one."""
        self.move_to(self._position - self._page())

    def _page(self) -> int:
        """The rows that a page key moves by."""
        return max(1, self.scrollable_size.height // self._row_height - 1)

    def on_click(self, event: events.Click) -> None:
        """Move to the clicked row; a name is chosen, and the second of two clicks opens the row."""
        offset = event.get_content_offset(self)
        if offset is None or event.button != _LEFT_BUTTON:
            return
        position, line = divmod(self.scroll_offset.y + offset.y, self._row_height)
        if position >= len(self._ids):
            self._clicked = None
            return
        card = self._ids[position]
        if event.chain > 1:  # never another card than the one that was clicked first
            if event.chain == _TWICE and card == self._clicked == self.current:
                self.post_message(self.Opened(position, card))
            return
        summary = self.summary(position)
        name = self._name_at(summary, line, offset.x) if summary else None
        self._clicked = card if name is None else None
        if name:
            self.post_message(self.NameClicked(name))
        elif position == self._position:
            self.post_message(self.Entered(position, card))
        else:
            self.move_to(position)

    def _name_at(self, summary: Summary, line: int, cell: int) -> Name | None:
        """The topic or provider whose name is drawn at a cell of a card's row."""
        age = relative(summary.published, self._now())
        width = self.scrollable_size.width
        return name_at(summary, age, width, line, cell, compact=self._compact)

    def on_resize(self) -> None:
        """Keep the cursor in sight when the screen changes its size."""
        self._follow()

    def on_show(self) -> None:
        """Catch up with a cursor that was moved while the list was hidden."""
        self._follow()

    # Selecting

    def action_select(self) -> None:
        """Select the card, or no longer, and go to the next one; a range that is drawn ends."""
        if self._selection.anchor is not None:
            self._select(self.selected)
        elif self._position >= 0:
            self._select(self._selection.toggled(self._position))
            self.action_cursor_down()

    def action_select_range(self) -> None:
        """Begin a range that follows the cursor, or end it."""
        if self._selection.anchor is not None:
            self._select(self.selected)
        elif self._position >= 0:
            self._select(self._selection.begun(self._position))

    def select_none(self) -> bool:
        """Select nothing any more; return whether anything was selected."""
        was = bool(self.selected.runs)
        self._select(NOTHING)
        return was

    def _select(self, selection: Selection) -> None:
        was, self._selection = self.selected, selection
        self._redraw_selected(was)

    def _redraw_selected(self, was: Selection) -> None:
        """Draw those rows anew that are selected or not, other than before, and tell of it."""
        now = self.selected
        if now == was:
            return
        for position in self._visible_positions():
            if now.has(position) != was.has(position):
                self._redraw(position)
        self.post_message(self.Selected())

    # Scrolling

    def _visible_positions(self) -> range:
        """The positions of which at least one line is on the screen."""
        top = self.scroll_offset.y
        bottom = top + self.scrollable_size.height
        stop = -(-bottom // self._row_height)
        return range(top // self._row_height, min(stop, len(self._ids)))

    def _is_visible(self, position: int) -> bool:
        return position in self._visible_positions()

    def _follow(self) -> None:
        """Scroll as little as needed, by whole rows, to have the cursor's row in sight."""
        height = self.scrollable_size.height
        if not height or self._position < 0:
            return
        top = self._position * self._row_height
        if top < self.scroll_offset.y:
            self._scroll_to_line(top)
        elif top + self._row_height > self.scroll_offset.y + height:
            rows = max(1, height // self._row_height)
            self._scroll_to_line((self._position - rows + 1) * self._row_height)

    def _scroll_to_line(self, line: int) -> None:
        """Have this line at the top of the screen, or the nearest that the ends allow."""
        if self.is_mounted:
            self.scroll_to(y=line, animate=False, force=True)
        else:  # where it begins: scrolling there later would draw all rows twice
            line = clamp(line, 0, max(0, self.virtual_size.height - self._expected.height))
            self.set_reactive(CardList.scroll_y, float(line))
            self.set_reactive(CardList.scroll_target_y, float(line))

    def on_mount(self) -> None:
        """Have the scroll bar begin where the list does."""
        if self.scroll_y and self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = self.scroll_y

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The line of the screen that is `y` lines below the top of the list."""
        width = self.scrollable_size.width
        if not len(self._ids):
            return self._hint_line(y, width)
        position, line = divmod(self.scroll_offset.y + y, self._row_height)
        if position >= len(self._ids):
            return Strip.blank(width, self.row_styles().base)
        return self._row(position, width)[line]

    def notify_style_update(self) -> None:
        """Look the colours up again before the next row is drawn."""
        super().notify_style_update()
        self._styles_stale = True

    def _row(self, position: int, width: int) -> tuple[Strip, ...]:
        """The drawn lines of a row; from the cache where nothing they show has changed."""
        styles = self.row_styles()
        key = self._key(position, width)
        if len(self._keys) > _KEPT:
            self._keys.clear()
        self._keys[position] = key
        lines = self._drawn.get(key)
        if lines is None:
            summary, age, _, cursor, lit, selected = key
            lines = draw(
                summary, age, width, styles, cursor,
                compact=self._compact, lit=lit, selected=selected,
            )  # fmt: skip
            self._drawn[key] = lines
        return lines

    def _key(self, position: int, width: int) -> RowKey:
        """What decides how a row looks, but for the colours."""
        summary = self._summaries.at(self._ids, position)
        age = relative(summary.published, self._now()) if summary else ""
        cursor = Cursor.AWAY
        if position == self._position:
            cursor = Cursor.FOCUSED if self.has_focus else Cursor.BLURRED
        selected = bool(self._selection.runs or self._selection.anchor is not None) and (
            self.selected.has(position)
        )
        return summary, age, width, cursor, self._lit, selected

    def _hint_line(self, y: int, width: int) -> Strip:
        """A line of the hint that an empty list shows."""
        style = self.get_visual_style("card-list--hint")
        hint = Content(checked(self.empty_hint, block=True))
        lines = Visual.to_strips(self, hint, width, self.scrollable_size.height, style, pad=True)
        return lines[y] if y < len(lines) else Strip.blank(width, style.rich_style)

    def _redraw(self, position: int) -> None:
        """Draw one row anew, if it is on the screen."""
        if not self._is_visible(position):
            return
        top = position * self._row_height - self.scroll_offset.y
        self.refresh(Region(0, top, self.size.width, self._row_height))

    def row_styles(self) -> RowStyles:
        """The component styles as a row wants them; drops what was drawn with other ones."""
        if self._styles is None or self._styles_stale:
            styles = self._look_up_styles()
            if styles != self._styles:
                self._styles = styles
                self._drawn.clear()
            self._styles_stale = False
        return self._styles

    def _look_up_styles(self) -> RowStyles:
        part = self.get_component_rich_style
        return RowStyles(
            base=self.rich_style,
            unread=part("card-list--unread"),
            read=part("card-list--read"),
            meta=part("card-list--meta"),
            star=part("card-list--star"),
            new=part("card-list--new"),
            gone=part("card-list--gone"),
            lit=part("card-list--lit") + _BRIGHT,
            cursor=part("card-list--cursor"),
            cursor_blurred=part("card-list--cursor-blurred"),
            selected=part("card-list--selected"),
            heat=self._heat_styles(),
        )

    def _heat_styles(self) -> tuple[Style, ...]:
        """From cold to hot; a scale of the theme's own goes over that of the styles above."""
        styles = [
            self.get_component_rich_style(f"card-list--heat-{level}") for level in range(LEVELS)
        ]
        for level, colour in enumerate(heat_colours(self.app.theme_variables)):
            styles[level] += Style(color=colour.rich_color)
        return tuple(styles)

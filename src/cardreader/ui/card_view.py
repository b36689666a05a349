"""One card as a page on the screen: laid out for the width, scrolled, drawn line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from cardreader.clean import checked
from cardreader.ui.card_page import WHY, compose
from cardreader.ui.strips import tight
from cardreader.ui.themes import heat_colours
from cardreader.ui.typesetting import Draft, lay_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.selection import Selection

    from cardreader.card.values import Detail, Summary, Target
    from cardreader.ui.lit import Lit
    from cardreader.ui.typesetting import Line, Passage

    Look = tuple[Passage, Line, bool, tuple[int, int] | None]
    Why = Callable[[Summary], Sequence[str]]

_STYLES = (
    "title", "provider", "topic", "meta", "faint", "notice", "star", "unread", "text", "heading",
    "section", "day", "this", WHY, "link", "image", "code", "quote", "rail", "rule", "number",
    "target", "target-read", "heat-0", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5", "lit",
)  # fmt: skip
_PREFIX = "card-detail--"
_SELECTED = f"{_PREFIX}selected"
_HINT = f"{_PREFIX}hint"
_MARK = "▌"
MARGIN = 1  # cells at the left of the page, and as many at the right
_TOP = (0, 0)
_LINES_ABOVE, _LINES_BELOW = 2, 1  # of the selected target: above stand its day and section
_SCROLLBAR = 1  # cells, as the styles below say, which hold only once the pane is mounted


class Spot(NamedTuple):
    """Where a reader is in a card: the position at the top of the screen, the selected target."""

    top: tuple[int, int] = _TOP
    selected: int = -1


class CardView(ScrollView, can_focus=True, inherit_bindings=False):
    """The page of one card, and which of its targets (related items, items, links) is selected.

    `now` is the clock, in seconds since 1970.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"{_PREFIX}{name}" for name in _STYLES} | {
        _SELECTED,
        _HINT,
    }
    DEFAULT_CSS = """
    CardView {
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;
        content-align: center middle;
        text-align: center;

        & > .card-detail--title { text-style: bold; }
        & > .card-detail--provider { color: $foreground; }
        & > .card-detail--topic { color: $text-muted; }
        & > .card-detail--meta { color: $text-muted; }
        & > .card-detail--faint { color: $text-disabled; }
        & > .card-detail--notice { color: $text-warning; text-style: italic; }
        & > .card-detail--star { color: $text-warning; text-style: bold; }
        & > .card-detail--unread { color: $text-primary; }
        & > .card-detail--text { color: $foreground; }
        & > .card-detail--heading { color: $text-primary; text-style: bold; }
        & > .card-detail--section { color: $text-primary; text-style: bold; }
        & > .card-detail--why { color: $text-muted; }
        & > .card-detail--day { color: $text-muted; text-style: bold; }
        & > .card-detail--this { color: $text-muted; text-style: italic; }
        & > .card-detail--link { color: $text-accent; }
        & > .card-detail--image { color: $text-muted; text-style: italic; }
        & > .card-detail--code { color: $text-success; }
        & > .card-detail--quote { color: $text-muted; }
        & > .card-detail--rail { color: $primary; }
        & > .card-detail--rule { color: $text-disabled; }
        & > .card-detail--number { color: $text-muted; }
        & > .card-detail--target { color: $foreground; }
        & > .card-detail--target-read { color: $text-muted; }
        & > .card-detail--selected { color: $primary; background: $primary 25%; }
        & > .card-detail--lit { color: $text-success; text-style: bold underline; }
        & > .card-detail--hint { color: $text-muted; }
        & > .card-detail--heat-0 { color: $text-muted; }
        & > .card-detail--heat-1 { color: $text-primary 75%; }
        & > .card-detail--heat-2 { color: $text-primary; }
        & > .card-detail--heat-3 { color: $text-warning; }
        & > .card-detail--heat-4 { color: $warning; }
        & > .card-detail--heat-5 { color: $error-lighten-1; text-style: bold; }
        &:light > .card-detail--heat-4 { color: $error; }
        &:light > .card-detail--heat-5 { color: $text-error; text-style: bold; }
        &:ansi > .card-detail--selected { background: ansi_bright_black; }
        &:ansi:light > .card-detail--selected { background: ansi_white; }
    }
    """

    empty_hint: reactive[str] = reactive("")
    """What the pane says where there is no card; plain text, wrapped to its width and centred."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._now = now
        self._detail: Detail | None = None
        self._page = lay_out(Draft(), 0)
        self._page_width = 0
        self._expected = Size()
        self._height = 0
        self._cursor = -1
        self._why: Why | None = None
        self._drawn: dict[int, Look | None] = {}  # the lines of the screen, as drawn last
        self._lit: Lit | None = None
        # By passage and part of it, as they are drawn.
        self._lit_places: dict[tuple[int, int], Sequence[tuple[int, int]]] = {}
        self._styles: dict[str, Style] = {}
        self._base: RichStyle | None = None

    # What is shown

    @property
    def detail(self) -> Detail | None:
        """What is shown."""
        return self._detail

    @property
    def targets(self) -> tuple[Target, ...]:
        """All targets of the page, in its order: related, items, links."""
        return self._page.draft.targets

    @property
    def selected(self) -> int:
        """The position of the selected target; -1 where none is, or it is out of sight."""
        in_sight = self._is_in_sight(self._cursor, self.scrollable_size.height)
        return self._cursor if in_sight else -1

    def expect(self, size: Size) -> None:
        """Be ready for this size of the content (scrollbar included) before it is laid out."""
        self._expected = size

    def target(self, number: int) -> Target | None:
        """The related item with this number, from 1; None where there is none."""
        related = [target for target in self.targets if target.kind == "related"]
        return related[number - 1] if 0 < number <= len(related) else None

    @property
    def spot(self) -> Spot:
        """Where the reader is in the card."""
        return Spot(self._page.position(self.scroll_offset.y), self.selected)

    def show(self, detail: Detail | None, spot: Spot | None = None) -> None:
        """Show a card from its top; a newer state of the same one where the reader is in it.

        With a `spot`, the reader comes back to where it was in this card.
        """
        before, was_selected = self._detail, self.selected
        old = self.targets[was_selected] if was_selected >= 0 else None
        same = detail and before and detail.summary.id == before.summary.id
        self._detail = detail
        self._cursor = -1
        draft = self._composed()
        if spot:
            self._cursor = min(spot.selected, len(draft.targets) - 1)
        elif same and old:
            self._cursor = _like(draft.targets, old)
        at = spot.top if spot else self.spot.top if same else _TOP
        self._put(draft, at)

    def explain(self, why: Why | None) -> None:
        """Explain in the page why the card stands where it does, or no longer."""
        is_new = why is not None and self._why is None
        self._why = why
        self._put(self._composed(), self.spot.top)
        passages = self._page.draft.passages
        said = [y for y, line in enumerate(self._page.lines) if passages[line.passage].style == WHY]
        if is_new and said:
            self._show_lines(said[0], said[-1])

    def _composed(self) -> Draft:
        if self._detail is None:
            return Draft()
        why = self._why(self._detail.summary) if self._why else ()
        return compose(self._detail, self._now(), why)

    def light(self, lit: Lit | None) -> None:
        """Light the words that a search was found by, from the next drawing on."""
        if lit is not self._lit:
            self._lit, self._lit_places = lit, {}
            self.refresh(Region(0, 0, *self.scrollable_size))

    def on_resize(self) -> None:
        """Set the page anew where its width has changed.

        The selected target stays in sight if it was, else what is at the top stays there.
        """
        was_in_sight = self._is_in_sight(self._cursor, self._height)
        self._height = self.scrollable_size.height
        if self._page_width != self.scrollable_size.width:
            self._put(self._page.draft, self.spot.top)
        if was_in_sight:
            self._follow()

    def _put(self, draft: Draft, top: tuple[int, int]) -> None:
        """Lay a draft out, and have what is at this position of it at the top of the screen."""
        self._page_width = self.scrollable_size.width
        self._lit_places = {}
        if not self.is_mounted:
            self._page_width = max(0, self._expected.width - _SCROLLBAR)
        self._page = lay_out(draft, self._page_width - 2 * MARGIN)
        # Assigning it would have all the screen laid out anew, and the pane's frame drawn.
        before, size = self.virtual_size, Size(1, len(self._page.lines))
        self.set_reactive(CardView.virtual_size, size)
        if not self.is_mounted:
            self.show_vertical_scrollbar = self.virtual_size.height > self._expected.height
            return
        line = self._page.line_at(top)
        if size != before or line != self.scroll_offset.y:  # either draws the scrollbar
            self._scroll_update(size)
            self._scroll_to_line(line)
        if self.text_selection is not None:
            self.screen.clear_selection()
        self.redraw()

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's
        """Show what is selected of the text now."""
        self.redraw()

    # Sight

    def _is_in_sight(self, index: int, height: int) -> bool:
        """Whether any line of a target is on the screen, were it so many lines high."""
        if index < 0:
            return False
        first, last = self._page.target_lines[index]
        top = self.scroll_offset.y
        return first < top + height and last >= top

    def _first_in_sight(self) -> int:
        """The first target that begins on the screen, -1 where there is none."""
        top = self.scroll_offset.y
        screen = range(top, top + self.scrollable_size.height)
        places = enumerate(self._page.target_lines)
        return next((index for index, (first, _) in places if first in screen), -1)

    def _last_in_sight(self) -> int:
        """The last target that ends on the screen, -1 where there is none."""
        top = self.scroll_offset.y
        screen = range(top, top + self.scrollable_size.height)
        places = enumerate(self._page.target_lines)
        return max((index for index, (_, last) in places if last in screen), default=-1)

    def _target_at(self, line: int) -> int:
        """The target to which a line of the page belongs, -1 for none."""
        if line >= len(self._page.lines):
            return -1
        return self._page.draft.passages[self._page.lines[line].passage].target

    def _follow(self) -> None:
        """Scroll as little as needed to have the selected target whole, and some lines around it.

        Of a target that is higher than the screen the beginning is shown.
        """
        height = self.scrollable_size.height
        if self._cursor < 0 or not height:
            return
        self._show_lines(*self._page.target_lines[self._cursor])

    def _show_lines(self, first: int, last: int) -> None:
        """Scroll as little as needed to have these lines in sight, if need be from the first on."""
        top, height = self.scroll_offset.y, self.scrollable_size.height
        has_room = last - first + _LINES_ABOVE + _LINES_BELOW < height
        above, below = (_LINES_ABOVE, _LINES_BELOW) if has_room else (0, 0)
        if first < top or last - first >= height:
            self._scroll_to_line(first - above)
        elif last >= top + height:
            self._scroll_to_line(last + below - height + 1)

    def _scroll_by(self, lines: int) -> None:
        self._scroll_to_line(self.scroll_offset.y + lines)

    def _scroll_to_line(self, line: int) -> None:
        """Have this line at the top of the screen, or the nearest that the ends allow."""
        if self.is_mounted:
            self.scroll_to(y=line, animate=False, force=True)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The line of the screen that is `y` lines below the top of the pane."""
        width = self.scrollable_size.width
        if self._detail is None:
            self._drawn.clear()
            return self._hint_line(y, width)
        self._drawn[y] = self._look(y)
        line = self.scroll_offset.y + y
        if line >= len(self._page.lines):
            return Strip.blank(width, self._base_style())
        content = self._page.content(line, self._page_styles(), self._lit_on(line))
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(line)) is not None:
            start, end = span
            style = self.screen.get_visual_style("screen--selection")
            content = content.stylize(style, start, None if end < 0 else end)
        segments = content.render_segments(self.visual_style)
        if self.has_focus and 0 <= self._cursor == self._target_at(line):
            return self._selected_line(segments, width)
        return tight([Segment(" ", self._base_style()), *segments], width, self._base_style())

    def _look(self, y: int) -> Look | None:
        """What decides how a line of the screen looks, but for colours; None for a blank one."""
        number = self.scroll_offset.y + y
        if number >= len(self._page.lines):
            return None
        line = self._page.lines[number]
        selection = self.text_selection
        return (
            self._page.draft.passages[line.passage],
            line._replace(passage=0),
            self.has_focus and 0 <= self._cursor == self._target_at(number),
            selection.get_span(number) if selection else None,
        )

    def redraw(self) -> None:
        """Draw the lines that look otherwise than they were drawn last, and no others.

        The words of a search, and other colours, are another matter.
        """
        width, height = self.scrollable_size
        if self._lit is not None or self._detail is None or len(self._drawn) < height:
            self.refresh(Region(0, 0, width, height))
            return
        for y in range(height):
            if self._drawn.get(y) != self._look(y):
                self.refresh(Region(0, y, width, 1))

    def _lit_on(self, line: int) -> Sequence[tuple[int, int]]:
        """What is lit of the passage that a line of the page is of."""
        if self._lit is None:
            return ()
        from cardreader.ui.lit import lit_in, part_of  # noqa: PLC0415 - only who searches pays

        drawn = self._page.lines[line]
        key = drawn.passage, part_of(drawn.start)
        if key not in self._lit_places:
            passage = self._page.draft.passages[drawn.passage]
            self._lit_places[key] = lit_in(passage, self._lit, key[1])
        return self._lit_places[key]

    def notify_style_update(self) -> None:
        """Look the colours up again before the next line is drawn."""
        super().notify_style_update()
        self._styles, self._base = {}, None

    def _selected_line(self, segments: list[Segment], width: int) -> Strip:
        """A line behind the mark and on the background of what is selected."""
        selected = self.get_component_rich_style(_SELECTED)
        over = RichStyle(bgcolor=selected.bgcolor)
        base = self._base_style()
        line = [Segment(text, (style or base) + over) for text, style, _ in segments]
        return tight([Segment(_MARK, selected), *line], width, base + over)

    def _hint_line(self, y: int, width: int) -> Strip:
        """A line of the hint that an empty pane shows."""
        style = self.get_visual_style(_HINT)
        hint = Content(checked(self.empty_hint, block=True))
        lines = Visual.to_strips(self, hint, width, self.scrollable_size.height, style, pad=True)
        return lines[y] if y < len(lines) else Strip.blank(width, style.rich_style)

    def _base_style(self) -> RichStyle:
        """The pane's own style, kept: Textual puts it together anew whenever it is asked."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    def _page_styles(self) -> dict[str, Style]:
        if not self._styles:
            self._styles = {name: self.get_visual_style(_PREFIX + name) for name in _STYLES}
            for level, colour in enumerate(heat_colours(self.app.theme_variables)):
                self._styles[f"heat-{level}"] += Style(foreground=colour)
        return self._styles


def _like(targets: tuple[Target, ...], wanted: Target) -> int:
    """The position of the target that leads where `wanted` does, -1 where there is none."""
    for index, target in enumerate(targets):
        if (target.kind, target.title, target.url) == (wanted.kind, wanted.title, wanted.url):
            return index
    return -1

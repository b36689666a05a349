"""The pulse as lines: bars that stand (days) and bars that lie (topics, providers). Pure.

Their length tells the measure that was chosen, their colour how hot their cards are, which the
numbers beside them and the line in words tell too.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from cardreader import heat
from cardreader.clean import checked
from cardreader.ui.card_row import fit, short_number
from cardreader.ui.wrapping import drawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.geometry import Size

    from cardreader.index.pulse import Tally
    from cardreader.ui.card_row import RowStyles
    from cardreader.ui.periods import Bar

Measure: TypeAlias = Literal["heat", "cards"]

AXIS = 7
"""The cells at the left of the bars, for the scale; none where it is narrow."""

_AXIS_FROM = 40
_FOOT = 2  # lines below the bars: the axis, and the dates
_WIDEST = 9
_STANDING = " ▁▂▃▄▅▆▇█"
_LYING = " ▏▎▍▌▋▊▉█"
_EIGHTHS = 8
_WEEK = 7

# In cells.
_NUMBER = 6
_SHARE = 12
_LEAST_NAME = 16
_MARK = "▌"


class Figures(Protocol):
    """What has cards and heat: a bar, or a topic or provider."""

    @property
    def cards(self) -> int:
        """How many cards."""

    @property
    def heat(self) -> int:
        """The heat of all of them."""


def amount(item: Figures, by: Measure) -> int:
    """What a bar's length tells."""
    return item.heat if by == "heat" else item.cards


def told(what: str, item: Figures) -> list[str]:
    """The figures in words, what matters most first."""
    if not item.cards:
        return [what, "no cards"]
    cards = "1 card" if item.cards == 1 else f"{item.cards:,} cards"
    each = [f"{item.heat // item.cards:,} a card"] if item.cards > 1 else []
    return [what, cards, f"heat {item.heat:,}", *each]


def hint_lines(hint: str, width: int, height: int, styles: RowStyles) -> list[Strip]:
    """Lines that say why there is nothing to see, in the middle."""
    texts = [line for part in hint.split("\n") for line in textwrap.wrap(part, max(width, 1))]
    above = [""] * ((height - len(texts)) // 2)
    lines = [*above, *texts, *[""] * height][:height]
    return [_filled([Segment(line.center(width), styles.meta)], width, styles) for line in lines]


class Room(NamedTuple):
    """Where bars stand: `left` cells from the edge, `pitch` cells apart, and which are shown."""

    left: int
    pitch: int
    start: int
    shown: int

    def bar_at(self, x: int) -> int | None:
        """Which bar is in this column."""
        place = (x - self.left) // self.pitch
        return self.start + place if x >= self.left and place < self.shown else None

    def region(self, bar: int, height: int) -> Region:
        """The columns of a bar."""
        return Region(self.left + (bar - self.start) * self.pitch, 0, self.pitch, height)


def bars_that_fit(width: int) -> int:
    """How many bars can stand side by side."""
    return max(1, width - _axis(width))


def room_for(count: int, width: int, cursor: int) -> Room:
    """Where so many bars stand; where they are too many, the one under the cursor is in sight."""
    left = _axis(width)
    fit = bars_that_fit(width)
    shown = min(count, fit)
    start = min(max(0, cursor - shown // 2), count - shown)
    return Room(left, max(1, min(_WIDEST, (width - left) // max(shown, 1))), start, shown)


def _axis(width: int) -> int:
    return AXIS if width >= _AXIS_FROM else 0


def chart_lines(
    bars: Sequence[Bar],
    by: Measure,
    cursor: int,
    size: Size,
    styles: RowStyles,
    *,
    focused: bool,
) -> list[Strip]:
    """The bars, the scale at their left, the dates below them."""
    width, height = size
    room = room_for(len(bars), width, cursor)
    shown = bars[room.start : room.start + room.shown]
    top = max((amount(bar, by) for bar in shown), default=0)
    rows = max(0, height - _FOOT)
    texts = [short_number(amount(bar, by)) if amount(bar, by) else "" for bar in shown]
    has_texts = rows > 1 and max(map(len, texts), default=0) < room.pitch
    full = rows - 1 if has_texts else rows
    columns = [
        _column(_eighths(amount(bar, by), top, full), text if has_texts else "", rows, room.pitch,
                _style(bar, styles))
        for bar, text in zip(shown, texts, strict=True)
    ]  # fmt: skip
    at = cursor - room.start
    over = Style(bgcolor=(styles.cursor if focused else styles.cursor_blurred).bgcolor, dim=False)
    if 0 <= at < len(columns):
        columns[at] = [
            Segment(text, (style or styles.base) + over) for text, style, _ in columns[at]
        ]
    lines = [
        [Segment(_scale(row, rows, full, top, room.left), styles.meta),
         *(column[row] for column in columns)]
        for row in range(rows)
    ]  # fmt: skip
    lines += _feet(shown, room, at, width, styles)
    return [_filled(line, width, styles) for line in lines[:height]]


def _column(eighths: int, text: str, rows: int, pitch: int, style: Style) -> list[Segment]:
    """A bar from top to bottom, with its number above it where there is room for numbers."""
    wide = pitch if pitch == 1 else pitch - 1
    above = rows - 1 - -(-eighths // _EIGHTHS)
    cells = []
    for row in range(rows):
        part = min(max(eighths - (rows - 1 - row) * _EIGHTHS, 0), _EIGHTHS)
        drawn = text.center(wide) if text and row == above else _STANDING[part] * wide
        cells.append(Segment(drawn.ljust(pitch), style if drawn.strip() else None))
    return cells


def _eighths(value: int, top: int, cells: int) -> int:
    """How long a bar is, in eighths of a cell: what there is is seen."""
    return max(1, round(value / top * cells * _EIGHTHS)) if value > 0 and cells > 0 else 0


def _scale(row: int, rows: int, full: int, top: int, left: int) -> str:
    """The scale at the left of a line: its top and its middle are told."""
    if not left:
        return ""
    from_bottom = rows - row
    marks = {full: top, full // 2: top * (full // 2) // full if full else 0}
    value = marks.get(from_bottom, 0)
    return f"{short_number(value):>{left - 2}}┤ " if value else " " * (left - 2) + "│ "


def _feet(
    shown: Sequence[Bar], room: Room, at: int, width: int, styles: RowStyles
) -> list[list[Segment]]:
    """The axis, with a mark below the bar under the cursor, and the dates."""
    line = list("─" * (room.pitch * len(shown)))
    wide = room.pitch if room.pitch == 1 else room.pitch - 1
    corner = f"{'└':>{room.left - 1}}─" if room.left else ""
    axis = [Segment(corner + "".join(line), styles.meta)]
    if 0 <= at < len(shown):
        middle = at * room.pitch + (wide - 1) // 2
        axis = [
            Segment(corner + "".join(line[:middle]), styles.meta),
            Segment("▲", Style(color=styles.cursor.color, bgcolor=styles.base.bgcolor)),
            Segment("".join(line[middle + 1 :]), styles.meta),
        ]
    return [axis, [Segment(_dates(shown, room, width), styles.meta)]]


def _dates(shown: Sequence[Bar], room: Room, width: int) -> str:
    """Dates below the bars, as many as there is room for; days by the week where they are many."""
    longest = max((len(bar.label) for bar in shown), default=0)
    step = -(-(longest + 2) // room.pitch)
    if shown and shown[0].unit == "day" and len(shown) > _WEEK:
        step = -(-step // _WEEK) * _WEEK
    text = ""
    for place in range(0, len(shown), step):
        longer = text.ljust(room.left + place * room.pitch) + shown[place].label
        text = longer if len(longer) <= width else text
    return text


def rank_lines(
    tallies: Sequence[Tally],
    by: Measure,
    cursor: int,
    first: int,
    size: Size,
    styles: RowStyles,
    *,
    name: str,
    focused: bool,
) -> list[Strip]:
    """Topics or providers from one on, below a line that says what the numbers are."""
    width, height = size
    top = max((amount(each, by) for each in tallies), default=0)
    shown = tallies[first : first + height - 1]
    lines = [_rank_head(name, by, width, styles)]
    lines += [
        _rank_line(each, by, top, width, styles, here=place == cursor, focused=focused)
        for place, each in enumerate(shown, first)
    ]
    return (lines + [Strip.blank(width, styles.base)] * height)[:height]


def _rank_head(title: str, by: Measure, width: int, styles: RowStyles) -> Strip:
    """The line above topics or providers: what the numbers are, with a mark at what sorts them."""
    marks = {each: "▾" if each == by else "" for each in ("cards", "heat")}
    numbers = f"{marks['cards']}cards".rjust(_NUMBER + 1) + f"{marks['heat']}heat".rjust(
        _NUMBER + 1
    )
    name = f" {title}"[: max(0, width - len(numbers) - 1)]
    line = f"{name:<{max(0, width - len(numbers) - 1)}}{numbers} "
    return _filled([Segment(line, styles.meta)], width, styles)


def _rank_line(
    tally: Tally, by: Measure, top: int, width: int, styles: RowStyles, *, here: bool, focused: bool
) -> Strip:
    """A topic or provider: its name, a bar that lies, cards and heat."""
    numbers = (
        f"{short_number(tally.cards):>{_NUMBER + 1}}{short_number(tally.heat):>{_NUMBER + 1}} "
    )
    room = width - 1 - len(numbers)
    cells = min(_SHARE, max(0, room - _LEAST_NAME - 1))
    name = room - cells - (1 if cells else 0)
    line = [
        Segment(_fit(tally.name, name) + (" " if cells else ""), styles.base),
        Segment(_lying(amount(tally, by), top, cells), _style(tally, styles)),
        Segment(numbers, styles.meta),
    ]
    if not here:
        return _filled([Segment(" ", styles.base), *line], width, styles)
    cursor = styles.cursor if focused else styles.cursor_blurred
    over = Style(bgcolor=cursor.bgcolor, dim=False)
    line = [Segment(text, (style or styles.base) + over) for text, style, _ in line]
    return _filled([Segment(_MARK, cursor), *line], width, styles)


def _lying(value: int, top: int, cells: int) -> str:
    full, part = divmod(_eighths(value, top, cells), _EIGHTHS)
    return ("█" * full + (_LYING[part] if part else "")).ljust(cells)


def _style(item: Figures, styles: RowStyles) -> Style:
    """The colour of the heat of a card among these, on the scale of the list."""
    return styles.heat[heat.level(item.heat // item.cards if item.cards else None)]


def _fit(text: str, cells: int) -> str:
    """Text from strangers in exactly so many cells."""
    return fit(drawable(checked(text)), cells)


def _filled(line: list[Segment], width: int, styles: RowStyles) -> Strip:
    """A line of exactly `width` cells, in as few pieces as it has styles."""
    strip = Strip(Segment(text, style or styles.base) for text, style, _ in line if text)
    return strip.adjust_cell_length(width, styles.base).simplify()

"""One card as the list draws it: a summary and a width in, lines of exactly that width out.

Pure: no widget, no clock, no fetching. Card text is drawn as plain content, never as markup.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Literal, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from cardreader import heat
from cardreader.clean import checked
from cardreader.ui.strips import tight
from cardreader.ui.wrapping import drawable, unparted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.strip import Strip

    from cardreader.card.values import Summary
    from cardreader.query.lighting import Shown
    from cardreader.ui.lit import Lit

    # A part of a line, and what it is to a search: "" where a search does not look at it.
    Part = tuple[str, Shown | Literal[""]]

_MARK = "▌"
_SELECTED = "✓"
_STAR = "★ "
_NEW = "•"  # in the blank before the title, so that no column shifts
_GONE = "(gone)"
_SEPARATOR = " · "
_ITALIC = Style(italic=True)

# In cells. The number reaches 99999, larger ones are told as 123k.
_NUMBER = 5
_BAR = 5
_AGE = 4
_COUNT = 5
_LEAST_META = 8

# The width of a row, in cells, from which it has the thing.
_BAR_FROM = 40
_SIDE_FROM = 40
_NUMBER_FROM = 24
_BLANK_FROM = 8
_PROVIDER_FROM = 72


class Cursor(Enum):
    """Where the cursor is, as one row sees it."""

    AWAY = "on another row"
    BLURRED = "here, while the keys go to another pane"
    FOCUSED = "here"


class Name(NamedTuple):
    """Something that views can be narrowed to, and what a query calls it."""

    field: Literal["topic", "provider"]
    value: str


class RowStyles(NamedTuple):
    """The styles of a row's parts, each whole (colour and background).

    Of `cursor` and `cursor_blurred` only the background is used, over that of every part, and the
    rest for the mark at the left. `heat` are six, from cold to hot. `lit` goes over the style of
    the words that a search was found by. `selected` is a selected row's tick, and its background.
    """

    base: Style
    unread: Style
    read: Style
    meta: Style
    star: Style
    new: Style
    gone: Style
    lit: Style
    cursor: Style
    cursor_blurred: Style
    selected: Style
    heat: tuple[Style, ...]


def draw(
    summary: Summary | None,
    age: str,
    width: int,
    styles: RowStyles,
    cursor: Cursor = Cursor.AWAY,
    *,
    compact: bool = False,
    lit: Lit | None = None,
    selected: bool = False,
) -> tuple[Strip, ...]:
    """The lines of a card's row: two, or one when `compact`; each exactly `width` (1 up) cells.

    `age` is how long ago the card was published, as text. Without a summary (the card is gone) a
    placeholder is drawn. `lit` tells which words a search was found by. A `selected` card has a
    tick, in a cell that is blank otherwise.
    """
    lead = _lead(summary, width, styles, selected=selected)
    room = _room(width)
    if compact:
        side = _side(summary, age, width, styles, lit)
        lines = [[*lead, *_title(summary, room - _cells(side), styles, lit), *side]]
    else:
        indent = Segment(" " * _cells(lead), styles.base)
        meta = _meta(summary, age, room, styles, lit)
        lines = [[*lead, *_title(summary, room, styles, lit)], [indent, *meta]]
    return tuple(_finish(line, width, styles, cursor, selected=selected) for line in lines)


def name_at(
    summary: Summary, age: str, width: int, line: int, cell: int, *, compact: bool = False
) -> Name | None:
    """The topic or the provider whose name is drawn at a cell (from 0) of a card's row."""
    lead = 1 + _lead_cells(width)
    if compact:
        parts = _who(summary) if width >= _PROVIDER_FROM else []
        first = width - 1 - width // 5 - _AGE - _COUNT - 2
        room = width // 5
    else:
        parts = _about(summary, age) if line else []
        count = _count_in(summary, _room(width))
        first = lead
        room = _room(width) - (len(count) + 1 if count else 0)
    return _part_at(summary, parts, cell - first, room)


def _part_at(summary: Summary, parts: Sequence[Part], cell: int, room: int) -> Name | None:
    """The name that is drawn at a cell of parts in so many cells; see `_fitted`."""
    place = 0
    for part, shown in parts:
        plain = _plain(part)
        if not plain:
            continue
        if place <= cell < min(place + cell_len(plain), room):
            if shown == "topic":
                return Name("topic", part)
            return provider_of(summary) if shown == "provider" else None
        place += cell_len(plain) + len(_SEPARATOR)
    return None


def provider_of(summary: Summary) -> Name | None:
    """A card's provider, as views are narrowed to it: its domain is who it is."""
    provider = summary.provider
    known = provider.domain or provider.name if provider else ""
    return Name("provider", known) if known else None


def _lead(
    summary: Summary | None, width: int, styles: RowStyles, *, selected: bool
) -> list[Segment]:
    """What stands between the cursor's mark and the title: heat as a number and as a bar."""
    tick = Segment(_SELECTED, styles.selected) if selected else Segment(" ", styles.base)
    is_new = summary is not None and summary.new
    blank = Segment(_NEW, styles.new) if is_new else Segment(" ", styles.base)
    if width < _NUMBER_FROM:
        return [tick if selected else blank] if width >= _BLANK_FROM else []
    value = None if summary is None or summary.heat == -1 else summary.heat
    style = styles.heat[heat.level(value)]
    cells = _NUMBER - 1 if selected else _NUMBER
    text = "" if value is None else short_number(value, cells)
    bar = f" {heat.bar(value, _BAR)}" if width >= _BAR_FROM else ""
    return [*([tick] if selected else ()), Segment(f"{text:>{cells}}{bar}", style), blank]


def _lead_cells(width: int) -> int:
    """How wide what `_lead` gives is."""
    if width < _NUMBER_FROM:
        return 1 if width >= _BLANK_FROM else 0
    return _NUMBER + 1 + (_BAR + 1 if width >= _BAR_FROM else 0)


def _room(width: int) -> int:
    """The cells for title and what stands below it, between what leads them and the edge."""
    return max(0, width - 1 - _lead_cells(width) - (1 if width >= _NUMBER_FROM else 0))


def _title(summary: Summary | None, room: int, styles: RowStyles, lit: Lit | None) -> list[Segment]:
    """The title in exactly `room` cells, with a star before it where there is one."""
    if summary is None:
        return [Segment(fit(_GONE, room), styles.gone)]
    style = styles.read if summary.read else styles.unread
    if not summary.listed:
        style += _ITALIC
    star = fit(_STAR, min(room, len(_STAR))) if summary.starred else ""
    return [
        Segment(star, styles.star),
        *_fitted([(summary.title, "title")], room - len(star), style, styles, lit),
    ]


def _meta(
    summary: Summary | None, age: str, room: int, styles: RowStyles, lit: Lit | None
) -> list[Segment]:
    """The second line in exactly `room` cells: what, who, when, about; and the related count."""
    if summary is None:
        return [Segment(" " * room, styles.base)]
    count = _count_in(summary, room)
    parts = _about(summary, age)
    style = styles.meta if summary.listed else styles.meta + _ITALIC
    return [
        *_fitted(parts, room - len(count) - 1 if count else room, style, styles, lit),
        Segment(f" {count}" if count else "", styles.meta),
    ]


def _count_in(summary: Summary, room: int) -> str:
    """The number of related items, where there is room for it."""
    count = _count(summary)
    return count if room >= len(count) + 1 + _LEAST_META else ""


def _about(summary: Summary, age: str) -> list[Part]:
    """What stands below the title: what, who, when, about."""
    topics: list[Part] = [(topic, "topic") for topic in summary.topics]
    return [*_who(summary), (age, ""), *topics]


def _side(
    summary: Summary | None, age: str, width: int, styles: RowStyles, lit: Lit | None
) -> list[Segment]:
    """The columns at the right of a compact row, as far as there is room for them."""
    if summary is None or width < _SIDE_FROM:
        return []
    style = styles.meta if summary.listed else styles.meta + _ITALIC
    right = Segment(f" {_fit_right(age, _AGE)} {_fit_right(_count(summary), _COUNT)}", style)
    if width < _PROVIDER_FROM:
        return [right]
    who = _fitted(_who(summary), width // 5, style, styles, lit)
    return [Segment(" ", style), *who, right]


def _who(summary: Summary) -> list[Part]:
    """What is special about a card (its state, its type), and its provider."""
    parts: list[Part] = []
    if summary.muted:
        parts.append((f"muted: {summary.muted}", ""))
    if not summary.listed:
        parts.append(("retired" if summary.heat == -1 else "unpublished", ""))
    if summary.type != "article":
        parts.append((summary.type, ""))
    if summary.provider:
        parts.append((summary.provider.label, "provider"))
    return parts


def _count(summary: Summary) -> str:
    """The number of related items as `+14`, `""` for none."""
    return f"+{short_number(summary.related_count)}" if summary.related_count > 0 else ""


def short_number(value: int, cells: int = _NUMBER) -> str:
    """A whole number in so many cells (4 up): as it is, or cut to thousands (`123k`) and up."""
    text = str(value)
    for unit in "kMGTPE":
        if len(text) <= cells:
            break
        value = int(value / 1000)
        text = f"{value}{unit}"
    return text


def _fitted(
    parts: Sequence[Part], cells: int, style: Style, styles: RowStyles, lit: Lit | None
) -> list[Segment]:
    """The parts that there are in exactly `cells` cells, with a dot between each two."""
    text = _SEPARATOR.join([plain for part, _ in parts if (plain := _plain(part))])
    line = fit(text, cells)
    if lit is None:
        return [Segment(line, style)]
    spans: list[tuple[int, int]] = []
    place = 0
    for part, shown in parts:
        plain = _plain(part)
        if plain and shown:
            spans += [(place + start, place + end) for start, end in lit.spans(plain, shown)]
        place += len(plain) + len(_SEPARATOR) if plain else 0
    # What was cut away is not lit, nor is the ellipsis that stands for it.
    kept = len(text) if line.startswith(text) else len(line.rstrip()) - 1
    spans = [(start, min(end, kept)) for start, end in spans if start < kept]
    return list(_parted(line, unparted(line, spans), style, style + styles.lit))


def _parted(
    line: str, spans: Iterable[tuple[int, int]], style: Style, lit: Style
) -> Iterator[Segment]:
    """A line in one style, and in another at these places."""
    done = 0
    for start, end in spans:
        yield Segment(line[done:start], style)
        yield Segment(line[start:end], lit)
        done = end
    yield Segment(line[done:], style)


def _plain(text: str) -> str:
    """Text as it can be drawn: the last look at it, and nothing that would shift the columns."""
    return drawable(checked(text))


def fit(text: str, cells: int) -> str:
    """Drawable text in exactly `cells` cells: padded, or cut with an ellipsis."""
    if cells <= 0:
        return ""
    if cell_len(text) > cells:
        text = set_cell_size(text, cells - 1).rstrip(" ·") + "…"
    return set_cell_size(text, cells)


def _fit_right(text: str, cells: int) -> str:
    """Drawable text in exactly `cells` cells, at their right end."""
    return " " * (cells - cell_len(text)) + fit(text, min(cells, cell_len(text)))


def _cells(segments: Iterable[Segment]) -> int:
    """The width of segments, in cells."""
    return sum(segment.cell_length for segment in segments)


def _finish(
    line: list[Segment], width: int, styles: RowStyles, cursor: Cursor, *, selected: bool
) -> Strip:
    """The line behind the cursor's mark, on its background or a selected one's; `width` cells."""
    if cursor is Cursor.AWAY and not selected:
        return tight([Segment(" ", styles.base), *line], width, styles.base)
    style = {
        Cursor.AWAY: styles.selected,
        Cursor.FOCUSED: styles.cursor,
        Cursor.BLURRED: styles.cursor_blurred,
    }[cursor]
    # Dim text, as the themes of terminal colours have it, would drown in the background.
    over = Style(bgcolor=style.bgcolor, dim=False)
    line = [Segment(text, (part or styles.base) + over) for text, part, _ in line]
    mark = " " if cursor is Cursor.AWAY else _MARK
    return tight([Segment(mark, style), *line], width, styles.base + over)

"""Passages of text -> the lines of a page. Pure; the lines are made when they are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual.content import Content, Span
from textual.style import Style

from cardreader.ui.wrapping import fold, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cardreader.card.values import Target
    from cardreader.query.lighting import Shown

MEASURE = 80
"""The widest that text is set, in cells, however wide the page is: longer lines read badly."""

_LEAST_MEASURE = 16
_LEAST_ROOM = 8

BOLD = "bold"
ITALIC = "italic"
UNDERLINE = "underline"
LIT = "lit"
_EMPHASES = {
    BOLD: Style(bold=True),
    ITALIC: Style(italic=True),
    UNDERLINE: Style(underline=True),
}


class Piece(NamedTuple):
    """A stretch of a passage, from `start` to before `end`, in a style of its own."""

    start: int
    end: int
    style: str


class Searched(NamedTuple):
    """A stretch of a passage that a search looks at, and what it is of the card."""

    start: int
    end: int
    shown: Shown


class Leading(NamedTuple):
    """A stretch of a passage that leads to a URL."""

    start: int
    end: int
    url: str


class Passage(NamedTuple):
    """A clean text and how it is set. Styles are names; what they look like is not known here.

    `rail` stands before every line, `lead` before the first and as many blanks before the others.
    `most_lines` cuts what is longer, with an ellipsis; 0 cuts nothing. `verbatim` keeps every
    blank. `target` is the position of the target that the passage belongs to, or -1. `searched`
    are the texts in it that a search looks at, `links` those that lead somewhere.
    """

    text: str
    style: str = "text"
    pieces: tuple[Piece, ...] = ()
    rail: str = ""
    lead: str = ""
    lead_style: str = "meta"
    most_lines: int = 0
    verbatim: bool = False
    target: int = -1
    searched: tuple[Searched, ...] = ()
    links: tuple[Leading, ...] = ()


BLANK = Passage("")


class Draft(NamedTuple):
    """All of a page before its width is known, and the targets that its passages belong to."""

    passages: tuple[Passage, ...] = ()
    targets: tuple[Target, ...] = ()


class Line(NamedTuple):
    """A line of a page: its passage's position in the draft, and which of its text it holds."""

    passage: int
    start: int
    end: int
    cut: bool = False


class Page(NamedTuple):
    """A draft laid out: its lines, and the first and last line of each of its targets."""

    draft: Draft
    lines: tuple[Line, ...]
    target_lines: tuple[tuple[int, int], ...]
    measure: int

    def content(
        self, y: int, styles: Mapping[str, Style], lit: Iterable[tuple[int, int]] = ()
    ) -> Content:
        """Make line `y` (from 0) in these styles; a style that is missing changes nothing.

        `lit` are places of its passage that a search has found. Raises IndexError where the page
        has no such line.
        """
        line = self.lines[y]
        passage = self.draft.passages[line.passage]
        lead = passage.lead if line.start == 0 else " " * cell_len(passage.lead)
        before = passage.rail + lead
        text = passage.text[line.start : line.end]
        if line.cut:
            text = _with_ellipsis(text, self.measure - cell_len(before))
        shift = len(before) - line.start
        first, last = len(before), len(before) + len(text)
        pieces = [Piece(first, last, passage.style)]
        pieces.append(Piece(0, len(passage.rail), "rail"))
        pieces.append(Piece(len(passage.rail), first, passage.lead_style))
        pieces += [
            Piece(max(first, start + shift), min(last, end + shift), style)
            for start, end, style in (*passage.pieces, *(Piece(*span, LIT) for span in lit))
            if start < line.end and end > line.start
        ]
        return Content(before + text, list(_spans(pieces, styles)), strip_control_codes=False)

    def position(self, y: int) -> tuple[int, int]:
        """What line `y` begins with: a passage's position and one in its text; for `line_at`."""
        if not self.lines:
            return 0, 0
        line = self.lines[min(y, len(self.lines) - 1)]
        return line.passage, line.start

    def line_at(self, position: tuple[int, int]) -> int:
        """The last line that begins at or before this position (of this or another width)."""
        found = 0
        for y, line in enumerate(self.lines):
            if (line.passage, line.start) > position:
                break
            found = y
        return found


def lay_out(draft: Draft, width: int) -> Page:
    """Set a draft in a page `width` (0 or more) cells wide.

    A page too narrow to be read is set wider than it is.
    """
    measure = max(_LEAST_MEASURE, min(width, MEASURE))
    lines: list[Line] = []
    target_lines: dict[int, tuple[int, int]] = {}
    for index, passage in enumerate(draft.passages):
        first = len(lines)
        lines.extend(_set(index, passage, measure))
        if passage.target >= 0:
            first, _ = target_lines.get(passage.target, (first, 0))
            target_lines[passage.target] = (first, len(lines) - 1)
    in_order = tuple(target_lines[target] for target in range(len(draft.targets)))
    return Page(draft, tuple(lines), in_order, measure)


def _set(index: int, passage: Passage, measure: int) -> Iterable[Line]:
    """Set one passage."""
    room = max(_LEAST_ROOM, measure - cell_len(passage.rail + passage.lead))
    divide = fold if passage.verbatim else wrap
    places: Sequence[tuple[int, int]] = divide(passage.text, room)
    cut = 0 < passage.most_lines < len(places)
    if cut:
        places = places[: passage.most_lines]
    last = len(places) - 1
    return [
        Line(index, start, end, cut and number == last)
        for number, (start, end) in enumerate(places)
    ]


def _with_ellipsis(text: str, cells: int) -> str:
    """Text that ends with an ellipsis in at most so many cells."""
    if cell_len(text) >= max(cells, _LEAST_ROOM):
        text = set_cell_size(text, max(cells, _LEAST_ROOM) - 1)
    return f"{text.rstrip()}…"


def _spans(pieces: Iterable[Piece], styles: Mapping[str, Style]) -> Iterable[Span]:
    for start, end, style in pieces:
        found = _EMPHASES.get(style) or styles.get(style)
        if found is not None and end > start:
            yield Span(start, end, found)

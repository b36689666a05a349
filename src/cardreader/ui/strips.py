"""Segments -> a line in as few pieces as will do: each costs the terminal a set of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.style import Style


def tight(segments: Iterable[Segment], width: int, base: Style) -> Strip:
    """A line of exactly `width` cells; `base` is the style of what is left free.

    Blanks look the same whatever the colour of letters is, on one background and with nothing
    drawn through or below them: they go with what stands beside them.
    """
    text, style, cells = "", base, 0
    pieces: list[Segment] = []
    for piece, own, _ in segments:
        if not piece:
            continue
        cells += cell_len(piece)
        text, style = _joined(pieces, text, style, piece, own or base)
    if cells < width:
        text, style = _joined(pieces, text, style, " " * (width - cells), base)
    if text:
        pieces.append(Segment(text, style))
    strip = Strip(pieces, max(cells, width))
    return strip if cells <= width else strip.adjust_cell_length(width, base)


def _joined(
    pieces: list[Segment], text: str, style: Style, more: str, own: Style
) -> tuple[str, Style]:
    """Join more to a text where that can be, else put the text to the pieces and begin anew."""
    if not text:
        return more, own
    if style == own:
        return text + more, style
    if _is_plain(style, own):
        if more.isspace():
            return text + more, style
        if text.isspace():
            return text + more, own
    pieces.append(Segment(text, style))
    return more, own


def _is_plain(style: Style, other: Style) -> bool:
    """Whether blanks look the same in both styles."""
    return style.bgcolor == other.bgcolor and not any(
        each.underline or each.reverse or each.strike for each in (style, other)
    )

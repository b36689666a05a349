"""What a search lights in the texts that are drawn: the words that it was found by. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from cardreader.query.lighting import Lights, Shown, lights, lit_by
from cardreader.ui.wrapping import unparted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardreader.query.tree import Node
    from cardreader.ui.typesetting import Passage

    Spans = Sequence[tuple[int, int]]

# Characters. A body may be one passage as long as a book: only what is drawn is looked through.
_PART = 8_192
_BEYOND = 1_024  # more than a phrase, which is at most as long as a search, and the rest of a line


@dataclass(frozen=True, slots=True, eq=False)
class Lit:
    """What one search lights, by what the text is; as a key it stands for itself."""

    lights: dict[Shown, Lights]

    def spans(self, text: str, shown: Shown) -> Spans:
        """The places of a drawable text that are lit, in order."""
        return lit_by(text, self.lights[shown])


def lit_of(tree: Node | None) -> Lit | None:
    """What a search lights; None where that is nothing."""
    if tree is None:
        return None
    found: dict[Shown, Lights] = {shown: lights(tree, shown) for shown in get_args(Shown)}
    return Lit(found) if any(found.values()) else None


def part_of(place: int) -> int:
    """Which part of a passage a place is in."""
    return place // _PART


def lit_in(passage: Passage, lit: Lit, part: int = 0) -> Spans:
    """What is lit of the lines of a passage that begin in a part of it, each text for itself.

    Words are looked for a little beyond it on both sides, where a word may be cut in two: that is
    too far away to be seen.
    """
    first, last = part * _PART - _BEYOND, (part + 1) * _PART + _BEYOND
    spans: list[tuple[int, int]] = []
    for text in passage.searched:
        start, end = max(text.start, first), min(text.end, last)
        found = lit.spans(passage.text[start:end], text.shown) if start < end else ()
        spans += [(start + lit_from, start + lit_to) for lit_from, lit_to in found]
    return unparted(passage.text, spans)

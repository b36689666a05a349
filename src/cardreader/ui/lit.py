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


def lit_in(passage: Passage, lit: Lit) -> Spans:
    """The places of a passage that are lit, each of its texts for itself."""
    spans: list[tuple[int, int]] = []
    for text in passage.searched:
        found = lit.spans(passage.text[text.start : text.end], text.shown)
        spans += [(text.start + start, text.start + end) for start, end in found]
    return unparted(passage.text, spans)

"""Words in several styles -> a passage; text from cards as it may be drawn. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader.clean import checked
from cardreader.ui.typesetting import Passage, Piece, Searched
from cardreader.ui.wrapping import drawable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cardreader.query.lighting import Shown

    Words = tuple[str, str]  # some text and the name of its style

SEPARATOR = (" · ", "meta")
_SEARCHED: Mapping[str, Shown] = {"provider": "provider", "topic": "topic"}  # by style


def shown(text: str) -> str:
    """Text for the terminal. It is clean where it comes from; here that is made sure of."""
    return drawable(checked(text))


def between(gap: Words, *parts: Words) -> list[Words]:
    """The parts that have text, with a gap between each two."""
    return [words for part in parts if part[0] for words in (gap, part)][1:]


def all_of(text: str, what: Shown) -> tuple[Searched, ...]:
    """Say that a search looks at the whole text, and what it is of the card."""
    return (Searched(0, len(text), what),)


def passage(
    words: Iterable[Words], lead: str = "", most_lines: int = 0, target: int = -1
) -> Passage:
    """A passage of words in several styles; providers and topics are known by theirs."""
    text = ""
    pieces: list[Piece] = []
    searched: list[Searched] = []
    for part, style in words:
        pieces.append(Piece(len(text), len(text) + len(part), style))
        if what := _SEARCHED.get(style):
            searched.append(Searched(len(text), len(text) + len(part), what))
        text += part
    return Passage(
        text, "meta", tuple(pieces), lead=lead, most_lines=most_lines, target=target,
        searched=tuple(searched),
    )  # fmt: skip

"""The text of a search -> its pieces, each with its place. Pure; takes any text."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from cardreader.query.fields import FIELDS

PieceKind = Literal["(", ")", "-", "OR", "word", "phrase", "field"]

_BLANKS = re.compile(r"\s*")
_PAREN = re.compile(r"[()]")
_MINUS = re.compile(r"-+")
_PHRASE = re.compile(r'"([^"]*)("?)(\*?)')
_FIELD = re.compile(r"(\w+):")
_BARE = re.compile(r'[^\s()"]*')


class Piece(NamedTuple):
    """A piece of the text, from `start` to `end`.

    `value` is what is looked for, without quotes and the `*` behind it; `at` is where it begins.
    `field` is the name of a field there is; `is_closed` is false for quotes that the end closes.
    """

    kind: PieceKind
    start: int
    end: int
    value: str = ""
    at: int = 0
    field: str = ""
    is_quoted: bool = False
    is_starred: bool = False
    is_closed: bool = True


def pieces_of(text: str) -> list[Piece]:
    """Part a search into pieces; blanks belong to none."""
    pieces: list[Piece] = []
    place = _skip(text, 0)
    while place < len(text):
        after_minus = bool(pieces) and pieces[-1].kind == "-" and pieces[-1].end == place
        piece = _piece(text, place, after_minus=after_minus)
        pieces.append(piece)
        place = _skip(text, piece.end)
    return pieces


def _skip(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return found.end() if found else place


def _piece(text: str, place: int, *, after_minus: bool) -> Piece:
    if paren := _PAREN.match(text, place):
        return Piece("(" if paren[0] == "(" else ")", place, place + 1)
    if minus := _MINUS.match(text, place):
        return Piece("-", place, minus.end(), minus[0])
    if (field := _FIELD.match(text, place)) and field[1].lower() in FIELDS:
        value = _value(text, field.end())
        return value._replace(kind="field", start=place, field=field[1].lower())
    piece = _value(text, place)
    # Behind a minus nothing could be chosen between: `-OR` is about the word.
    if text[place : piece.end] == "OR" and not after_minus:
        return piece._replace(kind="OR")
    return piece


def _value(text: str, place: int) -> Piece:
    """Read a phrase in quotes, or all up to a blank, a parenthesis or a quote (maybe nothing)."""
    if found := _PHRASE.match(text, place):
        return Piece(
            "phrase", place, found.end(), found[1], place + 1,
            is_quoted=True, is_starred=bool(found[3]), is_closed=bool(found[2]),
        )  # fmt: skip
    bare = _BARE.match(text, place)
    end = bare.end() if bare else place
    written = text[place:end]
    value = written.rstrip("*")
    return Piece("word", place, end, value, place, is_starred=value != written)

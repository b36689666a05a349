"""What can be written where the cursor stands in a search. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cardreader.query.fields import FIELDS, RELEVANCE
from cardreader.query.lexing import pieces_of
from cardreader.query.order import ORDERS, parse_order
from cardreader.query.words import fold, fold_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardreader.query.lexing import Piece

_MUST_BE_QUOTED = '()"*'


class Completing(NamedTuple):
    """What is being written: the name of a field (`field` is empty), or the value of a field.

    `typed` is what stands before the cursor; what is accepted takes the place from `start` to
    `end`. For a value of `topic:`, `provider:` or `source:` (`is_offered`) the library is asked.
    """

    field: str
    typed: str
    start: int
    end: int
    is_offered: bool = False


class Candidate(NamedTuple):
    """Something to accept: what it is called, and what tells more of it."""

    value: str
    help: str = ""
    cards: int | None = None


class Completed(NamedTuple):
    """The text after one was accepted, and where the cursor stands then."""

    text: str
    cursor: int


def completing(text: str, cursor: int) -> Completing | None:
    """Return what is being written at the cursor; None where nothing can be completed."""
    if not 0 <= cursor <= len(text):
        return None
    pieces = pieces_of(text)
    # What begins at the cursor is what a field is put before.
    piece = next((each for each in pieces if each.start < cursor <= each.end), None)
    if piece is None or piece.kind in ("-", "("):
        return Completing("", "", cursor, cursor)
    name_end = piece.start + len(piece.field)
    if piece.kind == "field" and cursor > name_end:
        return _value(text, cursor, piece)
    typed = text[piece.start : cursor]
    if piece.kind in (")", "phrase") or ":" in typed:
        return None
    return Completing("", typed, piece.start, name_end + 1 if piece.field else piece.end)


def _value(text: str, cursor: int, piece: Piece) -> Completing | None:
    start = piece.start + len(piece.field) + 1
    if piece.is_quoted and piece.is_closed and cursor == piece.end:
        return None  # behind the closing quote
    typed = text[start:cursor].removeprefix('"')
    return Completing(
        piece.field, typed, start, piece.end, is_offered=FIELDS[piece.field].is_offered
    )


def candidates(
    asked: Completing, offered: Sequence[tuple[str, int]] = (), limit: int = 20
) -> list[Candidate]:
    """Return what fits, at most `limit`: names that begin so before those with a word that does.

    `offered` are the values that the library has for the field, with their numbers of cards, in
    the order to show them.
    """
    if not asked.field:
        every = [Candidate(f"{field.name}:", field.help) for field in FIELDS.values()]
    elif asked.is_offered:
        every = [Candidate(value, cards=cards) for value, cards in offered]
    else:
        every = [Candidate(value) for value in _values(asked)]
    sought = fold_name(asked.typed.rstrip("*"))
    begin, inside = [], []
    for candidate in every:
        name = fold_name(candidate.value)
        if name.startswith(sought):
            begin.append(candidate)
        elif asked.field and f" {sought}" in name.replace(".", " ").replace("/", " "):
            inside.append(candidate)
        if len(begin) == limit:
            break
    return (begin + inside)[:limit]


def _values(asked: Completing) -> Sequence[str]:
    values = FIELDS[asked.field].values
    name, colon, _ = asked.typed.partition(":")
    if asked.field == "sort" and colon and fold(name) in values and fold(name) != RELEVANCE:
        return [f"{fold(name)}:asc", f"{fold(name)}:desc"]
    if asked.field == "sort":
        orders = map(parse_order, ORDERS)
        turned = (str(order._replace(ascending=not order.ascending)) for order in orders)
        return [*values, *turned]
    return values


def accepted(text: str, asked: Completing, value: str) -> Completed:
    """Return the text with a candidate in it: the name of a field goes on, a value is done."""
    rest = text[asked.end :]
    if not asked.field:
        return Completed(text[: asked.start] + value + rest, asked.start + len(value))
    written = f"{written_value(value)}{'' if rest[:1] == ' ' else ' '}"
    cursor = asked.start + len(written) + (rest[:1] == " ")
    return Completed(text[: asked.start] + written + rest, cursor)


def written_value(value: str) -> str:
    """Return a value as it is written behind a field: in quotes where it would end too early."""
    value = " ".join(value.replace('"', " ").split())
    plain = value and not any(char.isspace() or char in _MUST_BE_QUOTED for char in value)
    return value if plain else f'"{value}"'

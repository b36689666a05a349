"""The text of a search -> a Query, or one sentence and the place of its mistake. Pure.

`docs/query.md` holds the grammar. What a person is still typing is read as far as its meaning is
clear: quotes and parentheses end with the text, an OR with nothing on one side is passed over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader.query.amounts import WrongValueError
from cardreader.query.fields import FIELDS, Field, Sorting, Value, words_in
from cardreader.query.hinting import hint_at_value, hint_at_word, shown
from cardreader.query.lexing import Piece, pieces_of
from cardreader.query.tree import Hint, Node, Query, QueryError, all_of, any_of, negated, query_of
from cardreader.query.words import fold_name

if TYPE_CHECKING:
    from datetime import tzinfo

    from cardreader.query.tree import Sort

MAX_DEPTH = 50
MAX_CONDITIONS = 500


def read_query(text: str, *, typing: bool, zone: tzinfo | None) -> Query:
    """Read a search, as `parse` tells; raise QueryError."""
    # A surrogate stands for an undecodable byte of the command line: no card's text has it.
    return _Parser(text.encode("utf-8", "replace").decode(), zone, typing=typing).query()


class _Parser:
    """Goes through the pieces once, from left to right."""

    def __init__(self, text: str, zone: tzinfo | None, *, typing: bool) -> None:
        self._text = text
        self._zone = zone
        self._pieces = pieces_of(text)
        self._next = 0
        self._conditions = 0
        self._sort: Sort | None = None
        self._hints: list[Hint] = []
        last = self._pieces[-1] if self._pieces else None
        goes_on = typing and last is not None and last.end == len(text) and not last.is_quoted
        self._typed = last if goes_on else None

    def query(self) -> Query:
        """Read all of it."""
        tree = self._either(0, positive=True)
        query = query_of(tree) if tree else Query()
        return query._replace(sort=self._sort, hints=tuple(dict.fromkeys(self._hints)))

    def _either(self, depth: int, *, positive: bool) -> Node | None:
        """Read what stands between ORs, up to the closing parenthesis."""
        sides: list[list[Node]] = [[]]
        last_or: Piece | None = None
        while self._next < len(self._pieces):
            piece = self._pieces[self._next]
            if piece.kind == ")" and depth:
                break
            self._next += 1
            if piece.kind == ")":
                raise QueryError("`)` closes no parenthesis; put it in quotes.", piece.start)
            if piece.kind == "OR":
                self._pass_over_or(last_or or piece, sides[-1])
                last_or = piece
                sides.append([])
            elif node := self._item(piece, depth, positive=positive):
                sides[-1].append(node)
        if last_or:
            self._pass_over_or(last_or, sides[-1])
        return any_of([node for side in sides if (node := all_of(side))])

    def _pass_over_or(self, piece: Piece, side: list[Node]) -> None:
        if not side:
            self._hint("OR stands between two things to look for; it is passed over.", piece.start)

    def _item(self, piece: Piece, depth: int, *, positive: bool) -> Node | None:
        """Read one thing to look for, with what negates it."""
        if piece.kind != "-":
            return self._plain(piece, depth, positive=positive)
        following = self._pieces[self._next] if self._next < len(self._pieces) else None
        if following is None or following.start > piece.end or following.kind == ")":
            self._hint("`-` stands before nothing; it is passed over.", piece.start)
            return None
        self._next += 1
        if len(piece.value) % 2 == 0:
            return self._plain(following, depth, positive=positive)
        if following.field == "sort":
            raise QueryError("`-` means nothing before sort:, which takes :desc.", piece.start)
        node = self._plain(following, depth, positive=not positive)
        return negated(node) if node else None

    def _plain(self, piece: Piece, depth: int, *, positive: bool) -> Node | None:
        if piece.kind == "(":
            return self._parenthesis(piece, depth, positive=positive)
        self._conditions += 1
        if self._conditions > MAX_CONDITIONS:
            raise QueryError(
                f"A search is for {MAX_CONDITIONS} words and fields at most; put words that stand "
                "next to each other in quotes.", piece.start,
            )  # fmt: skip
        if piece.kind == "field":
            return self._field(piece, positive=positive)
        prefix = piece.is_starred or (piece is self._typed and positive)
        node = words_in(piece.value, prefix=prefix)
        if node is None:
            self._hint_at_no_word(piece)
        elif not piece.is_quoted:
            goes_on = piece is self._typed
            self._hint_at(piece, hint_at_word(self._written(piece), goes_on=goes_on))
        return node

    def _parenthesis(self, piece: Piece, depth: int, *, positive: bool) -> Node | None:
        if depth == MAX_DEPTH:
            raise QueryError(
                f"Parentheses go {MAX_DEPTH} deep at most; this is one more.", piece.start
            )
        before = self._next
        node = self._either(depth + 1, positive=positive)
        if self._next == before:
            self._hint("There is nothing in this parenthesis; it is passed over.", piece.start)
        self._next += 1  # over the `)`, or beyond the end that closes it
        return node

    def _field(self, piece: Piece, *, positive: bool) -> Node | None:
        field = FIELDS[piece.field]
        if not fold_name(piece.value):
            raise self._mistake(piece, field, self._missing())
        if piece.is_starred and field.is_whole:
            raise self._mistake(piece, field, "takes no `*`")
        prefix = piece.is_starred or (not field.is_whole and piece is self._typed and positive)
        try:
            found = field.read(field.name, Value(piece.value, prefix, self._zone))
        except WrongValueError as error:
            raise self._mistake(piece, field, str(error)) from None
        if isinstance(found, Sorting):
            self._sort = found.sort
            return None
        if found is None:
            self._hint_at_no_word(piece)
        elif not piece.is_quoted:
            self._hint_at(piece, hint_at_value(field.name, self._written(piece)))
        return found

    def _mistake(self, piece: Piece, field: Field, wrong: str) -> QueryError:
        sentence = f"{shown(self._written(piece))}: {field.name} {wrong}, like {field.example}."
        return QueryError(sentence, piece.start)

    def _missing(self) -> str:
        """Say that a value is missing, to whoever has put a blank before it, too."""
        following = self._pieces[self._next] if self._next < len(self._pieces) else None
        is_apart = following is not None and following.kind in ("word", "phrase", "(")
        return "wants its value right behind the colon" if is_apart else "wants a value"

    def _written(self, piece: Piece) -> str:
        return self._text[piece.start : piece.end]

    def _hint(self, sentence: str, position: int) -> None:
        self._hints.append(Hint(sentence, position))

    def _hint_at_no_word(self, piece: Piece) -> None:
        if piece.value or piece.is_closed:  # else only a quote has been typed so far
            written = shown(self._written(piece))
            self._hint(f"{written} holds no word; it is passed over.", piece.start)

    def _hint_at(self, piece: Piece, sentence: str) -> None:
        if sentence:
            self._hint(sentence, piece.start)

"""Queries written as text: what several searches mean together, as one would type it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cardreader.query import QueryError, parse
from cardreader.query.lexing import pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterable

EVERYTHING = "(is:retired OR is:muted OR -is:muted)"
"""What narrows nothing, but looks at the cards that are not listed too."""


def one_of(field: str, values: Iterable[str]) -> str:
    """Write that a field has one of these values; '' for none."""
    texts = [f"{field}:{quoted(value)}" for value in values]
    return texts[0] if len(texts) == 1 else f"({' OR '.join(texts)})" if texts else ""


def quoted(value: str) -> str:
    """Write a value so that it is taken as it stands; a quote in it cannot be, and parts words."""
    if value and not any(char.isspace() or char in '()"*' for char in value):
        return value
    return '"' + value.replace('"', " ") + '"'


def joined(texts: Iterable[str]) -> str:
    """Write that all of these searches hold; what orders them is left out."""
    parts = [part for text in texts if (part := _alone(text))]
    return " ".join(dict.fromkeys(parts)) if len(parts) > 1 else _bare(parts)


def as_kept(text: str) -> str:
    """Write a search that was found while it was typed, when its last word could go on."""
    meant = parse(text, typing=True)
    for written in (text, f"{text}*"):
        try:
            if parse(written).tree == meant.tree:
                return written
        except QueryError:
            continue
    return text


def _bare(parts: list[str]) -> str:
    """Write the only part without the parentheses that it needs beside others."""
    if not parts:
        return ""
    inner = parts[0][1:-1]
    try:
        is_same = parts[0].startswith("(") and parse(inner).tree == parse(parts[0]).tree
    except QueryError:  # it did not begin and end with the same pair
        is_same = False
    return inner if is_same else parts[0]


def _alone(text: str) -> str:
    """Write a search so that others can stand beside it: closed, and in parentheses if need be."""
    pieces = pieces_of(text)
    fragments, depth, has_or, begin = [], 0, False, 0
    for piece in pieces:
        if piece.field == "sort":
            fragments.append(text[begin : piece.start])
            begin = piece.end
        depth += (piece.kind == "(") - (piece.kind == ")")
        has_or = has_or or (piece.kind == "OR" and not depth)
    fragments.append(text[begin:])
    kept = " ".join(stripped for each in fragments if (stripped := each.strip()))
    if pieces and not pieces[-1].is_closed and begin < len(text):
        kept += '"'
    kept += ")" * depth
    # A minus at the end would take what comes behind it.
    return f"({kept})" if has_or or kept.endswith("-") else kept

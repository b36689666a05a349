r"""Where in the bytes of a card things are, found without reading its related items.

Related items are most of a file, and the list of cards needs only their number. So they are passed
over at the speed of a search, where their lines prove that they can be counted: each is empty, or
an item's first (`  - title: "…`), or deeper than those and a key with nothing, a plain word, or a
quoted text that ends with the line. Whatever YAML makes of such lines, none of them lies inside a
value that began above it, so an item's first line is one wherever it stands. Where one line is of
another kind, nothing is claimed, and the list is read.

All is in UTF-8 with \n line ends and no byte-order mark.
"""

from __future__ import annotations

import re
from binascii import crc32
from functools import cache
from typing import NamedTuple

_OPENING = re.compile(rb"---[ \t]*(?:\n|\Z)")
# These begin with the newline before: a literal that the search can skip to, unlike `^`.
_CLOSING = re.compile(rb"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_RELATED = b"\nrelated:\n"
_SECURED = b"\nsecured:"
# The next line that is neither indented, nor a list item, nor empty, nor a comment: a new key.
_NEXT_KEY = re.compile(rb"\n(?=[^\s#\-])")
_FIRST_ITEM = re.compile(rb"\n*( {0,16})- title: ")
_OTHER_BREAKS = ("\x85", "\u2028", "\u2029")
# How a line begins that is neither a new key nor a fence.
_INSIDE = frozenset((b"", b" ", b"\t", b"\n", b"\v", b"\f", b"#", b"-"))


class Outline(NamedTuple):
    """Offsets of a card's parts; the `items` of the related list lie from `related` to `rest`.

    Without such a list both are `close`, where the closing fence's line begins.
    """

    front: int
    related: int
    rest: int
    close: int
    body: int
    items: int = 0


def outline(data: bytes) -> Outline | None:
    """Find the parts of a card; None where that is not sure, or nothing closes its front matter."""
    opening = _OPENING.match(data)
    if opening is None:
        return None
    front = opening.end()
    key = data.find(_RELATED, front - 1)
    closing = _CLOSING.search(data, front - 1, len(data) if key < 0 else key + 1)
    if closing is not None:
        close = closing.start() + 1
        return Outline(front, close, close, close, closing.end())
    found = _pass_over(data, key + len(_RELATED) - 1) if key >= 0 else None
    if found is None:
        return None
    items, rest = found
    closing = _CLOSING.search(data, rest - 1)
    if closing is None:
        return None
    related = key + len(_RELATED)
    return Outline(front, related, rest, closing.start() + 1, closing.end(), items)


def fingerprint(data: bytes, parts: Outline | None = None) -> bytes:
    """8 bytes that change when the data does, unless only its `secured` entry does.

    `parts` say where to look for that, and make no difference to the result.
    """
    if parts is None:
        opening = _OPENING.match(data)
        closing = _CLOSING.search(data, opening.end() - 1 if opening else 0)
        close = closing.start() + 1 if closing else len(data)
        secured = data.find(_SECURED, 0, close)
    else:
        close = parts.close
        secured = data.find(_SECURED, 0, parts.related)
        if secured < 0:
            secured = data.find(_SECURED, parts.rest - 1, close)
    # A checksum: a collision would hide a change of a card, made by the one who wrote it; and all
    # bytes are gone through here.
    view, checksum, length = memoryview(data), 0, 0
    if secured >= 0:
        checksum, length = crc32(view[: secured + 1]), secured + 1
        next_key = _NEXT_KEY.search(data, secured + len(_SECURED), close)
        view = view[next_key.start() + 1 if next_key else close :]
    return crc32(view, checksum).to_bytes(4) + (length + len(view)).to_bytes(4)


def has_other_breaks(text: str) -> bool:
    """Whether a text holds what is a line break to YAML only: an outline is not sure then."""
    return not text.isascii() and any(sign in text for sign in _OTHER_BREAKS)


def _pass_over(data: bytes, start: int) -> tuple[int, int] | None:
    """Count the items of a list, from the newline before it on; return also where it ends.

    None where its lines do not prove to be what they look like.
    """
    first = _FIRST_ITEM.match(data, start + 1)
    if first is None:
        return None
    items = 0
    for found in _telling_lines(len(first[1])).finditer(data, start):
        end = found.end()
        if end - found.start() > 1:
            items += 1
        elif data[end : end + 1] in _INSIDE and not _CLOSING.match(data, end - 1):
            return None
        else:
            return items, end
    return None


@cache
def _telling_lines(indent: int) -> re.Pattern[bytes]:
    """Find the newlines before lines that are not sure to lie inside an item at this indent.

    Where such a line begins an item, with a title that is sure to be one, it is found with it.
    """
    return re.compile(rb"\n(?!%b)(?:%b)?+" % (_INNER % (indent + 2), _ITEM % indent))


# No quote, bracket or sign of YAML may stand before a value, and none may begin one without quotes.
_PLAIN = rb"[A-Za-z0-9_/($.+~;<^\xc3-\xdf\xe3-\xec]"
_INNER = (
    rb"""(?x: \n | [ ]{%%d} (?!title[ ]*+:) [ \-A-Za-z0-9_]++ :
    (?: \n | [ ] (?: "[^\n]++(?<=[^\\]")\n | %b | '[^'\n]*+'\n )))"""
    % _PLAIN
)
# Letters, by their first bytes, and opening quotes: what is left of a title by any cleaning.
_LETTER = rb"[\xc3\xce-\xd1\xe4-\xe9]|\xe2\x80[\x98\x9c]"
# Titles that are neither null nor empty once they are clean; an `&` might stand for a blank.
_ITEM = rb"""(?x: [ ]{%%d} -[ ]title:[ ] (?:
    "[ ]*+ (?: [!#-%%%%'-\[\]-~] | %(letter)b ) (?=[^\n]*+(?<=[^\\]")\n)
    | '(?: [A-Za-z0-9_$(] | %(letter)b ) (?=[^'\n]*+'\n)
    | (?!(?:null|Null|NULL)\b) (?: [A-Za-z0-9_$(] | %(letter)b ) ))""" % {b"letter": _LETTER}

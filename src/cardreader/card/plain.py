"""A careful reader of the plain YAML that nearly every card is written in.

It reads what libyaml would read the same, many times as fast, and gives up on everything else:
what is not sure is left to `front_matter.read_tree`. A property test holds the two together.
"""

from __future__ import annotations

import re

# A row: indent, dash of a list item, then key and a value of the two usual kinds, else the rest.
_ROW = re.compile(
    r"""( *)(- )?(?:([A-Za-z_][A-Za-z0-9_-]*): (?:("[^"\\\n]*")|(\w(?:[\w ,./+-]*\w)?))|([^\n]*))\n"""
)
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*):(?: +|$)")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\["\\nrt])*)"')
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
# How a value without quotes may begin, and what in it would mean something else to YAML.
_PLAIN = re.compile(r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=\d))(?:[^:#]|:(?=\S)|(?<=\S)#)*")
# What YAML rejects, takes for a line break, or treats in a way of its own.
_UNUSUAL = re.compile("[^\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NULLS = frozenset({"~", "null", "Null", "NULL"})
_MAX_DEPTH = 16


class _NotPlainError(Exception):
    """This is for the real reader."""


def read_plainly(
    text: str, first_line: int, lines: dict[str, int] | None = None
) -> dict[str, object] | None:
    """Read a mapping of plain YAML; None where it is not sure to be read right.

    The result and `lines` (the line of each top-level key) are as `read_tree` gives them.
    """
    if not text.replace("\n", "").isprintable() and _UNUSUAL.search(text):
        return None
    found: dict[str, int] = {}
    try:
        tree = _read(_ROW.findall(text if text.endswith("\n") else f"{text}\n"), first_line, found)
    except _NotPlainError:
        return None
    if lines is not None:
        lines.update(found)
    return tree


def _read(
    rows: list[tuple[str, str, str, str, str, str]], first_line: int, lines: dict[str, int]
) -> dict[str, object]:
    """Read the rows with a stack of the open lists and mappings, each with its indent."""
    root: dict[str, object] = {}
    stack: list[tuple[int, dict[str, object] | list[object]]] = [(0, root)]
    waiting: tuple[dict[str, object], str, int] | None = None  # a key whose value comes below
    for number, (blanks, dash, usual_key, quoted, plain, rest) in enumerate(rows, first_line):
        if usual_key:
            key, value = usual_key, quoted[1:-1] if quoted else None if plain in _NULLS else plain
        elif not rest and not dash:
            continue
        elif rest.startswith("#") and not dash:
            continue
        else:
            key, value, rest = _unusual(rest)
        indent = len(blanks)
        if waiting is not None:
            _open(stack, waiting, indent, dash=bool(dash))
            waiting = None
        own_indent, mapping = stack[-1]
        if dash or own_indent != indent or type(mapping) is not dict or not key:
            mapping = _place(stack, indent, dash=bool(dash))
            if not key:
                if type(mapping) is not list:
                    raise _NotPlainError
                mapping.append(value)
                continue
            if type(mapping) is list:
                item: dict[str, object] = {}
                mapping.append(item)
                mapping = item
                stack.append((indent + 2, item))
        if key in _NULLS:
            raise _NotPlainError
        mapping[key] = value
        if mapping is root:
            lines[key] = number
        if rest is None:
            waiting = (mapping, key, stack[-1][0])
    return root


def _unusual(rest: str) -> tuple[str, str | None, str | None]:
    """Read a row of another kind: key ('' for a mere value) and value; None at last: it is below."""
    match = _KEY.match(rest)
    if match is None:
        return "", _scalar(rest.rstrip(" ")), ""
    behind = rest[match.end() :].rstrip(" ")
    return match[1], _scalar(behind) if behind else None, behind or None


def _open(
    stack: list[tuple[int, dict[str, object] | list[object]]],
    waiting: tuple[dict[str, object], str, int],
    indent: int,
    *,
    dash: bool,
) -> None:
    """Begin the list or mapping that belongs to a waiting key, if there is one."""
    mapping, key, own_indent = waiting
    if indent > own_indent or (dash and indent == own_indent):
        value: dict[str, object] | list[object] = [] if dash else {}
        mapping[key] = value
        stack.append((indent, value))
        if len(stack) > _MAX_DEPTH:
            raise _NotPlainError


def _place(
    stack: list[tuple[int, dict[str, object] | list[object]]], indent: int, *, dash: bool
) -> dict[str, object] | list[object]:
    """Close what ends before a row, and find the list or mapping that it belongs to."""
    while stack[-1][0] > indent or (
        stack[-1][0] == indent and not dash and isinstance(stack[-1][1], list)
    ):
        stack.pop()
        if not stack:
            raise _NotPlainError
    own_indent, container = stack[-1]
    if own_indent != indent or dash != isinstance(container, list):
        raise _NotPlainError
    return container


def _scalar(text: str) -> str | None:
    """Read a value that stands on one line; None for null."""
    if text[:1] == '"':
        match = _DOUBLE.fullmatch(text)
        if match is None:
            raise _NotPlainError
        inner = match[1]
        if "\\" in inner:
            return _ESCAPE.sub(lambda escape: _ESCAPES[escape[1]], inner)
        return inner
    if text[:1] == "'":
        match = _SINGLE.fullmatch(text)
        if match is None:
            raise _NotPlainError
        return match[1].replace("''", "'")
    if _PLAIN.fullmatch(text) is None:
        raise _NotPlainError
    return None if text in _NULLS else text

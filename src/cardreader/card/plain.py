"""A careful reader of the plain YAML that nearly every card is written in.

It reads what libyaml would read the same, many times as fast, and gives up on everything else:
what is not sure is left to `front_matter.read_tree`. A property test holds the two together.
"""

from __future__ import annotations

import re

# A row: indent, dash of a list item, then key and nothing or a value of the two usual kinds, else
# the rest. A plain value may hold `: `, which is looked for afterwards.
_ROW = re.compile(
    r"""( *)(- )?(?:([A-Za-z_][A-Za-z0-9_-]{0,99}):"""
    r"""(?: (?:("[^"\\\n]*")|(\w(?:[\w ,./+:-]*\w)?)))? *"""
    r"""|([^\n]*))\n"""
)
_KEY = re.compile(r"([A-Za-z_][A-Za-z0-9_-]{0,99}):(?: +|$)")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\["\\nrt])*)"')
_SINGLE = re.compile(r"'((?:[^']|'')*)'")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
# How a value without quotes may begin, and what in it would mean something else to YAML.
_PLAIN = re.compile(r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=\d))(?:[^:#]|:(?=\S)|(?<=\S)#)*")
# What YAML rejects, takes for a line break, or treats in a way of its own.
_UNUSUAL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_NULLS = frozenset({"~", "null", "Null", "NULL"})
_MAX_DEPTH = 16
# A row is at most an item, its key and its value: `small_yaml` counts where there may be too many.
MAX_ROWS = 30_000
_Container = dict[str, object] | list[object]


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
    if text.count("\n") > MAX_ROWS:
        return None
    reader = _Reader(first_line)
    try:
        reader.read(_ROW.findall(text if text.endswith("\n") else f"{text}\n"))
    except _NotPlainError:
        return None
    if lines is not None:
        lines.update(reader.lines)
    return reader.root


class _Reader:
    """Reads rows with a stack of the lists and mappings that are open, each with its indent."""

    def __init__(self, first_line: int) -> None:
        self.root: dict[str, object] = {}
        self.lines: dict[str, int] = {}
        self._first_line = first_line
        self._stack: list[tuple[int, _Container]] = [(0, self.root)]
        # A key whose value comes below: its mapping, itself, its indent.
        self._waiting: tuple[dict[str, object], str, int] | None = None

    def read(self, rows: list[tuple[str, str, str, str, str, str]]) -> None:
        """Read all rows, as `_ROW` finds them."""
        root, lines = self.root, self.lines
        # Where the next key of an open mapping belongs; None when there is more to find out.
        mapping: dict[str, object] | None = root
        own_indent = 0
        for number, row in enumerate(rows, self._first_line):
            blanks, dash, key, quoted, plain, rest = row
            below = False
            value: str | None
            if key:
                if quoted:
                    value = quoted[1:-1]
                elif plain:
                    if ": " in plain:
                        raise _NotPlainError
                    value = None if plain in _NULLS else plain
                else:
                    value, below = None, True
                if (
                    mapping is not None
                    and len(blanks) == own_indent
                    and not (dash or below or key in _NULLS)
                ):
                    mapping[key] = value
                    if mapping is root:
                        lines[key] = number
                    continue
            elif not dash and (not rest or rest[0] == "#"):
                continue
            else:
                key, value, below = _unusual(rest)
            self._put(len(blanks), bool(dash), key, value, number)
            if below:
                self._wait(key)
            own_indent, container = self._stack[-1]
            waits = self._waiting is not None
            mapping = None if waits or isinstance(container, list) else container

    def _put(self, indent: int, dash: bool, key: str, value: str | None, number: int) -> None:
        """Put a row's key and value, or mere value (`key` is ''), where it belongs."""
        if self._waiting is not None:
            self._open(indent, dash=dash)
        own_indent, container = self._stack[-1]
        if dash or own_indent != indent or isinstance(container, list):
            container = self._place(indent, dash=dash)
        if isinstance(container, list):
            if not key:
                container.append(value)
                return
            item: dict[str, object] = {}
            container.append(item)
            self._stack.append((indent + 2, item))
            container = item
        if not key or key in _NULLS:
            raise _NotPlainError
        container[key] = value
        if container is self.root:
            self.lines[key] = number

    def _wait(self, key: str) -> None:
        indent, container = self._stack[-1]
        assert isinstance(container, dict)  # noqa: S101 - a key has just been put into it
        self._waiting = (container, key, indent)

    def _open(self, indent: int, *, dash: bool) -> None:
        """Begin the list or mapping that belongs to the waiting key, if there is one."""
        assert self._waiting is not None  # noqa: S101 - the caller has looked
        mapping, key, own_indent = self._waiting
        self._waiting = None
        if indent > own_indent or (dash and indent == own_indent):
            value: _Container = [] if dash else {}
            mapping[key] = value
            self._stack.append((indent, value))
            if len(self._stack) > _MAX_DEPTH:
                raise _NotPlainError

    def _place(self, indent: int, *, dash: bool) -> _Container:
        """Close what ends before a row, and find the list or mapping that it belongs to."""
        while self._stack[-1][0] > indent or (
            self._stack[-1][0] == indent and not dash and isinstance(self._stack[-1][1], list)
        ):
            self._stack.pop()  # never the root: no indent is less than its own, and it is no list
        own_indent, container = self._stack[-1]
        if own_indent != indent or dash != isinstance(container, list):
            raise _NotPlainError
        return container


def _unusual(rest: str) -> tuple[str, str | None, bool]:
    """Read a row of another kind: key ('' for a mere value), value, whether that comes below."""
    match = _KEY.match(rest)
    if match is None:
        return "", _scalar(rest.rstrip(" ")), False
    behind = rest[match.end() :].rstrip(" ")
    return match[1], _scalar(behind) if behind else None, not behind


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

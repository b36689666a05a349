"""The small YAML of cards, for what is not plain: libyaml's events, under limits.

Imported only when a card needs it: few do, and PyYAML is slow to import.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

import yaml

from cardreader.card.front_matter import FrontMatterError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml._yaml import Mark as LibyamlMark

MAX_DEPTH = 64
MAX_NODES = 100_000

# A new line for YAML 1.1, but neither for its newer version nor for an editor.
_OTHER_BREAK = re.compile("[\x85\u2028\u2029]")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# What JSON writes for letters beyond U+FFFF, and libyaml refuses; not behind a backslash.
_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)((?:\\u[dD][89a-fA-F][0-9a-fA-F]{2})+)")
# libyaml where PyYAML was built with it: seven times as fast.
LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_tree(text: str, first_line: int, lines: dict[str, int] | None = None) -> object:
    """Return YAML as text, lists and mappings of them; raise FrontMatterError.

    Read from parser events, within limits: no alias, anchor or merge key, text keys, bounded
    depth and size. Types are left to whoever knows the field, so `NO` and `1.10` stay as written.
    `lines` receives the line of each top-level key; `first_line` is the text's own in its file.
    """
    line_of = _LineOf(text, first_line)
    try:
        return _Builder(line_of, lines).build(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        mended = _OTHER_BREAK.sub(" ", _SURROGATES.sub(_joined, text))
        if mended != text:
            if lines is not None:
                lines.clear()
            return read_tree(mended, first_line, lines)
        line = line_of(error.problem_mark or error.context_mark)
        raise FrontMatterError(line, f"not valid YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        # The error's own position is in bytes with libyaml, in characters without.
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = first_line + text.count("\n", 0, found.start() if found else 0)
        raise FrontMatterError(line, "it holds a control character") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: chr() in PyYAML's own scanner
        raise FrontMatterError(first_line, f"not valid YAML: {error}") from error


def _joined(found: re.Match[str]) -> str:
    r"""`\ud83d\ude00` is one letter; half of it is none."""
    units = bytes.fromhex(found[2].replace("\\u", ""))
    return found[1] + units.decode("utf-16-be", "replace")


class _LineOf:
    """Tells which line of the file (1-based) a mark of the YAML reader is in."""

    def __init__(self, text: str, first_line: int) -> None:
        self._first_line = first_line
        self._other_breaks = [found.start() for found in _OTHER_BREAK.finditer(text)]

    def __call__(self, mark: yaml.Mark | LibyamlMark | None) -> int:
        if mark is None:
            return self._first_line
        return self._first_line + mark.line - bisect_left(self._other_breaks, mark.index)


class _Builder:
    """Builds the tree from parser events, with a stack of its own instead of recursion."""

    def __init__(self, line_of: _LineOf, lines: dict[str, int] | None) -> None:
        self._line_of = line_of
        self._lines = lines
        self._nodes = 0
        self._documents = 0

    def build(self, events: Iterator[yaml.Event]) -> object:
        """Return the root value."""
        root: list[object] = []
        open_values: list[list[object] | _Pairs] = [root]
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    self._fail(event, "it holds more than one YAML document")
            elif isinstance(event, yaml.AliasEvent):
                self._fail(event, "aliases (*name) are not allowed in a card")
            elif isinstance(event, yaml.NodeEvent):
                self._check(event, len(open_values))
                self._open_or_add(event, open_values)
            elif isinstance(event, yaml.CollectionEndEvent):
                done = open_values.pop()
                value = done.mapping if isinstance(done, _Pairs) else done
                self._add(event, open_values[-1], value, len(open_values))
        return root[0] if root else None

    def _open_or_add(self, event: yaml.NodeEvent, open_values: list[list[object] | _Pairs]) -> None:
        parent = open_values[-1]
        if isinstance(event, yaml.ScalarEvent):
            is_key = isinstance(parent, _Pairs) and parent.key is None  # `null: x` has a key
            null = not is_key and event.implicit[0] and event.value in _NULLS
            self._add(event, parent, None if null else event.value, len(open_values))
        elif isinstance(event, yaml.SequenceStartEvent):
            open_values.append([])
        else:
            open_values.append(_Pairs())

    def _add(
        self, event: yaml.Event, parent: list[object] | _Pairs, value: object, depth: int
    ) -> None:
        if isinstance(parent, list):
            parent.append(value)
        elif parent.key is not None:
            parent.mapping[parent.key] = value
            parent.key = None
        else:
            self._set_key(event, parent, value, depth)

    def _set_key(self, event: yaml.Event, parent: _Pairs, value: object, depth: int) -> None:
        if not isinstance(event, yaml.ScalarEvent) or not isinstance(value, str):
            self._fail(event, "a key is not text")
        elif value == "<<" and event.implicit[0]:
            self._fail(event, "merge keys (<<) are not allowed in a card")
        else:
            parent.key = value
            if depth == _TOP and self._lines is not None:
                self._lines[value] = self._line_of(event.start_mark)

    def _check(self, event: yaml.NodeEvent, depth: int) -> None:
        self._nodes += 1
        if event.anchor is not None:
            self._fail(event, "anchors (&name) are not allowed in a card")
        if depth > MAX_DEPTH:
            self._fail(event, f"it is nested deeper than {MAX_DEPTH} levels")
        if self._nodes > MAX_NODES:
            self._fail(event, f"it holds more than {MAX_NODES:,} values")

    def _fail(self, event: yaml.Event, reason: str) -> None:
        raise FrontMatterError(self._line_of(event.start_mark), reason)


_TOP = 2  # open values while the top-level mapping is read: the root list and the mapping


class _Pairs:
    """A mapping being read: the pairs so far, and the key that waits for its value."""

    def __init__(self) -> None:
        self.mapping: dict[str, object] = {}
        self.key: str | None = None

"""The front matter of a card: finding its fences, and reading a small, safe YAML.

`python-frontmatter` drives; the handler here decides where the front matter ends and what of
YAML is read. Its own handlers miss `...`, byte-order marks and unclosed fences in silence, and
load aliases, merge keys and Python dates, any of which a stranger's card can misuse.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from cardreader.card.plain import read_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml._yaml import Mark as LibyamlMark

MAX_DEPTH = 64
MAX_NODES = 100_000

_ANY_BREAK = re.compile(rb"\r\n|\r|\n")
# A new line for YAML, but not for an editor.
_OTHER_BREAK = re.compile("[\x85\u2028\u2029]")
_OPENING = re.compile(r"---[ \t]*(?:\n|\Z)")
# These begin with the newline before: a literal that the search can skip to, unlike `^`.
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_RELATED = re.compile(r"\nrelated:[ \t]*\n")
_SECURED = re.compile(r"\nsecured:")
# The next line that is neither indented, nor a list item, nor empty, nor a comment: a new key.
_NEXT_KEY = re.compile(r"\n(?=[^\s#\-])")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
# libyaml where PyYAML was built with it: seven times as fast.
LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FrontMatterError(Exception):
    """The front matter cannot be read. Not a ValueError, which python-frontmatter swallows."""

    def __init__(self, line: int, reason: str) -> None:
        """Remember the line (1-based, in the file) and a plain reason."""
        super().__init__(reason)
        self.line = line
        self.reason = reason


def decode(data: bytes) -> tuple[str, int | None]:
    r"""Return a file's bytes as text with \n line ends, and the first line that was not UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, bad_line = data.decode("utf-16", "replace"), None
    else:
        try:
            text, bad_line = data.decode("utf-8-sig"), None
        except UnicodeDecodeError as error:
            text = data.decode("utf-8-sig", "replace")
            bad_line = len(_ANY_BREAK.findall(data, 0, error.start)) + 1
    return text.replace("\r\n", "\n").replace("\r", "\n"), bad_line


def has_front_matter(text: str) -> bool:
    """Whether the first line is a fence: `---` alone."""
    return _OPENING.match(text) is not None


def fingerprint(text: str) -> bytes:
    """16 bytes that change when the text does, unless only its `secured` entry does."""
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end() - 1 if opening else 0)
    end = closing.start() + 1 if closing else len(text)
    secured = _SECURED.search(text, 0, end)
    if secured:
        next_key = _NEXT_KEY.search(text, secured.end(), end)
        text = text[: secured.start() + 1] + text[next_key.start() + 1 if next_key else end :]
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()


class CardHandler(BaseHandler):
    """Splits a card at its fences and loads the small YAML of cards.

    After `frontmatter.parse`, `lines` maps each top-level key to its line in the file, and
    `related` holds the text of the related list, which `load` leaves out (it is most of a file's
    bytes, and the list of cards needs only its length).
    """

    FM_BOUNDARY = _OPENING

    def __init__(self) -> None:
        """Make a handler for one file."""
        super().__init__()
        self.lines: dict[str, int] = {}
        self.related = ""
        self.related_line = 0

    def split(self, text: str) -> tuple[str, str]:
        """Return front matter and body; raise FrontMatterError when no fence closes."""
        opening = _OPENING.match(text)
        start = opening.end() if opening else 0
        closing = _CLOSING.search(text, max(0, start - 1))
        if closing is None:
            raise FrontMatterError(1, "the front matter is not closed: a line of --- is missing")
        return text[start : closing.start() + 1], text[closing.end() :]

    def load(self, fm: str) -> dict[str, object]:
        """Return the top-level mapping; raise FrontMatterError when it is none."""
        before, gap, after = self._cut_related(fm)
        tree: object = read_plainly(before + after, first_line=2, lines=self.lines)
        if tree is None:
            try:
                tree = read_tree(before + "\n" * gap + after, first_line=2, lines=self.lines)
            except FrontMatterError:
                if not self.related:
                    raise
        elif gap:
            for key, line in self.lines.items():
                self.lines[key] = line + gap if line >= self.related_line else line
        if self.related and not self._found_related(tree):
            # `related:` was not the key it looked like: read all of it, however long.
            self.related = ""
            self.lines.clear()
            tree = read_tree(fm, first_line=2, lines=self.lines)
        if tree is None:
            return {}
        if not isinstance(tree, dict):
            raise FrontMatterError(2, "the front matter is not made of keys and values")
        return tree

    def read_related(self) -> object:
        """Read the list that `load` left out; raise FrontMatterError."""
        plain = read_plainly(f"related:\n{self.related}", self.related_line - 1)
        if plain is not None and plain.keys() == {"related"}:
            return plain["related"]
        return read_tree(self.related, self.related_line)

    def _found_related(self, tree: object) -> bool:
        """Whether the list was cut out after a key of its own, the only or last such one."""
        return isinstance(tree, dict) and self.lines.get("related") == self.related_line - 1

    def _cut_related(self, fm: str) -> tuple[str, int, str]:
        """Cut the related list out; its key stays.

        Return what is before and behind it, and between them how many lines it had.
        """
        key = _RELATED.search(f"\n{fm}")
        if key is None:
            return fm, 0, ""
        start = key.end() - 1
        next_key = _NEXT_KEY.search(fm, start - 1)
        end = next_key.start() + 1 if next_key else len(fm)
        self.related = fm[start:end]
        self.related_line = fm.count("\n", 0, start) + 2
        return fm[:start], self.related.count("\n"), fm[end:]


def split(text: str) -> tuple[dict[str, object], str, CardHandler]:
    """Return the fields (without the related list), the body, and the handler that knows more.

    Raises FrontMatterError.
    """
    handler = CardHandler()
    fields, body = frontmatter.parse(text, handler=handler)
    return fields, body, handler


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
        line = line_of(error.problem_mark or error.context_mark)
        raise FrontMatterError(line, f"not valid YAML: {error.problem or error.context}") from error
    except yaml.reader.ReaderError as error:
        # The error's own position is in bytes with libyaml, in characters without.
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = first_line + text.count("\n", 0, found.start() if found else 0)
        raise FrontMatterError(line, "it holds a control character") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: chr() in PyYAML's own scanner
        raise FrontMatterError(first_line, f"not valid YAML: {error}") from error


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
        if isinstance(event, yaml.ScalarEvent):
            null = event.implicit[0] and event.value in _NULLS
            value = None if null else event.value
            self._add(event, open_values[-1], value, len(open_values))
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

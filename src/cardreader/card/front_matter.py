"""The front matter of a card: finding its fences, and reading what is between them.

Nearly every card is plain enough for `read_plainly`. For the others `python-frontmatter` drives,
through the handler here, which decides where the front matter ends and what of YAML is read: its
own handlers miss `...`, byte-order marks and unclosed fences in silence, and load aliases, merge
keys and Python dates, any of which a stranger's card can misuse.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from cardreader.card.plain import read_plainly

if TYPE_CHECKING:
    from frontmatter.default_handlers import BaseHandler

_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ANY_BREAK = re.compile(rb"\r\n|\r|\n")
_OPENING = re.compile(r"---[ \t]*(?:\n|\Z)")
# These begin with the newline before: a literal that the search can skip to, unlike `^`.
_CLOSING = re.compile(r"\n(?:---|\.\.\.)[ \t]*(?=\n|\Z)")
_RELATED = re.compile(r"\nrelated:[ \t]*\n")
# The next line that is neither indented, nor a list item, nor empty, nor a comment: a new key.
_NEXT_KEY = re.compile(r"\n(?=[^\s#\-])")


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
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            text, bad_line = data.decode(), None
        except UnicodeDecodeError as error:
            text = data.decode("utf-8", "replace")
            bad_line = len(_ANY_BREAK.findall(data, 0, error.start)) + 1
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, bad_line


def is_as_decoded(data: bytes) -> bool:
    """Whether UTF-8 says what its decoded text does: no byte-order mark, no other line ends."""
    return b"\r" not in data and not data.startswith(_ORDER_MARKS)


def has_front_matter(text: str) -> bool:
    """Whether the first line is a fence: `---` alone."""
    return _OPENING.match(text) is not None


class CardHandler:
    """Splits a card at its fences and loads the YAML of cards, as `python-frontmatter` asks for.

    Afterwards `lines` maps each top-level key to its line in the file, and `related` holds the text
    of the related list, which is left out (it is most of a file's bytes, and the list of cards
    needs only its length).
    """

    def __init__(self) -> None:
        """Make a handler for one file."""
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

    def load_plainly(self, fm: str) -> dict[str, object] | None:
        """Return the top-level mapping; None where it is not sure to be read right."""
        before, gap, after = self._cut_related(fm)
        tree = read_plainly(before + after, first_line=2, lines=self.lines)
        if tree is not None and gap:
            for key, line in self.lines.items():
                self.lines[key] = line + gap if line >= self.related_line else line
        return tree if self._is_sure(tree) else None

    def load(self, fm: str) -> dict[str, object]:
        """Return the top-level mapping by YAML's rules; raise FrontMatterError when it is none."""
        from cardreader.card.small_yaml import read_tree  # noqa: PLC0415 - slow to import

        self.lines.clear()
        before, gap, after = self._cut_related(fm)
        tree: object = None
        try:
            tree = read_tree(before + "\n" * gap + after, first_line=2, lines=self.lines)
        except FrontMatterError:
            if not self.related:
                raise
        if not self._is_sure(tree):
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
        """Read the list that was left out; raise FrontMatterError."""
        plain = read_plainly(f"related:\n{self.related}", self.related_line - 1)
        if plain is not None and plain.keys() == {"related"}:
            return plain["related"]
        from cardreader.card.small_yaml import read_tree  # noqa: PLC0415 - slow to import

        return read_tree(self.related, self.related_line)

    def _is_sure(self, tree: object) -> bool:
        """Whether the list, if one was cut out, stood after a key of its own, the last such one."""
        if not self.related:
            return True
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
    front, body = handler.split(text)
    fields = handler.load_plainly(front)
    if fields is None:
        import frontmatter  # noqa: PLC0415 - slow to import, and seldom needed

        # It asks for `split` and `load` only, whatever class they are of.
        fields, body = frontmatter.parse(text, handler=cast("BaseHandler", handler))
    return fields, body.strip(), handler

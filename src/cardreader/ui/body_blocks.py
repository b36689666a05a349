"""What a body is made of once it is read: blocks of plain text with emphasis, and links."""

from __future__ import annotations

from enum import Enum, Flag, auto
from typing import NamedTuple

from cardreader.card.values import Link
from cardreader.clean import clean_block, clean_line
from cardreader.ui.wrapping import drawable
from cardreader.urls import UnsafeURL, openable

MAX_BLOCKS = 2_000
MAX_LINKS = 50
MAX_DEPTH = 6
"""How deep lists are shown; deeper ones are shown at this depth."""

_MAX_TEXT = 200_000
_MAX_PIECES = 10_000
_LINE_GAP = "\n"
_CELL_GAP = " · "


class Kind(Enum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item of a list"
    ROW = "row of a table"
    CODE = "code"
    RULE = "rule"


class Emphasis(Flag):
    """How a piece of text stands out."""

    NONE = 0
    BOLD = auto()
    ITALIC = auto()
    CODE = auto()
    LINK = auto()
    IMAGE = auto()


class Span(NamedTuple):
    """A piece of a block's text, from `start` to before `end`, that stands out.

    `url` is where a link leads.
    """

    start: int
    end: int
    emphasis: Emphasis
    url: str = ""


class Block(NamedTuple):
    """A piece of a body that is set by itself. The text is clean and never empty (but a rule's).

    Newlines in it are meant. `level` is a heading's from 1 to 6, or an item's depth from 1;
    `bullet` stands before an item, empty where a block continues one.
    """

    kind: Kind
    text: str = ""
    spans: tuple[Span, ...] = ()
    level: int = 0
    bullet: str = ""
    quoted: bool = False


class Body(NamedTuple):
    """What a body says. `cut` is true where it was too long to be shown whole."""

    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()
    cut: bool = False


class _Words(NamedTuple):
    """A piece of a block that is being collected."""

    text: str
    emphasis: Emphasis
    url: str


class BlockBuilder:
    """Collects pieces of text into blocks, and the links among them, within the limits.

    Whoever reads a body sets the public attributes to what holds for the text that comes.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.cut = False
        self.kind = Kind.PARAGRAPH
        self.level = 0
        self.bullet = ""
        self.quoted = False
        self._pieces: list[_Words] = []
        self._gap = ""
        self._read = 0
        self._links: dict[str, str] = {}

    @property
    def links(self) -> tuple[Link, ...]:
        """The links so far, in their order."""
        return tuple(Link(title, url) for url, title in self._links.items())

    def add(self, text: str, emphasis: Emphasis = Emphasis.NONE, url: str = "") -> None:
        """Add text (unescaped, still unclean) to the block; white space folds to one blank.

        `url` is where a link leads.
        """
        words = drawable(clean_line(text, _MAX_TEXT))
        if text[:1].isspace():
            self._gap = self._gap or " "
        if not words:
            return
        if self._pieces and self._pieces[-1][:2] == (words, Emphasis.IMAGE):
            self._pieces.pop()  # a picture's description, said again as its caption
        elif self._pieces and self._gap:
            # A blank belongs to what both its neighbours are, so that no underline sticks out.
            last = self._pieces[-1]
            self._pieces.append(
                _Words(self._gap, last.emphasis & emphasis, url if url == last.url else "")
            )
        self._pieces.append(_Words(words, emphasis, url))
        self._gap = " " if text[-1:].isspace() else ""
        self._read += 1
        self.cut = self.cut or self._read >= _MAX_PIECES

    def break_line(self) -> None:
        """Begin a new line within the block; a second time, a new block."""
        if self._gap == _LINE_GAP:
            self.end_block()
        elif self._pieces:
            self._gap = _LINE_GAP

    def end_cell(self) -> None:
        """Part what a row of a table has from what may come."""
        if self._pieces:
            self._gap = _CELL_GAP

    def end_block(self) -> None:
        """End the block, if it has any text."""
        if not self._pieces:
            self._gap = ""
            return
        text, spans = _joined(self._pieces)
        kind = self.kind
        if kind is Kind.ROW and all(piece.text != _CELL_GAP for piece in self._pieces):
            kind = Kind.PARAGRAPH  # tables that only lay out a page have such rows
        self._pieces, self._gap = [], ""
        self._append(Block(kind, text, spans, self.level, self.bullet, self.quoted))
        if self.kind is Kind.ITEM:
            self.bullet = ""

    def code(self, text: str) -> None:
        """Add code (unescaped, still unclean) as a block of its own."""
        self.end_block()
        if text := drawable(clean_block(text)):
            self._append(Block(Kind.CODE, text, level=self.level, quoted=self.quoted))

    def rule(self) -> None:
        """Add a rule, unless one would stand at the top or below another."""
        self.end_block()
        if self.blocks and self.blocks[-1].kind is not Kind.RULE:
            self._append(Block(Kind.RULE))

    def link(self, title: str, url: str) -> None:
        """Collect a link, unless it has no words (a picture without a description has none)."""
        title = drawable(clean_line(title))
        if any(map(str.isalnum, title)) and len(self._links) < MAX_LINKS:
            self._links.setdefault(url, title)

    def _append(self, block: Block) -> None:
        if len(self.blocks) < MAX_BLOCKS:
            self.blocks.append(block)
        else:
            self.cut = True


def safe_url(url: str) -> str | None:
    """The URL on one clean line if it may be opened (http or https), else None."""
    url = clean_line(url, limit=8192)
    try:
        openable(url)
    except UnsafeURL:
        return None
    return url


def _joined(pieces: list[_Words]) -> tuple[str, tuple[Span, ...]]:
    """Join clean pieces to a clean text with its spans."""
    text = "".join(piece.text for piece in pieces)
    if (clean := clean_block(text)) != text:
        # Clean apart and unclean together (a flood of combining marks in small pieces).
        return clean, ()
    spans: list[Span] = []
    at = 0
    for piece, emphasis, url in pieces:
        end = at + len(piece)
        if emphasis:
            spans.append(Span(at, end, emphasis, url))
        at = end
    return text, tuple(spans)

"""HTML -> blocks. Reads the HTML that people and their mailers write, in one linear pass.

The standard library's `html.parser` is not used: on input that is damaged on purpose (`<a <a <a`)
its time grows with the square of the length, and an overlong character reference raises.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

from cardreader.clean import unescape
from cardreader.ui.body_blocks import MAX_DEPTH, BlockBuilder, Emphasis, Kind, safe_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# A tag up to its `>`. Quotes count after `=` only; nothing here can backtrack.
_TAG = re.compile(
    r"""<(/?)([A-Za-z][A-Za-z0-9:-]*+)((?:[^<>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)"""
)
_ATTRIBUTE = re.compile(r"""([^\s"'=/]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# In an address `&copy=2` is no sign but a parameter: only what ends in `;` is an entity.
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Descriptions of pictures that describe nothing: the name of a file, or what every mailer writes.
_EMPTY_WORDS = re.compile(
    r"[^\n]+\.(?:png|jpe?g|gif|svg|webp|bmp)|(?:logo|icon|image|picture|photo|banner|spacer)",
    re.IGNORECASE,
)

_EMPHASIS = {
    "b": Emphasis.BOLD,
    "strong": Emphasis.BOLD,
    "th": Emphasis.BOLD,
    "dt": Emphasis.BOLD,
    "i": Emphasis.ITALIC,
    "em": Emphasis.ITALIC,
    "cite": Emphasis.ITALIC,
    "code": Emphasis.CODE,
    "kbd": Emphasis.CODE,
    "samp": Emphasis.CODE,
    "tt": Emphasis.CODE,
}
_MAX_EMPHASIS = 6
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_NAMES = (
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption "
    "figure footer form header hr html legend li main menu nav ol p section summary table tbody "
    "tfoot thead tr ul h1 h2 h3 h4 h5 h6"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_CELLS = frozenset({"td", "th"})
_VOID_NAMES = "area base br col embed hr img input link meta source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
# What they hold is not for reading; it is passed over up to the closing tag.
_PASSED_OVER_NAMES = (
    "audio canvas iframe math noembed object script select style svg template textarea title video"
)
_PASSED_OVER = frozenset(_PASSED_OVER_NAMES.split())
# An address in plain sight, without the signs that end a sentence rather than it.
_BARE_URL = re.compile(r"\bhttps?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}]", re.IGNORECASE)


class Tag(NamedTuple):
    """An opening or closing tag; its attributes are still text."""

    name: str
    closing: bool
    attributes: str


def tokens(source: str) -> Iterator[Tag | str]:
    """Tags and the text between them, still escaped. Comments, declarations and scripts go.

    What only looks like a tag is text.
    """
    ends = _Ends(source)
    position = text_start = 0
    while (start := source.find("<", position)) >= 0:
        tag = _TAG.match(source, start)
        if source.startswith(("<!", "<?"), start):
            end = _after(source, "-->" if source.startswith("<!--", start) else ">", start)
        elif tag is not None and source.startswith(">", tag.end()):
            end = tag.end() + 1
        else:
            # What was looked at is not looked at again: that is what keeps this linear.
            position = tag.end() if tag else start + 1
            continue
        if start > text_start:
            yield source[text_start:start]
        if tag is not None:
            name, closing = tag[2].lower(), tag[1] == "/"
            element_end = None if closing else ends.after(name, end)
            if element_end is None:
                yield Tag(name, closing, tag[3])
            else:
                end = element_end
        position = text_start = end
    if text_start < len(source):
        yield source[text_start:]


def _after(source: str, mark: str, start: int) -> int:
    """Where the text goes on after the next mark; the end if there is none."""
    found = source.find(mark, start)
    return found + len(mark) if found >= 0 else len(source)


class _Ends:
    """Tells where elements that are passed over end. Looks for an end that is not there once."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._endless: set[str] = set()

    def after(self, name: str, start: int) -> int | None:
        """Where the text goes on after such an element; None for others and where it never ends."""
        if name not in _PASSED_OVER or name in self._endless:
            return None
        closing = re.compile(rf"</{name}\b[^>]*+>?", re.IGNORECASE).search(self._source, start)
        if closing is None:
            self._endless.add(name)
            return None
        return closing.end()


class HTMLWalker:
    """Turns tags and text into blocks. May be fed in pieces, and by hand with `start` and `end`.

    Tags need not match: a closing tag without its opening one does nothing.
    """

    def __init__(self) -> None:
        self.builder = BlockBuilder()
        self._emphasis: list[str] = []
        self._lists: list[int | None] = []
        self._quotes = 0
        self._link: tuple[str, list[str]] | None = None
        self._code: list[str] | None = None
        self._hidden: list[str] = []

    def feed(self, source: str) -> None:
        """Read HTML, as far as the limits of the blocks allow."""
        for token in tokens(source):
            if self.builder.cut:
                return
            if isinstance(token, str):
                self.text(unescape(token))
            elif token.closing:
                self.end(token.name)
            else:
                self.start(token.name, _attributes(token), token.attributes)

    def close(self) -> None:
        """End what is still open."""
        self._end_code()
        self._end_link()
        self.builder.end_block()

    def text(self, text: str) -> None:
        """Add unescaped text."""
        if self._hidden:
            return
        if self._code is not None:
            self._code.append(text)
            return
        emphasis = Emphasis.NONE
        for name in self._emphasis:
            emphasis |= _EMPHASIS[name]
        if self._link:
            self._link[1].append(text)
            self.builder.add(text, emphasis | Emphasis.LINK, self._link[0])
        else:
            self._text_with_urls(text, emphasis)

    def start(self, name: str, attributes: Mapping[str, str], source: str = "") -> None:
        """Open an element; `source` is its attributes as they were written."""
        if self._hidden or name in _PASSED_OVER or _HIDDEN.search(source):
            nested = name in self._hidden and name not in _PASSED_OVER
            if name not in _VOID and (nested or not self._hidden):
                self._hidden.append(name)
            return
        if name in _BLOCKS:
            self.builder.end_block()
        if name in _CELLS:
            self._end_cell()
        if name in _EMPHASIS and len(self._emphasis) < _MAX_EMPHASIS:
            self._emphasis.append(name)
        self._start_block(name, attributes)
        self._start_inline(name, attributes)

    def end(self, name: str) -> None:
        """Close an element."""
        if self._hidden:
            if name == self._hidden[0]:
                self._hidden.pop()
            return
        if name == "pre":
            self._end_code()
        elif name == "a":
            self._end_link()
        elif name in _CELLS:
            self._end_cell()
        if name in _BLOCKS:
            self.builder.end_block()
        if name in self._emphasis:
            self._emphasis.remove(name)
        self._end_block(name)

    def _text_with_urls(self, text: str, emphasis: Emphasis) -> None:
        """Add text in which addresses are links."""
        end = 0
        for found in _BARE_URL.finditer(text) if "://" in text else ():
            if url := safe_url(found[0]):
                self.builder.add(text[end : found.start()], emphasis)
                self.builder.add(found[0], emphasis | Emphasis.LINK, url)
                self.builder.link(found[0], url)
                end = found.end()
        self.builder.add(text[end:], emphasis)

    def _start_block(self, name: str, attributes: Mapping[str, str]) -> None:
        builder = self.builder
        if name in _HEADINGS:
            builder.kind, builder.level = Kind.HEADING, _HEADINGS[name]
        elif name in _LISTS:
            self._lists.append(_first_number(attributes) if name == "ol" else None)
        elif name == "li":
            self._start_item()
        elif name == "blockquote":
            self._quotes += 1
            builder.quoted = True
        elif name == "hr":
            builder.rule()
        elif name == "tr":
            self._end_cell()
            builder.kind = Kind.ROW
        elif name == "pre":
            self._code = self._code or []

    def _start_inline(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "br":
            self._break()
        elif name == "img":
            self._image(attributes.get("alt", ""))
        elif name == "a":
            self._end_link()
            if url := safe_url(attributes.get("href", "")):
                self._link = (url, [])

    def _end_block(self, name: str) -> None:
        builder = self.builder
        if name in _LISTS and self._lists:
            self._lists.pop()
        elif name == "blockquote":
            self._quotes = max(0, self._quotes - 1)
            builder.quoted = self._quotes > 0
        if name in _HEADINGS or name in _LISTS or name in ("tr", "li", "table"):
            builder.kind = Kind.ITEM if self._lists else Kind.PARAGRAPH
            builder.level = min(len(self._lists), MAX_DEPTH)
            builder.bullet = ""

    def _start_item(self) -> None:
        if not self._lists:
            self._lists.append(None)
        number = self._lists[-1]
        self.builder.kind, self.builder.level = Kind.ITEM, min(len(self._lists), MAX_DEPTH)
        self.builder.bullet = "•" if number is None else f"{number}."
        if number is not None:
            self._lists[-1] = number + 1

    def _end_cell(self) -> None:
        """End a cell, by its own tag or by the next cell's."""
        self.builder.end_cell()
        if "th" in self._emphasis:
            self._emphasis.remove("th")

    def _break(self) -> None:
        if self._code is not None:
            self._code.append("\n")
        else:
            self.builder.break_line()

    def _image(self, description: str) -> None:
        """Say what a picture shows, where its description does."""
        description = unescape(description).strip()
        if description and not _EMPTY_WORDS.fullmatch(description) and self._code is None:
            if self._link:
                self._link[1].append(f" {description} ")
            self.builder.add(
                f" {description} ", Emphasis.IMAGE, self._link[0] if self._link else ""
            )

    def _end_link(self) -> None:
        if self._link:
            url, words = self._link
            self.builder.link("".join(words), url)
            self._link = None

    def _end_code(self) -> None:
        if self._code is not None:
            self.builder.code("".join(self._code))
            self._code = None


def _attributes(tag: Tag) -> dict[str, str]:
    """The attributes that are of use, the first of each name; only addresses are unescaped."""
    if tag.name not in ("a", "img", "ol"):
        return {}
    found: dict[str, str] = {}
    for attribute in _ATTRIBUTE.finditer(tag.attributes):
        value = attribute[2] or attribute[3] or attribute[4] or ""
        found.setdefault(attribute[1].lower(), value)
    if "href" in found:
        found["href"] = _ENTITY.sub(lambda entity: html.unescape(entity[0]), found["href"])
    return found


def _first_number(attributes: Mapping[str, str]) -> int:
    start = attributes.get("start", "1")
    return int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1

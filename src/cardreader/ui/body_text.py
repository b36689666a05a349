"""A card's body (HTML, Markdown or plain text) -> blocks to be set, and the links among them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from cardreader.clean import BLOCK_LIMIT
from cardreader.ui.body_blocks import Body
from cardreader.ui.body_html import HTMLWalker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Less than what a card keeps of its body, so that one which was cut there is told as cut here.
MAX_CHARACTERS = BLOCK_LIMIT - 1_000
MAX_SIGNS = 6_000
"""How many line breaks and signs of Markdown are read: they, not the letters, cost time."""

_LIQUID = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_HTML_BLOCK = re.compile(
    r"<(?:!doctype|html|body|head|p|div|table|tr|td|ul|ol|h[1-6]|section|article|center|span|br)\b",
    re.IGNORECASE,
)
_HTML_START = re.compile(r"\s*<(?:!--|!doctype\b|\?xml\b|[a-z][a-z0-9]*[\s/>])", re.IGNORECASE)
_MARKDOWN_SIGN = re.compile(r"[\n\[\]*_`<&~|\\]")
_MAX_NESTING = 20


def body(text: str) -> Body:
    """Read a body. Never raises; takes time in proportion to the text, up to a limit."""
    if not text:
        return Body()
    text = _LIQUID.sub("", text)
    whole = len(text)
    text = _without_half_a_tag(text[:MAX_CHARACTERS]) if whole > MAX_CHARACTERS else text
    walker = HTMLWalker()
    if is_html(text):
        walker.feed(text)
    else:
        text = _within_signs(text)
        _walk(walker, _markdown().parse(text))
    walker.close()
    builder = walker.builder
    return Body(tuple(builder.blocks), builder.links, builder.cut or len(text) < whole)


def is_html(text: str) -> bool:
    """Whether a body is HTML rather than Markdown: it begins with a tag and has block tags."""
    return _HTML_START.match(text) is not None and _HTML_BLOCK.search(text) is not None


def _without_half_a_tag(text: str) -> str:
    """Leave out the tag in which a text was cut."""
    start = text.rfind("<")
    return text[:start] if start > text.rfind(">") else text


def _within_signs(text: str) -> str:
    """The text up to as many signs of Markdown as are read."""
    for count, sign in enumerate(_MARKDOWN_SIGN.finditer(text)):
        if count == MAX_SIGNS:
            return text[: sign.start()]
    return text


@cache
def _markdown() -> MarkdownIt:
    """The Markdown parser. Imported with the first body that needs it, to start sooner."""
    from markdown_it import MarkdownIt  # noqa: PLC0415

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    return parser.enable(["table", "strikethrough"])


def _walk(walker: HTMLWalker, parsed: Sequence[Token]) -> None:
    """Lead the walker through Markdown's tokens, which are named after HTML's elements."""
    for token in parsed:
        if walker.builder.cut:
            return
        if token.hidden:
            continue
        if token.children and token.type == "inline":
            _walk(walker, token.children)
        elif token.nesting > 0:
            walker.start(token.tag, {name: str(value) for name, value in token.attrs.items()})
        elif token.nesting < 0:
            walker.end(token.tag)
        else:
            _leaf(walker, token)


def _leaf(walker: HTMLWalker, token: Token) -> None:
    """Lead the walker through a token that holds no others."""
    match token.type:
        case "html_block" | "html_inline":
            walker.feed(token.content)
        case "fence" | "code_block":
            _element(walker, "pre", token.content)
        case "code_inline":
            _element(walker, "code", token.content)
        case "image":
            walker.start("img", {"alt": token.content})
        case "softbreak":
            walker.text("\n")
        case "hardbreak" | "hr":
            walker.start("br" if token.type == "hardbreak" else "hr", {})
        case _:
            walker.text(token.content)


def _element(walker: HTMLWalker, name: str, text: str) -> None:
    walker.start(name, {})
    walker.text(text)
    walker.end(name)

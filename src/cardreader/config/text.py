"""The text of a TOML file in parts: what stands before all tables, each view, and what is between.

A TOML library that writes moves what stands between two `[[views]]` (tomlkit does), and a comment
above one of them belongs to the one before it. Here a view is a range of lines with the comment
right above it, and the parts together are the text, whatever it holds. The text is valid TOML.
Mutes, `[[mute]]`, are parted in the same way; what is said of views here holds for any such tables.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

VIEWS, MUTE = "views", "mute"
"""What such tables are called in the file."""

_TOKENS = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*|[\[\]{}\n]",
    re.DOTALL,
)


class Part(NamedTuple):
    """Some whole lines: a view with the comment right above it, or what is no view."""

    text: str
    is_view: bool = False


class _Header(NamedTuple):
    """A line that opens a table; `is_view`: one of `[[views]]`; `within`: a table inside one."""

    line: int
    is_view: bool
    within: bool


def parts_of(text: str, name: str = VIEWS) -> list[Part]:
    """Part a file: no view is next to another part's lines, and nothing is left out."""
    lines = lines_in(text)
    headers, comments = _headers(text, name)
    tops = [_top(header.line, comments) for header in headers]
    parts: list[Part] = []
    begin = 0
    for number, header in enumerate(headers):
        if not header.is_view:
            continue
        following = (
            top for each, top in zip(headers, tops, strict=True)
            if each.line > header.line and not each.within
        )  # fmt: skip
        end = _bottom(lines, header.line, next(following, len(lines)), comments)
        if tops[number] > begin:
            parts.append(Part("".join(lines[begin : tops[number]])))
        parts.append(Part("".join(lines[tops[number] : end]), is_view=True))
        begin = end
    if begin < len(lines):
        parts.append(Part("".join(lines[begin:])))
    return parts


def head_of(text: str) -> str:
    """Return what stands before the first table and its comment: the settings of the top."""
    headers, comments = _headers(text)
    if not headers:
        return text
    return "".join(lines_in(text)[: _top(headers[0].line, comments)])


def lines_in(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _headers(text: str, name: str = VIEWS) -> tuple[list[_Header], frozenset[int]]:
    """Find the headers of tables, and the lines that are nothing but comments."""
    headers: list[_Header] = []
    comments: set[int] = set()
    for line, written in statements(text):
        if written.startswith("#"):
            comments.add(line)
        elif written.startswith("["):
            headers.append(_header(line, written, name))
    return headers, frozenset(comments)


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Give each line (its number from 0, and what is written) that does not go on with a value."""
    lines = text.split("\n")
    line = depth = 0
    yield 0, lines[0].strip()
    for found in _TOKENS.finditer(text):
        piece = found[0]
        line += piece.count("\n")
        if piece != "\n":
            depth += (piece in "[{") - (piece in "]}")
        elif not depth:
            yield line, lines[line].strip()


def _header(line: int, written: str, name: str) -> _Header:
    value = tomllib.loads(written).get(name)
    is_view = isinstance(value, list)
    return _Header(line, is_view, within=not is_view and value is not None)


def _top(line: int, comments: frozenset[int]) -> int:
    """Where a table begins: with the comment right above its header."""
    while line - 1 in comments:
        line -= 1
    return line


def _bottom(lines: list[str], line: int, end: int, comments: frozenset[int]) -> int:
    """Where a view ends: after its last value, and the comment right below that."""
    last = max(
        number for number in range(line, end) if lines[number].strip() and number not in comments
    )
    while last + 1 < end and last + 1 in comments:
        last += 1
    return last + 1

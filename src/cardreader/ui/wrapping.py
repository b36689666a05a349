"""Text -> lines of at most so many cells, as positions in the text. Pure and linear."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category

from rich.cells import cell_len, chop_cells, get_character_cell_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What takes no cell, or takes one in some terminals only: it would shift the lines' right edge.
# That goes for what makes an emoji of another kind, too: its form, the colour of its skin, tags.
_UNDRAWABLE = (
    "\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U0001f3fb-\U0001f3ff\U000e0001-\U000e007f"
)
# Scripts with marks that take a cell in some terminals and none in others.
_BRAHMIC = "\u0900-\u0dff\u0f00-\u109f\u1700-\u1cff\ua800-\uabff\U00011000-\U00011fff"

# Characters that take one cell each: most text has no others, and need not be measured. The marks
# of the card pane are among them.
_NARROW = re.compile(
    "[ -~\xa1-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2197\u25b8\u25cf\u2713]*+"
)

# Scripts without blanks may break between any two letters, but not before a closing sign.
_CJK = "\u2e80-\u2fff\u3005-\u30ff\u3100-\u9fff\uac00-\ud7af\uf900-\ufaff\uff10-\uffef"
_CJK_FROM = "\u2e80"
_RUN = re.compile(r"\S+")
_CLOSING = "\u3001\u3002\u3009\u300b\u300d\u300f\u3011\uff01\uff09\uff0c\uff0e\uff1a\uff1b\uff1f"

_JOINER = "\u200d"
_JOINED = frozenset({_JOINER, "\ufe0f"})


def drawable(text: str) -> str:
    """Text without the characters whose width terminals disagree about."""
    if text.isascii() or _NARROW.fullmatch(text) or not _odd().search(text):
        return text
    text = _joined_on().sub("", _undrawable().sub("", text))
    return _brahmic_word().sub(_roomy, text)


# Sets of so many characters take a while to compile: not before they are needed.


@cache
def _odd() -> re.Pattern[str]:
    return re.compile(f"[{_UNDRAWABLE}{_BRAHMIC}\u200d]")


@cache
def _undrawable() -> re.Pattern[str]:
    return re.compile(f"[{_UNDRAWABLE}]")


@cache
def _joined_on() -> re.Pattern[str]:
    """A joiner, with the emoji that it joins to another: a family is drawn as its first member.

    Where it is not known as one picture, it takes the cells of all.
    """
    emoji = "[\u2190-\u2bff\U0001f000-\U0001faff]"
    return re.compile(f"(?<={emoji})(?:\u200d{emoji})+|\u200d")


def _roomy(found: re.Match[str]) -> str:
    """A word with as many blanks behind it as some terminals draw beyond its measure.

    Marks that stand beside their letter take a cell there; Rich gives them none.
    """
    word, blanks = found[1], len(found[2])
    marks = sum(category(char) == "Mc" for char in word)
    is_last = found.end() == len(found.string)
    return word + " " * max(blanks, marks + (0 if is_last or not marks else 1))


@cache
def _brahmic_word() -> re.Pattern[str]:
    return re.compile(rf"([{_BRAHMIC}]\S*)( *)")


@cache
def _word() -> re.Pattern[str]:
    """What stays together: a word, or one sign of a script without blanks, with what closes it."""
    return re.compile(
        rf"[^\s{_CJK}{_CLOSING}]+[{_CLOSING}]*|[{_CJK}][{_CLOSING}]*|[{_CLOSING}]+",
    )


def wrap(text: str, width: int) -> list[tuple[int, int]]:
    """Where each line starts and ends so that it takes at most `width` (1 or more) cells.

    Lines break at newlines and at blanks, words longer than a line anywhere. The blanks and
    newlines at the breaks belong to no line. A character of two cells is never divided: in one
    cell it is a line that is too wide. An empty text has one empty line.
    """
    lines: list[tuple[int, int]] = []
    start = 0
    for paragraph in text.split("\n"):
        end = start + len(paragraph)
        if _NARROW.fullmatch(paragraph):
            lines.extend(_wrap_narrow(text, start, end, width))
        else:
            lines.extend(_wrap_wide(text, start, end, width))
        start = end + 1
    return lines


def fold(text: str, width: int) -> list[tuple[int, int]]:
    """Like `wrap`, for code: every blank stays, and lines break anywhere."""
    lines: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        pieces = list(_chop(line, width)) or [""]
        for piece in pieces:
            lines.append((start, start + len(piece)))
            start += len(piece)
        start += 1
    return lines


def unparted(text: str, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Spans (in order) that part no character as it is seen, so that no piece of it is measured.

    An emoji may be made of several, and letters have their marks behind them.
    """
    if not spans or text.isascii():
        return spans
    whole: list[tuple[int, int]] = []
    for start, end in spans:
        first, last = start, end
        while not _is_edge(text, first):
            first -= 1
        while not _is_edge(text, last):
            last += 1
        if whole and first < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(last, whole[-1][1]))
        else:
            whole.append((first, last))
    return whole


def _wrap_narrow(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Wrap one paragraph in which every character takes one cell: no measuring needed."""
    while end - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        if cut > start:
            yield start, cut
            start = cut + 1
        else:
            yield start, start + width
            start += width
    yield start, end


def _wrap_wide(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Wrap one paragraph word by word, measuring each."""
    line_start = line_end = start
    used = 0
    # Compiling the sets of the other takes milliseconds: most text has none of these scripts.
    word_of = _word() if max(text[start:end]) >= _CJK_FROM else _RUN
    for word in word_of.finditer(text, start, end):
        cells = cell_len(word[0])
        gap = word.start() - line_end
        if line_end > line_start and used + gap + cells > width:
            yield line_start, line_end
            line_start = line_end
        if line_end == line_start:
            line_start, used, gap = word.start(), 0, 0
        if cells > width:
            pieces = list(_chop(word[0], width))
            for piece in pieces[:-1]:
                yield line_start, line_start + len(piece)
                line_start += len(piece)
            cells = cell_len(pieces[-1])
        used += gap + cells
        line_end = word.end()
    yield line_start, line_end


def _chop(text: str, width: int) -> Iterator[str]:
    """Pieces of at most `width` cells that are the whole text together, none of them empty."""
    done = 0
    for piece in chop_cells(text, width):
        if piece:
            done += len(piece)
            yield piece
    if done < len(text):  # what takes no cell at the end is left out by `chop_cells`
        yield text[done:]


def _is_edge(text: str, place: int) -> bool:
    """Whether one character as it is seen ends here and another begins, as Rich measures them."""
    if place in (0, len(text)):
        return True
    char = text[place]
    return char not in _JOINED and text[place - 1] != _JOINER and get_character_cell_size(char) > 0

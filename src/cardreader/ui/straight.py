"""Output for the terminal -> the same, with columns that stay straight whatever the terminal.

Terminals disagree about how many cells letters of some scripts and emoji take. What is written
behind them would stand elsewhere in each. So the cursor is put where it belongs behind every word
that is disputed, and its cells are emptied before; it may take those of the blanks behind it, too.
Pure.
"""

from __future__ import annotations

import re
from functools import cache

from rich.cells import cell_len

# Hebrew and Arabic (some terminals turn them round), Indian and further scripts, symbols that may
# be drawn as emoji (but not our own stars and ticks), emoji, and all that came late to Unicode.
_DISPUTED = (
    "\u0590-\u109f\u1700-\u1cff\u200c\u20d0-\u20ff\u2600-\u2604\u2607-\u2712\u2714-\u27bf"
    "\u2b00-\u2bff\ua800-\uabff"
    "\U00010000-\U0010ffff"
)
# The same, roughly, in UTF-8: sets of many characters take a while to compile, and to look for.
_MAY_BE_DISPUTED = re.compile(
    rb"[\xd6-\xe0\xf0-\xf4]|\xe1[\x80-\x82\x9c-\xb3]|\xea[\xa0-\xaf]"
    rb"|\xe2(?:\x80\x8c|\x83|\x98[^\x85\x86]|[\x99-\x9b]|\x9c[^\x93]|[\x9d\x9e\xac-\xaf])"
)


def straight(output: str) -> str:
    """Put the cursor where it belongs behind each word whose cells are disputed.

    Only where the place is known: in lines that begin with a sequence that says where they stand.
    """
    if not _MAY_BE_DISPUTED.search(output.encode("utf-8", "replace")):
        return output
    written: list[str] = []
    place: tuple[int, int] | None = None  # line and column, from 1
    for token in _token().findall(output):
        if token[0] == "\x1b":
            if token[-1] != "m":
                place = _place(token)
        elif token[0] < " ":
            place = None
        elif place is not None:
            line, column = place
            place = line, column + cell_len(token)
            token = _anchored(token, line, column)  # noqa: PLW2901 - that is what is written
        written.append(token)
    return "".join(written)


def _place(token: str) -> tuple[int, int] | None:
    """The line and the column to which a sequence puts the cursor; None for any other one."""
    line, _, column = token[2:-1].partition(";")
    is_place = token[-1] == "H" and line.isdecimal() and column.isdecimal()
    return (int(line), int(column)) if is_place else None


def _anchored(text: str, line: int, column: int) -> str:
    written: list[str] = []
    done = 0
    for word in _word().finditer(text):
        before = text[done : word.start()]
        start = column + cell_len(before)
        column = start + cell_len(word[0])
        written += (
            before, " " * (column - start), f"\x1b[{line};{start}H", word[0].rstrip(" "),
            f"\x1b[{line};{column}H",
        )  # fmt: skip
        done = word.end()
    return "".join([*written, text[done:]])


@cache
def _token() -> re.Pattern[str]:
    """A sequence, controls, or text: all of the output is one after the other of these."""
    return re.compile(
        r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.?|[\x00-\x1a\x1c-\x1f]+"
        r"|[^\x00-\x1f]+",
        re.DOTALL,
    )


@cache
def _word() -> re.Pattern[str]:
    """From a disputed letter to the next word."""
    return re.compile(rf"[{_DISPUTED}]\S* *")

"""Screens as text, characters and colours, to be compared with those in `tests/snapshots`.

With `CARDREADER_SNAPSHOTS=write` (`make snapshots`) they are written anew, and a picture of each
screen that has changed goes into a folder of its own, to be looked at.
"""

from __future__ import annotations

import os
import re
import tempfile
from difflib import unified_diff
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual.strip import Strip

    from reader_tools import Driver

FOLDER = Path(__file__).parent / "snapshots"
PICTURES = Path(tempfile.gettempdir()) / "cardreader-snapshots"
_IS_WRITING = os.environ.get("CARDREADER_SNAPSHOTS") == "write"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Textual's pictures ask for a font from the web.
_WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def difference(driver: Driver, name: str) -> str:
    """Return how the screen differs from the one that is kept under this name; '' if it does not.

    What was to be written differs no longer.
    """
    path = FOLDER / f"{name}.txt"
    before = path.read_text("utf-8") if path.exists() else ""
    now = as_text(driver.strips)
    if now == before:
        return ""
    if _IS_WRITING:
        for folder in (FOLDER, PICTURES):
            folder.mkdir(exist_ok=True)
        path.write_text(now, "utf-8")
        svg = _WEB_FONT.sub("", driver.app.export_screenshot(title=name))
        svg = svg.replace("<text ", '<text xml:space="preserve" ')  # blanks at its ends, too
        (PICTURES / f"{name}.svg").write_text(svg, "utf-8")
        return ""
    return "\n".join(unified_diff(before.split("\n"), now.split("\n"), path.name, "now"))


def as_text(strips: Sequence[Strip]) -> str:
    """Return the lines of a screen, then their styles in runs of cells, then what these are.

    `3-5 12a 108b`: each of these lines has 12 cells of style `a`, then 108 of `b`.
    """
    letters: dict[str, str] = {}
    styles = [_runs(strip, letters) for strip in strips]
    return "\n".join(
        [
            *(strip.text.rstrip() for strip in strips),
            "",
            *_grouped(styles),
            "",
            *(f"{letter} {style}" for style, letter in letters.items()),
            "",
        ]
    )


def _runs(strip: Strip, letters: dict[str, str]) -> str:
    """Return how many cells have which style, in letters that are given out as needed."""
    cells = [
        (str(style.clear_meta_and_links()) if style else "none", segment.cell_length)
        for segment in strip
        for style in (segment.style,)
    ]
    runs = []
    for style, some in groupby(cells, key=lambda cell: cell[0]):
        letter = letters.setdefault(style, _LETTERS[len(letters) % len(_LETTERS)])
        runs.append(f"{sum(length for _, length in some)}{letter}")
    return " ".join(runs)


def _grouped(lines: Iterable[str]) -> Iterator[str]:
    """Number the lines from 1, those that follow each other and are equal together."""
    number = 1
    for line, some in groupby(lines):
        last = number + len(list(some)) - 1
        yield f"{number}-{last} {line}" if last > number else f"{number} {line}"
        number = last + 1

"""Fewer bytes to the terminal: they draw the same."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from cardreader.ui.terse import terse

_COLOURS = st.sampled_from(["red", "bright_blue", "color(200)", "#102030", "#e0e0e0", "default"])
_STYLES = st.builds(
    Style,
    color=st.none() | _COLOURS,
    bgcolor=st.none() | _COLOURS,
    bold=st.booleans(),
    italic=st.booleans(),
    underline=st.booleans(),
    reverse=st.booleans(),
    strike=st.booleans(),
)
_TEXTS = st.text("ab █日 ", max_size=6)
_PIECES = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 20), _STYLES, _TEXTS), max_size=12)
_SYSTEMS = st.sampled_from([ColorSystem.STANDARD, ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR])


def drawn(text: str) -> list[object]:
    """Return what a terminal shows: of a blank only what is seen of it."""
    screen = pyte.Screen(20, 4)
    pyte.Stream(screen).feed(text)
    rows: list[object] = []
    for row in range(4):
        cells = [screen.buffer[row][column] for column in range(20)]
        # A blank tells its colour only where colours change places, or a line goes through it.
        rows.append(
            [
                (cell.data, cell.bg, cell.underscore, cell.strikethrough, cell.reverse,
                 cell.fg if cell.data != " " or cell.reverse or cell.underscore
                 or cell.strikethrough else "",
                 (cell.bold, cell.italics) if cell.data != " " else ())
                for cell in cells
            ]
        )  # fmt: skip
    return [*rows, (screen.cursor.x, screen.cursor.y, screen.cursor.attrs)]


@given(_PIECES, _SYSTEMS)
def test_what_is_drawn_is_the_same(
    pieces: list[tuple[int, int, Style, str]], system: ColorSystem
) -> None:
    """Wherever the pieces stand and whatever they look like; and it is never longer."""
    text = "".join(
        f"\x1b[{line};{column}H{style.render(shown, color_system=system)}"
        for line, column, style, shown in pieces
    )
    assert drawn(terse(text)) == drawn(text)
    assert len(terse(text)) <= len(text)
    assert terse(terse(text)) == terse(text)


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("", ""),
        ("plain\r\n", "plain\r\n"),
        ("\x1b[?1049h\x1b[?25l", "\x1b[?1049h\x1b[?25l"),
        ("\x1b[31ma\x1b[0m\x1b[31mb\x1b[0m", "\x1b[31mab\x1b[0m"),
        ("\x1b[1;31ma\x1b[0m\x1b[31mb\x1b[0m", "\x1b[1;31ma\x1b[22mb\x1b[0m"),
        ("\x1b[31;44ma\x1b[0m\x1b[44m  \x1b[0m", "\x1b[31;44ma  \x1b[0m"),
        ("\x1b[31ma\x1b[0m\x1b[4m \x1b[0m", "\x1b[31ma\x1b[0;4m \x1b[0m"),
        ("\x1b[1;2;3ma\x1b[0m\x1b[2;3mb", "\x1b[1;2;3ma\x1b[22;2mb"),
        ("\x1b[5;31ma\x1b[0m\x1b[31mb\x1b[0m", "\x1b[5;31ma\x1b[0;31mb\x1b[0m"),
        ("\x1b[2;3H\r\n\x1b[3;1Ha", "\x1b[3;1Ha"),
        ("\x1b[44m \x1b[0m\x1b[K", "\x1b[44m \x1b[0m\x1b[K"),
        ("\x1b[1mx", "\x1b[1mx"),
    ],
)
def test_what_is_left_out(text: str, shorter: str) -> None:
    """Colours that are there already or not seen, and going somewhere for nothing."""
    assert terse(text) == shorter

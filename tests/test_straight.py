"""Columns that stay straight in terminals that disagree about the cells of letters."""

from __future__ import annotations

import re

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cardreader.ui.straight import _word, straight
from cardreader.ui.wrapping import drawable

FRAME = "\x1b[2;3H\x1b[1;31m{}\x1b[0m\x1b[31m|\x1b[0m\n"


@pytest.mark.parametrize("text", ["plain", "naïve Übermaß", "日本語 한국어", "│▌ ████▊ ● · …"])
def test_what_all_agree_about_is_written_as_it_is(text: str) -> None:
    """Most output is not touched."""
    assert straight(FRAME.format(text)) == FRAME.format(text)


def test_the_cursor_is_put_behind_a_disputed_word() -> None:
    """Its cells are emptied first; what comes behind it stands where it belongs."""
    assert straight("\x1b[2;3Hab 🚀x c") == (
        "\x1b[2;3Hab "
        "    \x1b[2;6H🚀x\x1b[2;10H"  # four cells, with the blank
        "c"
    )  # fmt: skip


def test_where_the_place_is_not_known_nothing_is_changed() -> None:
    """Before the first sequence that tells it, and after any that is not known."""
    assert straight("🚀 x\x1b[?25l🚀 x\n🚀") == "🚀 x\x1b[?25l🚀 x\n🚀"
    assert straight("\x1b[2;3H\x1b[K🚀") == "\x1b[2;3H\x1b[K🚀"


@pytest.mark.parametrize(
    "text", ["हिन्दी समाचार: नई दिल्ली", "👩\u200d👧 🇩🇪 👍🏽", "עברית English", "ไทย: ข่าวด่วน"]
)
def test_a_border_is_straight_in_another_terminal(text: str) -> None:
    """One that gives the letters other cells than we do."""
    screen = pyte.Screen(60, 4)
    pyte.Stream(screen).feed(straight(f"\x1b[2;1H{drawable(text)}  \x1b[2;50H|"))
    assert screen.buffer[1][49].data == "|"
    pyte.Stream(screen).feed(straight(f"\x1b[3;5H{drawable(text)}| ab"))
    column = next(x for x in range(60) if screen.buffer[2][x].data == "|")
    assert column == 4 + cell_len(drawable(text))


@given(st.text(st.sampled_from("ab 🚀हन\u093f日\x1b[2;3Hm\n;\x07]"), max_size=40))
def test_nothing_of_the_output_is_lost(output: str) -> None:
    """Whatever it is, only places and blanks are added."""
    added = re.compile(r"\x1b\[\d+;\d+H| ")
    assert added.sub("", straight(output)) == added.sub("", output)


@given(st.characters(codec="utf-8"))
def test_no_disputed_letter_is_overlooked(char: str) -> None:
    """What is looked for at first is at least what is treated."""
    is_disputed = _word().match(char) is not None
    assert straight(f"\x1b[2;3H{char}").count("\x1b") == (
        3 if is_disputed else 1 + (char == "\x1b")
    )

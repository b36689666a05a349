"""Wrapping text by the cells that it takes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from cardreader.ui.wrapping import drawable, fold, wrap

TEXTS = st.text(st.sampled_from("ab é日本。、e\u0301👩\u200d👧🎉 \n"), max_size=60).map(drawable)


def lines(text: str, width: int) -> list[str]:
    """The wrapped lines as text."""
    return [text[start:end] for start, end in wrap(text, width)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("", 5, [""]),
        ("one two three", 7, ["one two", "three"]),
        ("one two", 7, ["one two"]),
        ("a\n\nb", 7, ["a", "", "b"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("日本語のテキスト", 6, ["日本語", "のテキ", "スト"]),
        ("naïve Übermaß", 6, ["naïve", "Überma", "ß"]),
        ("日本", 1, ["日", "本"]),
    ],
)
def test_lines_break_at_blanks_and_newlines(text: str, width: int, expected: list[str]) -> None:
    """Lines break at blanks and newlines, and words that are too long anywhere."""
    assert lines(text, width) == expected


def test_no_line_begins_with_a_full_stop() -> None:
    """In a script without blanks a closing sign stays with the letter before it."""
    assert lines("日本語。日本語。", 6) == ["日本", "語。日", "本語。"]


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(2, 20))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    """Whatever the text, its lines fit and hold all of it but blanks and newlines."""
    wrapped = lines(text, width)
    assert all(cell_len(line) <= width for line in wrapped)
    assert "".join("".join(wrapped).split()) == "".join(text.split())


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.integers(2, 20))
def test_code_keeps_its_blanks(text: str, width: int) -> None:
    """Folded code fits and holds all of the text but its newlines."""
    folded = [text[start:end] for start, end in fold(text, width)]
    assert all(cell_len(line) <= width for line in folded)
    assert "".join(folded) == text.replace("\n", "")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("👩\u200d👧\u200d👦 a\u200db\u200b", "👩 ab"),
        ("👩🏾\u200d🚒 👍🏽", "👩 👍"),
        ("❤\ufe0f\u200d🔥 1\ufe0f\u20e3 ☁\ufe0f", "❤ 1\u20e3 ☁"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_terminals_disagree_about_is_not_drawn(text: str, drawn: str) -> None:
    """A family is its first member, an emoji has its plain form, and joiners go."""
    assert drawable(text) == drawn


def test_marks_that_may_take_a_cell_have_room() -> None:
    """The vowels of Hindi take one in some terminals; the marks of Thai do nowhere."""
    drawn = drawable("हिन्दी समाचार ข่าว é नी")
    assert drawn == "हिन्दी   समाचार   ข่าว é नी "
    assert drawable(drawn) == drawn

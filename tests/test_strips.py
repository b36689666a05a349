"""Lines in as few pieces as will do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from cardreader.ui.strips import tight

BASE = Style(color="white", bgcolor="black")
RED = Style(color="red", bgcolor="black")
SELECTED = Style(color="white", bgcolor="blue")
LINK = Style(color="white", bgcolor="black", underline=True)
REVERSE = Style(color="white", bgcolor="black", reverse=True)


def pieces(*given: tuple[str, Style], width: int = 8) -> list[tuple[str, Style | None]]:
    """The pieces of a line."""
    strip = tight([Segment(*each) for each in given], width, BASE)
    return [(segment.text, segment.style) for segment in strip]


def test_blanks_go_with_what_stands_beside_them() -> None:
    """Before, between and behind: they look the same in any colour."""
    assert pieces((" ", BASE), ("ab", RED), ("  ", BASE), ("", LINK)) == [(" ab     ", RED)]
    assert pieces(("a", BASE), (" ", RED), ("b", BASE)) == [("a b     ", BASE)]


@pytest.mark.parametrize("style", [SELECTED, LINK, REVERSE])
def test_blanks_that_are_seen_stay_what_they_are(style: Style) -> None:
    """On another background, underlined or reversed."""
    assert pieces((" ", BASE), ("a ", style)) == [(" ", BASE), ("a ", style), ("     ", BASE)]


@given(
    st.lists(st.tuples(st.text("a 日", max_size=4), st.sampled_from([BASE, RED, SELECTED, LINK]))),
    st.integers(1, 12),
)
def test_what_is_seen_stays_the_same(given: list[tuple[str, Style]], width: int) -> None:
    """Each letter has its style, each blank its background, and the line its width."""

    def seen(parts: list[tuple[str, Style | None]]) -> list[tuple[str, object]]:
        return [
            (char, style if char != " " or (style and style.underline) else style and style.bgcolor)
            for text, style in parts for char in text
        ]  # fmt: skip

    found = pieces(*given, width=width)
    assert sum(cell_len(text) for text, _ in found) == width
    if sum(cell_len(text) for text, _ in given) <= width:
        rest = width - sum(cell_len(text) for text, _ in given)
        assert seen(found) == seen([*given, (" " * rest, BASE)])

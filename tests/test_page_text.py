"""What is at a cell of a page, and the text between two of its places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardreader.card.values import Target
from cardreader.ui.page_text import (
    Hit,
    Place,
    hit,
    letter_at,
    passage_around,
    place_at,
    text_between,
)
from cardreader.ui.passages import passage
from cardreader.ui.typesetting import BLANK, Draft, Leading, Page, Passage, lay_out

URL = "https://a.example/"


def page(*passages: Passage, width: int = 16) -> Page:
    """A page of passages."""
    targets = tuple(Target("link", "x") for each in passages if each.target >= 0)
    return lay_out(Draft(passages, targets), width)


def whole(laid_out: Page) -> str:
    """All of its text."""
    return text_between(laid_out, Place(0, 0), Place(len(laid_out.lines), 0))


@pytest.mark.parametrize(
    ("text", "cell", "letter"),
    [
        ("abc", 0, 0),
        ("abc", 2, 2),
        ("abc", 9, 3),
        ("日本語", 1, 0),
        ("日本語", 2, 1),
        ("e\u0301x", 1, 2),
    ],
)
def test_a_letter_is_found_by_its_cell(text: str, cell: int, letter: int) -> None:
    """A wide letter is at both of its cells; what takes none belongs to the letter before."""
    assert letter_at(text, cell) == letter


def test_a_place_is_found_in_what_is_drawn() -> None:
    """Rail and lead count; beside the text it is the end of the line, below it that of the page."""
    laid_out = page(Passage("one two three four", rail="▎ ", lead="• "))
    assert place_at(laid_out, 0, 4) == Place(0, 4)
    assert place_at(laid_out, 0, 99) == Place(0, 11)
    assert place_at(laid_out, 99, 2) == Place(1, 2)
    assert place_at(page(), 0, 0) == Place(0, 0)


def test_links_and_names_are_hit_where_they_stand() -> None:
    """Also on the second line of a passage; not what stands before it, nor beside it."""
    link = Passage("one two three four", rail="▎ ", links=(Leading(8, 18, URL),))
    names = passage([("Post", "provider"), (" · ", "meta"), ("AI", "topic")])
    laid_out = page(link, names, Passage("x", target=0))
    found = [
        hit(laid_out, y, x) for y, x in ((0, 4), (1, 1), (1, 2), (1, 15), (2, 0), (2, 5), (2, 7))
    ]
    assert found == [
        Hit(), Hit(), Hit(url=URL), Hit(), Hit(is_provider=True), Hit(), Hit(topic="AI")
    ]  # fmt: skip
    assert (hit(laid_out, 3, 9), hit(laid_out, 4, 0), hit(laid_out, -1, 0)) == (
        Hit(target=0), Hit(), Hit()
    )  # fmt: skip


def test_text_is_given_as_it_was_written() -> None:
    """Without the pane's line breaks and rails, with bullets and numbers, paragraphs apart."""
    laid_out = page(
        Passage("one two three four five", rail="▎ "), BLANK,
        Passage("six seven eight nine", lead="  • "),
        Passage("a  b\n c", rail="    ", verbatim=True),
    )  # fmt: skip
    assert whole(laid_out) == "one two three four five\n\n• six seven eight nine\na  b\n c"


def test_text_begins_and_ends_where_it_was_selected() -> None:
    """Within one line, and over several; from the middle of an item its bullet is not a part."""
    laid_out = page(Passage("one two three four five"), Passage("six seven", lead="• "))
    assert text_between(laid_out, Place(0, 4), Place(0, 7)) == "two"
    assert text_between(laid_out, Place(0, 4), Place(1, 4)) == "two three four"
    assert text_between(laid_out, Place(1, 5), Place(2, 5)) == "five\n• six"
    assert text_between(laid_out, Place(2, 3), Place(2, 99)) == "ix seven"


def test_a_paragraph_is_found_from_any_of_its_lines() -> None:
    """From its first letter to its last."""
    laid_out = page(Passage("x"), Passage("one two three four five"), Passage("y"))
    assert passage_around(laid_out, 2) == (Place(1, 0), Place(2, 9))


@given(
    st.lists(st.text(st.sampled_from("ab 日👩\u200d👧é\n"), max_size=40), min_size=1, max_size=4),
    st.integers(1, 40), st.integers(-1, 20), st.integers(-1, 60),
)  # fmt: skip
def test_any_cell_of_any_page_is_a_place(texts: list[str], width: int, y: int, cell: int) -> None:
    """Nothing raises, all of the text is found, and the parts on both sides of a place are it."""
    laid_out = page(*map(Passage, texts), width=width)
    place = place_at(laid_out, y, cell)
    end = Place(len(laid_out.lines), 0)
    parts = (text_between(laid_out, Place(0, 0), place), text_between(laid_out, place, end))
    assert "".join("".join(parts).split()) == "".join("".join(texts).split())
    assert hit(laid_out, y, cell) == Hit()

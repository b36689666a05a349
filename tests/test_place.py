"""The place where a reader was left: what is kept of it, and what comes back."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardreader.config import BUILT_IN, Config, SavedView
from cardreader.query import parse_sort
from cardreader.ui.narrowing import Narrowing
from cardreader.ui.place import Place, kept_narrowing, kept_place, position_of, to_keep

SPACE = SavedView("Space", "topic:space", parse_sort("date"), place=0)
CONFIG = Config(views=(*BUILT_IN, SPACE))
DATED_ALL = SavedView("All", "", parse_sort("date"), place=0)
NARROWINGS = [
    Narrowing(),
    Narrowing().with_unread(unread=True).choosing(("AI",), (), ("azure",)),
    Narrowing().in_view(SPACE).searching("robots").with_everything(everything=True),
    Narrowing().in_view(BUILT_IN[2]).ordered(parse_sort("title:asc")),
    Narrowing().searching("robots").ordered("relevance"),
]


@pytest.mark.parametrize("narrowing", NARROWINGS)
def test_a_narrowing_comes_back(narrowing: Narrowing) -> None:
    """With the order in which its steps are taken back, and what it is sorted by."""
    kept = json.loads(json.dumps(to_keep(narrowing, None)))
    assert kept_narrowing(kept, CONFIG) == narrowing
    assert kept_place(kept) is None


def test_the_order_of_a_view_is_the_one_it_has_now() -> None:
    """Unless another one was chosen in it."""
    config = Config(views=(DATED_ALL, *BUILT_IN[1:]))
    there = kept_narrowing(to_keep(Narrowing(), None), config)
    assert there is not None
    assert there.sort == DATED_ALL.sort
    own = Narrowing(home=DATED_ALL, view=DATED_ALL, sort=None)
    back = kept_narrowing(to_keep(own, None), config)
    assert back is not None
    assert back.sort is None


def test_a_place_comes_back() -> None:
    """The cards and the line."""
    place = Place(("0123456789ab", "ba9876543210"), 6)
    assert kept_place(json.loads(json.dumps(to_keep(Narrowing(), place)))) == place


def test_the_view_to_start_with_wins() -> None:
    """Who has set one means it, at every start."""
    config = CONFIG._replace(start_view="Unread")
    assert kept_narrowing(to_keep(NARROWINGS[2], None), config) is None


def test_a_view_that_is_gone_does_not_come_back() -> None:
    """Nor does what narrowed it further."""
    kept = to_keep(NARROWINGS[2], None)
    assert kept_narrowing(kept, Config()) is None
    wrong = SPACE._replace(mistake="It cannot be understood.")
    assert kept_narrowing(kept, Config(views=(*BUILT_IN, wrong))) is None


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([*to_keep(Narrowing(), None), "other"]), inner, max_size=9
            )
        ),
    )
)
def test_nonsense_is_no_place(kept: object) -> None:
    """Whatever is kept there, the reader starts."""
    narrowing = kept_narrowing(kept, CONFIG)
    if narrowing is not None:
        assert narrowing.query() is not None
        while (narrower := narrowing.back()) is not None:
            narrowing = narrower
    place = kept_place(kept)
    assert place is None or place.cards


@given(st.lists(st.integers(0, 2**32 - 1), unique=True), st.integers(0, 2**32 - 1))
def test_a_row_is_found_where_it_stands(numbers: list[int], other: int) -> None:
    """And nowhere else, also where its bytes lie across two others."""
    ids = array("I", numbers)
    for row in {*numbers, other, 0x01010101}:
        expected = numbers.index(row) if row in numbers else -1
        assert position_of(ids, row) == position_of(tuple(numbers), row) == expected


def test_bytes_across_two_rows_are_no_row() -> None:
    """As when the wanted number begins in the middle of one."""
    first, second = 0x01000000, 0x00000002
    assert position_of(array("I", [first, second, 0x00000201]), 0x00000201) == 2
    assert position_of(array("I", [first, second]), 0x00000201) == -1

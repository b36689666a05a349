"""Which rows of a list are selected: what ranges tell is what a set of positions would tell."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.ui.loading import place_in
from cardreader.ui.selection import NOTHING, Selection

if TYPE_CHECKING:
    from collections.abc import Sequence

quick = settings(max_examples=200, deadline=None, derandomize=True)
POSITIONS = st.integers(0, 12)


def selected(*positions: int) -> Selection:
    """Select these, one after the other."""
    selection = NOTHING
    for position in positions:
        selection = selection.toggled(position)
    return selection


def places(selection: Selection) -> set[int]:
    """Return the positions that are selected, asked for one by one."""
    return {position for position in range(20) if selection.has(position)}


@quick
@given(st.lists(POSITIONS, max_size=12), st.lists(st.tuples(POSITIONS, POSITIONS), max_size=3))
def test_selecting_is_what_a_set_does(toggled: list[int], ranges: list[tuple[int, int]]) -> None:
    """One row more or less at a time, and whole ranges, whichever way they were drawn."""
    selection, expected = NOTHING, set[int]()
    for position in toggled:
        selection, expected = selection.toggled(position), expected ^ {position}
    for begin, cursor in ranges:
        selection = selection.begun(begin).at(cursor)
        expected |= set(range(min(begin, cursor), max(begin, cursor) + 1))
    assert places(selection) == expected
    assert selection.size == len(expected)
    assert list(selection.ids(range(100, 120))) == [100 + place for place in sorted(expected)]
    ends = [(run.start, run.stop) for run in selection.runs]
    assert ends == sorted(ends)
    assert all(stop < start for (_, stop), (start, _) in pairwise(ends))


def test_a_range_follows_the_cursor_until_it_is_ended() -> None:
    """It shrinks as well as it grows, and what was selected before stays."""
    drawing = selected(1).begun(5)
    assert places(drawing.at(5)) == {1, 5}
    assert places(drawing.at(7)) == {1, 5, 6, 7}
    assert places(drawing.at(4)) == {1, 4, 5}
    assert places(drawing.at(0)) == {0, 1, 2, 3, 4, 5}


@quick
@given(
    st.sets(POSITIONS),
    st.permutations(range(13)),
    st.sets(POSITIONS),
    st.integers(0, 4),
    st.one_of(st.none(), POSITIONS),
)
def test_the_same_cards_are_selected_in_a_newer_state(
    chosen: set[int], order: list[int], gone: set[int], new: int, anchor: int | None
) -> None:
    """Wherever they are then; those that are new are not, and those that are gone are not."""
    old = array("I", range(100, 113))
    newer = array(
        "I", [*range(500, 500 + new), *(100 + each for each in order if each not in gone)]
    )
    before = selected(*chosen)._replace(anchor=anchor)
    after = before.carried(old, newer)
    assert set(after.ids(newer)) == {100 + each for each in chosen - gone}
    if anchor is None or anchor in gone:
        assert after.anchor is None
    else:
        assert newer[after.anchor or 0] == old[anchor]


def test_a_million_are_a_range() -> None:
    """What it costs to hold and to ask does not depend on how many they are."""
    selection = NOTHING.begun(0).at(999_999).toggled(5)
    assert selection.runs == (range(5), range(6, 1_000_000))
    assert selection.size == 999_999
    assert not selection.has(5)


def test_nothing_is_carried_nowhere() -> None:
    """Without a selection the views are not even looked at."""
    assert NOTHING.carried(range(10**12), range(10**12)) is NOTHING


# Where the cursor goes when its card goes


@pytest.mark.parametrize(
    ("gone", "place"),
    [
        ((), 4),
        ((0, 1), 2),  # the same card, further up
        ((4,), 4),  # the next one below
        ((1, 4, 5), 3),
        ((4, 5, 6, 7, 8, 9), 3),  # none is below
        (range(10), 4),
    ],
)
def test_the_cursor_goes_to_the_next_neighbour(gone: Sequence[int], place: int) -> None:
    """Below, else above; where none is left, anywhere."""
    present = array("I", range(100, 110))
    ids = array("I", [card for card in present if card - 100 not in gone])
    assert place_in(ids, 104, present, 4) == place

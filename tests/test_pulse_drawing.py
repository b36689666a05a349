"""The bars of the pulse as lines: how long they are, what stands beside them, how wide all is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Size

from cardreader.index.pulse import Tally
from cardreader.ui.periods import Bar
from cardreader.ui.pulse_drawing import (
    Measure,
    bars_that_fit,
    chart_lines,
    hint_lines,
    rank_lines,
    room_for,
    told,
)
from test_card_row import STYLES

_HEATS = st.integers(0, 2**60)


def day_bars(*figures: tuple[int, int]) -> list[Bar]:
    """Return a bar for each day from 15 Feb 2021 on, of these cards and heats."""
    days = [date(2021, 2, 15) + timedelta(number) for number in range(len(figures))]
    return [Bar("day", day, day, *each) for day, each in zip(days, figures, strict=True)]


def chart(
    *figures: tuple[int, int], by: Measure = "cards", cursor: int = 0, size: tuple[int, int]
) -> list[str]:
    """Return the lines of a chart, as text."""
    bars = day_bars(*figures)
    lines = chart_lines(bars, by, cursor, Size(*size), STYLES, focused=True)
    return [line.text.rstrip() for line in lines]


def test_a_chart_has_scale_bars_axis_and_dates() -> None:
    """Numbers stand above bars that are wide enough for them."""
    assert chart((4, 0), (0, 0), (2, 900), cursor=2, size=(40, 7)) == [
        "     │    4",
        "    4┤ ████████",
        "     │ ████████             2",
        "    2┤ ████████          ████████",
        "     │ ████████          ████████",
        "     └──────────────────────▲─────",
        "       15 Feb   16 Feb   17 Feb",
    ]


def test_a_bar_is_as_long_as_its_share() -> None:
    """In eighths of a line; what there is is seen, however little."""
    rows = chart((8, 1), (4, 1), (1, 1), (0, 0), (80, 1), size=(5, 12))[:10]
    columns = zip(*[row.ljust(5) for row in rows], strict=True)
    assert ["".join(column).strip() for column in columns] == ["█", "▄", "▁", "", "█" * 10]


def test_where_bars_are_too_many_the_cursor_is_in_sight() -> None:
    """The others are scrolled away."""
    room = room_for(1000, 30, 500)
    assert (room.left, room.pitch, room.shown) == (0, 1, 30)
    assert room.start <= 500 < room.start + 30
    assert room_for(1000, 30, 0).start == 0
    assert room_for(1000, 30, 999).start == 970
    assert bars_that_fit(30) == 30


@given(st.integers(1, 120), st.integers(7, 130), st.data())
def test_a_column_leads_to_its_bar(count: int, width: int, data: st.DataObject) -> None:
    """Wherever it stands."""
    cursor = data.draw(st.integers(0, count - 1))
    room = room_for(count, width, cursor)
    for bar in range(room.start, room.start + room.shown):
        region = room.region(bar, 9)
        assert {room.bar_at(x) for x in range(region.x, region.right)} == {bar}
        assert region.right <= width
    assert room.bar_at(room.left - 1) is None
    assert room.bar_at(width + 1000) is None


@given(
    st.lists(st.tuples(st.integers(0, 10**7), _HEATS), max_size=130),
    st.integers(0, 130), st.integers(0, 130), st.integers(0, 20),
    st.sampled_from(["heat", "cards"]),
)  # fmt: skip
def test_charts_fill_their_size(
    figures: list[tuple[int, int]],
    cursor: int,
    width: int,
    height: int,
    by: Literal["heat", "cards"],
) -> None:
    """Whatever there is to draw, and however little room."""
    bars = day_bars(*figures)
    cursor = min(cursor, max(0, len(bars) - 1))
    lines = chart_lines(bars, by, cursor, Size(width, height), STYLES, focused=False)
    assert [line.cell_length for line in lines] == [width] * min(height, len(lines))
    assert len(lines) == height or height < 2


@given(
    st.lists(st.builds(Tally, st.just("x"), st.text(), st.integers(0, 10**7), _HEATS), max_size=30),
    st.integers(1, 130), st.integers(1, 20),
)  # fmt: skip
def test_ranks_fill_their_size(tallies: list[Tally], width: int, height: int) -> None:
    """Names are strangers' texts."""
    lines = rank_lines(
        tallies, "heat", 0, 0, Size(width, height), STYLES, name="topics", focused=True
    )
    assert [line.cell_length for line in lines] == [width] * height


def test_a_rank_has_name_bar_cards_and_heat() -> None:
    """The mark at the left is the cursor's, that in the head the measure's."""
    tallies = [Tally("ai", "AI", 14, 3201), Tally("x", "A very long name of a topic", 7, 1)]
    lines = rank_lines(tallies, "cards", 0, 0, Size(44, 3), STYLES, name="topics", focused=True)
    assert [line.text for line in lines] == [
        " topics                       ▾cards   heat ",
        "▌AI               ███████████     14   3201 ",
        " A very long nam… █████▌           7      1 ",
    ]


def test_the_colour_is_that_of_a_card_in_the_bar() -> None:
    """On the scale of the list: a hundred cold cards are not hot."""
    tallies = [Tally("a", "many", 1000, 1000), Tally("b", "hot", 1, 4000)]
    lines = rank_lines(tallies, "heat", 9, 0, Size(60, 3), STYLES, name="", focused=True)
    pieces = [segment for line in lines[1:] for segment in line]
    bars = [piece.style for piece in pieces if piece.text.strip(" █▏▎▍▌▋▊▉") < piece.text.strip()]
    assert bars == [STYLES.heat[0], STYLES.heat[5]]


@pytest.mark.parametrize(
    ("cards", "heat", "parts"),
    [
        (0, 0, ["x", "no cards"]),
        (1, 1234, ["x", "1 card", "heat 1,234"]),
        (2000, 4001, ["x", "2,000 cards", "heat 4,001", "2 a card"]),
    ],
)
def test_figures_in_words(cards: int, heat: int, parts: list[str]) -> None:
    """The heat of a card only where it says more."""
    assert told("x", Tally("x", "x", cards, heat)) == parts


def test_a_hint_is_wrapped_in_the_middle() -> None:
    """And cut where there is no room at all."""
    lines = hint_lines("No card is here.\nesc goes back.", 12, 6, STYLES)
    assert [line.text.strip() for line in lines] == [
        "", "No card is", "here.", "esc goes", "back.", "",
    ]  # fmt: skip
    assert {line.cell_length for line in lines} == {12}
    assert len(hint_lines("No card is here.", 4, 2, STYLES)) == 2

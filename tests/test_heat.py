"""Hot cools with age, and its order does not depend on when one looks."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cardreader.heat import HOTTEST, SCALE, bar, explain, hot, hot_order, level

quick = settings(max_examples=200, deadline=None, derandomize=True)

NOW = 1_613_775_000
HOUR = 3_600
HALF_LIFE = 24.0

heats = st.integers(min_value=1, max_value=10**6)
dates = st.integers(min_value=NOW - 10**7, max_value=NOW)


@pytest.mark.parametrize(
    ("age_h", "left"), [(0, 100), (24, 50), (48, 25), (12, 70.71), (-5, 100), (10**9, 0)]
)
def test_heat_halves_in_every_half_life(age_h: int, left: float) -> None:
    """A day takes half of the heat, and a date in the future takes nothing."""
    assert hot(100, NOW - age_h * HOUR, NOW, HALF_LIFE) == pytest.approx(left, abs=0.01)


def test_the_half_life_can_be_configured() -> None:
    """A longer half-life keeps old news hot for longer."""
    assert hot(100, NOW - 24 * HOUR, NOW, 48.0) == pytest.approx(70.71, abs=0.01)


@pytest.mark.parametrize(
    ("heat", "published"), [(None, NOW), (0, NOW), (-1, NOW), (100, None), (None, None)]
)
def test_without_heat_or_date_nothing_is_hot(heat: int | None, published: int | None) -> None:
    """Undated cards and cards without heat have no place on the scale."""
    assert hot(heat, published, NOW, HALF_LIFE) is None


@pytest.mark.parametrize(
    ("heat", "order"), [(None, None), (-1, None), (0, None), (1, 0), (2, SCALE), (1024, 10 * SCALE)]
)
def test_the_order_is_the_logarithm(heat: int | None, order: int | None) -> None:
    """Twice the heat is one half-life more; what has no heat has no order."""
    assert hot_order(heat) == order


@quick
@given(heats, dates, heats, dates, st.sampled_from([1.0, 6.0, 24.0, 100.0]))
def test_the_stored_order_sorts_like_hot(
    heat: int, published: int, other_heat: int, other_published: int, half_life_h: float
) -> None:
    """Sorted by the stored order and the date, cards stand as they do by `hot`."""
    half_life_s = half_life_h * HOUR

    def key(heat: int, published: int) -> float:
        order = hot_order(heat)
        assert order is not None
        return order * half_life_s / SCALE + published

    difference = key(heat, published) - key(other_heat, other_published)
    assume(abs(difference) > 2)  # within a second or two, rounding decides
    one = hot(heat, published, NOW, half_life_h)
    other = hot(other_heat, other_published, NOW, half_life_h)
    assert one is not None
    assert other is not None
    assume(min(one, other) > 1e-300)
    assert (one > other) is (difference > 0)


@pytest.mark.parametrize(
    ("heat", "age_s", "sentence"),
    [
        (97, 30 * HOUR, "hot 41 = heat 97 cooled by 30 h"),
        (276, 50 * 60, "hot 269 = heat 276 cooled by 50 min"),
        (276, 119 * 60, "hot 261 = heat 276 cooled by 119 min"),
        (276, 2 * HOUR, "hot 261 = heat 276 cooled by 2 h"),
        (100, 47 * HOUR, "hot 26 = heat 100 cooled by 47 h"),
        (100, 48 * HOUR, "hot 25 = heat 100 cooled by 2 days"),
        (9, 12 * HOUR, "hot 6.4 = heat 9 cooled by 12 h"),
        (5, 0, "hot 5 = heat 5 cooled by 0 min"),
        (97, -HOUR, "hot 97 = heat 97 cooled by 0 min"),
        (3694, 365 * 24 * HOUR, "hot 0 = heat 3694 cooled by 365 days"),
    ],
)
def test_hot_is_explained(heat: int, age_s: int, sentence: str) -> None:
    """The line gives the result, the heat and the age in the unit that fits."""
    assert explain(heat, NOW - age_s, NOW, HALF_LIFE) == sentence


@pytest.mark.parametrize(
    ("heat", "published", "sentence"),
    [
        (None, NOW, "not hot: no heat is given"),
        (0, NOW, "not hot: heat 0"),
        (-1, NOW, "not hot: retired, another card leads its group"),
        (97, None, "not hot: heat 97, but no date"),
    ],
)
def test_what_is_not_hot_is_explained(
    heat: int | None, published: int | None, sentence: str
) -> None:
    """The line says what the card lacks."""
    assert explain(heat, published, NOW, HALF_LIFE) == sentence


@pytest.mark.parametrize(
    ("heat", "drawn"),
    [
        (None, "     "),
        (-1, "     "),
        (0, "     "),
        (1, "▏    "),
        (2, "▍    "),
        (63, "██▌  "),
        (97, "██▊  "),
        (HOTTEST - 1, "█████"),
        (HOTTEST, "█████"),
        (10**9, "█████"),
    ],
)
def test_the_bar_is_logarithmic(heat: int | None, drawn: str) -> None:
    """A bar goes from a sliver to full on a fixed scale, and always fills its cells."""
    assert bar(heat, 5) == drawn


@pytest.mark.parametrize("width", [0, -1])
def test_a_bar_without_room_is_nothing(width: int) -> None:
    """No cell, no bar."""
    assert bar(100, width) == ""


@quick
@given(st.one_of(st.none(), st.integers()), st.integers(min_value=0, max_value=40))
def test_a_bar_has_its_width(heat: int | None, width: int) -> None:
    """Whatever the heat, the bar takes exactly the cells it is given."""
    assert len(bar(heat, width)) == width


@pytest.mark.parametrize(
    ("heat", "expected"),
    [
        *[(None, 0), (-1, 0), (0, 0), (1, 0), (3, 0), (4, 1), (15, 1), (16, 2), (63, 2), (64, 3)],
        *[(251, 3), (252, 4), (1_000, 4), (1_010, 5), (HOTTEST, 5), (10**9, 5)],
    ],
)
def test_the_colour_goes_from_cold_to_hot(heat: int | None, expected: int) -> None:
    """The six levels divide the scale of the bar evenly."""
    assert level(heat) == expected

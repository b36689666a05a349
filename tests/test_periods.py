"""The calendar of the pulse: spans, the bars they are drawn with, and what narrows to a bar."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from cardreader.index.pulse import Day
from cardreader.query import parse
from cardreader.query.tree import Range
from cardreader.ui.periods import (
    SPANS,
    Window,
    bars,
    cards_in,
    dated,
    first_window,
    moved,
    window,
)

WEEK, MONTH, QUARTER, YEAR, ALL = SPANS
TODAY = date(2021, 2, 21)


def every_day(first: date, last: date, step: int = 1) -> list[Day]:
    """Return a card of heat 10 every so many days."""
    days = range(0, (last - first).days + 1, step)
    return [Day(first + timedelta(day), 1, 10) for day in days]


def test_a_span_ends_today_while_there_is_something_in_it() -> None:
    """Else it ends with the newest card, so that it is never empty."""
    days = [Day(date(2021, 2, 18), 1, 1)]
    assert window(days, WEEK, TODAY) == Window(WEEK, date(2021, 2, 15), TODAY)
    assert window(days, WEEK, date(2026, 1, 1)) == (WEEK, date(2021, 2, 12), date(2021, 2, 18))
    assert window(days, ALL, TODAY) == (ALL, date(2021, 2, 18), date(2021, 2, 18))


@pytest.mark.parametrize(
    ("days", "span"),
    [
        (every_day(date(2021, 2, 1), TODAY), MONTH),
        (every_day(date(2020, 2, 1), TODAY, 14), QUARTER),
        (every_day(date(2018, 2, 1), TODAY, 60), YEAR),
        (every_day(date(2010, 2, 1), TODAY, 300), ALL),
        ([Day(date(2021, 2, 18), 99, 1)], ALL),
    ],
)
def test_the_cards_choose_the_first_span(days: list[Day], span: tuple[object, ...]) -> None:
    """The shortest from a month on that has cards on some days."""
    assert first_window(days, TODAY).span == span


def test_one_goes_earlier_and_later_as_far_as_there_are_cards() -> None:
    """And comes back to where one was, even where the last step was a part of one."""
    days = every_day(date(2021, 1, 20), TODAY)
    latest = window(days, MONTH, TODAY)
    before = moved(latest, days, -1, TODAY)
    assert (before.first, before.last) == (date(2020, 12, 24), date(2021, 1, 22))
    assert moved(before, days, -1, TODAY) == before
    assert moved(before, days, 1, TODAY) == latest == moved(latest, days, 1, TODAY)
    assert moved(window(days, ALL, TODAY), days, -1, TODAY) == window(days, ALL, TODAY)


def test_what_is_to_come_is_in_no_span() -> None:
    """A card of the year 9999 would make all others a sliver."""
    days = [Day(TODAY, 1, 1), Day(date(9999, 12, 31), 1, 1)]
    assert dated(days, TODAY) == days[:1]


@pytest.mark.parametrize(
    ("most", "unit", "number"),
    [(400, "day", 365), (364, "week", 53), (52, "month", 13), (12, "year", 2), (1, "year", 2)],
)
def test_bars_are_of_the_shortest_unit_that_fits(most: int, unit: str, number: int) -> None:
    """Together they have all cards of the time, and nothing between them is left out."""
    days = every_day(date(2019, 1, 1), TODAY)
    time = window(days, YEAR, TODAY)
    found = bars(days, time, most)
    assert {bar.unit for bar in found} == {unit}
    assert len(found) == number
    assert sum(bar.cards for bar in found) == cards_in(days, time) == 365
    assert sum(bar.heat for bar in found) == 3650
    assert (found[0].first, found[-1].last) == (time.first, time.last)
    for bar, following in pairwise(found):
        assert following.first - bar.last == timedelta(1)


@pytest.mark.parametrize(
    ("span", "most", "value", "told"),
    [
        (MONTH, 99, "2021-02-21", "Sun 21 Feb 2021"),
        (MONTH, 9, "2021-02-15..2021-02-21", "15 – 21 Feb 2021"),
        (YEAR, 20, "2021-02-01..2021-02-21", "1 – 21 Feb 2021"),
        (ALL, 3, "2021-01-01..2021-02-21", "1 Jan – 21 Feb 2021"),
    ],
)
def test_a_bar_tells_its_days(span: tuple[object, ...], most: int, value: str, told: str) -> None:
    """In words, and as `date:` takes it."""
    days = every_day(date(2019, 1, 1), TODAY)
    bar = bars(days, window(days, span, TODAY), most)[-1]  # type: ignore[arg-type]
    assert (bar.value, bar.told) == (value, told)


def test_a_whole_month_or_year_is_told_as_such() -> None:
    """Weeks may go over the end of a month or a year."""
    days = every_day(date(2018, 6, 1), TODAY)
    months = bars(days, window(days, YEAR, TODAY), 13)
    assert (months[-2].value, months[-2].told, months[-2].label) == (
        "2021-01",
        "Jan 2021",
        "Jan 2021",
    )
    years = bars(days, window(days, ALL, TODAY), 4)
    assert (years[1].value, years[1].told, years[1].label) == ("2019", "2019", "2019")
    weeks = [bar.told for bar in bars(days, window(days, QUARTER, TODAY), 20)]
    assert "30 Nov – 6 Dec 2020" in weeks
    assert "28 Dec 2020 – 3 Jan 2021" in weeks


@pytest.mark.parametrize("most", [400, 60, 13, 2])
def test_every_value_is_one_that_the_query_language_takes(most: int) -> None:
    """So what is narrowed to can be saved as a view."""
    days = every_day(date(999, 12, 1), date(1001, 2, 1))
    for bar in bars(days, window(days, YEAR, date(1001, 2, 1)), most):
        assert isinstance(parse(f"date:{bar.value}").tree, Range)

"""The calendar of the pulse: a span of days, and the bars that it is drawn with. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cardreader.index.pulse import Day

Unit: TypeAlias = Literal["day", "week", "month", "year"]

_DAY = timedelta(days=1)
_WEEK = 7
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")
_LIVELY = 5  # days with cards: on fewer, a longer span tells more


class Span(NamedTuple):
    """How long one looks back; without a number of days, at all there is."""

    name: str
    days: int | None


SPANS = (
    Span("week", 7), Span("month", 30), Span("quarter", 91), Span("year", 365), Span("all", None),
)  # fmt: skip


class Window(NamedTuple):
    """A span that ends on a certain day; both ends included."""

    span: Span
    first: date
    last: date

    @property
    def value(self) -> str:
        """What `date:` takes for it."""
        return f"{self.first}..{self.last}"

    @property
    def told(self) -> str:
        """For the title: `month to 21 Feb 2021`."""
        if self.span.days is None:
            return f"all since {_day(self.first)}"
        return f"{self.span.name} to {_day(self.last)}"


class Bar(NamedTuple):
    """A day, week, month or year (or the part of it that is in sight), and its cards."""

    unit: Unit
    first: date
    last: date
    cards: int
    heat: int

    @property
    def value(self) -> str:
        """What `date:` takes for it: short where it is a whole day, month or year."""
        first, last = self.first, self.last
        if first == last:
            return str(first)
        for unit, letters in (("month", 7), ("year", 4)):
            if self.unit == unit and first == _start(first, self.unit) and _ends(last, self.unit):
                return str(first)[:letters]
        return f"{first}..{last}"

    @property
    def told(self) -> str:
        """In words: `Fri 19 Feb 2021`, `15 – 21 Feb 2021`, `Feb 2021`."""
        first, last = self.first, self.last
        if first == last:
            return f"{_DAYS[first.weekday()]} {_day(first)}"
        match len(self.value):
            case 4:
                return self.value
            case 7:
                return f"{_MONTHS[first.month - 1]} {first.year:04}"
        begin = _day(first)
        if (first.year, first.month) == (last.year, last.month):
            begin = str(first.day)
        elif first.year == last.year:
            begin = f"{first.day} {_MONTHS[first.month - 1]}"
        return f"{begin} – {_day(last)}"

    @property
    def label(self) -> str:
        """As short as can be, for the axis."""
        first = self.first
        match self.unit:
            case "year":
                return f"{first.year:04}"
            case "month":
                return f"{_MONTHS[first.month - 1]} {first.year:04}"
        return f"{first.day} {_MONTHS[first.month - 1]}"


def dated(days: Sequence[Day], today: date) -> list[Day]:
    """Return the days until today: what is still to come is in none of the spans."""
    return [each for each in days if each.day <= today]


def window(days: Sequence[Day], span: Span, today: date) -> Window:
    """Return the latest time of this length that has cards, until today if it can.

    `days` are dated, and there is at least one.
    """
    oldest, newest = days[0].day, days[-1].day
    if span.days is None:
        return Window(span, oldest, newest)
    last = today if (today - newest).days < span.days else newest
    return Window(span, _before(last, span.days - 1), last)


def first_window(days: Sequence[Day], today: date) -> Window:
    """Return the shortest time from a month on that has cards on some days; else all."""
    for span in SPANS[1:-1]:
        found = window(days, span, today)
        if len(_within(days, found.first, found.last)) >= _LIVELY:
            return found
    return window(days, SPANS[-1], today)


def moved(current: Window, days: Sequence[Day], step: int, today: date) -> Window:
    """Return the same span earlier (or later), as far as there are cards."""
    latest = window(days, current.span, today)
    if current.span.days is None:
        return latest
    if step < 0 and current.first <= days[0].day:
        return current
    last = min(current.last + step * timedelta(current.span.days), latest.last)
    return Window(current.span, _before(last, current.span.days - 1), last)


def cards_in(days: Sequence[Day], window: Window) -> int:
    """Return how many cards there are in this time."""
    return sum(each.cards for each in _within(days, window.first, window.last))


def bars(days: Sequence[Day], window: Window, most: int) -> list[Bar]:
    """Return the bars of a time: at most so many, of the shortest unit that allows it.

    Where there are too many years for that, they are more.
    """
    unit = next((unit for unit in _UNITS if _number(window, unit) <= most), _UNITS[-1])
    figures: dict[date, tuple[int, int]] = {}
    for each in _within(days, window.first, window.last):
        start = _start(each.day, unit)
        cards, heat = figures.get(start, (0, 0))
        figures[start] = (cards + each.cards, heat + each.heat)
    found = []
    start = _start(window.first, unit)
    while start <= window.last:
        end = _end(start, unit)
        first, last = max(start, window.first), min(end, window.last)
        found.append(Bar(unit, first, last, *figures.get(start, (0, 0))))
        start = end + _DAY
    return found


def _within(days: Sequence[Day], first: date, last: date) -> list[Day]:
    return [each for each in days if first <= each.day <= last]


def _number(window: Window, unit: Unit) -> int:
    """Return how many bars a time makes, or about as many."""
    first, last = window.first, window.last
    match unit:
        case "day":
            return (last - first).days + 1
        case "week":
            return (_start(last, unit) - _start(first, unit)).days // _WEEK + 1
        case "month":
            return (last.year - first.year) * 12 + last.month - first.month + 1
    return last.year - first.year + 1


def _start(day: date, unit: Unit) -> date:
    """Return the first day of what a day is in."""
    match unit:
        case "week":
            return day - timedelta(day.weekday())  # the calendar begins with a Monday
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _end(start: date, unit: Unit) -> date:
    """Return the last day of what begins on a day."""
    match unit:
        case "week":
            return start + timedelta(_WEEK - 1)
        case "month":
            return _start(start + timedelta(31), unit) - _DAY
        case "year":
            return start.replace(month=12, day=31)
    return start


def _ends(day: date, unit: Unit) -> bool:
    return day == _end(_start(day, unit), unit)


def _before(day: date, days: int) -> date:
    """Return the day that is so many days before another; at least the first there is."""
    return day - timedelta(min(days, (day - date.min).days))


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year:04}"

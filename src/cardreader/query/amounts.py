"""Numbers, ages and dates as they are written in a search. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from cardreader.query.words import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

_MOST = 2**63 - 1  # what SQLite can hold; no card has more
_MOST_DIGITS = 18  # below it, whatever they are
_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "y": 31_557_600}
_NUMBER = re.compile(r"-?[0-9]+")
_AGE = re.compile(r"([0-9]+)([mhdwy])")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_YEAR_10000 = 253_402_300_800  # as far as dates go
_DECEMBER = 12


class WrongValueError(ValueError):
    """A value that its field cannot take; the rest of a sentence that begins with its name."""


class Span(NamedTuple):
    """What one number or date stands for: a day is all its seconds. Both ends included."""

    low: int
    high: int


def read_range(text: str, span: Callable[[str], Span]) -> tuple[int | None, int | None]:
    """Read `>80`, `>=80`, `<80`, `<=80`, `50..90`, `50..`, `..90`, `80`; raise WrongValueError."""
    text = "".join(fold(text).split())
    low: int | None
    high: int | None
    if ".." in text:
        first, _, last = text.partition("..")
        if not first and not last:
            raise WrongValueError("wants a number or a date before or after `..`")
        low = span(first).low if first else None
        high = span(last).high if last else None
        if low is not None and high is not None and low > high:
            raise WrongValueError("wants the smaller end of a range first")
        return low, high
    if text.startswith(">="):
        return span(text[2:]).low, None
    if text.startswith("<="):
        return None, span(text[2:]).high
    if text.startswith(">"):
        return _bounded(span(text[1:]).high + 1), None
    if text.startswith("<"):
        return None, _bounded(span(text[1:]).low - 1)
    return span(text)


def number(text: str) -> Span:
    """Read a whole number; raise WrongValueError."""
    if not _NUMBER.fullmatch(text):
        raise WrongValueError("wants a number")
    value = int(text) if len(text) <= _MOST_DIGITS else _MOST * (-1 if text[0] == "-" else 1)
    return Span(value, value)


def age(text: str) -> int:
    """Read `30m`, `6h`, `2d`, `3w`, `1y` as seconds; raise WrongValueError."""
    found = _AGE.fullmatch("".join(fold(text).split()))
    if found is None:
        raise WrongValueError("wants an age in m, h, d, w or y")
    # More than the time since the year 1 is all the time there is.
    return min(int(found[1][:_MOST_DIGITS]) * _UNITS[found[2]], 2 * _YEAR_10000)


def moment(zone: tzinfo | None) -> Callable[[str], Span]:
    """Return what reads a year, month or day of this time zone (None: the system's)."""

    def read(text: str) -> Span:
        found = _DATE.fullmatch(text)
        if found is None:
            raise WrongValueError("wants a day, a month or a year")
        year, month, day = (int(part) if part else None for part in found.groups())
        try:
            first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
        except ValueError:
            raise WrongValueError("wants a date that there is") from None
        return Span(_start(first, zone), _after(first, month, day, zone) - 1)

    return read


def _after(first: date, month: int | None, day: int | None, zone: tzinfo | None) -> int:
    """Return when the day, month or year is over."""
    try:
        if day:
            following = first + timedelta(days=1)
        elif month and month < _DECEMBER:
            following = first.replace(month=month + 1)
        else:
            following = first.replace(year=first.year + 1, month=1)
    except (OverflowError, ValueError):
        return _YEAR_10000
    return _start(following, zone)


def _start(day: date, zone: tzinfo | None) -> int:
    """Return when a day begins."""
    try:
        return round(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())
    except (OverflowError, ValueError, OSError):  # the system's clock does not go that far
        return round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _bounded(value: int) -> int:
    return max(-_MOST, min(_MOST, value))

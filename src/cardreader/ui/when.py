"""Times as a person reads them: how long ago, or the date on the clock of the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_WEEK = 7 * _DAY
_YEAR = 365 * _DAY
# Days are told up to two weeks and weeks up to nine, so that no step is coarser than a half.
_DAYS_UNTIL = 14 * _DAY
_WEEKS_UNTIL = 9 * _WEEK
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def relative(published_s: int | None, now_s: float) -> str:
    """Age at a glance, in at most five cells: `3m`, `3h`, `2d`, `5w`, `8mo`, `3y`.

    `now` for the future and for less than a minute ago, `""` for None. Both in seconds since 1970.
    """
    if published_s is None:
        return ""
    seconds = int(now_s - published_s)
    if seconds < _MINUTE:
        return "now"
    count, unit = _amount(seconds)
    return f"{count}{unit}"


def relative_long(published_s: int | None, now_s: float) -> str:
    """Age in words: `3 h ago`, `in 2 d`, `just now`; `""` for None. In seconds since 1970."""
    if published_s is None:
        return ""
    seconds = int(now_s - published_s)
    if abs(seconds) < _MINUTE:
        return "just now"
    count, unit = _amount(abs(seconds))
    words = f"{count} {'min' if unit == 'm' else unit}"
    return f"{words} ago" if seconds > 0 else f"in {words}"


def absolute(published_s: int | None, tz: tzinfo | None = None) -> str:
    """Date and time as `19 Feb 2021 23:12`, in the local time zone unless `tz` is given.

    `""` for None. At the very ends of the calendar (years 1 and 9999) the time is UTC where the
    zone's own would fall off.
    """
    if published_s is None:
        return ""
    return local(published_s, tz).absolute()


class Local(NamedTuple):
    """A moment on the clock of the wall."""

    moment: datetime

    @property
    def day(self) -> date:
        """The day, to be compared."""
        return self.moment.date()

    def clock(self) -> str:
        """The time of the day as `23:12`."""
        return f"{self.moment.hour:02}:{self.moment.minute:02}"

    def date(self) -> str:
        """The day as `Fri 19 Feb 2021`."""
        return f"{_WEEKDAYS[self.moment.weekday()]} {self._date()}"

    def absolute(self) -> str:
        """Date and time as `19 Feb 2021 23:12`."""
        return f"{self._date()} {self.clock()}"

    def _date(self) -> str:
        return f"{self.moment.day} {_MONTHS[self.moment.month - 1]} {self.moment.year:04}"


def local(seconds: int, tz: tzinfo | None = None) -> Local:
    """A moment (seconds since 1970) on the clock of the wall, or of `tz`; see `absolute`."""
    moment = _EPOCH + timedelta(seconds=seconds)
    try:
        return Local(moment.astimezone(tz))
    except (OverflowError, ValueError, OSError):
        return Local(moment.astimezone(UTC))


def _amount(seconds: int) -> tuple[int, str]:
    """A span of at least a minute as a count of the largest unit that tells it well."""
    if seconds < _HOUR:
        return seconds // _MINUTE, "m"
    if seconds < _DAY:
        return seconds // _HOUR, "h"
    if seconds < _DAYS_UNTIL:
        return seconds // _DAY, "d"
    if seconds < _WEEKS_UNTIL:
        return seconds // _WEEK, "w"
    if seconds < _YEAR:
        return seconds * 12 // _YEAR, "mo"
    return seconds // _YEAR, "y"

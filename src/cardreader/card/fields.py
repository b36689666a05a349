"""From the text of a field to its value. What cannot be read is missing, with a warning."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from cardreader.card.values import Problem
from cardreader.clean import clean_line, is_clean, unescape

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

_MAX_INTEGER = 2**53  # what JSON readers and SQLite both keep exactly
_MAX_URL = 8192
_OFTEN = 24  # characters
_INTEGER = re.compile(r"[+-]?\d{1,16}(?:\.0*)?")
_TRUE = frozenset({"true", "yes", "on", "y"})
_FALSE = frozenset({"false", "no", "off", "n"})
_MOMENT = re.compile(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d*)?)?"
    r"(?:[ \t]*(?:([Zz]|UTC|GMT)|([+-])(\d\d?)(?::?(\d\d))?))?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DURATION = re.compile(r"P(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,5})S)?)?")


def to_text(value: object) -> str:
    """One clean line of text; raise ValueError when it is a list or mapping."""
    if not isinstance(value, str):
        raise ValueError("wants text")
    return _known_text(value) if len(value) <= _OFTEN else clean_line(unescape(value))


@lru_cache(maxsize=1024)
def _known_text(text: str) -> str:
    """Clean a text so short that it is likely on other cards, too: a topic, a provider, a type."""
    return clean_line(unescape(text))


def to_url(value: object) -> str:
    """A URL as the card has it, on one line; it is judged when it is opened."""
    if not isinstance(value, str):
        raise ValueError("wants a URL")
    # Nothing is folded as in a text: another blank, or none, makes another address.
    url = value.strip().replace("\u2028", "%E2%80%A8").replace("\u2029", "%E2%80%A9")
    return url if len(url) <= _MAX_URL and is_clean(url) else clean_line(url, _MAX_URL)


def to_integer(value: object) -> int:
    """A whole number of at most 53 bits."""
    if not isinstance(value, str) or not _INTEGER.fullmatch(value.strip()):
        raise ValueError("wants a whole number")
    number = int(value.strip().partition(".")[0])
    if abs(number) > _MAX_INTEGER:
        raise ValueError("is too large a number")
    return number


def to_boolean(value: object) -> bool:
    """True or false, in any of YAML's words for them."""
    word = value.strip().lower() if isinstance(value, str) else ""
    if word not in _TRUE and word not in _FALSE:
        raise ValueError("wants true or false")
    return word in _TRUE


def to_moment(value: object) -> int:
    """A date, or a date and time, as seconds since 1970; UTC unless it says otherwise."""
    match = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError("wants a date and time like 2021-02-19T23:12:00Z")
    year, month, day, hour, minute, second, _, sign, off_hours, off_minutes = match.groups()
    zone: timezone = UTC
    if sign:
        offset = timedelta(hours=int(off_hours), minutes=int(off_minutes or 0))
        if offset >= timedelta(days=1):
            raise ValueError("wants an offset of less than a day")
        zone = timezone(-offset if sign == "-" else offset)
    # A leap second is the last second of its minute: datetime knows none.
    moment = datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0),
        min(int(second or 0), 59) if second == "60" else int(second or 0), tzinfo=zone,
    )  # fmt: skip
    seconds = (moment - _EPOCH) // timedelta(seconds=1)
    if not _FIRST <= seconds <= _LAST:
        raise ValueError("is outside the years 1 to 9999")
    return seconds


_FIRST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // timedelta(seconds=1)
_LAST = (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - _EPOCH) // timedelta(seconds=1)


def to_texts(value: object) -> tuple[str, ...]:
    """A list of text, empty ones left out; a single text counts as a list of one."""
    values = value if isinstance(value, list) else [value]
    texts = [to_text(each) for each in values if each is not None]
    return tuple(dict.fromkeys(text for text in texts if text))


def duration(text: str) -> str:
    """`PT3H57M` (ISO 8601) as `3 h 57 min`; any other text as it is."""
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()):
        return text
    parts = zip(match.groups(), ("d", "h", "min", "s"), strict=True)
    return " ".join(f"{int(number)} {unit}" for number, unit in parts if number)


class Fields:
    """The fields of one mapping, read one by one; what is wrong with any becomes a warning."""

    def __init__(
        self,
        values: dict[str, object],
        line_of: Callable[[str], int],
        problems: list[Problem],
        prefix: str = "",
    ) -> None:
        """Read from `values`; warnings go to `problems` with `line_of(key)`."""
        self.values = values
        self.line_of = line_of
        self._problems = problems
        self._prefix = prefix

    def text(self, key: str) -> str | None:
        """Return the field as a clean line of text."""
        return self._read(key, to_text)

    def url(self, key: str) -> str | None:
        """Return the field as a URL; an empty one is missing."""
        return self._read(key, to_url) or None

    def integer(self, key: str) -> int | None:
        """Return the field as a whole number."""
        return self._read(key, to_integer)

    def boolean(self, key: str, *, default: bool) -> bool:
        """Return the field as true or false, else the default."""
        value = self._read(key, to_boolean)
        return default if value is None else value

    def moment(self, key: str) -> int | None:
        """Return the field as seconds since 1970."""
        return self._read(key, to_moment)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the field as a list of text."""
        return self._read(key, to_texts) or ()

    def mapping(self, key: str) -> Fields | None:
        """Return the fields of a mapping."""
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.warn(key, "wants keys and values")
            return None
        return self._child(key, value)

    def mappings(self, key: str) -> list[Fields]:
        """Return the fields of each mapping in a list; other items are left out with a warning."""
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.warn(key, "wants a list")
            return []
        found = [self._child(key, item) for item in value if isinstance(item, dict)]
        if len(found) < len(value):
            self.warn(key, "wants a list of keys and values")
        return found

    def warn(self, key: str, reason: str) -> None:
        """Note that a field cannot be read."""
        name = clean_line(self._prefix + key, limit=80)
        self.problem(self.line_of(key), f"{name} {reason}")

    def problem(self, line: int, reason: str) -> None:
        """Note a warning at a line of the file."""
        self._problems.append(Problem(line, reason, warning=True))

    def _child(self, key: str, values: dict[str, object]) -> Fields:
        line = self.line_of(key)
        return Fields(values, lambda _: line, self._problems, f"{self._prefix}{key}.")

    def _read(self, key: str, convert: Callable[[object], _T]) -> _T | None:
        value = self.values.get(key)
        if value is None:
            return None
        try:
            return convert(value)
        except (ValueError, OverflowError) as error:  # datetime raises both for a bad date
            self.warn(key, _reason(error))
            return None


def _reason(error: Exception) -> str:
    """Python's own sentences ("day is out of range for month") begin with their subject."""
    text = str(error)
    return text if text.startswith(("wants", "is ")) else f"cannot be read: {text}"

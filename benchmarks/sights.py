"""What is to be seen on the screens of the programs: which row is lit, and what is listed.

Each class reads the screen of one program, at 120 columns and 40 lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ttydrive import SIZE

if TYPE_CHECKING:
    from ttydrive import Screen

_HEAT = r"\s*(?:-?\d+)?\s+[█▉▊▋▌▍▎▏]*\s*"
# So much of a title is in every row and on the first line of every card that has it.
_TITLE_START = 16


class CardreaderSights:
    """The reader: a title line, the list in a frame on the left, the card in one on the right."""

    _COUNTS = re.compile(r"([\d,]+) cards? · ([\d,]+) unread")
    _POSITION = re.compile(r"([\d,]+)/[\d,]+ ─")
    _ROW = re.compile(rf"^▌{_HEAT}(.*?)\s*$")

    def lit(self, screen: Screen) -> tuple[int, str] | None:
        """Return line and text of the row under the cursor, None when there is none."""
        return _marked(screen, 1, self._middle(screen) - 1)

    def lit_title(self, screen: Screen) -> str | None:
        """Return the beginning of the title under the cursor."""
        lit = self.lit(screen)
        row = self._ROW.match(lit[1]) if lit else None
        return row[1][:_TITLE_START] if row else None

    def counts(self, screen: Screen) -> tuple[int, int] | None:
        """Return how many cards the title line tells of, and how many unread ones."""
        found = self._COUNTS.search(screen.row(0))
        return (_number(found[1]), _number(found[2])) if found else None

    def position(self, screen: Screen) -> int | None:
        """Return the number of the row under the cursor, as the list's frame tells it."""
        for y in range(screen.lines - 1, 0, -1):
            if found := self._POSITION.search(screen.row(y, 0, self._middle(screen))):
                return _number(found[1])
        return None

    def listing(self, screen: Screen) -> tuple[str, ...]:
        """Return the title line and the list."""
        middle = self._middle(screen)
        return (screen.row(0), *(screen.row(y, 0, middle) for y in range(1, self._bottom(screen))))

    def detail_follows(self, screen: Screen) -> bool:
        """Whether the card on the right is the one under the cursor."""
        title = self.lit_title(screen)
        return title is not None and self._detail(screen, 2).startswith(title)

    def full(self, screen: Screen) -> bool:
        """Whether the list has a row on every line, and the card under the cursor is shown."""
        middle, bottom = self._middle(screen), self._bottom(screen)
        rows = all(screen.row(y, 1, middle - 1).strip() for y in range(2, bottom))
        return rows and bottom > SIZE[1] // 2 and self.detail_follows(screen)

    def picker(self, screen: Screen) -> bool:
        """Whether something is offered to choose from, in a frame on top of the list."""
        return "type to narrow" in screen.text

    def _detail(self, screen: Screen, y: int) -> str:
        return screen.row(y, self._middle(screen) + 1, SIZE[0] - 1).strip()

    def _middle(self, screen: Screen) -> int:
        """Return the column at which the right frame begins."""
        return screen.row(1).find("╮╭") + 1

    def _bottom(self, screen: Screen) -> int:
        """Return the line of the list's lower border; 0 when there is none."""
        return next((y for y in range(SIZE[1] - 1, 0, -1) if screen.row(y, 0, 1) == "╰"), 0)


class BareListSights:
    """The bare list: rows from the first line on."""

    def lit(self, screen: Screen) -> tuple[int, str] | None:
        """Return line and text of the row under the cursor, None when there is none."""
        return _marked(screen, 0, SIZE[0])

    def full(self, screen: Screen) -> bool:
        """Whether there is a row on every line."""
        return self.lit(screen) is not None and all(
            screen.row(y).strip() for y in range(screen.lines)
        )


class NewsboatSights:
    """Newsboat: a title line, rows, a line of hints and one for messages."""

    _COUNTS = re.compile(r"\((\d+) unread, (\d+) total\)")

    def lit(self, screen: Screen) -> tuple[int, str] | None:
        """Return line and text of the row under the cursor, None when there is none."""
        for y in range(1, screen.lines - 2):
            if screen.buffer[y][0].bg != "default":
                return y, screen.row(y)
        return None

    def counts(self, screen: Screen) -> tuple[int, int] | None:
        """Return how many articles are listed, and how many of them are unread."""
        found = self._COUNTS.search(screen.row(0))
        return (int(found[2]), int(found[1])) if found else None

    def feeds(self, screen: Screen) -> bool:
        """Whether the list of feeds is there."""
        return "Your feeds" in screen.row(0) and self.lit(screen) is not None

    def full(self, screen: Screen) -> bool:
        """Whether the list of articles is there."""
        return self.counts(screen) is not None and self.lit(screen) is not None

    def listing(self, screen: Screen) -> tuple[str, ...]:
        """Return the rows."""
        return tuple(screen.row(y) for y in range(1, screen.lines - 2))

    def found(self, screen: Screen) -> bool:
        """Whether the answer to a search is listed."""
        return screen.row(0).find("Search") >= 0 and self.lit(screen) is not None

    def prompt(self, screen: Screen) -> bool:
        """Whether something is asked in the last line."""
        return bool(screen.row(screen.lines - 1).strip())


def _marked(screen: Screen, start: int, stop: int) -> tuple[int, str] | None:
    for y in range(screen.lines):
        if screen.buffer[y][start].data == "▌":
            return y, screen.row(y, start, stop)
    return None


def _number(text: str) -> int:
    return int(text.replace(",", ""))

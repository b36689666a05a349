"""A walk over the hostile cards: the reader in a real pseudo-terminal, into each card and back."""

from __future__ import annotations

import os
import random
import re
import sys
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

WATCHED = Path(__file__).parent / "watched"
_QUIET_S = 0.01
_KEPT = re.compile("HOME|XDG_.*_HOME|(LD_LIBRARY_)?PATH|TMPDIR|TZ")
_PLACE = re.compile(r"^╰─+ (\d[\d,]*)/[\d,]+ ─╯", re.MULTILINE)  # in the list's frame


def environment(notes: Path) -> dict[str, str]:
    """The environment of a reader in an everyday terminal that notes what it does."""
    kept = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
    watched = {
        "PYTHONPATH": str(WATCHED),
        "HOSTILE_NOTES": str(notes),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return (
        kept | watched | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    )


def start(arguments: Sequence[str | Path], size: tuple[int, int], notes: Path) -> Terminal:
    """Start the reader on all cards there are, also those that are listed nowhere by default."""
    argv = [sys.executable, "-m", "cardreader", *arguments]
    return Terminal(argv, size, environment(notes))


class Walk:
    """The way through a list of cards, in the order in which `list` prints them."""

    def __init__(self, terminal: Terminal, cards: Sequence[dict[str, Any]]) -> None:
        self.terminal = terminal
        self.cards = cards
        self.slowest = (0.0, "")
        self.walked = 0

    def begin(self) -> None:
        """Wait for the first card."""
        self.terminal.wait_for(lambda: self._is_at(0), "the first card")

    def go_to(self, position: int) -> None:
        """Go down so many cards at once; all keys are pressed before the first is answered."""
        self.terminal.send(*"j" * position)
        self.terminal.wait_for(lambda: self._is_at(position), f"card {position}")

    def go(self, positions: range) -> None:
        """Into each card in turn, to its end, and back; each on the screen before the next key.

        Raises AssertionError where a key is not answered.
        """
        for position in positions:
            if position:
                self._press("j", lambda at=position: self._is_at(at), position)
            self._press("enter", self._has_entered, position)
            self._press("G", lambda: True, position)
            self.terminal.wait_for_quiet(_QUIET_S)
            # Not escape: with it the reader waits whether more comes of a sequence.
            self._press("h", lambda: not self._has_entered(), position)
            self.walked += 1

    def read_on(self, positions: range) -> None:
        """The same without going back: from the end of each card to the next unread one.

        That draws as much of the cards and less around them. Wants cards that stay unread.
        """
        for position in positions:
            if position == positions.start:
                self._press("enter", self._has_entered, position)
            else:
                self._press("n", lambda at=position: self._shows_place(at), position)
            self._press("G", lambda: True, position)
            self.terminal.wait_for_quiet(_QUIET_S)
            self.walked += 1
        self._press("h", lambda: not self._has_entered(), positions.stop - 1)

    def storm(self, number: int) -> None:
        """Change the size so often, from 1x1 to 300x100, with keys between; end at the first card.

        Raises AssertionError where that is not shown afterwards.
        """
        chance = random.Random(5)  # noqa: S311 - no secret
        sizes = [(1, 1), (300, 100), (1, 100), (300, 1)]
        sizes += [(chance.randint(1, 300), chance.randint(1, 100)) for _ in range(number - 4)]
        for position, size in enumerate(sizes):
            self.terminal.resize(*size)
            if position % 10 == 0:
                self.terminal.send("j" if position % 20 else "enter")
            self.terminal.wait_for_quiet(0)
        self.terminal.resize(80, 24)
        self.terminal.send("esc", "esc", "g")
        self.terminal.wait_for(lambda: self._is_at(0), "the first card again")

    def _press(self, key: str, answered: Any, position: int) -> None:  # noqa: ANN401 - a condition
        before = time.monotonic()
        self.terminal.send(key)
        title = self.cards[position]["title"]
        self.terminal.wait_for(answered, f"answer to {key} on card {position} ({title[:60]!a})")
        taken = time.monotonic() - before
        if taken > self.slowest[0]:
            self.slowest = (taken, f"{key} on {title[:60]!a}")

    def _has_entered(self) -> bool:
        """The keys that hold in a card are told of in the last line."""
        return "back" in self.terminal.lines[-1]

    def _is_at(self, position: int) -> bool:
        """The list tells this place, and the card pane shows the card."""
        return not self._has_entered() and self._shows_place(position)

    def _shows_place(self, position: int) -> bool:
        place = self._place()
        if place < 0:  # a screen without frames tells no place
            return self._has_cursor_on(position)
        return place == position + 1 and self._shows(position)

    def _has_cursor_on(self, position: int) -> bool:
        row = next((line for line in self.terminal.lines if line.startswith("▌")), "")
        return _beginning(self.cards[position]["title"])[:12] in _plain(row)

    def _place(self) -> int:
        found = _PLACE.search(self.terminal.text)
        return int(found[1].replace(",", "")) if found else -1

    def _shows(self, position: int) -> bool:
        """The line under the card pane's frame begins as the title does."""
        if not self.cards[position]["title"].isascii():
            return True  # the terminal emulator of the tests knows too little of such letters
        lines = self.terminal.lines
        top = next((number for number, line in enumerate(lines) if "─ card ─" in line), None)
        if top is None:
            return True  # one pane at a time
        return _beginning(self.cards[position]["title"]) in _plain(lines[top + 1])


def _beginning(title: str) -> str:
    """Some plain letters with which a title begins, as far as there are any."""
    found = re.match(r"[A-Za-z0-9_.-]{0,24}", title)
    return found[0].strip() if found else ""


def _plain(text: str) -> str:
    return "".join(char for char in text if not unicodedata.combining(char))

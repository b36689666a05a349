"""A day's reading of real cards in a pseudo-terminal: two hundred keys, and a look after each.

No key draws the whole screen anew, the cursor never moves on its own, and in the end exactly those
cards are marked that were meant to be.
"""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from cardreader.urls import article_identity
from conftest import run
from terminal import Terminal
from test_terminal import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Card = dict[str, Any]

KEYS = 200
# Of a move of the cursor at 120x40, the card beside it included; and where it scrolls the list, so
# that every line of the screen is another.
MOST_BYTES, MOST_BYTES_SCROLLED = 12 * 1024, 16 * 1024
SIZE = (120, 40)
PAGE = 17  # cards: those on the screen but one
LINES = 2  # of a card in the list
_QUIET_S = 0.05
_QUIET_AFTER_MOVE_S = 0.02  # the card pane is what comes last
_CLEARED = re.compile(rb"\x1b\[[23]?J|\x1bc|\x1b\[\?1049[hl]")
_PLACE = re.compile(r" ([\d,]+)/([\d,]+) ─?╯")
_LIST, _CARD = "t topic", "enter follow"  # in the last line, while this pane has the focus


class Cursor(NamedTuple):
    """Where the cursor of the list is: in the view (from 0), on the screen, and on which card."""

    place: int
    line: int
    text: str


class Day:
    """Presses keys, looks at the screen after each, and keeps in mind what was meant."""

    def __init__(self, terminal: Terminal, folder: Path, data: Path, opened: Path) -> None:
        self.terminal = terminal
        self.opened = opened
        self.asked = ("list", str(folder), "--data", str(data), "--json")
        self.all = self.listed("--all")
        self.view = self.whole = self.listed()
        self.known = {article(card): card for card in [*reversed(self.all), *self.whole]}
        self.read: set[str] = set()
        self.starred: set[str] = set()
        self.opens = 0
        self.keys: list[str] = []

    # What there is

    def listed(self, *arguments: str) -> list[Card]:
        """Return what the command line lists, without what keys change of it."""
        kept = ("id", "webUrl", "title", "publishedDateTime")
        return [{key: card[key] for key in kept} for card in run(*self.asked, *arguments).json]

    def related(self, card: Card) -> list[Card | None]:
        """Return for each related item, oldest first, the card that it is, if it is one."""
        items = run("show", card["id"], *self.asked[2:]).json["related"]
        items.sort(key=lambda item: item["publishedDateTime"] or "~")
        return [self.known.get(article(item)) for item in items]

    @property
    def cursor(self) -> Cursor:
        """The cursor of the list, as the screen shows it."""
        return cursor_in(self.terminal.lines)

    @property
    def current(self) -> Card:
        """The card that the cursor is meant to be on."""
        return self.view[self.cursor.place]

    @property
    def unread(self) -> int:
        """How many cards of the view are meant to be unread."""
        return sum(1 for card in self.view if article(card) not in self.read)

    # Keys

    def press(
        self, key: str, until: Callable[[], object] | str = lambda: True, quiet: float = _QUIET_S
    ) -> int:
        """Press a key, wait until it has shown its effect; return how much was written."""
        before = len(self.terminal.raw)
        self.keys.append(key)
        self.terminal.send(key)
        self.terminal.wait_for(until, f"effect of {key}, key {len(self.keys)}")
        self.terminal.wait_for_quiet(quiet)
        written = bytes(self.terminal.raw[before:])
        assert not _CLEARED.search(written), f"{key}, key {len(self.keys)}, cleared the screen"
        return len(written)

    def still(self, *keys: str, until: Callable[[], object] | str = lambda: True) -> None:
        """Press keys that leave the cursor of the list alone."""
        before = self.cursor
        for key in keys:
            self.press(key, until)
            assert self.cursor == before, f"{key}, key {len(self.keys)}, moved the cursor"

    def typed(self, *keys: str) -> None:
        """Press keys in a dialogue, which may cover the list."""
        for key in keys:
            self.press(key)

    def move(self, key: str, step: int) -> None:
        """Press a key that moves the cursor by so many cards, as far as there are any."""
        self.go(key, min(max(self.cursor.place + step, 0), len(self.view) - 1))

    def go(self, key: str, place: int, most: int = MOST_BYTES) -> None:
        """Press a key that moves the cursor to a place; the card pane follows."""
        before = self.cursor
        written = self.press(key, lambda: self.is_at(place), _QUIET_AFTER_MOVE_S)
        if self.cursor.line - before.line != LINES * (place - before.place):
            most = MOST_BYTES_SCROLLED
        assert written <= most, f"{key}, key {len(self.keys)}, wrote {written} bytes"

    def show(self, key: str, view: Sequence[Card], place: int = 0) -> None:
        """Press a key that lists other cards, with the cursor on one of them."""
        self.view = list(view)
        self.press(key, lambda: self.tells_counts() and self.is_at(place))

    def keep(self, key: str, view: Sequence[Card]) -> None:
        """Press a key that lists other cards, with the cursor on the same one."""
        self.show(key, view, list(view).index(self.current))

    def mark(self, key: str, *cards: Card, read: bool = True) -> None:
        """Press a key that marks cards read or unread, and leaves the cursor alone."""
        articles = {article(card) for card in cards}
        self.read = self.read | articles if read else self.read - articles
        self.still(key, until=self.tells_counts)

    def open(self, key: str, *read: Card) -> None:
        """Press a key that opens a URL, by which cards become read."""
        self.opens += 1
        self.mark(key, *read)
        self.terminal.wait_for(lambda: self.browsed() == self.opens, "call of the browser")

    def browsed(self) -> int:
        """Return how many URLs the browser was given."""
        return len(self.opened.read_text().splitlines()) if self.opened.exists() else 0

    # What is seen

    def is_at(self, place: int) -> bool:
        """Whether the cursor is at this place of the view, and the card pane shows its card."""
        if not self.view:
            return False
        card, lines = self.view[place], self.terminal.lines
        cursor = cursor_in(lines)
        shown = next((n for n, line in enumerate(lines) if "╭─ card ─" in line), 0)
        return (
            cursor.place == place
            and card["title"][:12] in cursor.text
            and card["title"][:20] in lines[shown + 1][60:]
        )

    def tells_counts(self) -> bool:
        """Whether the title has the numbers of cards and of unread ones that are meant."""
        cards = "card" if len(self.view) == 1 else "cards"
        counts = f" {len(self.view):,} {cards} · {self.unread:,} unread "
        return counts in self.terminal.lines[0]

    def has_focus(self, pane: str) -> Callable[[], bool]:
        """Return what tells whether a pane has the focus."""
        return lambda: pane in self.terminal.lines[-1]

    def selected(self, number: int) -> Callable[[], object]:
        """Return what tells whether the related item with this number is selected."""
        wanted = re.compile(rf"▌ *{number} ")
        return lambda: any(wanted.search(line[60:]) for line in self.terminal.lines)


def cursor_in(lines: Sequence[str]) -> Cursor:
    """Return the cursor of the list that a screen shows; all -1 where it shows none."""
    found = next(filter(None, map(_PLACE.search, reversed(lines))), None)
    place = int(found[1].replace(",", "")) - 1 if found else -1
    number = next((n for n, line in enumerate(lines) if line.startswith("│▌")), -1)
    return Cursor(place, number, lines[number][2:59].replace("★ ", "")[:40] if found else "")


def article(card: Card) -> str:
    """Return what marks hang on."""
    return (card["webUrl"] and article_identity(card["webUrl"])) or str(card.get("id"))


# The day


def morning(day: Day) -> None:
    """Look over the hottest, open some, star one, follow a related story."""
    for key, step in (*[("j", 1)] * 8, ("down", 1), ("k", -1), ("up", -1), ("ctrl+d", PAGE)):
        day.move(key, step)
    for key, step in (("pgdn", PAGE), ("ctrl+u", -PAGE), ("pgup", -PAGE), ("G", 999), ("g", -999)):
        day.move(key, step)
    day.move("k", -1)
    for _ in range(3):
        day.move("j", 1)
        day.open("o", day.current)
    day.starred.add(article(day.current))
    day.still("s", until="★")
    day.still("y", until="Copied")
    day.still("i", until="heat")
    day.move("j", 1)
    day.mark("m", day.current)
    day.mark("m", day.current, read=False)
    day.mark("u", day.current)
    place = day.cursor.place
    for _ in range(3):
        place = next_unread(day, place)
        day.go("n", place)
    day.go("p", place - 1)
    follow(day)


def next_unread(day: Day, place: int) -> int:
    """Return where the next unread card is."""
    return next(n for n in range(place + 1, len(day.view)) if article(day.view[n]) not in day.read)


def follow(day: Day) -> None:
    """Go down to a card with a related item that is listed itself, and from there to that one."""
    target = None
    while target is None:
        day.move("j", 1)
        related = day.related(day.current)[:9]
        target = next((card for card in related if card in day.whole), None)
    number = related.index(target) + 1
    day.mark("l", day.current)
    for selected in range(1, number + 1):
        day.still("j", until=day.selected(selected))
    day.read.add(article(target))
    day.go("enter", day.view.index(target))
    day.still("space", "space")
    day.still("esc", until=day.has_focus(_LIST))
    assert day.tells_counts()


def noon(day: Day) -> None:
    """Search, choose a topic, sort, look at views and the pulse, and come back each time."""
    day.move("g", -999)
    day.move("j", 1)
    day.press("/", "earlier searches")
    for typed in ("d", "da", "dat", "data"):
        day.show(typed[-1], day.listed("-q", f"{typed}*"))
    day.press("enter", day.has_focus(_LIST))
    day.go("j", 1, MOST_BYTES_SCROLLED)  # Textual draws the list once more after the box has gone
    for _ in range(3):
        day.move("j", 1)
    day.open("o", day.current)
    first = day.related(day.current)[0]
    day.open("1", *([first] if first else []))
    day.keep("esc", day.whole)

    day.press("t", "type to narrow")
    day.typed(*"databases")
    day.press("tab", "1 chosen")
    day.show("enter", day.listed("-q", "topic:databases"))
    for key, step in (*[("j", 1)] * 6, ("k", -1), ("ctrl+d", PAGE), ("g", -999)):
        day.move(key, step)
    read = day.read
    day.mark("A", *day.view)
    day.read = read
    day.mark("u")
    day.keep("esc", day.whole)

    day.press("S", "Sort by")
    day.typed(*"date")
    day.show("enter", day.listed("--sort", "date"))
    for key, step in (*[("j", 1)] * 10, ("k", -1)):
        day.move(key, step)
    day.mark("m", day.current)
    day.press("S", "Sort by")
    day.typed(*"heat")
    day.show("enter", day.whole)

    day.press("V", "Views")
    day.show("2", unread(day))
    for _ in range(5):
        day.move("j", 1)
    day.keep("esc", day.whole)
    for _ in range(3):
        day.move("j", 1)
    day.go("n", next_unread(day, day.cursor.place))
    day.keep("U", unread(day))
    for _ in range(5):
        day.move("j", 1)
    day.keep("U", day.whole)

    newest = max(card["publishedDateTime"] or "" for card in day.view)[:10]
    day.press("P", "▲")
    day.typed("h", "l", "tab", "j", "k", "s", "s", "tab", "tab")
    day.show("enter", day.listed("-q", f"date:{newest}"))
    day.keep("esc", day.whole)
    before = day.cursor
    day.press("P", "▲")
    day.press("esc", day.has_focus(_LIST))
    assert day.cursor == before


def unread(day: Day) -> list[Card]:
    """Return the cards that are meant to be unread."""
    return [card for card in day.whole if article(card) not in day.read]


def evening(day: Day) -> None:
    """Read card after card, on the whole screen too, look a key up, reload, and go."""
    for _ in range(4):
        day.move("j", 1)
        day.mark("enter", day.current)
        day.still("space", "space", "k")
        day.still("esc", until=day.has_focus(_LIST))
    day.move("j", 1)
    day.mark("tab", day.current)
    day.still("tab", until=day.has_focus(_LIST))
    day.move("j", 1)
    before = day.cursor
    day.read.add(article(day.current))
    day.press("z", day.has_focus(_CARD))
    day.typed("space")
    day.press("z", day.has_focus(_LIST))
    assert day.cursor == before
    day.press("?", "─ Keys ─")
    day.typed(*"undo")
    day.press("esc", lambda: "─ Keys ─" not in day.terminal.text)
    assert day.cursor == before
    day.press("R", day.tells_counts, 0.3)  # it looks at the folder, too
    assert day.cursor == before
    for key, step in (("ctrl+d", PAGE), ("ctrl+d", PAGE), ("j", 1), ("j", 1)):
        day.move(key, step)
    day.still("s", until="★")
    day.still("u", until="Undone: starred")
    while len(day.keys) < KEYS:
        day.move("j", 1)
    assert day.tells_counts()


def test_a_days_reading(corpus: Path, tmp_path: Path) -> None:
    """Two hundred keys; what is marked is what was meant."""
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> {shlex.quote(str(opened))}\n')
    browser.chmod(0o755)
    folder, data = corpus / "azure", tmp_path / "data"
    run("index", folder, "--data", data)
    own = {"BROWSER": shlex.quote(str(browser)), "TZ": "UTC"}
    argv: list[str | Path] = [sys.executable, "-m", "cardreader", folder, "--data", data]
    with Terminal(argv, SIZE, environment() | own) as terminal:
        day = Day(terminal, folder, data, opened)
        terminal.wait_for(lambda: day.tells_counts() and day.is_at(0), "the first screen")
        terminal.wait_for_quiet(0.5)
        for part in (morning, noon, evening):
            part(day)
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    assert len(day.keys) >= KEYS
    marked = {card["id"] for card in day.listed("-q", "is:read", "--all")}
    assert marked == {card["id"] for card in day.all if article(card) in day.read}
    starred = {card["id"] for card in day.listed("-q", "is:starred", "--all")}
    assert starred == {card["id"] for card in day.all if article(card) in day.starred}

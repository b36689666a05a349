"""What is measured while the programs are open: starting, keys, narrowing, marking, searching.

A measure takes a library and a function that notes a figure; times are noted in milliseconds. It
raises StepError where a program does not do what is asked; what was noted before stays.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Protocol

import card_shapes
from libraries import environment
from sessions import (
    BARE_LIST,
    CARDREADER,
    NEWSBOAT,
    START_LIMIT_S,
    bare_list,
    leave,
    leave_reader,
    newsboat,
    note_memory,
    open_articles,
    reader,
    start_newsboat,
    start_reader,
    start_reference,
)
from ttydrive import Program, StepError

if TYPE_CHECKING:
    from collections.abc import Callable

    from libraries import Library
    from sessions import Note
    from ttydrive import Screen

BURST = 60
_KEYS = (("down", 8), ("page down", 5))
_KEY_NAMES = {"page down": "pgdn"}
_ENDS = 3
_KEY_LIMIT_S = 30.0


class ListSights(Protocol):
    """What can be told of any list."""

    def lit(self, screen: Screen) -> tuple[int, str] | None:
        """Return line and text of the row under the cursor, None when there is none."""


def ms(seconds: float) -> float:
    """Return seconds as milliseconds."""
    return seconds * 1000


# Starting


def start_hello(library: Library, note: Note) -> None:
    """Start the bare Textual hello world."""
    with start_reference(library, "hello.py") as program:
        there = program.wait(
            lambda: program.live.taken and "Hello, world!" in program.live.row(0), "hello"
        )
        note("start", ms(there - program.started))
        program.settle()
        note_memory(program, note)
        leave(program, "ctrl+q")


def start_python(library: Library, note: Note) -> None:
    """Run `python -c pass`."""
    argv = [library.tools.python, "-c", "pass"]
    with Program(argv, environment(library.folder)) as program:
        note("run", ms(program.wait_for_end() - program.started))


class _Start:
    """What is seen of cardreader's start, chunk by chunk."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.sight: float | None = None
        self.blanks = 0

    def is_live(self) -> bool:
        """Note what is seen now; return whether it is the first full screen of its own."""
        program = self._program
        seen = CARDREADER.full(program.screen)
        if self.sight is None and seen:
            self.sight = program.moment
        self.blanks += self.sight is not None and not seen
        return program.live.taken and CARDREADER.full(program.live)


def start_cardreader(library: Library, note: Note) -> None:
    """Start cardreader, and press the first key as soon as its screen is full."""
    with start_reader(library) as program:
        start = _Start(program)
        live = program.wait(start.is_live, "the first full screen", limit_s=START_LIMIT_S)
        program.one_screen()
        lit = CARDREADER.lit(program.screen)
        pressed = program.press("down")
        moved = program.wait(
            lambda: CARDREADER.lit(program.screen) not in (lit, None), "the first key's row",
            since=pressed, limit_s=_KEY_LIMIT_S,
        )  # fmt: skip
        note("first sight", ms((start.sight or live) - program.started))
        note("less seen after first sight", start.blanks)
        note("start", ms(live - program.started))
        note("first key", ms(moved - pressed))
        program.settle("rest after the start", limit_s=START_LIMIT_S)
        note_memory(program, note)
        leave_reader(program)


def start_articles(library: Library, note: Note) -> None:
    """Start newsboat, and open its list of all articles."""
    with start_newsboat(library) as program:
        feeds, asked, there = open_articles(program)
        note("start", ms(feeds - program.started))
        note("start to all articles", ms(feeds - program.started + there - asked))
        note_memory(program, note)


# Keys


def keys_of_cardreader(library: Library, note: Note) -> None:
    """Move through cardreader's list, and then down by sixty at once."""
    with reader(library, note) as program:
        _move(program, CARDREADER, note)
        pressed = program.press(*["down"] * BURST)
        seen = program.trail(
            lambda: (CARDREADER.lit(program.screen), CARDREADER.detail_follows(program.screen)),
            "the last row", limit_s=_KEY_LIMIT_S,
        )  # fmt: skip
        if CARDREADER.position(program.screen) != BURST + 1:
            raise StepError("not all keys were answered", program.screen.text)
        lit = next(moment for moment, (row, _) in seen if row == seen[-1][1][0])
        followed = next((at for at, (_, follows) in seen if at >= lit and follows), None)
        note(f"{BURST} downs", ms(lit - pressed))
        if followed is None:
            raise StepError("the card does not follow", program.screen.text)
        note(f"card after {BURST} downs", ms(followed - lit))


def keys_of_bare_list(library: Library, note: Note) -> None:
    """Move through the bare list in the same way."""
    with bare_list(library) as program:
        _move(program, BARE_LIST, note)
        pressed = program.press(*["down"] * BURST)
        seen = program.trail(lambda: BARE_LIST.lit(program.screen), "the last row")
        lit = next(moment for moment, row in seen if row == seen[-1][1])
        note(f"{BURST} downs", ms(lit - pressed))


def keys_of_newsboat(library: Library, note: Note) -> None:
    """Move through newsboat's list of all articles in the same way."""
    with newsboat(library, note) as program:
        _move(program, NEWSBOAT, note)


def _move(program: Program, sights: ListSights, note: Note) -> None:
    """Press each key until another row is lit; leave the cursor on the first row."""
    for name, times in _KEYS:
        key = _KEY_NAMES.get(name, name)
        note(name, statistics.median(_press(program, sights, key, name) for _ in range(times)))
    there, back = [], []
    for _ in range(_ENDS):
        there.append(_press(program, sights, "end", "end"))
        back.append(_press(program, sights, "home", "home"))
    note("end", statistics.median(there))
    note("home", statistics.median(back))


def _press(program: Program, sights: ListSights, key: str, name: str) -> float:
    """Press a key of a program at rest; return the milliseconds until another row is lit."""
    lit = sights.lit(program.screen)
    took = _act(program, lambda: sights.lit(program.screen) not in (lit, None), name, key)
    program.settle(f"rest after {name}")
    return took


def _act(program: Program, seen: Callable[[], bool], what: str, *keys: str) -> float:
    """Press keys; return the milliseconds until the sight is seen."""
    pressed = program.press(*keys)
    return ms(program.wait(seen, what, since=pressed, limit_s=_KEY_LIMIT_S) - pressed)


# Narrowing and marking


def narrow_cardreader(library: Library, note: Note) -> None:
    """Sort by title and back, narrow to a topic and back, to unread cards and back."""
    with reader(library, note) as program:
        first = _rows(program)
        for order in ("title", "heat"):
            _choose(program, "S", order, f"sort by {order}", note)
        if _rows(program) != first:
            raise StepError("sorting back does not bring the first rows back", program.screen.text)
        _choose(program, "t", "", "topic", note)
        _change(program, "T", "no topic", note)
        cards, unread = _counts(program)
        _count(program, "m", "mark read", (cards, unread - 1), note)
        _count(program, "U", "unread only", (unread - 1, unread - 1), note)
        _count(program, "U", "unread and read", (cards, unread - 1), note)
        _count(program, "u", "undo one", (cards, unread), note)


def _rows(program: Program) -> tuple[str, ...]:
    return CARDREADER.listing(program.screen)[1:]


def _choose(program: Program, key: str, text: str, name: str, note: Note) -> None:
    """Open a picker, type a text in it, and take what it has found."""
    rows = _rows(program)
    opened = _act(program, lambda: CARDREADER.picker(program.screen), f"{name}: picker", key)
    note(f"{name}: picker", opened)
    program.settle(f"rest in the picker of {name}")
    program.press(*text)
    program.settle(f"rest in the picker of {name}")
    took = _act(
        program,
        lambda: not CARDREADER.picker(program.screen) and _rows(program) != rows,
        name, "enter",
    )  # fmt: skip
    note(name, took)
    program.settle(f"rest after {name}")


def _change(program: Program, key: str, name: str, note: Note) -> None:
    """Press a key until there are other rows."""
    rows = _rows(program)
    note(name, _act(program, lambda: _rows(program) != rows, name, key))
    program.settle(f"rest after {name}")


def _counts(program: Program) -> tuple[int, int]:
    """Return how many cards are listed, and how many unread ones, which is all of them."""
    counts = CARDREADER.counts(program.screen)
    if counts is None or not counts[1]:
        raise StepError("there is nothing to mark", program.screen.text)
    return counts


def _count(program: Program, key: str, name: str, after: tuple[int, int], note: Note) -> None:
    """Press a key until the title line tells these numbers of cards and unread ones."""
    note(name, _act(program, lambda: CARDREADER.counts(program.screen) == after, name, key))
    program.settle(f"rest after {name}")


def narrow_newsboat(library: Library, note: Note) -> None:
    """Sort newsboat's list of all articles by title."""
    with newsboat(library, note) as program:
        program.press("g")
        program.settle()
        rows = NEWSBOAT.listing(program.screen)
        note("sort", _act(program, lambda: NEWSBOAT.listing(program.screen) != rows, "sort", "t"))


def mark_cardreader(library: Library, note: Note) -> None:
    """Mark all cards of the view read, and take it back."""
    with reader(library, note) as program:
        cards, unread = _counts(program)
        _count(program, "A", "mark all read", (cards, 0), note)
        _count(program, "u", "undo", (cards, unread), note)


def mark_newsboat(library: Library, note: Note) -> None:
    """Mark all articles read."""
    with newsboat(library, note) as program:
        note("mark all read", _act(program, lambda: _all_read(program), "mark all read", "A"))


def _all_read(program: Program) -> bool:
    counts = NEWSBOAT.counts(program.screen)
    return counts is not None and not counts[1]


# Searching


def search_cardreader(library: Library, note: Note) -> None:
    """Type two words into the search box, letter by letter."""
    with reader(library, note) as program:
        for name, word in (("common", card_shapes.COMMON_WORD), ("rare", card_shapes.RARE_WORD)):
            program.press("/")
            program.settle("the search box")
            took = [at for letter in word if (at := _type(program, letter)) is not None]
            if not took:
                raise StepError(f"the {name} word changes nothing", program.screen.text)
            note(f"letter of a {name} word", statistics.median(took))
            note(f"slowest letter of a {name} word", max(took))
            program.press("esc")
            program.settle("the list before the search")


def _type(program: Program, letter: str) -> float | None:
    """Type a letter; return the milliseconds until the list changed last, None if it did not."""
    before = CARDREADER.listing(program.screen)
    pressed = program.press(letter)
    seen = program.trail(lambda: CARDREADER.listing(program.screen), f"the letter {letter}")
    if not seen or (len(seen) == 1 and seen[0][1] == before):
        return None
    return ms(seen[-1][0] - pressed)


def search_newsboat(library: Library, note: Note) -> None:
    """Search all articles for the same words."""
    with newsboat(library, note) as program:
        for name, word in (("common", card_shapes.COMMON_WORD), ("rare", card_shapes.RARE_WORD)):
            program.press("/")
            program.settle()
            program.press(*word)
            program.settle()
            took = _act(program, lambda: NEWSBOAT.found(program.screen), "the answer", "enter")
            note(f"search for a {name} word", took)
            program.settle()
            program.press("q")
            program.settle()

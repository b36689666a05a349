"""The programs, opened and closed for a measure."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import reference_data
from libraries import HERE, environment
from sights import BareListSights, CardreaderSights, NewsboatSights
from ttydrive import KEYS, Program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from libraries import Library

    Note = Callable[[str, float], None]

START_LIMIT_S = 120.0
_MIB = 2**20
# Newsboat's curses use what the emulated screen knows, under this name.
_NEWSBOAT_TERM = "linux"
_NEWSBOAT_KEYS = {**KEYS, "home": "\x1b[1~", "end": "\x1b[4~"}

CARDREADER, BARE_LIST, NEWSBOAT = CardreaderSights(), BareListSights(), NewsboatSights()


def start_reader(library: Library, data: Path | None = None) -> Program:
    """Start cardreader on a library."""
    return Program(library.cardreader(data=data), environment(library.folder))


def start_reference(library: Library, name: str, *arguments: str) -> Program:
    """Start one of the references that are written in Python."""
    script = str(HERE / "references" / name)
    return Program([library.tools.python, script, *arguments], environment(library.folder))


def start_newsboat(library: Library) -> Program:
    """Start newsboat on the same cards, with nothing marked."""
    folder = library.newsboat
    newsboat = library.tools.newsboat
    if folder is None or newsboat is None:
        raise ValueError("newsboat is not measured with this library")
    untouched = folder / "untouched.db"
    if not untouched.exists():
        shutil.copy(folder / "cache.db", untouched)
    shutil.copy(untouched, folder / "cache.db")
    env = {**environment(folder), "TERM": _NEWSBOAT_TERM}
    return Program([newsboat, *reference_data.options(folder)], env,
                   _NEWSBOAT_KEYS)  # fmt: skip


def wait_for_reader(program: Program) -> float:
    """Wait for the first full screen that cardreader itself has drawn; return its moment."""
    moment = program.wait(
        lambda: program.live.taken and CARDREADER.full(program.live),
        "the first full screen", limit_s=START_LIMIT_S,
    )  # fmt: skip
    program.one_screen()
    return moment


def leave(program: Program, key: str) -> None:
    """Ask a program to end, and wait until it has."""
    program.press(key)
    program.wait_for_end()


def leave_reader(program: Program) -> None:
    """Leave cardreader on its first card: it comes back to where it was left."""
    program.press("home")
    program.settle()
    leave(program, "q")


def note_memory(program: Program, note: Note) -> None:
    """Note the peak memory of a program, in MiB."""
    note("peak memory", program.peak_memory() / _MIB)


@contextmanager
def reader(library: Library, note: Note) -> Iterator[Program]:
    """Have cardreader open, and at rest; note its peak memory at the end."""
    with start_reader(library) as program:
        wait_for_reader(program)
        program.settle("rest after the start", limit_s=START_LIMIT_S)
        yield program
        note_memory(program, note)
        leave_reader(program)


@contextmanager
def bare_list(library: Library) -> Iterator[Program]:
    """Have the bare list open, and at rest."""
    with start_reference(library, "bare_list.py", str(library.folder / "rows.txt")) as program:
        program.wait(lambda: BARE_LIST.full(program.live), "the bare list", limit_s=START_LIMIT_S)
        program.one_screen()
        program.settle("rest after the start", limit_s=START_LIMIT_S)
        yield program
        leave(program, "ctrl+q")


def open_articles(program: Program) -> tuple[float, float, float]:
    """Open newsboat's list of all articles.

    Return when the feeds were there, when the list was asked for, and when it was there.
    """
    feeds = program.wait(
        lambda: NEWSBOAT.feeds(program.screen), "the feeds", limit_s=START_LIMIT_S
    )  # fmt: skip
    asked = program.press("down", "enter")
    there = program.wait(
        lambda: NEWSBOAT.full(program.screen), "all articles", since=asked, limit_s=START_LIMIT_S
    )
    return feeds, asked, there


@contextmanager
def newsboat(library: Library, note: Note) -> Iterator[Program]:
    """Have newsboat's list of all articles open; note its peak memory at the end."""
    with start_newsboat(library) as program:
        open_articles(program)
        program.settle("rest after the start", limit_s=START_LIMIT_S)
        yield program
        note_memory(program, note)

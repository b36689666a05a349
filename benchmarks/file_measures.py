"""What is measured of reading files: the first time, and when nothing or little has changed.

As in `measures`; commands that have no screen are timed from start to end.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from libraries import HERE, environment
from measures import ms
from sessions import CARDREADER, START_LIMIT_S, leave_reader, start_reader, wait_for_reader
from ttydrive import Program, StepError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from libraries import Library
    from sessions import Note

_COMMAND_LIMIT_S = 900.0
# The difference between two starts of a program is told from several of them, unless it is large.
_PAIRS, _PAIRS_BELOW = 3, 500_000
_PRESSES = 40  # for about a second, in which 14 files are read
_CHANGED = b'excerpt: "Changed. '
_UNCHANGED = b'excerpt: "'


def _run(library: Library, argv: list[str], **env: str) -> tuple[float, str]:
    """Run a command; return the seconds from start to end, and what it printed."""
    started = time.perf_counter()
    try:
        done = subprocess.run(argv, env={**environment(library.folder), **env}, check=True,
                              text=True, timeout=_COMMAND_LIMIT_S, stdin=subprocess.DEVNULL,
                              capture_output=True)  # fmt: skip
    except subprocess.CalledProcessError as error:
        raise StepError(f"status {error.returncode} of {argv[1]}", error.stderr) from error
    except subprocess.TimeoutExpired as error:
        raise StepError(f"{argv[1]} took longer than {_COMMAND_LIMIT_S:.0f} s") from error
    return time.perf_counter() - started, done.stdout


def _run_reference(library: Library, name: str) -> float:
    """Run a reference over the cards; return the seconds it has printed."""
    script = str(HERE / "references" / name)
    _, printed = _run(library, [library.tools.python, script, str(library.cards)])
    count, seconds = printed.split()
    if int(count) != library.files:
        raise StepError(f"{name} has found {count} files", printed)
    return float(seconds)


# Nothing changed


def refresh_cardreader(library: Library, note: Note) -> None:
    """Run `cardreader index` with nothing changed: what it takes more than on an empty folder."""
    more = []
    for _ in range(_PAIRS if library.files < _PAIRS_BELOW else 1):
        empty, _ = _run(library, library.cardreader("index", folder=library.empty))
        full, _ = _run(library, library.cardreader("index"))
        more.append(full - empty)
    note("refresh, nothing changed", ms(statistics.median(more)))
    note("files opened, nothing changed", _opened(library))


def stat_files(library: Library, note: Note) -> None:
    """Call `stat` for every file."""
    note("refresh, nothing changed", ms(_run_reference(library, "stat_loop.py")))


def _opened(library: Library) -> int:
    """Return how many card files `cardreader index` opens now."""
    notes = library.folder / "opened.txt"
    notes.unlink(missing_ok=True)
    _run(library, library.cardreader("index"),
         PYTHONPATH=str(HERE / "counting"), BENCH_OPENED=str(notes))  # fmt: skip
    return len(notes.read_bytes().splitlines())


# Fourteen files changed


def keys_while_refreshing(library: Library, note: Note) -> None:
    """Press keys while the files are looked at, none and then 14 changed, and when all is done."""
    _change_files(library)
    note("files opened, 14 changed", _opened(library))
    at_rest = [_press_keys(library, "nothing changed", note)]
    _change_files(library)
    at_rest.append(_press_keys(library, "14 changed", note))
    note("worst key, at rest", statistics.median(at_rest))


def _change_files(library: Library) -> None:
    """Change the excerpt of 14 listed cards, or change it back."""
    for line in (library.folder / "changing.txt").read_text("utf-8").splitlines():
        path = library.cards / line
        data = path.read_bytes()
        if _CHANGED in data:
            path.write_bytes(data.replace(_CHANGED, _UNCHANGED))
        else:
            path.write_bytes(data.replace(_UNCHANGED, _CHANGED, 1))


def _press_keys(library: Library, name: str, note: Note) -> float:
    """Note the longest key from the first screen on; return the longest after the refresh."""
    with start_reader(library) as program:
        wait_for_reader(program)
        note(f"worst key, {name}", _worst_key(program))
        program.settle("rest after the refresh", limit_s=START_LIMIT_S)
        program.press("home")
        program.settle()
        at_rest = _worst_key(program)
        program.settle()
        leave_reader(program)
    return at_rest


def _worst_key(program: Program) -> float:
    """Press a key after the other, as soon as each is answered; return the longest milliseconds."""
    took = []
    for _ in range(_PRESSES):
        lit = CARDREADER.lit(program.screen)
        pressed = program.press("down")
        moved = program.wait(
            lambda: CARDREADER.lit(program.screen) not in (lit, None),  # noqa: B023 - at once
            "another row", since=pressed,
        )  # fmt: skip
        took.append(ms(moved - pressed))
    return max(took)


# The first time


@contextmanager
def _fresh_data(library: Library) -> Iterator[Path]:
    """Have a data folder that does not exist yet, and remove it afterwards."""
    folder = library.folder / "fresh"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def first_screen(library: Library, note: Note) -> None:
    """Start cardreader on cards that it has never seen."""
    with _fresh_data(library) as data, start_reader(library, data) as program:
        note("first screen, cold", ms(wait_for_reader(program) - program.started))


def whole_index(library: Library, note: Note) -> None:
    """Index all cards as if for the first time."""
    with _fresh_data(library) as data:
        seconds, said = _run(library, library.cardreader("index", "--rebuild", data=data))
    if f"{library.files:,} cards" not in said:
        raise StepError("not all cards were indexed", said)
    note("whole index, cold", seconds)


def load_all(library: Library, note: Note) -> None:
    """Load all cards with python-frontmatter."""
    note("whole index, cold", _run_reference(library, "frontmatter_loop.py"))

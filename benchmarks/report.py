"""The table of a run, as Markdown."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from bars import ROWS, outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bars import Bar, Row
    from libraries import Library, Tools
    from results import Figure, Results

_TITLES = {
    "hello": "hello world", "python": "`python -c pass`", "bare list": "bare list",
    "newsboat": "newsboat", "frontmatter": "`frontmatter.load`", "stat": "`scandir`, `stat`",
}  # fmt: skip
_HEAD = """| cards | what | cardreader | reference | | ratio | must be | |
|--:|---|--:|---|--:|--:|---|---|"""
_GIB = 2**30


def report(
    results: Results, libraries: Sequence[Library], tools: Tools, rounds: int, load: float
) -> str:
    """Return the whole page; `load` is the machine's load average before the run."""
    how = f"rounds: {rounds}, program and reference in turn; medians, with quartiles"
    when = f"{datetime.now(UTC):%Y-%m-%d}; load average before: {load:.2f}"
    about = [*_machine(tools), when, how, *map(_about, libraries)]
    lines = [
        "# How fast cardreader is\n",
        "Written by `make bench`; `benchmarks/README.md` tells what the figures mean.\n",
        *(f"- {line}" for line in about),
        f"\n{_HEAD}",
        *(line for library in libraries for line in _rows(results, library.size, rounds)),
        *_failures(results),
    ]
    return "\n".join(lines) + "\n"


def _about(library: Library) -> str:
    return (
        f"{library.size:,} cards: {library.files:,} files, of which {library.listed:,} are listed"
    )


def _rows(results: Results, size: int, rounds: int) -> Iterator[str]:
    for row in ROWS:
        came_out = outcome(row, size, results, rounds)
        if came_out is None:
            continue
        own, reference = came_out.own, came_out.reference
        yield _line(
            f"{size:,}",
            row.what,
            _shown(own, row, rounds) if own else "failed",
            _title(row, *row.reference) if row.reference and reference else "",
            _shown(reference, row, rounds) if reference else "",
            f"{came_out.ratio:.2f}" if came_out.ratio is not None else "",
            _asked(row.bar, row) if row.bar and size in row.at else "",
            {True: "yes", False: "**no**", None: ""}[came_out.met],
        )


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _title(row: Row, program: str, figure: str) -> str:
    """Write what a row's figure is compared with."""
    if row.reference_size:
        return f"at {row.reference_size:,}"
    if program == "cardreader":
        return figure
    title = _TITLES[program]
    return title if figure in (row.figure, "start", "run") else f"{title}, {figure}"


def _shown(figure: Figure, row: Row, rounds: int) -> str:
    """Write a figure with its unit and its quartiles, and how often it failed."""
    if not row.unit and figure.low == figure.high:
        return f"{figure.median:g}"
    median, low, high = (_number(each) for each in (figure.median, figure.low, figure.high))
    shown = f"{median} {row.unit} ({low}–{high})" if figure.rounds > 1 else f"{median} {row.unit}"
    some = figure.rounds < rounds and row.group != "prepare"
    return f"{shown} in {figure.rounds} of {rounds} rounds" if some else shown


def _number(value: float) -> str:
    """Write a number with three digits that count, or all before the point."""
    for below, digits in ((1, 3), (10, 2), (100, 1)):
        if abs(value) < below:
            return f"{value:.{digits}f}"
    return f"{value:,.0f}"


def _asked(bar: Bar, row: Row) -> str:
    """Write what a bar asks."""
    sign = "" if bar.exactly else "≤ "
    if not bar.times:
        return f"{sign}{bar.more:g} {row.unit}".rstrip()
    times = f"× {bar.times:.3g}" if bar.times != 1 else ""
    more = f"+ {bar.more:g} {row.unit}" if bar.more else ""
    return f"{sign}{times}{more}" if times or more else "≤ × 1"


def _failures(results: Results) -> Iterator[str]:
    if results.failures:
        yield "\nFailed:\n"
    for (size, group, program), reasons in results.failures.items():
        for reason, count in reasons.items():
            yield f"- {size:,} cards, {group}, {program}: {reason} ({count}×)"


def _machine(tools: Tools) -> Iterator[str]:
    """Tell what everything ran on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    yield f"{os.cpu_count()} cores, {_processor()}; {memory:.0f} GiB of memory; {system}"
    newsboat = _said(tools.newsboat, "-v") if tools.newsboat else "newsboat is not installed"
    yield ", ".join([
        _said(tools.cardreader, "--version").partition(" (")[0],
        f"Python {platform.python_version()}",
        f"Textual {version('textual')}",
        f"SQLite {sqlite3.sqlite_version}",
        newsboat,
    ])  # fmt: skip


def _processor() -> str:
    known = re.search(r"(?m)^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text("utf-8"))
    return known[1] if known else platform.machine()


def _said(*argv: str) -> str:
    """Return the first line that a command prints, without a web address."""
    done = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60)
    return done.stdout.splitlines()[0].partition(" - ")[0]

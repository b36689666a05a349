"""Measure cardreader beside its references, and write the table.

    python benchmarks/bench.py [--sizes 5000,100000,1000000] [--rounds 15] [--only NAME] [--quick]

Program and reference run in turn, round by round. What is made for it (cards, indexes, newsboat's
cache: up to 10 GB) is kept for the next run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import file_measures
import measures
from libraries import CORPUS_SHAPE_UP_TO, HERE, Library, Tools, bring_up_to_date, prepare
from report import report
from results import Results
from ttydrive import StepError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sessions import Note

Measure = Callable[["Library", "Note"], None]

_SIZES, _ROUNDS = "5000,100000,1000000", 15
_QUICK_SIZES, _QUICK_ROUNDS = "5000", 3

# What is measured together: each program in turn.
GROUPS: dict[str, tuple[tuple[str, Measure], ...]] = {
    "start": (
        ("python", measures.start_python),
        ("hello", measures.start_hello),
        ("cardreader", measures.start_cardreader),
        ("newsboat", measures.start_articles),
    ),
    "keys": (
        ("bare list", measures.keys_of_bare_list),
        ("cardreader", measures.keys_of_cardreader),
        ("newsboat", measures.keys_of_newsboat),
    ),
    "narrow": (
        ("cardreader", measures.narrow_cardreader),
        ("newsboat", measures.narrow_newsboat),
    ),
    "mark": (
        ("cardreader", measures.mark_cardreader),
        ("newsboat", measures.mark_newsboat),
    ),
    "search": (
        ("cardreader", measures.search_cardreader),
        ("newsboat", measures.search_newsboat),
    ),
    "refresh": (
        ("stat", file_measures.stat_files),
        ("cardreader", file_measures.refresh_cardreader),
    ),
    "changed": (("cardreader", file_measures.keys_while_refreshing),),
    "cold": (
        ("hello", measures.start_hello),
        ("cardreader", file_measures.first_screen),
    ),
    "index": (
        ("frontmatter", file_measures.load_all),
        ("cardreader", file_measures.whole_index),
    ),
}


def run(
    libraries: Sequence[Library], rounds: int, only: Sequence[str], results: Results
) -> None:  # fmt: skip
    """Measure all groups, or only some; one round after the other."""
    for library in libraries:  # once before it counts, so that everything is compiled and in memory
        _measure_group("start", library, Results(), 0)
    started = time.perf_counter()
    for turn in range(rounds):
        for library in libraries:
            for group in GROUPS:
                large = library.size > CORPUS_SHAPE_UP_TO
                if (not only or group in only) and not (group == "index" and large):
                    _measure_group(group, library, results, turn)
        spent = time.perf_counter() - started
        _say(f"round {turn + 1} of {rounds} done, {spent / 60:.1f} minutes so far")


def _measure_group(group: str, library: Library, results: Results, turn: int) -> None:
    for program, measure in GROUPS[group]:
        if program == "newsboat" and library.newsboat is None:
            continue
        _say(f"{library.size:,}: {group}, {program}")
        try:
            measure(library, partial(results.note, turn, library.size, program))
        except StepError as error:
            results.fail(library.size, group, program, str(error))
            _say(f"  failed: {error}")
            for line in error.screen.splitlines():
                _say(f"  {line}")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", metavar="N,N", help=f"cards, default {_SIZES}")
    parser.add_argument("--rounds", type=int, metavar="N", help=f"default {_ROUNDS}")
    parser.add_argument(
        "--only", action="append", choices=list(GROUPS), metavar="NAME",
        help=f"measure only this, may be given again: {', '.join(GROUPS)}",
    )  # fmt: skip
    parser.add_argument(
        "--quick", action="store_true", help=f"{_QUICK_SIZES} cards, {_QUICK_ROUNDS} rounds"
    )
    parser.add_argument(
        "--work", type=Path, metavar="FOLDER", help="where cards and data are kept",
        default=Path(tempfile.gettempdir()) / "cardreader-bench",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="FILE",
        help="write the table here; default RESULTS.md, or the terminal when not all is measured",
    )  # fmt: skip
    parser.add_argument(
        "--program", type=Path, metavar="PATH", help="default the cardreader beside this Python",
        default=Path(sys.executable).with_name("cardreader"),
    )  # fmt: skip
    return parser.parse_args()


def main() -> int:
    """Measure what the arguments ask for; return the exit status."""
    given = _arguments()
    sizes = given.sizes or (_QUICK_SIZES if given.quick else _SIZES)
    rounds = given.rounds or (_QUICK_ROUNDS if given.quick else _ROUNDS)
    load = os.getloadavg()[0]
    tools = Tools(str(given.program), sys.executable, shutil.which("newsboat"))
    results, libraries = Results(), []
    for size in map(int, sizes.split(",")):
        library = prepare(size, given.work, tools)
        seconds = bring_up_to_date(library)
        if seconds is not None:
            results.note(0, size, "cardreader", "whole index, once", seconds)
        libraries.append(library)
    try:
        run(libraries, rounds, given.only or (), results)
    finally:
        page = report(results, libraries, tools, rounds, load)
        in_part = given.sizes or given.rounds or given.only or given.quick
        if given.out is None and in_part:
            print(page)
        else:
            out = given.out or HERE / "RESULTS.md"
            out.write_text(page, "utf-8")
            _say(f"written: {out}")
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())

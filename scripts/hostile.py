"""Walk all hostile cards in a real pseudo-terminal, and say how it went, in figures.

    python scripts/hostile.py [COLUMNSxROWS…]

Time and memory of reading them all; cards walked (into each, to its end, back) at each size; what
reached the terminal that may not; the slowest answer to a key, and to a change of size, which each
card gets at one of the sizes; and a storm of sizes. Ends with 1 where any is not as promised.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
_SIZES = ("80x24", "120x40", "40x12")
_STORM = 200  # sizes
# What is promised.
_READ_S = 10.0
_READ_MIB = 400
_ANSWER_S = 2.0


def measured(*words: str | Path) -> tuple[str, float]:
    """Run a command of cardreader; return what it printed, and its seconds."""
    before = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "cardreader", *words], capture_output=True, text=True, check=False
    )
    return done.stdout, time.monotonic() - before


def walk(
    folder: Path,
    data: Path,
    size: tuple[int, int],
    cards: Sequence[dict[str, object]],
    resized: slice,
) -> bool:
    """Walk all cards at one size; print how it went, and return whether all went well.

    On those that are `resized` the size is changed, and back.
    """
    from emitted import violations  # noqa: PLC0415 - of the tests
    from walking import Walk, start  # noqa: PLC0415 - of the tests

    slowest = 0.0
    on = range(len(cards))[resized]
    with start(_arguments(folder, data), size, data.parent / "notes") as terminal:
        way = Walk(terminal, cards)
        way.begin()
        for position in range(len(cards)):
            way.go(range(position, position + 1))
            for other in ((size[0] - 3, size[1] - 1), size) if position in on else ():
                before = time.monotonic()
                terminal.resize(*other)
                terminal.wait_for_quiet(0.05)
                slowest = max(slowest, time.monotonic() - before - 0.05)
        terminal.send("q")
        status = terminal.wait_for_end()
        wrong = violations(bytes(terminal.raw))
    print(
        f"{size[0]}x{size[1]}: {way.walked} of {len(cards)} cards walked and survived, status "
        f"{status}, {len(wrong)} violations in {len(terminal.raw):,} bytes; slowest key "
        f"{way.slowest[0]:.2f} s ({way.slowest[1]}), change of size {slowest:.2f} s"
    )
    return not (wrong or status) and max(way.slowest[0], slowest) <= _ANSWER_S


def storm(folder: Path, data: Path, cards: Sequence[dict[str, object]]) -> bool:
    """Change the size again and again; print how it went, and return whether all went well."""
    from emitted import violations  # noqa: PLC0415 - of the tests
    from walking import Walk, start  # noqa: PLC0415 - of the tests

    with start(_arguments(folder, data), (80, 24), data.parent / "notes") as terminal:
        way = Walk(terminal, cards)
        way.begin()
        way.storm(_STORM)
        way.go(range(3))
        terminal.send("q")
        status = terminal.wait_for_end()
        wrong = violations(bytes(terminal.raw))
    print(
        f"{_STORM} sizes from 1x1 to 300x100, keys between them: survived, status {status}, "
        f"{len(wrong)} violations; then each key is answered in {way.slowest[0]:.2f} s"
    )
    return not (wrong or status) and way.slowest[0] <= _ANSWER_S


def _arguments(folder: Path, data: Path) -> tuple[str | Path, ...]:
    return folder, "--all", "--sort", "title", "--data", data


def main() -> int:
    """Measure and walk."""
    sys.path[:0] = [str(ROOT / "tests" / "hostile"), str(ROOT / "tests")]
    from hostile_cards import write_all  # noqa: PLC0415 - of the tests

    sizes = [tuple(map(int, size.split("x"))) for size in sys.argv[1:] or _SIZES]
    with tempfile.TemporaryDirectory() as home:
        for kind in ("CONFIG", "CACHE", "DATA", "STATE"):
            os.environ[f"XDG_{kind}_HOME"] = home
        folder, data = Path(home, "cards"), Path(home, "own")
        cases = write_all(folder)
        print(f"{len(cases)} hostile files")
        where = (folder, "--data", data)
        listed, seconds = measured("list", "--all", "--sort", "title", "--json", *where)
        print(f"list reads them all in {seconds:.1f} s")
        _, checking = measured("check", *where)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"check reads them all in {checking:.1f} s; the larger of both takes {peak:.0f} MiB")
        cards = json.loads(listed)
        good = [max(seconds, checking) <= _READ_S, peak <= _READ_MIB]
        for number, (columns, rows) in enumerate(sizes):
            each = slice(number, None, len(sizes))
            good.append(walk(folder, data, (columns, rows), cards, each))
        good.append(storm(folder, data, cards))
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Walk all hostile cards in a real pseudo-terminal, and say how it went, in figures.

    python scripts/hostile.py [COLUMNSxROWS…]

Time and memory of reading them all; cards walked (into each, to its end, back) at each size; what
reached the terminal that may not; the slowest answer to a key, and to a change of size.
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
_RESIZED_EVERY = 6  # cards


def measured(*words: str | Path) -> tuple[str, float]:
    """Run a command of cardreader; return what it printed, and its seconds."""
    before = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "cardreader", *words], capture_output=True, text=True, check=False
    )
    return done.stdout, time.monotonic() - before


def walk(
    folder: Path, data: Path, size: tuple[int, int], cards: Sequence[dict[str, object]]
) -> bool:
    """Walk all cards at one size; print how it went, and return whether all went well."""
    from emitted import violations  # noqa: PLC0415 - of the tests
    from walking import Walk, start  # noqa: PLC0415 - of the tests

    arguments = (folder, "--all", "--sort", "title", "--data", data)
    slowest = 0.0
    with start(arguments, size, data.parent / "notes") as terminal:
        way = Walk(terminal, cards)
        way.begin()
        for position in range(len(cards)):
            way.go(range(position, position + 1))
            if position % _RESIZED_EVERY == 0:
                before = time.monotonic()
                for other in ((size[0] - 3, size[1] - 1), size):
                    terminal.resize(*other)
                    terminal.wait_for_quiet(0.05)
                slowest = max(slowest, time.monotonic() - before - 0.1)
        terminal.send("q")
        status = terminal.wait_for_end()
        wrong = violations(bytes(terminal.raw))
    print(
        f"{size[0]}x{size[1]}: {way.walked} of {len(cards)} cards walked and survived, status "
        f"{status}, {len(wrong)} violations in {len(terminal.raw):,} bytes; slowest key "
        f"{way.slowest[0]:.2f} s ({way.slowest[1]}), two changes of size {slowest:.2f} s"
    )
    return not wrong and not status


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
        _, seconds = measured("check", *where)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"check reads them all in {seconds:.1f} s; the larger of both takes {peak:.0f} MiB")
        good = [walk(folder, data, (each[0], each[1]), json.loads(listed)) for each in sizes]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())

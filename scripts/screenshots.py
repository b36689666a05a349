"""Take the pictures in `screenshots/` again, from the sample cards, at a fixed time.

`--check` only tells whether they are as the program draws them now (status 1: they are not).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from cardreader.config import Config
from cardreader.index import Index, file_name
from cardreader.library import Library
from cardreader.marks import Marks
from cardreader.paths import seeds
from cardreader.query import Order, Query
from cardreader.ui.app import ReaderApp
from cardreader.ui.narrowing import Narrowing

if TYPE_CHECKING:
    import subprocess

NOW = 1613937600  # 2021-02-21 20:00 UTC: the newest sample card is some hours old
FOLDER = Path(__file__).parent.parent / "screenshots"
# Name, width, height, and the keys that lead there.
PICTURES: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("reader", 120, 40, ("j", "m", "j", "s", "j", "m", "g", "j")),
    ("stacked", 80, 24, ("j", "j")),
    ("narrow", 40, 12, ("j",)),
    ("topics", 120, 40, ("t", "s", "p")),
    ("card", 120, 40, ("z",)),
    ("help", 120, 40, ("question_mark",)),
)
# Textual's export asks for fonts from the web; a picture should fetch nothing.
_WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_UNIQUE_ID = re.compile(r"terminal-\d+")


def _no_browser(url: str) -> subprocess.Popen[bytes]:
    raise AssertionError(f"a picture opened {url}")


async def picture(library: Library, width: int, height: int, keys: tuple[str, ...]) -> str:
    """Return the SVG of the screen that these keys lead to."""
    app = ReaderApp(library, Config(), Narrowing(), Order(), _no_browser, samples=True)
    async with app.run_test(size=(width, height)) as pilot:
        await _settle(app, pilot)
        for key in keys:
            await pilot.press(key)
            await _settle(app, pilot)
        app.clear_notifications()
        await pilot.pause(0.1)
        svg = app.export_screenshot(title="cardreader")
    return _UNIQUE_ID.sub("terminal", _WEB_FONT.sub("", svg))


async def _settle(app: ReaderApp, pilot: object) -> None:
    """Wait until the workers have read and the pane has caught up with the cursor."""
    for _ in range(3):
        # A worker that shows a dialogue ends only with it.
        others = [worker for worker in app.workers if worker.group != "picker"]
        if others:
            await app.workers.wait_for_complete(others)
        await pilot.pause(0.06)  # type: ignore[attr-defined]


def main() -> int:
    """Take or check all pictures; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    os.environ["TZ"] = "UTC"
    time.tzset()
    stale = []
    for name, width, height, keys in PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            own = Path(folder)
            library = Library(
                Index(own / file_name()), Marks(own / "marks.sqlite3", lambda: NOW),
                [str(seeds())], lambda: NOW, 24 * 3600, 2**20,
            )  # fmt: skip
            library.refresh()
            if not library.count(Query()):
                raise SystemExit("The sample cards are missing.")
            svg = asyncio.run(picture(library, width, height, keys))
            library.close()
        target = FOLDER / f"{name}.svg"
        if not target.exists() or target.read_text("utf-8") != svg:
            stale.append(target.name)
            if not check:
                target.write_text(svg, "utf-8")
        print(f"{target.name}: {'stale' if target.name in stale else 'as it was'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

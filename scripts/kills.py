"""Kill cardreader at random moments while it marks and indexes, and look for every mark after it.

    python scripts/kills.py [ROUNDS] [SEED]

Each round a process marks cards, one after the other, and says so each time a marking is done;
another thread of it brings the index up to date with files that have just changed. It is killed
(SIGKILL) after a random time. Then both databases must be whole (`PRAGMA integrity_check`), and
every mark that was said to be done must be there. Prints the figure; ends with 1 if any is not.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple, NoReturn

from cardreader.index import Index, file_name
from cardreader.library import Library, Order, Query
from cardreader.marks import Marks
from cardreader.urls import article_identity, article_of

_CARDS = 200
_CHANGED = 12  # files that change before each round
_LONGEST_S = 0.12
_DAY_S = 86_400


class Result(NamedTuple):
    """How many kills there were, of them during a refresh, and how many marks were said done."""

    kills: int
    while_indexing: int
    acknowledged: int
    lost: int
    damaged: int


def run(rounds: int, seed: int, folder: Path) -> Result:
    """Kill so often; the cards and databases are in this folder."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    cards = [folder / "news" / f"{number}.md" for number in range(_CARDS)]
    (folder / "news").mkdir()
    for card in cards:
        _write(card, 0)
    wanted: dict[int, bool] = {}
    while_indexing = acknowledged = lost = damaged = 0
    for number in range(1, rounds + 1):
        for card in chance.sample(cards, _CHANGED):
            _write(card, number)
        # A round is a day of its own, so that the backup of the day is made in each, too.
        said = _round(folder, number, chance.uniform(0, _LONGEST_S), chance.randrange(2**32))
        while_indexing += said.count("indexing") > said.count("indexed")
        unsure: set[int] = set()
        for line in said:
            word, _, rest = line.partition(" ")
            if word == "begin":
                unsure.add(int(rest.split()[0]))
            elif word == "done":
                article, value = map(int, rest.split())
                wanted[article] = bool(value)
                unsure.discard(article)
                acknowledged += 1
        marks = _read_marks(folder)
        for article in unsure:  # the last one may be there or not
            wanted[article] = marks.get(article, False)
        lost += sum(marks.get(article, False) != value for article, value in wanted.items())
        damaged += not _is_whole(folder)
    return Result(rounds, while_indexing, acknowledged, lost, damaged)


def _write(card: Path, number: int) -> None:
    url = _url(int(card.stem))
    # Replaced, not written into: a kill of this script must not leave half a card.
    draft = card.with_suffix(".part")
    text = "word " * (number % 50 + 1)
    draft.write_text(f"---\ntitle: Card {card.stem} of {number}\nwebUrl: {url}\n---\n{text}\n")
    draft.replace(card)


def _url(number: int) -> str:
    return f"https://example.com/{number}"


def _round(folder: Path, day: int, life_s: float, seed: int) -> list[str]:
    """Let a process work for so long, and kill it; return the whole lines that it said."""
    receiving, sending = os.pipe()
    child = os.fork()  # what is imported need not be again: a round is some 100 ms
    if child == 0:
        os.close(receiving)
        _work(folder, day, seed, sending)
    os.close(sending)
    data = bytearray()
    with os.fdopen(receiving, "rb") as file:
        data += file.readline()  # it has begun
        time.sleep(life_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        data += file.read()
    return data.decode().split("\n")[:-1]


def _work(folder: Path, day: int, seed: int, sending: int) -> NoReturn:
    status = 1
    try:
        _mark_and_index(folder, day, random.Random(seed), sending)  # noqa: S311 - no secret
        status = 0
    finally:
        os._exit(status)  # the parent's buffers are not ours to write


def _mark_and_index(folder: Path, day: int, chance: random.Random, sending: int) -> None:
    def say(text: str) -> None:
        os.write(sending, f"{text}\n".encode())

    def clock() -> float:
        return time.time() + day * _DAY_S

    def bring_up_to_date() -> None:
        while True:
            say("indexing")
            library.refresh()
            say("indexed")

    say("started")
    library = Library(
        Index(folder / file_name()), Marks(folder / "marks.sqlite3", clock),
        [str(folder / "news")], clock, _DAY_S, 2**20,
    )  # fmt: skip
    if not library.count(Query(everything=True)):
        library.refresh()
    ids = library.view(Query(everything=True), Order("title")).ids
    threading.Thread(target=bring_up_to_date, daemon=True).start()
    while True:
        summary = None
        while summary is None:
            (summary,) = library.summaries([chance.choice(ids)])
        number = int(summary.title.split()[1])
        article = article_of(article_identity(_url(number)) or "")
        value = chance.random() < 0.7  # noqa: PLR2004 - more are marked than taken back
        say(f"begin {article}")
        library.mark([summary.id], "read", value=value, what="killed")
        say(f"done {article} {int(value)}")


def _read_marks(folder: Path) -> dict[int, bool]:
    path = folder / "marks.sqlite3"
    if not path.exists():
        return {}
    with contextlib.closing(Marks(path, time.time)) as marks:
        return {mark.article: mark.read for mark in marks.all()}


def _is_whole(folder: Path) -> bool:
    if list(folder.glob("*.damaged-*")):
        return False
    for name in ("marks.sqlite3", file_name()):
        if not (folder / name).exists():
            continue
        with contextlib.closing(sqlite3.connect(folder / name)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return False
    return True


def main(argv: list[str]) -> int:
    """Run as many rounds as asked for, and print what came of it."""
    rounds = int(argv[1]) if len(argv) > 1 else 1_000
    seed = int(argv[2]) if len(argv) > 2 else random.SystemRandom().randrange(2**32)  # noqa: PLR2004
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        result = run(rounds, seed, Path(folder))
    print(
        f"{result.kills:,} kills (seed {seed}), {result.while_indexing:,} of them while indexing: "
        f"{result.acknowledged:,} marks were said to be done, {result.lost:,} were lost, "
        f"{result.damaged:,} times a database was damaged ({time.monotonic() - started:.0f} s)."
    )
    return 1 if result.lost or result.damaged or not result.acknowledged else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))

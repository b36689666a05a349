"""The libraries that are measured: made once, and kept for the next run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CORPUS_SHAPE_UP_TO = 20_000
# Larger libraries are made of small cards, and so that as many cards are listed as their size says:
# the references get the same rows. A tenth is retired, so that listing has something to leave out.
HIDDEN = 0.1
NEWSBOAT_UP_TO = 200_000  # it takes half a minute and gigabytes to open a million
_PARTS = ("make_cards.py", "card_shapes.py", "reference_data.py")
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TMPDIR", "TZ")


@dataclass(frozen=True, slots=True)
class Tools:
    """The programs that are measured; `newsboat` is None where it is not installed."""

    cardreader: str
    python: str
    newsboat: str | None


@dataclass(frozen=True, slots=True)
class Library:
    """A folder of `files` cards, of which `size` are asked for and `listed` are listed.

    `folder` has what belongs to it: cards, data and configuration of cardreader, rows.txt,
    changing.txt, and newsboat's folder where there is one.
    """

    size: int
    files: int
    listed: int
    folder: Path
    tools: Tools

    @property
    def cards(self) -> Path:
        """The folder that is cardreader's source."""
        return self.folder / "cards"

    @property
    def newsboat(self) -> Path | None:
        """Newsboat's folder, where it is measured with this library."""
        folder = self.folder / "newsboat"
        return folder if folder.exists() else None

    @property
    def empty(self) -> Path:
        """A folder of cardreader's own things, like `folder`, whose source has no card."""
        return self.folder / "empty"

    def cardreader(
        self, *command: str, folder: Path | None = None, data: Path | None = None
    ) -> list[str]:
        """Return the arguments that run cardreader on these cards.

        `folder`: with another configuration and data, `data`: with another data folder.
        """
        own = folder or self.folder
        return [self.tools.cardreader, *command, "--config", str(own / "config.toml"),
                "--data", str(data or own / "data")]  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    """Return what programs are told of their surroundings: nothing of the user's own."""
    own = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**own, "HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color",
            "COLORTERM": "truecolor"}  # fmt: skip


def prepare(size: int, work: Path, tools: Tools) -> Library:
    """Return a library of a size, made now if it is not there yet."""
    small = size > CORPUS_SHAPE_UP_TO
    files = round(size / (1 - HIDDEN)) if small else size
    shape = ["--small", "--hidden", str(HIDDEN)] if small else []
    with_newsboat = tools.newsboat and size <= NEWSBOAT_UP_TO
    folder = work / f"{size}-{_fingerprint(bool(with_newsboat))}"
    if not folder.exists():
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        _say(f"making {files:,} cards")
        _run(sys.executable, HERE / "make_cards.py", files, making / "cards", *shape)
        # Newsboat's folder names itself in its files, so it is made where it stays.
        making.rename(folder)
    if not (folder / "changing.txt").exists():
        shutil.rmtree(folder / "newsboat", ignore_errors=True)
        newsboat = ["--newsboat", tools.newsboat] if with_newsboat else []
        _run(sys.executable, HERE / "reference_data.py", files, folder, *shape, *newsboat)
    with (folder / "rows.txt").open("rb") as rows:
        listed = sum(1 for _ in rows)
    return Library(size, files, listed, folder, tools)


def bring_up_to_date(library: Library) -> float | None:
    """Have cardreader index the library; return the seconds, None where it was indexed before."""
    for folder in (library.folder, library.empty):
        (folder / "cards").mkdir(parents=True, exist_ok=True)
        if not (folder / "config.toml").exists():
            _run(*library.cardreader("add", str(folder / "cards"), folder=folder), home=folder)
    _forget_marks(library)
    _say(f"indexing {library.files:,} cards")
    started = time.perf_counter()
    said = _run(*library.cardreader("index"), home=library.folder)
    seconds = time.perf_counter() - started
    return seconds if f"{library.files:,} came" in said else None


def _forget_marks(library: Library) -> None:
    """Begin with all cards unread, whatever became of an earlier run."""
    for line in _run(*library.cardreader("paths"), home=library.folder).splitlines():
        name, _, path = line.partition("\t")
        for end in ("", "-wal", "-shm") if name == "marks" else ():
            Path(path + end).unlink(missing_ok=True)


def _fingerprint(*also: object) -> str:
    """Return a name for what the makers of libraries make now."""
    digest = hashlib.blake2b(repr(also).encode(), digest_size=5)
    for name in _PARTS:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def _run(*argv: object, home: Path | None = None) -> str:
    """Run a command that must succeed; return what it printed."""
    env = environment(home) if home else None
    done = subprocess.run([str(each) for each in argv], env=env, check=True, text=True,
                          stdout=subprocess.PIPE)  # fmt: skip
    return done.stdout


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)

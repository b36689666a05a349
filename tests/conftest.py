"""What the tests share: places of their own, the corpus, card files, and the command line."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from cardreader.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hostile_tools import Hostile

CHECKOUT = Path(__file__).resolve().parents[1]
# Resolved, as the program resolves the folders that it is given.
CORPUS = Path(
    os.environ.get("CARDREADER_CORPUS") or CHECKOUT.parent / "shared" / "corpus"
).resolve()

# The same examples in each run; and no test is about how long something takes, on any machine.
settings.register_profile(
    "ours", derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("ours")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a home folder of its own, and no other place to write to."""
    folder = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp(), prefix="home-"))
    monkeypatch.setenv("HOME", str(folder))
    for kind in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(folder / kind.lower()))
    return folder


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be where local time is UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Fail where the tests have made a file in the checkout, or where they were started."""
    folders = {CHECKOUT, CHECKOUT / "tests", Path.cwd()}
    before = set(map(_names, folders))
    yield
    assert set(map(_names, folders)) == before


def _names(folder: Path) -> frozenset[Path]:
    """Return what is in a folder; what the tools keep there begins with a dot or underscores."""
    return frozenset(path for path in folder.iterdir() if path.name[0] not in "._")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of the real cards; skip where they are not at hand."""
    if not CORPUS.is_dir():
        pytest.skip(f"there are no real cards in {CORPUS}; CARDREADER_CORPUS names another folder")
    return CORPUS


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """Write all hostile cards (`tests/hostile`), and have them listed and checked."""
    from hostile_cards import write_all  # noqa: PLC0415 - only its own tests find it
    from hostile_tools import Hostile  # noqa: PLC0415 - as above

    home = tmp_path_factory.mktemp("hostile")
    folder, data = home / "cards", home / "data"
    cases = write_all(folder)
    where = (folder, "--data", data)
    listed = process(
        "list", "--all", "--sort", "title", "--json", *where, XDG_CONFIG_HOME=str(home)
    )
    checked = process("check", "--json", *where, XDG_CONFIG_HOME=str(home))
    return Hostile(folder, cases, data, listed, checked)


def write_card(path: Path, front: str = "title: A card", body: str = "") -> Path:
    """Write a card with this front matter (without its fences) and body."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front}\n---\n{body}", "utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gave back."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - what JSON holds
        """What it printed, as JSON."""
        return json.loads(self.out)


def run(*arguments: str | Path) -> Answer:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            status = int(exit_.code or 0)
    return Answer(status, out.getvalue(), err.getvalue())


def process(*arguments: str | Path, folder: Path | None = None, **environment: str) -> Answer:
    """Run a command in a process of its own, without a terminal."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "cardreader", *map(str, arguments)],
        cwd=folder,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)

"""Ways out of the reader that nobody chooses: errors of its own, signals, a terminal that goes."""

from __future__ import annotations

import re
import signal
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from cardreader import crash
from conftest import run
from library_tools import write_card
from terminal import Terminal
from test_terminal import assert_given_back, environment, reader

if TYPE_CHECKING:
    from pathlib import Path

PLANTED = "\x1b]0;PLANTED\x07\x9b31m\u202e"
# An error in the handler of a key, in a worker, in a thread that nobody waits for, and while the
# screen is drawn; its words are those of a card.
PLACES = {
    "key": "ReaderScreen.action_help = fail",
    "worker": "Library.choices = fail",
    "thread": "Library.detail = fail",
    "drawing": "CardList.render_line = fail",
}
KEYS = {"key": "?", "worker": "t", "thread": "j", "drawing": "j"}
FAILING = """
import sys
from cardreader.cli import main
from cardreader.library import Library
from cardreader.ui.card_list import CardList
from cardreader.ui.reader_screen import ReaderScreen
def fail(*_, **__):
    title = %r
    raise ValueError(title)
def start(*given):
    %s
    return star(*given)
star = ReaderScreen.action_star
ReaderScreen.action_star = start
sys.exit(main())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two cards."""
    write_card(tmp_path / "news" / "a.md", "Alpha", heat=2, webUrl="https://example.com/a")
    write_card(tmp_path / "news" / "b.md", "Beta", heat=1, webUrl="https://example.com/b")
    return tmp_path / "news"


@pytest.mark.parametrize("place", PLACES)
def test_an_error_of_our_own_is_one_paragraph_and_a_log(
    folder: Path, tmp_path: Path, place: str
) -> None:
    """The terminal is given back, the status is 1, and nothing of the card's comes through."""
    data = tmp_path / "data"
    code = FAILING % (PLANTED, PLACES[place])
    argv: list[str | Path] = [sys.executable, "-c", code, folder, "--data", data]
    with Terminal(argv, (80, 24), environment()) as terminal:
        terminal.wait_for("Alpha")
        terminal.wait_for(r"q quit")
        terminal.send("s")
        terminal.send(KEYS[place])
        assert terminal.wait_for_end() == 1
        assert_given_back(terminal)
        told = " ".join(line for line in terminal.lines if line)
        assert "cardreader met an error of its own" in told
        assert "crash.log" in told.replace(" ", "")
    assert b"Traceback" not in terminal.raw
    assert not re.search(rb"PLANTED|\xc2\x9b31m|\xe2\x80\xae", terminal.raw)
    log = data / "crash.log"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    text = log.read_text("utf-8")
    assert "Traceback" in text
    assert "ValueError" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)


def test_the_log_is_put_by_when_it_is_long(tmp_path: Path) -> None:
    """One older one is kept, and none grows for ever."""
    for _ in range(40):
        crash.note(tmp_path, ValueError("x" * 20_000))
    assert {each.name for each in tmp_path.iterdir()} == {"crash.log", "crash.log.1"}
    assert all(each.stat().st_size < 300_000 for each in tmp_path.iterdir())


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """The paragraph says so, in place of where it is."""
    (tmp_path / "crash.log").mkdir()
    assert "could not be written: Is a directory" in crash.note(tmp_path, ValueError("no"))


def test_an_error_that_cannot_be_printed_is_logged(tmp_path: Path) -> None:
    """Its words are left out."""

    class SpeechlessError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    crash.note(tmp_path, SpeechlessError())
    assert "SpeechlessError" in (tmp_path / "crash.log").read_text()


def test_an_error_of_a_command_is_one_paragraph(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line never prints a traceback either."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(PLANTED)

    monkeypatch.setattr("cardreader.cli.commands.open_library", fail)
    answer = run("list", folder, "--data", tmp_path / "data")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert "error of its own" in answer.err
    assert "PLANTED" not in answer.err
    assert "RuntimeError" in (tmp_path / "data" / "crash.log").read_text("utf-8")


def test_an_interrupt_from_outside_ends_in_order(folder: Path) -> None:
    """SIGINT is told from ctrl+c, which is a key."""
    with reader(folder) as terminal:
        terminal.wait_for("▌ .*Alpha")
        terminal.send("ctrl+c")
        terminal.wait_for("q quits")
        terminal.signal(signal.SIGINT)
        assert terminal.wait_for_end() == 130
        assert_given_back(terminal)
    assert b"Traceback" not in terminal.raw


@pytest.mark.parametrize("heard", [True, False], ids=["with a hangup", "without"])
def test_a_terminal_that_vanishes_ends_the_reader(
    folder: Path, tmp_path: Path, heard: bool
) -> None:
    """With or without a signal it ends soon, the marks are kept, and nothing is left running."""
    code = "import sys; from cardreader.cli import main\n"
    if not heard:
        code += (
            "import asyncio, signal\n"
            "add = asyncio.unix_events._UnixSelectorEventLoop.add_signal_handler\n"
            "asyncio.unix_events._UnixSelectorEventLoop.add_signal_handler = (\n"
            "    lambda self, n, *a: None if n == signal.SIGHUP else add(self, n, *a))\n"
            "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        )
    code += "sys.exit(main())"
    argv: list[str | Path] = [sys.executable, "-c", code, folder, "--data", tmp_path / "data"]
    with Terminal(argv, (80, 24), environment()) as terminal:
        terminal.wait_for("▌ .*Alpha")
        terminal.wait_for("q quit")
        terminal.send("s")
        terminal.wait_for("★|starred")
        terminal.vanish()
        assert terminal.wait_for_end_without_terminal() == 129
    assert not (tmp_path / "data" / "crash.log").exists()
    answer = run("list", folder, "-q", "is:starred", "--data", tmp_path / "data")
    assert "Alpha" in answer.out

"""The configuration in a pseudo-terminal: ten mistakes, a change while it runs, light or dark."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import pytest

from conftest import run, write_card
from terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_KEPT = re.compile("PATH|HOME|LANG|TZ|PYTHON.*|XDG_.*")
_QUESTION = b"\x1b]11;?\x1b\\"
_LIGHT, _DARK = "fbfaf7", "11151b"  # behind the cards, in our two themes

MISTAKES = """\
# Ten of them.
sources = "news"
colour = "red"
theme = "sepia"
sort = "size"
half_life_hours = 0
max_file_mib = "big"
mark_read = "never"

[keys]
mark-raed = "x"
star = "o"

[[views]]
name = "Hot"
query = "heat:hot"
"""


@pytest.fixture
def config(home: Path) -> Path:
    """Return where the configuration is; there is none yet."""
    path = home / "config" / "cardreader" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def start(tmp_path: Path, config: Path) -> Callable[[], Terminal]:  # noqa: ARG001 - for its folder
    """Return what starts the reader on two cards."""
    for heat, title in ((30, "Alpha"), (20, "Beta")):
        write_card(tmp_path / "news" / f"{title}.md", f"title: {title}\nheat: {heat}")
    environment = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
    argv: list[str | Path] = [sys.executable, "-m", "cardreader", tmp_path / "news"]
    return lambda: Terminal(argv, (100, 40), environment | terminal)


def background(terminal: Terminal) -> str:
    """Return the colour behind the lowest line of the list."""
    return str(terminal._screen.buffer[36][10].bg)


def test_ten_mistakes_are_ten_sentences(start: Callable[[], Terminal], config: Path) -> None:
    """All in one place, with their lines, and no traceback; mended while it runs, all holds."""
    config.write_text(MISTAKES)
    lines = [2, 3, 4, 5, 6, 7, 8, 11, 12, 16]
    told = run("config", "check")
    assert (told.status, told.err) == (1, "")
    assert [int(line.split(":")[1]) for line in told.out.splitlines()] == lines
    with start() as terminal:
        terminal.wait_for("10 mistakes in the configuration")
        assert [int(line) for line in re.findall(r"line (\d+)  ", terminal.text)] == lines
        assert "Traceback" not in terminal.text
        terminal.send("esc")
        terminal.wait_for("1/2")
        config.write_text('density = "compact"\ntheme = "high-contrast"\n[keys]\nstar = "w"\n')
        terminal.wait_for(" w star")
        terminal.wait_for(lambda: background(terminal) == "000000", "the other theme")
        terminal.wait_for(lambda: "Beta" in terminal.lines[3], "one line a card")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_colours_follow_the_terminal(start: Callable[[], Terminal]) -> None:
    """The answer of a light one comes late and in two parts, among keys; the next start knows."""
    with start() as terminal:
        terminal.wait_for(lambda: _QUESTION in terminal.raw, "the question")
        terminal.wait_for("1/2")  # the cards have been read
        assert background(terminal) == _DARK
        terminal.write(b"j\x1b]11;rgb:ff")
        terminal.write(b"ff/ffff/ffff\x1b\\m")
        terminal.wait_for(lambda: background(terminal) == _LIGHT, "the light theme")
        terminal.wait_for("1 unread")  # what was typed after it
        terminal.wait_for("2/2")  # and before it
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    with start() as terminal:
        terminal.wait_for("2/2|1/2")
        assert background(terminal) == _LIGHT
        terminal.wait_for(lambda: _QUESTION in terminal.raw, "the question")
        terminal.send("q")
        assert terminal.wait_for_end() == 0

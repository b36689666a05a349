"""The hostile cards in a real pseudo-terminal: what is written to it, and done to the world."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from conftest import run
from emitted import violations
from hostile_tools import state_of
from walking import Walk, environment, start

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hostile_tools import Hostile
    from terminal import Terminal

PARTS = 2  # of the walk, so that two processors share it


@pytest.fixture
def data(hostile: Hostile, tmp_path: Path) -> Path:
    """Return a copy of the index of the hostile cards."""
    folder = tmp_path / "data"
    shutil.copytree(hostile.data, folder)
    return folder


def reader(hostile: Hostile, data: Path, size: tuple[int, int], *words: str) -> Terminal:
    """Start the reader on the hostile cards, in the order of their titles; no card gets read."""
    config = data.parent / "config.toml"
    config.write_text('mark_read = "manual"\n')
    arguments = (hostile.folder, "--all", "--sort", "title", "--data", data, "--config", config)
    return start((*arguments, *words), size, data.parent / "notes")


def notes(data: Path) -> list[list[str]]:
    """Return what the reader did to the world, as its audit hook has noted it."""
    file = data.parent / "notes"
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def outside(deeds: Sequence[Sequence[str]], *folders: Path) -> list[Sequence[str]]:
    """Leave out the files that were written in these folders, and the terminal."""
    allowed = ("/dev/null", "/dev/tty", *(f"{folder}/" for folder in folders))
    return [
        deed for deed in deeds if deed[0] != "file" or not f"{deed[2]}/".startswith(allowed)
    ]  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_every_card_is_walked(hostile: Hostile, data: Path, home: Path, part: int) -> None:
    """From each card's top to its end: only Textual's own sequences reach the terminal.

    The reader opens no socket, starts no process, writes to its own folders only, and leaves the
    cards as they are.
    """
    before = state_of(hostile.folder)
    count = len(hostile.listed.json)
    cards = range(count * part // PARTS, count * (part + 1) // PARTS)
    with reader(hostile, data, (80, 24)) as terminal:
        way = Walk(terminal, hostile.listed.json)
        way.begin()
        way.go_to(cards.start)
        way.read_on(cards)
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert violations(bytes(terminal.raw)) == []
    assert way.walked == len(cards) > 250
    assert outside(notes(data), data, home) == []
    assert state_of(hostile.folder) == before


@pytest.mark.parametrize(
    ("size", "words"),
    [((120, 40), "markup OR wide"), ((80, 24), "bidi OR quotes"), ((40, 12), "kept")],
    ids=["120x40", "80x24", "40x12"],
)
def test_some_cards_are_gone_into_and_left(
    hostile: Hostile, data: Path, size: tuple[int, int], words: str
) -> None:
    """Into each card, to its end and back, in each layout: nothing else reaches the terminal."""
    listed = run("list", hostile.folder, "--all", "--sort", "title", "--json", "-q", words).json
    with reader(hostile, data, size, "-q", words) as terminal:
        way = Walk(terminal, listed)
        way.begin()
        way.go(range(len(listed)))
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert violations(bytes(terminal.raw)) == []
    assert way.walked == len(listed) > 10


def test_a_storm_of_sizes_is_survived(hostile: Hostile, data: Path) -> None:
    """After two hundred sizes from 1x1 to 300x100 the reader draws, and answers keys, as before."""
    with reader(hostile, data, (80, 24)) as terminal:
        way = Walk(terminal, hostile.listed.json)
        way.begin()
        way.storm(200)
        way.go(range(3))
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert violations(bytes(terminal.raw)) == []


def test_the_clipboard_is_written_for_its_key_only(hostile: Hostile, data: Path) -> None:
    """`y` copies one address, percent-encoded; no card does so by itself."""
    name = "seq-percent-clipboard"
    with reader(hostile, data, (80, 24), "-q", f'"{name}"') as terminal:
        terminal.wait_for(name)
        terminal.send("y")
        terminal.wait_for(lambda: b"\x1b]52;" in terminal.raw, "a copy")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        raw = bytes(terminal.raw)
    assert violations(raw) != []
    assert violations(raw, may_copy=True) == []
    (copied,) = re.findall(rb"\x1b]52;c;([^\x07]*)\x07", raw)
    assert re.fullmatch(rb"https://e\.example/[!-~]*", base64.b64decode(copied))


@pytest.mark.parametrize(
    "evil",
    [
        b"\x1b]0;x\x07", b"\x1b[2J", b"\x1b[21t", b"\x1bc", b"\x1b[6n", b"\x9b31m", b"\xc2\x9b31m",
        b"\x07", b"\x7f", "\u202e".encode(), ("a" + "\u0301" * 9).encode(), b"\x1b[?47h", b"\x1b(0",
        b"\x1b]8;;http://e.example\x1b\\", b"\x1bP$q\x1b\\", b"\x1b[38;5m", b"\n", b"\t", b"\x0e",
    ],
    ids=ascii,
)  # fmt: skip
def test_the_grammar_knows_what_may_not_be(evil: bytes) -> None:
    """The test of the tests: each of these is found among what may be."""
    good = b"\x1b[?1049h\x1b[1;1H\x1b[38;2;1;2;3;1mw\xc3\xb6rds\x1b[0m"
    assert violations(good) == []
    assert violations(good + evil + good) != []


def test_the_hook_notes_what_is_done(tmp_path: Path) -> None:
    """The test of the tests: sockets, processes and files of a watched process are noted."""
    code = (
        "import socket, subprocess, sys; socket.socket();"
        "subprocess.run([sys.executable, '-c', '']); open(sys.argv[1], 'w').close()"
    )
    made = tmp_path / "made"
    argv: list[Any] = [sys.executable, "-c", code, made]
    subprocess.run(argv, env=environment(tmp_path / "notes"), check=True)  # noqa: S603 - ours
    deeds = [json.loads(line) for line in (tmp_path / "notes").read_text().splitlines()]
    assert {deed[0] for deed in outside(deeds)} == {"socket", "process", "file"}
    assert ["file", "open", str(made)] in [deed[:3] for deed in deeds]

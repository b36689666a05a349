"""Orders and saved views from one start of the program to the next, in a pseudo-terminal."""

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


@pytest.fixture
def start(tmp_path: Path, home: Path) -> Callable[..., Terminal]:
    """Return what starts the reader on three cards: the hottest is the oldest."""
    config = home / "config" / "cardreader" / "config.toml"
    config.parent.mkdir(parents=True)
    # A first sight would show what held in the last visit, whatever holds in this one.
    config.write_text("# mine\nfirst_sight = false\n")
    for day, (heat, title) in enumerate(((30, "Alpha"), (20, "Beta"), (10, "Gamma")), 1):
        front = f"title: {title}\nheat: {heat}\npublishedDateTime: 2021-02-0{day}T00:00:00Z"
        write_card(tmp_path / "news" / f"{heat}.md", front)
    environment = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}

    def started(*arguments: str) -> Terminal:
        return Terminal(
            [sys.executable, "-m", "cardreader", tmp_path / "news", *arguments],
            (100, 20),
            environment | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
        )

    return started


def titled(terminal: Terminal, *parts: str) -> None:
    """Wait until the first line of the screen has these parts."""
    terminal.wait_for(lambda: all(part in terminal.lines[0] for part in parts), str(parts))


def test_the_chosen_order_holds_at_the_next_start(
    start: Callable[..., Terminal], tmp_path: Path
) -> None:
    """`--sort` wins for its run, and the command line follows the configuration all the time."""
    with start() as terminal:
        titled(terminal, "heat ▾")
        terminal.send("S")
        terminal.wait_for("turns it round")
        terminal.send("d", "a", "t", "e", "enter")
        titled(terminal, "date ▾")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    with start("--sort", "title") as terminal:
        titled(terminal, "title ▴")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    with start() as terminal:
        titled(terminal, "date ▾")
    assert run("list", tmp_path / "news", "--limit", "1").out.endswith("Alpha\n")


def test_a_saved_view_is_there_at_the_next_start(
    start: Callable[..., Terminal], home: Path
) -> None:
    """Saved from the search box with `ctrl+s`, chosen with its digit; the file keeps the rest."""
    with start() as terminal:
        titled(terminal, "3 cards")
        terminal.send("/", "b", "e", "t")
        titled(terminal, "1 card")
        terminal.send("ctrl+s")
        terminal.wait_for("Save this view as")
        terminal.send("enter")
        terminal.wait_for(lambda: "Save this view as" not in terminal.text, "the list again")
        terminal.wait_for_quiet(0.3)
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    assert (home / "config" / "cardreader" / "config.toml").read_text() == (
        '# mine\nfirst_sight = false\n\n[[views]]\nname = "bet"\nquery = "bet*"\nsort = "heat"\n'
    )
    with start() as terminal:
        titled(terminal, "3 cards")
        terminal.send("V", "4")
        titled(terminal, "1 card", "bet")


def test_many_are_marked_and_one_is_muted(start: Callable[..., Terminal], home: Path) -> None:
    """All keys at once, faster than anything is shown; the settings say what is muted."""
    with start() as terminal:
        titled(terminal, "3 cards", "3 unread")
        terminal.send("v", "j", "m")
        titled(terminal, "1 unread")
        terminal.send("u")
        titled(terminal, "3 unread")
        terminal.send("x", "enter", "b", "e", "t", "a", "enter")
        titled(terminal, "2 cards", "1 muted")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    config = home / "config" / "cardreader" / "config.toml"
    assert config.read_text() == '# mine\nfirst_sight = false\n\n[[mute]]\nwords = "beta"\n'
    with start() as terminal:
        titled(terminal, "2 cards", "1 muted")

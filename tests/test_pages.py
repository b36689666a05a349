"""What the README and the pages of `docs/` show is what the program does."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding

from cardreader.card import Place
from cardreader.card.reading import read_card
from cardreader.cli.arguments import COMMANDS, WITH_VALUE, arguments_of
from cardreader.config import load
from cardreader.paths import seeds
from cardreader.ui.commands import key_display
from cardreader.ui.help import Help
from cardreader.ui.order_picker import OrderPicker
from cardreader.ui.picker import Picker
from cardreader.ui.search_input import SearchInput
from cardreader.ui.view_picker import ViewPicker
from conftest import CHECKOUT, run
from pages import PAGES, blocks, commands, rows

if TYPE_CHECKING:
    from pathlib import Path

    from textual.dom import DOMNode

README, DOCS = CHECKOUT / "README.md", CHECKOUT / "docs"
BY_NAME = {page.name: page for page in PAGES}
SHOWN = {name: commands(page) for name, page in BY_NAME.items() if commands(page)}
# Run by their own test: they are about two machines.
PIPES = [command for shown in SHOWN.values() for command in shown if "|" in command]
BOXES: dict[str, type[DOMNode]] = {
    "search": SearchInput, "topics": Picker, "orders": OrderPicker, "views": ViewPicker,
    "help": Help, "any": Help,
}  # fmt: skip


def words_of(command: str, home: Path) -> list[str]:
    """Return what a command of a page gives to the program."""
    return [word.replace("~", str(home)) for word in shlex.split(command)[1:]]


@pytest.fixture
def news(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of cards in the home, which is where commands are typed."""
    monkeypatch.chdir(home)
    return shutil.copytree(seeds(), home / "news")


@pytest.mark.parametrize("name", SHOWN)
def test_commands_work(name: str, home: Path, news: Path) -> None:
    """Every command line does its work, in their order, and has nothing to complain of."""
    if "cardreader add ~/news" not in SHOWN[name]:
        run("add", news)
    for command in SHOWN[name]:
        if command in PIPES:
            continue
        answer = run(*words_of(command, home))
        if command == "cardreader":
            assert "the reader needs a terminal" in answer.err
            assert answer.status == 2
        else:
            assert (answer.status, answer.err) == (0, ""), command
            assert answer.out or "check" in command, command


def test_every_command_and_option_is_shown() -> None:
    """The pages leave none out."""
    shown = [shlex.split(command) for page in SHOWN.values() for command in page]
    used = {word for words in shown for word in words}
    assert set(COMMANDS) <= used
    options = {names for name in COMMANDS for names, *_ in arguments_of(name) if names}
    assert all(used & set(names) for names in options)
    assert set(WITH_VALUE) & used


def test_marks_come_from_another_machine(home: Path) -> None:
    """What is piped from one cardreader into another by ssh, which is not needed for it here."""
    (command,) = PIPES
    folder = home / "bin"
    folder.mkdir()
    program = f'#!/bin/sh\nexec {sys.executable} -m cardreader "$@"\n'
    other = home / "other.jsonl"
    other.write_text('{"identity": "example.com/seal", "starred": true}\n', "utf-8")
    for name, text in (("cardreader", program), ("ssh", f"#!/bin/sh\ncat {other}\n")):
        (folder / name).write_text(text, "utf-8")
        (folder / name).chmod(0o755)
    done = subprocess.run(  # noqa: S603 - our own page
        ["/bin/sh", "-c", f"PATH={folder}:$PATH; {command}"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout.startswith("Imported the marks of one article")
    assert run("marks", "export").json["starred"] is True


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "toml")], ids=str)
def test_configurations_have_no_mistake(page: Path, tmp_path: Path) -> None:
    """Each that a page shows is understood."""
    path = tmp_path / "config.toml"
    for example in blocks(page, "toml"):
        path.write_text(example, "utf-8")
        assert load(path)[1] == []
        assert tomllib.loads(example)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "markdown")], ids=str)
def test_cards_are_cards(page: Path) -> None:
    """Each that a page shows is read without a word of complaint."""
    for example in blocks(page, "markdown"):
        reading = read_card(example.encode(), Place("news", "article"))
        assert reading.problems == ()
        assert reading.card is not None
        assert reading.card.heat == 120


def test_every_field_of_a_card_is_read() -> None:
    """With its example there is no complaint, and it makes a difference, but for what is secret."""
    place = Place("learning", "article")
    fields = list(rows(DOCS / "cards.md", "field", "what it is", "example"))
    assert len(fields) > 25
    for name, _, example in fields:
        others = "" if name in ("`title`", "`name`") else "title: A card\n"
        text = f"---\n{others}{name.strip('`')}: {example.strip('`')}\n---\n"
        reading = read_card(text.encode(), place)
        assert reading.problems == (), name
        assert reading.card is not None, name
        plain = read_card(b"---\ntitle: A card\n---\n", place).card
        assert (reading.card != plain) == (name != "`secured`"), name


def test_the_script_writes_cards(tmp_path: Path) -> None:
    """Whatever stands in their titles, and nothing else."""
    (script,) = blocks(DOCS / "cards.md", "python")
    subprocess.run([sys.executable, "-c", script, tmp_path], check=True)  # noqa: S603 - as above
    assert {path.name for path in tmp_path.iterdir()} == {"1.md", "2.md"}
    assert run("check", tmp_path).out == ""
    listed = run("list", tmp_path, "--json").json
    assert [card["title"] for card in listed] == ['He said: "#1", twice', "Néw, from everywhere"]


def test_the_keys_of_boxes_are_theirs() -> None:
    """What the pages say of a box is bound by it; `enter` and saving are the reader's own."""
    named = [
        (where, keys) for where, keys, _ in rows(DOCS / "keys.md", "where", "key", "what it does")
    ]
    named += [("views", keys) for keys, _ in rows(DOCS / "views.md", "key", "does")]
    for where, keys in named:
        others = set(re.findall(r"`([^`]+)`", keys)) - {"enter", "ctrl+s"}
        assert others <= bound_by(BOXES[where]), where


def bound_by(box: type[DOMNode]) -> set[str]:
    """Return the keys of a box, as a person writes them."""
    return {
        key_display(key)
        for owner in box.__mro__
        for binding in owner.__dict__.get("BINDINGS", ())
        for key in (binding.key if isinstance(binding, Binding) else binding[0]).split(",")
    }

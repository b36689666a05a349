"""What the README shows is what the program does."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from pathlib import Path

from cardreader.card import Place
from cardreader.card.reading import read_card
from cardreader.cli.arguments import COMMANDS
from cardreader.config import load
from cardreader.paths import seeds
from cardreader.ui.commands import COMMANDS as COMMAND_TABLE
from conftest import run

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text("utf-8")
SHOWN = re.findall(r"^\$ (cardreader.*)$", TEXT, re.MULTILINE)


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_every_command_is_shown() -> None:
    """The examples leave no command out, but for those that need a card of one's own."""
    shown = {shlex.split(command)[1] for command in SHOWN if " " in command}
    assert set(COMMANDS) - shown <= {"show", "remove"}


def test_examples_work(home: Path) -> None:
    """Every command line of the README does its work, in their order, on a folder of news."""
    shutil.copytree(seeds(), home / "news")
    assert len(SHOWN) > len(COMMANDS)
    for command in SHOWN:
        arguments = [word.replace("~", str(home)) for word in shlex.split(command)[1:]]
        answer = run(*arguments)
        if arguments:
            assert (answer.status, answer.err) == (0, ""), command
            assert answer.out or "check" in command, command
        else:
            assert "the reader needs a terminal" in answer.err
            assert answer.status == 2


def test_example_configuration_has_no_mistake(tmp_path: Path) -> None:
    """The configuration that the README shows is understood, and names every setting."""
    (example,) = _blocks("toml")
    path = tmp_path / "config.toml"
    path.write_text(example, "utf-8")
    config, mistakes = load(path)
    assert mistakes == []
    assert set(tomllib.loads(example)) == set(config._fields)


def test_every_action_is_named() -> None:
    """The names of actions that a configuration can use are all there, and no others."""
    (names,) = re.findall(r"The actions are called (.*?)\. A key", TEXT, re.DOTALL)
    ids = {str(binding.id) for command in COMMAND_TABLE for binding in command.bindings()}
    ids -= {f"open-related-{number}" for number in range(2, 9)}
    assert set(re.findall(r"`([a-z0-9-]+)`", names)) == ids


def test_example_card_is_a_card() -> None:
    """The card that the README shows is read without a word of complaint."""
    (example,) = _blocks("markdown")
    reading = read_card(example.encode(), Place("news", "article"))
    assert reading.problems == ()
    assert reading.card is not None
    assert (reading.card.heat, len(reading.card.related)) == (120, 1)


def test_pictures_are_there() -> None:
    """Every picture and page that the README points to exists."""
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        if not target.startswith("http"):
            assert (README.parent / target).exists(), target

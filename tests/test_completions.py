"""Shells complete the command line, from its own definition."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from cardreader.cli.arguments import COMMANDS, SHELLS, WITH_VALUE, arguments_of
from cardreader.cli.completions import script_for
from conftest import run
from terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

# What is on the line, and what is offered for its last word.
LINES: list[tuple[str, list[str]]] = [
    ("cardreader ma", ["mark", "marks"]),
    ("cardreader mark ", ["read", "unread", "starred", "unstarred", "undo"]),
    ("cardreader mark uns", ["unstarred"]),
    ("cardreader --data . mark -q topic:ai st", ["starred"]),
    ("cardreader marks ", ["export", "import"]),
    ("cardreader list --li", ["--limit"]),
    ("cardreader list --sort qu", ["quality", "quality:asc", "quality:desc"]),
    ("cardreader completions z", ["zsh"]),
    ("cardreader list -q to", ["topic:"]),
    ("cardreader check ne", ["news/"]),
    ("cardreader ne", ["news/"]),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the scripts, a folder `news` and a file `news.txt`."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news.txt").touch()
    for shell in SHELLS:
        (tmp_path / shell).write_text(script_for(shell), "utf-8")
    return tmp_path


def asked(folder: Path, *argv: str, given: str = "") -> str:
    """Run a shell in the folder; return what it prints."""
    done = subprocess.run(  # noqa: S603 - a shell on a script of ours
        argv, cwd=folder, input=given, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stderr == ""
    return done.stdout


def environment(folder: Path) -> dict[str, str]:
    """Return what a shell in a terminal needs."""
    return {"PATH": os.environ["PATH"], "PS1": "> ", "TERM": "xterm", "HOME": str(folder)}


# What is typed, one after the other, and how the line ends then: a field stays open for its value.
STEPS = (
    ("cardreader lis\t", "cardreader list$"),
    ("ne\t", "list news/$"),
    (" -q pro\t", "-q provider:$"),
    ("x --sort rel\t", "provider:x --sort relevance$"),
)


def type_in(terminal: Terminal, typed: str, line: str) -> None:
    """Type, and wait for the line: zsh takes a tabulator that others follow as it is."""
    terminal.send(*typed)
    terminal.wait_for(line)


def needs(shell: str) -> pytest.MarkDecorator:
    """Skip where there is no such shell."""
    return pytest.mark.skipif(not shutil.which(shell), reason=f"there is no {shell}")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_command_prints_the_script(shell: str) -> None:
    """As it is shipped."""
    answer = run("completions", shell)
    assert (answer.status, answer.out, answer.err) == (0, script_for(shell), "")


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_is_left_out(shell: str) -> None:
    """Every command, choice and option is in each script."""
    script = script_for(shell)
    for command in (None, *COMMANDS):
        for argument in arguments_of(command):
            names = (*argument.names, *argument.choices)
            words = [name.lstrip("-") for name in names] if shell == "fish" else names
            assert all(word in script for word in (*words, *COMMANDS))


def test_options_with_a_value_are_known() -> None:
    """A command that stands behind one is found; a script knows what may be in its place."""
    every = [each for command in (None, *COMMANDS) for each in arguments_of(command)]
    assert {name for each in every if each.takes for name in each.names} == set(WITH_VALUE)


@needs("bash")
def test_bash_completes(folder: Path) -> None:
    """Also where it parts a word at its colons."""
    lines = [*LINES, ("cardreader list -q is:un", ["unread"]), ("cardreader paths ", []),
             ("cardreader list --sort=ho", ["hot", "hot:asc", "hot:desc"])]  # fmt: skip
    loop = """
        source ./bash; compopt() { :; }
        while IFS= read -r COMP_LINE; do
            COMP_POINT=${#COMP_LINE}; _cardreader; echo "${COMPREPLY[*]}"
        done
    """
    given = "".join(f"{line}\n" for line, _ in lines)
    offered = asked(folder, "bash", "--norc", "-c", loop, given=given)
    expected = [" ".join(words).replace("news/", "news") for _, words in lines]
    assert offered.splitlines() == expected


@needs("bash")
def test_bash_completes_as_one_types(folder: Path) -> None:
    """In a terminal, by the tabulator: a field without a blank behind it, then its value."""
    with Terminal(
        ["bash", "--norc", "--noprofile", "-i"], (120, 24), environment(folder)
    ) as terminal:
        type_in(terminal, f"cd {folder}; source ./bash; echo rea''dy\r", r"^ready\n>$")
        for typed, line in STEPS:
            type_in(terminal, typed, line)
        type_in(terminal, "-q is:unr\t", "--sort relevance -q is:unread$")


@needs("fish")
def test_fish_completes(folder: Path) -> None:
    """The same."""
    loop = 'source ./fish; while read -l line; complete -C "$line"; echo .; end'
    given = "".join(f"{line}\n" for line, _ in LINES)
    offered = asked(folder, "fish", "--no-config", "-c", loop, given=given).split(".\n")
    for (line, words), text in zip(LINES, offered, strict=False):
        found = {each.partition("\t")[0] for each in text.splitlines()}
        assert found >= set(words), line
        assert len(found) < len(words) + 8, line


@needs("zsh")
def test_zsh_completes(folder: Path) -> None:
    """By its own file, found by name, and as one types."""
    shutil.copy(folder / "zsh", folder / "_cardreader")
    with Terminal(["zsh", "-f"], (120, 24), environment(folder)) as terminal:
        start = f"cd {folder}; fpath=({folder} $fpath); autoload -U compinit; compinit -u -D"
        type_in(terminal, f"{start}; echo rea''dy\r", r"^ready\n>$")
        for typed, line in STEPS:
            type_in(terminal, typed, line)

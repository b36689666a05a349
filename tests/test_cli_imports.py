"""The command line answers at once: what it does not need, it does not import."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from conftest import write_card

if TYPE_CHECKING:
    from pathlib import Path

# Runs a command, then tells on stderr which of the heavy libraries were imported.
PROGRAM = """
import sys
from cardreader.cli import main
try:
    main(sys.argv[1:])
finally:
    heavy = {
        "textual", "rich", "yaml", "frontmatter", "tomlkit", "tomllib", "sqlite3", "platformdirs"
    }
    print(*sorted(heavy & {name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def imported(*arguments: str | Path) -> set[str]:
    """Run a command in a process of its own; return the heavy libraries that it imported."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return set(done.stderr.splitlines()[-1].split())


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write a card; return its folder."""
    write_card(tmp_path / "news" / "a.md", "title: a\nrelated:\n  - title: b")
    return tmp_path / "news"


@pytest.mark.parametrize(
    "command", [["list"], ["list", "--json"], ["check"], ["topics"], ["mark", "read", "-q", "a"]]
)
def test_commands_never_import_textual(news: Path, command: list[str]) -> None:
    """Nor rich; only the reader does."""
    libraries = imported(*command, news)
    assert "sqlite3" in libraries  # it did run
    assert not libraries & {"textual", "rich"}


def test_show_never_imports_textual(news: Path) -> None:
    """Nor rich."""
    libraries = imported("show", news / "a.md")
    assert "sqlite3" in libraries  # it did run
    assert not libraries & {"textual", "rich"}


@pytest.mark.parametrize("option", [["--help"], ["list", "--help"], ["--version"], ["--mistake"]])
def test_help_and_mistakes_import_nothing(option: list[str]) -> None:
    """They answer before anything is loaded."""
    assert imported(*option) == set()


def test_a_reader_without_a_terminal_imports_no_textual() -> None:
    """It is refused before."""
    assert not imported() & {"textual", "rich"}


def test_plain_cards_import_no_yaml(news: Path) -> None:
    """A card that is plain enough is read without PyYAML; one that is not brings it in."""
    assert not imported("list", news) & {"yaml", "frontmatter"}
    write_card(news / "b.md", "title: [flow, sequence]\nname: b")
    assert imported("list", news) >= {"yaml", "frontmatter"}


def test_toml_is_for_who_has_configured_something(news: Path, home: Path) -> None:
    """To read it, the standard library's is enough; only what changes the file needs another."""
    assert not imported("list", news) & {"tomllib", "tomlkit"}
    config = home / "config" / "cardreader" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("sort = 'size'\n[keys]\nopen = 1\n[[views]]\nname = 'A'\n")
    assert imported("list", news) & {"tomllib", "tomlkit", "textual"} == {"tomllib"}

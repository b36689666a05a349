"""`cardreader config`: printed whole with where each setting comes from, edited, and judged."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from cardreader.config import SETTINGS, Config, load
from conftest import process, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(home: Path) -> Path:
    """Return where the configuration is; there is none yet."""
    path = home / "config" / "cardreader" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


@pytest.fixture
def editor(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an editor that does what is written into it, with the file as its argument."""
    program = home / "editor of mine"
    program.write_text(f"#!{sys.executable}\n")
    program.chmod(0o755)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"'{program}' -w")
    return program


def test_all_settings_are_printed_with_where_they_come_from(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with its sentence; what is printed can be used as it is."""
    monkeypatch.setenv("BROWSER", "lynx\x1b%s")
    path.write_text('theme = "nord"\n\n[keys]\npreset = "newsboat"\nstar = "w"\n')
    answer = run("config")
    assert (answer.status, answer.err) == (0, "")
    assert all(setting.name in answer.out for setting in SETTINGS)
    for part in (
        f"as it is now, from\n# {path}.\n",
        'Wants auto, or the name of a theme. From line 1.\ntheme = "nord"\n',
        'Wants one of comfortable, compact. The default.\ndensity = "comfortable"\n',
        "Not set: BROWSER says lynx",
        'preset = "newsboat" ',
        '\nstar = "w" ',
        '\n#reload = "r,R" ',
    ):
        assert part in answer.out, part
    assert "\x1b" not in answer.out
    printed = path.with_name("printed.toml")
    printed.write_text(answer.out)
    assert load(printed) == load(path)


def test_what_is_wrong_is_printed_as_what_holds_instead(path: Path) -> None:
    """And the mistakes are told beside it."""
    path.write_text('theme = "sepia"\nsort = "size"\n[keys]\nstar = "o"\nopen = "b"\nundo = "zz"\n')
    answer = run("config")
    assert answer.status == 0
    assert 'Line 1 has a mistake.\ntheme = "auto"\n' in answer.out
    assert 'Line 2 has a mistake.\nsort = "heat"\n' in answer.out
    assert '\nopen = "b" ' in answer.out
    assert '\nstar = "o" ' in answer.out  # open has given it away
    assert '\n#undo = "u" ' in answer.out
    assert [line.split(": ")[1] for line in answer.err.splitlines()] == [
        f"{path}:1", f"{path}:2", f"{path}:6",
    ]  # fmt: skip


def test_without_a_file_the_defaults_are_printed(path: Path) -> None:
    """The place where it would be is told."""
    answer = run("config", "print")
    assert "(which is not there)." in answer.out.replace("\n# ", " ")
    assert "From line" not in answer.out
    assert not path.exists()


def test_a_good_configuration_is_told(path: Path) -> None:
    """The exit status tells it, too; no file is as good."""
    assert run("config", "check").out == f"{path}: not there, which is fine.\n"
    path.write_text("density = 'compact'\n")
    assert run("config", "check").out == f"{path}: no mistake.\n"
    assert run("config", "check").status == 0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\ntheme = 'sepia'\n", 2),
        ("[keys]\nstar = 'o'\n", 2),
        ("sort = 1\n", 1),
        ("\n\nsort = \n", 3),
    ],
)
def test_a_mistake_is_a_line_and_a_status(path: Path, text: str, line: int) -> None:
    """Also what only the reader knows: themes and actions."""
    path.write_text(text)
    answer = run("config", "check")
    assert (answer.status, answer.err) == (1, "")
    assert answer.out.startswith(f"{path}:{line}: ")
    assert answer.out.count("\n") == 1


def test_a_new_file_is_opened_with_all_settings_in_it(path: Path, editor: Path) -> None:
    """Commented out: as long as nobody changes it, nothing changes."""
    path.parent.rmdir()
    answer = run("config", "edit")
    assert (answer.status, answer.out, answer.err) == (0, f"{path}: no mistake.\n", "")
    assert load(path) == (Config(), [])
    assert all(f"#{setting.name} = " in path.read_text() for setting in SETTINGS[:-3])
    assert editor.exists()


def test_what_was_edited_is_judged(path: Path, editor: Path) -> None:
    """The file is the last argument of the editor, as a whole; what it held is still there."""
    path.write_text("# mine\n")
    editor.write_text(
        f"#!{sys.executable}\nimport sys\nassert sys.argv[1] == '-w'\n"
        "open(sys.argv[2], 'a').write('density = 1\\n')\n"
    )
    answer = process("config", "edit")
    assert (answer.status, answer.out.count("\n")) == (1, 1)
    assert answer.out.startswith(f"{path}:2: density wants one of ")
    assert path.read_text() == "# mine\ndensity = 1\n"


def test_without_an_editor_the_file_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is made."""
    monkeypatch.delenv("VISUAL", raising=False)
    for value in ("", "no-such-editor"):
        monkeypatch.setenv("EDITOR", value)
        answer = run("config", "edit")
        assert (answer.status, answer.out) == (1, "")
        assert "EDITOR" in answer.err
        assert str(path) in answer.err
    assert not path.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_place_that_cannot_be_written_is_told(path: Path, editor: Path) -> None:
    """In a sentence."""
    path.parent.chmod(0o500)
    answer = run("config", "edit")
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.endswith("cannot be used: Permission denied.\n")
    assert editor.exists()


def test_a_place_that_is_none_is_told(home: Path, editor: Path) -> None:
    """A file where the folder would be."""
    (home / "file").write_text("")
    answer = run("config", "edit", "--config", home / "file" / "config.toml")
    assert answer.status == 1
    assert answer.err.endswith("file cannot be used: File exists.\n")
    assert editor.exists()


def test_other_ways_are_refused() -> None:
    """With those that there are."""
    answer = run("config", "show")
    assert answer.status == 2
    assert "print" in answer.err

"""Adding a folder, why a list is empty, and the files that cannot be read."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardreader.config import ConfigError
from cardreader.opener import editor_command
from cardreader.ui.app import ReaderApp
from cardreader.ui.ask_folder import AskFolder
from cardreader.ui.editing import command_at
from cardreader.ui.empty import why_empty
from cardreader.ui.line_input import LineInput
from cardreader.ui.narrowing import Narrowing
from cardreader.ui.path_completion import Completed, completed, folders_in
from cardreader.ui.problems import Problems
from reader_tools import reading, story

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


# Completing a path

FOLDERS = {
    "": ["here"],
    "/": ["home", "Work"],
    "/home/": ["news", "newsletters", "old", ".config", "Pictures"],
}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/h", Completed("/home/")),
        ("/home/o", Completed("/home/old/")),
        ("/home/n", Completed("/home/news", ["news", "newsletters"])),
        ("/home/news", Completed("/home/news", ["news", "newsletters"])),
        ("/home/newsl", Completed("/home/newsletters/")),
        ("/home/", Completed("/home/", ["Pictures", "news", "newsletters", "old"])),
        ("/home/.", Completed("/home/.config/")),
        ("/home/pic", Completed("/home/Pictures/")),
        ("/w", Completed("/Work/")),
        ("/home/x", Completed("/home/x")),
        ("/nowhere/x", Completed("/nowhere/x")),
        ("h", Completed("here/")),
        ("~", Completed("~/")),
    ],
)
def test_a_path_is_completed(typed: str, expected: Completed) -> None:
    """As far as it is certain, folders only, and those with a dot when one is typed."""
    assert completed(typed, lambda folder: FOLDERS.get(folder.removeprefix("."), [])) == expected


@given(st.lists(st.text("abA./ ", min_size=1, max_size=4)), st.text("abA./~ ", max_size=9))
def test_completing_keeps_what_was_typed(names: list[str], typed: str) -> None:
    """But for capitals, and it never goes back."""
    text = completed(typed, lambda _: [name for name in names if "/" not in name]).text
    assert text.casefold().startswith(typed.casefold())


def test_only_folders_that_can_be_typed_are_offered(tmp_path: Path) -> None:
    """A file is none, nor is a name that would harm the terminal."""
    for name in ("one", "two", "e\x1bvil"):
        (tmp_path / name).mkdir()
    (tmp_path / "file").touch()
    assert sorted(folders_in(str(tmp_path))) == ["one", "two"]
    assert folders_in(str(tmp_path / "file")) == []


# Adding a folder


def adding(*taken: str, added: list[str]) -> Callable[[str], Sequence[str]]:
    """Return what adds folders; others than those `taken` are refused."""

    def add(path: str) -> Sequence[str]:
        if path not in taken:
            raise ConfigError(f"{path} is not there: give the path of a folder of cards.")
        added.append(path)
        return added

    return add


async def test_a_folder_is_added(tmp_path: Path) -> None:
    """Its cards take the place of the samples, at once; `tab` completes its path."""
    story(tmp_path / "samples", "sample", 1)
    story(tmp_path / "own news", "own", 1)
    added: list[str] = []
    add = adding(f"{tmp_path}/own news/", added=added)
    async with reading(tmp_path / "samples", samples=True, add_source=add) as driver:
        assert driver.sentence == "These are sample cards: + adds a folder of your own."
        assert driver.lines[-1].startswith(" These are sample cards")
        driver.reader.hint_bar.hush()
        assert driver.reader.hint_bar.render().plain.startswith(" + add a folder  o open")
        await driver.press("plus")
        await driver.type(f"{tmp_path}/own")
        await driver.press("tab", "enter")
        assert added == [f"{tmp_path}/own news/"]
        assert driver.titles == ["own"]
        assert driver.cursor == driver.shown == "own"
        assert "own news · 1 card" in driver.title
        driver.reader.hint_bar.hush()
        assert "+ add" not in driver.reader.hint_bar.render().plain


async def test_a_folder_that_cannot_be_added_is_told(tmp_path: Path) -> None:
    """In the box, which keeps what was typed; `esc` leaves all as it was."""
    story(tmp_path / "news", "first", 1)
    async with reading(tmp_path / "news", add_source=adding(added=[])) as driver:
        await driver.press("plus")
        await driver.type("/nowhere")
        await driver.press("enter")
        assert "/nowhere is not there" in driver.text
        assert driver.app.screen.query_one(LineInput).value == "/nowhere"
        await driver.type("/else")
        await driver.press("enter")
        assert "/nowhere/else is not there" in driver.text
        await driver.press("escape")
        assert driver.titles == ["first"]
        assert driver.list.has_focus


async def test_a_path_that_may_go_on_is_told(tmp_path: Path) -> None:
    """The names are listed; where there are none, that is said."""
    for name in ("news", "newsletters"):
        (tmp_path / name).mkdir()
    async with reading(tmp_path / "news", add_source=adding(added=[])) as driver:
        await driver.press("plus")
        await driver.type(f"{tmp_path}/n")
        await driver.press("tab")
        assert driver.app.screen.query_one(LineInput).value == f"{tmp_path}/news"
        assert "news  newsletters" in driver.text
        await driver.type("x")
        await driver.press("tab")
        assert isinstance(driver.app.screen, AskFolder)
        assert "No folder begins so." in driver.text


# An empty list


@pytest.mark.parametrize(
    ("narrowing", "name", "problems", "words"),
    [
        (Narrowing().with_unread(unread=True), "news", 0, "esc takes back unread only."),
        (
            Narrowing().with_unread(unread=True).choosing(("AI",), (), ()), "news", 0,
            "It is narrowed to  unread only  ·  topic: AI\nesc takes back topic: AI.",
        ),
        (Narrowing(), "news", 0, "No cards in news.\nA card is a text file"),
        (Narrowing(), "news", 0, "+ adds a folder."),
        (Narrowing(), "news", 1, "One file cannot be read: ! tells why."),
        (Narrowing(), "news", 2, "2 files cannot be read: ! tells why."),
        (Narrowing(), "", 0, "The sample cards are missing."),
    ],
)  # fmt: skip
def test_an_empty_list_says_why(narrowing: Narrowing, name: str, problems: int, words: str) -> None:
    """And which key leads out."""
    keys = {"widen": "esc", "problems": "!", "add-source": "+", "all-cards": "a"}
    assert words in why_empty(narrowing, name, problems, keys.__getitem__)


# Problems


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A story, one with a field that cannot be read, and a file that cannot."""
    folder = tmp_path / "news"
    story(folder, "first", 2)
    story(folder, "second", 1, quality="[/b]high")
    (folder / "bad.md").write_text("---\ntitle: bad\nheat: [\n---\n")
    return folder


async def test_problems_are_counted_quietly(news: Path) -> None:
    """Files that cannot be read, not those that are listed; and no longer when they are mended."""
    async with reading(news) as driver:
        assert "1 problem: !" in driver.title
        (news / "bad.md").write_text("---\ntitle: good\n---\n")
        await driver.new_files()
        assert "problem" not in driver.title


async def test_problems_are_told(news: Path) -> None:
    """File, line and reason, the warnings after the rest; `esc` and the key itself lead back."""
    async with reading(news, size=(120, 24)) as driver:
        await driver.press("exclamation_mark")
        told = [line[11:108].strip() for line in driver.lines[8:16]]
        assert "1 problem · 1 warning" in driver.text
        assert f"{news}/bad.md:4" in driver.text
        assert any(line.startswith("warning: ") for line in told)
        assert driver.text.index("bad.md") < driver.text.index("warning: ")
        await driver.press("exclamation_mark")
        assert driver.list.has_focus


async def test_without_problems_that_is_said(tmp_path: Path) -> None:
    """And `enter` has nothing to open."""
    story(tmp_path / "news", "first", 1)
    async with reading(tmp_path / "news") as driver:
        await driver.press("exclamation_mark", "enter")
        assert "Every file can be read." in driver.text
        await driver.press("q")
        assert driver.list.has_focus


@pytest.mark.parametrize("key", ["enter", "e"])
async def test_a_problem_is_mended(news: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """The editor gets the file and the line; what is mended then is no problem any more."""
    script = news.parent / "vim"
    script.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\n"
        "line, file = sys.argv[1:]\n"
        "pathlib.Path(file).write_text('---\\ntitle: mended at ' + line[1:] + '\\n---\\n')\n"
    )
    script.chmod(0o755)
    monkeypatch.setattr(ReaderApp, "suspend", lambda _: contextlib.nullcontext())
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.delenv("VISUAL", raising=False)
    async with reading(news) as driver:
        await driver.press("exclamation_mark", key)
        assert isinstance(driver.app.screen, Problems)
        assert "bad.md" not in driver.text
        await driver.press("escape")
        assert "problem" not in driver.title
        await driver.press("R")
        assert "mended at 4" in driver.titles


@pytest.mark.parametrize(
    ("editor", "arguments"),
    [
        ("vi", ["vi", "+7", b"/a.md"]),
        ("/usr/bin/vim.basic -R", ["/usr/bin/vim.basic", "-R", "+7", b"/a.md"]),
        ("emacsclient -t", ["emacsclient", "-t", "+7", b"/a.md"]),
        ("hx", ["hx", b"/a.md:7"]),
        ("code --wait", ["code", "--wait", "-g", b"/a.md:7"]),
        ("unheard-of", ["unheard-of", b"/a.md"]),
        ("an 'open quote", ["an 'open quote", b"/a.md"]),
    ],
)
def test_editors_are_told_the_line(editor: str, arguments: list[str | bytes]) -> None:
    """Each in its own way; others get the file alone."""
    words = editor_command({"EDITOR": editor}, lambda word: word)
    assert command_at(words, b"/a.md", 7) == arguments
    assert command_at(words, b"/a.md") == [*words, b"/a.md"]


async def test_nothing_of_a_problem_is_markup(tmp_path: Path) -> None:
    """Neither its file's name nor what it says."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "[bold]\x1bx.md").write_text("---\ntitle: a\n[/b]: [\n---\n")
    async with reading(folder) as driver:
        await driver.press("exclamation_mark")
        assert "[bold]" in driver.text
        assert "\x1b" not in driver.text

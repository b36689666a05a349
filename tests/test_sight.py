"""First sight: the last screen of the last visit stands there before anything is loaded."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cardreader import sight
from cardreader.paths import find_paths
from conftest import process, write_card
from terminal import Terminal
from test_terminal import ALTERNATE_SCREEN, CURSOR, LINE_WRAP, environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIZE = (100, 20)
FRAME = "\x1b[1H\x1b[1;38;2;1;2;3m▌ żółć\x1b[0m"

# The reader, but that importing Textual waits until a file is there: the sight stands meanwhile.
BROKEN = """
import sys
import cardreader.library
from cardreader.database import DatabaseError
def broken(*_, **__):
    raise DatabaseError("The library is out of order.")
cardreader.library.Library.__init__ = broken
from cardreader.cli import main
sys.exit(main())
"""
GATED = """
import os, sys, time
class Gate:
    def find_spec(self, name, path=None, target=None):
        while name == "textual" and not os.path.exists({gate!r}):
            time.sleep(0.01)
sys.meta_path.insert(0, Gate())
from cardreader.cli import main
sys.exit(main())
"""
# The reader, which tells at its end what was imported.
MODULES = """
import sys
from cardreader.cli import main
status = main()
with open({file!r}, "w") as file:
    print(*sys.modules, sep="\\n", file=file)
sys.exit(status)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of three cards: Alpha is hotter than Beta, Beta than Gamma."""
    for heat, title in ((30, "Alpha"), (20, "Beta"), (10, "Gamma")):
        write_card(tmp_path / "news" / f"{heat}.md", f"title: {title}\nheat: {heat}")
    process("list", tmp_path / "news", "--data", tmp_path / "data", XDG_CONFIG_HOME=str(tmp_path))
    return tmp_path / "news"


def start(folder: Path, *arguments: str, code: str = GATED, **env: str) -> Terminal:
    """Start the reader on a folder; it waits for `open_gate` before it imports Textual."""
    data = folder.parent / "data"
    code = code.format(gate=str(folder.parent / "gate"), file=str(folder.parent / "modules"))
    argv: list[str | Path] = [sys.executable, "-c", code, folder, "--data", data, *arguments]
    return Terminal(argv, SIZE, environment() | {"XDG_CONFIG_HOME": str(folder.parent)} | env)


def open_gate(folder: Path) -> None:
    """Let the reader import Textual."""
    (folder.parent / "gate").touch()


def visit(folder: Path, **env: str) -> None:
    """Open the reader, and leave it again; its screen is kept."""
    gate = folder.parent / "gate"
    gate.touch()
    with start(folder, **env) as terminal:
        terminal.wait_for("3 cards")
        terminal.wait_for("▌.* Alpha")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    gate.unlink()


def kept(folder: Path) -> list[Path]:
    """Return the files of the sights that are kept."""
    return sorted((folder.parent / "data").glob("sight-*"))


# In a terminal


def test_the_last_screen_is_there_before_textual(folder: Path) -> None:
    """As it was left, and a key that is typed meanwhile is not shown, but honoured."""
    visit(folder)
    with start(folder) as terminal:
        terminal.wait_for("▌.* Alpha")
        terminal.wait_for("q quit")
        before = terminal.lines
        assert "3 cards" in before[0]
        assert not terminal.is_cooked
        terminal.send("j")
        terminal.wait_for_quiet(0.05)
        assert terminal.lines == before
        open_gate(folder)
        terminal.wait_for("▌.* Beta")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def screens(terminal: Terminal) -> set[str]:
    """Return every screen that is to be seen until the reader has drawn one of its own."""
    seen = set()

    def is_drawn() -> bool:
        seen.add(terminal.text)
        return b"\x1b[?2026l" in terminal.raw

    terminal.wait_for(is_drawn, "the reader's own screen")
    return seen | {terminal.text}


def test_the_live_screen_replaces_it_in_one_go(folder: Path) -> None:
    """The alternate screen is entered and left once, and drawn over."""
    visit(folder)
    with start(folder) as terminal:
        terminal.wait_for("▌.* Alpha")
        terminal.wait_for("q quit")
        open_gate(folder)
        assert all("Alpha" in text and "Gamma" in text for text in screens(terminal))
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert terminal.raw.count(b"\x1b[?1049h") == terminal.raw.count(b"\x1b[?1049l") == 1
        assert b"\x1b[2J" not in terminal.raw
        assert terminal.is_cooked


def test_the_first_screen_is_drawn_whole(folder: Path) -> None:
    """Without a sight too: there is nothing, then there are list and card."""
    open_gate(folder)
    with start(folder) as terminal:
        first, *others = sorted(screens(terminal), key=len)
        assert not first.strip()
        assert others
        for text in others:
            assert all(wanted in text for wanted in ("Gamma", "No excerpt.", "1/3", "q quit"))


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 128 + 15), (signal.SIGHUP, 128 + 1), (signal.SIGINT, 128 + 2)],
)
def test_who_is_told_to_end_at_the_sight_gives_the_terminal_back(
    folder: Path, number: signal.Signals, status: int
) -> None:
    """Also before Textual is there to do it."""
    visit(folder)
    with start(folder) as terminal:
        terminal.wait_for("▌.* Alpha")
        terminal.signal(number)
        assert terminal.wait_for_end() == status
        assert is_given_back(terminal)


def test_ctrl_c_at_the_sight_ends_it(folder: Path) -> None:
    """Who does not want to wait need not."""
    visit(folder)
    with start(folder) as terminal:
        terminal.wait_for("▌.* Alpha")
        terminal.send("ctrl+c")
        assert terminal.wait_for_end() == 128 + 2
        assert is_given_back(terminal)


def test_an_error_after_the_sight_can_be_read(folder: Path) -> None:
    """It is said when the sight has been taken away."""
    visit(folder)
    with start(folder, code=BROKEN) as terminal:
        assert terminal.wait_for_end() == 1
        sight_and_rest = terminal.raw.split(b"\x1b[?1049l")
        assert b"Alpha" in sight_and_rest[0]
        assert b"cardreader: " in sight_and_rest[1]
        assert is_given_back(terminal)


def is_given_back(terminal: Terminal) -> bool:
    """Whether the terminal is as a shell wants it."""
    modes = terminal.modes
    return terminal.is_cooked and (modes[ALTERNATE_SCREEN], modes[CURSOR], modes[LINE_WRAP]) == (
        False, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_reader_that_is_told_to_end_keeps_its_screen(
    folder: Path, number: signal.Signals
) -> None:
    """As one that is left with `q` does."""
    open_gate(folder)
    with start(folder) as terminal:
        terminal.wait_for("▌.* Alpha")
        terminal.wait_for("3 cards")
        terminal.signal(number)
        terminal.wait_for_end()
    assert len(kept(folder)) == 1


@pytest.mark.parametrize(("keys", "seen"), [("/Be", "▌.* Beta"), ("?", "Moving")])
def test_a_screen_with_a_dialogue_is_not_kept(folder: Path, keys: str, seen: str) -> None:
    """Nor one with the search box: the one before stays."""
    visit(folder)
    before = kept(folder)[0].read_bytes()
    open_gate(folder)
    with start(folder) as terminal:
        terminal.wait_for(lambda: 1003 in terminal.modes, "the mouse")
        terminal.send(*keys)
        terminal.wait_for(seen)
        terminal.signal(signal.SIGTERM)
        terminal.wait_for_end()
    assert kept(folder)[0].read_bytes() == before


def test_the_setting_turns_it_off(folder: Path) -> None:
    """And removes what was kept."""
    visit(folder)
    config = folder.parent / "cardreader" / "config.toml"
    config.parent.mkdir()
    config.write_text("first_sight = false\n")
    visit(folder)
    assert kept(folder) == []


def test_what_the_first_screen_does_not_need_is_not_loaded(folder: Path) -> None:
    """Dialogues, YAML and Markdown wait until they are asked for."""
    visit(folder)
    with start(folder, code=MODULES) as terminal:
        terminal.wait_for(lambda: 1003 in terminal.modes, "the mouse")
        terminal.send("q")
        terminal.wait_for_end()
    loaded = set((folder.parent / "modules").read_text().split())
    assert "cardreader.ui.reader_screen" in loaded
    assert not loaded & {
        "yaml", "frontmatter", "tomlkit", "tomllib", "markdown_it", "html.parser", "rich.traceback",
        "textual.widgets._markdown", "textual.widgets._text_area", "textual.widgets._data_table",
        "cardreader.ui.search_box", "cardreader.ui.picker", "cardreader.ui.help",
        "cardreader.ui.confirm", "cardreader.ui.body_text", "cardreader.ui.body_html",
        "cardreader.ui.mistakes", "cardreader.cli.configuring", "cardreader.config.commented",
        "cardreader.config.lines", "cardreader.config.writing",
    }  # fmt: skip


def test_next_to_nothing_is_imported_before_it() -> None:
    """What is imported before the sight makes everyone wait for it."""
    program = (
        "import sys; before = set(sys.modules); import cardreader.cli; "
        "print(*set(sys.modules) - before, sep=chr(10), file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert set(done.stderr.split()) <= {
        "cardreader", "cardreader.cli", "cardreader.sight", "__future__", "gc",
    }  # fmt: skip


# What it depends on


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., sight.Sight]:
    """Return a function that finds the place of a visit's sight, in a terminal of 80x24."""
    for name in ("TEXTUAL_DRIVER", "NO_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(os, "isatty", lambda _: True)
    monkeypatch.setattr(sight, "_size", lambda: (80, 24))

    def find(*argv: str) -> sight.Sight:
        config = str(tmp_path / "config.toml")
        found = sight.find(["--data", str(tmp_path), "--config", config, *argv])
        assert found is not None
        return found

    find().keep(FRAME, (80, 24))
    assert find()._kept() == FRAME.encode()
    return find


@pytest.mark.parametrize("argv", [["news"], ["-q", "x"], ["--all"], ["--sort", "hot"]])
def test_other_arguments_have_another_sight(
    here: Callable[..., sight.Sight], argv: list[str]
) -> None:
    """Each combination has its own."""
    assert here(*argv)._kept() == b""


@pytest.mark.parametrize(
    ("name", "value"),
    [("TERM", "dumb"), ("COLORTERM", "truecolor"), ("NO_COLOR", "1"), ("TEXTUAL_THEME", "nord")],
)
def test_another_terminal_has_another_sight(
    here: Callable[..., sight.Sight], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """It would be drawn in other colours."""
    monkeypatch.setenv(name, value)
    assert here()._kept() == b""


def test_another_size_has_another_sight(
    here: Callable[..., sight.Sight], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be laid out otherwise."""
    monkeypatch.setattr(sight, "_size", lambda: (80, 25))
    assert here()._kept() == b""


def test_another_version_has_another_sight(
    here: Callable[..., sight.Sight], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may draw otherwise."""
    monkeypatch.setattr(sight, "__version__", "9")
    assert here()._kept() == b""


def test_a_changed_configuration_has_another_sight(
    here: Callable[..., sight.Sight], tmp_path: Path
) -> None:
    """Sources, theme and order stand in it."""
    (tmp_path / "config.toml").write_text('theme = "nord"\n')
    assert here()._kept() == b""


def test_the_same_name_in_another_folder_is_another_source(
    here: Callable[..., sight.Sight], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path means something else there."""
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path)
    here("news").keep(FRAME, (80, 24))
    assert here("news")._kept()
    monkeypatch.chdir(tmp_path / "a")
    assert here("news")._kept() == b""


@pytest.mark.parametrize(
    "argv",
    [["--help"], ["--version"], ["--mistake"], ["-qx"], ["-q"], ["--sor", "hot"], ["-q=x"]],
)
@pytest.mark.usefixtures("here")
def test_what_only_the_command_line_understands_has_no_sight(argv: list[str]) -> None:
    """It may be a command, or a mistake."""
    assert sight.find(argv) is None


def test_without_a_terminal_there_is_no_sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one of the three streams may be something else."""
    for other in range(3):
        monkeypatch.setattr(os, "isatty", lambda number, other=other: number != other)
        assert sight.find([]) is None


# The files


@pytest.mark.parametrize("position", [0, 5, 30, -3])
def test_a_damaged_one_is_left_out(
    here: Callable[..., sight.Sight], tmp_path: Path, position: int
) -> None:
    """Wherever a bit has changed."""
    (path,) = tmp_path.glob("sight-*")
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)
    assert here()._kept() == b""


def test_one_that_others_may_write_is_left_out(
    here: Callable[..., sight.Sight], tmp_path: Path
) -> None:
    """Nor can they read it, as it was made."""
    (path,) = tmp_path.glob("sight-*")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o622)
    assert here()._kept() == b""


@pytest.mark.parametrize("sent", ["\x07", "\x1b]0;title\x07", "\x1b[?1049l", "\x1bc", "\n"])
def test_only_text_and_colours_are_kept(here: Callable[..., sight.Sight], sent: str) -> None:
    """Whatever else a screen may hold, it is not drawn from a file."""
    here("news").keep(FRAME + sent, (80, 24))
    assert here("news")._kept() == b""


def test_few_are_kept(here: Callable[..., sight.Sight], tmp_path: Path) -> None:
    """The oldest are dropped."""
    for number in range(20):
        here(f"{number}").keep(FRAME, (80, 24))
        path = here(f"{number}")._path(here(f"{number}")._named((80, 24)))
        os.utime(path, ns=(number, number))
    assert len([*tmp_path.glob("sight-*")]) == 8
    assert here("19")._kept()
    assert not here("1")._kept()


def test_where_it_cannot_be_kept_nothing_happens(
    here: Callable[..., sight.Sight], tmp_path: Path
) -> None:
    """It is no error: the next visit is without."""
    place = here("--data", str(tmp_path / "missing"))
    place.keep(FRAME, (80, 24))
    place.forget()
    assert place._kept() == b""


@pytest.mark.parametrize("data", [None, "", "data", "~/data", "/data"])
@pytest.mark.parametrize("xdg", [None, "", "/xdg", "relative"])
def test_places_are_those_of_the_program(
    monkeypatch: pytest.MonkeyPatch, data: str | None, xdg: str | None
) -> None:
    """Told without the library that knows them."""
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
        if xdg is not None:
            monkeypatch.setenv(name, xdg)
    paths = find_paths(data, data)
    assert sight._places(data, data) == (str(paths.config), str(paths.cache))

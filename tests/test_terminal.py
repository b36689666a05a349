"""The reader as people meet it: a process in a real pseudo-terminal, driven by its keys."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from cardreader.index import file_name
from conftest import process, run, write_card
from terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

WIDE, STACKED, NARROW = (120, 40), (80, 24), (40, 12)
# One terminal of each kind: with kitty's keyboard, an ordinary one, one that answers nothing.
KINDS: dict[tuple[int, int], dict[str, bool]] = {WIDE: {"kitty": True}, NARROW: {"answers": False}}
SIZES = pytest.mark.parametrize("size", [WIDE, STACKED, NARROW], ids=["120x40", "80x24", "40x12"])

# What a program keeps of the environment that the tests are run in; the rest is ours.
KEPT = re.compile("HOME|XDG_.*_HOME|(PYTHON|LD_LIBRARY_)?PATH|TMPDIR|TZ")
ALTERNATE_SCREEN, CURSOR, LINE_WRAP, PASTE, FOCUS = 1049, 25, 7, 2004, 1004
MOUSE = (1000, 1003, 1006)


@dataclass(frozen=True, slots=True)
class News:
    """A folder of real cards, where its index and marks are, and what `list --json` says of it."""

    folder: Path
    data: Path
    cards: list[dict[str, Any]]

    @property
    def arguments(self) -> tuple[str, ...]:
        """What makes the reader read it."""
        return str(self.folder), "--data", str(self.data)

    def marked(self) -> tuple[set[str], set[str]]:
        """Return the ids of the read and of the starred cards, as `list` has them now."""
        cards = run("list", *self.arguments, "--json").json
        return (
            {card["id"] for card in cards if card["read"]},
            {card["id"] for card in cards if card["starred"]},
        )


@pytest.fixture(scope="session")
def indexed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> News:
    """Index the real cards once, to be copied."""
    data = tmp_path_factory.mktemp("indexed")
    news = News(corpus / "azure", data, [])
    listed = process("list", *news.arguments, "--json", XDG_CONFIG_HOME=str(data))
    return News(news.folder, data, listed.json)


@pytest.fixture
def news(indexed: News, tmp_path: Path) -> News:
    """Return the real cards, with an index and marks of the test's own."""
    data = tmp_path / "data"
    shutil.copytree(indexed.data, data)
    return News(indexed.folder, data, indexed.cards)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of three cards: Alpha is hotter than Beta, Beta than Gamma."""
    related = "related: [{title: First, webUrl: https://a.example}, {title: Second, webUrl: https://b.example}]"
    for heat, title in ((30, "Alpha żółć"), (20, "Beta"), (10, "Gamma")):
        front = f"title: {title}\nheat: {heat}\ntopics: [On {title}]\n{related}"
        write_card(tmp_path / "news" / f"{heat}.md", front)
    return tmp_path / "news"


def environment() -> dict[str, str]:
    """Return the environment of a program in an everyday terminal."""
    kept = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}


def reader(
    *arguments: str | Path, size: tuple[int, int] = STACKED, env: dict[str, str] | None = None
) -> Terminal:
    """Start the reader in a terminal of this size; `env` is added to the environment."""
    argv = [sys.executable, "-m", "cardreader", *arguments]
    return Terminal(argv, size, environment() | (env or {}), **KINDS.get(size, {}))


def is_on(terminal: Terminal, card: dict[str, Any]) -> bool:
    """Whether the cursor of the list is on this card."""
    line = next((line for line in terminal.lines if re.match("│?▌", line)), "")
    return f" {card['heat']} " in line and card["title"][:12] in line


def is_shown(terminal: Terminal, card: dict[str, Any]) -> bool:
    """Whether the card pane shows this card: in a frame, or below the title line without one."""
    frames = ((line.find("╭─ card ─"), number) for number, line in enumerate(terminal.lines))
    left, top = next((frame for frame in frames if frame[0] >= 0), (-1, 0))
    return terminal.lines[top + 1][left + 1 :].lstrip().startswith(card["title"][:20])


def card_rows(terminal: Terminal) -> list[str]:
    """Return the lines of the screen that begin a card in the list."""
    return [line for line in terminal.lines if re.match(r"│?[▌ ] +\d+ ", line)]


@SIZES
def test_the_hottest_cards_are_on_the_first_screen(news: News, size: tuple[int, int]) -> None:
    """The reader comes up with the cards that `list` prints, in the same order."""
    visible = {WIDE: 18, STACKED: 5, NARROW: 5}[size]
    listed = run("list", *news.arguments, "--limit", "20", "--json").json
    with reader(*news.arguments, size=size) as terminal:
        # The first card may be drawn before the screen has its final layout.
        terminal.wait_for(lambda: len(card_rows(terminal)) >= visible, "a full list")
        rows = card_rows(terminal)
    for card, row in zip(listed[:visible], rows[:visible], strict=True):
        assert f" {card['heat']} " in row
        assert card["title"][:12] in row


@SIZES
def test_every_moving_key_moves_the_cursor(news: News, size: tuple[int, int]) -> None:
    """By a card, by a page (the rows on the screen but one), to the ends, to the unread ones."""
    page, last = {WIDE: 17, STACKED: 3, NARROW: 4}[size], len(news.cards) - 1
    moves = {
        "j": 1, "down": 2, "k": 1, "up": 0, "G": last, "g": 0, "end": last, "home": 0,
        "ctrl+d": page, "pgdn": 2 * page, "ctrl+u": page, "pgup": 0,
    }  # fmt: skip
    with reader(*news.arguments, size=size) as terminal:
        terminal.wait_for(partial(is_on, terminal, news.cards[0]))
        for key, position in moves.items():
            terminal.send(key)
            terminal.wait_for(partial(is_on, terminal, news.cards[position]), key)
        terminal.send("j", "m", "k", "n")
        terminal.wait_for(partial(is_on, terminal, news.cards[2]), "n over a card that is read")
        terminal.send("p")
        terminal.wait_for(partial(is_on, terminal, news.cards[0]), "p over a card that is read")


@pytest.mark.parametrize("size", [WIDE, STACKED], ids=["120x40", "80x24"])
def test_the_card_pane_follows_the_cursor(news: News, size: tuple[int, int]) -> None:
    """Wherever the cursor goes, the card pane shows the card under it."""
    with reader(*news.arguments, size=size) as terminal:
        for key, position in (("g", 0), ("j", 1), ("G", -1), ("k", -2)):
            terminal.send(key)
            terminal.wait_for(partial(is_shown, terminal, news.cards[position]), key)


def test_a_narrow_terminal_shows_the_card_on_a_screen_of_its_own(news: News) -> None:
    """At 40x12, enter goes into the card and esc back to the list, with the cursor where it was."""
    card = news.cards[1]
    with reader(*news.arguments, size=NARROW) as terminal:
        terminal.wait_for(partial(is_on, terminal, news.cards[0]))
        terminal.send("j", "enter")
        terminal.wait_for(lambda: is_shown(terminal, card) and not is_on(terminal, card))
        terminal.send("esc")
        terminal.wait_for(lambda: is_on(terminal, card) and not is_shown(terminal, card))


@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        (["enter", "j", "j"], r"^│▌ +30 .*Alpha.*\n(.*\n)*.*│▌ +2 Second"),
        (["t", *"beta", "enter"], r" 1 card .*topic: On Beta$"),
        (["/", *"beta", "enter"], r" 1 card .*/beta\n.*\n│▌ +20 .*Beta"),
    ],
    ids=["card", "picker", "search"],
)
def test_keys_typed_ahead_go_where_they_are_meant_to(
    folder: Path, keys: list[str], seen: str
) -> None:
    """What is typed before the screen has followed is for what the key before it leads to."""
    with reader(folder, size=WIDE) as terminal:
        terminal.wait_for("││ Alpha")
        terminal.send(*keys)
        terminal.wait_for(seen)


@pytest.mark.parametrize("colours", [{}, {"NO_COLOR": "1"}], ids=["colour", "no-colour"])
def test_the_words_of_a_search_are_lit(folder: Path, colours: dict[str, str]) -> None:
    """As they are typed, also where there are no colours; what is completed is typed on."""
    with reader(folder, size=WIDE, env=colours) as terminal:
        terminal.wait_for("││ Alpha")
        terminal.send("/", *"topic:be", "tab", *"bet")
        terminal.wait_for(r"^ / topic:\"On Beta\" bet +1 hit")
        terminal.wait_for(r"│▌ +20 .*Beta")
        terminal.wait_for_quiet(0.2)
        assert re.search(rb"\x1b\[[0-9;]*\b4\b[0-9;]*mBeta", terminal.raw)
        terminal.send("esc")
        terminal.wait_for(r"│▌ +30 .*Alpha")


@SIZES
def test_a_topic_narrows_the_view_and_widens_again(news: News, size: tuple[int, int]) -> None:
    """After `t`, the topic's name and enter its cards are listed; after `T` all again."""
    topic = run("topics", *news.arguments, "--json").json[0]
    first = next(card for card in news.cards if topic["topic"] in card["topics"])
    with reader(*news.arguments, size=size) as terminal:
        terminal.wait_for(f"{len(news.cards)} cards")
        terminal.send("t")
        terminal.wait_for("type to narrow")
        terminal.send(*topic["topic"], "enter")
        terminal.wait_for(rf"\b{topic['cards']} cards\b.* topic: {topic['topic']}")
        terminal.wait_for(partial(is_on, terminal, first))
        terminal.send("T")
        terminal.wait_for(f"{len(news.cards)} cards")
        assert "topic:" not in terminal.lines[0]


@SIZES
def test_keys_open_the_article_and_related_items(
    news: News, size: tuple[int, int], tmp_path: Path
) -> None:
    """`o` and `1` (who wrote first) hand exactly one URL to the program in BROWSER."""
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    part = shlex.quote(f"{opened}.part")
    browser.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {part} && mv {part} {shlex.quote(str(opened))}\n'
    )
    browser.chmod(0o755)
    card = run("show", news.cards[0]["id"], *news.arguments[1:], "--json").json
    first = min(card["related"], key=lambda item: item["publishedDateTime"])
    urls = {"o": card["webUrl"], "1": first["webUrl"]}
    with reader(*news.arguments, size=size, env={"BROWSER": shlex.quote(str(browser))}) as terminal:
        terminal.wait_for(partial(is_on, terminal, news.cards[0]))
        for key, url in urls.items():
            terminal.send(key)
            terminal.wait_for(opened.exists, f"call of the browser by {key}")
            assert opened.read_text().splitlines() == [url]
            opened.unlink()


def test_the_mouse_is_understood(folder: Path) -> None:
    """A click goes to a card, the division follows the pointer, and what is selected is copied."""
    with reader(folder, size=WIDE) as terminal:
        terminal.wait_for("^│▌ +30 .*Alpha")
        terminal.mouse(0, 20, 5)
        terminal.mouse(0, 20, 5, up=True)
        terminal.wait_for("^│▌ +20 .*Beta.*││ Beta")
        terminal.mouse(0, 60, 9)
        terminal.mouse(32, 44, 10)
        terminal.mouse(0, 44, 10, up=True)
        terminal.wait_for(r"^.{44}╮╭─ card")
        terminal.mouse(0, 47, 2)
        terminal.mouse(32, 49, 2)
        terminal.mouse(0, 49, 2, up=True)
        terminal.wait_for("ctrl.c copies it")
        terminal.send("ctrl+c")
        terminal.wait_for("Copied the selected text")
        assert b"\x1b]52;c;QmV0\x07" in terminal.raw  # Bet


@SIZES
def test_marks_are_still_true_after_quitting(news: News, size: tuple[int, int]) -> None:
    """`m` reads, `s` stars, `A` reads all, `u` takes that back; also without the old index."""
    hottest, all_cards = {news.cards[0]["id"]}, len(news.cards)
    with reader(*news.arguments, size=size) as terminal:
        terminal.wait_for(partial(is_on, terminal, news.cards[0]))
        for key, seen in (
            ("m", f" {all_cards - 1} unread"),
            ("s", "▌.* ★ "),
            ("A", " 0 unread"),
            ("u", f" {all_cards - 1} unread"),
        ):
            terminal.send(key)
            terminal.wait_for(seen)
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    assert news.marked() == (hottest, hottest)
    for file in news.data.glob(f"{file_name()}*"):
        file.unlink()
    assert news.marked() == (hottest, hottest)


@pytest.mark.parametrize("key", ["m", "s", "A", "u"])
def test_a_mark_that_is_shown_survives_a_kill(news: News, key: str) -> None:
    """A mark is kept when the screen shows it, however the reader ends then."""
    every, hottest = {card["id"] for card in news.cards}, {news.cards[0]["id"]}
    keys, seen, marked = {
        "m": ("m", f" {len(news.cards) - 1} unread", (hottest, set())),
        "s": ("s", "▌.* ★ ", (set(), hottest)),
        "A": ("A", " 0 unread", (every, set())),
        "u": ("smu", "Undone: read", (set(), hottest)),
    }[key]
    with reader(*news.arguments, size=NARROW) as terminal:
        terminal.wait_for(partial(is_on, terminal, news.cards[0]))
        terminal.send(*keys)
        terminal.wait_for(seen)
        terminal.signal(signal.SIGKILL)
        assert terminal.wait_for_end() == 128 + signal.SIGKILL
    assert news.marked() == marked


def test_two_readers_at_once_lose_nothing(folder: Path, tmp_path: Path) -> None:
    """What either of two readers on the same folder and data marks is there afterwards."""
    arguments = (folder, "--data", tmp_path / "data")
    with reader(*arguments) as one, reader(*arguments) as other:
        one.wait_for("▌ +30 .*Alpha")
        other.wait_for("▌ +30 .*Alpha")
        one.send("m")
        one.wait_for(" 2 unread")
        other.send("j", "s")
        other.wait_for("▌ +20 .*★ Beta")
        one.send("q")
        other.send("q")
        assert (one.wait_for_end(), other.wait_for_end()) == (0, 0)
    cards = run("list", *arguments, "--json").json
    assert [(card["read"], card["starred"]) for card in cards] == [
        (True, False), (False, True), (False, False)
    ]  # fmt: skip


def test_without_a_terminal_there_is_one_line_and_status_2(folder: Path) -> None:
    """The line points to `cardreader list`."""
    answer = process(folder)
    assert answer.status == 2
    assert answer.out == ""
    assert re.fullmatch("cardreader: .*`cardreader list`.*\n", answer.err)


def test_with_stderr_elsewhere_there_is_one_line_and_status_2(folder: Path, tmp_path: Path) -> None:
    """The screen is drawn on stderr: where only that is no terminal, there is no reader either."""
    errors = tmp_path / "errors"
    command = f'exec "$0" -m cardreader "$1" 2> {shlex.quote(str(errors))}'
    argv = ["/bin/sh", "-c", command, sys.executable, str(folder)]
    with Terminal(argv, STACKED, environment()) as terminal:
        assert terminal.wait_for_end() == 2
        assert terminal.raw == b""
    assert re.fullmatch("cardreader: .*`cardreader list`.*\n", errors.read_text())


def test_bytes_that_are_no_text_or_no_key_do_no_harm(folder: Path) -> None:
    """What is pasted from elsewhere may be of another encoding; a key may have any number."""
    with reader(folder) as terminal:
        terminal.wait_for("Alpha")
        terminal.send("/")
        terminal.wait_for("esc leave")
        terminal.write(b"\xff\x9b\x1b[99999999999999999999u")
        terminal.write(b"\x1b[200~gam\xe9\x1b[201~")
        terminal.wait_for("/ ��gam�  ")
        terminal.send("esc")
        terminal.wait_for("q quit")
        terminal.send("q")
        assert terminal.wait_for_end() == 0


def test_the_smallest_terminal_works(folder: Path) -> None:
    """At 20x5 the reader starts, moves, goes into a card and quits."""
    with reader(folder, size=(20, 5)) as terminal:
        terminal.wait_for("^▌ Alpha")
        terminal.send("j")
        terminal.wait_for("^▌ Beta")
        terminal.send("enter")
        terminal.wait_for("^ Beta")
        terminal.send("esc")
        terminal.wait_for("^▌ Beta")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    assert b"Traceback" not in terminal.raw


def test_the_panes_follow_the_size_of_the_terminal(folder: Path) -> None:
    """A terminal that grows gets the card beside the list, one that shrinks the list alone."""
    with reader(folder, size=NARROW) as terminal:
        terminal.wait_for("^▌ +30 .*Alpha")
        terminal.resize(*WIDE)
        terminal.wait_for("^│▌ .*Alpha.*││ Alpha")
        terminal.resize(*NARROW)
        terminal.wait_for("^▌ +30 .*Alpha")


@pytest.mark.parametrize(
    ("seen", "how", "status"),
    [
        ("▌ .*Alpha", "q", 0),
        ("▌ .*Alpha", signal.SIGTERM, 143),
        ("▌ .*Alpha", signal.SIGHUP, 129),
        ("", signal.SIGTERM, 143),
    ],
    ids=["q", "SIGTERM", "SIGHUP", "SIGTERM-at-the-start"],
)
def test_the_terminal_is_given_back(
    folder: Path, seen: str, how: str | signal.Signals, status: int
) -> None:
    """However the reader ends, from the moment it has taken the terminal, that is as it was."""
    with reader(folder) as terminal:
        terminal.wait_for(lambda: terminal.modes.get(ALTERNATE_SCREEN), "alternate screen")
        terminal.wait_for(seen)
        if isinstance(how, str):
            terminal.send(how)
        else:
            terminal.signal(how)
        assert terminal.wait_for_end() == status
        assert_given_back(terminal)
    assert b"Traceback" not in terminal.raw


def test_ctrl_z_suspends_and_the_screen_comes_back(folder: Path) -> None:
    """The terminal is given back to the shell, and taken again when that brings the reader back."""
    with reader(folder) as terminal:
        terminal.wait_for("▌ .*Alpha")
        terminal.send("ctrl+z")
        terminal.wait_for_stop()
        terminal.wait_for(lambda: not terminal.modes[ALTERNATE_SCREEN], "main screen")
        assert_given_back(terminal)
        terminal.signal(signal.SIGCONT)
        terminal.wait_for(lambda: terminal.modes[ALTERNATE_SCREEN], "alternate screen")
        terminal.send("j")
        terminal.wait_for("▌ .*Beta")
        assert not terminal.is_cooked
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert_given_back(terminal)


def test_a_stop_that_nobody_announces_does_no_harm(folder: Path) -> None:
    """After SIGSTOP and SIGCONT, twice, keys do what they did; the end is as it would have been."""
    with reader(folder) as terminal:
        terminal.wait_for("▌ .*Alpha")
        for card in ("Beta", "Gamma"):
            terminal.signal(signal.SIGSTOP)
            terminal.wait_for_stop()
            begun = terminal.raw.count(b"\x1b[?1049h")
            terminal.signal(signal.SIGCONT)
            again = partial(lambda before: terminal.raw.count(b"\x1b[?1049h") > before, begun)
            terminal.wait_for(again, "alternate screen again")
            terminal.send("j")
            terminal.wait_for(f"▌ .*{card}")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
        assert_given_back(terminal)


def assert_given_back(terminal: Terminal) -> None:
    """Assert that a shell finds the terminal as it left it."""
    modes = terminal.modes
    assert not any(modes[mode] for mode in (ALTERNATE_SCREEN, PASTE, FOCUS, *MOUSE))
    assert modes[CURSOR]
    assert modes[LINE_WRAP]
    assert terminal.is_cooked


def test_nothing_of_a_card_commands_the_terminal(tmp_path: Path) -> None:
    """Planted sequences in texts and in names of files and folders are mere text on the screen."""
    planted = "\x1b]0;PLANTED\x07\x1b[31337m\x9b31337m\x90q\u202e\u2066\x7f"
    yaml = r'"One\e]0;PLANTED\a\e[31337m\x9b31337m\x90q\u202e\u2066 more"'
    entities = "".join(f"&#{ord(char)};" for char in planted)
    folder = tmp_path / f"news{planted.replace('/', '')}"
    write_card(
        folder / f"card{planted}.md",
        f"title: {yaml}\nheat: 9\nexcerpt: Two{entities} and {entities.replace('&', '&amp;')}\n"
        f"topics: [{yaml}]\nprovider: {{name: {yaml}, domain: example.org}}\nbio: {yaml}\n"
        f"related: [{{title: {yaml}, webUrl: 'https://example.org/{entities}'}}]",
        body=f"Three{planted} and more.\n",
    )
    with reader(folder, size=(100, 50)) as terminal:
        terminal.wait_for("▌ +9 .*One.* more")
        terminal.wait_for("Three.* and more")
        terminal.send("enter", "j")
        terminal.wait_for("▌ +1 One.* more")
        terminal.wait_for("^ enter follow")
        terminal.send("esc")
        terminal.wait_for("^ o open")
        terminal.send("s", "u")
        terminal.wait_for("Undone: starred: One.* more")
        terminal.send("t")
        terminal.wait_for("type to narrow")
        terminal.send("esc")
        terminal.wait_for(lambda: "type to narrow" not in terminal.text)
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    written = re.sub("\x1b]22;[a-z]+\x07", "", terminal.raw.decode())  # the pointer's shape
    written = written.replace("\x1b]11;?\x1b\\", "")  # the question for the background
    assert "PLANTED" in written
    assert not re.search(
        r"\x1b[]P^_X]|\x07|\x1b\[31337|[\x7f-\x9f\u202a-\u202e\u2066-\u2069]", written
    )


def test_the_sample_cards_are_opened_without_sources(tmp_path: Path) -> None:
    """They are said to be sample cards, and how to add a folder of one's own."""
    with reader("--data", tmp_path / "data", size=WIDE) as terminal:
        terminal.wait_for(r"sample cards · \d+ cards")
        terminal.wait_for(r"These are sample cards: \+ adds a folder of your own\.")


def test_news_show_beside_the_reader_and_it_comes_back(tmp_path: Path) -> None:
    """A card that is written beside it is announced and waits; the next visit begins there."""
    news, config = tmp_path / "news", tmp_path / "config.toml"
    for number in range(30):
        write_card(news / f"{number}.md", f"title: Card {number:02}\nheat: {100 - number}")
    config.write_text(f"sources = [{str(news)!r}]\n")
    arguments = ("--data", tmp_path / "data", "--config", config)
    with reader(*arguments, size=WIDE) as terminal:
        terminal.wait_for(r"30 cards · 30 unread")
        terminal.send(*"jjj")
        terminal.wait_for("▌.* Card 03")
        write_card(news / "hot.md", "title: Hottest\nheat: 999")
        terminal.wait_for("30 cards · 30 unread · 1 more: R")
        assert "Hottest" not in terminal.text
        terminal.send("R")
        terminal.wait_for("31 cards · 1 new · 31 unread")
        terminal.wait_for("▌.* Card 03")
        terminal.send("g")
        terminal.wait_for("▌.*•Hottest")
        terminal.send(*"jjjj")
        terminal.wait_for("▌.* Card 03")
        (news / "3.md").unlink()
        terminal.wait_for("▌.* Card 04")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    with reader(*arguments, size=WIDE) as terminal:
        terminal.wait_for(r"30 cards · 30 unread")
        terminal.wait_for("▌.* Card 04")
        terminal.wait_for("999 .* Hottest")


@pytest.mark.parametrize(
    ("changes", "never"),
    [
        ({"LC_ALL": "C"}, rb"\?{2}"),
        ({"NO_COLOR": "1"}, rb"[34]8;2;(\d+);(?!\1;\1[;m])"),
        ({"TERM": "xterm", "COLORTERM": ""}, rb"[34]8;[25];"),
    ],
    ids=["locale-C", "NO_COLOR", "16-colours"],
)
def test_plainer_terminals_work(folder: Path, changes: dict[str, str], never: bytes) -> None:
    """The reader is readable there, and writes nothing that they do not want or know."""
    with reader(folder, env=changes) as terminal:
        terminal.wait_for("▌ .*Alpha żółć")
        terminal.wait_for("^│ Alpha żółć")
        terminal.send("q")
        assert terminal.wait_for_end() == 0
    assert not re.search(never, terminal.raw)


def test_a_move_of_the_cursor_writes_little(news: News) -> None:
    """At 120x40 the next card costs at most 12 KB, both panes together, the next item in it 3 KB.

    The screen is never cleared for it.
    """
    with reader(*news.arguments, size=WIDE) as terminal:
        terminal.wait_for(partial(is_shown, terminal, news.cards[0]))
        for card in news.cards[1:4]:
            terminal.wait_for_quiet(0.2)
            before = len(terminal.raw)
            terminal.send("j")
            terminal.wait_for(partial(is_shown, terminal, card))
            terminal.wait_for_quiet(0.2)
            assert_little(terminal.raw[before:], 12_000)
        terminal.send("enter")
        terminal.wait_for("^ enter follow")
        terminal.wait_for_quiet(0.2)
        before = len(terminal.raw)
        terminal.send("j")
        terminal.wait_for("│▌ +1 ")
        terminal.wait_for_quiet(0.2)
        assert_little(terminal.raw[before:], 3_000)


def assert_little(written: bytearray, most: int) -> None:
    """Assert that so many bytes were written at most, and that the screen was not cleared."""
    assert 0 < len(written) <= most
    assert not re.search(rb"\x1b\[[0-3]?J", written)

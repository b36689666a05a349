"""Every place where a card's text can come to sight, walked with a card that is hostile in each.

Once as it is, and once with the doors open: what cleans texts where they enter does nothing then,
so that only the last step before the terminal is left.
"""

from __future__ import annotations

import json
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest

from cardreader.card import fields, front_matter, reading
from cardreader.clean import clean_line
from cardreader.config import Config
from cardreader.library import refreshing
from cardreader.opener import OpenError
from cardreader.ui import body_blocks
from cases import MARK, quoted
from conftest import Answer, run
from hostile_tools import unclean
from library_tools import index_path
from reader_tools import Browser
from reader_tools import reading as reader

if TYPE_CHECKING:
    from pathlib import Path

    from reader_tools import Driver

EVIL = f"\x1b]0;{MARK}\x07\x9b31m\x9dx\x9c\u202ex\u2066\x7f\U000e0041[@click=app.bell]m[/b]\u2028"
SHOWN = f"]0;{MARK}"
TOPIC = quoted(f"T{EVIL}")
FIELD = quoted(f"x{EVIL}")
URL = "https://e.example/one"
FRONT = f"""\
title: {quoted(f"Title {EVIL}")}
excerpt: {FIELD}
category: {FIELD}
type: {FIELD}
publishedDateTime: 2021-02-19T20:00:00Z
webUrl: {{url}}
originalUrl: {FIELD}
ampWebUrl: {FIELD}
provider: {{{{name: {FIELD}, domain: {FIELD}}}}}
topics: [{TOPIC}, {FIELD}]
tags: [{FIELD}]
bio: {FIELD}
length: {FIELD}
price: {FIELD}
levels: [{FIELD}]
ratings: {FIELD}
authors: [{{{{name: {FIELD}}}}}]
items: [{FIELD}]
website: {FIELD}
featuredContent: {quoted(f'<iframe src="https://e.example/{EVIL}">')}
actions: [{{{{title: {FIELD}, url: {quoted("https://e.example/" + EVIL)}, attribution: {FIELD}}}}}]
images: [{{{{url: {FIELD}, title: {FIELD}}}}}]
related:
  - {{{{title: {FIELD}, excerpt: {FIELD}, webUrl: https://e.example/r}}}}
  - {{{{title: {FIELD}, provider: {{{{name: {FIELD}}}}}}}}}
  - {{{{title: {FIELD}, webUrl: {FIELD}}}}}
  - {{{{webUrl: {FIELD}}}}}
heat: 5
quality: [{FIELD}]
"""
BODY = f"""
# A heading {EVIL}

Words {EVIL} [a link {EVIL}](https://e.example/{EVIL[4:9]}) &#27;]0;{MARK}&#7; `code {EVIL}`

```
{EVIL}
```

| {EVIL} | b |
|---|---|
| {EVIL} | c |

> {EVIL}

- {EVIL}
"""


@pytest.fixture(params=["doors shut", "doors open"])
def doors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have texts cleaned where they enter, or nowhere but at the end."""

    def as_it_is(text: str, *_: object, **__: object) -> str:
        return text

    if request.param == "doors open":
        for module, names in (
            (fields, ("clean_line",)),
            (reading, ("clean_line", "clean_block")),
            (body_blocks, ()),
            (front_matter, ()),
            (refreshing, ("clean_path",)),
        ):
            for name in names:
                monkeypatch.setattr(module, name, as_it_is)
        monkeypatch.setattr(fields, "is_clean", lambda *_, **__: True)
    return str(request.param)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write two hostile cards, one of them with a user's name in its URL; return their folder."""
    folder = tmp_path / f"news-\x1b]0;{MARK}\x07\udc9b\u202e"
    folder.mkdir()
    for name, url in (("one", URL), ("two", "https://bank.example@e.example/two")):
        text = f"---\n{FRONT.format(url=url)}---\n{BODY}"
        (folder / f"{name}-\x1b[2J{MARK}.md").write_text(text, "utf-8")
    (folder / f"bad-\x9b{MARK}.md").write_text('---\ntitle: "\\q\x07\n---\n', "utf-8")
    return folder


# Commands


def assert_clean(answer: Answer, *, shows: bool = True) -> None:
    """Nothing a terminal acts upon was printed; the card's text, made harmless, was."""
    for printed in (answer.out, answer.err):
        assert unclean(printed, but="\n\t") == []
    assert not shows or MARK in answer.out + answer.err


COMMANDS = [
    ("list",), ("list", "--json"), ("list", "--all", "--sort", "title"), ("topics",),
    ("topics", "--json"), ("check",), ("check", "--json"), ("list", "-q", f"topic:{EVIL}"),
    ("list", "-q", f"heat:{EVIL}"), ("mark", "starred", "-q", f'"{MARK}"'),
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: ascii(" ".join(words[:2])))
@pytest.mark.usefixtures("doors")
def test_commands_print_nothing_unclean(news: Path, words: tuple[str, ...]) -> None:
    """Each command that prints cards, in each form, leaves the terminal alone."""
    assert_clean(run(words[0], *words[1:], news), shows=words[0] != "mark" and "-q" not in words)


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
@pytest.mark.usefixtures("doors")
def test_show_prints_nothing_unclean(news: Path, form: tuple[str, ...]) -> None:
    """A card given by file, by URL or by id is printed whole, and clean."""
    listed = run("list", "--json", news)
    for card in (*map(str, news.iterdir()), URL, *(row["id"] for row in listed.json)):
        assert_clean(run("show", card, *form), shows=card.startswith("http"))


def test_json_loses_nothing_where_it_must_be_escaped(tmp_path: Path) -> None:
    """What is not clean in the index is printed as JSON's own escapes, and reads the same."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.md").write_text("---\ntitle: A title\n---\n")
    run("list", folder, "--data", tmp_path / "data")
    (index,) = (tmp_path / "data").glob("index-*.sqlite3")
    with sqlite3.connect(index) as connection:
        connection.execute("UPDATE card_text SET title = ?", (f"A {EVIL}",))
    connection.close()
    answer = run("list", folder, "--data", tmp_path / "data", "--json")
    assert unclean(answer.out, but="\n") == []
    assert answer.json[0]["title"] == f"A {EVIL}"


def test_commands_about_folders_print_nothing_unclean(news: Path) -> None:
    """The names of folders and of the program's own files are told, and clean."""
    news = news.rename(news.parent / f"text-\x1b]0;{MARK}\x07\u202e")  # TOML holds UTF-8 only
    for words in (("add", news), ("add", news), ("sources",), ("index",), ("paths",),
                  ("mark", "read", "-q", MARK), ("mark", "undo"), ("remove", news),
                  ("remove", news), ("list", news / "no"), ("show", news / "no"), ("sources",),
                  ("list", "--sort", EVIL), ("list", "--limit", EVIL), (EVIL,), (f"--{EVIL}",),
                  ("list", "--config", news / "no" / "c.toml", news)):  # fmt: skip
        assert_clean(run(*words), shows=words[0] in ("add", "remove"))


def test_mistakes_in_the_configuration_are_told_clean(news: Path, home: Path) -> None:
    """Keys, values and syntax of a hostile configuration do not reach the terminal."""
    config = home / "config" / "cardreader" / "config.toml"
    config.parent.mkdir(parents=True)
    evil = json.dumps(EVIL)
    for text in (
        f"theme = {evil}", f"{evil} = 1", f"sort = {evil}", f"[keys]\n{evil} = {evil}",
        f"sources = [{evil}]", f"browser = [{evil}]", f"x = {EVIL}", f"density = {evil}",
    ):  # fmt: skip
        config.write_text(text, "utf-8")
        assert_clean(run("list", news), shows=True)
        assert_clean(run("sources"), shows=False)


# The reader


def assert_screen_clean(driver: Driver, *, shows: bool = True) -> None:
    """All widgets as drawn hold nothing a terminal acts upon, and nothing a click would."""
    lines = driver.app.screen._compositor.render_strips()
    for line in lines:
        assert unclean(line.text) == [], line.text
        for _, style, _ in line:
            assert style is None or style.link is None
            assert "app.bell" not in repr(style.meta if style else "")
    text = "".join(line.text for line in lines)
    assert not shows or MARK in text, text


WIDE = (160, 50)


@pytest.mark.usefixtures("doors")
@pytest.mark.parametrize("size", [WIDE, (80, 24), (40, 12)], ids=["wide", "stacked", "narrow"])
async def test_list_and_card_show_nothing_unclean(news: Path, size: tuple[int, int]) -> None:
    """Rows, titles, the card from its top to its end, and every target under the cursor."""
    async with reader(news, size=size) as driver:
        assert_screen_clean(driver)
        await driver.press("enter")
        assert_screen_clean(driver)
        for key in ("j", "j", "j", "space", "G", "k", "z"):
            await driver.press(key)
            assert_screen_clean(driver, shows=False)
        await driver.press("escape", "U", "a", "j", "s")
        assert_screen_clean(driver)


@pytest.mark.usefixtures("doors")
async def test_compact_rows_show_nothing_unclean(news: Path) -> None:
    """Rows of a line each are no exception."""
    async with reader(news, size=WIDE, config=Config(density="compact")) as driver:
        assert_screen_clean(driver)


@pytest.mark.usefixtures("doors")
async def test_pickers_show_nothing_unclean(news: Path) -> None:
    """Topics, providers and sources, also when searched, and what the title tells of the choice."""
    async with reader(news, size=WIDE) as driver:
        await driver.press("t")
        assert_screen_clean(driver)
        await driver.press("tab", "down", "tab")
        assert_screen_clean(driver)
        await driver.type(MARK.lower())
        assert_screen_clean(driver)
        await driver.press("enter")
        assert_screen_clean(driver, shows=False)
        assert "topic:" in driver.title
        for key in ("S", "V", "question_mark", "ctrl+p"):
            await driver.press(key)
            assert_screen_clean(driver, shows=False)
            await driver.press("escape")


async def test_the_search_box_shows_nothing_unclean(news: Path) -> None:
    """What is pasted, recalled from a kept state, or told of as a mistake, is clean."""
    async with reader(news, size=WIDE) as driver:
        driver.library.keep_state("searches", [f"older {EVIL}", EVIL, 5, None, ["x"]])
        await driver.press("slash", "up", "up")
        assert_screen_clean(driver, shows=False)
        for _ in range(5):
            await driver.press("up")
            assert_screen_clean(driver, shows=False)
        await driver.press("ctrl+u")
        driver.app._clipboard = f"heat:{EVIL}"
        await driver.press("ctrl+v")
        assert_screen_clean(driver)
        await driver.press("enter")
        assert_screen_clean(driver)


@pytest.mark.usefixtures("doors")
async def test_sentences_show_nothing_unclean(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What opening, copying, marking, undoing and editing say is clean."""
    monkeypatch.setenv("EDITOR", f"editor-{EVIL}")
    browser = Browser(error=OpenError(f"It fails: {EVIL}"))
    async with reader(news, size=WIDE, browser=browser) as driver:
        for key in ("o", "1", "2", "3", "y", "m", "s", "u", "u", "A", "u", "e", "j", "o", "y"):
            await driver.press(key)
            is_asked = len(driver.app.screen_stack) > 1  # whether to open a URL with a user's name
            assert_screen_clean(driver, shows=not is_asked)
            if is_asked:
                await driver.press("n")


async def test_notices_show_nothing_unclean(news: Path) -> None:
    """What is said at the start, and of sources that cannot be read, is clean."""
    async with reader(
        news, size=WIDE, notices=[f"A notice {EVIL}"],
        config=Config(theme=EVIL, keys=((EVIL, EVIL), ("open", EVIL))),
    ) as driver:  # fmt: skip
        assert_screen_clean(driver)
        os.rename(news, f"{news}-away")  # noqa: PTH104 - its name is no UTF-8
        await driver.new_files()
        assert_screen_clean(driver)
        await driver.press("j", "k", "enter", "R")
        assert_screen_clean(driver)


async def test_an_empty_list_shows_nothing_unclean(tmp_path: Path) -> None:
    """Why there is no card is told with the folder's name, made harmless."""
    folder = tmp_path / f"none-\x1b]0;{MARK}\x07"
    folder.mkdir()
    async with reader(folder, size=WIDE) as driver:
        assert_screen_clean(driver)


async def test_a_file_that_goes_bad_is_told_clean(news: Path) -> None:
    """The notice in the card's place has the file's name, made harmless."""
    files = sorted(news.iterdir())  # noqa: ASYNC240 - nothing else goes on
    async with reader(news, size=WIDE) as driver:
        for file in files:
            file.write_bytes(b'---\ntitle: "\\q\x07\x9b\n---\n')
        await driver.press("j", "k", "j", "enter")
        assert_screen_clean(driver)


async def test_an_index_that_was_tampered_with_is_shown_clean(news: Path) -> None:
    """Texts that never came through the door are cleaned before they are drawn."""
    async with reader(news, size=WIDE) as driver:
        with sqlite3.connect(index_path(news.parent / "reader")) as connection:
            connection.execute(
                "UPDATE card_text SET title = ?1, topics = ?1, type = ?1, provider_name = ?1,"
                " provider_domain = ?1", (EVIL,)
            )  # fmt: skip
        connection.close()
        driver.reader.load_view()
        await driver.settle()
        assert_screen_clean(driver)


def test_the_payload_is_hostile() -> None:
    """The test of the tests: what is put in is found where it is not cleaned."""
    assert len(unclean(EVIL)) >= 8
    assert unclean(clean_line(EVIL)) == []
    assert SHOWN in clean_line(EVIL)

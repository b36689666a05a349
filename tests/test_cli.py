"""The command line: what each command prints, its status, and its sentence when it cannot."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cardreader import __version__
from cardreader.clean import is_clean
from cardreader.cli import commands
from cardreader.cli.arguments import COMMANDS
from conftest import Answer, process, run, write_card

if TYPE_CHECKING:
    from collections.abc import Callable

ROBOTS = """\
title: Robots fold laundry
excerpt: They have opinions about socks.
publishedDateTime: 2021-02-19T23:12:00Z
webUrl: https://example.com/robots?id=1
quality: 50
heat: 97
provider: {name: Example Times, domain: example.com}
topics: [Daily, AI, Home]
related:
  - title: A view from the drawer
    publishedDateTime: 2021-02-20T08:00:00Z
    webUrl: https://example.org/drawer
  - title: Another"""
TIDE = """\
title: The tide turns
publishedDateTime: 2021-02-18T06:00:00+02:00
webUrl: https://example.org/tide
heat: 276
provider: {name: Harbour Post, domain: news.example.org}
topics: [Daily, AI]"""
CARDS = {
    "_news/robots.md": ROBOTS,
    "_news/tide.md": TIDE,
    "_people/ada.md": "name: Ada\nheat: 97\ntopics: [Daily, Home]",
    "_news/draft.md": "title: A draft\npublished: false\nheat: 300\ntopics: [Daily]",
    "_news/removed.md": "title: Gone\nremoved: true\ntopics: [Daily]",
    "_news/retired.md": "title: Led by another\nheat: -1\ntopics: [Daily]",
}


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write a small site; return its folder."""
    folder = tmp_path / "news"
    for name, front in CARDS.items():
        write_card(folder / name, front)
    (folder / "README.md").write_text("# News\n")
    (folder / "_config.yml").write_text("url: https://example.com\ntopic: Daily\n")
    return folder


def titles(answer: Answer) -> list[str]:
    """Return the titles that `list` printed."""
    assert answer.status == 0
    return [line.split("\t")[4] for line in answer.out.splitlines()]


def assert_refused(answer: Answer, status: int, *parts: str) -> None:
    """Nothing but one plain sentence on stderr, with these parts."""
    assert (answer.status, answer.out) == (status, "")
    assert answer.err.startswith("cardreader")
    assert answer.err.endswith(".\n")
    assert answer.err.count("\n") == 1
    assert is_clean(answer.err.rstrip("\n"))
    for part in parts:
        assert part in answer.err


# list


def test_list_prints_a_card_a_line(news: Path) -> None:
    """Id, heat, date, provider's domain and title, by tabs, hottest first."""
    answer = process("list", news, TZ="UTC")
    assert (answer.status, answer.err) == (0, "")
    assert [line.split("\t")[1:] for line in answer.out.splitlines()] == [
        ["276", "2021-02-18 04:00", "news.example.org", "The tide turns"],
        ["97", "2021-02-19 23:12", "example.com", "Robots fold laundry"],
        ["97", "", "", "Ada"],
    ]


def test_dates_are_printed_in_local_time(news: Path) -> None:
    """The time zone is that of the environment."""
    answer = process("list", news, "--limit=1", TZ="XXX-05:30")
    assert answer.out.split("\t")[2] == "2021-02-18 09:30"


def test_ids_stay(news: Path) -> None:
    """They are the same in every index, and made of twelve letters and digits."""
    ids = [line.split("\t")[0] for line in run("list", news).out.splitlines()]
    again = [
        line.split("\t")[0] for line in run("list", news, "--data", news.parent).out.splitlines()
    ]
    assert ids == again
    assert all(len(each) == 12 and each.isalnum() for each in ids)


def test_all_lists_the_rest_too(news: Path) -> None:
    """Retired, removed and unpublished cards."""
    assert set(titles(run("list", news, "--all"))) - set(titles(run("list", news))) == {
        "A draft", "Gone", "Led by another",
    }  # fmt: skip


@pytest.mark.parametrize(("limit", "number"), [("0", 0), ("2", 2), ("99", 3)])
def test_limit(news: Path, limit: str, number: int) -> None:
    """At most so many cards are printed."""
    assert len(titles(run("list", news, "--limit", limit))) == number
    assert len(run("list", news, "--limit", limit, "--json").json) == number


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "NEWS", "-q", "-laundry", "--sort", "title"),
        ("list", "-q", "-laundry", "--sort=title", "NEWS"),
        ("list", "--sort", "title", "NEWS", "--query", "-laundry"),
        ("--query=-laundry", "list", "NEWS", "--sort", "title:asc"),
        ("-q", "-laundry", "list", "--sort", "title", "NEWS"),
        ("list", "-q-laundry", "--sort", "title", "--", "NEWS"),
    ],
)
def test_options_and_paths_may_be_mixed(news: Path, arguments: tuple[str, ...]) -> None:
    """In any order; a query may begin with a dash."""
    given = [str(news) if each == "NEWS" else each for each in arguments]
    assert titles(run(*given)) == ["Ada", "The tide turns"]


def test_several_folders_are_one_library(news: Path, tmp_path: Path) -> None:
    """Their cards are sorted together."""
    write_card(tmp_path / "more" / "a.md", "title: Between\nheat: 150")
    assert titles(run("list", news, tmp_path / "more"))[:3] == [
        "The tide turns", "Between", "Robots fold laundry",
    ]  # fmt: skip


def test_a_folder_named_twice_is_one(news: Path) -> None:
    """By whatever name."""
    assert len(titles(run("list", news, f"{news}/", news / "_news" / ".."))) == 3


@pytest.mark.parametrize("given", ["./list", "list/", "NEWS/list"])
def test_a_folder_may_be_named_like_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    """`./list` is a folder, also without a command, and a second `list` is one, too."""
    write_card(tmp_path / "list" / "a.md", "title: A")
    monkeypatch.chdir(tmp_path)
    assert titles(run("list", given.replace("NEWS", str(tmp_path)))) == ["A"]
    assert titles(run("list", "list")) == ["A"]
    assert_refused(process(given.replace("NEWS", str(tmp_path))), 2, "terminal")


def test_json_has_the_cards_own_keys(news: Path) -> None:
    """All keys are there, null where the card has none."""
    rows = {row["title"]: row for row in run("list", news, "--json").json}
    robots, ada = rows["Robots fold laundry"], rows["Ada"]
    assert robots == {
        "id": robots["id"],
        "path": str(news / "_news" / "robots.md"),
        "source": str(news),
        "title": "Robots fold laundry",
        "excerpt": "They have opinions about socks.",
        "publishedDateTime": "2021-02-19T23:12:00Z",
        "webUrl": "https://example.com/robots?id=1",
        "provider": {"name": "Example Times", "domain": "example.com"},
        "topics": ["Daily", "AI", "Home"],
        "type": "article",
        "category": "news",
        "quality": 50,
        "heat": 97,
        "hot": robots["hot"],
        "published": True,
        "relatedCount": 2,
        "read": False,
        "starred": False,
    }
    missing = {key for key, value in ada.items() if value is None}
    assert missing == {"excerpt", "publishedDateTime", "webUrl", "provider", "quality", "hot"}
    assert (ada["category"], ada["type"]) == ("people", "profile")
    assert rows["The tide turns"]["publishedDateTime"] == "2021-02-18T04:00:00Z"


def test_json_of_nothing_is_an_empty_array(news: Path) -> None:
    """Whatever reads it needs no special case."""
    assert run("list", news, "--json", "-q", "nothing like that").json == []


def test_the_configured_order_is_used(news: Path, home: Path) -> None:
    """`--sort` comes before it."""
    configure(home, 'sort = "title"')
    assert titles(run("list", news)) == ["Ada", "Robots fold laundry", "The tide turns"]
    assert titles(run("list", news, "--sort", "title:desc"))[0] == "The tide turns"


@pytest.mark.parametrize("query", ["nothing", "topic:nothing", "provider:nothing", "is:starred"])
def test_no_match_is_said(news: Path, query: str) -> None:
    """With what to do next; it is no error."""
    answer = run("list", news, "-q", query)
    assert (answer.status, answer.out) == (0, "")
    assert answer.err == (
        "cardreader: no card matches the query. `cardreader topics` tells what there is.\n"
    )


def test_nothing_listed_by_default_is_said(tmp_path: Path) -> None:
    """With what to do next."""
    write_card(tmp_path / "a.md", "title: a\nheat: -1")
    assert_refused(run("list", tmp_path), 0, "--all")


@pytest.mark.parametrize("names", [[], ["README.md"], ["a.txt"], ["_data/a.md"], ["notes.pdf"]])
@pytest.mark.parametrize("command", ["list", "topics"])
def test_a_folder_without_cards_is_said(tmp_path: Path, command: str, names: list[str]) -> None:
    """With what a card is; also if the folder is empty."""
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("# Words\n")
    assert_refused(run(command, folder), 0, "there are no cards in notes", "title")


def test_a_folder_of_broken_cards_is_said(tmp_path: Path) -> None:
    """With the command that tells what is wrong with them."""
    (tmp_path / "a.md").write_text("---\ntitle: a\n")
    assert_refused(run("list", tmp_path), 0, "can be read", "cardreader check")


@pytest.mark.parametrize("command", ["list", "topics", "check", "add"])
def test_a_missing_folder_is_refused(tmp_path: Path, command: str) -> None:
    """With its name and what to do."""
    missing = tmp_path / "nowhere"
    assert_refused(run(command, missing), 2, str(missing), "is not there", "give the path")


@pytest.mark.parametrize("command", ["list", "topics", "check", "add"])
def test_a_file_is_no_folder(news: Path, command: str) -> None:
    """With its name, and how to see one card."""
    file = news / "_news" / "robots.md"
    assert_refused(run(command, file), 2, f"{file} is a file", "cardreader show")


def test_a_folder_without_permission_is_refused(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its name (permission is simulated: root never lacks it)."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert_refused(run("list", news), 2, f"{news} cannot be read")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["--sort", "size"], ["'size' is no order", "heat, hot, date"]),
        (["--sort", "heat:up"], ["'heat:up' is no order", ":asc or :desc"]),
        (["--limit", "many"], ["'many' is not a number"]),
        (["--limit", "-1"], ["--limit"]),
        (["--limit", "1.5"], ["'1.5' is not a number"]),
        (["--colour"], ["--colour", "--help"]),
        (["-q"], ["-q"]),
        (["-q", "is:lost"], ["is:lost", "unread"]),
        (["-q", "topic:"], ["topic:", "like topic:ai"]),
        (["--\x1b]0;title\x07"], ["--help"]),
    ],
)
def test_mistakes_are_refused(news: Path, arguments: list[str], parts: list[str]) -> None:
    """With what is wrong and what there is instead."""
    assert_refused(run("list", news, *arguments), 2, *parts)


def test_broken_files_do_not_matter_to_the_others(news: Path) -> None:
    """They are left out of the list; one with a bad field is in it."""
    (news / "broken.md").write_text("---\ntitle: broken\n")
    write_card(news / "yaml.md", "title: [")
    write_card(news / "large.md", "title: large", "x" * 2**20)
    write_card(news / "bad.md", "title: Bad heat\nheat: hot")
    answer = run("list", news)
    assert (answer.status, answer.err) == (0, "")
    assert titles(answer) == ["The tide turns", "Robots fold laundry", "Ada", "Bad heat"]


def test_nothing_unclean_is_printed(tmp_path: Path) -> None:
    """Neither from a card's text nor from the names of its file and folder."""
    name = os.fsdecode(b"a\x1b[31m\xff.md")
    text = '"a\\e]0;b\\a\\u202e&#27;[2J"'
    front = (
        f"title: {text}\nexcerpt: {text}\nwebUrl: {text}\nheat: {text}\ntopics: [{text}]\n"
        f"provider: {{name: {text}, domain: {text}}}\ntags: [{text}]\n"
        f"related: [{{title: {text}, webUrl: {text}}}]\nactions: [{{url: {text}}}]"
    )
    path = write_card(tmp_path / "n\x1b[31m" / name, front, "body\x1b]0;a\x07\u202e\n")
    folder = path.parent
    for arguments in (
        ("list", folder), ("list", folder, "--json"), ("show", path), ("show", path, "--json"),
        ("topics", folder), ("topics", folder, "--json"), ("check", folder),
        ("check", folder, "--json"), ("add", folder), ("sources",), ("list", "-q", "nothing"),
        ("list", path), ("show", folder / "missing.md"), ("remove", folder), ("index",),
    ):  # fmt: skip
        answer = run(*arguments)
        assert is_clean(answer.out.replace("\t", " "), block=True), arguments
        assert is_clean(answer.err, block=True), arguments
        assert answer.out or answer.err


# Sources


def configure(home: Path, text: str) -> Path:
    """Write a configuration file where it is looked for."""
    path = home / "config" / "cardreader" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("command", ["list", "topics", "index", "check"])
def test_without_sources_the_samples_are_read(command: str) -> None:
    """And it is said, with how to add one's own."""
    answer = run(command)
    assert answer.status == 0
    assert "sample cards" in answer.err
    assert "cardreader add FOLDER" in answer.err
    assert answer.err.count("\n") == 1


def test_named_folders_come_before_sources(news: Path, tmp_path: Path, home: Path) -> None:
    """The configured ones are left alone then."""
    configure(home, f"sources = ['{tmp_path / 'nowhere'}']")
    assert len(titles(run("list", news))) == 3


def test_add_and_remove_change_the_sources(news: Path, tmp_path: Path) -> None:
    """What was added is read without naming it, until it is removed."""
    other = tmp_path / "other"
    write_card(other / "a.md", "title: Other\nheat: 999")
    assert run("add", news).status == 0
    assert run("add", other).status == 0
    assert run("sources").out == f"{news}\n{other}\n"
    assert titles(run("list"))[:2] == ["Other", "The tide turns"]
    assert run("remove", other).status == 0
    assert run("sources").out == f"{news}\n"
    assert titles(run("list"))[0] == "The tide turns"


def test_comments_are_kept(news: Path, tmp_path: Path, home: Path) -> None:
    """Adding and removing change nothing else of the file."""
    text = (
        f"# My news\nsort = 'date'  # newest\n\nsources = [\n    '{news}',  # the town\n"
        '    "~/later",\n]\n\n[keys]\nopen = "x"\n'
    )
    config = configure(home, text)
    (tmp_path / "more").mkdir()
    run("add", tmp_path / "more")
    added = config.read_text()
    assert str(tmp_path / "more") in added
    for line in text.splitlines():
        assert line in added
    run("remove", tmp_path / "more")
    assert config.read_text() == text


def test_relative_sources_are_kept_whole(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are found from any folder, and may be given by another name."""
    monkeypatch.chdir(news)
    assert run("add", ".").status == 0
    monkeypatch.chdir("/")
    assert run("sources").out == f"{news}\n"
    assert run("remove", f"{news}/../news/").status == 0


def test_a_source_is_added_once(news: Path, tmp_path: Path) -> None:
    """By whatever name."""
    (tmp_path / "link").symlink_to(news)
    run("add", news)
    assert_refused(run("add", tmp_path / "link"), 1, "is a source already")
    assert run("sources").out == f"{news}\n"


def test_only_a_source_is_removed(news: Path) -> None:
    """Else it is said what there is."""
    assert_refused(run("remove", news), 1, f"{news} is no source", "cardreader sources")


def test_a_source_that_is_gone_can_be_removed(news: Path) -> None:
    """It is shown as missing until then."""
    run("add", news)
    shutil.rmtree(news)
    assert run("sources").out == f"{news}\t(not there now)\n"
    assert run("remove", news).status == 0
    assert_refused(run("sources"), 0, "there are no sources yet", "cardreader add")


def test_a_source_that_nobody_can_look_for_is_missing(home: Path) -> None:
    """A name that no file can have, or a folder that may not be entered, is no error of ours."""
    config = home / "config" / "cardreader" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'sources = ["/{"n" * 300}"]\n')
    answer = run("sources")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.endswith("\t(not there now)\n")


def test_a_source_that_is_gone_keeps_its_cards(news: Path, tmp_path: Path) -> None:
    """It is said, with status 1; the cards are listed as last seen, and the other sources too."""
    other = tmp_path / "other"
    write_card(other / "a.md", "title: Other\nheat: 999")
    for folder in (news, other):
        run("add", folder)
    run("list")
    news.rename(tmp_path / "moved")
    answer = run("list")
    assert answer.status == 1
    assert answer.err == (
        f"cardreader: {news} cannot be read: no such file or directory. Its cards are kept.\n"
    )
    assert len(answer.out.splitlines()) == 4


def test_a_source_that_never_was_there_is_said_once(tmp_path: Path, home: Path) -> None:
    """Without talk of cards that might be in it."""
    configure(home, f"sources = ['{tmp_path / 'nowhere'}']")
    for command in ("list", "topics"):
        assert_refused(run(command), 1, str(tmp_path / "nowhere"), "no such file or directory")


# Configuration


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("sort = ", "is not valid TOML"),
        ("sort = 'size'", "config.toml:1: sort wants one of heat,"),
        ("sort = 7", "sort"),
        ("colour = 'red'", "colour is no setting"),
        ("sources = 'news'", "sources wants a list"),
        ("half_life_hours = 'long'", "half_life_hours wants a number"),
    ],
)
def test_a_mistake_in_the_configuration_costs_one_setting(
    news: Path, home: Path, text: str, part: str
) -> None:
    """It is said with file and key; the cards are listed all the same."""
    config = configure(home, text)
    answer = run("list", news)
    assert (answer.status, len(answer.out.splitlines())) == (0, 3)
    assert answer.err.count("\n") == 1
    assert str(config) in answer.err
    assert part in answer.err


@pytest.mark.parametrize("command", ["add", "remove"])
def test_a_broken_configuration_is_not_written(news: Path, home: Path, command: str) -> None:
    """Whoever wrote it is asked to mend it."""
    config = configure(home, "sources = [")
    answer = run(command, news)
    assert (answer.status, answer.out) == (1, "")
    assert "not valid TOML" in answer.err
    assert "Traceback" not in answer.err
    assert config.read_text() == "sources = ["


def test_a_configuration_file_may_be_named(news: Path, tmp_path: Path) -> None:
    """`--config FILE`, before or after the command, there or not."""
    config = tmp_path / "own.toml"
    run("--config", config, "add", news)
    assert str(news) in config.read_text()
    assert run("sources", f"--config={config}").out == f"{news}\n"
    assert "no sources" in run("sources").err


def test_paths_are_those_of_the_platform(home: Path) -> None:
    """Configuration, index and marks are where the XDG variables say."""
    lines = dict(line.split("\t") for line in run("paths").out.splitlines())
    assert lines["config"] == str(home / "config" / "cardreader" / "config.toml")
    assert lines["index"].startswith(str(home / "cache" / "cardreader" / "index-"))
    assert lines["marks"] == str(home / "data" / "cardreader" / "marks.sqlite3")


def test_data_may_be_kept_elsewhere(news: Path, tmp_path: Path, home: Path) -> None:
    """`--data DIR` takes index and marks, and nothing is written anywhere else."""
    data = tmp_path / "data"
    lines = dict(line.split("\t") for line in run("paths", "--data", data).out.splitlines())
    run("list", news, "--data", data)
    assert Path(lines["index"]).parent == Path(lines["marks"]).parent == data
    assert Path(lines["index"]).is_file()
    assert list(home.iterdir()) == []


def test_paths_writes_nothing(home: Path) -> None:
    """Asking is not using."""
    run("paths")
    assert list(home.iterdir()) == []


def test_data_that_cannot_be_kept_is_said(news: Path, tmp_path: Path) -> None:
    """With the path: here a file is where the folder should be."""
    (tmp_path / "file").write_text("")
    run("add", news)
    refused = run("mark", "undo", "--data", tmp_path / "file")
    assert_refused(refused, 1, str(tmp_path / "file"))


@pytest.mark.parametrize("name", ["file", "n" * 300])
def test_reading_goes_on_where_nothing_can_be_kept(news: Path, tmp_path: Path, name: str) -> None:
    """All cards are listed, it is told why they were read anew, and the status is not fine.

    A file is where the folder should be; a name is too long for any file.
    """
    (tmp_path / "file").write_text("")
    answer = run("list", news, "--data", tmp_path / name)
    assert (answer.status, answer.out.count("\n")) == (1, 3)
    assert "index is kept in memory" in answer.err
    assert "nothing can be marked" in answer.err


def test_marks_of_a_newer_version_are_refused(news: Path, tmp_path: Path) -> None:
    """Unchanged, with what to do; the cards are listed all the same."""
    run("list", news, "--data", tmp_path)
    with sqlite3.connect(tmp_path / "marks.sqlite3") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = (tmp_path / "marks.sqlite3").read_bytes()
    answer = run("list", news, "--data", tmp_path)
    assert (answer.status, answer.out.count("\n")) == (1, 3)
    assert "newer cardreader" in answer.err
    assert (tmp_path / "marks.sqlite3").read_bytes() == before
    assert_refused(run("mark", "undo", "--data", tmp_path), 1, "newer cardreader")


def test_a_damaged_index_is_made_anew(news: Path, tmp_path: Path) -> None:
    """The reader need not know."""
    index = dict(line.split("\t") for line in run("paths", "--data", tmp_path).out.splitlines())[
        "index"
    ]
    Path(index).write_bytes(b"no database at all" * 100)
    assert len(titles(run("list", news, "--data", tmp_path))) == 3


# show


def test_show_prints_a_card_whole(news: Path) -> None:
    """All that the detail pane shows, as plain text."""
    write_card(news / "_news" / "robots.md", f"{ROBOTS}\nlength: PT3M", "The *body*.\n")
    answer = process("show", news / "_news" / "robots.md", TZ="UTC")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.rstrip() == (
        "Robots fold laundry\n\n"
        "Example Times · 2021-02-19 23:12\nDaily · AI · Home\nheat 97 · quality 50\n"
        "https://example.com/robots?id=1\nLength: 3 min\n\n"
        "They have opinions about socks.\n\n"
        "The *body*.\n\n"
        "Related\n"
        "   1 A view from the drawer\n     2021-02-20 08:00 · https://example.org/drawer\n"
        "   2 Another"
    )


@pytest.mark.parametrize(
    "way",
    [
        lambda row: row["path"],
        lambda row: row["id"],
        lambda row: row["id"].upper(),
        lambda row: row["webUrl"],
        lambda _: "http://EXAMPLE.com:443/robots?utm_source=x&id=1#top",
    ],
)
def test_show_takes_a_file_an_id_or_a_url(news: Path, way: Callable[[dict[str, str]], str]) -> None:
    """A URL is the article's, however it is written."""
    (row,) = run("list", news, "-q", "laundry", "--json").json
    shown = run("show", way(row), "--json").json
    assert (shown["title"], shown["id"]) == ("Robots fold laundry", row["id"])


def test_show_json_has_all_of_a_card(news: Path) -> None:
    """The keys of `list` with the same values, and the rarer ones."""
    (row,) = run("list", news, "-q", "laundry", "--json").json
    shown = run("show", row["path"], "--json").json
    assert {key: shown[key] for key in row if key != "hot"} == {
        key: value for key, value in row.items() if key != "hot"
    }
    assert shown.keys() - row.keys() == {
        "updatedDateTime", "originalUrl", "ampWebUrl", "cdnAmpWebUrl", "tags", "removed",
        "related", "items", "links", "facts", "images", "body",
    }  # fmt: skip
    assert [item["title"] for item in shown["related"]] == ["A view from the drawer", "Another"]
    assert shown["related"][1]["webUrl"] is None


def test_show_reads_a_file_that_was_never_listed(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder tells what it is, as when it is listed; its name may be relative."""
    monkeypatch.chdir(news / "_people")
    assert run("show", "ada.md", "--json").json["category"] == "people"


def test_show_reads_the_file_as_it_is_now(news: Path) -> None:
    """Not as the index remembers it."""
    (row,) = run("list", news, "-q", "laundry", "--json").json
    write_card(Path(row["path"]), "title: Changed")
    assert run("show", row["id"], "--json").json["title"] == "Changed"


@pytest.mark.parametrize("card", ["nowhere.md", "https://example.com/unknown", "0123456789ab", "x"])
def test_an_unknown_card_is_refused(news: Path, card: str) -> None:
    """With the three ways to name one."""
    run("list", news)
    assert_refused(run("show", card), 1, card, "a file", "URL", "id")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("---\ntitle: a\n", "not closed"),
        ("---\ntitle: a\nb: *c\n---\n", "aliases (*name) are not allowed in a card (line 3)"),
        ("# README\n", "is no card"),
        ("---\nlayout: x\n---\n", "a title"),
    ],
)
def test_what_is_no_card_is_not_shown(tmp_path: Path, text: str, part: str) -> None:
    """The file is named, and why it is none."""
    path = tmp_path / "a.md"
    path.write_text(text)
    assert_refused(run("show", path), 1, str(path), part)


def test_a_card_that_is_gone_is_said(news: Path) -> None:
    """With the file that it was in."""
    (row,) = run("list", news, "-q", "laundry", "--json").json
    Path(row["path"]).unlink()
    assert_refused(run("show", row["id"]), 1, row["path"], "no such file or directory")


# mark


def marks(news: Path) -> dict[str, tuple[bool, bool]]:
    """Return whether each listed card is read and starred."""
    return {row["title"]: (row["read"], row["starred"]) for row in run("list", news, "--json").json}


def test_marks_are_set_and_taken_back(news: Path) -> None:
    """Four markings, and undo for each, the last first."""
    query = ["-q", "laundry"]
    seen = [marks(news)["Robots fold laundry"]]
    for marking in ("read", "starred", "unread", "unstarred"):
        answer = run("mark", marking, news, *query)
        assert answer.out == f"Marked 1 card {marking}. `cardreader mark undo` takes it back.\n"
        seen.append(marks(news)["Robots fold laundry"])
    assert seen == [(False, False), (True, False), (True, True), (False, True), (False, False)]
    for before in seen[-2::-1]:
        assert run("mark", "undo").status == 0
        assert marks(news)["Robots fold laundry"] == before
    assert_refused(run("mark", "undo"), 1, "no marking to undo")


def test_marks_hold_across_processes(news: Path) -> None:
    """Each of these is a process of its own."""
    assert process("mark", "read", "-q", "topic:home", news).status == 0
    answer = process("list", news, "-q", "is:read", "--sort", "title")
    assert titles(answer) == ["Ada", "Robots fold laundry"]
    undone = process("mark", "undo")
    assert undone.out == "Undone for 2 cards: marked read: topic:home\n"
    assert titles(process("list", news, "-q", "is:read")) == []


def test_marks_outlive_the_index(news: Path, home: Path) -> None:
    """It is only a cache."""
    run("mark", "starred", news, "-q", "laundry")
    shutil.rmtree(home / "cache")
    assert titles(run("list", news, "-q", "is:starred")) == ["Robots fold laundry"]


def test_marks_outlive_a_move(news: Path) -> None:
    """They hang on the article."""
    run("mark", "read", news, "-q", "laundry")
    (news / "_news" / "robots.md").rename(news / "_people" / "other.md")
    assert titles(run("list", news, "-q", "is:read")) == ["Robots fold laundry"]


def test_marking_what_is_marked_changes_nothing(news: Path) -> None:
    """It is said how many were so already, and there is nothing more to undo."""
    run("mark", "read", news, "-q", "laundry")
    assert run("mark", "read", news, "-q", "topic:home").out == (
        "Marked 1 card read (1 already were). `cardreader mark undo` takes it back.\n"
    )
    assert run("mark", "read", news, "-q", "topic:home").out == (
        "Marked 0 cards read (2 already were).\n"
    )
    run("mark", "undo")
    assert titles(run("list", news, "-q", "is:read")) == ["Robots fold laundry"]


def test_marking_nothing_is_said(news: Path) -> None:
    """With status 1."""
    assert_refused(run("mark", "read", news, "-q", "nothing"), 1, "no card matches")


def test_mark_uses_the_sources(news: Path) -> None:
    """Where no folder is named."""
    run("add", news)
    assert run("mark", "read", "-q", "laundry").status == 0


def test_mark_never_marks_the_samples() -> None:
    """Without sources it refuses."""
    assert_refused(run("mark", "read", "-q", "a"), 2, "no sources", "cardreader add")


@pytest.mark.parametrize(
    "arguments",
    [["mark"], ["mark", "read"], ["mark", "read", "NEWS"], ["mark", "seen", "-q", "a"],
     ["mark", "read", "NEWS", "-q", ""], ["mark", "read", "NEWS", "-q", " "],
     ["mark", "read", "NEWS", "-q", "is:lost"]],
)  # fmt: skip
def test_a_marking_needs_a_word_and_a_query(news: Path, arguments: list[str]) -> None:
    """An empty query is none: it would mark everything by mistake."""
    given = [str(news) if each == "NEWS" else each for each in arguments]
    assert_refused(run(*given), 2)
    assert not any(read for read, _ in marks(news).values())


# topics


def test_topics_are_counted(news: Path) -> None:
    """Cards and unread ones of each topic, most first; the site's root topic is left out."""
    run("mark", "read", news, "-q", "tide")
    answer = run("topics", news)
    assert (answer.status, answer.out, answer.err) == (0, "2\t1\tAI\n2\t2\tHome\n", "")
    assert run("topics", news, "--json").json == [
        {"topic": "AI", "cards": 2, "unread": 1},
        {"topic": "Home", "cards": 2, "unread": 2},
    ]


def test_topics_of_a_query(news: Path) -> None:
    """Only its cards are counted."""
    assert run("topics", news, "-q", "ada").out == "1\t1\tHome\n"


# check


def test_check_finds_nothing(news: Path) -> None:
    """Then it prints nothing."""
    answer = run("check", news)
    assert (answer.status, answer.out, answer.err) == (0, "", "")
    assert run("check", news, "--json").json == []


def test_check_tells_file_line_and_reason(news: Path) -> None:
    """A problem a line, with status 1; warnings are called so."""
    (news / "broken.md").write_text("---\ntitle: broken\n")
    write_card(news / "bad.md", "title: bad\nheat: hot\nquality: good")
    answer = run("check", news)
    assert (answer.status, answer.err) == (1, "")
    assert answer.out == (
        f"{news}/bad.md:3: warning: heat wants a whole number\n"
        f"{news}/bad.md:4: warning: quality wants a whole number\n"
        f"{news}/broken.md:1: the front matter is not closed: a line of --- is missing\n"
    )
    assert run("check", news, "--json").json[2] == {
        "path": f"{news}/broken.md",
        "line": 1,
        "reason": "the front matter is not closed: a line of --- is missing",
        "warning": False,
    }


def test_warnings_alone_are_fine(news: Path) -> None:
    """Status 0."""
    write_card(news / "bad.md", "title: bad\nheat: hot")
    answer = run("check", news)
    assert answer.status == 0
    assert "warning" in answer.out


def test_check_reads_related_items(news: Path) -> None:
    """The list only counts them; here their damage shows."""
    write_card(news / "bad.md", "title: bad\nrelated:\n  - title: a\n    quality: b")
    assert run("check", news).out == (
        f"{news}/bad.md:3: warning: related.quality wants a whole number\n"
    )


def test_check_tells_of_large_files(news: Path, home: Path) -> None:
    """Unless the configuration allows them."""
    write_card(news / "large.md", "title: large", "x" * 2**20)
    assert run("check", news).out == f"{news}/large.md:1: it is larger than 1 MiB\n"
    configure(home, "max_file_mib = 2")
    assert run("check", news).out == ""


def test_check_goes_on_after_a_missing_source(news: Path, tmp_path: Path, home: Path) -> None:
    """It is a problem, and the others are checked."""
    missing = tmp_path / "nowhere"
    (news / "broken.md").write_text("---\ntitle: broken\n")
    configure(home, f"sources = ['{missing}', '{news}']")
    answer = run("check")
    assert (answer.status, answer.err) == (1, "")
    first, second = answer.out.splitlines()
    assert first == f"{missing}:1: no such file or directory"
    assert second.startswith(f"{news}/broken.md:1: ")


# index


def test_index_tells_what_changed(news: Path) -> None:
    """What came, changed and went since it was last brought up to date."""
    run("add", news)
    assert run("index").out.startswith("The index holds 6 cards: 6 came, 0 changed, 0 went (")
    write_card(news / "_news" / "tide.md", "title: Low tide")
    (news / "_news" / "robots.md").unlink()
    assert run("index").out.startswith("The index holds 5 cards: 0 came, 1 changed, 1 went (")
    assert run("index").out.startswith("The index holds 5 cards: 0 came, 0 changed, 0 went (")


class Terminal(io.StringIO):
    """Keeps what is written, and says that it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is."""
        return True


def test_a_terminal_sees_the_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar on stderr, which is gone at the end; elsewhere there is none."""
    for number in range(120):
        write_card(tmp_path / f"{number}.md")
    run("add", tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(io, "StringIO", Terminal)
        drawn = run("index").err
    assert "reading cards" in drawn
    assert drawn.endswith(" 120/120\r\x1b[K")
    assert run("index", "--rebuild").err == ""


def test_rebuild_reads_every_file_again(news: Path) -> None:
    """Marks are no part of the index."""
    run("add", news)
    run("mark", "read", "-q", "laundry")
    answer = run("index", "--rebuild")
    assert answer.out.startswith("The index holds 6 cards: 6 came, 0 changed, 0 went (")
    assert answer.err == ""
    assert titles(run("list", "-q", "is:read")) == ["Robots fold laundry"]


# The program as a whole


@pytest.mark.parametrize("arguments", [[], ["-q", "a"], ["--sort", "hot"], ["NEWS"]])
def test_the_reader_needs_a_terminal(news: Path, arguments: list[str]) -> None:
    """Without one it says so, and points to `list`."""
    given = [str(news) if each == "NEWS" else each for each in arguments]
    assert_refused(process(*given), 2, "terminal", "cardreader list")


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_everywhere(command: str | None) -> None:
    """On stdout, with status 0; the program's own names every command."""
    answer = run(*([command] if command else []), "--help")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith(f"usage: cardreader {command or ''}".rstrip())
    assert "--config FILE" in answer.out
    if command is None:
        assert all(f"  {each}" in answer.out for each in COMMANDS)


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_version_everywhere(command: str | None) -> None:
    """With Textual's, on stdout."""
    answer = run(*([command] if command else []), "--version")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith(f"cardreader {__version__} (Textual 8.")


def test_options_are_not_abbreviated(news: Path) -> None:
    """What is written today must mean the same when there are more options."""
    assert_refused(run("list", news, "--quer", "a"), 2, "--quer")


def test_output_that_nobody_reads_is_no_error(tmp_path: Path) -> None:
    """`cardreader list | head -1` ends in silence."""
    for number in range(100):
        write_card(tmp_path / "news" / f"{number}.md", f"title: a\nexcerpt: {'word ' * 300}")
    command = [sys.executable, "-m", "cardreader", "list", str(tmp_path / "news"), "--json"]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(("closed", "command"), [(0, "marks import"), (2, "list"), (2, "list -x")])
def test_a_stream_that_is_closed_is_no_error(news: Path, closed: int, command: str) -> None:
    """What would be said goes nowhere, and never among what is printed."""
    words = command.split() + ([str(news)] if command == "list" else [])
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "cardreader", *words],
        capture_output=True,
        preexec_fn=lambda: os.close(closed),
        timeout=60,
        check=False,
    )
    assert b"error of its own" not in done.stdout + done.stderr
    assert done.stdout.count(b"\n") == (3 if command == "list" else 0)


def test_output_to_a_full_disk_is_said(news: Path) -> None:
    """In a sentence, with status 1."""
    command = [sys.executable, "-m", "cardreader", "list", str(news)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(  # noqa: S603 - our own program
            command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False
        )
    assert_refused(Answer(done.returncode, "", done.stderr), 1, "No space left")


def test_an_interrupt_ends_quietly(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the status that shells expect."""

    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run", interrupted)
    assert run("list", news) == Answer(130, "", "")


def test_output_in_a_poor_encoding_is_escaped(tmp_path: Path) -> None:
    """A title that the terminal cannot show does not end the program."""
    write_card(tmp_path / "a.md", "title: 灯台に棲む猫")
    answer = process("list", tmp_path, PYTHONIOENCODING="ascii")
    assert answer.status == 0
    assert answer.out.endswith("\t\\u706f\\u53f0\\u306b\\u68f2\\u3080\\u732b\n")


def test_the_package_runs_as_a_script_too() -> None:
    """The installed `cardreader` and `python -m cardreader` are the same."""
    script = Path(sys.executable).with_name("cardreader")
    if not script.exists():
        pytest.skip("the project is not installed in this environment")
    done = subprocess.run([script, "paths"], capture_output=True, encoding="utf-8", check=True)  # noqa: S603 - our own program
    assert done.stdout == process("paths").out

"""Queries and orders on the command line: the whole language, and mistakes shown in their place."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cardreader.cli import main
from cardreader.cli.output import marked
from conftest import Answer, run, write_card

if TYPE_CHECKING:
    from pathlib import Path

CARDS = {
    "robots": "title: Robots fold laundry\nheat: 97\nquality: 50\ntopics: [AI, Home]\n"
    "publishedDateTime: 2021-02-19T23:12:00Z\nexcerpt: They have opinions about the tide.",
    "tide": "title: The tide turns\nheat: 276\ntopics: [AI]\n"
    "publishedDateTime: 2021-02-18T06:00:00Z",
    "ada": "title: Ada\nheat: 97\ntopics: [Home]",
    "retired": "title: Led by another tide\nheat: -1",
}
QUERY = '(title:tide OR "fold laundry" OR quality:>=50) -date:2020 topic:a* sort:title'


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write some cards; return their folder."""
    for name, front in CARDS.items():
        write_card(tmp_path / "news" / f"{name}.md", front)
    return tmp_path / "news"


def titles(answer: Answer) -> list[str]:
    """Return the titles that `list` printed."""
    return [line.split("\t")[4] for line in answer.out.splitlines()]


# The whole language


def test_list_takes_the_whole_language(news: Path) -> None:
    """Fields, phrases, OR, parentheses, ranges and an order of its own."""
    assert titles(run("list", news, "-q", QUERY)) == ["Robots fold laundry", "The tide turns"]


def test_topics_follow_the_query(news: Path) -> None:
    """Counts are those of the cards that it is about, also as JSON."""
    answer = run("topics", news, "-q", "title:ada OR related:0 heat:<100 -title:robots", "--json")
    assert answer.json == [{"topic": "Home", "cards": 1, "unread": 1}]


def test_mark_takes_the_whole_language_and_is_undone(news: Path) -> None:
    """It says how many it marked, and `mark undo` takes them back."""
    answer = run("mark", "starred", news, "-q", "-(title:ada OR is:retired) heat:1..")
    assert answer.out == "Marked 2 cards starred. `cardreader mark undo` takes it back.\n"
    assert len(titles(run("list", news, "-q", "is:starred"))) == 2
    assert run("mark", "undo").out.startswith("Undone for 2 cards: marked starred: ")
    assert titles(run("list", news, "-q", "is:starred")) == []


# Mistakes


@pytest.mark.parametrize(
    "command", [["list"], ["topics"], ["mark", "read"], ["list", "--json"], ["topics", "--json"]]
)
def test_a_mistake_is_one_sentence_with_its_place(news: Path, command: list[str]) -> None:
    """Without a terminal: at which character; nothing is printed or marked."""
    answer = run(*command, news, "-q", "tide heat:hot")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == (
        "cardreader: `heat:hot`: heat wants a number, like heat:>80 (at character 6).\n"
    )


def test_a_terminal_shows_the_place(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line under the query points to the mistake."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["list", str(news), "-q", "tide heat:hot"]) == 2
    assert terminal.getvalue() == (
        "cardreader: `heat:hot`: heat wants a number, like heat:>80.\n  tide heat:hot\n       ^\n"
    )


@pytest.mark.parametrize(
    ("query", "position", "lines"),
    [
        ("a )", 2, ("  a )", "    ^")),
        ("知能 )", 3, ("  知能 )", "       ^")),
        ("e\u0301 )", 3, ("  e  )", "     ^")),
        ("a\n\x1b[2J )", 7, ("  a  [2J )", "         ^")),
        ("x" * 100 + " )", 101, (f"  …{'x' * 59} )", f"{' ' * 63}^")),
        (") " + "x" * 100, 0, (f"  ) {'x' * 58}…", "  ^")),
    ],
)
def test_the_place_is_under_its_character(
    query: str, position: int, lines: tuple[str, str]
) -> None:
    """Wide characters, accents, control characters, and what is cut off."""
    assert marked(query, position) == lines


@pytest.mark.parametrize("command", ["list", "topics"])
def test_hints_go_to_stderr(news: Path, command: str) -> None:
    """What may not be meant is told, and searched for as it stands."""
    answer = run(command, news, "-q", "topc:ai OR tide OR")
    assert answer.status == 0
    assert answer.out
    assert answer.err == (
        "cardreader: topc: is no field (topic:?); it is searched as text.\n"
        "cardreader: OR stands between two things to look for; it is passed over.\n"
    )


def test_words_of_a_query_need_quotes(news: Path) -> None:
    """Without them the shell makes paths of them."""
    answer = run("list", news, "-q", "topic:home", "laundry")
    assert answer.status == 2
    assert answer.err.endswith(" Words of -q that belong together stand in quotes.\n")
    assert "quotes" not in run("list", "laundry").err


def test_hints_are_few(news: Path) -> None:
    """Each is told once, and very many are not."""
    answer = run("list", news, "-q", "tide OR OR OR OR")
    assert answer.err.count("\n") == 1
    answer = run("list", news, "-q", "a:a b:b c:c d:d e:e")
    assert answer.err.count("is no field") == 3


# Orders


def test_relevance_ranks_what_is_found(news: Path) -> None:
    """A word in the title tells more than one in the excerpt, whatever the heat."""
    write_card(news / "hot.md", "title: Weather\nheat: 900\nexcerpt: With the tide.")
    by_heat = titles(run("list", news, "-q", "tide"))
    assert by_heat[0] == "Weather"
    assert titles(run("list", news, "-q", "tide", "--sort", "relevance"))[0] == "The tide turns"


@pytest.mark.parametrize("query", [[], ["-q", "is:unread"], ["-q", "-tide"]])
def test_relevance_without_words_says_so(news: Path, query: list[str]) -> None:
    """The cards come in the configured order."""
    answer = run("list", news, "--sort", "relevance", *query)
    assert answer.status == 0
    assert titles(answer) == titles(run("list", news, *query))
    assert answer.err == (
        "cardreader: --sort relevance wants words to look for in -q; sorted by heat.\n"
    )


def test_the_querys_order_wins_and_says_so(news: Path) -> None:
    """`sort:` in a query is stronger than `--sort`."""
    answer = run("list", news, "-q", "sort:title", "--sort", "date")
    assert titles(answer)[0] == "Ada"
    assert answer.err == "cardreader: the query says sort:title, which wins over --sort date.\n"


def test_relevance_has_no_way(news: Path) -> None:
    """The sentence tells the orders there are."""
    answer = run("list", news, "--sort", "relevance:asc")
    assert answer.status == 2
    assert "or relevance" in answer.err


def test_a_broken_view_costs_the_command_line_nothing(news: Path, home: Path) -> None:
    """It is told on stderr, as every mistake in the configuration."""
    path = home / "config" / "cardreader" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text('[[views]]\nname = "Hot"\nquery = "heat:hot"\n')
    answer = run("list", news)
    assert len(titles(answer)) == 3
    assert "config.toml:3: the query of the view Hot cannot be understood: `heat:hot`" in answer.err


# What CONTRIBUTING.md says of a new field: a row, before anything has looked at the table.
NEW_FIELD = """
import sys
from cardreader.query import fields
fields.FIELDS["author"] = fields.FIELDS["title"]._replace(
    name="author", texts=lambda card: dict(card.facts).get("Authors", "").split(", ")
)
from cardreader.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_a_new_field_of_words_is_one_row(tmp_path: Path) -> None:
    """It is asked for, and its words are found by themselves too, in an index of its own."""
    write_card(tmp_path / "a.md", "title: A\nauthors: [{name: Ada Lark}, {name: Jo Finch}]")
    write_card(tmp_path / "b.md", "title: B by Ada Finch")
    for query, titles in (
        ("author:ada", ["A"]),
        ('author:"lark jo"', []),
        ("finch", ["A", "B by Ada Finch"]),
    ):
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", NEW_FIELD, "list", tmp_path, "--json", "-q", query],
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert sorted(card["title"] for card in json.loads(done.stdout)) == titles, query
    plain = run("list", tmp_path, "--json", "-q", "finch").json
    assert [card["title"] for card in plain] == ["B by Ada Finch"]


# Muted cards


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Write settings that mute a topic, and a mute with a mistake."""
    path = tmp_path / "muting.toml"
    path.write_text('[[mute]]\ntopic = "Home"\n\n[[mute]]\ntopic = 3\n')
    return path


def test_muted_cards_are_left_out(news: Path, settings: Path) -> None:
    """Of lists, topics and markings, unless they are asked for; `--all` has them too."""
    own = (news, "--config", settings)
    answer = run("list", *own)
    assert titles(answer) == ["The tide turns"]
    assert answer.err.startswith(f"cardreader: {settings}:4: mute 2 wants a text for topic")
    assert titles(run("list", *own, "-q", "is:muted")) == ["Robots fold laundry", "Ada"]
    assert titles(run("list", *own, "-q", "is:muted ada")) == ["Ada"]
    assert len(titles(run("list", *own, "--all"))) == 4
    assert run("topics", *own).out == "1\t1\tAI\n"
    assert "Marked 1 card read" in run("mark", "read", *own, "-q", "heat:1..").out
    assert titles(run("list", news, "-q", "is:unread")) == ["Robots fold laundry", "Ada"]


def test_a_list_of_which_all_is_muted_says_how_to_see_it(tmp_path: Path, settings: Path) -> None:
    """On stderr, as for other cards that are not listed."""
    write_card(tmp_path / "one" / "ada.md", CARDS["ada"])
    answer = run("list", tmp_path / "one", "--config", settings)
    assert (answer.status, answer.out) == (0, "")
    assert answer.err.endswith("--all shows retired, unpublished and muted ones too.\n")

"""What a search finds in odd cards is what a naive reading of them finds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardreader.card.values import utc_text
from cardreader.query import QueryError, parse
from conftest import run
from library_tools import DAY, NOW, write_card
from query_tools import EVERYTHING, ORDER, searched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from query_tools import Searched

TITLES = [
    "!!!", "🚀", "👍🏽 ❤️", "Café", "cafe\u0301 CAFÉ", "Straße STRASSE", "人工知能の未来",
    "ラーメン 日本", "ภาษาไทย", "C#, C++ and a-b", "don’t don't", "a\u00adb a\u200bb", "Windows™",
    "𝐀𝐈 ﬁnd Ａ１", "ΑΣ ας", "İstanbul ı", "½ x² ①㍿", "5 € $5 a$b", "x" * 300,
    'He said "no" (twice)', "OR and -x", "heat:5 topic:ai", "العربية עברית 한국어", "__ a_b",
    "&amp;lt;b&amp;gt; &eacute;", "word " * 99 + "last", "NEAR(a b) *",
]  # fmt: skip
EXCERPTS = [None, "data base", "database", "…", "the café, open source", "日本のデータ", "a–b a…b"]
BODIES = ["", "  \n", "Café\n\nend", "* data\n* base", "未来 open\nsource"]
PROVIDERS = [
    None, ("Forbes", "forbes.com"), ("", "forbes.com"), ("Forbes", ""), ("!!!", "!!!.com"),
    ("The New York Times", "WWW.nytimes.com"), ("日経", "日経.jp"), ("com", "com"), ("", "a..b"),
    ("forbes com", "notforbes.com"), ("MIT News", "news.mit.edu"),
]  # fmt: skip
TOPICS = [
    [], ["AI"], ["ai", "A.I."], ["Open  Source"], ["Données", "🚀"], ["!!!", "C#", "C++"],
    ["topic:x", "(x)", "x*", 'a"b'], ["data", "database", "data base"], ["人工知能", "OR", "-x"],
    [f"t{number}" for number in range(400)],
]  # fmt: skip
HEATS = [None, -1, 0, 97, 2**53, -(2**53), -2]
QUALITIES = [None, 0, -5, 100]
DATES = [
    None, NOW, NOW - 60, NOW - 2 * DAY, NOW - 2 * DAY - 1, NOW + DAY, 0, -1, -62_135_596_800,
    253_402_300_799,
]  # fmt: skip
FOLDERS = ["_news", "_learning/videos", "_people", "_odd", "", "deep/er"]
TYPES = [None, None, None, "Vidéo", "long read"]


def fields_of(number: int) -> Iterator[tuple[str, object]]:
    """Give the fields of one of the cards."""
    values: dict[str, object] = {
        "excerpt": EXCERPTS[number % len(EXCERPTS)],
        "provider": PROVIDERS[number % len(PROVIDERS)],
        "topics": TOPICS[number % len(TOPICS)] or None,
        "heat": HEATS[number % len(HEATS)],
        "quality": QUALITIES[number % len(QUALITIES)],
        "publishedDateTime": DATES[number // 2 % len(DATES)],
        "type": TYPES[number % len(TYPES)],
        "published": False if number % 13 == 5 else None,
        "removed": True if number % 17 == 3 else None,
        # Some articles are there twice, in two sources or in one.
        "webUrl": f"https://example.com/{number % 31}?utm_source=x" if number % 3 else None,
        "images": [{"url": "/a.png"}] if number % 4 == 1 else None,
        "related": [{"title": "Another", "webUrl": "https://example.com/1"}] * (number % 5 * 7),
    }
    for key, value in values.items():
        if isinstance(value, tuple):
            yield key, {"name": value[0], "domain": value[1]}
        elif key == "publishedDateTime" and isinstance(value, int):
            yield key, utc_text(value)
        elif value is not None and value != []:
            yield key, value


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Searched:
    """Return a library of odd cards in two sources."""
    folder = tmp_path_factory.mktemp("odd")
    sources = [folder / "Béta b", folder / "alpha"]
    for number in range(3 * len(TITLES)):
        path = sources[number % 2] / FOLDERS[number % len(FOLDERS)] / f"{number}.md"
        title, body = TITLES[number % len(TITLES)], BODIES[number % len(BODIES)]
        write_card(path, title, body, **dict(fields_of(number)))
    return searched(folder / "home", *sources)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_random_trees_find_what_a_naive_reading_finds(odd: Searched, data: st.DataObject) -> None:
    """Whatever conditions are combined, the index finds the very cards that they hold for."""
    query = data.draw(odd.trees)
    assert odd.found(query) == odd.expected(query)


@settings(max_examples=800, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_random_texts_find_what_their_tree_means(odd: Searched, data: st.DataObject) -> None:
    """A search as it is typed finds the cards that the tree it is read as holds for."""
    text = data.draw(odd.texts)
    try:
        query = parse(text, typing=data.draw(st.booleans()))
    except QueryError as error:
        assert 0 <= error.position < len(text)  # noqa: PT017 - many texts are good
        return
    assert all(0 <= hint.position < len(text) for hint in query.hints)
    assert odd.found(query) == odd.expected(query)


def test_every_card_can_be_found_by_its_title(odd: Searched) -> None:
    """In quotes, where it has any word; without one, it is among all of them."""
    everything = odd.library.view(parse(EVERYTHING), ORDER).ids
    assert len(everything) == len(odd.facts) == 3 * len(TITLES)
    for path, facts in odd.facts.items():
        title = facts.card.title.replace('"', " ")
        assert path in odd.found(parse(f'"{title}" ({EVERYTHING})'))


@pytest.mark.parametrize(
    "query",
    ["café", 'topic:"data base" OR is:removed', "heat:<=-2", "date:..1970 -has:url", "-🚀 -t",
     'source:"béta b" provider:com', "未来", "read:no OR t399 sort:title", 'topic:"a b"'],
)  # fmt: skip
def test_the_command_line_finds_the_same(odd: Searched, query: str, tmp_path: Path) -> None:
    """All that `list -q` prints, each once, are the cards that a naive reading finds."""
    sources = {facts.sources[1] for facts in odd.facts.values()}
    answer = run("list", *sources, "--data", tmp_path, "--json", "-q", query)
    assert answer.status == 0
    paths = sorted(os.fsencode(card["path"]) for card in answer.json)
    assert paths == odd.expected(parse(query))

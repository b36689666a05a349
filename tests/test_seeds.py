"""The sample cards make a good first impression, harm no one, and come with every installation."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cardreader.paths import seeds
from cardreader.urls import article_identity
from conftest import CHECKOUT, CORPUS, run

if TYPE_CHECKING:
    Card = dict[str, Any]

SEEDS = CHECKOUT / "seeds"
GIVEN = "2021-02-19-ai-weekly-the-challenges-of-creating-open-source-ai-training-datasets.md"
GIVEN_SHA256 = "e808fc14fc848c4a0b357f18f769fd319474c1397e59b9f0c9176c87e4a1aa37"
OURS = re.compile(r"(?:[a-z0-9-]+\.)*example\.(?:com|org|net)")


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> list[Card]:
    """Return every sample card, whole."""
    data = tmp_path_factory.mktemp("data")
    options = ("--json", "--data", data, "--config", data / "config.toml")
    rows = run("list", SEEDS, "--all", *options).json
    return [run("show", row["path"], *options).json for row in rows]


def dated(cards: list[Card]) -> list[datetime]:
    """Return the dates of the cards that have one, in order."""
    return sorted(
        datetime.fromisoformat(card["publishedDateTime"])
        for card in cards
        if card["publishedDateTime"]
    )


def groups(cards: list[Card]) -> list[set[str]]:
    """Return the articles that related links between sample cards hold together."""
    own = {article_identity(card["webUrl"] or card["originalUrl"] or "") for card in cards}
    found: list[set[str]] = []
    for card in cards:
        urls = [card["webUrl"] or "", *(item["webUrl"] or "" for item in card["related"])]
        group = {identity for url in urls if (identity := article_identity(url)) in own if identity}
        for other in [each for each in found if each & group]:
            found.remove(other)
            group |= other
        found.append(group)
    return [group for group in found if len(group) > 1]


def test_the_given_card_is_there_byte_for_byte() -> None:
    """Under its own name."""
    data = (SEEDS / GIVEN).read_bytes()
    assert hashlib.sha256(data).hexdigest() == GIVEN_SHA256
    original = CORPUS.parent / "seed" / GIVEN
    if original.exists():
        assert data == original.read_bytes()


def test_there_are_enough_cards(cards: list[Card]) -> None:
    """40 to 60 invented ones, and the given one."""
    assert 41 <= len(cards) <= 61


def test_nothing_is_wrong_with_them() -> None:
    """Not even a warning."""
    answer = run("check", SEEDS)
    assert (answer.status, answer.out, answer.err) == (0, "", "")


def test_heats_are_spread(cards: list[Card]) -> None:
    """From retired to 300, with some missing, hardly any twice."""
    heats = [card["heat"] for card in cards if card["heat"] is not None]
    assert len(heats) < len(cards)
    assert min(heats) == -1
    assert 200 <= max(heats) <= 300
    shown = [heat for heat in heats if heat > 0]
    assert len(set(shown)) > 0.9 * len(shown)


def test_topics_are_many(cards: list[Card]) -> None:
    """At least ten, each on two cards or more, and none on all."""
    topics = [topic for card in cards for topic in card["topics"]]
    often = {topic for topic in topics if 2 <= topics.count(topic) < len(cards)}
    assert len(often) >= 10


def test_dates_span_three_weeks(cards: list[Card]) -> None:
    """Most of a first screen is of the last days."""
    dates = dated(cards)
    span = dates[-1] - dates[0]
    assert timedelta(days=14) < span <= timedelta(days=21)
    assert sum(date > dates[-1] - timedelta(days=4) for date in dates) > len(dates) / 3


def test_groups_of_related_cards(cards: list[Card]) -> None:
    """Of 2 to 12 cards that lead to each other; a retired card belongs to one."""
    found = groups(cards)
    sizes = sorted(len(group) for group in found)
    assert len(sizes) >= 4
    assert (sizes[0], sizes[-1]) == (2, 12)
    together = set.union(*found)
    retired = [card for card in cards if card["heat"] == -1]
    assert all(article_identity(card["webUrl"]) in together for card in retired)


@pytest.mark.parametrize("kind", ["video", "course", "article", "collection"])
def test_kinds_of_cards(cards: list[Card], kind: str) -> None:
    """Not only articles."""
    assert any(card["type"] == kind for card in cards)


def test_items_of_collections_are_there(cards: list[Card]) -> None:
    """Each leads to a card in a folder beside the collection's."""
    items = [(card, item) for card in cards for item in card["items"]]
    assert items
    for card, item in items:
        beside = os.path.dirname(os.path.dirname(card["path"]))  # noqa: PTH120 - a text of JSON
        assert os.path.isfile(f"{beside}/{item}.md"), item  # noqa: PTH113


def test_a_newsletter_has_an_html_body(cards: list[Card]) -> None:
    """A whole page, as real ones have."""
    letters = [card for card in cards if card["category"] == "newsletter"]
    assert any("<html" in card["body"] and "<td" in card["body"] for card in letters)


def test_a_body_of_some_pages(cards: list[Card]) -> None:
    """So that there is something to page through, in Markdown."""
    longest = max((card["body"] for card in cards if "<html" not in card["body"]), key=len)
    assert longest.count("\n") > 80


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("Chinese or Japanese", "CJK UNIFIED IDEOGRAPH"), ("Japanese", "HIRAGANA LETTER"),
        ("Korean", "HANGUL SYLLABLE"), ("Arabic", "ARABIC LETTER"), ("Hebrew", "HEBREW LETTER"),
        ("joined emoji", "ZERO WIDTH JOINER"),
    ],
)  # fmt: skip
def test_titles_in_many_scripts(cards: list[Card], script: str, name: str) -> None:
    """Wide, from right to left, and joined emoji."""
    chars = {char for card in cards for char in card["title"]}
    assert any(unicodedata.name(char, "").startswith(name) for char in chars), script


def test_a_title_is_long_and_has_a_long_word(cards: list[Card]) -> None:
    """As in the wild."""
    assert max(len(card["title"]) for card in cards) > 200
    assert max(len(word) for card in cards for word in card["title"].split()) > 80


def test_some_are_not_listed(cards: list[Card]) -> None:
    """An unpublished, a removed, and retired ones, so that `a` shows something."""
    assert sum(not card["published"] for card in cards) == 1
    assert any(card["removed"] for card in cards)
    assert any(card["heat"] == -1 for card in cards)


def test_some_lack_what_most_have(cards: list[Card]) -> None:
    """An excerpt, a quality, a date, a provider."""
    assert any(card["excerpt"] == "" for card in cards)
    for key in ("quality", "publishedDateTime", "provider"):
        assert any(card[key] is None for card in cards), key


def test_no_real_organisation_says_an_invented_thing() -> None:
    """Every address in an invented card is of example.com, .org or .net."""
    for path in SEEDS.rglob("*"):
        if path.is_file() and path.name != GIVEN:
            text = path.read_text("utf-8")
            hosts = re.findall(r"(?:https?:|[\s\"'(=])//([^/\s\"'<>)]+)", text)
            hosts += re.findall(r"^ +domain: *[\"']?([^\"'\s]+)", text, re.MULTILINE)
            hosts += re.findall(r"[\w.+-]+@([\w.-]+)", text)
            assert [host for host in hosts if not OURS.fullmatch(host)] == [], path.name


def test_a_checkout_has_the_samples() -> None:
    """And an editable install, which is one."""
    assert seeds() == SEEDS

"""The cards that the benchmarks are run on: always the same, like real ones, and readable."""

from __future__ import annotations

import hashlib
import re
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from cardreader.card import Card, Place
from cardreader.card.reading import read_card

MAKE_CARDS = Path(__file__).parent.parent / "benchmarks" / "make_cards.py"
COMMON_WORD, RARE_WORD = "salimor", "tavenlok"
ROOT_TOPIC = "Nivora"
PLACE = Place("news", "article")

Files = dict[str, bytes]


def make(folder: Path, count: int, *options: str) -> Files:
    """Make cards in a folder; return the bytes of each file by its path in it."""
    argv = [sys.executable, str(MAKE_CARDS), str(count), str(folder), *options]
    subprocess.run(argv, check=True, timeout=60)  # noqa: S603 - our own script
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.md")}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Make five hundred cards as a site has them."""
    return make(tmp_path_factory.mktemp("cards"), 500)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Make four thousand small cards, a tenth of them retired."""
    return make(tmp_path_factory.mktemp("small"), 4000, "--no-related", "--hidden", "0.1")


@pytest.fixture(scope="module")
def cards(files: Files) -> list[Card]:
    """Read the five hundred cards, without their related items."""
    readings = [read_card(data, PLACE, whole=False) for data in files.values()]
    return [reading.card for reading in readings if reading.card]


def share(cards: list[Card], *, of: list[bool]) -> float:
    """Return the share of the cards for which something holds."""
    return sum(of) / len(cards)


def test_every_card_is_read_without_a_problem(files: Files, cards: list[Card]) -> None:
    """Each file is a card, and nothing in it is unreadable."""
    problems = [read_card(data, PLACE, whole=False).problems for data in files.values()]
    assert (len(cards), [each for each in problems if each]) == (500, [])


def test_related_items_are_read_without_a_problem(files: Files) -> None:
    """A card's related items are as many as were counted, each with a title."""
    for data in list(files.values())[::25]:
        whole = read_card(data, PLACE)
        assert whole.problems == ()
        assert whole.card is not None
        assert len([item for item in whole.card.related if item.title]) == whole.card.related_count


def test_the_same_arguments_make_the_same_cards(tmp_path: Path) -> None:
    """The bytes are those of every machine; a change of the generator has to change this too."""
    made = make(tmp_path, 100, "--small", "--seed", "7")
    digest = hashlib.blake2b(digest_size=8)
    for name in sorted(made):
        digest.update(name.encode() + made[name])
    assert digest.hexdigest() == "e66960e261ea6433"


def test_another_seed_makes_other_cards(tmp_path: Path, small: Files) -> None:
    """No file of one seed is one of another."""
    other = make(tmp_path, 50, "--no-related", "--hidden", "0.1", "--seed", "1")
    assert not small.keys() & other.keys()


def test_more_cards_begin_with_the_same_ones(tmp_path: Path, small: Files) -> None:
    """A smaller library of the same kind is a part of a larger one."""
    assert make(tmp_path, 50, "--no-related", "--hidden", "0.1").items() <= small.items()


def test_cards_are_as_large_as_real_ones(files: Files) -> None:
    """A file has 27 KB on average, and half of them have less than 9 KB."""
    sizes = [len(data) for data in files.values()]
    assert 20_000 < statistics.mean(sizes) < 34_000
    assert statistics.median(sizes) < 9_000


def test_a_third_is_retired_and_some_are_unpublished(cards: list[Card]) -> None:
    """Six in ten are listed."""
    assert 0.27 < share(cards, of=[card.retired for card in cards]) < 0.40
    assert 0.53 < share(cards, of=[card.listed for card in cards]) < 0.66


def test_heat_has_a_long_tail(cards: list[Card]) -> None:
    """Half of the stories have about 100, a few more than a thousand, none more than 3,694."""
    heats = [card.heat for card in cards if card.heat is not None and card.heat > 0]
    assert 90 < statistics.median(heats) < 125
    assert 900 < max(heats) <= 3694


def test_related_lists_have_a_long_tail(cards: list[Card]) -> None:
    """There are 32 on average, up to 180, and most have less than ten."""
    counts = [card.related_count for card in cards]
    assert 24 < statistics.mean(counts) < 40
    assert statistics.median(counts) < 10
    assert 170 < max(counts) <= 180


def test_every_card_has_the_root_topic(cards: list[Card]) -> None:
    """Half of the cards have no other topic, and some topics are much rarer than others."""
    topics = Counter(topic for card in cards for topic in card.topics)
    assert topics.pop(ROOT_TOPIC) == len(cards)
    assert 20 <= len(topics) <= 40
    assert 0.40 < share(cards, of=[len(card.topics) == 1 for card in cards]) < 0.62
    assert max(topics.values()) > 10 * min(topics.values())


def test_one_provider_has_more_than_half_of_the_cards(cards: list[Card]) -> None:
    """There are many others."""
    domains = Counter(card.provider.domain for card in cards if card.provider)
    assert 0.48 < domains.most_common(1)[0][1] / len(cards) < 0.66
    assert len(domains) > 50


def test_a_common_and_a_rare_word_are_there_to_search_for(small: Files) -> None:
    """One is on every second card, the other on one in a thousand."""
    texts = [b"\n".join(data.splitlines()[2:4]).lower() for data in small.values()]
    common = sum(COMMON_WORD.encode() in text for text in texts)
    rare = sum(RARE_WORD.encode() in text for text in texts)
    assert 0.46 < common / len(texts) < 0.54
    assert 0 < rare < 12


def test_so_many_are_hidden_as_asked_for(small: Files) -> None:
    """With `--hidden 0.1` a tenth is retired, and all others are published."""
    retired = sum(b"\nheat: -1" in data for data in small.values())
    hidden = sum(b"\npublished: false" in data for data in small.values())
    assert retired == hidden
    assert 0.08 < hidden / len(small) < 0.12


def test_articles_are_all_different(small: Files) -> None:
    """No two cards have the same URL."""
    urls = [re.search(rb'webUrl: "(.*?)"', data) for data in small.values()]
    assert len({url[1] for url in urls if url}) == len(small)


def test_what_is_odd_in_real_cards_occurs(files: Files) -> None:
    """Some files have CRLF, some texts entities, line breaks and characters beyond ASCII."""
    whole = b"".join(files.values())
    for odd in (b"\r\n", b"&amp;", b"&#8217;", rb"\r\n\r\n", "’".encode(), "\u200b".encode()):
        assert odd in whole


def test_cards_are_not_made_among_others(tmp_path: Path) -> None:
    """A folder that has cards already is refused."""
    make(tmp_path, 1)
    with pytest.raises(subprocess.CalledProcessError):
        make(tmp_path, 1)

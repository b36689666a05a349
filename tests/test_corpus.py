"""Every real card, read by cardreader and by an independent reading, field by field."""

from __future__ import annotations

import html
import math
import os
import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from conftest import process, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Card = dict[str, Any]

SITES = ("azure", "powerapps")
DAY_S = 86_400
FENCES = re.compile(
    rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
NO_CARDS = {"_data", "_includes", "_layouts", "_site", "api", "assets", "node_modules"}
KINDS = {
    "_news": ("news", "article"),
    "_learning/videos": ("learning", "video"),
    "_learning/courses": ("learning", "course"),
    "_learning/collections": ("learning", "collection"),
    "_newsletters": ("newsletter", "article"),
    "_samples": ("sample", "download"),
    "_people": ("people", "profile"),
    "_communities": ("community", "forum"),
}
LISTED_KEYS = (
    "title", "excerpt", "publishedDateTime", "webUrl", "provider", "topics", "type", "category",
    "quality", "heat", "published", "relatedCount",
)  # fmt: skip


# The independent reading


def text(value: object) -> str:
    """Unescape twice, and fold white space."""
    return " ".join(html.unescape(html.unescape(str(value))).split())


def url(value: str | None) -> str | None:
    """Encode what would break the line; all else stays."""
    return value and value.replace("\u2028", "%E2%80%A8")


def date(value: object) -> str | None:
    """Write a YAML date as UTC."""
    if not isinstance(value, datetime):
        return None
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def provider(card: Card) -> dict[str, str] | None:
    """Return the provider's name and domain."""
    given = card.get("provider")
    return {key: text(given[key]) for key in ("name", "domain")} if given else None


def read(path: Path, folder: str) -> Card | None:
    """Read a file into what `list` and `show` ought to say; None when it is no card."""
    fenced = FENCES.match(path.read_bytes())
    if not fenced:
        return None
    card = yaml.load(fenced[1], yaml.CSafeLoader)
    if not card.get("title") and not card.get("name"):
        return None
    category, kind = KINDS[folder]
    related = card.get("related") or []
    return {
        "title": text(card.get("title") or card["name"]),
        "excerpt": text(card["excerpt"]) if card.get("excerpt") is not None else None,
        "publishedDateTime": date(card.get("publishedDateTime")),
        "updatedDateTime": date(card.get("updatedDateTime")),
        **{
            key: url(card.get(key))
            for key in ("webUrl", "originalUrl", "ampWebUrl", "cdnAmpWebUrl")
        },
        "provider": provider(card),
        "topics": [text(topic) for topic in card.get("topics") or []],
        "type": card.get("type") or kind,
        "category": card.get("category") or category,
        "quality": card.get("quality"),
        "heat": card.get("heat"),
        "published": card.get("published", True),
        "removed": card.get("removed", False),
        "relatedCount": len(related),
        "related": [
            {
                "title": text(item["title"]),
                "excerpt": text(item["excerpt"]),
                "publishedDateTime": date(item["publishedDateTime"]),
                "webUrl": url(item["webUrl"]),
                "type": item["type"],
                "provider": provider(item),
                "quality": item["quality"],
            }
            for item in related
        ],
    }


def files(root: Path) -> Iterator[tuple[Path, str]]:
    """Find the text files of a site, with their folder below it."""
    for folder, folders, names in os.walk(root):
        folders[:] = [each for each in folders if each not in NO_CARDS and each[0] != "."]
        for name in names:
            if name.endswith((".md", ".markdown", ".html", ".txt")):
                path = root / folder / name
                yield path, path.parent.relative_to(root).as_posix()


def fold(value: str) -> str:
    """Fold case and accents."""
    decomposed = unicodedata.normalize("NFKD", value.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def is_listed(card: Card) -> bool:
    """Tell whether a card is listed by default."""
    return card["published"] and not card["removed"] and card["heat"] != -1


class Site:
    """A real site: what cardreader lists, and what an independent reading finds, by path."""

    def __init__(self, root: Path, data: Path) -> None:
        self.root = root
        self.options = ("--data", data, "--config", data / "config.toml")
        rows = run("list", root, "--all", "--json", *self.options).json
        self.listed: dict[str, Card] = {row["path"]: row for row in rows}
        found = {str(path): read(path, folder) for path, folder in files(root)}
        self.cards = {path: card for path, card in found.items() if card is not None}
        self.no_cards = found.keys() - self.cards.keys()

    def ask(self, *arguments: str) -> list[Card]:
        """List the site's cards with these options."""
        answer = run("list", self.root, "--json", *arguments, *self.options)
        assert answer.status == 0
        rows: list[Card] = answer.json
        return rows


@pytest.fixture(scope="module", params=SITES)
def site(
    request: pytest.FixtureRequest, corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Site:
    """Read a real site, once for all tests."""
    return Site(corpus / request.param, tmp_path_factory.mktemp(request.param))


# What is a card


def test_every_card_is_listed_and_nothing_else(site: Site) -> None:
    """`list --all` gives the cards that an independent reading finds."""
    assert site.cards
    assert site.listed.keys() == site.cards.keys()


def test_readmes_configuration_and_data_are_no_cards(site: Site) -> None:
    """A README is found and passed over; data and configuration are not even looked at."""
    assert str(site.root / "README.md") in site.no_cards
    names = [path.removeprefix(f"{site.root}/") for path in site.listed]
    assert not [name for name in names if name.startswith(("_data/", "api/", "_config", "."))]


def test_no_real_file_is_a_problem(site: Site) -> None:
    """`check` finds nothing, not even a warning."""
    answer = run("check", site.root, *site.options)
    assert (answer.status, answer.out, answer.err) == (0, "", "")


# Fields


@pytest.mark.parametrize("key", LISTED_KEYS)
def test_list_gives_what_the_file_says(site: Site, key: str) -> None:
    """Each key of each card in `list --json` is what an independent reading finds."""
    listed = {path: row[key] for path, row in site.listed.items()}
    assert listed == {path: card[key] for path, card in site.cards.items()}


def test_show_gives_what_the_file_says(site: Site) -> None:
    """Each key of each card in `show --json` is as in an independent reading, related items too."""
    for path, card in site.cards.items():
        shown = run("show", path, "--json", *site.options).json
        assert {key: shown[key] for key in card} == card, path


def test_show_and_list_agree(site: Site) -> None:
    """What both say of a card is the same, but for `hot`, which cools from call to call."""
    for path, row in list(site.listed.items())[::29]:
        shown = run("show", row["id"], "--json", *site.options).json
        assert {key: shown[key] for key in row if key != "hot"} == _without_hot(row), path


def _without_hot(row: Card) -> Card:
    return {key: value for key, value in row.items() if key != "hot"}


# Order


def highest_first(value: float | None) -> float:
    """Return a key by which the highest come first, the missing last."""
    return float("inf") if value is None else -value


def seconds(card: Card) -> float | None:
    """Return when a card was published, in seconds since 1970."""
    written = card["publishedDateTime"]
    return datetime.fromisoformat(written).timestamp() if written else None


def half_lives(card: Card) -> float | None:
    """Return log2 of hot, up to a constant that is the same for all cards; None: not hot."""
    published = seconds(card)
    if published is None or card["heat"] is None or card["heat"] <= 0:
        return None
    return math.log2(card["heat"]) + published / DAY_S


MAIN: dict[str, Callable[[Card], Any]] = {
    "heat": lambda card: card["heat"],
    "date": seconds,
    "quality": lambda card: card["quality"],
    "provider": lambda card: card["provider"] and fold(card["provider"]["name"]),
    "title": lambda card: fold(card["title"]),
}


def ties(card: Card) -> tuple[object, ...]:
    """Return the key for cards that an order does not tell apart."""
    return (
        highest_first(card["heat"]), highest_first(card["quality"]),
        highest_first(seconds(card)), fold(card["title"]),
    )  # fmt: skip


def in_order(cards: Iterable[Card], by: str, way: str) -> list[tuple[object, ...]]:
    """Return what tells the cards apart, sorted; those that lack the key come last both ways."""
    main = MAIN[by]
    rest = sorted(cards, key=ties)
    known = [card for card in rest if main(card) is not None]
    known.sort(key=main, reverse=way == "desc")
    known += [card for card in rest if main(card) is None]
    return [(main(card), *ties(card)) for card in known]


def test_the_twenty_hottest_come_first(site: Site) -> None:
    """`list --limit 20` prints the hottest published cards, with heat, date, domain and title."""
    answer = process("list", site.root, "--limit", "20", *map(str, site.options), TZ="UTC")
    lines = [line.split("\t") for line in answer.out.splitlines()]
    shown = filter(is_listed, site.cards.values())
    hottest = sorted(shown, key=ties)[:20]
    assert answer.status == 0
    assert [line[1:] for line in lines] == [
        [
            str(card["heat"]),
            (card["publishedDateTime"] or "").replace("T", " ")[:16],
            card["provider"]["domain"] if card["provider"] else "",
            card["title"],
        ]
        for card in hottest
    ]
    assert [line[0] for line in lines] == [row["id"] for row in site.ask("--limit", "20")]


@pytest.mark.parametrize("way", ["asc", "desc"])
@pytest.mark.parametrize("by", MAIN)
def test_every_order_is_as_naively_sorted(site: Site, by: str, way: str) -> None:
    """Sorting by a key, up or down, puts the missing last and breaks ties by heat and so on."""
    rows = site.ask("--all", "--sort", f"{by}:{way}")
    sorted_ = [(MAIN[by](card), *ties(card)) for card in (site.cards[row["path"]] for row in rows)]
    assert sorted_ == in_order(site.cards.values(), by, way)


@pytest.mark.parametrize("by", MAIN)
def test_an_order_has_a_way_of_its_own(site: Site, by: str) -> None:
    """Without a way, numbers and dates run down, names run up."""
    way = "asc" if by in ("provider", "title") else "desc"
    assert site.ask("--sort", by) == site.ask("--sort", f"{by}:{way}")


@pytest.mark.parametrize("way", ["asc", "desc"])
def test_hot_order_is_by_heat_that_cools(site: Site, way: str) -> None:
    """`--sort hot` is by heat halved each day of age (to the second); what is not hot is last."""
    rows = site.ask("--all", "--sort", f"hot:{way}")
    values = [half_lives(site.cards[row["path"]]) for row in rows]
    known = [value for value in values if value is not None]
    assert values == [*known, *[None] * (len(values) - len(known))]
    rising = known if way == "asc" else known[::-1]
    assert all(low <= high + 2 / DAY_S for low, high in pairwise(rising))


# Filters


def words(card: Card) -> list[str]:
    """Return the folded words of title and excerpt."""
    return re.findall(r"\w+", fold(f"{card['title']} {card['excerpt'] or ''}"))


def has_words(card: Card, *starts: str) -> bool:
    """Tell whether for each of these a word of the card begins so."""
    own = words(card)
    return all(any(word.startswith(start) for word in own) for start in starts)


def is_from(card: Card, wanted: str) -> bool:
    """Tell whether a domain, or words of a name, are those of the card's provider."""
    if not card["provider"]:
        return False
    domain, name = card["provider"]["domain"].lower(), fold(card["provider"]["name"])
    return domain == wanted or domain.endswith(f".{wanted}") or f" {fold(wanted)}" in f" {name}"


def some(values: Iterable[str], number: int) -> list[str]:
    """Return about so many of the values, from the most frequent to the rarest."""
    ranked = [value for value, _ in Counter(values).most_common()]
    return ranked[:: max(1, len(ranked) // number)]


def check_filter(site: Site, query: str, holds: Callable[[Card], bool]) -> None:
    """Ask for the cards of a query; they are the listed ones for which it holds."""
    expected = {path for path, card in site.cards.items() if is_listed(card) and holds(card)}
    assert {row["path"] for row in site.ask("-q", query)} == expected, query


def anywhere(*starts: str) -> str:
    """Write the search for words that begin so in title or excerpt."""
    return " ".join(f"(title:{start}* OR excerpt:{start}*)" for start in starts)


def test_words_are_looked_for_in_title_and_excerpt(site: Site) -> None:
    """Words of fields find the cards in which words begin so, all of them."""
    every = some((word for card in site.cards.values() for word in words(card)), 10)
    for starts in [(word,) for word in every] + [(a[:3], b[:2]) for a, b in pairwise(every)]:
        check_filter(site, anywhere(*starts), lambda card: has_words(card, *starts))  # noqa: B023


def test_a_dash_leaves_cards_out(site: Site) -> None:
    """`-` leaves out the cards that the thing behind it holds for."""
    for word in some((word for card in site.cards.values() for word in words(card)), 5):
        check_filter(site, f"-{anywhere(word)}", lambda card: not has_words(card, word))  # noqa: B023


def test_topics_narrow(site: Site) -> None:
    """`topic:` gives the cards filed under a topic, whatever its case; OR adds up."""
    topics = some((topic for card in site.cards.values() for topic in card["topics"]), 8)
    for wanted in [{topic} for topic in topics] + [set(topics[1:3])]:
        query = " OR ".join(f'topic:"{topic.upper()}"' for topic in wanted)
        check_filter(site, query, lambda card: bool(wanted & set(card["topics"])))  # noqa: B023


@pytest.mark.parametrize("key", ["domain", "name"])
def test_providers_narrow(site: Site, key: str) -> None:
    """`provider:` takes a domain, giving its subdomains too, or words of a name."""
    providers = [card["provider"] for card in site.cards.values() if card["provider"]]
    for wanted in some((each[key] for each in providers), 7):
        check_filter(site, f'provider:"{wanted}"', lambda card: is_from(card, wanted))  # noqa: B023


@pytest.mark.parametrize(
    ("state", "holds"),
    [
        ("retired", lambda card: card["heat"] == -1),
        ("published", lambda card: card["published"] and not card["removed"]),
        ("unread", is_listed),
        ("read", lambda _: False),
        ("starred", lambda _: False),
    ],
)
def test_states_narrow(site: Site, state: str, holds: Callable[[Card], bool]) -> None:
    """`is:` gives the cards in a state; retired ones are looked for among all cards."""
    expected = {path for path, card in site.cards.items() if holds(card)}
    assert {row["path"] for row in site.ask("-q", f"is:{state}")} == expected


def test_topics_are_counted_without_the_root_topic(site: Site) -> None:
    """`topics` counts the listed cards of each topic, but for the one on every card."""
    every = [set(card["topics"]) for card in site.cards.values()]
    root = set.intersection(*every)
    counts = Counter(
        topic for card in site.cards.values() if is_listed(card) for topic in card["topics"]
    )
    told = run("topics", site.root, "--json", *site.options).json
    assert len(root) == 1
    assert {row["topic"]: row["cards"] for row in told} == {
        topic: number for topic, number in counts.items() if topic not in root
    }

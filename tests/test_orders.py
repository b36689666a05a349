"""Orders: what they are called, why a card stands where it does, and which one holds."""

from __future__ import annotations

import pytest

from cardreader.card import Provider, Summary
from cardreader.config import BUILT_IN, Config, SavedView
from cardreader.query import Order, parse, parse_order
from cardreader.ui.bars import order_label
from cardreader.ui.narrowing import Wanted, kept_order, starting, to_keep
from cardreader.ui.orders import explain, order_choice

HOUR = 3600
NOW = 1_613_775_000.0
CARD = Summary(
    1, "Robotaxis", 97, 80, int(NOW) - 30 * HOUR, Provider("Example Times", "example.com"), (), 0,
    "article", False, False, True,
)  # fmt: skip
HOT = Order("hot")
UNREAD = SavedView("Unread", "is:unread", HOT)


@pytest.mark.parametrize(
    ("order", "label", "choice"),
    [
        ("heat", "heat ▾", "heat ▾: the biggest story first"),
        ("date:asc", "date ▴", "date ▴: the oldest first"),
        ("title", "title ▴", "title ▴: from A to Z"),
        ("provider:desc", "provider ▾", "provider ▾: by provider, from Z to A"),
    ],
)
def test_an_order_tells_its_way(order: str, label: str, choice: str) -> None:
    """With an arrow in the title, and in words where it is chosen."""
    assert order_label(parse_order(order)) == label
    assert order_choice(parse_order(order)) == choice


def test_relevance_has_no_way() -> None:
    """What matches best comes first, always."""
    assert order_label("relevance") == "relevance"
    assert order_choice("relevance") == "relevance: what matches the search best first"


@pytest.mark.parametrize(
    ("order", "why"),
    [
        ("hot", "hot ▾  hot 41 = heat 97 cooled by 30 h; where equal, by heat 97, quality 80, "),
        ("heat", "heat ▾  heat 97; where equal, by quality 80, "),
        ("quality", "quality ▾  quality 80; where equal, by heat 97, "),
        ("provider", "provider ▴  Example Times; where equal, by heat 97, quality 80, "),
        ("title", "title ▴  Robotaxis; where equal, by heat 97, quality 80, "),
    ],
)
def test_why_a_card_stands_there(order: str, why: str) -> None:
    """What is compared comes first, then what decides between equals."""
    assert explain(CARD, parse_order(order), NOW, 24).startswith(why)


def test_a_missing_number_is_told() -> None:
    """A card without it comes last; the sentence says why."""
    card = CARD._replace(heat=None, quality=None, published=None, provider=None)
    assert explain(card, Order("heat"), NOW, 24) == (
        "heat ▾  no heat, which comes last; "
        "where equal, by quality (it has none), date (it has none), title"
    )
    assert explain(card, HOT, NOW, 24).startswith("hot ▾  not hot: no heat is given")


def test_relevance_is_explained() -> None:
    """Which words count most."""
    assert explain(CARD, "relevance", NOW, 24).startswith("relevance: matches the search;")


# Which one holds


@pytest.mark.parametrize("order", [Order("date", ascending=True), Order("title"), HOT])
def test_a_kept_order_comes_back(order: Order) -> None:
    """As long as the configuration says what it said then."""
    assert kept_order(to_keep(order, Order("heat")), Order("heat")) == order


def test_another_configuration_wins_over_a_kept_order() -> None:
    """Who changes `sort` there means it."""
    assert kept_order(to_keep(Order("date"), Order("heat")), HOT) == HOT


@pytest.mark.parametrize("kept", [None, 3, "date", [], ["size", "heat"], [None, "heat"], {"a": 1}])
def test_a_kept_order_without_sense_is_passed_over(kept: object) -> None:
    """The configuration's order holds."""
    assert kept_order(kept, Order("heat")) == Order("heat")


KEPT = to_keep(Order("date"), Order("heat"))


@pytest.mark.parametrize(
    ("config", "wanted", "label"),
    [
        (Config(), Wanted(), "date ▾"),
        (Config(), Wanted(sort=parse_order("title")), "title ▴"),
        (
            Config(),
            Wanted("a sort:quality", parse("a sort:quality"), parse_order("title")),
            "quality ▾",
        ),
        (Config(), Wanted("a", parse("a"), "relevance"), "relevance"),
        (Config(), Wanted(sort="relevance"), "date ▾"),
        (Config(views=(UNREAD,), start_view="Unread"), Wanted(), "hot ▾"),
        (
            Config(views=(UNREAD,), start_view="Unread"),
            Wanted(sort=parse_order("title")),
            "title ▴",
        ),
    ],
)
def test_the_order_of_the_start(config: Config, wanted: Wanted, label: str) -> None:
    """A query's own order, then `--sort`, then that of the view, then what was kept."""
    narrowing, order = starting(config, wanted, KEPT)
    assert order_label(narrowing.query().sorted_by(order)) == label


def test_the_first_view_gives_way_to_a_query() -> None:
    """Who asks for something on the command line gets that, and no less."""
    config = Config(start_view="Unread")
    assert starting(config, Wanted(), None)[0].view == BUILT_IN[1]
    narrowing, _ = starting(config, Wanted("a", parse("a")), None)
    assert narrowing.query().tree == parse("a").tree


def test_a_redefined_all_is_where_the_last_step_back_leads() -> None:
    """It narrows, but is no step."""
    own = SavedView("All", "-topic:sport", HOT, place=0)
    narrowing, _ = starting(Config(views=(own, *BUILT_IN[1:])), Wanted(), None)
    assert narrowing.steps == ()
    assert narrowing.in_view(BUILT_IN[1]).back() == narrowing
    assert narrowing.query().tree == parse("-topic:sport").tree

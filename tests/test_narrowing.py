"""What the list is narrowed to: step by step, and back again by the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import OptionList

from cardreader.card.values import utc_text
from cardreader.config import ALL, BUILT_IN
from cardreader.query import Query, QueryError, parse
from cardreader.ui.narrowing import Narrowing, started
from library_tools import NOW, write_card
from reader_tools import reading, stories, story

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_UNREAD, _STARRED = BUILT_IN[1:]
_STEPS: list[Callable[[Narrowing], Narrowing]] = [
    lambda narrowing: narrowing.searching("robot taxi"),
    lambda narrowing: narrowing.choosing(("AI", "Robots"), ("example.org",), ()),
    lambda narrowing: narrowing.closer_to((("topic", "AI"),)),
    lambda narrowing: narrowing.closer_to((("provider", "a"), ("date", "2021-02-01..2021-02-19"))),
    lambda narrowing: narrowing.with_unread(unread=True),
    lambda narrowing: narrowing.with_everything(everything=True),
    lambda narrowing: narrowing.in_view(_STARRED),
]
_STARTS = [
    Narrowing(),
    started("topic:ai", parse("topic:ai")),
    started("", Query()._replace(everything=True)),
    started("is:retired", parse("is:retired")),
]


# Without a screen


@given(st.sampled_from(_STARTS), st.lists(st.sampled_from(_STEPS), max_size=8))
def test_every_step_can_be_taken_back(
    start: Narrowing, steps: list[Callable[[Narrowing], Narrowing]]
) -> None:
    """However the list was narrowed, going back step by step ends with all cards."""
    narrowing = start
    for step in steps:
        narrowing = step(narrowing)
    for _ in range(len(narrowing.steps)):
        before, narrowing = narrowing, narrowing.back() or narrowing
        assert len(narrowing.steps) == len(before.steps) - 1
    assert narrowing == Narrowing()
    assert narrowing.back() is None


@given(st.lists(st.sampled_from(_STEPS), min_size=1, max_size=6))
def test_every_step_is_told(steps: list[Callable[[Narrowing], Narrowing]]) -> None:
    """There is a label for each thing that narrows the list, and none without one."""
    narrowing = Narrowing()
    for step in steps:
        narrowing = step(narrowing)
    assert bool(narrowing.labels()) == bool(narrowing.steps)
    assert len(narrowing.labels()) == len(narrowing.steps) + bool(
        narrowing.topics and narrowing.providers
    )


def test_a_step_done_again_is_the_last() -> None:
    """What is narrowed anew is what goes back first."""
    narrowing = Narrowing().searching("one").with_unread(unread=True).searching("two")
    assert narrowing.steps == ("unread", "search")


def test_lists_add_up_with_or_and_all_else_with_and() -> None:
    """The query has all chosen topics as alternatives, beside words and states."""
    narrowing = Narrowing().searching("taxi").with_unread(unread=True)
    query = narrowing.choosing(("AI", "Robots"), ("example.org",), ()).query()
    assert query == parse("taxi is:unread (topic:ai OR topic:robots) provider:example.org")


def test_closer_steps_add_up_with_and() -> None:
    """Among themselves too, unlike chosen topics, and each goes back by itself."""
    once = Narrowing().closer_to((("topic", "AI"),))
    twice = once.closer_to((("topic", "Robots"), ("date", "2021-02")))
    assert twice.query() == parse("topic:ai topic:robots date:2021-02")
    assert twice.text() == "topic:AI topic:Robots date:2021-02"
    assert twice.labels() == ["topic: AI", "topic: Robots, date: 2021-02"]
    assert twice.closer_to((("topic", "AI"),)) == twice
    unread = twice.with_unread(unread=True)
    assert unread.without_closer("topic") == Narrowing().with_unread(unread=True)
    assert unread.without_closer("date") == once.with_unread(unread=True)
    assert twice.back() == once


def test_the_choices_are_counted_over_the_rest() -> None:
    """Without the choices the query has all but them."""
    narrowing = Narrowing().searching("taxi").choosing(("AI",), (), ())
    assert narrowing.query(with_choices=False) == parse("taxi")


def test_a_search_that_cannot_be_understood_is_no_step() -> None:
    """A bad search raises, with the sentence that tells what to write."""
    with pytest.raises(QueryError, match="`is:foo`: is wants one of read"):
        Narrowing().searching("is:foo")


def test_another_view_keeps_what_the_command_line_asked_for() -> None:
    """Choosing a saved view drops search and choices; the start goes back after it."""
    narrowing = started("topic:ai", parse("topic:ai")).searching("taxi").in_view(_UNREAD)
    assert narrowing.labels() == ["topic:ai", "Unread"]
    assert narrowing.query() == parse("topic:ai is:unread")
    assert narrowing.steps == ("start", "view")


def test_all_is_no_narrowing() -> None:
    """The view of all cards has no step and no label."""
    assert Narrowing().in_view(_STARRED).in_view(ALL) == Narrowing()
    assert Narrowing().in_view(ALL).query() == Query()


def test_all_cards_from_the_command_line_can_be_taken_back() -> None:
    """`--all` is the same step as the key `a`."""
    narrowing = started("", Query()._replace(everything=True))
    assert narrowing.query().everything
    assert narrowing.back() == Narrowing()


# By keys


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Six stories, hottest first: AI and Robots, AI, Robots, one without topic, and two hidden."""
    folder = tmp_path / "news"
    story(
        folder, "both", 60, topics=["AI", "Robots"], provider={"name": "A", "domain": "a.example"}
    )
    story(folder, "ai", 50, topics=["AI"], provider={"name": "B", "domain": "b.example"})
    story(folder, "robots", 40, topics=["Robots"], provider={"name": "B", "domain": "b.example"})
    story(folder, "none", 30)
    story(folder, "retired", -1)
    story(folder, "unpublished", 20, published=False)
    return folder


async def test_topics_add_up_with_or(news: Path) -> None:
    """With two topics chosen, a card needs only one of them."""
    async with reading(news) as driver:
        await driver.press("t", "tab", "down", "tab", "enter")
        assert driver.titles == ["both", "ai", "robots"]
        assert "topic: AI, Robots" in driver.title


async def test_topics_and_search_add_up_with_and(news: Path) -> None:
    """A card needs the topic and the word."""
    async with reading(news) as driver:
        await driver.press("t")
        await driver.type("Robots")
        await driver.press("enter", "slash")
        await driver.type("title:robots")
        assert driver.titles == ["robots"]
        await driver.press("ctrl+u")
        await driver.type("none")
        assert driver.titles == []


async def test_providers_are_chosen_with_topics(news: Path) -> None:
    """A topic and a provider narrow together."""
    async with reading(news) as driver:
        await driver.press("t")
        await driver.type("AI")
        await driver.press("tab", "ctrl+u")
        await driver.type("b.example")
        await driver.press("tab", "enter")
        assert driver.titles == ["ai"]
        assert "provider: b.example" in driver.title


async def test_the_choices_have_counts(news: Path) -> None:
    """Each topic and provider is offered with the number of its cards."""
    async with reading(news) as driver:
        await driver.press("t")
        options = driver.app.screen.query_one(OptionList)
        offered = [options.render_line(line).text.split() for line in range(options.size.height)]
        assert ["AI", "2"] in offered
        assert ["B", "(b.example)", "2"] in offered


async def test_the_choices_are_ticked_when_asked_again(news: Path) -> None:
    """What narrows the list is ticked in the picker, and unticking all widens it."""
    async with reading(news) as driver:
        await driver.press("t", "tab", "enter", "t")
        assert "1 chosen" in driver.text
        await driver.press("tab", "enter")
        assert driver.narrowing.steps == ()
        assert len(driver.titles) == 4


async def test_leaving_the_picker_changes_nothing(news: Path) -> None:
    """`esc` in the picker keeps the view."""
    async with reading(news) as driver:
        await driver.press("j", "t", "tab", "escape")
        assert driver.narrowing.steps == ()
        assert driver.cursor == "ai"


async def test_no_topic_takes_all_choices_back(news: Path) -> None:
    """`T` drops the chosen topics and providers, and nothing else."""
    async with reading(news) as driver:
        await driver.press("U", "t", "tab", "enter", "T")
        assert driver.narrowing.steps == ("unread",)
        assert len(driver.titles) == 4


async def test_a_root_topic_is_not_offered(tmp_path: Path) -> None:
    """The topic that a site's configuration names as its root is no choice."""
    site = tmp_path / "site"
    (site / "_news").mkdir(parents=True)
    (site / "_config.yml").write_text("topic: Everything\n")
    story(site / "_news", "one", 3, topics=["Everything", "AI"])
    story(site / "_news", "two", 2, topics=["Everything"])
    async with reading(site) as driver:
        await driver.press("t")
        assert " AI " in driver.text
        assert "Everything" not in driver.text


async def test_sources_are_offered_where_there_are_several(tmp_path: Path) -> None:
    """With two folders, one of them can be chosen."""
    story(tmp_path / "one", "here", 2)
    story(tmp_path / "two", "there", 1)
    async with reading(tmp_path / "one", tmp_path / "two") as driver:
        assert "2 sources" in driver.title
        await driver.press("t")
        await driver.type("two")
        await driver.press("enter")
        assert driver.titles == ["there"]


async def test_unread_only_and_back(news: Path) -> None:
    """`U` lists unread cards only; again, all."""
    async with reading(news) as driver:
        await driver.press("m", "U")
        assert driver.titles == ["ai", "robots", "none"]
        assert "unread only" in driver.title
        await driver.press("U")
        assert driver.titles == ["both", "ai", "robots", "none"]


async def test_all_cards_and_back(news: Path) -> None:
    """`a` lists retired, unpublished and muted cards too; again, no longer."""
    async with reading(news) as driver:
        await driver.press("a")
        assert driver.titles == ["both", "ai", "robots", "none", "unpublished", "retired"]
        assert "all cards" in driver.title
        await driver.press("a")
        assert driver.titles == ["both", "ai", "robots", "none"]


async def test_a_saved_view_is_chosen(news: Path) -> None:
    """`V` offers the saved views; the starred cards are one."""
    async with reading(news) as driver:
        await driver.press("j", "s", "V")
        await driver.type("star")
        await driver.press("enter")
        assert driver.titles == ["ai"]
        assert "Starred" in driver.title


async def test_the_order_is_chosen(news: Path) -> None:
    """`S` offers the sort orders; the title tells the one in force."""
    story(news, "newest", 1, publishedDateTime=utc_text(NOW))
    async with reading(news) as driver:
        assert "heat ▾" in driver.title
        await driver.press("S")
        await driver.type("date")
        await driver.press("enter")
        assert driver.titles[0] == "newest"
        assert "date ▾" in driver.title


async def test_esc_takes_back_the_last_narrowing_first(news: Path) -> None:
    """`esc` in the list takes back one narrowing at a time, in the order of doing."""
    async with reading(news) as driver:
        await driver.press("a", "slash")
        await driver.type("o")
        await driver.press("enter", "U")
        left = []
        for _ in range(4):
            left.append(driver.narrowing.steps)
            await driver.press("escape")
        assert left == [
            ("everything", "search", "unread"), ("everything", "search"), ("everything",), (),
        ]  # fmt: skip


async def test_esc_keeps_the_card_under_the_cursor(news: Path) -> None:
    """Widening leaves the cursor where it was."""
    async with reading(news) as driver:
        await driver.press("t")
        await driver.type("Robots")
        await driver.press("enter", "j")
        assert driver.cursor == "robots"
        await driver.press("escape")
        assert driver.cursor == "robots"
        assert driver.titles == ["both", "ai", "robots", "none"]


async def test_esc_takes_back_the_query_of_the_command_line(news: Path) -> None:
    """The query that the reader was started with is a narrowing like any other."""
    async with reading(news, narrowing=started("topic:ai", parse("topic:ai"))) as driver:
        assert driver.titles == ["both", "ai"]
        assert "topic:ai" in driver.title
        await driver.press("escape")
        assert len(driver.titles) == 4


async def test_keys_in_quick_succession_add_up(news: Path) -> None:
    """A narrowing counts from its key on, though its view is still being read."""
    async with reading(news) as driver:
        driver.send("U", "a")
        await driver.settle()
        assert driver.narrowing.steps == ("unread", "everything")
        assert len(driver.titles) == 6


async def test_an_empty_view_says_what_to_do(news: Path) -> None:
    """Where nothing is left, the list tells how to widen it, and the pane is empty."""
    async with reading(news) as driver:
        await driver.press("V")
        await driver.type("starred")
        await driver.press("enter")
        assert "No card here." in driver.text
        assert "It is narrowed to  Starred" in driver.text
        assert "esc takes back Starred." in driver.text
        assert "No card to show." in driver.text


# Search


async def test_the_view_follows_what_is_typed(tmp_path: Path) -> None:
    """With every letter the list shows what matches so far, with the number of hits."""
    folder = stories(tmp_path / "news", 3)
    write_card(folder / "taxi.md", "Robotaxis are on the road")
    async with reading(folder) as driver:
        await driver.press("slash")
        await driver.type("robo")
        assert driver.titles == ["Robotaxis are on the road"]
        assert "1 hit " in driver.lines[-2]


async def test_the_excerpt_is_searched_too(news: Path) -> None:
    """Words of the excerpt count like those of the title."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type('"excerpt of robots"')
        assert driver.titles == ["robots"]


async def test_enter_keeps_the_search(news: Path) -> None:
    """After `enter` the box is gone, the view is kept and the list has the keys."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("title:robots")
        await driver.press("enter", "U")
        assert driver.narrowing.steps == ("search", "unread")
        assert driver.titles == ["robots"]
        assert "/title:robots" in driver.title
        assert "hit" not in driver.text


async def test_esc_restores_what_was_there_before_the_search(news: Path) -> None:
    """After `esc` the view and the card under the cursor are those from before."""
    async with reading(news) as driver:
        await driver.press("U", "j", "slash")
        await driver.type("none")
        assert driver.cursor == "none"
        await driver.press("escape")
        assert driver.narrowing.steps == ("unread",)
        assert driver.titles == ["both", "ai", "robots", "none"]
        assert driver.cursor == driver.shown == "ai"


async def test_esc_restores_an_earlier_search(news: Path) -> None:
    """A search that is left unfinished gives way to the one that was in force."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("title:robots")
        await driver.press("enter", "slash")
        await driver.type("none")
        await driver.press("escape")
        assert driver.narrowing.search == "title:robots"
        assert driver.titles == ["robots"]


async def test_up_recalls_an_earlier_search(news: Path) -> None:
    """`up` brings back the last search that was kept, also in a later session."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("title:robots")
        await driver.press("enter", "escape")
    async with reading(news) as driver:
        await driver.press("slash", "up")
        assert driver.titles == ["robots"]
        await driver.press("enter")
        assert driver.narrowing.search == "title:robots"


async def test_a_bad_query_keeps_the_last_good_view(news: Path) -> None:
    """What cannot be understood (yet) leaves the list as it was, without a number of hits."""
    async with reading(news) as driver:
        await driver.press("m", "slash")
        await driver.type("is:read")
        assert driver.titles == ["both"]
        assert "1 hit" in driver.text
        await driver.type("x")
        assert driver.titles == ["both"]
        assert "hit" not in driver.text


async def test_a_bad_query_cannot_be_kept(news: Path) -> None:
    """`enter` on it says what is wrong, in full, and the box stays open."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("is:foo")
        await driver.press("enter")
        assert driver.lines[-1].lstrip(" `:isfo").startswith("wants one of read, unread,")
        await driver.type("x")
        assert "is:foox" in driver.lines[-2]


async def test_an_empty_search_is_none(news: Path) -> None:
    """Emptying the box takes the search back."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("robots")
        await driver.press("enter", "slash", "backspace", "enter")
        assert driver.narrowing.steps == ()
        assert len(driver.titles) == 4


async def test_tab_stays_in_the_search_box(news: Path) -> None:
    """`tab` does not leave a search half open."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("title:rob")
        await driver.press("tab")
        await driver.type("ots")
        assert driver.titles == ["robots"]


async def test_a_click_on_the_list_closes_the_search_box(news: Path) -> None:
    """Who clicks a card is done with searching: the box goes, what it has found stays."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("excerpt")
        await driver.click(8, 4)
        assert driver.cursor == "ai"
        assert "hit" not in driver.lines[-2]
        await driver.press("escape")
        assert len(driver.titles) == 4


async def test_what_matches_is_told_in_the_title(news: Path) -> None:
    """The title counts the cards of the view and the unread ones among them."""
    async with reading(news) as driver:
        await driver.press("m", "t")
        await driver.type("AI")
        await driver.press("enter")
        assert "news · 2 cards · 1 unread" in driver.title

"""The figures of the pulse, as the library gives them: those of the views they narrow to."""

from __future__ import annotations

import contextlib
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from cardreader.index import pulse
from cardreader.query import Query, parse
from cardreader.query.muting import Mute
from library_tools import open_library, write_card

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cardreader.library import Library

# Name, heat, date, provider, topics.
CARDS: tuple[tuple[str, int | None, str | None, tuple[str, str] | None, list[str]], ...] = (
    ("one", 50, "2021-02-19T10:30:00Z", ("Example Times", "times.example"), ["AI", "Robots"]),
    ("two", 30, "2021-02-19T12:30:00Z", ("Times", "times.example"), ["ai"]),
    ("three", 20, "2021-02-20T10:00:00Z", ("Times", "times.example"), ["AI", "Ai"]),
    ("four", 500, "2021-02-20T23:59:59Z", ("Post", "post.example"), ["Robots"]),
    ("no heat", None, "1969-07-20T20:17:40Z", ("A name alone", ""), []),
    ("minus", -5, "2021-02-20T00:00:00Z", None, ["Robots"]),
    ("retired", -1, "2021-02-19T10:30:00Z", ("Post", "post.example"), ["AI"]),
    ("undated", 7, None, ("Post", "post.example"), ["AI"]),
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Open a library of these cards."""
    for name, heat, moment, provider, topics in CARDS:
        fields: dict[str, object] = {"webUrl": f"https://example.com/{name}", "topics": topics}
        fields |= {"heat": heat} if heat is not None else {}
        fields |= {"publishedDateTime": moment} if moment else {}
        fields |= (
            {"provider": dict(zip(("name", "domain"), provider, strict=True))} if provider else {}
        )
        write_card(tmp_path / "news" / f"{name}.md", name, **fields)  # type: ignore[arg-type]
    library = open_library(tmp_path / "own", tmp_path / "news")
    with contextlib.closing(library):
        library.refresh()
        yield library


@pytest.fixture
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Be in another part of the world."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


@pytest.mark.parametrize("zone", ["UTC"], indirect=True)
def test_days_have_cards_and_heat(library: Library, zone: str) -> None:  # noqa: ARG001 - it is set
    """Listed cards only; heat below zero counts as none; cards without a date are counted."""
    days, undated = library.days(Query())
    assert days == [
        (date(1969, 7, 20), 1, 0),
        (date(2021, 2, 19), 2, 80),
        (date(2021, 2, 20), 3, 520),
    ]
    assert undated == 1
    assert library.days(Query(everything=True))[0][1] == (date(2021, 2, 19), 3, 80)


def test_muted_cards_are_in_no_figure(library: Library) -> None:
    """As in no list; who asks for them has them."""
    library.mute((Mute(topic="AI"),))
    for query in (Query(), parse("is:muted")):
        days, undated = library.days(query)
        assert sum(day.cards for day in days) + undated == library.count(query) == 3 + query.muted
        topics, _ = library.tallies(query)
        assert ("AI" in {tally.name for tally in topics}) is query.muted


@pytest.mark.parametrize(
    "zone", ["UTC", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu"], indirect=True
)
def test_days_are_those_of_the_query_language(library: Library, zone: str) -> None:  # noqa: ARG001 - it is set
    """Of local time, wherever one is."""
    days, undated = library.days(Query())
    assert sum(day.cards for day in days) + undated == library.count(Query())
    for day in days:
        assert library.count(parse(f"date:{day.day}")) == day.cards


def test_topics_and_providers_have_cards_and_heat(library: Library) -> None:
    """A card under two spellings of a topic counts once; the commonest name is told."""
    topics, providers = library.tallies(Query())
    assert {(each.value.lower(), each.cards, each.heat) for each in topics} == {
        ("ai", 4, 107),
        ("robots", 3, 550),
    }
    assert {each[:] for each in providers} == {
        ("times.example", "Times", 3, 100),
        ("post.example", "Post", 2, 507),
        ("a name alone", "A name alone", 1, 0),
    }


@pytest.mark.parametrize("text", ["", "heat:>25", "two", "date:2021-02", "-topic:robots"])
def test_figures_are_those_of_the_view_they_narrow_to(library: Library, text: str) -> None:
    """Whatever narrows the list already."""
    query = parse(text)
    topics, providers = library.tallies(query)
    assert topics
    for field, tallies in (("topic", topics), ("provider", providers)):
        for each in tallies:
            assert library.count(query.and_also(parse(f'{field}:"{each.value}"'))) == each.cards


def test_the_topic_that_all_cards_of_a_site_have_is_none(tmp_path: Path) -> None:
    """It would be the longest bar, and tell nothing."""
    news = tmp_path / "news"
    write_card(news / "_news" / "a.md", "a", topics=["Azure", "AI"], heat=1)
    (news / "_config.yml").write_text("topic: Azure\n")
    with contextlib.closing(open_library(tmp_path / "own", news)) as library:
        library.refresh()
        assert [each.name for each in library.tallies(Query())[0]] == ["AI"]


def test_the_leading_ones_by_either_measure_are_told(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hottest may have few cards."""
    monkeypatch.setattr(pulse, "MOST", 1)
    topics, providers = library.tallies(Query())
    assert {each.name.lower() for each in topics} == {"ai", "robots"}
    assert {each.name for each in providers} == {"Times", "Post"}


def test_absurd_heats_are_added_up(tmp_path: Path) -> None:
    """As far as one can count."""
    for number in range(3):
        write_card(tmp_path / "news" / f"{number}.md", "a", topics=["AI"], heat=2**53,
                   publishedDateTime="2021-02-19T10:30:00Z")  # fmt: skip
    with contextlib.closing(open_library(tmp_path / "own", tmp_path / "news")) as library:
        library.refresh()
        assert library.days(Query())[0][0].heat == 3 * 2**53
        assert library.tallies(Query())[0][0].heat == 3 * 2**53


def test_an_empty_library_has_no_figures(tmp_path: Path) -> None:
    """And that is no error."""
    (tmp_path / "news").mkdir()
    with contextlib.closing(open_library(tmp_path / "own", tmp_path / "news")) as library:
        assert library.days(Query()) == ([], 0)
        assert library.tallies(Query()) == ([], [])

"""Searching in the running reader: what is lit, completed, told and restored, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cardreader.config import Config
from cardreader.ui.search_box import SearchBox
from library_tools import write_card
from reader_tools import Gate, reading, related, stories, url

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from textual.strip import Strip

    from cardreader.library import Choices
    from cardreader.query import Query
    from reader_tools import Driver

TALL = (100, 16)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Three cards with topics, the hottest first."""
    folder = tmp_path / "news"
    cards = [
        ("Robots on the road", ["AI", "Cars"], "About robots."),
        ("A café for robots", ["Deep Learning", "AI"], "Coffee."),
        ("Databases", ["Data"], "Tables."),
    ]
    for number, (title, topics, excerpt) in enumerate(cards):
        write_card(
            folder / f"{number}.md", title, topics=topics, excerpt=excerpt, heat=9 - number,
            webUrl=url(str(number)), relatedCards=related(),
        )  # fmt: skip
    return folder


def underlined(lines: Sequence[Strip]) -> list[str]:
    """What is underlined in these lines."""
    return [
        segment.text
        for strip in lines
        for segment in strip
        if segment.style and segment.style.underline
    ]


def lit_rows(driver: Driver) -> list[str]:
    """What is lit in the list."""
    return underlined([driver.list.render_line(y) for y in range(driver.list.size.height)])


def lit_page(driver: Driver) -> list[str]:
    """What is lit on the card's page."""
    return underlined([driver.card.render_line(y) for y in range(driver.card.size.height)])


# Lit words


@pytest.mark.parametrize("theme", ["textual-dark", "textual-light"])
@pytest.mark.parametrize("density", ["comfortable", "compact"])
async def test_what_is_found_is_lit(news: Path, theme: str, density: str) -> None:
    """In list and card, as it is typed, in a colour of its own; and no longer after `esc`."""
    config = Config(theme=theme, density=density)  # type: ignore[arg-type]
    async with reading(news, config=config) as driver:
        await driver.press("slash")
        await driver.type("cafe rob")
        assert lit_rows(driver) == ["café", "robots"]
        assert lit_page(driver) == ["café", "robots"]
        lit = driver.list.get_component_rich_style("card-list--lit").color
        assert lit not in (
            driver.list.get_component_rich_style(f"card-list--{part}").color
            for part in ("unread", "read", "meta")
        )
        await driver.press("escape")
        assert lit_rows(driver) == lit_page(driver) == []


async def test_read_cards_are_lit(news: Path) -> None:
    """A row is drawn anew for another search, be it read, starred or under the cursor."""
    async with reading(news) as driver:
        await driver.press("m", "s", "slash")
        await driver.type("robots")
        assert lit_rows(driver) == ["Robots", "robots"]
        await driver.type(" road")
        assert lit_rows(driver) == ["Robots", "road"]


async def test_the_next_card_is_lit_too(news: Path) -> None:
    """The search that was kept goes on being lit, in each card that is gone to."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("robots")
        await driver.press("enter")
        assert lit_page(driver) == ["Robots", "robots"]
        await driver.press("j")
        assert driver.shown == "A café for robots"
        assert lit_page(driver) == ["robots"]


async def test_moving_draws_nothing_anew_but_for_a_search(news: Path) -> None:
    """Without a search the rows come from where they were kept, and no word is looked for."""
    async with reading(news) as driver:
        before = dict.fromkeys(driver.list._drawn.keys())
        await driver.press("j", "k", "slash", "escape")
        assert {key[-1] for key in driver.list._drawn.keys()}  # noqa: SIM118 - a cache, no dict == {None}
        assert set(before) <= set(driver.list._drawn.keys())


# Completion


async def test_topics_are_offered_with_counts(news: Path) -> None:
    """As soon as the field is written, most cards first; nothing of the list is hidden by it."""
    async with reading(news) as driver:
        await driver.press("slash")
        height = driver.list.size.height
        await driver.type("topic:")
        assert driver.lines[-1].startswith(" AI 2  Cars 1  Data 1  Deep Learning 1")
        assert driver.list.size.height == height


async def test_tab_completes_and_lists_at_once(news: Path) -> None:
    """The value stands in quotes, a blank behind it, and its cards are listed."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("topic:dee")
        await driver.press("tab")
        await driver.type("cof")
        assert driver.lines[-2].startswith(' / topic:"Deep Learning" cof')
        assert driver.titles == ["A café for robots"]


async def test_tab_walks_and_enter_keeps(news: Path) -> None:
    """Each `tab` shows its cards; `enter` still keeps the search."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("topic:")
        await driver.press("tab", "tab")
        assert driver.titles == ["Robots on the road"]
        await driver.press("shift+tab", "enter")
        assert driver.titles == ["Robots on the road", "A café for robots"]
        assert driver.narrowing.search.strip() == "topic:AI"
        assert driver.list.has_focus


async def test_the_library_is_asked_once(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For its values at the first field of an opening, not at each key."""
    async with reading(news) as driver:
        asked: list[Query] = []
        choices = driver.library.choices

        def counted(query: Query) -> Choices:
            asked.append(query)
            return choices(query)

        monkeypatch.setattr(driver.library, "choices", counted)
        await driver.press("slash")
        await driver.type("robots")
        assert not asked
        await driver.type(" topic:ai provider:x source:y")
        assert len(asked) == 1
        await driver.press("escape", "slash")
        await driver.type("topic:")
        assert len(asked) == 2


async def test_keys_do_not_wait_for_values(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the library counts, one types on; `tab` takes effect when it has counted."""
    async with reading(news) as driver:
        gate = Gate(driver.library.choices)
        monkeypatch.setattr(driver.library, "choices", gate)
        gate.shut()
        await driver.press("slash")
        driver.send(*"topic", ":", *"de")
        await driver.until(lambda: gate.waiting)
        await driver.until(lambda: driver.lines[-2].startswith(" / topic:de"))
        driver.send("tab", *"cof")
        gate.open()
        await driver.settle()
        assert driver.lines[-2].startswith(' / topic:"Deep Learning" cof')
        assert driver.titles == ["A café for robots"]


# Mistakes


@pytest.mark.parametrize("text", ["is:foo", "heat:hot", "-sort:x", "topic:ai quality:zz", ")"])
async def test_a_mistake_never_empties_the_list(news: Path, text: str) -> None:
    """Though the name of a field is typed letter by letter, and is a word of no card."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type(text)
        assert driver.titles
        await driver.press("escape")
        await driver.press("slash")
        for character in text:
            await driver.type(character)
        assert driver.titles


async def test_a_mistake_does_not_touch_a_view_with_cards(news: Path) -> None:
    """What was found last stays as it is."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("cafe (is:")
        assert driver.titles == ["A café for robots"]


async def test_the_name_of_a_field_is_no_word_of_a_search(news: Path) -> None:
    """Typed on the way to `title:`, it may be in some titles; nobody has asked for these."""
    write_card(news / "title.md", "What a title is", heat=1)
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("title")
        assert driver.titles == ["What a title is"]
        await driver.type(":")
        assert len(driver.titles) == 4
        await driver.type("rob")
        assert driver.titles == ["Robots on the road", "A café for robots"]


async def test_a_search_that_is_spoilt_stays_as_it_was(news: Path) -> None:
    """A letter too many takes nothing back of what the field has found."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("heat:>8")
        assert driver.titles == ["Robots on the road"]
        await driver.type("x")
        assert driver.titles == ["Robots on the road"]


# Keeping and leaving


async def test_nothing_jumps_when_a_search_is_kept(news: Path) -> None:
    """The last word still matches as it did while it was typed."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("rob")
        await driver.press("enter")
        assert driver.titles == ["Robots on the road", "A café for robots"]
        assert lit_rows(driver) == ["Robots", "robots"]


@pytest.mark.parametrize("size", [TALL, (50, 9), (120, 40)])
async def test_esc_restores_the_scroll(tmp_path: Path, size: tuple[int, int]) -> None:
    """The cursor's row is on its line again, wherever in the list that was."""
    folder = stories(tmp_path / "news", 60)
    async with reading(folder, size=size) as driver:
        for keys in (["G"], ["k", "k", "k"], ["pageup"], ["k"] * 9, ["g"]):
            await driver.press(*keys)
            before = (driver.cursor, driver.list.line, driver.list.scroll_offset.y)
            await driver.press("slash")
            await driver.type("card-7")
            await driver.press("escape")
            assert (driver.cursor, driver.list.line, driver.list.scroll_offset.y) == before


async def test_esc_goes_back_into_the_card(news: Path) -> None:
    """From where the box was opened; what was found instead is gone again."""
    async with reading(news) as driver:
        await driver.press("j", "l", "slash")
        await driver.type("databases")
        assert driver.shown == "Databases"
        await driver.press("escape")
        assert driver.shown == "A café for robots"
        assert driver.card.has_focus
        await driver.press("slash", "enter")
        assert driver.list.has_focus


async def test_keys_behind_the_closing_one_are_for_the_list(news: Path) -> None:
    """Typed at once, none of them gets into the text."""
    async with reading(news) as driver:
        driver.send("slash", *"robots", "enter", "j", "s")
        await driver.settle()
        assert driver.narrowing.search == "robots"
        assert driver.marked("starred") == {"A café for robots"}
        driver.send("slash", *"zzz", "escape", "k", "s")
        await driver.settle()
        assert driver.marked("starred") == {"A café for robots", "Robots on the road"}


async def test_keys_behind_a_mistake_stay_in_the_box(news: Path) -> None:
    """The box does not close, so that they go on in the text."""
    async with reading(news) as driver:
        driver.send("slash", *"is", ":", *"fo", "enter", "o")
        await driver.settle()
        assert driver.lines[-2].startswith(" / is:foo")


async def test_recalling_and_typing_at_once(news: Path) -> None:
    """What is typed behind `up` stands behind the search that it brings back."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("robots")
        await driver.press("enter", "escape")
        driver.send("slash", "up")
        await driver.type(" road")
        assert driver.narrowing.search == "robots road"


async def test_no_key_waits_for_a_result(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the library searches the box takes letters, and the newest search wins."""
    async with reading(news) as driver:
        await driver.press("slash")
        gate = Gate(driver.library.view)
        monkeypatch.setattr(driver.library, "view", gate)
        gate.shut()
        driver.send("c")
        await driver.until(lambda: gate.waiting)
        driver.send(*"afe")
        await driver.until(lambda: driver.lines[-2].startswith(" / cafe"))
        assert len(driver.titles) == 3
        gate.open()
        await driver.settle()
        assert driver.titles == ["A café for robots"]
        box = driver.reader.search_box
        assert isinstance(box, SearchBox)
        assert box.hits == 1


async def test_no_hit_is_told(news: Path) -> None:
    """In words, with what can be done about it."""
    async with reading(news) as driver:
        await driver.press("slash")
        await driver.type("zzz")
        assert "no hit" in driver.lines[-2]
        assert "take a word away" in driver.lines[-1]


async def test_searching_on_forty_columns(news: Path) -> None:
    """The text has its line, whatever is told."""
    async with reading(news, size=(40, 12)) as driver:
        await driver.press("slash")
        await driver.type("is:foo and some more words")
        assert "is:foo and some more words" in driver.lines[-2]
        assert driver.lines[-1].startswith(" is wants one of")


async def test_hits_are_told_when_the_box_is_opened_again(news: Path) -> None:
    """Those of the search that is in it; without one there are none to tell."""
    async with reading(news) as driver:
        await driver.press("slash")
        assert "hit" not in driver.lines[-2]
        await driver.type("robots")
        await driver.press("enter", "slash")
        assert driver.lines[-2].split() == ["/", "robots", "2", "hits"]


@pytest.mark.parametrize(
    ("key", "told"), [("", "ctrl+s save view"), ("ctrl+k", "ctrl+k save view"), ("w", "")]
)
async def test_the_box_tells_how_a_view_is_saved(news: Path, key: str, told: str) -> None:
    """Unless its key is one that would be typed."""
    config = Config(keys=(("save-view", key),) if key else ())
    async with reading(news, config=config) as driver:
        await driver.press("slash")
        assert told in driver.lines[-1]
        assert ("save view" in driver.lines[-1]) == bool(told)

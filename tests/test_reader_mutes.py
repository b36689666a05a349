"""Muting by keys: what `x` offers, what leaves the list, and how it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cardreader.config import Config, load
from cardreader.query.muting import Mute
from reader_tools import Driver, reading, story

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Four stories of two providers."""
    folder = tmp_path / "news"
    for name, heat, provider, topic in (
        ("Live blog: storm", 9, "a.example", "AI"),
        ("Robots", 8, "b.example", "AI"),
        ("Live blog: flood", 7, "b.example", "Web"),
        ("Harbour", 6, "a.example", "Web"),
    ):
        names = {"name": provider.title(), "domain": provider}
        story(folder, name.partition(": ")[2] or name, heat, title=name, provider=names,
              topics=[topic])  # fmt: skip
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the settings are."""
    return tmp_path / "config.toml"


def write(path: Path, text: str) -> None:
    """Write the settings, as a person does."""
    path.write_text(text)


def content(path: Path) -> str:
    """Return the settings as they are written; '' for none."""
    return path.read_text() if path.exists() else ""


async def look(driver: Driver) -> None:
    """Have the reader look for what others have changed, as it does every so often."""
    driver.reader.look()
    await driver.settle()


async def choose(driver: Driver, text: str) -> None:
    """Take what `x` offers under this text."""
    await driver.press("x")
    await driver.type(text)
    await driver.press("enter")


async def test_x_offers_what_the_card_has(news: Path) -> None:
    """Its provider, its topics, words of its title; with how many cards each is about."""
    async with reading(news) as driver:
        await driver.press("x")
        offered = [" ".join(line.split()) for line in driver.lines]
        assert any("│ provider a.example 2 │" in line for line in offered)
        assert any("│ topic AI 2 │" in line for line in offered)
        assert "words of the title…" in driver.text


async def test_a_muted_provider_leaves_the_list(news: Path, path: Path) -> None:
    """The title tells how many are muted; the cursor goes to the next card that stays."""
    async with reading(news) as driver:
        await choose(driver, "a.example")
        assert driver.titles == ["Robots", "Live blog: flood"]
        assert driver.cursor == driver.shown == "Robots"
        assert "2 cards · 2 unread · 2 muted" in driver.title
        assert driver.sentence == (
            "Muted provider a.example: 2 cards. u takes it back, is:muted shows them."
        )
        assert content(path) == '[[mute]]\nprovider = "a.example"\n'
    async with reading(news, config=load(path)[0]) as driver:
        assert driver.titles == ["Robots", "Live blog: flood"]
        assert "2 muted" in driver.title


async def test_words_of_the_title_can_be_written(news: Path, path: Path) -> None:
    """The title is there to be cut down to what tells."""
    async with reading(news) as driver:
        await choose(driver, "words of")
        assert "Live blog: storm" in driver.text
        await driver.type("live blog")
        await driver.press("enter")
        assert driver.titles == ["Robots", "Harbour"]
        assert load(path)[0].mute == (Mute(words="live blog"),)


@pytest.mark.parametrize("text", ["!?", None])
async def test_no_words_mute_nothing(news: Path, path: Path, text: str | None) -> None:
    """Nor does leaving with `esc`."""
    async with reading(news) as driver:
        await choose(driver, "words of")
        if text is None:
            await driver.press("escape")
        else:
            await driver.type(text)
            await driver.press("enter")
            assert driver.toasts == ["There is no word in this; nothing is muted."]
        assert len(driver.titles) == 4
        assert content(path) == ""


async def test_muted_cards_are_shown_with_the_reason_and_lifted_there(
    news: Path, path: Path
) -> None:
    """`is:muted` lists them; the first thing that `x` offers there is to lift it."""
    config = Config(mute=(Mute("a.example"), Mute(topic="Web")))
    write(path, '[[mute]]\nprovider = "a.example"\n[[mute]]\ntopic = "Web"\n')
    async with reading(news, config=config) as driver:
        await driver.press("slash")
        await driver.type("is:muted")
        await driver.press("enter")
        assert driver.titles == ["Live blog: storm", "Live blog: flood", "Harbour"]
        assert driver.text.count("muted: provider a.example") == 3  # twice in the list
        await driver.press("x", "enter")
        assert driver.titles == ["Live blog: flood", "Harbour"]
        assert driver.sentence == "No longer muted: provider a.example. u takes it back."
        assert content(path) == '[[mute]]\ntopic = "Web"\n'
        await driver.press("escape")
        assert driver.titles == ["Live blog: storm", "Robots"]
        await choose(driver, "topic web")
        assert len(driver.titles) == 4
        assert "muted" not in driver.title


async def test_u_takes_mutings_and_markings_back_in_their_turn(news: Path, path: Path) -> None:
    """The last act first."""
    async with reading(news) as driver:
        await driver.press("m")
        await choose(driver, "topic ai")
        await driver.press("s")
        assert driver.titles == ["Live blog: flood", "Harbour"]
        await driver.press("u")
        assert driver.marked("starred") == set()
        await driver.press("u")
        assert driver.sentence == "Undone: muted topic AI"
        assert len(driver.titles) == 4
        assert load(path)[0].mute == ()
        await driver.press("u")
        assert driver.marked("read") == set()
        await driver.press("u")
        assert driver.sentence == "There is no marking to undo."


async def test_lifting_is_taken_back_too(news: Path, path: Path) -> None:
    """By a reader that comes later as well."""
    write(path, '[[mute]]\ntopic = "AI"\n')
    async with reading(news, config=load(path)[0]) as driver:
        await choose(driver, "topic ai")
        assert len(driver.titles) == 4
    async with reading(news, config=load(path)[0]) as driver:
        await driver.press("u")
        assert driver.sentence == "Undone: no longer muted topic AI"
        assert driver.titles == ["Live blog: flood", "Harbour"]


async def test_all_cards_are_the_muted_ones_too(news: Path) -> None:
    """`a` shows them in their place; the title does not count what is not hidden."""
    async with reading(news, config=Config(mute=(Mute(topic="AI"),))) as driver:
        assert "2 muted" in driver.title
        await driver.press("a")
        assert len(driver.titles) == 4
        assert "muted" not in driver.title


async def test_a_file_that_cannot_be_changed_is_told(news: Path, path: Path) -> None:
    """Nothing is muted then."""
    write(path, "mute = 1\n")
    async with reading(news) as driver:
        await choose(driver, "a.example")
        assert driver.toasts == [f"{path}: mute wants tables; mend it first."]
        assert len(driver.titles) == 4


async def test_what_a_person_writes_is_followed(news: Path, path: Path) -> None:
    """The file is looked at every so often; half of one changes nothing."""
    write(path, "")
    async with reading(news) as driver:
        await look(driver)
        write(path, '[[mute]]\ntopic = "AI"\n')
        await look(driver)
        assert driver.titles == ["Live blog: flood", "Harbour"]
        write(path, "[[mute]]\ntop")
        await look(driver)
        assert len(driver.titles) == 2
        write(path, 'sort = "hot"\n')
        await look(driver)
        assert len(driver.titles) == 4


async def test_without_a_card_and_mutes_there_is_nothing_to_choose(tmp_path: Path) -> None:
    """It is said, and keys go on."""
    (tmp_path / "empty").mkdir()
    async with reading(tmp_path / "empty") as driver:
        await driver.press("x")
        assert driver.toasts == ["There is no card here, and nothing is muted."]

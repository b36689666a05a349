"""Mutes: what they mean, how the configuration has them, and how they are changed there."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from cardreader.card import Card, Provider
from cardreader.config import ConfigError, load
from cardreader.config.writing import MutesFile
from cardreader.query import Order, Query, parse
from cardreader.query.muting import Mute, muted, reason
from library_tools import open_library, titles, write_card

if TYPE_CHECKING:
    from pathlib import Path

    from cardreader.library import Library

CARD = Card(
    "Live blog: the Ärzte strike", "news", "article",
    provider=Provider("The Harbour Gazette", "news.gazette.example.com"),
    topics=("Markets", "Open  Source"),
)  # fmt: skip
FILE = """\
# mine
sort = "hot"  # kept

# noisy
[[mute]]
provider = "one.example"  # really

[keys]
open = "b"

[[mute]]
topic = "Markets"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the settings are."""
    return tmp_path / "config.toml"


# What they mean


@pytest.mark.parametrize(
    ("mute", "holds"),
    [
        (Mute(provider="news.gazette.example.com"), True),
        (Mute(provider="Gazette.example.com"), True),
        (Mute(provider="the  harbour gazette"), True),
        (Mute(provider="harbour gazette"), False),
        (Mute(provider="azette.example.com"), False),
        (Mute(provider="harb"), False),
        (Mute(topic="open source"), True),
        (Mute(topic="open"), False),
        (Mute(words="live blog"), True),
        (Mute(words="ARZTE"), True),
        (Mute(words="live the"), False),
        (Mute(words="liv"), False),
        (Mute(provider="gazette.example.com", topic="markets"), True),
        (Mute(provider="gazette.example.com", words="quiet"), False),
        (Mute(), False),
    ],
)
def test_a_mute_holds_for(mute: Mute, holds: bool) -> None:
    """It is read as a search reads it; of what is written, all must hold."""
    assert mute.holds_for(CARD) == holds
    assert not mute.holds_for(Card("Another", "news", "article"))


def test_the_reason_is_told_in_the_words_of_the_configuration() -> None:
    """All of them, where there are several."""
    mutes = [Mute("x.example"), Mute(topic="Markets"), Mute("gazette.example.com", words="live")]
    told = "topic Markets; provider gazette.example.com, words live"
    assert reason(mutes, CARD) == told
    assert reason(mutes[:1], CARD) == ""
    assert muted([]) is None


# The configuration


def test_mutes_are_read(path: Path) -> None:
    """Each once, in their order."""
    path.write_text(FILE + '[[mute]]\ntopic = "Markets"\n[[mute]]\nwords = "live blog"\n')
    config, mistakes = load(path)
    assert mistakes == []
    assert config.mute == (Mute("one.example"), Mute(topic="Markets"), Mute(words="live blog"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mute = 1", ":1: mute wants tables, like [[mute]] with"),
        ("[mute]\ntopic = 'A'", ":1: mute wants tables, like [[mute]] with"),
        ("[[mute]]", ":1: mute 1 wants one of provider, topic, words; it is passed over."),
        ("[[mute]]\ntopics = 'A'", ":1: mute 1 has topics, which means nothing"),
        ("\n[[mute]]\ntopic = ['A']", ":2: mute 1 wants a text for topic, like topic ="),
        ("[[mute]]\nwords = '!!'", ":1: mute 1 wants a word in words; it is passed over."),
        ("[[mute]]\nprovider = ' '", ":1: mute 1 wants a word in provider"),
        ("mute = [{ topic = '' }]", ":1: mute 1 wants a word in topic"),
    ],
)
def test_mistakes_are_told_with_their_line(path: Path, text: str, told: str) -> None:
    """They cost the one mute, and nothing else."""
    path.write_text(f"{text}\n")
    config, mistakes = load(path)
    assert config.mute == ()
    assert len(mistakes) == 1
    assert mistakes[0].startswith(f"{path}{told}")


def test_a_mute_with_a_mistake_mutes_nothing(path: Path) -> None:
    """Half of what was written would be about other cards; the others hold."""
    path.write_text('[[mute]]\nprovider = "a.example"\nwords = 3\n[[mute]]\ntopic = "B"\n')
    assert load(path)[0].mute == (Mute(topic="B"),)


def test_adding_and_removing_leaves_the_rest(path: Path) -> None:
    """Byte for byte; a comment right above a mute goes with it."""
    path.write_text(FILE)
    file = MutesFile(path)
    new = Mute(words='say "hi" \\ to')
    assert file.add(new) == (Mute("one.example"), Mute(topic="Markets"), new)
    assert path.read_text().startswith(FILE)
    assert tomllib.loads(path.read_text())["mute"][2] == {"words": new.words}
    assert file.add(new)[2:] == (new,)  # a second time changes nothing
    file.remove(new)
    assert path.read_text() == FILE
    assert file.remove(Mute("one.example")) == (Mute(topic="Markets"),)
    assert path.read_text() == FILE.replace(
        '# noisy\n[[mute]]\nprovider = "one.example"  # really\n\n', ""
    )
    assert file.remove(Mute("never.there")) == (Mute(topic="Markets"),)


def test_the_first_mute_makes_the_file(path: Path) -> None:
    """In words that a person would write; the last one that goes leaves nothing."""
    MutesFile(path).add(Mute("example.com"))
    assert path.read_text() == '[[mute]]\nprovider = "example.com"\n'
    assert MutesFile(path).remove(Mute("example.com")) == ()
    assert path.read_text() == ""


def test_mutes_in_one_list_are_changed_there(path: Path) -> None:
    """As a person has written them."""
    path.write_text('mute = [{ topic = "A" }]\n[keys]\nopen = "b"\n')
    MutesFile(path).add(Mute(topic="B"))
    assert path.read_text() == 'mute = [{ topic = "A" }, {topic = "B"}]\n[keys]\nopen = "b"\n'
    MutesFile(path).remove(Mute(topic="A"))
    assert load(path)[0].mute == (Mute(topic="B"),)


@pytest.mark.parametrize("text", ["mute = 1\n", "[[mute]\n", "mute = ['a']\n"])
def test_a_file_that_cannot_be_changed_rightly_is_left_alone(path: Path, text: str) -> None:
    """With a sentence that names it."""
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"config\.toml.*[Mm]end it first"):
        MutesFile(path).add(Mute("a.example"))
    assert path.read_text() == text


# In the library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library of three cards."""
    folder = tmp_path / "news"
    for name, topic, heat in (("One", "AI", 3), ("Two", "Web", 2), ("Three", "AI", 1)):
        write_card(
            folder / f"{name}.md", name, heat=heat, topics=[topic], webUrl=f"https://a.example/{name}"
        )  # fmt: skip
    library = open_library(tmp_path / "own", folder)
    library.refresh()
    return library


def listed(library: Library, text: str = "") -> list[str]:
    """Return the titles that a search lists."""
    return titles(library, library.view(parse(text), Order()).ids)


def test_muted_cards_leave_views_counts_and_choices(library: Library) -> None:
    """Only a search that speaks of them lists them, and whoever looks at all cards."""
    assert listed(library, "is:muted") == []
    library.mute((Mute(topic="ai"),))
    assert listed(library) == ["Two"]
    assert listed(library, "topic:ai OR topic:web") == ["Two"]
    assert listed(library, "is:muted") == ["One", "Three"]
    assert listed(library, "-is:muted one OR two") == ["Two"]
    assert listed(library, "is:retired OR -is:retired") == ["Two"]
    assert titles(library, library.view(Query(muted=True), Order()).ids) == ["One", "Two", "Three"]
    assert library.count(Query()) == 1
    assert [count.value for count in library.choices(Query()).topics] == ["Web"]
    assert library.muted() == 2
    library.mute(())
    assert listed(library) == ["One", "Two", "Three"]
    assert library.muted() == 0


def test_a_muted_card_has_its_reason(library: Library) -> None:
    """In the card pane always, in the list where it was asked for."""
    (one, two, _) = library.view(Query(), Order()).ids
    library.mute((Mute(topic="ai"), Mute(words="one")))
    assert [detail.summary.muted for card in (one, two) if (detail := library.detail(card))] == [
        "topic ai; words one", ""
    ]  # fmt: skip
    reasons = library.with_reasons(library.summaries([one, two, 999]))
    assert [each and each.muted for each in reasons] == ["topic ai; words one", "", None]


def test_mutings_are_taken_back_in_their_turn_among_the_markings(library: Library) -> None:
    """The last act first, whichever it was, also by who comes next."""
    cards = library.view(Query(), Order()).ids
    library.mark(cards[:1], "read", value=True, what="first")
    library.note_muting(Mute("a"), lifted=False)
    library.mark(cards[1:2], "read", value=True, what="second")
    library.note_muting(Mute(topic="b", words="c"), lifted=True)
    act = library.last_muting()
    assert act is not None
    assert act[:2] == (Mute(topic="b", words="c"), True)
    library.forget_last_muting()
    assert library.last_muting() is None
    undone = library.undo()
    assert undone is not None
    assert undone.what == "second"
    act = library.last_muting()
    assert act is not None
    assert act[:2] == (Mute("a"), False)
    library.forget_last_muting()
    undone = library.undo()
    assert undone is not None
    assert undone.what == "first"
    assert (library.last_muting(), library.undo()) == (None, None)
